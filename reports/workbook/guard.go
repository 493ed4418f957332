package workbook

import (
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"readiness/assessment"
)

// maxCell is the most UTF-16 units that a cell holds.
const maxCell = 32767

// cutMark ends a text that was cut.
const cutMark = " […]"

// clean makes a text fit for any part of the file: what is not valid UTF-8 or
// not allowed in XML is made visible, line ends become LF, and texts over the
// limit of a cell are cut with a mark. _xHHHH_ sequences stay as they are; they
// are escaped where they are written.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return cut(strings.Map(visible, text), maxCell)
}

// visible replaces characters that XML 1.0 does not allow by the pictures that
// Unicode has for them, or by the replacement character.
func visible(r rune) rune {
	switch {
	case r == '\r':
		return '\n'
	case r == '\t', r == '\n':
		return r
	case r < 0x20:
		return 0x2400 + r // ␀ and following
	case r == 0x7F:
		return 0x2421 // ␡
	case r >= 0xFFFE && r <= 0xFFFF:
		return utf8.RuneError
	}
	return r
}

// cut shortens a text to at most limit UTF-16 units, mark included.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	units, room, end := 0, limit-units16(cutMark), 0
	for at, r := range text {
		if units <= room {
			end = at
		}
		units += utf16.RuneLen(r)
		if units > limit {
			return text[:end] + cutMark
		}
	}
	return text
}

func units16(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// risky tells whether a spreadsheet might read the text as a formula when it is
// typed again.
func risky(text string) bool { return assessment.Formula(text) }

// plainSheet makes a catalogue text a valid sheet name: at most 31 characters,
// none of those that Excel refuses.
func plainSheet(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, clean(name)), " ")
	for units16(name) > 31 {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name
}

// maxFooter is the most characters of one text in a footer, which holds 255 in
// all, codes and doubled ampersands included.
const maxFooter = 38

// footerText makes a text safe inside a header or footer, where & starts a code.
func footerText(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		return r
	}, clean(text))
	return strings.ReplaceAll(unnamed(cut(text, maxFooter)), "&", "&&")
}

var escape = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unnamed keeps a text such as _x0041_ from being read as the character that it
// names, in those parts of the file where excelize does not see to it.
func unnamed(text string) string {
	return escape.ReplaceAllStringFunc(text, func(found string) string { return "_x005F" + found })
}
