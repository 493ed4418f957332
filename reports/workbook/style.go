package workbook

import (
	"fmt"

	"github.com/xuri/excelize/v2"
)

// fontFamily is used everywhere: without it LibreOffice falls back to a serif.
const fontFamily = "Arial"

// Colours (ux.md section 3).
const (
	ink      = "15202E"
	muted    = "465467"
	accent   = "0B5D66"
	onAccent = "FFFFFF"
	band     = "EEF2F4"
	line     = "C9D1D9"
	inputInk = "1D4ED8"
	inputBg  = "FFF8DB"
	warnBg   = "FDF1E7"
	low      = "E08F52" // orange: far from ready
	middle   = "F3F3F0"
	high     = "4FA59B" // teal: ready
	targetBg = "9AA7B5"
)

// Tab colours: results, inputs, model.
const (
	tabResults = "1A6FB0"
	tabInputs  = "E3B505"
	tabModel   = "9AA7B5"
)

// Number formats; the file's reader shows them in the reader's own locale.
const (
	oneDecimal = "0.0"
	signed     = "+0.0;-0.0;0.0"
	whole      = "0"
	percent    = "0%"
	threePlace = "0.000"
	twoPlace   = "0.00"
	exact      = "0.000000"
)

// look is the style of a cell. Equal looks share one entry of the file.
type look struct {
	format string
	size   float64 // points, 0 for 10
	color  string
	fill   string
	align  string // as the file format names it; "" for the kind's own
	bold   bool
	italic bool
	wrap   bool
	border bool
	input  bool // may be changed on a protected sheet
	quoted bool // text that a spreadsheet must not read as a formula
}

// The looks in use; variants change a field.
func heading() look  { return look{size: 18, bold: true, color: ink} }
func subtitle() look { return look{color: muted} }
func note() look     { return look{color: muted, wrap: true} }
func section() look  { return look{size: 12, bold: true, color: accent} }
func body() look     { return look{border: true} }
func prose() look    { return look{border: true, wrap: true} }
func hiddenLook() look {
	return look{border: true, italic: true, color: muted, align: "center", wrap: true}
}

func header() look {
	return look{bold: true, color: onAccent, fill: accent, align: "center", wrap: true, border: true}
}

func number(format string) look {
	return look{format: format, align: "center", border: true}
}

func strong(l look) look { l.bold = true; return l }

func input(format string) look {
	return look{format: format, align: "center", bold: true, color: inputInk, fill: inputBg, border: true, input: true}
}

// styleID registers a look.
func (b *book) styleID(l look) (int, error) {
	if id, ok := b.styles[l]; ok {
		return id, nil
	}
	size := l.size
	if size == 0 {
		size = 10
	}
	s := &excelize.Style{
		Font:      &excelize.Font{Family: fontFamily, Size: size, Bold: l.bold, Italic: l.italic, Color: l.color},
		Alignment: &excelize.Alignment{Horizontal: l.align, Vertical: "center", WrapText: l.wrap},
	}
	if l.format != "" {
		s.CustomNumFmt = &l.format
	}
	if l.fill != "" {
		s.Fill = solid(l.fill)
	}
	if l.border {
		for _, side := range []string{"left", "right", "top", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Color: line, Style: 1})
		}
	}
	// A quoted look differs from its twin by this alone until finish marks it.
	s.Protection = &excelize.Protection{Locked: !l.input, Hidden: l.quoted}
	id, err := b.file.NewStyle(s)
	if err != nil {
		return 0, fmt.Errorf("add a cell style: %w", err)
	}
	b.styles[l] = id
	return id, nil
}

func solid(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}

// stagePalette are the colours of stages and categories, in their order.
func stagePalette() []string {
	return []string{accent, "1A6FB0", "C2410C", "6D4CC2", "B3206B", "0F7A5F", "27364A"}
}

// mark is how a group is told apart: a colour and a shape (ux.md section 3).
type mark struct {
	color, shape, symbol string // symbol is the marker of a chart
}

// markOf returns the mark of a group; groups that are no preset get one by
// their place among each other, and after the last shape a letter, as on the
// pages.
func markOf(key string, place int) mark {
	switch key {
	case "initiative":
		return mark{"6D4CC2", "■", "square"}
	case "executives":
		return mark{"C2410C", "◆", "diamond"}
	case "managers":
		return mark{"1A6FB0", "▲", "triangle"}
	case "frontline":
		return mark{"0F7A5F", "▼", "triangle"}
	case "channel":
		return mark{"B3206B", "✚", "plus"}
	case "customers":
		return mark{"27364A", "●", "circle"}
	}
	others := []mark{
		{"7A5C00", "★", "star"},
		{"5B6B7B", "□", "square"},
		{"8C2F1B", "◇", "diamond"},
		{"3B5BA5", "△", "triangle"},
		{"4D7C0F", "○", "circle"},
		{"86198F", "✖", "x"},
	}
	m := others[place%len(others)]
	if letter, err := excelize.ColumnNumberToName(place - len(others) + 1); err == nil { // beyond the shapes: A, B and so on
		m.shape = letter
	}
	return m
}
