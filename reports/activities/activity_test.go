package activities

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/assessment"
)

func TestFit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name           string
		fit            Fit
		steep, diverse bool
		want           bool
	}{
		{"any", Fit{"any", "any"}, false, true, true},
		{"steep on steep", Fit{"steep", "any"}, true, false, true},
		{"steep on shallow", Fit{"steep", "any"}, false, false, false},
		{"shallow on shallow", Fit{"shallow", "any"}, false, true, true},
		{"shallow on steep", Fit{"shallow", "any"}, true, true, false},
		{"high on high", Fit{"any", "high"}, true, true, true},
		{"high on low", Fit{"any", "high"}, true, false, false},
		{"low on low", Fit{"any", "low"}, false, false, true},
		{"low on high", Fit{"any", "low"}, false, true, false},
		{"one of two", Fit{"steep", "high"}, true, false, false},
		{"both", Fit{"steep", "high"}, true, true, true},
	}
	for _, tt := range tests {
		if got := tt.fit.Suits(tt.steep, tt.diverse); got != tt.want {
			t.Errorf("%s: got %v", tt.name, got)
		}
	}
}

func TestBlocked(t *testing.T) {
	t.Parallel()
	limits := []Condition{{"funds", "pilot"}, {"it_capacity", "none"}, {"sponsor", "no"}}
	tests := []struct {
		name   string
		areas  []string
		limits []Condition
		stated *assessment.Conditions
		want   []Condition
	}{
		{"nothing stated", []string{"shops"}, limits, nil, nil},
		{"stated empty", []string{"shops"}, limits, &assessment.Conditions{}, nil},
		{"the limit itself", []string{"shops"}, limits, &assessment.Conditions{Funds: "pilot"}, []Condition{{"funds", "pilot"}}},
		{"less than the limit", []string{"shops"}, limits, &assessment.Conditions{Funds: "none"}, []Condition{{"funds", "none"}}},
		{"more than the limit", []string{"shops"}, limits, &assessment.Conditions{Funds: "programme", ITCapacity: "some", Sponsor: "yes"}, nil},
		{
			"several",
			[]string{"shops"},
			limits,
			&assessment.Conditions{Funds: "none", ITCapacity: "none", Sponsor: "no", CustomerOwner: "no", DeliveryCanVary: "no"},
			[]Condition{{"funds", "none"}, {"it_capacity", "none"}, {"sponsor", "no"}},
		},
		{
			"the other conditions",
			[]string{WholeCompany},
			[]Condition{{"delivery_can_vary", "no"}, {"customer_owner", "no"}},
			&assessment.Conditions{CustomerOwner: "no", DeliveryCanVary: "partly"},
			[]Condition{{"customer_owner", "no"}},
		},
		{"no common area", []string{"shops", "web_site"}, nil, &assessment.Conditions{Areas: []string{"sales_force"}}, []Condition{{"areas", ""}}},
		{"a common area", []string{"shops", "web_site"}, nil, &assessment.Conditions{Areas: []string{"sales_force", "web_site"}}, nil},
		{"whole company", []string{WholeCompany}, nil, &assessment.Conditions{Areas: []string{"sales_force"}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := Activity{Areas: tt.areas, BlockedBy: tt.limits}
			if diff := cmp.Diff(tt.want, a.Blocked(tt.stated)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestConditionKey(t *testing.T) {
	t.Parallel()
	if got := (Condition{"funds", "none"}).Key(); got != "blocked_funds_none" {
		t.Errorf("got %s", got)
	}
	if got := (Condition{Name: "areas"}).Key(); got != "blocked_areas" {
		t.Errorf("got %s", got)
	}
}

// What a caller does with its copy must not reach other callers.
func TestLibraryDoesNotChange(t *testing.T) {
	t.Parallel()
	library := shipped(t)
	before, ok := library.Find("one_identifier")
	if !ok || before.Title("en") == "" {
		t.Fatalf("one_identifier: %+v", before)
	}
	title := before.Title("en")
	changed, _ := library.Find("one_identifier")
	changed.Areas[0], changed.Triggers[0], changed.BlockedBy[0].Value = "moon", "x", "y"
	changed.Steps("en")[0] = "z"
	all := library.All()
	all[0] = Activity{}
	after, _ := library.Find("one_identifier")
	if diff := cmp.Diff(before, after, cmp.AllowUnexported(Activity{}, text{})); diff != "" {
		t.Errorf("(-before +after)\n%s", diff)
	}
	if first := library.All()[0]; first.ID != "ask_one_question" {
		t.Errorf("the first activity is now %q", first.ID)
	}
	if got := after.Title("fr"); got != title {
		t.Errorf("an unknown language gives %q, want the English title", got)
	}
	if _, ok := library.Find("no_such_activity"); ok {
		t.Error("an unknown id was found")
	}
}
