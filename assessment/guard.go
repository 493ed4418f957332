package assessment

import (
	"strings"
	"unicode/utf8"
)

// formulaStarts are the characters that may begin a formula, in ASCII or in
// full-width form, and those that spreadsheets skip before one (reliability.md F-02).
const formulaStarts = "=+-@\t\r\n\x00＝＋－＠"

// Formula tells whether a spreadsheet might take the text for a formula.
func Formula(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return text != "" && strings.ContainsRune(formulaStarts, first)
}

// GuardCell makes a text fit for a CSV file that a spreadsheet may open: a text
// that starts like a formula gets an apostrophe before it. So does one that has
// apostrophes before such a start already, so that UnguardCell always gives back
// the same text.
func GuardCell(text string) string {
	if Formula(strings.TrimLeft(text, "'")) {
		return "'" + text
	}
	return text
}

// UnguardCell takes away the apostrophe of GuardCell. Any other text stays as it
// is, a formula included.
func UnguardCell(text string) string {
	if bare, ok := strings.CutPrefix(text, "'"); ok && Formula(strings.TrimLeft(bare, "'")) {
		return bare
	}
	return text
}
