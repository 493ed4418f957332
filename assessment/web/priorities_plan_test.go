package web

import (
	"testing"

	"readiness/reports"
)

// A plan with nothing to start says so before the activities.
func TestPlanOnTarget(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	v := prioVoice{r.catalog, "en"}
	one := 1
	d := &reportIndex{&reports.Report{
		Priorities: []reports.Priority{{Stage: "identify"}},
		Actions:    []reports.Action{{ID: "a", Stage: "identify", Rank: &one, When: "next", Maintain: true, QuickWin: true}},
	}}
	plan := v.plan(d, &planFilter{})
	if want := "Every stage has reached its target, so nothing has to be started."; len(plan.OnTarget) != 2 || plan.OnTarget[0] != want {
		t.Errorf("%q", plan.OnTarget)
	}
	if now := plan.Sections[0]; now.Note != "Nothing: every stage has reached its target." || len(now.Cards) != 0 {
		t.Errorf("%+v", now)
	}
	if card := plan.Sections[1].Cards[0]; card.QuickWin || !card.Maintain {
		t.Errorf("something to keep up is called a quick win: %+v", card)
	}
	d.Priorities[0].Rank, d.Priorities[0].Shortfall = &one, 12
	if plan := v.plan(d, &planFilter{}); len(plan.OnTarget) > 0 {
		t.Errorf("a stage is behind: %q", plan.OnTarget)
	}
}
