package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"readiness/assessment"
	"readiness/reports"
)

// customWeights is the preset whose weights stand in the address.
const customWeights = "custom"

// weightPrefix begins the parameters of own weights: w_customers.
const weightPrefix = "w_"

// heaviest is the largest weight that may be tried.
const heaviest = 1000

// triedWeights are weights of the groups that stand in an address, for a look at
// the report under them.
type triedWeights struct {
	w       string             // preset, custom, or "" for the report's own
	custom  map[string]float64 // by group, with w = custom
	entered map[string]string  // weights as they were typed
}

// take reads one parameter; one that is not about weights is refused by name.
func (t *triedWeights) take(v prioVoice, r *reports.Report, name, value string) *assessment.Error {
	if name == "w" {
		if value != "" && value != customWeights && !slices.Contains(reports.WeightPresets(), value) {
			bad := badValue(name, value)
			bad.Args["Field"] = v.t("results_weights_preset")
			return bad
		}
		t.w = value
		return nil
	}
	group, ok := strings.CutPrefix(name, weightPrefix)
	if !ok || !slices.ContainsFunc(r.Groups, func(g reports.Group) bool { return g.Group == group }) {
		return &assessment.Error{Kind: assessment.Invalid, Key: "error_field_unknown", Args: map[string]any{"Field": name}, Field: name}
	}
	if t.entered == nil {
		t.entered = map[string]string{}
	}
	t.entered[group] = value
	return nil
}

// finish reads own weights; the fields of the form come with every preset and
// count only with custom. A mistake is told with the name of the group.
func (t *triedWeights) finish(v prioVoice, r *reports.Report) *assessment.Error {
	if t.w != customWeights {
		return nil
	}
	t.custom = map[string]float64{}
	sum := 0.0
	for i := range r.Groups {
		key, called := r.Groups[i].Group, r.Groups[i].Name.In(v.lang)
		text, ok := t.entered[key]
		if !ok {
			return &assessment.Error{
				Kind: assessment.Invalid, Key: "results_error_weight_missing", Args: map[string]any{"Field": called}, Field: weightPrefix + key,
			}
		}
		weight, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
		// Written so that NaN is refused too.
		if err != nil || !(weight >= 0 && weight <= heaviest) {
			return &assessment.Error{
				Kind: assessment.Invalid, Key: "results_error_weight",
				Args: map[string]any{"Field": called, "Value": text, "Max": heaviest}, Field: weightPrefix + key,
			}
		}
		t.custom[key] = weight
		sum += weight
	}
	if sum == 0 {
		return &assessment.Error{
			Kind: assessment.Invalid, Key: "results_error_weights_zero", Args: map[string]any{"Field": v.t("results_weights_own_legend")}, Field: "w",
		}
	}
	return nil
}

// over is the report under these weights: the report itself where none are tried.
func (t *triedWeights) over(record *reports.Report) (*reports.Report, error) {
	if t.w == "" {
		return record, nil
	}
	return reports.Reweigh(record, t.w, t.custom)
}

// weightFields carry the weights on in a form about something else.
func (t *triedWeights) weightFields() []keptField {
	if t.w == "" {
		return nil
	}
	out := []keptField{{"w", t.w}}
	if t.w != customWeights {
		return out
	}
	for key, text := range t.entered {
		out = append(out, keptField{weightPrefix + key, text})
	}
	slices.SortFunc(out, func(x, y keptField) int { return strings.Compare(x.Name, y.Name) })
	return out
}

// addressOf is a path with fields that are not empty.
func addressOf(path string, fields ...keptField) string {
	values := url.Values{}
	for _, f := range fields {
		if f.Value != "" {
			values.Set(f.Name, f.Value)
		}
	}
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}
