package activities

import (
	"slices"

	"readiness/assessment"
	"readiness/questionnaires"
)

// WholeCompany is the area of activities that belong to no single channel.
const WholeCompany = "whole_company"

// areasCondition is the condition that names areas instead of a level.
const areasCondition = "areas"

// Areas lists where an activity can run, in display order; each has a message
// "area_" + id.
func Areas() []string {
	return []string{"sales_force", "call_centre", "web_site", "shops", WholeCompany}
}

// Rhythms lists how often an activity is done; each has a message "rhythm_" + id.
func Rhythms() []string { return []string{"once", "weekly", "monthly", "each_contact"} }

// Activity is one ready-to-use start-up activity (priorities.md 3.5).
type Activity struct {
	ID       string
	Stage    string   // one of questionnaires.Stages
	Category string   // category of the One-to-One Gap that it mostly serves
	Areas    []string // one or more of Areas
	Rhythm   string   // one of Rhythms
	Effort   int      // 1 (little) to 3 (much); message "effort_" + number
	Fit      Fit
	Triggers []string // item ids whose low scores make it relevant; at least one
	// BlockedBy holds, for each condition that can keep it from starting, the
	// highest level that is too low: funds pilot means that none blocks as well.
	BlockedBy []Condition
	texts     map[string]text // by language
}

// Fit says which customer bases an activity suits.
type Fit struct {
	Skew  string // any, steep, shallow: how unequal the customers' value is
	Needs string // any, high, low: how much their needs differ
}

// Suits reports whether the activity applies to a customer base. Where nothing is
// known of the base, every activity applies and this need not be asked.
func (f Fit) Suits(steep, diverse bool) bool {
	return f.SuitsSkew(steep) && f.SuitsNeeds(diverse)
}

// SuitsSkew is the part of Suits that depends on the customers' value.
func (f Fit) SuitsSkew(steep bool) bool {
	return f.Skew == fitAny || steep == (f.Skew == skewSteep)
}

// SuitsNeeds is the part of Suits that depends on the customers' needs.
func (f Fit) SuitsNeeds(diverse bool) bool {
	return f.Needs == fitAny || diverse == (f.Needs == needsHigh)
}

const (
	fitAny    = "any"
	skewSteep = "steep"
	needsHigh = "high"
)

// Condition is a stated fact at one of its levels (priorities.md 3.6).
type Condition struct {
	Name  string // sponsor, funds, it_capacity, delivery_can_vary, customer_owner, areas
	Value string // "none", "pilot", "no" …; "" for areas
}

// Key is the condition's message: "blocked_funds_none", "blocked_areas".
func (c Condition) Key() string {
	if c.Value == "" {
		return "blocked_" + c.Name
	}
	return "blocked_" + c.Name + "_" + c.Value
}

// conditionLevels lists a condition's levels from the least to the most; nil for
// an unknown one.
func conditionLevels(name string) []string {
	switch name {
	case "sponsor", "customer_owner":
		return []string{"no", "yes"}
	case "funds":
		return []string{"none", "pilot", "programme"}
	case "it_capacity":
		return []string{"none", "some", "enough"}
	case "delivery_can_vary":
		return []string{"no", "partly", "yes"}
	}
	return nil
}

// conditionNames lists the conditions that have levels, in the order of
// priorities.md 3.6.
func conditionNames() []string {
	return []string{"sponsor", "funds", "it_capacity", "delivery_can_vary", "customer_owner"}
}

// Blocked lists the stated conditions that keep the activity from starting, each
// with its stated level; none for conditions that are not stated. An activity of
// areas that the programme leaves out is blocked by "areas".
func (a *Activity) Blocked(stated *assessment.Conditions) []Condition {
	if stated == nil {
		return nil
	}
	values := map[string]string{
		"sponsor": stated.Sponsor, "funds": stated.Funds, "it_capacity": stated.ITCapacity,
		"delivery_can_vary": stated.DeliveryCanVary, "customer_owner": stated.CustomerOwner,
	}
	var out []Condition
	for _, limit := range a.BlockedBy {
		levels, value := conditionLevels(limit.Name), values[limit.Name]
		if at := slices.Index(levels, value); at >= 0 && at <= slices.Index(levels, limit.Value) {
			out = append(out, Condition{Name: limit.Name, Value: value})
		}
	}
	inside := func(area string) bool { return area == WholeCompany || slices.Contains(stated.Areas, area) }
	if len(stated.Areas) > 0 && !slices.ContainsFunc(a.Areas, inside) {
		out = append(out, Condition{Name: areasCondition})
	}
	return out
}

// text is an activity in one language.
type text struct {
	title   string
	steps   []string
	measure string
}

// Title is the activity as an instruction of at most 12 words. This and the other
// texts come in English for a language that the product does not have.
func (a *Activity) Title(lang string) string { return a.in(lang).title }

// Steps are the three to five things to do, one sentence each.
func (a *Activity) Steps(lang string) []string { return slices.Clone(a.in(lang).steps) }

// Measure is the measure of success: one sentence that names a number to watch.
func (a *Activity) Measure(lang string) string { return a.in(lang).measure }

func (a *Activity) in(lang string) text {
	if t, ok := a.texts[lang]; ok {
		return t
	}
	return a.texts[questionnaires.Languages()[0]]
}

// Library is a checked set of activities. It does not change and may be used by
// several goroutines.
type Library struct {
	all []Activity
}

// All lists the activities in the order of the file, stage by stage.
func (l *Library) All() []Activity {
	out := make([]Activity, len(l.all))
	for i := range l.all {
		out[i] = l.all[i].clone()
	}
	return out
}

// Find returns the activity with this id.
func (l *Library) Find(id string) (Activity, bool) {
	for i := range l.all {
		if l.all[i].ID == id {
			return l.all[i].clone(), true
		}
	}
	return Activity{}, false
}

// clone keeps callers from changing the library.
func (a *Activity) clone() Activity {
	out := *a
	out.Areas, out.Triggers, out.BlockedBy = slices.Clone(a.Areas), slices.Clone(a.Triggers), slices.Clone(a.BlockedBy)
	return out
}
