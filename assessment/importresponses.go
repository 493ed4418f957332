package assessment

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"readiness/questionnaires"
)

const (
	// importBatch is how many rows one transaction of an import holds. Random keys
	// touch a page for almost every row, so larger batches are quicker; this one
	// holds the writer for about a fifth of a second, and submissions slip in between.
	importBatch = 10_000
	// maxImportErrors is how many problems are listed before the rest is counted.
	maxImportErrors = 20
)

// ImportResponses loads a responses file (interfaces.md), all rows or none:
// the whole file is checked first, then written in batches that count only
// once the last is in. open is called twice. progress, if not nil, is told
// the rows written so far. Errors name row and column; row 1 is the header.
func (s *Service) ImportResponses(
	ctx context.Context, id ID, open func() (io.ReadCloser, error), progress func(rows int),
) (int, error) {
	a, err := s.store.Assessment(ctx, id)
	if err != nil {
		return 0, err
	}
	if a.Status != StatusDraft && a.Status != StatusOpen {
		return 0, fail(Gone, "error_survey_closed")
	}
	form, err := s.Form(ctx, a)
	if err != nil {
		return 0, err
	}
	rows, err := checkImport(a, form, open)
	if err != nil {
		return 0, err
	}
	importID, err := NewID(s.random)
	if err != nil {
		return 0, err
	}
	if err := s.store.BeginImport(ctx, id, importID); err != nil {
		return 0, fmt.Errorf("import: %w", err)
	}
	err = s.writeImport(ctx, a, form, importID, open, progress)
	if err == nil {
		err = s.store.FinishImport(ctx, id, importID)
	}
	if err != nil {
		discard := s.store.DiscardImport(context.WithoutCancel(ctx), importID)
		return 0, fmt.Errorf("import: %w", errors.Join(err, discard))
	}
	return rows, nil
}

func checkImport(a *Assessment, form *Form, open func() (io.ReadCloser, error)) (rows int, err error) {
	var problems []error
	total := 0
	err = readImport(a, form, open, func(_ *ImportedResponse, err error) error {
		rows++
		if err != nil {
			if total++; total <= maxImportErrors {
				problems = append(problems, err)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	if total > maxImportErrors {
		problems = append(problems, fail(Invalid, "error_import_more", "Count", total-maxImportErrors))
	}
	if len(problems) > 0 {
		return 0, errors.Join(problems...)
	}
	if rows == 0 {
		return 0, fail(Invalid, "error_import_empty")
	}
	return rows, nil
}

func (s *Service) writeImport(
	ctx context.Context, a *Assessment, form *Form, importID ID, open func() (io.ReadCloser, error), progress func(int),
) error {
	day := a.Date(s.Now())
	batch := make([]ImportedResponse, 0, importBatch)
	written := 0
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		if err := s.store.ImportResponses(ctx, a.ID, importID, day, batch); err != nil {
			return err
		}
		written += len(batch)
		batch = batch[:0]
		if progress != nil {
			progress(written)
		}
		return nil
	}
	err := readImport(a, form, open, func(row *ImportedResponse, err error) error {
		if err != nil { // the file changed between the two passes
			return err
		}
		if err := s.identify(row); err != nil {
			return err
		}
		batch = append(batch, *row)
		if len(batch) < importBatch {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// identify gives an imported row and its comments their random ids.
func (s *Service) identify(row *ImportedResponse) error {
	id, err := NewID(s.random)
	if err != nil {
		return err
	}
	attributed := row.Response.ID == attributedRow
	row.Response.ID = id
	for i := range row.Comments {
		if row.Comments[i].ID, err = NewID(s.random); err != nil {
			return err
		}
		if attributed {
			row.Comments[i].Response = id
		}
	}
	return nil
}

// attributedRow marks a row of an attributed group until it has its id.
const attributedRow ID = "attributed"

// readImport parses the file row by row; problems of a row are handed to yield
// with it, problems of the file as a whole end the reading.
func readImport(a *Assessment, form *Form, open func() (io.ReadCloser, error), yield func(*ImportedResponse, error) error) (err error) {
	file, err := open()
	if err != nil {
		return fmt.Errorf("open the file: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	reader := newCSVReader(file)
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return fail(Invalid, "error_import_empty")
	}
	if err != nil {
		return csvError(err, 1)
	}
	columns, err := importColumns(form, header)
	if err != nil {
		return err
	}
	parser := importParser{assessment: a, form: form, columns: columns}
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return csvError(err, 0)
		}
		line, _ := reader.FieldPos(0)
		row, err := parser.row(line, record)
		if err := yield(row, err); err != nil {
			return err
		}
	}
}

func newCSVReader(r io.Reader) *csv.Reader {
	reader := csv.NewReader(skipBOM(r))
	reader.ReuseRecord = true
	return reader
}

// cellText is what a cell of a file holds: without white space around it and
// without the guard that exports put before what looks like a formula.
func cellText(field string) string { return UnguardCell(strings.TrimSpace(field)) }

// unreadable says what keeps a cell from being text; nil if nothing does. Marks
// of a file in another encoding must not be stored as if somebody had written
// them.
func unreadable(line int, column, field string) error {
	control := func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f }
	switch {
	case !utf8.ValidString(field):
		return cellError(line, column, "error_text_encoding")
	case strings.ContainsFunc(field, control):
		return cellError(line, column, "error_text_control")
	}
	return nil
}

type columnKind int

const (
	columnGroup columnKind = iota
	columnLocation
	columnFunction
	columnLanguage
	columnSubmitted
	columnItem
	columnComment
)

type importColumn struct {
	name string
	kind columnKind
	item int    // position in the form, of columnItem
	code string // item id of columnComment, "" for the whole
}

// importColumns reads the header: any subset and order of the known columns, with group.
func importColumns(form *Form, header []string) ([]importColumn, error) {
	fixed := map[string]columnKind{
		"group": columnGroup, "location": columnLocation, "function": columnFunction,
		"language": columnLanguage, "submitted": columnSubmitted,
	}
	columns := make([]importColumn, 0, len(header))
	seen := map[string]bool{}
	for _, raw := range header {
		name := strings.TrimSpace(raw)
		if seen[name] {
			return nil, fail(Invalid, "error_import_column_twice", "Column", name)
		}
		seen[name] = true
		column := importColumn{name: name}
		code, isComment := commentColumn(name)
		i, isItem := form.Index(name)
		_, known := form.Index(code)
		kind, isFixed := fixed[name]
		switch {
		case isFixed:
			column.kind = kind
		case isItem:
			column.kind, column.item = columnItem, i
		case isComment && (code == "" || known):
			column.kind, column.code = columnComment, code
		default:
			return nil, fail(Invalid, "error_import_header", "Column", name)
		}
		columns = append(columns, column)
	}
	if !seen["group"] {
		return nil, fail(Invalid, "error_import_column_missing", "Column", "group")
	}
	return columns, nil
}

// commentColumn reads comment, comment_<id> (decisions.md 42) and the older <id>_comment.
func commentColumn(name string) (item string, ok bool) {
	if name == commentField {
		return "", true
	}
	if item, ok := strings.CutPrefix(name, commentField+"_"); ok {
		return item, true
	}
	return strings.CutSuffix(name, "_"+commentField)
}

type importParser struct {
	assessment *Assessment
	form       *Form
	columns    []importColumn
}

// cellError names row and column; reason is a further message key.
func cellError(row int, column, reasonKey string, args ...any) *Error {
	return inRow(row, invalid(column, reasonKey, args...))
}

// inRow says in which row the field of reason stands.
func inRow(row int, reason *Error) *Error {
	return &Error{
		Kind: Invalid, Key: "error_import_cell", Field: reason.Field, Err: reason,
		Args: map[string]any{"Row": row, "Column": reason.Field, "Reason": reason},
	}
}

func (p *importParser) row(line int, record []string) (*ImportedResponse, error) {
	groupKey := ""
	for i, c := range p.columns {
		if err := unreadable(line, c.name, record[i]); err != nil {
			return nil, err
		}
		if c.kind == columnGroup {
			groupKey = cellText(record[i])
		}
	}
	g := p.assessment.Group(groupKey)
	if g == nil {
		return nil, cellError(line, "group", "error_group_unknown", "Group", groupKey)
	}
	row := &ImportedResponse{Response: Response{
		Group: g.Key, Language: p.assessment.DefaultLanguage(), Answers: p.form.Blank(g),
	}}
	var problems []error
	for i, c := range p.columns {
		if err := p.cell(line, c, cellText(record[i]), g, row); err != nil {
			problems = append(problems, err)
		}
	}
	for i := range row.Comments { // the language may stand in a later column
		row.Comments[i].Language = row.Response.Language
	}
	if g.Anonymity == Attributed {
		row.Response.ID = attributedRow
	}
	return row, errors.Join(problems...)
}

func (p *importParser) cell(line int, c importColumn, value string, g *Group, row *ImportedResponse) error {
	r := &row.Response
	switch c.kind {
	case columnGroup:
	case columnLocation:
		r.Location = value
		if value != "" && !hasSegment(p.assessment.Locations, value) {
			return cellError(line, c.name, "error_value_unknown", "Value", value)
		}
	case columnFunction:
		r.Function = value
		if value != "" && !hasSegment(p.assessment.Functions, value) {
			return cellError(line, c.name, "error_value_unknown", "Value", value)
		}
	case columnLanguage:
		if value == "" {
			return nil
		}
		r.Language = value
		if !slices.Contains(p.assessment.Languages, value) && !slices.Contains(questionnaires.Languages(), value) {
			return cellError(line, c.name, "error_value_unknown", "Value", value)
		}
	case columnSubmitted:
		if value == "" {
			return nil
		}
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return cellError(line, c.name, "error_date_invalid", "Value", value)
		}
		row.Day = value
		if g.Anonymity == Attributed {
			r.Day = value
		}
	case columnItem:
		return p.answer(line, c, value, g, r)
	case columnComment:
		if value == "" {
			return nil
		}
		if utf8.RuneCountInString(value) > MaxComment {
			return cellError(line, c.name, "error_comment_long", "Max", MaxComment)
		}
		row.Comments = append(row.Comments, Comment{Group: g.Key, Item: c.code, Text: value})
	}
	return nil
}

func (p *importParser) answer(line int, c importColumn, value string, g *Group, r *Response) error {
	if value == "" {
		return nil // Blank has set skipped or not shown
	}
	item := &p.form.Items[c.item]
	answer, err := ParseAnswer(value, item.Levels)
	allowed := err == nil && (answer.Level() > 0 || item.Kind == QuestionItem || (item.Kind == RivalsItem && answer == DontKnow))
	if !allowed {
		key := "error_answer_invalid"
		if item.Kind == ImportanceItem {
			key = "error_answer_level"
		}
		return cellError(line, c.name, key, "Value", value, "Levels", item.Levels)
	}
	if !p.form.Assigned(g, c.item) {
		return cellError(line, c.name, "error_answer_unassigned", "Group", g.Key, "Questionnaire", item.Questionnaire)
	}
	r.Answers[c.item] = byte(answer)
	return nil
}
