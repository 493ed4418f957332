package assessment

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ImportCustomers reads a customer value list (header customer,value[,segment])
// and keeps what the value curve and the needs mix need: no ids. Values of one
// customer are summed; a customer's first segment counts. basis says what the
// value is: margin, revenue, lifetime or "".
func (s *Service) ImportCustomers(ctx context.Context, id ID, r io.Reader, basis string) (*CustomerBase, error) {
	if basis != "" && !slices.Contains([]string{"margin", "revenue", "lifetime"}, basis) {
		return nil, invalid("basis", "error_value_unknown", "Value", basis)
	}
	list, err := readCustomers(r)
	if err != nil {
		return nil, err
	}
	base := &CustomerBase{Basis: basis, Curve: s.reporter.Curve(list.values), Segments: list.segments()}
	if err := s.store.SaveCustomers(ctx, id, base); err != nil {
		return nil, statusError(err, "error_survey_closed")
	}
	return base, nil
}

// Customers returns the stored customer base; NotFound if there is none.
func (s *Service) Customers(ctx context.Context, id ID) (*CustomerBase, error) {
	return s.store.Customers(ctx, id)
}

type customerList struct {
	index   map[string]int
	values  []float64
	segment []int32 // index into names + 1; 0 = none
	names   []string
	byName  map[string]int32
}

func readCustomers(r io.Reader) (*customerList, error) {
	reader := newCSVReader(r)
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, fail(Invalid, "error_import_empty")
	}
	if err != nil {
		return nil, csvError(err, 1)
	}
	want := []string{"customer", "value", "segment"}
	if len(header) < 2 || len(header) > len(want) {
		return nil, fail(Invalid, "error_customers_header")
	}
	for i, name := range header {
		if strings.TrimSpace(name) != want[i] {
			return nil, fail(Invalid, "error_customers_header")
		}
	}
	list := &customerList{index: map[string]int{}, byName: map[string]int32{}}
	var problems []error
	total := 0
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, csvError(err, 0)
		}
		line, _ := reader.FieldPos(0) // of a record that was read: before the check it would panic
		if err := list.add(line, record); err != nil {
			if total++; total <= maxImportErrors {
				problems = append(problems, err)
			}
		}
	}
	if total > maxImportErrors {
		problems = append(problems, fail(Invalid, "error_import_more", "Count", total-maxImportErrors))
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	if len(list.values) == 0 {
		return nil, fail(Invalid, "error_import_empty")
	}
	return list, nil
}

// csvError names the line of what encoding/csv cannot read; line is used where
// it does not know it.
func csvError(err error, line int) *Error {
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		line = parse.StartLine
	}
	return &Error{Kind: Invalid, Key: "error_import_row", Args: map[string]any{"Row": line, "Reason": err.Error()}, Err: err}
}

func (l *customerList) add(line int, record []string) error {
	customer := strings.TrimSpace(record[0])
	if customer == "" {
		return cellError(line, "customer", "error_value_missing")
	}
	value, err := strconv.ParseFloat(strings.TrimSpace(record[1]), 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return cellError(line, "value", "error_number_invalid", "Value", record[1])
	}
	i, ok := l.index[customer]
	if !ok {
		i = len(l.values)
		l.index[strings.Clone(customer)] = i
		l.values = append(l.values, 0)
		l.segment = append(l.segment, 0)
	}
	l.values[i] += value
	if len(record) > 2 && l.segment[i] == 0 {
		l.segment[i] = l.name(strings.TrimSpace(record[2]))
	}
	return nil
}

func (l *customerList) name(segment string) int32 {
	if segment == "" {
		return 0
	}
	if n, ok := l.byName[segment]; ok {
		return n
	}
	l.names = append(l.names, strings.Clone(segment))
	n := int32(len(l.names)) //nolint:gosec // bounded by the rows of one file
	l.byName[l.names[n-1]] = n
	return n
}

func (l *customerList) segments() []NeedsSegment {
	counts := make([]int, len(l.names))
	for _, n := range l.segment {
		if n > 0 {
			counts[n-1]++
		}
	}
	segments := make([]NeedsSegment, len(l.names))
	for i, name := range l.names {
		segments[i] = NeedsSegment{Segment: name, Customers: counts[i]}
	}
	slices.SortFunc(segments, func(a, b NeedsSegment) int {
		return cmp.Or(cmp.Compare(b.Customers, a.Customers), cmp.Compare(a.Segment, b.Segment))
	})
	return segments
}

// skipBOM drops the byte order mark that spreadsheets put before UTF-8.
func skipBOM(r io.Reader) io.Reader {
	const mark = "\uFEFF"
	buffered := bufio.NewReader(r)
	head, err := buffered.Peek(len(mark))
	if err != nil || string(head) != mark {
		return buffered
	}
	// Discarding what was just peeked cannot fail.
	_, _ = buffered.Discard(len(mark))
	return buffered
}
