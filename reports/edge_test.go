package reports

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/assessment"
	"readiness/questionnaires"
)

func TestOrderOfResponsesChangesNothing(t *testing.T) {
	t.Parallel()
	s := newSurvey(t, both(), wide)
	s.fill(rand.New(rand.NewPCG(1, 2)), sizes(7))
	for i := range 40 {
		s.comments = append(s.comments, &assessment.Comment{Group: "customers", Item: "bv1", Language: "en", Text: fmt.Sprint("text ", i%30)})
	}
	first := s.snapshot()
	random := rand.New(rand.NewPCG(3, 4))
	for range 3 {
		random.Shuffle(len(s.responses), func(i, j int) { s.responses[i], s.responses[j] = s.responses[j], s.responses[i] })
		random.Shuffle(len(s.comments), func(i, j int) { s.comments[i], s.comments[j] = s.comments[j], s.comments[i] })
		if !bytes.Equal(first, s.snapshot()) {
			t.Fatal("the report depends on the order of the responses")
		}
	}
}

func TestDegenerateSurveys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		ids    []string
		change func(a *assessment.Assessment)
		n      int
		answer string
		check  func(t *testing.T, r *Report)
	}{
		{"no responses", both(), wide, 0, "", func(t *testing.T, r *Report) {
			if len(r.Priorities) != 0 || r.ReadyToday.Scope != "none" || r.Warnings[0].Key != "report_warning_no_answers" {
				t.Errorf("%+v %+v", r.Priorities, r.Warnings)
			}
			null(t, "mean", r.Scales[0].Weighted.Mean)
		}},
		{"one group", both(), func(a *assessment.Assessment) { a.Groups = a.Groups[5:] }, 6, "2", func(t *testing.T, r *Report) {
			near(t, "mean", r.Scales[0].Weighted.Mean, 25)
			if len(r.Scales[0].PerceptionGaps) != 0 || r.Scales[0].LargestGap != nil || r.Scales[0].InsideOutsideGap != nil {
				t.Errorf("one group cannot differ: %+v", r.Scales[0])
			}
		}},
		{"all equal", both(), wide, 12, "5", func(t *testing.T, r *Report) {
			scale := r.scale(t, "identify")
			near(t, "mean", scale.Weighted.Mean, 100)
			near(t, "se", scale.Weighted.SE, 0)
			null(t, "df", scale.Weighted.DF)
			null(t, "ci", scale.Weighted.CILow)
			null(t, "H", scale.KruskalWallis.H)
			if r.Priorities[0].Rank != nil || r.ReadyToday.Scope != "company" || len(r.StartOrder) != 0 {
				t.Errorf("%+v", r.ReadyToday)
			}
		}},
		{"all don't know", both(), wide, 12, "dk", func(t *testing.T, r *Report) {
			if len(r.Priorities) != 0 {
				t.Errorf("%+v", r.Priorities)
			}
			if cell := r.Items[0].group(t, "customers"); !cell.Suppressed || cell.N != nil || cell.DKRate != nil {
				t.Errorf("%+v", cell)
			}
		}},
		{"Gap only", []string{"one-to-one-gap"}, wide, 6, "3", func(t *testing.T, r *Report) {
			if len(r.Priorities) != 0 || len(r.Categories) != 7 || len(r.Importance) != 0 {
				t.Errorf("%d priorities, %d categories", len(r.Priorities), len(r.Categories))
			}
		}},
		{"no situation", []string{"broad-view"}, nil, 6, "2", func(t *testing.T, r *Report) {
			s := r.Situation
			if s.Source != "none" || s.Quadrant != nil || s.ValueSkew != 0.5 || s.NeedsDiversity != 0.5 {
				t.Errorf("%+v", s)
			}
			if r.Trend != nil || r.Rivals != nil {
				t.Errorf("trend %v, rivals %v", r.Trend, r.Rivals)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSurvey(t, c.ids, c.change)
			s.everybody(c.n, c.answer)
			report := s.report()
			c.check(t, report)
			reporter := newReporter(t)
			for _, lang := range questionnaires.Languages() {
				var out bytes.Buffer
				if err := JSON(&out, report, reporter.words, lang); err != nil {
					t.Fatal(err)
				}
				if strings.Contains(out.String(), "[report_") || strings.Contains(out.String(), "<no value>") {
					t.Errorf("%s: a message is missing: %s", lang, out.String())
				}
			}
		})
	}
}

// ownFiles is a questionnaire with other levels, a reverse-keyed question and
// weights of its own.
func ownFiles(t *testing.T) *questionnaires.Questionnaire {
	t.Helper()
	q, err := questionnaires.LoadFiles(map[string][]byte{
		"structure.yaml": []byte(`id: service-climate
version: 1
levels: 6
scales:
  - {id: care, kind: category}
questions:
  - {id: q1, scale: care, reverse: true}
  - {id: q2, scale: care, weight: 3, levels: 3}
`),
		"en.yaml": []byte(`title: Service climate
intro: A few questions.
scales: {care: Care}
levels: [Never, Rarely, Sometimes, Often, Very often, Always]
questions:
  q1: {inside: "Do customers wait?", outside: "Do you wait?"}
  q2: {inside: "Is help near?", outside: "Is help near?", options: ["No", Partly, "Yes"]}
`),
	})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestOwnQuestionnaire(t *testing.T) {
	t.Parallel()
	s := surveyOf(t, []*questionnaires.Questionnaire{ownFiles(t)}, func(a *assessment.Assessment) { a.K = 3 })
	// q1 = 2 of 6, reversed: 80; q2 = 3 of 3: 100; weights 1 and 3: 95.
	for range 3 {
		s.respond("customers", map[string]string{"q1": "2", "q2": "3"})
	}
	s.respond("customers", map[string]string{"q1": "6"})             // 0: one of two is enough
	s.respond("customers", map[string]string{"q2": "2"})             // 50
	s.respond("customers", map[string]string{"q1": "dk"})            // missing
	s.respond("customers", map[string]string{"q1": "3", "q2": "na"}) // 60, J = 1
	report := s.report()
	cell := report.scale(t, "care").group(t, "customers")
	if cell.N == nil || *cell.N != 6 {
		t.Fatalf("n %v, want 6", cell.N)
	}
	near(t, "mean", cell.Mean, (3*95.0+0+50+60)/6)
	item := report.item(t, "q1").group(t, "customers")
	if diff := cmp.Diff([]int{0, 3, 1, 0, 0, 1}, item.Counts); diff != "" {
		t.Errorf("counts follow the options as shown: %s", diff)
	}
	near(t, "reversed mean", item.Mean, (3*80.0+60+0)/5)
	near(t, "don't know", item.DKRate, 1.0/6)
}

func TestCommonItems(t *testing.T) {
	t.Parallel()
	s := newSurvey(t, both(), nil)
	// Customers are asked g01 and g03, managers g02 besides.
	for range 6 {
		s.respond("customers", map[string]string{"g01": "1", "g03": "3"})
		s.respond("managers", map[string]string{"g01": "3", "g02": "5", "g03": "5"})
	}
	scale := s.report().scale(t, "process")
	near(t, "managers", scale.group(t, "managers").Mean, (50+100+100)/3.0)
	gap := scale.PerceptionGaps[0]
	near(t, "gap over common items", &gap.Gap, (50+100)/2.0-25)
	if diff := cmp.Diff([]string{"g01", "g03"}, gap.CommonItems); diff != "" {
		t.Error(diff)
	}
	// An import may make g02 common after all.
	for range 6 {
		s.respond("customers", map[string]string{"g01": "1", "g02": "1", "g03": "1"})
	}
	gap = s.report().scale(t, "process").PerceptionGaps[0]
	if gap.CommonItems != nil {
		t.Errorf("all items are common now: %v", gap.CommonItems)
	}
	// Nobody of the managers answered g03: the form did not foretell that.
	s = newSurvey(t, both(), nil)
	for range 6 {
		s.respond("customers", map[string]string{"g01": "1", "g02": "2", "g03": "3"})
		s.respond("managers", map[string]string{"g01": "3", "g02": "5"})
	}
	gap = s.report().scale(t, "process").PerceptionGaps[0]
	near(t, "gap over what was answered", &gap.Gap, (50+100)/2.0-(0+25)/2.0)
	// Nor does it count in their half rule: who answered one of g01 and g02 has a
	// score over these, though not over all three that managers are asked.
	for _, one := range []struct {
		more, n int
		gap     float64
	}{{5, 11, (6*75+5*0)/11.0 - 12.5}, {2, 0, 0}} {
		s = newSurvey(t, both(), nil)
		for range 6 {
			s.respond("customers", map[string]string{"g01": "1", "g02": "2", "g03": "3"})
			s.respond("managers", map[string]string{"g01": "3", "g02": "5"})
		}
		for range one.more {
			s.respond("managers", map[string]string{"g01": "1"})
		}
		scale := s.report().scale(t, "process")
		if n := *scale.group(t, "managers").N; n != 6 {
			t.Fatalf("%d of the managers have a score", n)
		}
		if one.n == 0 {
			// Beside the score of 6 a difference from 8 would tell about 2.
			if len(scale.PerceptionGaps) != 0 {
				t.Errorf("%+v", scale.PerceptionGaps)
			}
			continue
		}
		gap := scale.PerceptionGaps[0]
		near(t, "gap with those who answered one", &gap.Gap, one.gap)
		if gap.N != one.n || gap.ReferenceN != 6 {
			t.Errorf("n %d and %d", gap.N, gap.ReferenceN)
		}
	}
	// Nothing in common: no entry.
	s = newSurvey(t, both(), nil)
	for range 6 {
		s.respond("customers", map[string]string{"g01": "1"})
		s.respond("managers", map[string]string{"g02": "5"})
	}
	if gaps := s.report().scale(t, "process").PerceptionGaps; len(gaps) != 0 {
		t.Errorf("%+v", gaps)
	}
}

// Importance is listed for the groups that were asked, and not at all where
// nobody was.
func TestImportanceOfThoseAsked(t *testing.T) {
	t.Parallel()
	asked := func(groups ...string) func(a *assessment.Assessment) {
		return func(a *assessment.Assessment) {
			a.Importance = true
			for i := range a.Groups {
				if !slices.Contains(groups, a.Groups[i].Key) {
					a.Groups[i].Questionnaires = []string{"one-to-one-gap"}
				}
			}
		}
	}
	s := newSurvey(t, both(), asked("customers", "channel"))
	s.everybody(6, "3")
	for _, row := range s.report().Importance {
		if len(row.Groups) != 2 || row.Groups[0].Group != "channel" || row.Groups[1].Group != "customers" {
			t.Errorf("%+v", row)
		}
	}
	s = newSurvey(t, both(), asked())
	s.everybody(6, "3")
	if rows := s.report().Importance; len(rows) != 0 {
		t.Errorf("nobody was asked: %+v", rows)
	}
	s = newSurvey(t, []string{"one-to-one-gap"}, func(a *assessment.Assessment) { a.Importance = true })
	if _, ok := s.form.Index("imp_identify"); ok {
		t.Error("nothing scores the stages, but importance is asked")
	}
}

func TestReference(t *testing.T) {
	t.Parallel()
	s := newSurvey(t, []string{"broad-view"}, nil)
	s.levels("customers", "bv1", 1, 1)
	s.levels("channel", "bv1", 1, 2, 3, 4, 5)
	s.levels("managers", "bv1", 5, 5, 5, 5, 4)
	gaps := s.report().scale(t, "identify").PerceptionGaps
	if len(gaps) != 1 || gaps[0].Group != "managers" || gaps[0].Reference != "channel" {
		t.Errorf("%+v", gaps)
	}
}

func TestComments(t *testing.T) {
	t.Parallel()
	s := newSurvey(t, []string{"broad-view"}, func(a *assessment.Assessment) { a.Groups[1].Anonymity = assessment.Attributed })
	add := func(group, item, lang string, n int) {
		for i := range n {
			s.comments = append(s.comments, &assessment.Comment{Group: group, Item: item, Language: lang, Text: fmt.Sprint(group, item, lang, i)})
		}
	}
	add("customers", "bv1", "en", 8)
	add("customers", "bv1", "es", 4)
	add("customers", "bv2", "en", 9)
	add("initiative", "", "en", 1)
	counts := map[string]int{}
	for _, c := range s.report().Comments {
		counts[c.Group+"/"+c.Item+"/"+c.Language]++
	}
	want := map[string]int{"customers/bv1/en": 8, "customers/bv1/": 4, "initiative//en": 1}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Error(diff)
	}
}

func TestSituation(t *testing.T) {
	t.Parallel()
	values := []float64{400, 260, 120, 60, 40, 30, 20, 15, 12, 10, 8, 6, 5, 4, 3, 3, 2, 1, 1, 0}
	s := newSurvey(t, []string{"broad-view"}, func(a *assessment.Assessment) {
		a.Situation = &assessment.Judgement{ValueSkew: 0.9, NeedsDiversity: 0.1}
	})
	s.customers = &assessment.CustomerBase{Curve: newReporter(t).Curve(values), Segments: []assessment.NeedsSegment{
		{Segment: "a", Customers: 40}, {Segment: "b", Customers: 30}, {Segment: "c", Customers: 20}, {Segment: "d", Customers: 10},
	}}
	got := s.report().Situation
	near(t, "V", &got.ValueSkew, 0.4607308385314931)
	near(t, "D", &got.NeedsDiversity, 0.5192230933248643)
	near(t, "evenness", got.NeedsEvenness, 0.9232196723355077)
	near(t, "Gini–Simpson", got.NeedsSimpson, 0.7)
	near(t, "x50", got.X50, 6.9230769230769225)
	near(t, "gini", got.Gini, 0.7687)
	share := got.Shares["20"]
	near(t, "top 20 %", &share, 0.84)
	if got.Source != "customers" || *got.Quadrant != "niche" || *got.Count50 != 2 || len(got.Lorenz) > 101 {
		t.Errorf("%+v", got)
	}
	s.customers = &assessment.CustomerBase{Curve: newReporter(t).Curve([]float64{-1, -2})}
	if got := s.report().Situation; got.Source != "judgement" || got.ValueSkew != 0.9 || got.X50 != nil || got.NeedsEvenness != nil || got.NeedsSimpson != nil {
		t.Errorf("a base without value counts as none: %+v", got)
	}
	s.customers = &assessment.CustomerBase{Curve: newReporter(t).Curve(values[:5])}
	if got := s.report().Situation; got.SkewSource != "judgement" || got.ValueSkew != 0.9 || got.Source != "customers" {
		t.Errorf("few customers give no skew: %+v", got)
	}
}

// Who wins where both a list and a judgement are there (priorities.md 3.1,
// decisions.md 17, 40).
func TestPlace(t *testing.T) {
	t.Parallel()
	values := []float64{400, 260, 120, 60, 40, 30, 20, 15, 12, 10, 8, 6, 5, 4, 3, 3, 2, 1, 1, 0}
	segments := []assessment.NeedsSegment{{Segment: "a", Customers: 95}, {Segment: "b", Customers: 3}, {Segment: "c", Customers: 2}}
	judged := assessment.Judgement{ValueSkew: 0.9, NeedsDiversity: 0.8, Reason: "Two dealers"}
	override, needsOnly, valueOnly := judged, judged, judged
	override.Override = true
	needsOnly.Missing, needsOnly.ValueSkew = assessment.IndexValueSkew, 0.5
	valueOnly.Missing, valueOnly.NeedsDiversity = assessment.IndexNeedsDiversity, 0.5
	bothOpen := needsOnly
	bothOpen.Override = true
	const v, d = 0.4607308385314931, 0.05226570948
	list := func(values []float64, segments []assessment.NeedsSegment) *assessment.CustomerBase {
		return &assessment.CustomerBase{Curve: newReporter(t).Curve(values), Segments: segments}
	}
	for _, tt := range []struct {
		name                       string
		judgement                  *assessment.Judgement
		customers                  *assessment.CustomerBase
		v, d                       float64
		source, skewFrom, needFrom string
		measured                   bool
		warnings                   []string
	}{
		{"nothing", nil, nil, 0.5, 0.5, "none", "none", "none", false, []string{"report_warning_no_situation"}},
		{"a judgement", &judged, nil, 0.9, 0.8, "judgement", "judgement", "judgement", false, nil},
		{"needs judged alone", &needsOnly, nil, 0.5, 0.8, "judgement", "none", "judgement", false, []string{"report_warning_value_unknown"}},
		{"an override without a list", &override, nil, 0.9, 0.8, "judgement", "judgement", "judgement", false, nil},
		{"a list wins", &judged, list(values, segments), v, d, "customers", "customers", "customers", false, []string{"report_warning_judgement_replaced", "report_warning_skew_borderline"}},
		{"a list without segments", &judged, list(values, nil), v, 0.8, "customers", "customers", "judgement", false, []string{"report_warning_judgement_replaced", "report_warning_skew_borderline"}},
		{"what the list lacks was judged", &needsOnly, list(values, nil), v, 0.8, "customers", "customers", "judgement", false, []string{"report_warning_skew_borderline"}},
		{"an override", &override, list(values, segments), 0.9, d, "customers", "judgement", "customers", true, []string{"report_warning_judgement_replaced", "report_warning_skew_overridden"}},
		{"an override of nothing", &bothOpen, list(values, nil), v, 0.8, "customers", "customers", "judgement", false, []string{"report_warning_skew_borderline"}},
		{"a list alone", nil, list(values, nil), v, 0.5, "customers", "customers", "none", false, []string{"report_warning_needs_unknown", "report_warning_skew_borderline"}},
		{"few customers", &valueOnly, list(values[:5], segments), 0.9, d, "customers", "judgement", "customers", false, []string{"report_warning_few_customers"}},
		{"few customers, nothing judged", nil, list(values[:5], nil), 0.5, 0.5, "customers", "none", "none", false, []string{"report_warning_few_customers", "report_warning_value_unknown", "report_warning_needs_unknown"}},
		{"one customer", nil, list([]float64{7}, nil), 0.5, 0.5, "customers", "none", "none", false, []string{"report_warning_few_customers", "report_warning_value_unknown", "report_warning_needs_unknown"}},
		{"no value", &judged, list([]float64{-3, 2}, segments), 0.9, 0.8, "judgement", "judgement", "judgement", false, []string{"report_warning_no_value"}},
		{"no value, nothing judged", nil, list([]float64{0}, segments), 0.5, 0.5, "none", "none", "none", false, []string{"report_warning_no_situation", "report_warning_no_value"}},
	} {
		s, warnings, err := Place(&assessment.Assessment{Situation: tt.judgement}, tt.customers)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(s.ValueSkew-tt.v) > 1e-6 || math.Abs(s.NeedsDiversity-tt.d) > 1e-6 || s.Source != tt.source || s.SkewSource != tt.skewFrom || s.DiversitySource != tt.needFrom {
			t.Errorf("%s: V %v (%s), D %v (%s), %s", tt.name, s.ValueSkew, s.SkewSource, s.NeedsDiversity, s.DiversitySource, s.Source)
		}
		if (s.MeasuredSkew != nil) != tt.measured || tt.measured && math.Abs(*s.MeasuredSkew-v) > 1e-9 {
			t.Errorf("%s: measured %v", tt.name, s.MeasuredSkew)
		}
		if (s.Quadrant == nil) != (tt.skewFrom == "none" && tt.needFrom == "none") || (s.Reason != "") != (tt.skewFrom == "judgement" || tt.needFrom == "judgement") {
			t.Errorf("%s: quadrant %v, reason %q", tt.name, s.Quadrant, s.Reason)
		}
		var keys []string
		for _, m := range warnings {
			keys = append(keys, m.Key)
		}
		if diff := cmp.Diff(tt.warnings, keys); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}
