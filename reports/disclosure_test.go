package reports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"readiness/assessment"
	"readiness/questionnaires"
)

// attackedSurveys is how many random surveys are attacked, in so many shards.
const (
	attackedSurveys = 1000
	attackShards    = 8
)

// loadMixed is an own questionnaire with weights, levels, a reverse-keyed
// question, questions that only some are asked, and practices across scales.
func loadMixed(t testing.TB) *questionnaires.Questionnaire {
	t.Helper()
	q, err := parseMixed()
	if err != nil {
		t.Fatal(err)
	}
	return q
}

var parseMixed = sync.OnceValues(func() (*questionnaires.Questionnaire, error) {
	return questionnaires.LoadFiles(map[string][]byte{
		"structure.yaml": []byte(`id: service-climate
version: 1
levels: 4
scales:
  - {id: care, kind: category}
  - {id: pace, kind: category}
  - {id: interact, kind: stage}
questions:
  - {id: q1, scale: care, supports: interact}
  - {id: q2, scale: care, weight: 2, reverse: true, supports: identify}
  - {id: q3, scale: care, levels: 3, supports: interact}
  - {id: q4, scale: pace, ask: [inside], supports: identify}
  - {id: q5, scale: pace, supports: foundation}
  - {id: q6, scale: pace, supports: interact}
  - {id: q7, scale: interact}
`),
		"en.yaml": []byte(`title: Service climate
intro: A few questions.
scales: {care: Care, pace: Pace, interact: Interact}
levels: [Never, Sometimes, Often, Always]
questions:
  q1: {inside: "Is help near?", outside: "Is help near?"}
  q2: {inside: "Do customers wait?", outside: "Do you wait?"}
  q3: {inside: "Is it kind?", outside: "Is it kind?", options: ["No", Partly, "Yes"]}
  q4: {inside: "Is it planned?"}
  q5: {inside: "Is it quick?", outside: "Is it quick?"}
  q6: {inside: "Is it on time?", outside: "Is it on time?"}
  q7: {inside: "Is there an answer?", outside: "Is there an answer?"}
`),
	})
})

// randomSurvey is a small closed survey; the seed decides its shape.
func randomSurvey(t testing.TB, seed uint64) *survey {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 2026))
	shipped, err := loadShipped()
	if err != nil {
		t.Fatal(err)
	}
	broad, _ := shipped.Latest("broad-view")
	gap, _ := shipped.Latest("one-to-one-gap")
	var qs []*questionnaires.Questionnaire
	switch shape := seed % 32; {
	case shape == 0:
		qs = []*questionnaires.Questionnaire{broad, gap}
	case shape < 4:
		qs = []*questionnaires.Questionnaire{broad}
	case shape == 4:
		qs = []*questionnaires.Questionnaire{gap}
	default:
		qs = []*questionnaires.Questionnaire{loadMixed(t)}
	}
	s := surveyOf(t, qs, func(a *assessment.Assessment) {
		a.Status = assessment.StatusClosed
		a.K = 3 + random.IntN(3)
		if random.IntN(4) > 0 {
			a.Locations = segmentsNamed("Milan", "Madrid", "Porto")[:1+random.IntN(3)]
		}
		if random.IntN(3) > 0 {
			a.Functions = segmentsNamed("Sales", "Service")
		}
		a.Importance, a.Rivals = random.IntN(2) == 0, random.IntN(4) == 0
		a.Weights.Preset = []string{"rank_sum", "equal", "rank_reciprocal"}[random.IntN(3)]
		a.Groups = a.Groups[random.IntN(4):]
		if random.IntN(3) == 0 {
			a.Groups[0].Anonymity, a.Groups[0].MinN = assessment.Attributed, 1
		}
	})
	s.fillUneven(random)
	// Actions are made from weighted means and long texts: now and then is enough.
	s.actionless = seed%32 > 0
	return s
}

// fillUneven adds up to 14 respondents a group, few of them in some segments;
// some groups are of one mind at an end of the scale.
func (s *survey) fillUneven(random *rand.Rand) {
	for _, g := range s.a.Groups {
		missing := []int{0, 4, 20}[random.IntN(3)]
		oneMind := random.IntN(10) == 0
		for range random.IntN(15) {
			r := s.respond(g.Key, nil)
			for i, item := range s.form.Items {
				switch p := random.IntN(100); {
				case !s.form.Shown(&g, i):
				case p < missing:
					r.Answers[i] = byte(assessment.DontKnow)
				case p < 2*missing:
					r.Answers[i] = byte(assessment.Skipped)
				case p < 2*missing+missing/4:
					r.Answers[i] = byte(assessment.NotApplicable)
				case oneMind && random.IntN(20) > 0:
					r.Answers[i] = 1
				default:
					r.Answers[i] = byte(1 + random.IntN(item.Levels))
				}
			}
			r.Location, r.Function = pickUneven(random, s.a.Locations), pickUneven(random, s.a.Functions)
		}
	}
}

// pickUneven prefers the first segments; now and then it picks none.
func pickUneven(random *rand.Rand, segments []assessment.Segment) string {
	if len(segments) == 0 || random.IntN(8) == 0 {
		return ""
	}
	return segments[min(random.IntN(len(segments)+1), random.IntN(len(segments)))].Key
}

// variant builds a snapshot with another disclosure control and, if spoil is
// given, with figures changed before it is sealed.
func variant(t testing.TB, s *survey, mask func(c *census) *shown, spoil func(b *builder)) []byte {
	t.Helper()
	in, r := s.input(), s.reporter()
	l, err := newLayout(in)
	if err != nil {
		t.Fatal(err)
	}
	counts, err := newTally(l)
	if err != nil {
		t.Fatal(err)
	}
	if err := counts.count(t.Context()); err != nil {
		t.Fatal(err)
	}
	library, err := r.activities()
	if err != nil {
		t.Fatal(err)
	}
	b := &builder{words: r.words, library: library, l: l, t: counts, parameters: parameters(s.a), report: &Report{}}
	for g := range l.groups {
		b.shown = append(b.shown, mask(counts.census(g)))
	}
	if err := b.countCommons(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.build(t.Context(), "2026-12-15"); err != nil {
		t.Fatal(err)
	}
	if spoil != nil {
		spoil(b)
	}
	if err := b.report.seal(); err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(b.report)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func worldOf(t testing.TB, s *survey) *world {
	t.Helper()
	l, err := newLayout(s.input())
	if err != nil {
		t.Fatal(err)
	}
	return newWorld(t, l, s.responses)
}

// TestNoHiddenCellFollowsFromWhatIsPublished attacks every file of many random
// surveys.
func TestNoHiddenCellFollowsFromWhatIsPublished(t *testing.T) {
	t.Parallel()
	var numbers, cells, hidden, unanimous, beside atomic.Int64
	t.Run("surveys", func(t *testing.T) {
		t.Parallel()
		for shard := range attackShards {
			t.Run(strconv.Itoa(shard), func(t *testing.T) {
				t.Parallel()
				for seed := uint64(shard); seed < attackedSurveys; seed += attackShards {
					s := randomSurvey(t, seed)
					w := worldOf(t, s)
					a := attackOutputs(t, w, writeAll(t, s, s.snapshot()))
					for _, finding := range a.findings {
						t.Errorf("seed %d: %s", seed, finding)
					}
					numbers.Add(int64(a.numbers))
					cells.Add(int64(len(w.order)))
					hidden.Add(int64(len(w.order) - len(a.published)))
					unanimous.Add(int64(a.unanimous))
					beside.Add(int64(a.beside))
				}
			})
		}
	})
	t.Cleanup(func() {
		t.Logf("%d surveys, %d published numbers, %d cells with answers, %d of them not published, %d seen only because all gave the answer at one end of the scale, and %d beside such",
			attackedSurveys, numbers.Load(), cells.Load(), hidden.Load(), unanimous.Load(), beside.Load())
		if hidden.Load() < attackedSurveys || numbers.Load() < 100*attackedSurveys {
			t.Error("too little was attacked")
		}
	})
}

// TestPlantedLeaksAreFound makes sure that the attack would notice.
func TestPlantedLeaksAreFound(t *testing.T) {
	t.Parallel()
	primaryOnly := func(c *census) *shown {
		h := &hiding{c: c, segments: make([][dimensions][]bool, len(c.sets))}
		h.primary()
		return h.result()
	}
	for _, plant := range []struct {
		name     string
		snapshot func(t testing.TB, s *survey) []byte
		spoil    func(s *survey, o *outputs)
		least    int
	}{
		{"totals over hidden groups", func(t testing.TB, s *survey) []byte {
			return variant(t, s, disclose, func(b *builder) {
				everything := *b
				everything.shown = openScales(b)
				for i := range b.report.Scales {
					b.report.Scales[i].Weighted = everything.weighted(everything.scaleStatistic(i))
				}
			})
		}, nil, 12},
		{"no complementary suppression", func(t testing.TB, s *survey) []byte { return variant(t, s, primaryOnly, nil) }, nil, 12},
		{"a hidden figure in the CSV only", func(_ testing.TB, s *survey) []byte { return s.snapshot() }, func(s *survey, o *outputs) {
			l, err := newLayout(s.input())
			if err != nil {
				s.t.Fatal(err)
			}
			for _, c := range newWorld(s.t, l, s.responses).cells {
				if c.small && !c.unpublished && bytes.HasPrefix([]byte(c.key), []byte("scale/")) {
					w := worldOf(s.t, s)
					var group, scale string
					for _, g := range s.a.Groups {
						for _, def := range l.scales {
							if key("scale", g.Key, def.id) == c.key {
								group, scale = g.Key, def.id
							}
						}
					}
					o.csv = fmt.Appendf(o.csv, "all,,%s,,%s,mean,%v,false\n", scale, group, w.value(c.mean))
					return
				}
			}
		}, 12},
	} {
		t.Run(plant.name, func(t *testing.T) {
			t.Parallel()
			found := 0
			for seed := range uint64(40) {
				s := randomSurvey(t, seed)
				o := writeAll(t, s, plant.snapshot(t, s))
				if plant.spoil != nil {
					plant.spoil(s, o)
				}
				if len(attackOutputs(t, worldOf(t, s), o).findings) > 0 {
					found++
				}
			}
			if found < plant.least {
				t.Errorf("found in only %d of 40 surveys", found)
			}
		})
	}
}

// freeAnswers lists, by group, the items of the form that no published number
// may depend on: the item is hidden, and so is every set it belongs to.
func freeAnswers(s *survey, r *Report) map[string][]int {
	open := map[string]map[string]bool{}
	show := func(group string, suppressed bool, items ...string) {
		if open[group] == nil {
			open[group] = map[string]bool{}
		}
		for _, item := range items {
			open[group][item] = open[group][item] || !suppressed
		}
	}
	members := map[string][]string{}
	for i := range r.Items {
		item := &r.Items[i]
		members[item.Scale] = append(members[item.Scale], item.ID)
		for _, c := range item.Groups {
			show(c.Group, c.Suppressed, item.ID)
		}
	}
	for i := range r.Scales {
		for _, c := range r.Scales[i].Groups {
			show(c.Group, c.Suppressed, members[r.Scales[i].ID]...)
		}
	}
	for i := range r.Practices {
		for _, c := range r.Practices[i].Groups {
			show(c.Group, c.Suppressed, r.Practices[i].Items...)
		}
	}
	for i := range r.Importance {
		for _, c := range r.Importance[i].Groups {
			show(c.Group, c.Suppressed, assessment.ImportancePrefix+r.Importance[i].Stage)
		}
	}
	if r.Rivals != nil {
		for _, c := range r.Rivals.Groups {
			show(c.Group, c.Suppressed, r.Rivals.ID)
		}
	}
	out := map[string][]int{}
	for _, g := range s.a.Groups {
		for i, item := range s.form.Items {
			if shown, asked := open[g.Key][item.ID]; asked && !shown {
				out[g.Key] = append(out[g.Key], i)
			}
		}
	}
	return out
}

// dependsOnHidden changes every free answer and reports whether anything that is
// published changes with it; n is how many answers it changed.
func dependsOnHidden(t testing.TB, s *survey, build func() []byte) (depends bool, n int) {
	t.Helper()
	before := build()
	report, err := ParseSnapshot(before)
	if err != nil {
		t.Fatal(err)
	}
	first := writeAll(t, s, before)
	free := freeAnswers(s, report)
	for _, r := range s.responses {
		for _, i := range free[r.Group] {
			if level, levels := assessment.Answer(r.Answers[i]).Level(), s.form.Items[i].Levels; level > 0 {
				r.Answers[i] = byte(1 + level%levels)
				n++
			}
		}
	}
	after := build()
	return !bytes.Equal(before, after) || !bytes.Equal(first.rows, writeAll(t, s, after).rows), n
}

// TestHiddenAnswersChangeNothing covers what is not linear: deviations, tests,
// medians, agreement, alpha. Two surveys that differ in hidden answers only have
// the same files, so no file can tell one from the other.
func TestHiddenAnswersChangeNothing(t *testing.T) {
	t.Parallel()
	changed := 0
	for seed := range uint64(96) {
		s := randomSurvey(t, seed)
		depends, n := dependsOnHidden(t, s, s.snapshot)
		if depends {
			t.Errorf("seed %d: a hidden answer shows", seed)
		}
		changed += n
	}
	if changed < 1000 {
		t.Errorf("only %d hidden answers were changed", changed)
	}
	found := 0
	for seed := range uint64(24) {
		s := randomSurvey(t, seed)
		leaking := func() []byte {
			return variant(t, s, disclose, func(b *builder) {
				open := *b
				open.shown = openScales(b)
				for i := range b.report.Scales {
					b.report.Scales[i].KruskalWallis = kruskalWallis(open.scaleStatistic(i))
				}
			})
		}
		if depends, _ := dependsOnHidden(t, s, leaking); depends {
			found++
		}
	}
	if found < 5 {
		t.Errorf("a test over hidden groups was found in only %d of 24 surveys", found)
	}
}

// openScales is the mask of a builder that hides no scale.
func openScales(b *builder) []*shown {
	var out []*shown
	for _, own := range b.shown {
		open := *own
		open.scales = make([]bool, len(own.scales))
		for i := range open.scales {
			open.scales[i] = true
		}
		out = append(out, &open)
	}
	return out
}
