package reports

import (
	"math"

	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/reports/stats"
)

// leastShown is the size from which points print as other than 0.0.
const leastShown = 0.05

// tiedBefore is what ties were called in reports that are stored; it has neither
// the scores nor the other stage's figures.
const tiedBefore = "report_reason_tied"

// reasons explains a priority, the step with the most points first
// (priorities.md 3.4). A step that prints as 0.0 explains nothing, unless it is
// all there is. The other priorities have to be there already, for ties.
func (b *builder) reasons(p *Priority, inputs []stats.StageInput) []Message {
	if p.Rank == nil {
		return []Message{bare("report_reason_on_target")}
	}
	var out []Message
	step := stats.StagePriority{
		ShortfallPoints: p.ShortfallPoints, BlindSpotPoints: p.BlindSpotPoints, FitPoints: p.FitPoints,
		ImportancePoints: p.ImportancePoints, GatePoints: p.GatePoints,
	}
	for i, c := range step.Contributions() {
		if i > 0 && math.Abs(c.Points) < leastShown {
			break
		}
		out = append(out, b.reason(p, c, inputs))
	}
	for _, id := range p.TiedWith {
		out = append(out, tie(p, b.priorityOf(id)))
	}
	return out
}

// tie says how close two priorities are and how often each comes first, or keeps
// its rank where one of them never does.
func tie(p, other *Priority) Message {
	key, times, others := "report_reason_tied_rank", p.Stability.Same, other.Stability.Same
	if p.Stability.First > 0 && other.Stability.First > 0 {
		key, times, others = "report_reason_tied_first", p.Stability.First, other.Stability.First
	}
	return Message{Key: key, Args: args{
		"Stage": name(other.Name), "Score": score(p.Score), "Other": score(other.Score),
		"Times": count(times), "OtherTimes": count(others), "Of": count(p.Stability.Of),
	}}
}

func (b *builder) reason(p *Priority, c stats.Contribution, inputs []stats.StageInput) Message {
	switch c.Factor {
	case stats.FactorShortfall:
		readiness := b.readiness(p.Stage)
		return Message{Key: "report_reason_shortfall", Args: args{
			"Readiness": score(*readiness), "Shortfall": score(p.Shortfall), "Points": points(c.Points),
		}}
	case stats.FactorBlindSpot:
		return Message{Key: "report_reason_blind_spot_" + p.Evidence, Args: args{"Gap": score(p.BlindSpot), "Points": points(c.Points)}}
	case stats.FactorFit:
		phrase := b.report.Situation.Phrase()
		if phrase == nil {
			return Message{Key: "report_reason_fit_" + direction(c.Points), Args: args{
				"Situation": word("report_situation_none"), "Factor": plain(p.Fit), "Points": points(c.Points),
			}}
		}
		return Message{Key: "report_reason_fit_base_" + direction(c.Points), Args: args{
			"Situation": {Phrase: phrase}, "Factor": plain(p.Fit), "Points": points(c.Points),
		}}
	case stats.FactorImportance:
		return Message{Key: "report_reason_importance_" + direction(c.Points), Args: args{
			"Factor": plain(p.ImportanceFactor), "Points": points(c.Points),
		}}
	default:
		lowest, at := b.lowestBefore(p.Stage, inputs)
		return Message{Key: "report_reason_gate", Args: args{
			"Stage": name(lowest), "Readiness": score(at), "Gate": plain(b.parameters.GateFloor),
			"Factor": plain(p.Gate), "Points": points(c.Points),
		}}
	}
}

func direction(points float64) string {
	if points < 0 {
		return "down"
	}
	return "up"
}

// lowestBefore is the stage that closes the gate: the lowest of the earlier
// ones, the first of equals.
func (b *builder) lowestBefore(stage string, inputs []stats.StageInput) (lowest Text, at float64) {
	at = math.Inf(1)
	for i, id := range questionnaires.Stages() {
		if id == stage {
			break
		}
		if inputs[i].Score != nil && *inputs[i].Score < at {
			lowest, at = b.report.Scales[b.l.stage(id)].Name, *inputs[i].Score
		}
	}
	return lowest, at
}

// verdictSentence is the first line of the results: what the company is ready
// for, what has to be prepared first, and what limits it (priorities.md 3.6).
func (b *builder) verdictSentence(v *stats.Readiness) []Message {
	stages := questionnaires.Stages()
	if b.unjudged(stages[0]) != "" {
		return append([]Message{b.noVerdict(v)}, limits(b.l.in.Assessment.Conditions)...)
	}
	var out []Message
	switch {
	case v.Scope == stats.ScopeCompany:
		out = append(out, bare("report_verdict_company"))
	case v.Through != nil:
		out = append(out, bare("report_verdict_limited_"+stages[*v.Through]))
	default:
		out = append(out, bare("report_verdict_none"))
	}
	for _, i := range v.StartOrder {
		id := stages[i]
		readiness := b.readiness(id)
		floor := math.Min(b.parameters.GateFloor, b.l.in.Assessment.TargetOf(id))
		if readiness != nil && !stats.Reaches(*readiness, floor) {
			out = append(out, Message{Key: "report_verdict_prepare", Args: args{
				"Stage": name(b.report.Scales[b.l.stage(id)].Name), "Readiness": score(*readiness), "Floor": plain(floor),
			}})
			break
		}
	}
	for _, id := range stages[1:] {
		if b.unjudged(id) != "" {
			out = append(out, b.unjudgedSentence("report_verdict_unjudged", id))
		}
	}
	return append(out, limits(b.l.in.Assessment.Conditions)...)
}

// limits puts the stated conditions into words; they never change a score.
func limits(c *assessment.Conditions) []Message {
	if c == nil {
		return nil
	}
	var out []Message
	for _, limit := range []struct{ stated, value, key string }{
		{c.Sponsor, "no", "report_limit_sponsor"},
		{c.Funds, "none", "report_limit_no_funds"},
		{c.Funds, "pilot", "report_limit_pilot_funds"},
		{c.ITCapacity, "none", "report_limit_it"},
		{c.DeliveryCanVary, "no", "report_limit_delivery"},
		{c.DeliveryCanVary, "partly", "report_limit_delivery_partly"},
		{c.CustomerOwner, "no", "report_limit_owner"},
	} {
		if limit.stated == limit.value {
			out = append(out, bare(limit.key))
		}
	}
	return out
}
