package reports

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"readiness/assessment"
)

// Shuffle puts n rows in random order, as math/rand/v2.Shuffle does.
type Shuffle func(n int, swap func(i, j int))

// The columns of a responses file that are not answers.
const (
	columnGroup = iota
	columnLocation
	columnFunction
	columnLanguage
	columnSubmitted
	fixedColumns
)

// exporter writes the row-level export of a closed assessment.
type exporter struct {
	in     *assessment.ReportInput
	groups map[string]int
	rules  []rowRule // by group
	width  int
	rows   [][]byte // packed: group, location, function, answers; chunkRows in each chunk
	n      int      // packed rows
	traced []*assessment.Response
	texts  map[assessment.ID]map[string]string // comments by response, attributed groups only
}

// rowRule says what the rows of one group keep.
type rowRule struct {
	out        bool // left out altogether
	attributed bool
	least      int
	keep       []bool // by item of the form
	byLocation bool
	byFunction bool
}

// segmentBytes is what a position takes in a packed row.
const segmentBytes = 2

// chunkRows is how many rows are kept together: one slice that grows would need
// twice the memory each time it is copied.
const chunkRows = 8192

// ExportRows writes one row a respondent in random order, with the columns of a
// responses file. Of anonymous groups it keeps group and answers; a question
// whose item, scale or set of practices is hidden for the group is empty in all of its rows, and
// location and function stay only where no cell of them is hidden
// (decisions.md 43). Groups with too few responses are left out, and so are those
// to which too few have come since an earlier closing: that export has the other
// rows. snapshot is the
// stored report, which says what is hidden. It holds one small record a
// respondent in memory, and fails on an assessment that is not closed.
func (r *Reporter) ExportRows(ctx context.Context, w io.Writer, snapshot []byte, in *assessment.ReportInput) error {
	if in.Assessment.Status != assessment.StatusClosed {
		return errors.New("responses can be exported once the assessment is closed")
	}
	if len(in.Assessment.Groups) > math.MaxUint8 {
		return fmt.Errorf("responses of %d groups cannot be exported: at most %d", len(in.Assessment.Groups), math.MaxUint8)
	}
	report, err := ParseSnapshot(snapshot)
	if err != nil {
		return err
	}
	e := &exporter{in: in, groups: map[string]int{}, width: 1 + 2*segmentBytes + len(in.Form.Items), texts: map[assessment.ID]map[string]string{}}
	for g := range in.Assessment.Groups {
		e.groups[in.Assessment.Groups[g].Key] = g
		e.rules = append(e.rules, e.rule(g, report))
	}
	if err := e.read(ctx); err != nil {
		return fmt.Errorf("export responses: %w", err)
	}
	if err := e.settle(report); err != nil {
		return fmt.Errorf("export responses: %w", err)
	}
	if err := e.write(ctx, w, r.shuffle); err != nil {
		return fmt.Errorf("export responses: %w", err)
	}
	return nil
}

// rule finds the questions that the rows of a group keep.
func (e *exporter) rule(g int, report *Report) rowRule {
	group := &e.in.Assessment.Groups[g]
	rule := rowRule{
		attributed: group.Anonymity == assessment.Attributed, least: group.Threshold(e.in.Assessment.K),
		keep: make([]bool, len(e.in.Form.Items)),
	}
	hiddenScales := map[string]bool{}
	for i := range report.Scales {
		for _, cell := range report.Scales[i].Groups {
			if cell.Group == group.Key && cell.Suppressed {
				hiddenScales[report.Scales[i].ID] = true
			}
		}
	}
	hiddenItems := map[string]bool{}
	for i := range report.Practices {
		for _, cell := range report.Practices[i].Groups {
			for _, item := range report.Practices[i].Items {
				hiddenItems[item] = hiddenItems[item] || cell.Group == group.Key && cell.Suppressed
			}
		}
	}
	shown := map[string]bool{}
	for i := range report.Items {
		for _, cell := range report.Items[i].Groups {
			shown[report.Items[i].ID] = shown[report.Items[i].ID] ||
				cell.Group == group.Key && !cell.Suppressed && !hiddenScales[report.Items[i].Scale] && !hiddenItems[report.Items[i].ID]
		}
	}
	for i := range report.Importance {
		for _, cell := range report.Importance[i].Groups {
			id := assessment.ImportancePrefix + report.Importance[i].Stage
			shown[id] = shown[id] || cell.Group == group.Key && !cell.Suppressed
		}
	}
	if report.Rivals != nil {
		for _, cell := range report.Rivals.Groups {
			shown[report.Rivals.ID] = shown[report.Rivals.ID] || cell.Group == group.Key && !cell.Suppressed
		}
	}
	for i, item := range e.in.Form.Items {
		rule.keep[i] = shown[item.ID]
	}
	return rule
}

// read packs the responses, and the comments of attributed groups.
func (e *exporter) read(ctx context.Context) error {
	a := e.in.Assessment
	err := e.in.Responses(ctx, func(r *assessment.Response) error {
		g, ok := e.groups[r.Group]
		if !ok {
			return fmt.Errorf("response %s: the assessment has no group %s", r.ID, r.Group)
		}
		if e.rules[g].attributed {
			kept := *r
			kept.Answers = slices.Clone(r.Answers)
			e.traced = append(e.traced, &kept)
			return nil
		}
		if e.n%chunkRows == 0 {
			e.rows = append(e.rows, make([]byte, 0, chunkRows*e.width))
		}
		chunk := &e.rows[len(e.rows)-1]
		row := append(*chunk, byte(g)) //nolint:gosec // ExportRows refuses more groups than a byte counts
		row = appendPosition(row, segmentPosition(a.Locations, r.Location))
		row = appendPosition(row, segmentPosition(a.Functions, r.Function))
		for i := range e.in.Form.Items {
			row = append(row, byte(r.Answers.At(i)))
		}
		*chunk = row
		e.n++
		return nil
	})
	if err != nil {
		return err
	}
	if e.in.Comments == nil {
		return nil
	}
	return e.in.Comments(ctx, func(c *assessment.Comment) error {
		if g, ok := e.groups[c.Group]; !ok || !e.rules[g].attributed || c.Response == "" {
			return nil
		}
		if e.texts[c.Response] == nil {
			e.texts[c.Response] = map[string]string{}
		}
		e.texts[c.Response][c.Item] = c.Text
		return nil
	})
}

func segmentPosition(segments []assessment.Segment, key string) int {
	return slices.IndexFunc(segments, func(s assessment.Segment) bool { return s.Key == key }) + 1
}

func appendPosition(row []byte, position int) []byte {
	return append(row, byte(position>>8), byte(position)) //nolint:gosec // two bytes of a position below 65,536
}

func (e *exporter) position(row []byte, dimension int) int {
	at := 1 + dimension*segmentBytes
	return int(row[at])<<8 | int(row[at+1])
}

func (e *exporter) row(i int) []byte {
	at := i % chunkRows * e.width
	return e.rows[i/chunkRows][at : at+e.width]
}

func (e *exporter) anonymousRows() int { return e.n }

// rowCell is a location and a function by their positions, 0 for none.
type rowCell [dimensions]int

// settle decides what the rows of each group keep, beside what was exported
// after each closing before.
func (e *exporter) settle(report *Report) error {
	counts := make([]map[rowCell]int, len(e.rules))
	for g := range counts {
		counts[g] = map[rowCell]int{}
	}
	for i := range e.anonymousRows() {
		row := e.row(i)
		counts[row[0]][rowCell{e.position(row, byLocation), e.position(row, byFunction)}]++
	}
	for _, r := range e.traced {
		counts[e.groups[r.Group]][rowCell{}]++
	}
	l, err := newLayout(e.in)
	if err != nil {
		return err
	}
	past, err := readPast(l)
	if err != nil {
		return err
	}
	var before []*rowVersion
	for _, c := range past {
		v := &rowVersion{}
		for g, group := range c.groups {
			v.rules, v.counts = append(v.rules, e.rule(g, c.report)), append(v.counts, l.rowCounts(group.ledger.Rows))
		}
		e.protect(v, c.report, before)
		before = append(before, v)
	}
	e.protect(&rowVersion{e.rules, counts}, report, before)
	return nil
}

// rowVersion is what the export after one closing keeps, by group.
type rowVersion struct {
	rules  []rowRule
	counts []map[rowCell]int
}

func (l *layout) rowCounts(rows []int) map[rowCell]int {
	functions := len(l.segments[byFunction]) + 1
	out := map[rowCell]int{}
	for i, n := range rows {
		// Those without a segment stand last there and first here.
		cell := rowCell{(i/functions + 1) % (len(l.segments[byLocation]) + 1), (i%functions + 1) % functions}
		out[cell] += n
	}
	return out
}

// protect decides for each group whether its rows are exported, and for anonymous
// ones whether they keep location and function.
func (e *exporter) protect(v *rowVersion, report *Report, before []*rowVersion) {
	for g := range v.rules {
		rule, rows := &v.rules[g], 0
		var single [dimensions]map[int]int
		single[byLocation], single[byFunction] = map[int]int{}, map[int]int{}
		crossed := true
		for cell, n := range v.counts[g] {
			rows += n
			for d := range single {
				single[d][cell[d]] += n
			}
			crossed = crossed && (n == 0 || n >= rule.least)
		}
		if rule.out = rows < rule.least; rule.attributed {
			continue
		}
		rule.byLocation = e.segmentsShown(report, g, byLocation, single[byLocation])
		rule.byFunction = e.segmentsShown(report, g, byFunction, single[byFunction]) && (!rule.byLocation || crossed)
		for _, then := range before {
			if !then.rules[g].out {
				rule.narrow(&then.rules[g], then.counts[g], v.counts[g])
			}
		}
	}
}

// narrow keeps no more than an earlier export of the same group did: rows are
// known again by their answers, and those that were not there then are the
// newcomers'. Too few of them, in the group or in one of the places that the rows
// name, are not told apart.
func (r *rowRule) narrow(then *rowRule, before, now map[rowCell]int) {
	r.out = r.out || r.grown(before, now, rowCell{})
	r.byLocation = r.byLocation && then.byLocation && !r.grown(before, now, rowCell{byLocation: 1})
	r.byFunction = r.byFunction && then.byFunction && !r.grown(before, now, rowCell{byFunction: 1})
	if r.byLocation && r.byFunction {
		r.byFunction = !r.grown(before, now, rowCell{1, 1})
	}
	for i := range r.keep {
		r.keep[i] = r.keep[i] && then.keep[i]
	}
}

// grown reports whether a part of the rows has become a few more. by names the
// dimensions, with 1, that the rows are parted by.
func (r *rowRule) grown(before, now map[rowCell]int, by rowCell) bool {
	parted := func(counts map[rowCell]int) map[rowCell]int {
		out := map[rowCell]int{}
		for cell, n := range counts {
			out[rowCell{cell[byLocation] * by[byLocation], cell[byFunction] * by[byFunction]}] += n
		}
		return out
	}
	then := parted(before)
	for cell, n := range parted(now) {
		if tooClose(then[cell], n, r.least) {
			return true
		}
	}
	return false
}

// segmentsShown reports whether each segment of a dimension has enough rows of
// the group and none of its cells is hidden.
func (e *exporter) segmentsShown(report *Report, g, dimension int, rows map[int]int) bool {
	for _, n := range rows {
		if n > 0 && n < e.rules[g].least {
			return false
		}
	}
	names := [dimensions][]assessment.Segment{byLocation: e.in.Assessment.Locations, byFunction: e.in.Assessment.Functions}[dimension]
	for i := range report.Segments {
		s := &report.Segments[i]
		if s.Dimension != dimensionName(dimension) || rows[segmentPosition(names, s.Value)] == 0 {
			continue
		}
		for j := range s.Scales {
			for _, cell := range s.Scales[j].Cells {
				if cell.Group == e.in.Assessment.Groups[g].Key && cell.Suppressed {
					return false
				}
			}
		}
	}
	return true
}

// write puts the rows out in random order.
func (e *exporter) write(ctx context.Context, w io.Writer, shuffle Shuffle) error {
	out := csv.NewWriter(w)
	if err := out.Write(e.header()); err != nil {
		return err
	}
	order := make([]uint32, e.anonymousRows()+len(e.traced))
	for i := range order {
		order[i] = uint32(i)
	}
	shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	fields := make([]string, len(e.header()))
	for n, at := range order {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		clear(fields)
		if int(at) < e.anonymousRows() {
			if !e.anonymous(fields, e.row(int(at))) {
				continue
			}
		} else if !e.attributed(fields, e.traced[int(at)-e.anonymousRows()]) {
			continue
		}
		if err := out.Write(fields); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (e *exporter) header() []string {
	columns := []string{"group", "location", "function", "language", "submitted"}
	for _, item := range e.in.Form.Items {
		columns = append(columns, item.ID)
	}
	for _, item := range e.in.Form.Items {
		if item.Kind == assessment.QuestionItem {
			columns = append(columns, "comment_"+item.ID)
		}
	}
	return append(columns, "comment")
}

// anonymous fills in a row of an anonymous group; false leaves it out.
func (e *exporter) anonymous(fields []string, row []byte) bool {
	rule, a := &e.rules[row[0]], e.in.Assessment
	if rule.out {
		return false
	}
	fields[columnGroup] = guard(a.Groups[row[0]].Key)
	if rule.byLocation {
		fields[columnLocation] = segmentKey(a.Locations, e.position(row, byLocation))
	}
	if rule.byFunction {
		fields[columnFunction] = segmentKey(a.Functions, e.position(row, byFunction))
	}
	answers := row[1+2*segmentBytes:]
	for i, keep := range rule.keep {
		if keep {
			fields[fixedColumns+i] = assessment.Answer(answers[i]).String()
		}
	}
	return true
}

func segmentKey(segments []assessment.Segment, position int) string {
	if position == 0 {
		return ""
	}
	return guard(segments[position-1].Key)
}

// attributed fills in a row of a group that was told its answers can be traced;
// false leaves it out.
func (e *exporter) attributed(fields []string, r *assessment.Response) bool {
	rule := &e.rules[e.groups[r.Group]]
	if rule.out {
		return false
	}
	copy(fields, []string{guard(r.Group), guard(r.Location), guard(r.Function), guard(r.Language), r.Day})
	for i, keep := range rule.keep {
		if keep {
			fields[fixedColumns+i] = r.Answers.At(i).String()
		}
	}
	at := fixedColumns + len(e.in.Form.Items)
	for _, item := range e.in.Form.Items {
		if item.Kind == assessment.QuestionItem {
			fields[at] = guard(e.texts[r.ID][item.ID])
			at++
		}
	}
	fields[at] = guard(e.texts[r.ID][""])
	return true
}
