package workbook

import (
	"strings"

	"readiness/reports"
)

// steps lists how to start each action that applies. The rank is the one of the
// sheet Actions, whose first action stands in row first; the order stays.
func (b *book) steps(s, actions *sheet, first int) {
	s.sized(8, 14, 40, 90)
	row := s.titled(4)
	s.headed(row, 1, b.t("rank"), b.t("stage"), b.t("action"), b.t("steps"))
	s.frozen, s.repeated = [2]int{row, 0}, row
	top := row
	for i := range b.report.Actions {
		a := &b.report.Actions[i]
		if a.Rank == nil || len(a.Steps) == 0 {
			continue
		}
		row++
		// Actions that apply stand on their sheet in the order of the report.
		rank := actions.ref(first+*a.Rank-1, actRank)
		b.shown(s, row, 1, rank, float(a.Rank), b.t("none"), strong(number(whole)))
		s.text(row, 2, b.stageName(a.Stage), prose())
		b.wrapped(s, row, 3, b.name(a.Title))
		b.wrapped(s, row, 4, b.stepList(a))
	}
	if row == top {
		s.block(row+1, 1, 4, b.t("no_stages"), prose())
		return
	}
	s.filter = span(top, 1, row, 4)
}

// stepList numbers the steps, one a line.
func (b *book) stepList(a *reports.Action) string {
	lines := make([]string, 0, len(a.Steps))
	for i, step := range a.Steps {
		lines = append(lines, digits(i+1)+". "+b.name(step))
	}
	return strings.Join(lines, "\n")
}
