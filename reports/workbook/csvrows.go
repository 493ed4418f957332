package workbook

import (
	"errors"
	"fmt"
)

// Where a csvRows stands within a row.
type csvState int

const (
	csvStart     csvState = iota // before a field
	csvPlain                     // in a field without quotes
	csvQuoted                    // in a field with quotes
	csvQuoteSeen                 // after a quote in such a field: its end, or the first of two
)

// csvRows is a writer that takes what encoding/csv writes, in pieces of any
// size, and hands it on row by row. It holds one row, and copies each byte once.
// The fields that it hands on are valid until yield returns.
type csvRows struct {
	yield  func(fields [][]byte) error
	state  csvState
	bytes  []byte // of the fields of this row, one after the other
	ends   []int  // of the fields
	fields [][]byte
	line   int // rows handed on
	begun  bool
}

// Write takes the next piece.
func (c *csvRows) Write(p []byte) (int, error) {
	for i, b := range p {
		switch c.state {
		case csvQuoted:
			if b == '"' {
				c.state = csvQuoteSeen
			} else {
				c.bytes = append(c.bytes, b)
			}
			continue
		case csvQuoteSeen:
			if b == '"' {
				c.bytes = append(c.bytes, b)
				c.state = csvQuoted
				continue
			}
			if b != ',' && b != '\n' {
				return i, fmt.Errorf("row %d: a quote stands within a field", c.line+1)
			}
		case csvStart:
			c.begun = true
			if b == '"' {
				c.state = csvQuoted
				continue
			}
		case csvPlain:
		}
		switch b {
		case ',':
			c.endField()
		case '\n':
			if err := c.endRow(); err != nil {
				return i, err
			}
		default:
			c.bytes = append(c.bytes, b)
			c.state = csvPlain
		}
	}
	return len(p), nil
}

func (c *csvRows) endField() {
	c.ends = append(c.ends, len(c.bytes))
	c.state = csvStart
}

func (c *csvRows) endRow() error {
	c.endField()
	c.fields = c.fields[:0]
	from := 0
	for _, end := range c.ends {
		c.fields = append(c.fields, c.bytes[from:end])
		from = end
	}
	err := c.yield(c.fields)
	c.bytes, c.ends, c.begun = c.bytes[:0], c.ends[:0], false
	c.line++
	return err
}

// close hands on a last row that has no line end.
func (c *csvRows) close() error {
	if c.state == csvQuoted {
		return errors.New("the rows end within a field")
	}
	if !c.begun {
		return nil
	}
	return c.endRow()
}
