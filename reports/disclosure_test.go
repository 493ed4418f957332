package reports

import (
	"encoding/json"
	"math/rand/v2"
	"strconv"
	"sync"
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

// tallied adds up attacks.
type tallied struct {
	mu                                 sync.Mutex
	numbers                            map[string]int
	cells, hidden, unanimous, beside   int
	places, hiddenPlaces, tried, pages int
}

func (n *tallied) add(a *attack, o *outputs) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for output, read := range a.numbers {
		n.numbers[output] += read
	}
	n.cells, n.hidden = n.cells+len(a.w.order), n.hidden+len(a.w.order)-len(a.published)
	n.unanimous, n.beside = n.unanimous+a.unanimous, n.beside+a.beside
	n.places, n.hiddenPlaces, n.tried, n.pages = n.places+a.places, n.hiddenPlaces+a.hiddenPlaces, n.tried+a.tried, n.pages+len(o.pages)
}

// AttackSurveys attacks every output of many random surveys: JSON, CSV, print
// view, row export, pages and workbook.
func AttackSurveys(t *testing.T, newRenderer NewRenderer) {
	t.Helper()
	n := &tallied{numbers: map[string]int{}}
	t.Run("surveys", func(t *testing.T) {
		for shard := range attackShards {
			t.Run(strconv.Itoa(shard), func(t *testing.T) {
				t.Parallel()
				r := newRenderer(t, loadMixed(t))
				for seed := uint64(shard); seed < attackedSurveys; seed += attackShards {
					s := randomSurvey(t, seed)
					o := writeAll(t, s, r, s.snapshot(), seed)
					a := attackOutputs(t, worldOf(t, s), o)
					for _, finding := range a.findings {
						t.Errorf("seed %d: %s", seed, finding)
					}
					n.add(a, o)
				}
			})
		}
	})
	t.Logf("%d surveys, published numbers by output: %v", attackedSurveys, n.numbers)
	t.Logf("%d cells with answers, %d of them not published, %d seen only because all gave the answer at one end of the scale, and %d beside such",
		n.cells, n.hidden, n.unanimous, n.beside)
	t.Logf("%d pages, with the workbooks %d places of a statistic read by row and column, %d of them hidden; %d scores under tried weights",
		n.pages, n.places, n.hiddenPlaces, n.tried)
	for _, output := range []string{"JSON", "CSV", "print view", "rows", "pages", "workbook"} {
		if n.numbers[output] < 100*attackedSurveys {
			t.Errorf("too little was attacked: %s", output)
		}
	}
	if n.hidden < attackedSurveys || n.hiddenPlaces < 50*attackedSurveys || n.tried < attackedSurveys/4 {
		t.Error("too little was attacked")
	}
}
