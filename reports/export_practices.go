package reports

import (
	"context"
	"slices"

	"readiness/assessment"
)

// scoredPractices tells for each practice of a report whether a group has any
// score on it: one without hides nothing, though the report counts it among
// those with too few. It is nil for groups where no practice alone could hide a
// question, and reads the responses only if there are others.
func scoredPractices(ctx context.Context, in *assessment.ReportInput, report *Report) (map[string][]bool, error) {
	scored := map[string][]bool{}
	for i := range report.Practices {
		for _, cell := range report.Practices[i].Groups {
			if cell.Hidden == HiddenFew && report.showsAny(report.Practices[i].Items, cell.Group) {
				scored[cell.Group] = make([]bool, len(report.Practices))
			}
		}
	}
	if len(scored) == 0 {
		return nil, nil
	}
	alone := *in
	alone.Previous, alone.Before = nil, nil
	l, err := newLayout(&alone)
	if err != nil {
		return nil, err
	}
	sets, err := newSetTallies(l, l.practices, false)
	if err != nil {
		return nil, err
	}
	return scored, in.Responses(ctx, func(r *assessment.Response) error {
		list := scored[r.Group]
		for p := range list {
			list[p] = list[p] || sets[p].scorer.code(r.Answers) >= 0
		}
		return nil
	})
}

// showsAny reports whether one of the questions is shown for a group.
func (r *Report) showsAny(items []string, group string) bool {
	return slices.ContainsFunc(r.Items, func(i Item) bool {
		return slices.Contains(items, i.ID) && slices.ContainsFunc(i.Groups, func(c ItemGroup) bool { return c.Group == group && !c.Suppressed })
	})
}
