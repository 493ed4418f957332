package reports

import (
	"math"
	"strings"
)

// In puts a message into words.
func (m Message) In(words Words, lang string) string {
	if m.Words != "" {
		return m.Words
	}
	args := make([]any, 0, 2*len(m.Args))
	for name, arg := range m.Args {
		args = append(args, name, arg.in(words, lang))
	}
	return words.T(lang, m.Key, args...)
}

// in is the argument as the catalogue takes it: a number for a count, which
// selects the plural form, and text otherwise.
func (a Arg) in(words Words, lang string) any {
	switch {
	case a.Score != nil:
		return words.Number(lang, *a.Score, 1)
	case a.Points != nil:
		return words.Signed(lang, *a.Points, 1)
	case a.Number != nil:
		return words.Number(lang, *a.Number, decimalsOf(*a.Number))
	case a.Count != nil:
		return *a.Count
	case a.Word != "":
		return words.T(lang, a.Word)
	case a.Phrase != nil:
		return a.Phrase.In(words, lang)
	case a.Names != nil:
		names := make([]string, len(a.Names))
		for i, name := range a.Names {
			names[i] = name.In(lang)
		}
		return words.Join(lang, names)
	}
	return strings.TrimSpace(a.Name.In(lang))
}

// decimalsOf is the number of decimals, at most three, that a number needs.
func decimalsOf(v float64) int {
	thousandths := math.Round(v * 1000)
	for decimals := range 3 {
		if math.Mod(thousandths, math.Pow10(3-decimals)) == 0 {
			return decimals
		}
	}
	return 3
}

// args makes the arguments of a message.
type args = map[string]Arg

func score(v float64) Arg     { return Arg{Score: &v} }
func points(v float64) Arg    { return Arg{Points: &v} }
func plain(v float64) Arg     { return Arg{Number: &v} }
func count(n int) Arg         { return Arg{Count: &n} }
func name(t Text) Arg         { return Arg{Name: t} }
func names(t []Text) Arg      { return Arg{Names: t} }
func word(key string) Arg     { return Arg{Word: key} }
func bare(key string) Message { return Message{Key: key} }
