package reports

import (
	"slices"

	"readiness/reports/stats"
)

// leastCoverage is the part of the weight below which a score is warned about
// (statistics.md 2.4).
const leastCoverage = 0.80

// warn lists what a reader has to know before using the figures.
func (b *builder) warn() {
	b.report.Warnings = []Message{}
	b.warnGroups()
	b.warnNewcomers()
	b.warnScales()
	if mixed, found := b.report.MixedSides(""); found {
		b.report.Warnings = append(b.report.Warnings, mixed)
	}
	b.report.Warnings = append(b.report.Warnings, b.baseWarnings...)
}

func (b *builder) add(list *[]Message, key string, a args) {
	*list = append(*list, Message{Key: key, Args: a})
}

func (b *builder) warnGroups() {
	list := &b.report.Warnings
	all := 0
	for g := range b.report.Groups {
		group := &b.report.Groups[g]
		all += group.Completed
		if group.Completed < group.Threshold {
			b.add(list, "report_warning_group", args{"Group": name(group.Name), "Count": count(group.Threshold)})
		}
	}
	if all == 0 {
		*list = []Message{bare("report_warning_no_answers")}
	}
	if b.secondary() {
		b.add(list, "report_warning_also_hidden", nil)
	}
}

// secondary reports whether a cell with enough answers is hidden so that others
// cannot be worked out.
func (b *builder) secondary() bool {
	found := false
	b.report.eachCell(func(_ string, _ bool, hidden string) { found = found || hidden == HiddenComplementary })
	return found
}

// warnScales names the scales that rest on little weight or on no customers.
func (b *builder) warnScales() {
	var thin, silent, unable, earlier, unasked []Text
	customers := b.l.customers()
	for s := range b.report.Scales {
		scale := &b.report.Scales[s]
		if scale.Weighted.Mean != nil && !stats.Reaches(scale.Weighted.Coverage, leastCoverage) {
			thin = append(thin, scale.Name)
		}
		at := slices.IndexFunc(scale.Groups, func(g ScaleGroup) bool { return g.Group == customersKey })
		switch {
		case customers < 0:
		case at < 0:
			unasked = append(unasked, scale.Name)
		case scale.Groups[at].Hidden == HiddenEarlier:
			earlier = append(earlier, scale.Name)
		case b.unable(&scale.Groups[at]):
			unable = append(unable, scale.Name)
		case scale.Groups[at].Suppressed:
			silent = append(silent, scale.Name)
		}
	}
	list := &b.report.Warnings
	if customers < 0 {
		b.add(list, "report_warning_customers_absent", nil)
	}
	if len(unable) > 0 {
		group := &b.report.Groups[customers]
		b.add(list, "report_warning_customers_unable", args{
			"Scales": names(unable), "Count": count(group.Completed), "Least": count(group.Threshold),
		})
	}
	for _, w := range []struct {
		key    string
		scales []Text
	}{
		{"report_warning_no_customer_voice", silent},
		{"report_warning_customers_earlier", earlier},
		{"report_warning_customers_not_asked", unasked},
		{"report_warning_coverage", thin},
	} {
		if len(w.scales) > 0 {
			b.add(list, w.key, args{"Scales": names(w.scales)})
		}
	}
}

// unable tells whether a cell is hidden although enough people of the group took
// part: too few of them rated. That they could not tell, or left it open, follows
// from what is published anyway; how many of each does not (decisions.md 15).
func (b *builder) unable(c *ScaleGroup) bool {
	group := &b.report.Groups[b.l.groupAt[c.Group]]
	return c.Suppressed && c.Hidden == HiddenFew && group.Completed >= group.Threshold
}
