package assessment

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	// maxNeedsSegments bounds the needs segments of a list: more are no segments.
	maxNeedsSegments = 1000
	// maxSegmentName is the most characters of a segment's name.
	maxSegmentName = 200
	// maxImportRow is the most bytes of one row; a quotation mark that is never
	// closed would make the rest of a file one row.
	maxImportRow = 1 << 20
)

// ImportCustomers reads a customer value list (header customer,value[,segment])
// as a stream and keeps what the value curve and the needs mix need: no ids.
// Values of one customer are summed; a customer's first segment counts. basis
// says what the value is: margin, revenue, lifetime or "". All is stored or
// nothing; errors name row and column. What r fails with is returned as it is.
func (s *Service) ImportCustomers(ctx context.Context, id ID, r io.Reader, basis string) (*CustomerBase, error) {
	if basis != "" && !slices.Contains(ValueBases(), basis) {
		return nil, invalid("basis", "error_value_unknown", "Value", basis)
	}
	standing, err := s.store.Standing(ctx, id)
	if err != nil {
		return nil, err
	}
	if standing.Status == StatusClosed { // the store refuses too, but only after a long upload
		return nil, fail(Conflict, "error_facts_closed")
	}
	list, err := readCustomers(r)
	if err != nil {
		return nil, err
	}
	list.index = nil // the curve needs room for itself
	base := &CustomerBase{Basis: basis, Curve: s.reporter.Curve(list.values), Segments: list.segments()}
	if err := s.store.SaveCustomers(ctx, id, base); err != nil {
		return nil, statusError(err, "error_facts_closed")
	}
	return base, nil
}

// Customers returns the stored customer base; NotFound if there is none.
func (s *Service) Customers(ctx context.Context, id ID) (*CustomerBase, error) {
	return s.store.Customers(ctx, id)
}

// customerList sums a list up by customer. It keeps a hash of each id, so that
// its size does not depend on how long ids are.
type customerList struct {
	index   map[[customerHash]byte]int
	values  []float64
	segment []int32 // index into names + 1; 0 = none
	names   []string
	byName  map[string]int32
	size    float64 // of all values without their signs: no sum of some is larger
	over    bool    // it is beyond what can be computed; said once
}

// customerHash is the bytes of a hash that tell customers apart.
const customerHash = 16

func readCustomers(r io.Reader) (*customerList, error) {
	bounded := &rowLimit{r: r, left: maxImportRow}
	reader := newCSVReader(bounded)
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
		if !strings.EqualFold(strings.TrimSpace(name), want[i]) {
			return nil, fail(Invalid, "error_customers_header")
		}
	}
	list := &customerList{index: map[[customerHash]byte]int{}, byName: map[string]int32{}}
	var problems []error
	total := 0
	line := 1
	for {
		bounded.left = maxImportRow
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, csvError(err, line+1)
		}
		line, _ = reader.FieldPos(0) // of a record that was read: before the check it would panic
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

// errRowLong is what a rowLimit ends with.
var errRowLong = errors.New("a row is too long")

// rowLimit ends a stream once more than left bytes are read; whoever reads rows
// from it sets left again for each.
type rowLimit struct {
	r    io.Reader
	left int
}

func (l *rowLimit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errRowLong
	}
	n, err := l.r.Read(p)
	l.left -= n
	return n, err
}

// csvError says in words what encoding/csv cannot read, naming the line; line is
// used where it does not know it. Any other failure of the stream is returned.
func csvError(err error, line int) error {
	parse, ok := errors.AsType[*csv.ParseError](err)
	switch {
	case errors.Is(err, errRowLong):
		return rowError(line, err, "error_row_long", "KiB", maxImportRow>>10)
	case ok && errors.Is(parse.Err, csv.ErrFieldCount):
		return rowError(parse.StartLine, err, "error_row_columns")
	case ok:
		return rowError(parse.StartLine, err, "error_row_quotes")
	}
	return fmt.Errorf("read the file: %w", err)
}

func rowError(line int, cause error, key string, args ...any) *Error {
	return &Error{Kind: Invalid, Key: "error_import_row", Args: map[string]any{"Row": line, "Reason": fail(Invalid, key, args...)}, Err: cause}
}

func (l *customerList) add(line int, record []string) error {
	for i, column := range []string{"customer", "value", "segment"}[:len(record)] {
		if err := unreadable(line, column, record[i]); err != nil {
			return err
		}
	}
	customer := strings.TrimSpace(record[0])
	if customer == "" {
		return cellError(line, "customer", "error_value_missing")
	}
	value, err := strconv.ParseFloat(strings.TrimSpace(record[1]), 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return cellError(line, "value", "error_number_invalid", "Value", record[1])
	}
	sum := sha256.Sum256([]byte(customer))
	key := [customerHash]byte(sum[:])
	i, ok := l.index[key]
	if !ok {
		i = len(l.values)
		l.index[key] = i
		l.values = append(l.values, 0)
		l.segment = append(l.segment, 0)
	}
	l.values[i] += value
	if l.size += math.Abs(value); math.IsInf(l.size, 0) && !l.over {
		l.over = true
		return cellError(line, "value", "error_customers_sum")
	}
	if len(record) > 2 && l.segment[i] == 0 {
		segment := strings.TrimSpace(record[2])
		if utf8.RuneCountInString(segment) > maxSegmentName {
			return cellError(line, "segment", "error_text_long", "Max", maxSegmentName)
		}
		if l.segment[i] = l.name(segment); len(l.names) > maxNeedsSegments {
			return cellError(line, "segment", "error_customers_segments", "Max", maxNeedsSegments)
		}
	}
	return nil
}

// name returns the number of a segment, 0 for none. Beyond the most there may be
// the last one is named again and again: the list is refused anyway.
func (l *customerList) name(segment string) int32 {
	if segment == "" {
		return 0
	}
	if n, ok := l.byName[segment]; ok {
		return n
	}
	if len(l.names) > maxNeedsSegments {
		return int32(len(l.names)) //nolint:gosec // bounded by the line above
	}
	l.names = append(l.names, strings.Clone(segment))
	n := int32(len(l.names)) //nolint:gosec // bounded above
	l.byName[l.names[n-1]] = n
	return n
}

func (l *customerList) segments() []NeedsSegment {
	segments := make([]NeedsSegment, len(l.names))
	for i, name := range l.names {
		segments[i].Segment = name
	}
	for i, n := range l.segment {
		if n > 0 {
			segments[n-1].Customers++
			segments[n-1].Value += max(l.values[i], 0)
		}
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
