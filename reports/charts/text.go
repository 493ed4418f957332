package charts

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// ellipsis ends a text that is cut; the whole text is then its tooltip.
const ellipsis = "…"

// Widths of characters as parts of the font size, a little generous because
// the reader's font may not be Inter.
const (
	narrowRune  = 0.32
	middleRune  = 0.6
	wideRune    = 0.9
	capitalRune = 0.7
	spaceRune   = 0.3
	fullRune    = 1.0
	boldFactor  = 1.07
)

func runeWidth(r rune) float64 {
	switch {
	case invalid(r):
		return fullRune // shown as U+FFFD
	case r == ' ' || r == '\u00a0':
		return spaceRune
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) || unicode.Is(unicode.Cf, r):
		return 0
	case strings.ContainsRune("iljtfrI.,:;'|!()[]·-‘’", r):
		return narrowRune + 0.06
	case strings.ContainsRune("mwMW%@—…", r):
		return wideRune
	case r < 0x2e80 && unicode.IsUpper(r):
		return capitalRune
	case r < 0x2e80:
		return middleRune
	default:
		return fullRune
	}
}

// textWidth estimates how wide a line is at a font size.
func textWidth(s string, size float64, bold bool) float64 {
	var w float64
	for _, r := range s {
		w += runeWidth(r)
	}
	if bold {
		w *= boldFactor
	}
	return w * size
}

// piece is a part of a text that is not broken; space says that a blank
// separates it from the piece before.
type piece struct {
	text  string
	space bool
}

// pieces splits a text where a line may break: at blanks, and around characters
// of scripts that are written without them.
func pieces(s string) []piece {
	var out []piece
	for _, field := range strings.FieldsFunc(s, blank) {
		space, from := len(out) > 0, 0
		add := func(to int) {
			if to > from {
				out = append(out, piece{field[from:to], space})
				space, from = false, to
			}
		}
		for i, r := range field {
			if i == 0 || !breaksAround(r) {
				continue
			}
			// Closing punctuation stays with the character before it, an opening
			// bracket with the one after it.
			before, _ := utf8.DecodeLastRuneInString(field[:i])
			if !strings.ContainsRune("，。、；：？！）》」』”", r) && !strings.ContainsRune("（《「『“", before) {
				add(i)
			}
		}
		add(len(field))
	}
	return out
}

// blank is a space at which a line may break.
func blank(r rune) bool { return unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' }

func breaksAround(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0xff00 && r <= 0xffef || r >= 0x3000 && r <= 0x303f
}

// wrap breaks a text into at most limit lines of a width; cut says that not
// everything found room.
func wrap(s string, width, size float64, bold bool, limit int) (lines []string, cut bool) {
	s = clean(s)
	line := ""
	fits := func(t string) bool { return textWidth(t, size, bold) <= width }
	for _, p := range pieces(s) {
		if len(lines) > limit {
			break
		}
		next := line + p.text
		if p.space && line != "" {
			next = line + " " + p.text
		}
		if fits(next) {
			line = next
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = p.text
		for !fits(line) && len(lines) <= limit {
			head := longest(line, fits)
			lines = append(lines, head)
			line = line[len(head):]
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	if len(lines) <= limit {
		return lines, false
	}
	lines = lines[:limit]
	last := lines[limit-1]
	for last != "" && !fits(last+ellipsis) {
		_, size := utf8.DecodeLastRuneInString(last)
		last = last[:len(last)-size]
	}
	lines[limit-1] = strings.TrimRight(last, " ") + ellipsis
	return lines, true
}

// longest is the longest beginning that fits, at least one character.
func longest(s string, fits func(string) bool) string {
	end := 0
	for i, r := range s {
		next := i + utf8.RuneLen(r)
		if i > 0 && !fits(s[:next]) {
			break
		}
		end = next
	}
	return s[:end]
}
