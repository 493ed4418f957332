package web

import (
	"cmp"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"readiness/reports"
	"readiness/reports/charts"
	"readiness/reports/stats"
)

// Orders of the questions in the heat map.
const (
	orderScale      = "scale"      // stages, then categories
	orderScore      = "score"      // lowest weighted score first
	orderDifference = "difference" // largest difference between two groups first
	orderUnknown    = "unknown"    // highest don't-know rate of a group first
)

func questionOrders() []string {
	return []string{orderScale, orderScore, orderDifference, orderUnknown}
}

// heatBins is how many shades the scores 0–100 are divided into.
const heatBins = 9

// heatView is the table of questions × groups. Its figures are those of one
// report; a page that shows it includes the templates questions_style and
// results_heat.
type heatView struct {
	Title      string // what stands out
	Groups     []questHead
	Bins       []int // the shades of the legend, low to high
	Sections   []heatSection
	Columns    int // of the whole table
	Fits       bool
	Hidden     []string // why some cells are, one sentence a reason
	Calculated []string // sentences
	More       string   // address of the page about all questions, "" on it
}

// questHead heads a column; Mark and N are those of a group.
type questHead struct {
	Mark  template.HTML
	Text  string
	N     string
	Words bool // over sentences rather than figures
}

// heatSection is a stage or category with its questions; Name is "" where the
// questions stand in another order.
type heatSection struct {
	Name, Note string
	Rows       []heatRow
}

// heatRow is one question.
type heatRow struct {
	ID, Address, Name string
	Scale             string // of the question, where its section has no name
	Cells             []heatCell
	Weighted, Gap     string
	Largest, Between  string // the largest difference between two groups
	Agreement, Least  string // the lowest agreement within a group
	Unknown, Most     string // the highest don't-know rate
	Low               bool   // too many could not tell
	item              *reports.Item
	unknown           float64
}

// heatCell is the mean of a group; Class colours it, the number is always there.
type heatCell struct{ Text, Class, Why string }

// heat puts the questions of a report into a table, in the given order.
func (v resultsView) heat(order string) heatView {
	const more, fit = 6, 7
	h := heatView{Columns: 1 + len(v.d.Groups) + more - 1, Fits: len(v.d.Groups) <= fit}
	for i := range v.d.Groups {
		h.Groups = append(h.Groups, v.heatHead(i))
	}
	for bin := range heatBins {
		h.Bins = append(h.Bins, bin+1)
	}
	var why []string
	for _, section := range v.itemsByScale() {
		view := heatSection{Name: v.t("quest_other")}
		if s := section.scale; s != nil {
			view.Name, view.Note = s.Name.In(v.lang), v.heatNote(s)
		}
		for _, item := range section.items {
			row := v.heatRow(item)
			for _, c := range row.Cells {
				if c.Class == "hid" {
					why = append(why, c.Why)
				}
			}
			view.Rows = append(view.Rows, row)
		}
		h.Sections = append(h.Sections, view)
	}
	h.Hidden = v.explain(why)
	h.Title, h.Calculated = v.heatTitle(), v.heatCalculated()
	h.More = "/assessments/" + v.d.Assessment.ID + "/questions"
	if order != orderScale {
		h.Sections = []heatSection{{Rows: ordered(h.Sections, order)}}
	}
	return h
}

// itemGroups are the questions of one scale; scale is nil for those of none.
type itemGroups struct {
	scale *reports.Scale
	items []*reports.Item
}

// itemsByScale lists the questions in the order of the table.
func (v resultsView) itemsByScale() []itemGroups {
	var out []itemGroups
	of := func(fits func(item *reports.Item) bool) (items []*reports.Item) {
		for i := range v.d.Items {
			if fits(&v.d.Items[i]) {
				items = append(items, &v.d.Items[i])
			}
		}
		return items
	}
	add := func(s *reports.Scale, items []*reports.Item) {
		if len(items) > 0 {
			out = append(out, itemGroups{s, items})
		}
	}
	for i := range v.d.Scales {
		s := &v.d.Scales[i]
		add(s, of(func(item *reports.Item) bool { return item.Scale == s.ID }))
	}
	add(nil, of(func(item *reports.Item) bool { return v.d.scale(item.Scale) == nil }))
	return out
}

// heatHead heads the column of a group with its mark and the range of n.
func (v resultsView) heatHead(place int) questHead {
	g := &v.d.Groups[place]
	head := questHead{Mark: v.mark(g.Group), Text: g.Name.In(v.lang)}
	least, most, asked := 0, 0, false
	for i := range v.d.Items {
		cell := groupOf(v.d.Items[i].Groups, g.Group)
		asked = asked || cell != nil
		if cell == nil || cell.Suppressed || cell.N == nil {
			continue
		}
		if most == 0 || *cell.N < least {
			least = *cell.N
		}
		most = max(most, *cell.N)
	}
	switch {
	case most > 0:
		head.N = v.nText(least, most)
	case asked:
		head.N = v.pictures().Hidden(reports.HiddenFew, g.Group)
	default:
		head.N = v.t("results_not_asked")
	}
	return head
}

// mark is the shape of a group, in its colour.
func (v resultsView) mark(group string) template.HTML {
	return charts.Mark(v.charted(group))
}

// charted is a group as the drawings know it.
func (v resultsView) charted(group string) charts.Group {
	return charts.Group{Key: group, Place: v.d.MarkPlace(group), Name: v.groupName(group)}
}

// heatNote is the score and the target of a scale.
func (v resultsView) heatNote(s *reports.Scale) string {
	if s.Weighted.Mean == nil {
		return v.t("results_no_score")
	}
	return v.t("quest_scale_note", "Score", v.one(*s.Weighted.Mean), "Target", v.plain(s.Target))
}

// groupOf finds the cell of a group, nil if the group was not asked.
func groupOf(cells []reports.ItemGroup, group string) *reports.ItemGroup {
	for i := range cells {
		if cells[i].Group == group {
			return &cells[i]
		}
	}
	return nil
}

// questionAddress is the address of the page about one question.
func questionAddress(id, item string) string {
	return "/assessments/" + id + "/questions/" + url.PathEscape(item)
}

func (v resultsView) heatRow(item *reports.Item) heatRow {
	row := heatRow{ID: item.ID, Address: questionAddress(v.d.Assessment.ID, item.ID), Name: item.Name.In(v.lang), Weighted: "–", Gap: "–", Largest: "–", item: item}
	for i := range v.d.Groups {
		row.Cells = append(row.Cells, v.heatCell(groupOf(item.Groups, v.d.Groups[i].Group), v.d.Groups[i].Group))
	}
	s := v.d.scale(item.Scale)
	if s != nil {
		row.Scale = s.Name.In(v.lang)
	}
	if item.WeightedMean != nil {
		row.Weighted = v.one(*item.WeightedMean)
		if s != nil {
			row.Gap = v.signed(s.Target - *item.WeightedMean)
		}
	}
	if gap := item.LargestGap; gap != nil {
		row.Largest = v.one(gap.Gap)
		row.Between = v.t("quest_between", "Higher", v.groupName(gap.Higher), "Lower", v.groupName(gap.Lower))
	}
	v.heatSpread(&row)
	return row
}

func (v resultsView) heatCell(cell *reports.ItemGroup, group string) heatCell {
	switch {
	case cell == nil:
		return heatCell{v.t("results_not_asked"), "na", ""}
	case cell.Suppressed:
		return heatCell{v.pictures().Hidden(cell.Hidden, group), "hid", cell.Hidden}
	case cell.Mean == nil:
		return heatCell{"–", "na", ""}
	default:
		return heatCell{v.one(*cell.Mean), "b" + strconv.Itoa(reports.HeatBin(*cell.Mean)), ""}
	}
}

// heatSpread fills in the lowest agreement and the highest don't-know rate among
// the groups that are shown.
func (v resultsView) heatSpread(row *heatRow) {
	var weakest, blind *reports.ItemGroup
	for i := range row.item.Groups {
		cell := &row.item.Groups[i]
		if cell.Suppressed {
			continue
		}
		if cell.AWG != nil && (weakest == nil || *cell.AWG < *weakest.AWG) {
			weakest = cell
		}
		if cell.DKRate != nil && (blind == nil || *cell.DKRate > *blind.DKRate) {
			blind = cell
		}
		row.Low = row.Low || cell.LowVisibility != nil && *cell.LowVisibility
	}
	row.Agreement, row.Unknown, row.unknown = "–", "–", -1
	if weakest != nil {
		row.Agreement = v.agreementWord(*weakest.AWG)
		row.Least = v.t("quest_of_group", "Group", v.groupName(weakest.Group), "Figure", v.two(*weakest.AWG))
	}
	if blind != nil {
		row.Unknown, row.unknown = v.rate(*blind.DKRate), *blind.DKRate
		if row.unknown > 0 {
			row.Most = v.groupName(blind.Group)
		}
	}
}

// rate writes a fraction 0–1 without decimals.
func (v resultsView) rate(x float64) string {
	return v.t("prio_percent", "Number", v.catalog.Number(v.lang, percent*x, 0))
}

func (v resultsView) agreementWord(awg float64) string {
	switch stats.GradeAgreement(awg) {
	case stats.AgreementAcceptable:
		return v.t("quest_agreement_acceptable")
	case stats.AgreementReasonable:
		return v.t("quest_agreement_reasonable")
	case stats.AgreementWeak:
	}
	return v.t("quest_agreement_weak")
}

// ordered puts all questions into one list; those without a figure stand last.
func ordered(sections []heatSection, order string) []heatRow {
	var rows []heatRow
	for _, section := range sections {
		rows = append(rows, section.Rows...)
	}
	const last = -1000
	value := func(r *heatRow) float64 {
		switch {
		case order == orderScore && r.item.WeightedMean != nil:
			return -*r.item.WeightedMean
		case order == orderDifference && r.item.LargestGap != nil:
			return r.item.LargestGap.Gap
		case order == orderUnknown:
			return r.unknown
		}
		return last
	}
	slices.SortStableFunc(rows, func(a, b heatRow) int {
		return cmp.Compare(stats.Round9(value(&b)), stats.Round9(value(&a)))
	})
	return rows
}

// heatTitle names the question on which two groups are furthest apart.
func (v resultsView) heatTitle() string {
	var widest *reports.Item
	for i := range v.d.Items {
		item := &v.d.Items[i]
		if gap := item.LargestGap; gap != nil && (widest == nil || gap.Gap > widest.LargestGap.Gap) {
			widest = item
		}
	}
	if widest == nil || !stats.Reaches(widest.LargestGap.Gap, v.d.Parameters.Notable) {
		return v.t("quest_heat_title")
	}
	return v.t("quest_heat_title_gap", "Higher", v.groupName(widest.LargestGap.Higher), "Lower", v.groupName(widest.LargestGap.Lower),
		"Question", widest.Name.In(v.lang), "Gap", v.one(widest.LargestGap.Gap))
}

// heatCalculated writes out the first question that has a weighted score.
func (v resultsView) heatCalculated() []string {
	out := []string{v.t("results_calc_scale")}
	for i := range v.d.Items {
		if sum := v.weightedSum(&v.d.Items[i]); sum != "" {
			out = append(out, v.t("quest_calc_weighted"), sum)
			if gap := v.targetSum(&v.d.Items[i]); gap != "" {
				out = append(out, gap)
			}
			break
		}
	}
	return append(out, v.t("quest_calc_largest"), v.t("quest_calc_agreement"), v.t("quest_calc_unknown"))
}

// weightedSum is the weighted mean of a question in figures, "" without one.
func (v resultsView) weightedSum(item *reports.Item) string {
	sum := 0.0
	for i := range item.Groups {
		if g := v.group(item.Groups[i].Group); g != nil && item.Groups[i].Mean != nil {
			sum += g.Weight
		}
	}
	if sum <= 0 || item.WeightedMean == nil {
		return ""
	}
	var terms []string
	for i := range item.Groups {
		if g := v.group(item.Groups[i].Group); g != nil && item.Groups[i].Mean != nil {
			terms = append(terms, v.t("results_calc_term", "Group", g.Name.In(v.lang), "Weight", v.factor(g.Weight/sum), "Mean", v.one(*item.Groups[i].Mean)))
		}
	}
	return v.t("results_calc_sum", "Scale", item.Name.In(v.lang), "Terms", strings.Join(terms, " + "), "Score", v.one(*item.WeightedMean))
}

// targetSum is the gap to the target in figures, "" without a score.
func (v resultsView) targetSum(item *reports.Item) string {
	s := v.d.scale(item.Scale)
	if s == nil || item.WeightedMean == nil {
		return ""
	}
	return v.t("results_calc_difference", "Scale", v.t("results_target_gap"), "A", v.plain(s.Target), "B", v.one(*item.WeightedMean),
		"Difference", v.signed(s.Target-*item.WeightedMean))
}
