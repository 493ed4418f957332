package reports

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/assessment"
	"readiness/questionnaires"
)

// What is said of a customer base rests on what is known of it alone, and gives
// both readings of an index on the border (priorities.md 3.1).
func TestReadings(t *testing.T) {
	t.Parallel()
	const c, j, none = sourceCustomers, sourceJudgement, sourceNone
	for _, tt := range []struct {
		name             string
		v, d             float64
		skewFrom, needs  string
		places           []string
		want, never      string
		quadrant, marked bool
	}{
		{"clear", 0.2, 0.9, c, j, []string{"niche"}, "Your base: a flatter value curve and diverse needs.", "Possible", true, false},
		{"needs not known", 0.2, 0.5, c, none, []string{"mass", "niche"}, "Your base: a flatter value curve with unknown needs. Possible readings: Mass market and Niches.", "diverse", true, false},
		{"value not known", 0.5, 0.1, none, j, []string{"mass", "key_account"}, "Your base: similar needs with an unknown value skew. Possible readings: Mass market and Key accounts.", "steep", true, false},
		{"nothing known", 0.5, 0.5, none, none, nil, "Your base: neither the value skew nor the needs are known", "diverse", false, false},
		{"a list too short", 0.5, 0.5, "", "", nil, "neither the value skew", "steep", false, false},
		{"value on the border", 0.46, 0.9, c, c, []string{"niche", "one_to_one"}, "a value curve between flat and steep, and diverse needs. Possible readings: Niches and One-to-one.", "", true, true},
		{"needs on the border", 0.9, 0.52, c, c, []string{"key_account", "one_to_one"}, "a steep value curve, and needs between similar and diverse. Possible readings: Key accounts and One-to-one.", "", true, true},
		{"both on the border", 0.46, 0.52, c, c, []string{"mass", "niche", "key_account", "one_to_one"}, "All four readings are possible.", "", true, true},
		{"border and unknown", 0.46, 0.5, c, none, []string{"mass", "niche", "key_account", "one_to_one"}, "a value curve between flat and steep with unknown needs.", "diverse", true, true},
	} {
		s := Situation{ValueSkew: tt.v, NeedsDiversity: tt.d, SkewSource: tt.skewFrom, DiversitySource: tt.needs}
		s.place()
		if diff := cmp.Diff(tt.places, s.Places()); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		said := s.InWords(newReporter(t).words, "en")
		if !strings.Contains(said, tt.want) || tt.never != "" && strings.Contains(said, tt.never) {
			t.Errorf("%s: %q", tt.name, said)
		}
		if (s.Quadrant != nil) != tt.quadrant || (s.SkewBorderline || s.NeedsBorderline) != tt.marked {
			t.Errorf("%s: quadrant %v, borderline %v %v", tt.name, s.Quadrant, s.SkewBorderline, s.NeedsBorderline)
		}
		for _, lang := range questionnaires.Languages() {
			if said := s.InWords(newReporter(t).words, lang); strings.ContainsAny(said, "[<") {
				t.Errorf("%s, %s: %q", tt.name, lang, said)
			}
		}
	}
}

// saidOf are the sentences of a report on customers and capability, and the
// reasons that name the customer base.
func saidOf(t *testing.T, report *Report, lang string) (capability, levers, fits string) {
	t.Helper()
	words := newReporter(t).words
	in := func(messages []Message, wanted string) string {
		var said []string
		for _, m := range messages {
			if strings.HasPrefix(m.Key, wanted) {
				said = append(said, m.In(words, lang))
			}
		}
		return strings.Join(said, " ")
	}
	var reasons []Message
	for i := range report.Priorities {
		reasons = append(reasons, report.Priorities[i].Reasons...)
	}
	capability, levers, fits = report.Capability.InWords(words, lang), in(report.Situation.Levers, ""), in(reasons, "report_reason_fit")
	if all := capability + levers + fits; strings.ContainsAny(all, "[<") {
		t.Errorf("%s: %q", lang, all)
	}
	return capability, levers, fits
}

func TestCapabilityReadings(t *testing.T) {
	t.Parallel()
	judged := func(v, d float64, missing string) func(*assessment.Assessment) {
		return func(a *assessment.Assessment) {
			a.Situation = &assessment.Judgement{ValueSkew: v, NeedsDiversity: d, Missing: missing, Reason: "seen"}
		}
	}
	for _, tt := range []struct {
		name                     string
		change                   func(*assessment.Assessment)
		lags                     []string
		capability, levers, fits []string
		never                    []string
	}{
		{
			"both clear: the ranking may favour what has no minimum", judged(0.1, 0.9, ""),
			[]string{"customize"},
			[]string{"For a flatter value curve and diverse needs, this capability lags: Customize", "The customers set no minimum for Interact. The ranking favours it all the same (×1.351)"},
			[]string{"The value curve is flatter:", "Needs differ and Customize is below its target"},
			[]string{"Your customer base (a flatter value curve and diverse needs) favours this stage"},
			[]string{"If the"},
		},
		{
			"needs not known", judged(0.1, 0.5, assessment.IndexNeedsDiversity),
			[]string{},
			[]string{"Interact is at 25.0 and Customize at 0.0. Whether Customize lags cannot be told, because the needs are not known."},
			[]string{"The value curve is flatter:"},
			[]string{"Your customer base (a flatter value curve with unknown needs) favours this stage"},
			[]string{"diverse", "similar", "Needs differ"},
		},
		{
			"value not known", judged(0.5, 0.9, assessment.IndexValueSkew),
			[]string{"customize"},
			[]string{"For diverse needs with an unknown value skew, this capability lags: Customize", "Whether Interact lags cannot be told"},
			[]string{"Needs differ and Customize is below its target"},
			[]string{"Your customer base (diverse needs with an unknown value skew) favours"},
			[]string{"steep", "flatter"},
		},
		{
			"both on the border", judged(0.46, 0.52, ""),
			[]string{"customize"},
			[]string{"Interact is at 25.0 and Customize at 0.0. If the needs are read as diverse, Customize lags. If the value curve is read as steep, Interact lags."},
			[]string{"If the needs are read as similar: widen", "If the value curve is read as flatter: count", "If the needs are read as diverse: Customize is below"},
			[]string{"Your customer base (a value curve between flat and steep, and needs between similar and diverse) favours"},
			[]string{"this capability lags", "Needs differ"},
		},
		{
			"nothing known", nil,
			[]string{},
			[]string{"what the customers ask for is not known"},
			nil,
			[]string{"Middle values, because neither the value skew nor the needs of the customers are known, favour"},
			[]string{"steep", "diverse", "lags"},
		},
	} {
		report := staged(t, [4]int{5, 4, 2, 1}, tt.change).report()
		if diff := cmp.Diff(tt.lags, report.Capability.Lags); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
		capability, levers, fits := saidOf(t, report, "en")
		for _, part := range []struct {
			said string
			want []string
		}{{capability, tt.capability}, {levers, tt.levers}, {fits, tt.fits}} {
			for _, want := range part.want {
				if !strings.Contains(part.said, want) {
					t.Errorf("%s: %q does not say %q", tt.name, part.said, want)
				}
			}
		}
		for _, never := range tt.never {
			if strings.Contains(capability+levers+fits, never) {
				t.Errorf("%s: %q in %q", tt.name, never, capability+levers+fits)
			}
		}
		for _, lang := range questionnaires.Languages() {
			saidOf(t, report, lang)
		}
	}
}

// An activity for another kind of base is left out; on the border it is said to
// be a near thing, and an unknown index rules nothing out.
func TestLeftOutReadings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		v       float64
		missing string
		want    string
	}{
		{0.2, "", "report_left_out_skew_steep"},
		{0.45, "", "report_left_out_skew_steep_border"},
		{0.55, "", ""},
		{0.5, assessment.IndexValueSkew, ""},
	} {
		report := staged(t, [4]int{2, 2, 2, 2}, func(a *assessment.Assessment) {
			a.Situation = &assessment.Judgement{ValueSkew: tt.v, NeedsDiversity: 0.9, Missing: tt.missing}
		}).report()
		var keys []string
		for i := range report.Actions {
			if m := report.Actions[i].ReasonLeftOut; m != nil && strings.HasPrefix(m.Key, "report_left_out_skew_steep") {
				keys = append(keys, m.Key)
			}
		}
		keys = slices.Compact(keys)
		if len(keys) > 1 || strings.Join(keys, "") != tt.want {
			t.Errorf("V %v %s: %q, want %q", tt.v, tt.missing, keys, tt.want)
		}
	}
}

// Reports that were stored before phrases and notes still read.
func TestOlderMessagesRead(t *testing.T) {
	t.Parallel()
	var m Message
	if err := json.Unmarshal([]byte(`{"key":"report_reason_fit_up","args":{"Situation":{"word":"report_situation_niche"},"Factor":{"number":1.2},"Points":{"points":2}}}`), &m); err != nil {
		t.Fatal(err)
	}
	if got := m.In(newReporter(t).words, "en"); got != "A flatter value curve and diverse needs favour this stage (×1.2, +2.0)." {
		t.Errorf("%q", got)
	}
	stored, err := json.Marshal(Capability{Sentence: bare("report_capability_unknown")})
	if err != nil || strings.Contains(string(stored), "notes") {
		t.Errorf("%s, %v: without notes nothing is stored of them", stored, err)
	}
}
