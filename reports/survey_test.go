package reports

import (
	"math/rand/v2"

	"readiness/assessment"
	"readiness/questionnaires"
)

// both are the product's questionnaires.
func both() []string { return questionnaires.ShippedIDs() }

// fill adds respondents with random answers to what they are shown.
func (s *survey) fill(random *rand.Rand, sizes map[string]int) {
	for _, g := range s.a.Groups {
		for range sizes[g.Key] {
			r := s.respond(g.Key, nil)
			for i, item := range s.form.Items {
				if !s.form.Shown(&g, i) {
					continue
				}
				switch p := random.IntN(20); {
				case p == 0:
					r.Answers[i] = byte(assessment.DontKnow)
				case p == 1:
					r.Answers[i] = byte(assessment.NotApplicable)
				case p > 2:
					r.Answers[i] = byte(1 + random.IntN(item.Levels))
				}
			}
			r.Location, r.Function = pick(random, s.a.Locations), pick(random, s.a.Functions)
		}
	}
}

// everybody adds n respondents a group who all give the same answer.
func (s *survey) everybody(n int, answer string) {
	for _, g := range s.a.Groups {
		for range n {
			answers := map[string]string{}
			for i, item := range s.form.Items {
				if s.form.Shown(&g, i) {
					answers[item.ID] = answer
				}
			}
			s.respond(g.Key, answers)
		}
	}
}

func pick(random *rand.Rand, segments []assessment.Segment) string {
	if i := random.IntN(len(segments) + 1); i < len(segments) {
		return segments[i].Key
	}
	return ""
}

func segmentsNamed(names ...string) []assessment.Segment {
	var out []assessment.Segment
	for _, n := range names {
		out = append(out, assessment.Segment{Key: n, Name: assessment.Text(n)})
	}
	return out
}

// wide asks for everything that can be asked for.
func wide(a *assessment.Assessment) {
	a.Locations, a.Functions = segmentsNamed("Milan", "Madrid", "Porto"), segmentsNamed("Sales", "Service")
	a.Importance, a.Rivals = true, true
}

func sizes(n int) map[string]int {
	return map[string]int{"executives": n, "initiative": n, "managers": 2 * n, "frontline": 3 * n, "channel": n, "customers": 4 * n}
}
