package assessment_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/assessment"
)

// refusedAt checks kind, key and field of a refusal.
func refusedAt(t *testing.T, name string, err error, key, field string) {
	t.Helper()
	e, ok := errors.AsType[*assessment.Error](err)
	if !ok || e.Kind != assessment.Invalid || e.Key != key || e.Field != field {
		t.Errorf("%s: %v, want %s at %s", name, err, key, field)
	}
}

func TestSetJudgement(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.create(t, smallFile)
	for _, tt := range []struct {
		name       string
		j          assessment.Judgement
		key, field string
	}{
		{"no reason", assessment.Judgement{ValueSkew: 1}, "error_reason_missing", "reason"},
		{"blank reason", assessment.Judgement{ValueSkew: 1, Reason: " \n\t"}, "error_reason_missing", "reason"},
		{"long reason", assessment.Judgement{Reason: strings.Repeat("数", assessment.MaxReason+1)}, "error_text_long", "reason"},
		{"control character", assessment.Judgement{Reason: "a\x07b"}, "error_text_control", "reason"},
		{"above 1", assessment.Judgement{ValueSkew: 1.01, Reason: "x"}, "error_index_range", "value_skew"},
		{"below 0", assessment.Judgement{NeedsDiversity: -0.01, Reason: "x"}, "error_index_range", "needs_diversity"},
		{"no number", assessment.Judgement{ValueSkew: math.NaN(), Reason: "x"}, "error_index_range", "value_skew"},
		{"override of nothing", assessment.Judgement{Missing: assessment.IndexValueSkew, Override: true, Reason: "x"}, "error_override_value", "value_skew"},
	} {
		refusedAt(t, tt.name, f.SetJudgement(t.Context(), a.ID, &tt.j), tt.key, tt.field)
	}
	given := &assessment.Judgement{ValueSkew: 7, NeedsDiversity: 1, Missing: assessment.IndexValueSkew, Reason: "  Two\n dealers  "}
	want := &assessment.Judgement{ValueSkew: 0.5, NeedsDiversity: 1, Missing: assessment.IndexValueSkew, Reason: "Two dealers"}
	state := func(j *assessment.Judgement) *assessment.Judgement {
		t.Helper()
		if err := f.SetJudgement(t.Context(), a.ID, j); err != nil {
			t.Fatal(err)
		}
		got, err := f.Assessment(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		return got.Situation
	}
	if diff := cmp.Diff(want, state(given)); diff != "" {
		t.Error(diff)
	}
	if err := f.Open(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&assessment.Judgement{ValueSkew: 1, Reason: "x", Override: true}, state(&assessment.Judgement{ValueSkew: 1, Reason: "x", Override: true})); diff != "" {
		t.Error(diff)
	}
	if got := state(nil); got != nil {
		t.Errorf("taken back, but %+v", got)
	}
	if err := f.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"judgement": f.SetJudgement(t.Context(), a.ID, want), "conditions": f.SetConditions(t.Context(), a.ID, nil),
		"anchors": f.SetAnchors(t.Context(), a.ID, 2, 20, ""),
	} {
		if assessment.KindOf(err) != assessment.Conflict || assessment.KeyOf(err) != "error_facts_closed" {
			t.Errorf("%s of a closed assessment: %v", name, err)
		}
	}
	if _, err := f.ImportCustomers(t.Context(), a.ID, failingReader{}, ""); assessment.KeyOf(err) != "error_facts_closed" {
		t.Errorf("a list for a closed assessment is not even read: %v", err)
	}
	if err := f.SetJudgement(t.Context(), "nobody", want); assessment.KindOf(err) != assessment.NotFound {
		t.Errorf("unknown assessment: %v", err)
	}
}

// failingReader stands for a connection that breaks.
type failingReader struct{}

var errBroken = errors.New("broken line")

func (failingReader) Read([]byte) (int, error) { return 0, errBroken }

func TestSetConditions(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.create(t, smallFile)
	refusedAt(t, "funds", f.SetConditions(t.Context(), a.ID, &assessment.Conditions{Funds: "plenty"}), "error_value_unknown", "funds")
	refusedAt(t, "areas", f.SetConditions(t.Context(), a.ID, &assessment.Conditions{Areas: []string{"shops", "moon"}}), "error_value_unknown", "areas")
	for _, c := range []*assessment.Conditions{{Sponsor: "no", DeliveryCanVary: "partly", Areas: []string{"shops"}}, {}, nil} {
		if err := f.SetConditions(t.Context(), a.ID, c); err != nil {
			t.Fatal(err)
		}
		got, err := f.Assessment(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := c
		if c != nil && c.Empty() {
			want = nil
		}
		if diff := cmp.Diff(want, got.Conditions); diff != "" {
			t.Error(diff)
		}
	}
}

func TestImportCustomersStream(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.create(t, smallFile)
	// What the stream fails with is no fault of the file.
	if _, err := f.ImportCustomers(t.Context(), a.ID, failingReader{}, ""); !errors.Is(err, errBroken) || assessment.KindOf(err) != assessment.Internal {
		t.Errorf("a broken line: %v", err)
	}
	// A long file is no long row; ids and segments may be long and many.
	var list strings.Builder
	list.WriteString("\uFEFFcustomer,value,segment\n")
	for i := range 30_000 {
		list.WriteString(strings.Repeat("c", 60) + string(rune('a'+i%20)) + ",1," + string(rune('A'+i%3)) + "\n")
	}
	base, err := f.ImportCustomers(t.Context(), a.ID, strings.NewReader(list.String()), "")
	if err != nil || base.Curve.N != 20 || len(base.Segments) != 3 {
		t.Errorf("%+v, %v", base, err)
	}
}
