package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"readiness/assessment"
	"readiness/questionnaires"
)

// reportedNames are the names of interfaces.md and decisions.md by place.
func reportedNames() map[string]string {
	return map[string]string{
		"": "assessment groups scales items segments situation priorities ready_today start_order practices importance comments " +
			"categories by_day parameters trend snapshot warnings rivals",
		"assessment": "id title organisation k weights closed",
		"groups":     "group level side weight invited completed name access anonymity asked started minimum",
		"scales": "id kind groups weighted target target_gap inside outside inside_outside_gap largest_gap perception_gaps " +
			"kruskal_wallis alpha",
		"scales.groups":          "group n mean sd se ci_low ci_high suppressed median min max top_box bottom_box rwg_j",
		"scales.weighted":        "mean se df ci_low ci_high n_eff coverage",
		"scales.largest_gap":     "higher lower gap",
		"scales.perception_gaps": "group reference gap u p q cliffs_delta hedges_g label evidence",
		"scales.kruskal_wallis":  "h df p epsilon2",
		"scales.alpha":           "n alpha if_dropped item_rest indicative",
		"items":                  "id scale weighted_mean groups perception_gaps",
		"items.groups": "group n mean dk_rate a_wg rwg polarisation counts suppressed na_rate skipped_rate " +
			"low_visibility",
		"segments":              "dimension value scales",
		"segments.scales":       "id mean n groups suppressed cells",
		"segments.scales.cells": "group n mean suppressed",
		"situation": "value_skew x50 gini needs_diversity effective_needs quadrant source x80 hhi shares customers loss_makers " +
			"segments lorenz deciles count50",
		"priorities": "stage rank score share shortfall_points blind_spot_points fit_points importance_points gate_points stability " +
			"verdict held_back_by reasons base fit importance gate evidence",
		"priorities.stability": "same of",
		"ready_today":          "through scope areas",
		"practices":            "id groups weighted",
		"importance":           "stage groups",
		"importance.groups":    "group n mean sd suppressed",
		"comments":             "item group language text",
		"categories":           "category rank score shortfall_points blind_spot_points",
		"by_day":               "day group completed",
		"snapshot":             "version hash program",
	}
}

// descend collects the objects at a dotted path, through arrays; null is none.
func descend(v any, path string) []map[string]any {
	switch v := v.(type) {
	case []any:
		var out []map[string]any
		for _, e := range v {
			out = append(out, descend(e, path)...)
		}
		return out
	case map[string]any:
		if path == "" {
			return []map[string]any{v}
		}
		first, rest, _ := strings.Cut(path, ".")
		return descend(v[first], rest)
	}
	return nil
}

// full is a survey with something in every part of the report.
func full(t *testing.T) *Report {
	t.Helper()
	s := newSurvey(t, both(), wide)
	s.fill(rand.New(rand.NewPCG(5, 6)), sizes(9))
	for i := range 12 {
		s.comments = append(s.comments, &assessment.Comment{Group: "customers", Item: "bv1", Language: "es", Text: fmt.Sprint("texto ", i)})
	}
	in := s.input()
	in.Progress.ByDay = []assessment.Count{{Group: "customers", Day: "2026-12-01", N: 3}}
	report, err := newReporter(t).Build(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestPublicJSON(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := JSON(&out, full(t), newReporter(t).words, "es"); err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := json.Unmarshal(out.Bytes(), &tree); err != nil {
		t.Fatal(err)
	}
	for path, want := range reportedNames() {
		found := descend(tree, path)
		if len(found) == 0 {
			t.Errorf("nothing at %q", path)
		}
		for _, object := range found {
			for name := range strings.FieldsSeq(want) {
				if _, ok := object[name]; !ok {
					t.Fatalf("%s has no %s", path, name)
				}
			}
		}
	}
	if got := descend(tree, "assessment")[0]["organisation"]; got != "Alder & Finch" {
		t.Errorf("organisation %v", got)
	}
	if got := descend(tree, "scales")[0]["name"]; got != "Identificar" {
		t.Errorf("name %v", got)
	}
	if got := descend(tree, "groups")[5]["name"]; got != "Clientes" {
		t.Errorf("name %v", got)
	}
	for _, p := range descend(tree, "priorities") {
		reasons, _ := p["reasons"].([]any)
		if len(reasons) == 0 {
			t.Errorf("%v has no reasons", p["stage"])
		}
		for _, reason := range reasons {
			if text, ok := reason.(string); !ok || text == "" {
				t.Errorf("reason %v", reason)
			}
		}
	}
}

func TestSnapshotReadsBack(t *testing.T) {
	t.Parallel()
	body, err := json.Marshal(full(t))
	if err != nil {
		t.Fatal(err)
	}
	report, err := ParseSnapshot(body)
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(body, again) {
		t.Error("a snapshot changes when it is read and written")
	}
	hash := report.Snapshot.Hash
	for name, broken := range map[string][]byte{
		"with another figure": bytes.Replace(body, []byte(`"k":5`), []byte(`"k":6`), 1),
		"with another hash":   bytes.Replace(body, []byte(hash), []byte(strings.Repeat("0", len(hash))), 1),
		"without a hash":      bytes.Replace(body, []byte(hash), nil, 1),
		"with more behind it": append(bytes.Clone(body), ' '),
		"cut off":             body[:len(body)-1],
		"that is none":        []byte("{"),
	} {
		if _, err := ParseSnapshot(broken); err == nil {
			t.Errorf("a snapshot %s is accepted", name)
		}
	}
}

// Reports of earlier programs lack what was added since: they keep their checksum.
func TestEarlierSnapshotsKeepTheirChecksum(t *testing.T) {
	t.Parallel()
	body, err := json.Marshal(full(t))
	if err != nil {
		t.Fatal(err)
	}
	report, err := ParseSnapshot(body)
	if err != nil {
		t.Fatal(err)
	}
	report.Situation.NeedsEvenness, report.Situation.NeedsSimpson = nil, nil
	if body, err = json.Marshal(report); err != nil {
		t.Fatal(err)
	}
	for _, added := range []string{"needs_evenness", "needs_simpson"} {
		if bytes.Contains(body, []byte(added)) {
			t.Errorf("an earlier report would be read as one with %s", added)
		}
	}
}

// messages collects every message of a report.
func messages(v reflect.Value) []Message {
	if m, ok := v.Interface().(Message); ok {
		return []Message{m}
	}
	var out []Message
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			out = append(out, messages(v.Field(i))...)
		}
	case reflect.Slice:
		for i := range v.Len() {
			out = append(out, messages(v.Index(i))...)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out = messages(v.Elem())
		}
	default:
	}
	return out
}

func TestMessagesReadInEveryLanguage(t *testing.T) {
	t.Parallel()
	words := newReporter(t).words
	seen := map[string]bool{}
	for seed := range uint64(12) {
		s := newSurvey(t, both(), func(a *assessment.Assessment) {
			wide(a)
			a.Groups[seed%6].MinN = 20
			a.Conditions = &assessment.Conditions{
				Sponsor: "no", Funds: []string{"none", "pilot"}[seed%2], ITCapacity: "none",
				DeliveryCanVary: []string{"no", "partly"}[seed%2], CustomerOwner: "no",
			}
			if seed%3 > 0 {
				a.Situation = &assessment.Judgement{ValueSkew: float64(seed%2) * 0.9, NeedsDiversity: float64(seed%3) * 0.28}
			}
		})
		s.fill(rand.New(rand.NewPCG(seed, 1)), sizes(6+int(seed)))
		for _, m := range messages(reflect.ValueOf(*s.report())) {
			seen[m.Key] = true
			for _, lang := range questionnaires.Languages() {
				if text := m.In(words, lang); strings.Contains(text, "[report_") || strings.Contains(text, "<no value>") {
					t.Errorf("%s: %s reads %q", lang, m.Key, text)
				}
			}
		}
	}
	if len(seen) < 25 {
		t.Errorf("only %d messages were met: %v", len(seen), seen)
	}
}
