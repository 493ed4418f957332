package reports

import (
	"readiness/assessment"
	"readiness/reports/stats"
)

// scorer gives a respondent's score on a set of items as a small code, so that
// scores are counted in plain slices. The number of codes is bounded by the
// number of distinct scores, whatever the number of respondents.
type scorer struct {
	positions []int // in the packed answers
	items     []stats.Item

	// With equal weights and levels a score depends on how many items were
	// answered and on the sum of their levels alone; the code is made from both.
	uniform bool
	steps   int // levels - 1

	// Otherwise codes are handed out to scores as they come up.
	scale   *stats.Scale
	answers []stats.Answer
	codes   map[float64]int
	values  []float64
}

func newScorer(l *layout, items []int) (*scorer, error) {
	s := &scorer{uniform: true}
	for _, i := range items {
		q := l.items[i].question
		s.positions = append(s.positions, l.items[i].position)
		s.items = append(s.items, stats.Item{Levels: q.Levels, Reverse: q.Reverse, Weight: q.Weight})
	}
	for _, item := range s.items {
		s.uniform = s.uniform && item.Levels == s.items[0].Levels && item.Weight == s.items[0].Weight && item.Weight > 0
	}
	if s.uniform {
		s.steps = s.items[0].Levels - 1
		return s, nil
	}
	scale, err := stats.NewScale(s.items)
	if err != nil {
		return nil, err
	}
	s.scale, s.answers, s.codes = scale, make([]stats.Answer, len(items)), map[float64]int{}
	return s, nil
}

// code is the code of a respondent's score, -1 where it is missing
// (statistics.md 2.2, decisions.md 7).
func (s *scorer) code(a assessment.Answers) int {
	if !s.uniform {
		return s.generalCode(a)
	}
	asked, answered, sum := 0, 0, 0
	for i, p := range s.positions {
		answer := a.At(p)
		if answer == assessment.NotShown || answer == assessment.NotApplicable {
			continue
		}
		asked++
		level := answer.Level()
		if level < 1 || level > s.steps+1 {
			continue
		}
		answered++
		if s.items[i].Reverse {
			sum += s.steps + 1 - level
		} else {
			sum += level - 1
		}
	}
	if answered == 0 || answered < (asked+1)/2 {
		return -1
	}
	return (answered-1)*(len(s.positions)*s.steps+1) + sum
}

func (s *scorer) generalCode(a assessment.Answers) int {
	for i, p := range s.positions {
		s.answers[i] = statsAnswer(a.At(p))
	}
	score, ok := s.scale.Score(s.answers)
	if !ok {
		return -1
	}
	key := stats.Round9(score)
	code, known := s.codes[key]
	if !known {
		code = len(s.values)
		s.codes[key] = code
		// The rounded score, not the first one seen, keeps the order of the
		// responses out of the last digits.
		s.values = append(s.values, key)
	}
	return code
}

// value is the score 0–100 that a code stands for.
func (s *scorer) value(code int) float64 {
	if !s.uniform {
		return s.values[code]
	}
	width := len(s.positions)*s.steps + 1
	answered, sum := code/width+1, code%width
	return 100 * float64(sum) / float64(answered*s.steps)
}

// sample turns counts by code into the multiset of scores.
func (s *scorer) sample(counts []int) *stats.Sample {
	sample := &stats.Sample{}
	for code, n := range counts {
		if n > 0 {
			sample.AddN(s.value(code), n)
		}
	}
	return sample
}

func statsAnswer(a assessment.Answer) stats.Answer {
	switch a {
	case assessment.NotShown:
		return stats.Answer{Kind: stats.NotShown}
	case assessment.DontKnow:
		return stats.Answer{Kind: stats.DontKnow}
	case assessment.NotApplicable:
		return stats.Answer{Kind: stats.NotApplicable}
	case assessment.Skipped:
		return stats.Answer{Kind: stats.Skipped}
	default:
		return stats.Answer{Kind: stats.Substantive, Level: a.Level()}
	}
}
