package web

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

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

// customWeights is the preset whose weights stand in the address.
const customWeights = "custom"

// weightPrefix begins the parameters of own weights: w_customers.
const weightPrefix = "w_"

// heaviest is the largest weight that may be tried.
const heaviest = 1000

// resultsQuery is the view that an address asks for.
type resultsQuery struct {
	by, a, b string
	w        string             // preset of tried weights, custom, or "" for the report's own
	custom   map[string]float64 // by group, with w = custom
	entered  map[string]string  // weights as they were typed
	path     string
}

// readResultsQuery reads an address; what it does not understand is refused by
// name. The two sides of the comparison are checked against it later.
func readResultsQuery(c echo.Context, r *reports.Report) (*resultsQuery, *assessment.Error) {
	q := &resultsQuery{by: byGroup, custom: map[string]float64{}, entered: map[string]string{}, path: c.Request().URL.Path}
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
		case "w":
			if value != "" && value != customWeights && !slices.Contains(reports.WeightPresets(), value) {
				return nil, badValue(name, value)
			}
			q.w = value
		default:
			group, ok := strings.CutPrefix(name, weightPrefix)
			if !ok || !slices.ContainsFunc(r.Groups, func(g reports.Group) bool { return g.Group == group }) {
				return nil, &assessment.Error{Kind: assessment.Invalid, Key: "error_field_unknown", Args: map[string]any{"Field": name}, Field: name}
			}
			q.entered[group] = value
		}
	}
	return q, q.readWeights(r)
}

func badValue(field, value string) *assessment.Error {
	return &assessment.Error{Kind: assessment.Invalid, Key: "results_error_value", Args: map[string]any{"Field": field, "Value": value}, Field: field}
}

// readWeights reads own weights; the fields of the form come with every preset
// and count only with custom.
func (q *resultsQuery) readWeights(r *reports.Report) *assessment.Error {
	if q.w != customWeights {
		return nil
	}
	sum := 0.0
	for i := range r.Groups {
		key := r.Groups[i].Group
		text, ok := q.entered[key]
		if !ok {
			return &assessment.Error{
				Kind: assessment.Invalid, Key: "results_error_weight_missing", Args: map[string]any{"Field": weightPrefix + key}, Field: weightPrefix + key,
			}
		}
		weight, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
		// Written so that NaN is refused too.
		if err != nil || !(weight >= 0 && weight <= heaviest) {
			return &assessment.Error{
				Kind: assessment.Invalid, Key: "results_error_weight",
				Args: map[string]any{"Field": weightPrefix + key, "Value": text, "Max": heaviest}, Field: weightPrefix + key,
			}
		}
		q.custom[key] = weight
		sum += weight
	}
	if sum == 0 {
		return &assessment.Error{Kind: assessment.Invalid, Key: "results_error_weights_zero", Args: map[string]any{"Field": "w"}, Field: "w"}
	}
	return nil
}

// address is the address of a comparison, with the weights that are being tried
// or without.
func (q *resultsQuery) address(by, a, b string, weights bool) string {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("by", by)
	set("a", a)
	set("b", b)
	if weights {
		for _, kept := range q.weightFields() {
			set(kept.Name, kept.Value)
		}
	}
	return q.path + "?" + values.Encode()
}

// weightFields carry the weights on in a form about something else.
func (q *resultsQuery) weightFields() []keptField {
	if q.w == "" {
		return nil
	}
	out := []keptField{{"w", q.w}}
	if q.w != customWeights {
		return out
	}
	for key, text := range q.entered {
		out = append(out, keptField{weightPrefix + key, text})
	}
	slices.SortFunc(out, func(x, y keptField) int { return strings.Compare(x.Name, y.Name) })
	return out
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

func (v resultsView) weights(q *resultsQuery, record *reports.Report) weightsView {
	out := weightsView{Own: v.t("report_weights_" + record.Assessment.Weights)}
	if q.a != "" && q.b != "" {
		out.Kept = []keptField{{"by", q.by}, {"a", q.a}, {"b", q.b}}
	}
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
		out.Changes = v.changes(record)
		before := resultsView{v.prioVoice, &reportIndex{record}}
		out.Verdict, out.Before = v.verdict(v.d).Lead, before.verdict(before.d).Lead
	}
	return out
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
