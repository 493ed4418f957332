package assessment

import (
	"fmt"
	"strconv"
)

// Answer is one answer as stored, one byte: 1–11 is a level, low to high.
type Answer byte

// The answers that are not a level (statistics.md 2.2).
const (
	NotShown      Answer = 0  // the group is not asked the item
	DontKnow      Answer = 20 // "I don't know", "I can't tell"
	NotApplicable Answer = 21
	Skipped       Answer = 22 // shown, left blank
)

// MaxLevels is the largest number of levels a question may have.
const MaxLevels = 11

// Level returns the level 1–11, or 0 if the answer is not substantive.
func (a Answer) Level() int {
	if a >= 1 && a <= MaxLevels {
		return int(a)
	}
	return 0
}

// String is the form used in files: a level, "dk", "na" or "".
func (a Answer) String() string {
	switch a {
	case DontKnow:
		return "dk"
	case NotApplicable:
		return "na"
	case NotShown, Skipped:
		return ""
	default:
		return strconv.Itoa(int(a))
	}
}

// ParseAnswer reads the form used in files and pages for a question with this
// number of levels; "" is Skipped.
func ParseAnswer(s string, levels int) (Answer, error) {
	switch s {
	case "":
		return Skipped, nil
	case "dk":
		return DontKnow, nil
	case "na":
		return NotApplicable, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > levels || strconv.Itoa(n) != s {
		return NotShown, fmt.Errorf("%q is not an answer: use 1 to %d, dk, na or leave it empty", s, levels)
	}
	return Answer(n), nil //nolint:gosec // 1 <= n <= levels <= MaxLevels
}

// Answers are one respondent's answers in the order of the form's items, packed
// one byte each: a million respondents are read in about a second.
type Answers []byte

// At returns the answer to the item at position i; positions beyond the packed
// length were not shown.
func (a Answers) At(i int) Answer {
	if i >= len(a) {
		return NotShown
	}
	return Answer(a[i])
}
