package reports

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"readiness/questionnaires"
	"readiness/reports/stats"
)

// Statements place the score and the target of a one-question scale between the
// statements of its question (statistics.md 2.14).
type Statements struct {
	Lower  *Statement `json:"lower"`  // at or below the score; null without a score
	Upper  *Statement `json:"upper"`  // above the score; null where it stands exactly on Lower
	Target Statement  `json:"target"` // the one that reaches the target
	Next   *Statement `json:"next"`   // the next step; null without a score or on target
}

// Statement is one option as those inside the company read it.
type Statement struct {
	Level int  `json:"level"` // 1 and up
	Text  Text `json:"text"`
}

// AnswerRatio says how many answers of a group weigh as much as one of the
// reference group in the weighted score (statistics.md 2.14).
type AnswerRatio struct {
	Group     string  `json:"group"`
	Reference string  `json:"reference"`
	Ratio     float64 `json:"ratio"`
}

// statements needs the levels of the scale.
func (b *builder) statements(out *Scale, def *setDef) {
	if out.TargetLevel == nil {
		return
	}
	item := &b.l.items[def.items[0]]
	at := func(level int) *Statement {
		option := level - 1
		if item.question.Reverse {
			option = item.question.Levels - level
		}
		return &Statement{Level: level, Text: textOf(item.questionnaire.Languages(), func(lang string) string {
			return item.questionnaire.Wording(lang, questionnaires.Inside, item.question.ID).Options[option]
		})}
	}
	out.Statements = &Statements{Target: *at(int(math.Ceil(stats.Round9(*out.TargetLevel))))}
	if out.Level == nil {
		return
	}
	level := stats.Round9(*out.Level)
	below := int(math.Floor(level))
	out.Statements.Lower = at(below)
	if level > float64(below) {
		out.Statements.Upper = at(below + 1)
	}
	if !stats.Reaches(*out.Weighted.Mean, out.Target) {
		out.Statements.Next = at(below + 1)
	}
}

// answerRatios compares one answer of the reference group with one of every
// other disclosed group.
func (b *builder) answerRatios(out *Scale, st *statistic) {
	out.AnswerRatios = []AnswerRatio{}
	reference := b.reference(st)
	if reference < 0 {
		return
	}
	cells := b.allCells(st)
	for g := range cells {
		ratio := stats.AnswerRatio(cells[reference], cells[g])
		if g == reference || ratio == nil {
			continue
		}
		out.AnswerRatios = append(out.AnswerRatios, AnswerRatio{
			Group: b.l.groups[g].Key, Reference: b.l.groups[reference].Key, Ratio: *ratio,
		})
	}
}

// managersKey is the group that one customer's answer is compared with.
const managersKey = "managers"

// inWords puts a scale's score, target and weights into sentences.
func (b *builder) inWords(s *Scale) {
	s.InWords = []Message{}
	if w := s.Statements; w != nil && w.Lower != nil {
		told := args{"Scale": name(s.Name), "Score": score(*s.Weighted.Mean), "Lower": count(w.Lower.Level), "LowerText": name(clause(w.Lower.Text))}
		key := "report_words_at"
		if w.Upper != nil {
			key = "report_words_between"
			told["Upper"], told["UpperText"] = count(w.Upper.Level), name(clause(w.Upper.Text))
		}
		b.add(&s.InWords, key, told)
	}
	if w := s.Statements; w != nil {
		b.add(&s.InWords, "report_words_target", args{
			"Target": plain(s.Target), "Level": count(w.Target.Level), "Text": name(clause(w.Target.Text)),
		})
		if w.Next != nil {
			b.add(&s.InWords, "report_words_next", args{"Level": count(w.Next.Level), "Text": name(clause(w.Next.Text))})
		}
	}
	if s.EqualWeightMean != nil && s.Weighted.Mean != nil {
		if printsAlike(*s.Weighted.Mean, *s.EqualWeightMean) {
			b.add(&s.InWords, "report_words_equal_same", args{"Score": score(*s.Weighted.Mean)})
		} else {
			b.add(&s.InWords, "report_words_equal_weights", args{"Score": score(*s.Weighted.Mean), "Equal": score(*s.EqualWeightMean)})
		}
	}
	if len(s.AnswerRatios) == 0 {
		return
	}
	// Without managers, the group that counts least against the reference.
	told := slices.MaxFunc(s.AnswerRatios, func(x, y AnswerRatio) int { return cmp.Compare(x.Ratio, y.Ratio) })
	if at := slices.IndexFunc(s.AnswerRatios, func(r AnswerRatio) bool { return r.Group == managersKey }); at >= 0 {
		told = s.AnswerRatios[at]
	}
	b.add(&s.InWords, "report_words_answer", args{
		"Reference": name(b.groupName(&b.l.groups[b.l.groupAt[told.Reference]])), "Ratio": score(told.Ratio),
		"Group": name(b.groupName(&b.l.groups[b.l.groupAt[told.Group]])),
	})
}

// printsAlike reports whether two scores read the same with one decimal.
func printsAlike(a, b float64) bool { return math.Round(a*10) == math.Round(b*10) }

// clause is a sentence without its full stop, to stand inside another.
func clause(t Text) Text {
	out := Text{}
	for lang, text := range t {
		out[lang] = strings.TrimRight(text, ".。")
	}
	return out
}
