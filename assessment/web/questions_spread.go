package web

import (
	"html/template"
	"slices"

	"readiness/reports"
	"readiness/reports/charts"
)

// spreadView is the distribution of the answers with its table.
type spreadView struct {
	ID, Title, Lead string
	Chart           template.HTML
	Table           questTable
}

// spreadOf is what a distribution is drawn from; options are low to high, and
// counts follow them.
type spreadOf struct {
	id, title, lead string
	options         []string
	groups          []reports.ItemGroup
	reverse         bool // counts follow the options from high to low
	means           bool // with a column of means
	lower, higher   string
}

func (v resultsView) spreadOfItem(item *reports.Item) spreadOf {
	text, lead := &item.Inside, v.t("quest_spread_lead")
	outsideOnly := !slices.ContainsFunc(item.Groups, func(g reports.ItemGroup) bool {
		group := v.group(g.Group)
		return group != nil && group.Side == "inside"
	})
	if outsideOnly {
		text = &item.Outside
	} else if !slices.Equal(v.voice(&item.Inside, item.Reverse).Options, v.voice(&item.Outside, item.Reverse).Options) {
		lead = v.t("quest_spread_lead_inside")
	}
	return spreadOf{
		id: "spread", title: v.spreadTitle(item), lead: lead, options: v.voice(text, item.Reverse).Options, groups: item.Groups, reverse: item.Reverse,
		lower: v.t("quest_lower"), higher: v.t("quest_higher"),
	}
}

// spreadTitle names the groups whose answers split between the ends.
func (v resultsView) spreadTitle(item *reports.Item) string {
	var split []string
	for i := range item.Groups {
		if g := &item.Groups[i]; !g.Suppressed && g.Polarised != nil && *g.Polarised {
			split = append(split, v.groupName(g.Group))
		}
	}
	if len(split) == 0 {
		return v.t("quest_spread")
	}
	return v.t("quest_spread_split", "Groups", v.catalog.Join(v.lang, split))
}

// spread draws a distribution and writes its table.
func (v resultsView) spread(of spreadOf) *spreadView {
	out := &spreadView{ID: of.id, Title: of.title, Lead: of.lead}
	out.Table = questTable{
		Caption: v.t("quest_spread_caption"), Corner: v.t("results_group"),
		Calculated: []string{v.t("quest_calc_spread"), v.t("quest_calc_unknown"), v.t("quest_calc_one_option")},
	}
	chart := charts.Distribution{
		Frame: v.frame(of.id, of.title, v.t("quest_spread_caption")), Options: of.options, Lower: of.lower, Higher: of.higher,
		DontKnow: v.t("quest_unknown"), Responses: v.t("results_n"),
	}
	chart.Hidden = v.hiddenText(of.groups)
	chart.Number = func(x float64) string { return v.rate(x / percent) }
	for i, o := range of.options {
		out.Table.Heads = append(out.Table.Heads, questHead{Text: v.t("quest_option", "Number", i+1, "Text", o)})
	}
	if of.means {
		out.Table.Heads = append(out.Table.Heads, questHead{Text: v.t("quest_mean")})
	}
	for _, key := range []string{"quest_unknown", "quest_not_applicable", "quest_skipped", "results_n"} {
		out.Table.Heads = append(out.Table.Heads, questHead{Text: v.t(key)})
	}
	for i := range of.groups {
		g := of.groups[i]
		if g.Counts = slices.Clone(g.Counts); of.reverse {
			slices.Reverse(g.Counts)
		}
		row := charts.DistributionRow{Group: v.charted(g.Group)}
		if !g.Suppressed {
			row.N, row.Counts, row.DontKnow = g.N, g.Counts, g.DKRate
		}
		chart.Rows = append(chart.Rows, row)
		out.Table.Rows = append(out.Table.Rows, v.spreadRow(&g, len(of.options), of.means))
	}
	out.Table.Note = v.whyHidden(&out.Table)
	out.Chart = chart.Chart().HTML()
	return out
}

// hiddenText stands in place of the bars that are not drawn: the reason where it
// is the same for all of them.
func (v resultsView) hiddenText(groups []reports.ItemGroup) string {
	text := ""
	for i := range groups {
		g := &groups[i]
		switch own := v.whyText(g.Hidden, g.Group); {
		case g.Counts != nil:
		case !g.Suppressed || text != "" && text != own:
			return v.t("results_hidden")
		default:
			text = own
		}
	}
	return text
}

func (v resultsView) spreadRow(g *reports.ItemGroup, options int, means bool) questRow {
	const rates = 4
	row := questRow{Mark: v.mark(g.Group), Name: v.groupName(g.Group)}
	if g.Suppressed {
		span := options + rates
		if means {
			span++
		}
		row.Cells = []questCell{v.hiddenSpan(g.Hidden, g.Group, span)}
		return row
	}
	total := 0
	for _, n := range g.Counts {
		total += n
	}
	switch g.Counts {
	case nil:
		row.Cells = append(row.Cells, questCell{Text: v.t("quest_one_option"), Hidden: true, Why: whyOneOption, Span: options})
	default:
		for _, n := range g.Counts {
			row.Cells = append(row.Cells, questCell{Text: v.t("quest_count", "Number", v.whole(n), "Share", v.rate(float64(n)/float64(max(total, 1))))})
		}
	}
	if means {
		row.Cells = append(row.Cells, questCell{Text: v.orDash(g.Mean, v.one)})
	}
	for _, rate := range []*float64{g.DKRate, g.NARate, g.SkippedRate} {
		row.Cells = append(row.Cells, questCell{Text: v.orDash(rate, v.rate)})
	}
	n := "–"
	if g.N != nil {
		n = v.whole(*g.N)
	}
	row.Cells = append(row.Cells, questCell{Text: n})
	return row
}
