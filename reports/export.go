package reports

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
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

// windowRows is how many rows at least are shuffled together. Responses come in
// the order of their ids, which are random: that order alone says neither who
// answered nor when, but it is the same in every export, so that rows of two
// exports would stand side by side. Within a window they do not.
const windowRows = 4096

// exporter writes the row-level export of a closed assessment.
type exporter struct {
	in      *assessment.ReportInput
	review  *assessment.CommentReview
	groups  map[string]int
	scored  map[string][]bool // by group, whether each practice of the report has any score; none for all
	rules   []rowRule         // by group
	shuffle Shuffle
	out     *csv.Writer
	fields  []string
	waiting []assessment.Response // read and not written yet, at most 2 × windowRows
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

// rowCell is where a row stands: positions in the assessment's lists, 0 in a
// list of segments is none.
type rowCell struct{ group, location, function int }

// ExportRows writes one row a respondent in random order, with the columns of a
// responses file. Of anonymous groups it keeps group and answers; a question
// whose item, scale or set of practices is hidden for the group is empty in all of its rows, and
// location and function stay only where no cell of them is hidden
// (decisions.md 43). Groups with too few responses are left out, and so are those
// to which too few have come since an earlier export, which has the other rows.
// snapshot is the stored report, which says what is hidden, with the review of the
// comments. It reads the responses twice, to
// count and to write, and holds a fixed number of them, however many there are;
// comments of attributed groups are read once more for each windowRows of their
// rows. It fails on an assessment that is not closed, and where responses change
// between the readings.
func (r *Reporter) ExportRows(ctx context.Context, w io.Writer, snapshot *assessment.Snapshot, in *assessment.ReportInput) error {
	if in.Assessment.Status != assessment.StatusClosed {
		return errors.New("responses can be exported once the assessment is closed")
	}
	report, err := ParseSnapshot(snapshot.Body)
	if err != nil {
		return err
	}
	e := &exporter{in: in, review: &snapshot.Review, groups: map[string]int{}, shuffle: r.shuffle, out: csv.NewWriter(w)}
	if e.scored, err = scoredPractices(ctx, in, report); err != nil {
		return fmt.Errorf("export responses: %w", err)
	}
	for g := range in.Assessment.Groups {
		e.groups[in.Assessment.Groups[g].Key] = g
		e.rules = append(e.rules, e.rule(g, report))
	}
	if err := e.export(ctx, report); err != nil {
		return fmt.Errorf("export responses: %w", err)
	}
	return nil
}

func (e *exporter) export(ctx context.Context, report *Report) error {
	counts, placed := map[rowCell]int{}, map[rowCell][]int{}
	err := e.read(ctx, counts, func(g int, r *assessment.Response) error {
		if len(e.in.Earlier) > 0 {
			at := rowCell{g, segmentPosition(e.in.Assessment.Locations, r.Location), segmentPosition(e.in.Assessment.Functions, r.Function)}
			placed[at] = countAnswers(placed[at], r, len(e.in.Form.Items))
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := e.settle(report, rowVersion{e.rules, counts, placed}); err != nil {
		return err
	}
	header := e.header()
	e.fields = make([]string, len(header))
	if err := e.out.Write(header); err != nil {
		return err
	}
	again := map[rowCell]int{}
	err = e.read(ctx, again, func(g int, r *assessment.Response) error {
		if e.rules[g].out {
			return nil
		}
		e.wait(r)
		if len(e.waiting) < 2*windowRows {
			return nil
		}
		return e.write(ctx, windowRows)
	})
	if err != nil {
		return err
	}
	if !maps.Equal(counts, again) {
		return errors.New("the responses changed meanwhile")
	}
	if err := e.write(ctx, 0); err != nil {
		return err
	}
	e.out.Flush()
	return e.out.Error()
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
		if scored := e.scored[group.Key]; scored != nil && !scored[i] {
			continue
		}
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

// read counts the responses by cell and hands them on with the position of their group.
func (e *exporter) read(ctx context.Context, counts map[rowCell]int, yield func(g int, r *assessment.Response) error) error {
	a := e.in.Assessment
	return e.in.Responses(ctx, func(r *assessment.Response) error {
		g, ok := e.groups[r.Group]
		if !ok {
			return fmt.Errorf("response %s: the assessment has no group %s", r.ID, r.Group)
		}
		counts[rowCell{g, segmentPosition(a.Locations, r.Location), segmentPosition(a.Functions, r.Function)}]++
		return yield(g, r)
	})
}

func segmentPosition(segments []assessment.Segment, key string) int {
	return slices.IndexFunc(segments, func(s assessment.Segment) bool { return s.Key == key }) + 1
}

// wait keeps a copy of a response, in the memory of one that was written.
func (e *exporter) wait(r *assessment.Response) {
	n := len(e.waiting)
	if n == cap(e.waiting) {
		e.waiting = append(e.waiting, assessment.Response{})
	}
	e.waiting = e.waiting[:n+1]
	answers := slices.Grow(e.waiting[n].Answers[:0], len(r.Answers))[:len(r.Answers)]
	copy(answers, r.Answers)
	e.waiting[n] = *r
	e.waiting[n].Answers = answers
}

// protect decides which groups are left out, and for each anonymous group
// whether its rows keep location and function.
func (e *exporter) protect(report *Report, rules []rowRule, counts map[rowCell]int) {
	for g := range rules {
		rule := &rules[g]
		total, crossed := 0, true
		single := [dimensions]map[int]int{byLocation: {}, byFunction: {}}
		for c, n := range counts {
			if c.group == g {
				total += n
				single[byLocation][c.location] += n
				single[byFunction][c.function] += n
				crossed = crossed && (n == 0 || n >= rule.least)
			}
		}
		rule.out = total < rule.least
		if rule.attributed {
			continue
		}
		rule.byLocation = e.segmentsShown(report, g, byLocation, single[byLocation])
		rule.byFunction = e.segmentsShown(report, g, byFunction, single[byFunction]) && (!rule.byLocation || crossed)
	}
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

// write shuffles the rows that wait and writes all but so many of them.
func (e *exporter) write(ctx context.Context, keep int) error {
	e.shuffle(len(e.waiting), func(i, j int) { e.waiting[i], e.waiting[j] = e.waiting[j], e.waiting[i] })
	rows := e.waiting[keep:]
	texts, err := e.texts(ctx, rows)
	if err != nil {
		return err
	}
	for i := range rows {
		e.fill(&rows[i], texts[rows[i].ID])
		if err := e.out.Write(e.fields); err != nil {
			return err
		}
	}
	e.waiting = e.waiting[:keep]
	return ctx.Err()
}

// texts reads the comments of those rows that comments may be joined to, by
// response and question.
func (e *exporter) texts(ctx context.Context, rows []assessment.Response) (map[assessment.ID]map[string]string, error) {
	texts := map[assessment.ID]map[string]string{}
	for i := range rows {
		if e.rules[e.groups[rows[i].Group]].attributed {
			texts[rows[i].ID] = map[string]string{}
		}
	}
	if len(texts) == 0 || e.in.Comments == nil || e.review.Held {
		return nil, nil
	}
	return texts, e.in.Comments(ctx, func(c *assessment.Comment) error {
		if of := texts[c.Response]; of != nil {
			of[c.Item], _ = e.review.Show(c.Item, c.Group, c.Text)
		}
		return nil
	})
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

// fill sets the fields of a row; language, day and comments only where the group
// was told that its answers can be traced.
func (e *exporter) fill(r *assessment.Response, texts map[string]string) {
	clear(e.fields)
	rule := &e.rules[e.groups[r.Group]]
	e.fields[columnGroup] = assessment.GuardCell(r.Group)
	// A key that the assessment does not have was counted as none.
	if a := e.in.Assessment; rule.attributed || rule.byLocation && segmentPosition(a.Locations, r.Location) > 0 {
		e.fields[columnLocation] = assessment.GuardCell(r.Location)
	}
	if a := e.in.Assessment; rule.attributed || rule.byFunction && segmentPosition(a.Functions, r.Function) > 0 {
		e.fields[columnFunction] = assessment.GuardCell(r.Function)
	}
	for i, keep := range rule.keep {
		if keep {
			e.fields[fixedColumns+i] = r.Answers.At(i).String()
		}
	}
	if !rule.attributed {
		return
	}
	e.fields[columnLanguage], e.fields[columnSubmitted] = assessment.GuardCell(r.Language), r.Day
	at := fixedColumns + len(e.in.Form.Items)
	for _, item := range e.in.Form.Items {
		if item.Kind == assessment.QuestionItem {
			e.fields[at] = assessment.GuardCell(texts[item.ID])
			at++
		}
	}
	e.fields[at] = assessment.GuardCell(texts[""])
}
