package web

import (
	"html/template"
	"slices"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/reports"
	"readiness/reports/charts"
)

// What may be compared.
const (
	byGroup    = reports.ByGroup
	byLocation = reports.ByLocation
	byFunction = reports.ByFunction
)

// resultsQuery is the view that an address asks for.
type resultsQuery struct {
	triedWeights

	by, a, b string
	path     string
}

// readResultsQuery reads an address; what it does not understand is refused by
// name. The two sides of the comparison are checked against it later.
func readResultsQuery(c echo.Context, v prioVoice, r *reports.Report) (*resultsQuery, *assessment.Error) {
	q := &resultsQuery{by: byGroup, path: c.Request().URL.Path}
	for name, values := range c.QueryParams() {
		if len(values) > 1 {
			return nil, badValue(name, values[len(values)-1])
		}
		value := clean(values[0])
		switch name {
		case "lang":
		case "by":
			if !slices.Contains([]string{byGroup, byLocation, byFunction}, value) {
				return nil, badValue(name, value)
			}
			q.by = value
		case "a":
			q.a = value
		case "b":
			q.b = value
		default:
			if bad := q.take(v, r, name, value); bad != nil {
				return nil, bad
			}
		}
	}
	return q, q.finish(v, r)
}

func badValue(field, value string) *assessment.Error {
	return &assessment.Error{Kind: assessment.Invalid, Key: "results_error_value", Args: map[string]any{"Field": field, "Value": value}, Field: field}
}

// address is the address of a comparison, with the weights that are being tried
// or without.
func (q *resultsQuery) address(by, a, b string, weights bool) string {
	fields := []keptField{{"by", by}, {"a", a}, {"b", b}}
	if weights {
		fields = append(fields, q.weightFields()...)
	}
	return addressOf(q.path, fields...)
}

// weightsView is the form for trying other weights and what they change.
type weightsView struct {
	Kept    []keptField // the comparison stays
	Own     string      // the report's own weights
	Options []pickOption
	Fields  []weightField
	Changes *figureTable // nil while the report's own weights are shown
	Verdict string       // what the tried weights say
	Before  string       // what the report says
}

// pickOption is an entry of a select.
type pickOption struct {
	Value, Label string
	Chosen       bool
	Disabled     bool
}

type weightField struct {
	Name, Label, Value, Own string
	Mark                    template.HTML // of the group
}

const percent = 100

// weights is the form, which keeps some fields of the page. Changes are left to
// the page.
func (v resultsView) weights(q *triedWeights, record *reports.Report, kept []keptField) weightsView {
	out := weightsView{Own: v.t("report_weights_" + record.Assessment.Weights), Kept: kept}
	out.Options = append(out.Options, pickOption{Label: v.t("results_weights_record", "Weights", out.Own), Chosen: q.w == ""})
	for _, preset := range reports.WeightPresets() {
		out.Options = append(out.Options, pickOption{Value: preset, Label: v.t("results_weights_" + preset), Chosen: q.w == preset})
	}
	out.Options = append(out.Options, pickOption{Value: customWeights, Label: v.t("results_weights_custom"), Chosen: q.w == customWeights})
	for i := range record.Groups {
		g := &record.Groups[i]
		field := weightField{
			Name: weightPrefix + g.Group, Label: g.Name.In(v.lang), Mark: charts.Mark(charts.Group{Key: g.Group, Place: record.MarkPlace(g.Group)}),
			Own:   v.t("results_weights_own", "Percent", v.one(percent*g.Weight)),
			Value: v.one(percent * v.d.Groups[i].Weight),
		}
		if q.w == customWeights {
			field.Value = q.entered[g.Group]
		}
		out.Fields = append(out.Fields, field)
	}
	if q.w != "" {
		before := resultsView{v.prioVoice, &reportIndex{record}}
		out.Verdict, out.Before = v.verdict(v.d).Lead, before.verdict(before.d).Lead
	}
	return out
}

// kept are the fields of a comparison that other forms keep.
func (q *resultsQuery) kept() []keptField {
	if q.a == "" || q.b == "" {
		return nil
	}
	return []keptField{{"by", q.by}, {"a", q.a}, {"b", q.b}}
}

// changes sets the tried figures beside those of the report.
func (v resultsView) changes(record *reports.Report) *figureTable {
	before := &reportIndex{record}
	out := &figureTable{
		Caption: v.t("results_weights_changes"), Corner: v.t("results_kind_stage"),
		Heads: []string{
			v.t("results_in_report"), v.t("results_tried"), v.t("results_interval_tried"), v.t("results_change"),
			v.t("results_target_gap_tried"), v.t("results_rank_report"), v.t("results_rank_tried"),
		},
	}
	for i := range v.d.Scales {
		now, then := &v.d.Scales[i], &record.Scales[i]
		if now.Kind != "stage" {
			continue
		}
		var change *float64
		if now.Weighted.Mean != nil && then.Weighted.Mean != nil {
			difference := *now.Weighted.Mean - *then.Weighted.Mean
			change = &difference
		}
		none := v.t("results_no_score")
		out.Rows = append(out.Rows, figureRow{now.Name.In(v.lang), []figureCell{
			v.figure(then.Weighted.Mean, none), v.figure(now.Weighted.Mean, none),
			{Text: v.interval(now)},
			v.plainFigure(change, v.signed), v.plainFigure(now.TargetGap, v.signed),
			{Text: v.rank(before, now.ID)},
			{Text: v.rank(v.d, now.ID)},
		}})
	}
	return out
}

// newPriorities sets the tried priorities beside those of the report.
func (v resultsView) newPriorities(record *reports.Report) *figureTable {
	before := &reportIndex{record}
	out := &figureTable{
		Caption: v.t("results_weights_changes"), Corner: v.t("results_kind_stage"),
		Heads: []string{
			v.t("results_score_report"), v.t("results_score_tried"), v.t("results_priority_report"), v.t("results_priority_tried"),
			v.t("results_rank_report"), v.t("results_rank_tried"),
		},
	}
	for _, now := range v.d.ScalesOf("stage") {
		then, none := before.scale(now.ID), v.t("results_no_score")
		out.Rows = append(out.Rows, figureRow{now.Name.In(v.lang), []figureCell{
			v.figure(then.Weighted.Mean, none), v.figure(now.Weighted.Mean, none),
			{Text: v.priorityScore(before, now.ID)},
			{Text: v.priorityScore(v.d, now.ID)},
			{Text: v.rank(before, now.ID)},
			{Text: v.rank(v.d, now.ID)},
		}})
	}
	return out
}

func (v resultsView) priorityScore(d *reportIndex, stage string) string {
	if p := d.priority(stage); p != nil {
		return v.one(p.Score)
	}
	return "–"
}

func (v resultsView) rank(d *reportIndex, stage string) string {
	switch p := d.priority(stage); {
	case p == nil:
		return "–"
	case p.Rank == nil:
		return v.t("report_on_target")
	default:
		return v.whole(*p.Rank)
	}
}
