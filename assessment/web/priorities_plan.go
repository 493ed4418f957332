package web

import (
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/reports"
	"readiness/reports/activities"
)

// planFilter narrows the plan; "" = everything.
type planFilter struct {
	triedWeights

	stage, area string
}

// kept are the fields of the filter that other forms keep.
func (f *planFilter) kept() []keptField {
	var out []keptField
	for _, field := range []keptField{{"stage", f.stage}, {"area", f.area}} {
		if field.Value != "" {
			out = append(out, field)
		}
	}
	return out
}

// readPlanFilter reads the query; what it does not know is an error that names
// the field.
func readPlanFilter(c echo.Context, v prioVoice, r *reports.Report) (planFilter, *assessment.Error) {
	var f planFilter
	for name, values := range c.QueryParams() {
		var target *string
		var known []string
		switch name {
		case "stage":
			target, known = &f.stage, questionnaires.Stages()
		case "area":
			target, known = &f.area, activities.Areas()
		case "lang":
			continue
		default:
			if len(values) > 1 {
				return f, badValue(name, values[len(values)-1])
			}
			if bad := f.take(v, r, name, clean(values[0])); bad != nil {
				return f, bad
			}
			continue
		}
		*target = values[0]
		if len(values) > 1 || *target != "" && !slices.Contains(known, *target) {
			return f, &assessment.Error{
				Kind: assessment.Invalid, Key: "prio_error_query", Args: map[string]any{"Field": name, "Value": values[len(values)-1]}, Field: name,
			}
		}
	}
	return f, f.finish(v, r)
}

// planView is what to do: now, next, later (priorities.md 3.8).
type planView struct {
	Stages, Areas []choice // of the filter
	Kept          []keptField
	All           string // address of the whole plan
	Filtered      bool
	OnTarget      []string // what to do where nothing has to be started
	Sections      []planSection
	LeftOut       []leftOutView
	Shown         int
}

type planSection struct {
	Name, Note string
	ID         string
	Cards      []actionView
}

type actionView struct {
	ID, Title, Stage, Rank string
	Facts                  []termView // area, rhythm, effort
	QuickWin, Maintain     bool
	Why                    string
	Blocked                []string
	Steps                  []string
	Measure                string
	Calculation            string
}

type leftOutView struct{ Title, Stage, Reason string }

func (v prioVoice) plan(d *reportIndex, f *planFilter) planView {
	out := planView{Filtered: f.stage != "" || f.area != "", OnTarget: v.say(d.NothingToStart())}
	out.Stages = append(out.Stages, choice{Label: v.t("prio_all_stages"), Chosen: f.stage == ""})
	for _, id := range questionnaires.Stages() {
		out.Stages = append(out.Stages, choice{Value: id, Label: v.stageName(d, id), Chosen: f.stage == id})
	}
	out.Areas = append(out.Areas, choice{Label: v.t("prio_all_areas"), Chosen: f.area == ""})
	for _, id := range activities.Areas() {
		out.Areas = append(out.Areas, choice{Value: id, Label: v.t("area_" + id), Chosen: f.area == id})
	}
	first := ""
	if len(d.StartOrder) > 0 {
		first = v.stageName(d, d.StartOrder[0])
	}
	for _, when := range []string{"now", "next", "later"} {
		section := planSection{ID: when, Name: v.t("when_" + when), Note: v.t(d.NoteOn(when), "Stage", first)}
		for i := range d.Actions {
			a := &d.Actions[i]
			if a.When == when && f.admits(a) {
				section.Cards = append(section.Cards, v.action(d, a))
			}
		}
		out.Shown += len(section.Cards)
		out.Sections = append(out.Sections, section)
	}
	for i := range d.Actions {
		if a := &d.Actions[i]; a.ReasonLeftOut != nil && f.admits(a) {
			out.LeftOut = append(out.LeftOut, leftOutView{a.Title.In(v.lang), v.stageName(d, a.Stage), a.ReasonLeftOut.In(v.catalog, v.lang)})
		}
	}
	return out
}

func (f *planFilter) admits(a *reports.Action) bool {
	return (f.stage == "" || f.stage == a.Stage) && (f.area == "" || slices.Contains(a.Area, f.area))
}

func (v prioVoice) action(d *reportIndex, a *reports.Action) actionView {
	areas := make([]string, len(a.Area))
	for i, area := range a.Area {
		areas[i] = v.t("area_" + area)
	}
	effort := v.t("effort_" + strconv.Itoa(a.Effort))
	out := actionView{
		ID: a.ID, Title: a.Title.In(v.lang), Stage: v.stageName(d, a.Stage), QuickWin: a.QuickWin && !a.Maintain, Maintain: a.Maintain,
		Facts: []termView{
			{v.t("prio_area"), v.catalog.Join(v.lang, areas)}, {v.t("prio_rhythm"), v.t("rhythm_" + a.Rhythm)}, {v.t("prio_effort"), effort},
		},
		Why: v.why(d, a), Blocked: v.say(a.BlockedBy), Measure: a.Measure.In(v.lang),
	}
	if a.Rank != nil {
		out.Rank = v.whole(*a.Rank)
	}
	for _, step := range a.Steps {
		out.Steps = append(out.Steps, step.In(v.lang))
	}
	if p := d.priority(a.Stage); p != nil {
		out.Calculation = v.t("prio_how_action", "Priority", v.one(p.Score), "Relevance", v.two(a.Relevance), "Effort", v.plain(effortOf(a)), "Score", v.one(a.Score))
	}
	return out
}

// effortOf is what the score of an action is divided by (priorities.md 3.5).
func effortOf(a *reports.Action) float64 {
	return map[int]float64{1: 1, 2: 1.5, 3: 2.25}[a.Effort]
}

// why names the questions that call for an action with their scores, or the
// stage where none of them is shown.
func (v prioVoice) why(d *reportIndex, a *reports.Action) string {
	scale := d.scale(a.Stage)
	if scale == nil || scale.Weighted.Mean == nil {
		return v.t("report_left_out_no_score")
	}
	var below, all []string
	for _, id := range a.Triggers {
		item := d.item(id)
		if item == nil || item.WeightedMean == nil {
			continue
		}
		text := v.t("prio_why_item", "Question", item.Name.In(v.lang), "Readiness", v.one(*item.WeightedMean))
		all = append(all, text)
		if *item.WeightedMean < scale.Target {
			below = append(below, text)
		}
	}
	switch target := v.plain(scale.Target); {
	case len(all) == 0:
		return v.t("prio_why_stage", "Stage", scale.Name.In(v.lang), "Readiness", v.one(*scale.Weighted.Mean), "Target", target)
	case len(below) == 0:
		return v.t("prio_why_reached", "Questions", v.catalog.Join(v.lang, all), "Target", target)
	default:
		return v.t("prio_why_below", "Questions", v.catalog.Join(v.lang, below), "Target", target)
	}
}

// verdictView is what the company is ready for today (priorities.md 3.6).
type verdictView struct {
	Lead       string   // the first sentence
	Rest       []string // what to prepare, what limits it
	Areas      []string
	Order      []startView
	Conditions []string
}

// startView is one place of the start order.
type startView struct{ Name, Verdict, Chip, Held string }

func (v prioVoice) verdict(d *reportIndex) verdictView {
	said := v.say(d.ReadyToday.Sentence)
	out := verdictView{Conditions: v.conditions(d.Assessment.Conditions)}
	if len(said) > 0 {
		out.Lead, out.Rest = said[0], said[1:]
	}
	for _, ready := range d.ReadyAreas() {
		key := "prio_areas_by"
		if ready.Inside {
			key = "prio_areas_by_inside"
		}
		out.Areas = append(out.Areas, v.t(key, "Areas", v.catalog.Join(v.lang, v.readyAreas(d, ready.Areas)), "Groups", v.list(ready.Groups)))
	}
	for _, id := range d.StartOrder {
		p := d.priority(id)
		start := startView{Name: p.Name.In(v.lang), Verdict: v.t("report_verdict_word_" + p.Verdict), Chip: verdictChip(p.Verdict)}
		if p.HeldBackBy != nil {
			start.Held = d.HeldBack(p, "prio_held").In(v.catalog, v.lang)
		}
		out.Order = append(out.Order, start)
	}
	return out
}

// readyAreas names the locations and functions that are ready; many are counted,
// and the table of the results marks them.
func (v prioVoice) readyAreas(d *reportIndex, areas []reports.Area) []string {
	const most = 8
	var out []string
	if len(areas) <= most {
		for _, area := range areas {
			out = append(out, area.Name.In(v.lang))
		}
		return out
	}
	for _, by := range []string{byLocation, byFunction} {
		ready, all := 0, 0
		for _, area := range areas {
			if area.Dimension == by {
				ready++
			}
		}
		for i := range d.Segments {
			if d.Segments[i].Dimension == by {
				all++
			}
		}
		if ready > 0 {
			out = append(out, v.t("prio_areas_"+by, "Ready", v.whole(ready), "Count", all))
		}
	}
	return out
}

func verdictChip(verdict string) string {
	switch verdict {
	case "company":
		return "ok"
	case "limited":
		return ""
	default:
		return "warn"
	}
}

// conditions puts the facts that the organiser stated into words; they never
// change a score (priorities.md 3.6).
func (v prioVoice) conditions(c *reports.Conditions) []string {
	if c == nil {
		return nil
	}
	var out []string
	for _, stated := range []struct{ name, value, best string }{
		{"sponsor", c.Sponsor, "yes"},
		{"funds", c.Funds, "programme"},
		{"it_capacity", c.ITCapacity, "enough"},
		{"delivery_can_vary", c.DeliveryCanVary, "yes"},
		{"customer_owner", c.CustomerOwner, "yes"},
	} {
		switch stated.value {
		case "":
		case stated.best:
			out = append(out, v.t("prio_condition_"+stated.name))
		default:
			out = append(out, v.t("blocked_"+stated.name+"_"+stated.value))
		}
	}
	if len(c.Areas) > 0 {
		areas := make([]string, len(c.Areas))
		for i, area := range c.Areas {
			areas[i] = v.t("area_" + area)
		}
		out = append(out, v.t("prio_condition_areas", "Areas", v.catalog.Join(v.lang, areas)))
	}
	return out
}
