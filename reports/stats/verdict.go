package stats

import (
	"cmp"
	"math"
	"slices"
)

// Verdict says how far a stage may be used today (priorities.md 3.6).
type Verdict string

// The verdicts.
const (
	VerdictCompany Verdict = "company" // ready for the whole company
	VerdictLimited Verdict = "limited" // ready for a limited programme
	VerdictPrepare Verdict = "prepare" // to be prepared first
)

// Scope sums the verdicts up.
type Scope string

// The scopes.
const (
	ScopeCompany Scope = "company"
	ScopeLimited Scope = "limited"
	ScopeNone    Scope = "none"
)

// StageVerdict is the verdict on one stage.
type StageVerdict struct {
	Stage   int
	Verdict Verdict
	// Floor is min(gate floor, target), 0–100.
	Floor float64
	// HeldBackBy is the first earlier stage below its floor, nil without one.
	HeldBackBy *int
}

// Readiness answers what the company is ready for today.
type Readiness struct {
	// Stages holds the verdicts on the stages that have a score, in order.
	Stages []StageVerdict
	// Through is the last stage of the run from the first one on that is not
	// "prepare"; nil without one. A stage without a score ends the run.
	Through *int
	Scope   Scope
	// StartOrder lists stages in the order in which to start: by rank, each
	// preceded by the earlier ones still below their floor. Stages without a
	// rank are on target and appear only if one has to be prepared.
	StartOrder []int
}

// ReadyToday gives the verdict on stages in order, with the priorities that
// Priorities found for them.
func ReadyToday(stages []StageInput, priorities []StagePriority, p Parameters) Readiness {
	out := Readiness{Scope: ScopeNone}
	below := make([]bool, len(stages)) // scored and below the floor
	allTargets := true
	for i, s := range stages {
		if s.Score == nil {
			allTargets = false // not known to reach its target
			continue
		}
		v := StageVerdict{Stage: i, Verdict: VerdictPrepare, Floor: math.Min(p.GateFloor, s.Target)}
		below[i] = !Reaches(*s.Score, v.Floor)
		allTargets = allTargets && Reaches(*s.Score, s.Target)
		if at := slices.Index(below[:i], true); at >= 0 {
			v.HeldBackBy = &at
		}
		switch {
		case allTargets:
			v.Verdict = VerdictCompany
		case !below[i] && v.HeldBackBy == nil:
			v.Verdict = VerdictLimited
		}
		out.Stages = append(out.Stages, v)
	}
	out.reach(len(stages))
	out.StartOrder = startOrder(below, priorities)
	return out
}

// reach finds how far the run of stages that are not "prepare" goes.
func (r *Readiness) reach(stages int) {
	company := len(r.Stages) == stages
	unbroken := true
	for i, v := range r.Stages {
		company = company && v.Verdict == VerdictCompany
		unbroken = unbroken && v.Stage == i && v.Verdict != VerdictPrepare
		if unbroken {
			through := v.Stage
			r.Through = &through
		}
	}
	switch {
	case r.Through == nil:
	case company:
		r.Scope = ScopeCompany
	default:
		r.Scope = ScopeLimited
	}
}

func startOrder(below []bool, priorities []StagePriority) []int {
	ranked := slices.DeleteFunc(slices.Clone(priorities), func(s StagePriority) bool { return s.Rank == nil })
	slices.SortStableFunc(ranked, func(a, b StagePriority) int { return cmp.Compare(*a.Rank, *b.Rank) })
	var order []int
	place := func(stage int) {
		if !slices.Contains(order, stage) {
			order = append(order, stage)
		}
	}
	for _, s := range ranked {
		for earlier := range min(s.Stage, len(below)) {
			if below[earlier] {
				place(earlier)
			}
		}
		place(s.Stage)
	}
	return order
}

// ReadyAreas lists the areas (functions or locations) that are at the floor in
// every stage up to through (priorities.md 3.6). scores is indexed by area and
// stage, nil where nothing is published: such an area is not ready.
func ReadyAreas(scores [][]*float64, r Readiness) []int {
	if r.Through == nil {
		return nil
	}
	var ready []int
	for area, row := range scores {
		ok := true
		for _, v := range r.Stages {
			if v.Stage > *r.Through {
				continue
			}
			ok = ok && v.Stage < len(row) && row[v.Stage] != nil && Reaches(*row[v.Stage], v.Floor)
		}
		if ok {
			ready = append(ready, area)
		}
	}
	return ready
}
