package assessment_test

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"readiness/assessment"
	"readiness/questionnaires"
	"readiness/questionnaires/yamlfile"
	"readiness/storage"
)

// testTokens derives tokens as assessment/auth does, from a fixed key.
type testTokens struct{}

func (testTokens) Token(kind assessment.TokenKind, id assessment.ID, generation int) string {
	return testMAC(fmt.Sprintf("%s|%s|%d", kind, id, generation))
}

func (testTokens) DraftSecret(token string) string { return testMAC("draft|" + token) }

func testMAC(text string) string {
	mac := hmac.New(sha256.New, []byte("a key of the tests"))
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

// countingReporter keeps what it was given; the report itself is another package's.
type countingReporter struct{ responses, comments int }

func (r *countingReporter) Snapshot(ctx context.Context, in *assessment.ReportInput) ([]byte, error) {
	err := in.Responses(ctx, func(*assessment.Response) error { r.responses++; return nil })
	if err != nil {
		return nil, err
	}
	err = in.Comments(ctx, func(*assessment.Comment) error { r.comments++; return nil })
	return fmt.Appendf(nil, `{"responses":%d}`, r.responses), err
}

func (*countingReporter) Counts(context.Context, *assessment.ReportInput) ([]byte, error) {
	return []byte("{}"), nil
}

func (*countingReporter) Curve(values []float64) assessment.ValueCurve {
	return assessment.ValueCurve{N: len(values)}
}

type fixture struct {
	*assessment.Service
	store    *storage.Store
	reporter *countingReporter
	now      time.Time
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{reporter: &countingReporter{}, now: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return f.now }
	store, err := storage.Open(t.Context(), storage.Options{
		DSN: "sqlite:" + filepath.Join(t.TempDir(), "data", "r.db"), Key: []byte("tests"),
		Logger: slog.New(slog.DiscardHandler), Now: clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	f.store = store
	f.Service = newServiceOn(t, f)
	return f
}

// newServiceOn is another service on the same store.
func newServiceOn(t *testing.T, f *fixture) *assessment.Service {
	t.Helper()
	shipped, err := questionnaires.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return assessment.NewService(assessment.Deps{
		Store: f.store, Shipped: shipped, Tokens: testTokens{}, Reporter: f.reporter,
		Now: func() time.Time { return f.now }, Random: rand.Reader, Program: "test",
	})
}

const smallFile = `
title: Customer readiness 2026
organisation: Alder & Finch
languages: [en, es]
groups:
  - {key: executives, access: group}
  - {key: initiative, anonymity: attributed}
  - {key: customers, expected: 120, cap: 3}
locations: [Milan, Madrid]
functions: [Sales, Service]
rivals: true
`

func (f *fixture) create(t *testing.T, file string) *assessment.Assessment {
	t.Helper()
	a, err := f.CreateFromFile(t.Context(), "a.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (f *fixture) open(t *testing.T, file string) *assessment.Assessment {
	t.Helper()
	a := f.create(t, file)
	if err := f.Open(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	return a
}

// token returns the first link of a group.
func (f *fixture) token(t *testing.T, id assessment.ID, group string) string {
	t.Helper()
	addresses, err := f.Addresses(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		if a.Group == group {
			return a.Token
		}
	}
	t.Fatalf("no link for %s", group)
	return ""
}

func (f *fixture) enter(t *testing.T, token, secret string) *assessment.Visit {
	t.Helper()
	v, err := f.Enter(t.Context(), token, secret)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAssessmentFileDefaults(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.create(t, "title: T\norganisation: O\n")
	if a.K != 5 || a.CommentK != 10 || a.Target != 75 || a.Weights.Preset != "rank_sum" || !a.Importance || a.Rivals {
		t.Errorf("defaults: %+v", a)
	}
	var keys []string
	for _, g := range a.Groups {
		keys = append(keys, fmt.Sprintf("%s %d %s %s", g.Key, g.Level, g.Side, g.Access))
	}
	want := []string{
		"executives 1 inside personal", "initiative 2 inside personal", "managers 3 inside personal",
		"frontline 4 inside group", "channel 5 outside group", "customers 6 outside open",
	}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Error(diff)
	}
	stored, err := f.Assessment(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, stored); diff != "" {
		t.Errorf("stored differs (-created +stored):\n%s", diff)
	}
}

func TestAssessmentFileInFull(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.create(t, `
title: {en: Readiness, es: Preparación}
organisation: Alder & Finch
languages: [en, es]
questionnaires: [broad-view, one-to-one-gap]
leave_out: [g16]
k: 6
comment_k: 12
weights: {customers: 6, executives: 1}
target: {identify: 80, process: 70}
groups:
  - {key: customers, name: Customers, level: 6, side: outside, access: open, questionnaires: [broad-view], expected: 120}
  - {key: executives, name: {en: Executives, es: Dirección}, level: 2, side: inside, access: group, anonymity: anonymous, min_n: 7, opens: 2026-11-25}
locations: [Milan, {en: Madrid office, es: Oficina de Madrid}]
situation: {value_skew: 0.4, reason: few large accounts}
labels: strict
parameters: {gate: 50, emphasis: {mass: [1, 1, 1, 1]}}
privacy: {controller: Alder & Finch S.p.A., contact: privacy@example.org, basis: legitimate interest, recipients: [Consultancy], retention: 24 months, notice_url: "https://example.org/privacy", consent: none}
conditions: {sponsor: yes, funds: pilot}
timezone: Europe/Madrid
closes: 2026-12-15
`)
	if a.TargetOf("identify") != 80 || a.TargetOf("process") != 70 || a.TargetOf("interact") != 75 {
		t.Errorf("targets: %v %v", a.Target, a.Targets)
	}
	if a.Weights.Preset != "custom" || a.Weights.Custom["customers"] != 6 {
		t.Errorf("weights: %+v", a.Weights)
	}
	if *a.Situation != (assessment.Judgement{ValueSkew: 0.4, NeedsDiversity: 0.5, Reason: "few large accounts", Missing: assessment.IndexNeedsDiversity}) {
		t.Errorf("situation: %+v", a.Situation)
	}
	if a.Parameters.Gate != 50 || a.Parameters.Large != 25 || a.Parameters.Emphasis["mass"][0] != 1 || a.Parameters.Emphasis["niche"][2] != 1.4 {
		t.Errorf("parameters: %+v", a.Parameters)
	}
	// The last day ends at midnight in Madrid, an hour before UTC's.
	if want := time.Date(2026, 12, 15, 23, 0, 0, 0, time.UTC); !a.Closes.Equal(want) {
		t.Errorf("closes %v, want %v", a.Closes, want)
	}
	if a.Conditions.Sponsor != "yes" || !a.Privacy.Complete() || !a.StrictLabels {
		t.Errorf("conditions %+v privacy %+v", a.Conditions, a.Privacy)
	}
	if got := a.Group("executives").Threshold(a.K); got != 7 {
		t.Errorf("threshold of executives: %d", got)
	}
	if got := a.Locations[1].Key; got != "Madrid office" {
		t.Errorf("key of the second location: %q", got)
	}
}

func TestAssessmentFileKeysWithoutValues(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const file = "title: T\norganisation: O\nweights:\ntarget:\ngroups:\nparameters:\nsituation:\nprivacy:\n"
	a, err := f.CreateFromFile(t.Context(), "a.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(assessment.DefaultParameters(), a.Parameters); diff != "" {
		t.Errorf("parameters (-default +got):\n%s", diff)
	}
	if a.Target != 75 || a.Weights.Preset != "rank_sum" || len(a.Groups) != 6 || a.Situation != nil {
		t.Errorf("got target %v, weights %v, %d groups, situation %v", a.Target, a.Weights, len(a.Groups), a.Situation)
	}
}

// What a file gives counts; defaults fill in the rest.
func TestAssessmentFileParameters(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const third = 100.0 / 3
	for _, c := range []struct {
		name, file     string
		strict         bool // from a third of the scale, whatever the figures
		notable, large float64
		gate           float64
	}{
		{"nothing", "", false, 12.5, 25, 40},
		{"strict", "labels: strict\n", true, 12.5, 25, 40},
		{"strict, other figures", "labels: strict\nparameters: {gate: 60}\n", true, 12.5, 25, 60},
		{"strict, both sizes", "labels: strict\nparameters: {notable: 15, large: 20}\n", false, 15, 20, 40},
		{"strict, the standard sizes", "labels: strict\nparameters: {notable: 12.5, large: 25}\n", false, 12.5, 25, 40},
		{"strict, one size", "labels: strict\nparameters: {notable: 15, large: }\n", false, 15, third, 40},
		{"strict, the other size", "labels: strict\nparameters: {large: 50}\n", false, third, 50, 40},
		{"emphasis without a value", "parameters: {gate: 60, emphasis: null}\n", false, 12.5, 25, 60},
		{"emphasis of one situation", "parameters: {gate: 60, emphasis: {mass: [1.2, 0.8, 1.3, 0.7]}}\n", false, 12.5, 25, 60},
	} {
		a := f.create(t, "title: T\norganisation: O\n"+c.file)
		want := assessment.DefaultParameters()
		want.Notable, want.Large, want.Gate = c.notable, c.large, c.gate
		if diff := cmp.Diff(want, a.Parameters); diff != "" || a.StrictLabels != c.strict {
			t.Errorf("%s: strict %v, parameters (-want +got):\n%s", c.name, a.StrictLabels, diff)
		}
	}
	const small = "title: T\norganisation: O\nlabels: strict\nparameters: {large: 20}\n"
	if _, err := f.CreateFromFile(t.Context(), "a.yaml", []byte(small)); err == nil || !strings.Contains(err.Error(), "a.yaml:4: large must not be below notable") {
		t.Errorf("large below a third of the scale: %v", err)
	}
}

func TestParametersFilled(t *testing.T) {
	t.Parallel()
	own, given := assessment.DefaultParameters(), assessment.DefaultParameters()
	if diff := cmp.Diff(own, assessment.Parameters{}.Filled()); diff != "" {
		t.Errorf("nothing given (-want +got):\n%s", diff)
	}
	given.Gate, given.Emphasis = 60, nil
	own.Gate = 60
	if diff := cmp.Diff(own, given.Filled()); diff != "" {
		t.Errorf("no emphasis given (-want +got):\n%s", diff)
	}
}

// A later wave has the answers of the one before it beside its report.
func TestReportInputOfALaterWave(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	first := f.create(t, smallFile)
	rows := func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("group,bv1\ncustomers,3\ncustomers,4\n")), nil
	}
	if _, err := f.ImportResponses(t.Context(), first.ID, rows, nil); err != nil {
		t.Fatal(err)
	}
	var ids []assessment.ID
	for _, file := range []string{"", smallFile + "previous: " + string(first.ID) + "\n"} {
		a := first
		if file != "" {
			a = f.create(t, file)
		}
		if err := f.Open(t.Context(), a.ID); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, a.ID)
	}
	in, err := f.ReportInput(t.Context(), ids[0])
	if err != nil || in.Before != nil {
		t.Fatalf("the first wave follows %v (%v)", in.Before, err)
	}
	if in, err = f.ReportInput(t.Context(), ids[1]); err != nil {
		t.Fatal(err)
	}
	if in.Before == nil || in.Before.Assessment.ID != first.ID || len(in.Before.Form.Items) == 0 || in.Before.Before != nil {
		t.Fatalf("before: %+v", in.Before)
	}
	n := 0
	if err := in.Before.Responses(t.Context(), func(*assessment.Response) error { n++; return nil }); err != nil || n != 2 {
		t.Errorf("%d responses of the wave before (%v)", n, err)
	}
}

func TestAssessmentFileRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const head = "title: T\norganisation: O\n"
	tests := []struct{ name, file, want string }{
		{"not YAML", "title: [", "a.yaml:1: "},
		{"no title", "organisation: O\n", "title is missing"},
		{"unknown key", head + "colour: red\n", `a.yaml:3: unknown key "colour"`},
		{"k below 3", head + "k: 2\n", "a.yaml:3: k is 2, must be at least 3"},
		{"k is a fraction", head + "k: 3.9\n", "a.yaml:3: \"3.9\" is not a whole number"},
		{"level is a fraction", head + "groups:\n  - {key: a, name: A, level: 1.9, side: inside, access: group}\n", "a.yaml:4: \"1.9\" is not a whole number"},
		{"both weights 0", head + "parameters:\n  shortfall_weight: 0\n  blind_spot_weight: 0\n", "a.yaml:4: shortfall_weight and blind_spot_weight must not both be 0"},
		{"k is no number", head + "k: five\n", "a.yaml:3: \"five\" is not a whole number"},
		{"language", head + "languages: [en, fr]\n", "a.yaml:3: "},
		{"label lacks a language", "title: {en: T}\norganisation: O\nlanguages: [en, es]\n", "a.yaml:1: the text is missing in es"},
		{"unknown questionnaire", head + "questionnaires: [broad-view, nps]\n", `a.yaml:3: there is no questionnaire "nps"`},
		{"unknown group in weights", head + "weights: {customers: 1, nobody: 2}\n", "a.yaml:3: there is no group nobody"},
		{"weights leave a group out", head + "weights: {customers: 1}\n", "the weight of executives is missing"},
		{"weight below 0", head + "groups: [{key: customers}]\nweights: {customers: -1}\n", "a.yaml:4: the weight of customers is -1"},
		{"all weights 0", head + "groups: [{key: customers}]\nweights: {customers: 0}\n", "at least one weight must be above 0"},
		{"unknown weighting", head + "weights: heavy\n", `a.yaml:3: "heavy" is no weighting`},
		{"target too high", head + "target: 101\n", "a.yaml:3: the target is 101"},
		{"target of an unknown scale", head + "target: {loyalty: 70}\n", "a.yaml:3: there is no stage or category loyalty"},
		{"group without level", head + "groups:\n  - {key: board, side: inside}\n", "a.yaml:4: level is missing"},
		{"group without side", head + "groups:\n  - {key: board, level: 1}\n", "a.yaml:4: side is missing"},
		{"group twice", head + "groups:\n  - {key: customers}\n  - {key: customers}\n", "a.yaml:5: the group customers occurs twice"},
		{"group threshold below k", head + "groups:\n  - {key: customers, min_n: 4}\n", "a.yaml:4: min_n is 4"},
		{"merging", head + "groups:\n  - {key: customers, merge_with: channel}\n", "a.yaml:4: merging groups is not available"},
		{"group's questionnaire is not used", head + "questionnaires: [broad-view]\ngroups:\n  - {key: customers, questionnaires: [one-to-one-gap]}\n", "a.yaml:5: the assessment does not use the questionnaire one-to-one-gap"},
		{"location twice", head + "locations: [Milan, Milan]\n", "a.yaml:3: Milan occurs twice"},
		{"date", head + "closes: 15.12.2026\n", `a.yaml:3: closes "15.12.2026" is not a date such as 2026-12-31`},
		{"time zone", head + "timezone: Mars/Olympus\n", `a.yaml:3: there is no time zone "Mars/Olympus"`},
		{"emphasis", head + "parameters: {emphasis: {mass: [1, 1, 1, 2]}}\n", "a.yaml:3: the emphasis adds up to 5"},
		{"skew out of range", head + "situation: {value_skew: 1.5}\n", "a.yaml:3: situation.value_skew is 1.5, must be at most 1"},
		{"condition", head + "conditions: {funds: plenty}\n", `a.yaml:3: "plenty" is none of`},
		{"leaves out what is not asked", head + "leave_out: [q99]\n", "leave_out names q99"},
		{"unknown previous wave", head + "previous: abc\n", `a.yaml:3: there is no assessment "abc"`},
		{"title is a list", "title:\n  - T\norganisation: O\nk: 2\n", "a.yaml:2: a list stands where a text, or one for each language, is expected\na.yaml:4: k is 2, must be at least 3"},
		{"text of a language is a list", "title:\n  en: T\n  es: [T]\norganisation: O\n", "a.yaml:3: a list stands where a text is expected"},
		{"empty location", head + "locations: [Milan, null]\n", "a.yaml:3: locations.1 is missing or empty"},
		{"location is a list", head + "locations: [[Milan]]\n", "a.yaml:3: a list stands where a text, or one for each language, is expected"},
		{"weights are a list", head + "weights: [1, 2]\n", "a.yaml:3: a list stands where the name of a weighting, or a number for each group, is expected"},
		{"weight in words", head + "weights: {customers: heavy}\n", `a.yaml:3: "heavy" is not a number`},
		{"target is a list", head + "target: [70]\n", "a.yaml:3: a list stands where a number, or one for each stage or category, is expected"},
		{"target in words", head + "target: high\n", `a.yaml:3: "high" is not a number`},
		{"group without content", head + "groups:\n  - {key: customers}\n  -\n", "a.yaml:5: this entry of the list is empty"},
		{"group is a text", head + "groups: [customers, {level: 0}]\n", `a.yaml:3: "customers" is not a group of keys and values`},
		{"emphasis lacks a stage", head + "parameters:\n  gate: 40\n  emphasis: {mass: [1, 1, 2]}\n", "a.yaml:5: a list of 3 entries stands where 4 are expected"},
		{"web address", head + "privacy: {notice_url: example}\n", `a.yaml:3: privacy.notice_url "example" is not a web address`},
		{"control character", "title: \"a\\u0007b\"\norganisation: O\n", "a.yaml:1: the text contains a control character"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := f.CreateFromFile(t.Context(), "a.yaml", []byte(tt.file))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want it to contain %q", err, tt.want)
			}
			if len(yamlfile.Problems(err)) == 0 {
				t.Errorf("%v names no file", err)
			}
		})
	}
	if list, err := f.Assessments(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("a refused file left something: %v %v", list, err)
	}
}

func TestRespondentAnswersAGroupLink(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.open(t, smallFile)
	token := f.token(t, a.ID, "customers")
	secret, err := f.NewSecret()
	if err != nil {
		t.Fatal(err)
	}
	v := f.enter(t, token, secret)
	if v.Personal || v.Submitted || v.Draft.Started() || v.AsksFunction() || !v.AsksLocation() {
		t.Fatalf("fresh visit: %+v", v)
	}
	if len(v.Missing()) != 14 { // 4 + the ten that customers can meet
		t.Errorf("customers are asked %d questions: %v", len(v.Missing()), v.Missing())
	}
	if err := f.Submit(t.Context(), v); assessment.KeyOf(err) != "error_nothing_answered" {
		t.Errorf("empty submission: %v", err)
	}
	save := func(v *assessment.Visit, field, value string, seq int64) error {
		return f.Save(t.Context(), v, []assessment.Change{{Field: field, Value: value, Seq: seq}})
	}
	for field, value := range map[string]string{
		"bv1": "4", "g01": "dk", "imp_identify": "5", "riv1": "2", "location": "Milan", "language": "es", "comment_bv1": " Bien ", "comment": "=1+1",
	} {
		if err := save(v, field, value, 10); err != nil {
			t.Fatalf("%s: %v", field, err)
		}
	}
	for _, bad := range []struct{ field, value, key string }{
		{"bv1", "6", "error_answer_invalid"},
		{"bv1", "na", "error_answer_invalid"}, // inside only
		{"imp_identify", "dk", "error_answer_invalid"},
		{"g02", "3", "error_field_unknown"}, // not asked of customers
		{"nonsense", "3", "error_field_unknown"},
		{"location", "Paris", "error_value_unknown"},
		{"function", "Sales", "error_value_unknown"}, // inside only
		{"language", "it", "error_value_unknown"},
		{"comment_bv1", strings.Repeat("x", assessment.MaxComment+1), "error_comment_long"},
	} {
		err := save(v, bad.field, bad.value, 11)
		e, ok := errors.AsType[*assessment.Error](err)
		if !ok || e.Key != bad.key || e.Field != bad.field {
			t.Errorf("%s=%s: got %v, want %s", bad.field, bad.value, err, bad.key)
		}
	}
	// A late autosave does not overwrite a newer answer; a page without script always counts.
	if err := save(v, "bv1", "1", 9); err != nil {
		t.Fatal(err)
	}
	resumed := f.enter(t, token, secret)
	if got := resumed.Draft.Answers["bv1"]; got != "4" {
		t.Errorf("a late autosave changed bv1 to %q", got)
	}
	if err := save(resumed, "bv1", "5", 0); err != nil {
		t.Fatal(err)
	}
	if other := f.enter(t, token, ""); other.Draft.Started() {
		t.Error("another device sees the draft")
	}
	resumed = f.enter(t, token, secret)
	if err := f.Submit(t.Context(), resumed); err != nil {
		t.Fatal(err)
	}
	if err := f.Submit(t.Context(), f.enter(t, token, secret)); err != nil {
		t.Errorf("second submission: %v", err)
	}
	if again := f.enter(t, token, secret); !again.Submitted {
		t.Error("the device does not know that it has answered")
	}
	var got []assessment.Response
	if err := f.store.Responses(t.Context(), a.ID, func(r *assessment.Response) error {
		got = append(got, *r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 {
		t.Fatalf("%d responses", len(got))
	}
	r := got[0]
	form, err := f.Form(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	at := func(id string) assessment.Answer {
		i, _ := form.Index(id)
		return r.Answers.At(i)
	}
	if at("bv1") != 5 || at("g01") != assessment.DontKnow || at("bv2") != assessment.Skipped || at("g02") != assessment.NotShown || at("riv1") != 2 {
		t.Errorf("answers: %v", r.Answers)
	}
	if r.Location != "Milan" || r.Language != "es" || r.Day != "" || r.Invitation != "" {
		t.Errorf("response: %+v", r)
	}
	comments := map[string]string{}
	if err := f.store.Comments(t.Context(), a.ID, func(c *assessment.Comment) error {
		comments[c.Item] = c.Text
		if c.Response != "" {
			t.Error("a comment of an anonymous group leads to its response")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"bv1": "Bien", "": "=1+1"}, comments); diff != "" {
		t.Error(diff)
	}
}

func TestNothingIsStoredWithoutTheConsentAskedFor(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.open(t, smallFile+"privacy: {consent: required}\n")
	token := f.token(t, a.ID, "customers")
	answer := []assessment.Change{{Field: "bv1", Value: "3"}}
	v := f.enter(t, token, "a secret of a device")
	if err := f.Save(t.Context(), v, answer); assessment.KeyOf(err) != "error_consent_missing" {
		t.Errorf("without consent: %v", err)
	}
	if err := f.Submit(t.Context(), v); assessment.KeyOf(err) != "error_consent_missing" {
		t.Errorf("sent without consent: %v", err)
	}
	if again := f.enter(t, token, "a secret of a device"); again.Draft.Started() || !again.NeedsConsent() {
		t.Error("something was stored")
	}
	v = f.enter(t, token, "a secret of a device")
	if err := f.Save(t.Context(), v, []assessment.Change{{Field: "consent", Value: "yes"}}); err != nil {
		t.Fatal(err)
	}
	v = f.enter(t, token, "a secret of a device")
	if err := f.Save(t.Context(), v, answer); err != nil {
		t.Fatal(err)
	}
	if err := f.Submit(t.Context(), v); err != nil {
		t.Fatal(err)
	}
}

func TestCapStopsAGroupLink(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.open(t, smallFile)
	token := f.token(t, a.ID, "customers")
	var last error
	for range 4 {
		secret, err := f.NewSecret()
		if err != nil {
			t.Fatal(err)
		}
		v := f.enter(t, token, secret)
		if err := f.Save(t.Context(), v, []assessment.Change{{Field: "bv1", Value: "3"}}); err != nil {
			t.Fatal(err)
		}
		last = f.Submit(t.Context(), v)
	}
	if assessment.KeyOf(last) != "error_link_full" {
		t.Errorf("fourth response behind a link for three: %v", last)
	}
}

// Contacts are who was invited, without those whose link was revoked or whose
// address was deleted, and whether or not they have answered.
func TestContacts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.open(t, smallFile)
	contacts := []assessment.Contact{
		{Email: "ana@example.org", Name: "Ana", Group: "executives", Location: "Madrid", Function: "Sales", Language: "es"},
		{Email: "bo@example.org", Group: "executives"},
		{Email: "cy@example.org", Group: "initiative"},
		{Email: "di@example.org", Group: "executives"},
	}
	if _, err := f.Invite(t.Context(), a.ID, contacts); err != nil {
		t.Fatal(err)
	}
	var got []assessment.Contact
	read := func() []assessment.Contact {
		got = nil
		err := f.EachContact(t.Context(), a.ID, func(c *assessment.Contact) error {
			got = append(got, *c)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	want := []assessment.Contact{contacts[0], contacts[1], contacts[3], contacts[2]}
	if diff := cmp.Diff(want, read()); diff != "" {
		t.Error(diff)
	}
	invitations, err := f.store.Invitations(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	revoked := invitations[1]
	revoked.Revoked = true
	if err := f.store.RevokeInvitation(t.Context(), revoked); err != nil {
		t.Fatal(err)
	}
	visit := f.enter(t, f.address(t, a.ID, "ana@example.org"), "")
	if err := f.Save(t.Context(), visit, []assessment.Change{{Field: "bv1", Value: "2"}}); err != nil {
		t.Fatal(err)
	}
	if err := f.Submit(t.Context(), visit); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]assessment.Contact{contacts[0], contacts[3], contacts[2]}, read()); diff != "" {
		t.Error(diff)
	}
	enough := errors.New("enough")
	if err := f.EachContact(t.Context(), a.ID, func(*assessment.Contact) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("a reader that has enough: %v", err)
	}
	if err := f.EachContact(t.Context(), "nowhere", func(*assessment.Contact) error { return nil }); assessment.KindOf(err) != assessment.NotFound {
		t.Errorf("contacts of nothing: %v", err)
	}
}

// address is the token of somebody's personal link.
func (f *fixture) address(t *testing.T, id assessment.ID, email string) string {
	t.Helper()
	addresses, err := f.Addresses(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range addresses {
		if l.Email == email {
			return l.Token
		}
	}
	t.Fatalf("no link for %s", email)
	return ""
}

func TestPersonalLinks(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.open(t, smallFile)
	n, err := f.Invite(t.Context(), a.ID, []assessment.Contact{
		{Email: "Ana@Example.org", Group: "executives", Location: "Madrid", Function: "Sales", Language: "es"},
		{Email: "bo@example.org", Group: "initiative"},
	})
	if err != nil || n != 2 {
		t.Fatal(n, err)
	}
	addresses, err := f.Addresses(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	personal := map[string]string{}
	for _, l := range addresses {
		lines = append(lines, l.Group+" "+l.Email)
		personal[l.Email] = l.Token
	}
	// executives share a link as well; initiative is personal and has an invitation.
	want := []string{"executives ana@example.org", "executives ", "initiative bo@example.org", "customers "}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
	v := f.enter(t, personal["ana@example.org"], "")
	if !v.Personal || !v.Locked() || v.AsksLocation() || v.Draft.Language != "es" {
		t.Errorf("personal visit: %+v", v)
	}
	if err := f.Save(t.Context(), v, []assessment.Change{{Field: "bv1", Value: "2"}, {Field: "location", Value: "Milan"}}); err != nil {
		t.Fatal(err)
	}
	if resumed := f.enter(t, personal["ana@example.org"], "whatever"); resumed.Draft.Answers["bv1"] != "2" || resumed.Draft.Location != "Madrid" {
		t.Errorf("resumed elsewhere: %+v", resumed.Draft)
	}
	for range 2 {
		if err := f.Submit(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	if done := f.enter(t, personal["ana@example.org"], ""); !done.Submitted {
		t.Error("the personal link can be used again")
	}
	attributed := f.enter(t, personal["bo@example.org"], "")
	if err := f.Save(t.Context(), attributed, []assessment.Change{{Field: "bv1", Value: "2"}, {Field: "comment", Value: "x"}}); err != nil {
		t.Fatal(err)
	}
	if err := f.Submit(t.Context(), attributed); err != nil {
		t.Fatal(err)
	}
	traced := 0
	if err := f.store.Responses(t.Context(), a.ID, func(r *assessment.Response) error {
		if r.Invitation != "" && r.Day == "2026-11-20" {
			traced++
		}
		if r.Group == "executives" && (r.Invitation != "" || r.Day != "") {
			t.Error("an anonymous response can be traced")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if traced != 1 {
		t.Errorf("%d attributed responses can be traced, want 1", traced)
	}
	progress, err := f.Progress(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if got := progress.Of("executives"); got.Invited != 1 || got.Started != 1 || got.Completed != 1 {
		t.Errorf("progress of executives: %+v", got)
	}
}

func TestInviteNamesTheContact(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.open(t, smallFile)
	good := assessment.Contact{Email: "a@example.org", Group: "executives"}
	for name, bad := range map[string]assessment.Contact{
		"email":    {Email: "not an address", Group: "executives"},
		"group":    {Email: "b@example.org", Group: "board"},
		"location": {Email: "b@example.org", Group: "executives", Location: "Paris"},
		"language": {Email: "b@example.org", Group: "executives", Language: "it"},
	} {
		_, err := f.Invite(t.Context(), a.ID, []assessment.Contact{good, bad})
		e, ok := errors.AsType[*assessment.Error](err)
		if !ok || e.Field != name || e.Args["Row"] != 2 {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := f.Invite(t.Context(), a.ID, []assessment.Contact{good, good}); assessment.KindOf(err) != assessment.Invalid {
		t.Errorf("the same address twice: %v", err)
	}
	if _, err := f.Invite(t.Context(), a.ID, []assessment.Contact{good}); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Invite(t.Context(), a.ID, []assessment.Contact{good}); assessment.KeyOf(err) != "error_address_invited" {
		t.Errorf("invited again: %v", err)
	}
}

func TestLinksAreRevokedAndRenewed(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.open(t, smallFile)
	old := f.token(t, a.ID, "customers")
	if err := f.RotateLink(t.Context(), a.ID, "customers"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Enter(t.Context(), old, ""); assessment.KeyOf(err) != "error_link_unknown" {
		t.Errorf("the old link: %v", err)
	}
	renewed := f.token(t, a.ID, "customers")
	if err := f.RevokeLink(t.Context(), a.ID, "customers"); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Enter(t.Context(), renewed, ""); err == nil {
		t.Error("the revoked link opens")
	}
	if _, err := f.Enter(t.Context(), "nonsense", ""); assessment.KindOf(err) != assessment.NotFound {
		t.Errorf("nonsense: %v", err)
	}
	if err := f.RotateLink(t.Context(), a.ID, "board"); assessment.KindOf(err) != assessment.NotFound {
		t.Errorf("a group that does not exist: %v", err)
	}
}

// A later program may ship other versions; what an assessment was made with stays readable.
func TestQuestionnairesOutliveTheProgramThatShippedThem(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.open(t, smallFile)
	later := assessment.NewService(assessment.Deps{
		Store: f.store, Shipped: &questionnaires.Catalog{}, Tokens: testTokens{}, Reporter: f.reporter,
		Now: time.Now, Random: rand.Reader, Program: "later",
	})
	form, err := later.Form(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	if len(form.Questionnaires) != 2 || form.Questionnaires[0].Wording("es", questionnaires.Outside, "bv1").Question == "" {
		t.Errorf("%d questionnaires", len(form.Questionnaires))
	}
}

func TestUpdateGivesNewGroupsTheirLinks(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.create(t, smallFile)
	kept := f.token(t, a.ID, "customers")
	a.Groups = append(a.Groups, assessment.PresetGroups([]string{"broad-view"})[4])
	if err := f.Update(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if f.token(t, a.ID, "channel") == "" || f.token(t, a.ID, "customers") != kept {
		t.Error("links changed")
	}
	if v := f.enter(t, f.token(t, a.ID, "channel"), ""); v.Group.Key != "channel" {
		t.Errorf("the new link leads to %s", v.Group.Key)
	}
}

func TestStatusDecidesWhetherAnswersAreTaken(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.create(t, smallFile+"closes: 2026-11-21\n")
	token := f.token(t, a.ID, "customers")
	if v := f.enter(t, token, ""); assessment.KeyOf(v.State) != "error_survey_not_open" {
		t.Errorf("draft: %v", v.State)
	}
	if err := f.Close(t.Context(), a.ID, assessment.ShowComments); assessment.KeyOf(err) != "error_not_open" {
		t.Errorf("closing a draft: %v", err)
	}
	if _, err := f.Report(t.Context(), a.ID); assessment.KeyOf(err) != "error_not_closed" {
		t.Errorf("report of a draft: %v", err)
	}
	if err := f.Open(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	if err := f.Open(t.Context(), a.ID); assessment.KeyOf(err) != "error_not_draft" {
		t.Errorf("opening twice: %v", err)
	}
	v := f.enter(t, token, "a secret")
	if v.State != nil {
		t.Fatalf("open: %v", v.State)
	}
	if err := f.Save(t.Context(), v, []assessment.Change{{Field: "bv1", Value: "3"}}); err != nil {
		t.Fatal(err)
	}
	f.now = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	if late := f.enter(t, token, "a secret"); assessment.KeyOf(late.State) != "error_survey_closed" {
		t.Errorf("after the last day: %v", late.State)
	}
	if err := f.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	if err := f.Submit(t.Context(), v); assessment.KindOf(err) != assessment.Gone {
		t.Errorf("submission after closing: %v", err)
	}
	snapshot, err := f.Report(t.Context(), a.ID)
	if err != nil || string(snapshot.Body) != `{"responses":0}` || snapshot.Version != 1 {
		t.Errorf("snapshot %+v, %v", snapshot, err)
	}
	if err := f.Close(t.Context(), a.ID, assessment.ShowComments); assessment.KindOf(err) != assessment.Conflict {
		t.Errorf("closing twice: %v", err)
	}
}

func importer(file string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(file)), nil }
}

func TestImportResponses(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.create(t, smallFile)
	file := "\uFEFFbv1,group,location,submitted,g02,imp_interact,comment_bv1,comment,language,riv1\n" +
		"4,customers,Milan,2026-11-02,5,3,good,,es,dk\n" + // an answer counts even where pages do not ask it
		"dk,executives,,,na,,,\"two\nlines\",,\n"
	n, err := f.ImportResponses(t.Context(), a.ID, importer(file), nil)
	if err != nil || n != 2 {
		t.Fatal(n, err)
	}
	form, err := f.Form(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	g02, _ := form.Index("g02")
	bv2, _ := form.Index("bv2")
	if err := f.store.Responses(t.Context(), a.ID, func(r *assessment.Response) error {
		switch r.Group {
		case "customers":
			if r.Answers.At(g02) != 5 || r.Answers.At(bv2) != assessment.Skipped || r.Language != "es" || r.Day != "" {
				t.Errorf("customer: %+v", r)
			}
		case "executives":
			if r.Answers.At(g02) != assessment.NotApplicable || r.Language != "en" {
				t.Errorf("executive: %+v", r)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	progress, err := f.Progress(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	days := map[string]int{}
	for _, c := range progress.ByDay {
		days[c.Day] += c.N
	}
	if diff := cmp.Diff(map[string]int{"2026-11-02": 1, "2026-11-20": 1}, days); diff != "" {
		t.Error(diff)
	}
}

func TestImportedCommentsKeepTheirLanguage(t *testing.T) {
	t.Parallel()
	for _, file := range []string{
		"language,group,comment,comment_bv1\nes,customers,uno,dos\n,customers,one,two\n",
		"comment,group,comment_bv1,language\nuno,customers,dos,es\none,customers,two,\n",
	} {
		f := newFixture(t)
		a := f.create(t, smallFile)
		if _, err := f.ImportResponses(t.Context(), a.ID, importer(file), nil); err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		if err := f.store.Comments(t.Context(), a.ID, func(c *assessment.Comment) error {
			got[c.Text] = c.Language
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]string{"uno": "es", "dos": "es", "one": "en", "two": "en"}, got); diff != "" {
			t.Errorf("%.20s…: %s", file, diff)
		}
	}
}

func TestImportIsAllOrNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.create(t, smallFile+"questionnaires: [broad-view, one-to-one-gap]\n")
	narrow := f.create(t, strings.Replace(smallFile, "cap: 3", "cap: 3, questionnaires: [broad-view]", 1))
	tests := []struct {
		name, file, key, column string
		row                     int
		id                      assessment.ID
	}{
		{"empty", "", "error_import_empty", "", 0, a.ID},
		{"header only", "group,bv1\n", "error_import_empty", "", 0, a.ID},
		{"no group column", "bv1\n3\n", "error_import_column_missing", "group", 0, a.ID},
		{"unknown column", "group,bv9\ncustomers,3\n", "error_import_header", "bv9", 0, a.ID},
		{"column twice", "group,bv1,bv1\ncustomers,3,3\n", "error_import_column_twice", "bv1", 0, a.ID},
		{"unknown group", "group,bv1\ncustomers,3\nboard,3\n", "error_import_cell", "group", 3, a.ID},
		{"level too high", "group,bv1\ncustomers,6\n", "error_import_cell", "bv1", 2, a.ID},
		{"level with a point", "group,bv1\ncustomers,3.0\n", "error_import_cell", "bv1", 2, a.ID},
		{"dk for importance", "group,imp_identify\ncustomers,dk\n", "error_import_cell", "imp_identify", 2, a.ID},
		{"another encoding", "group,bv1,comment\ncustomers,3,caf\xe9\n", "error_import_cell", "comment", 2, a.ID},
		{"control character", "group,bv1,comment\ncustomers,3,a\x00b\n", "error_import_cell", "comment", 2, a.ID},
		{"location", "group,location,bv1\ncustomers,Paris,3\n", "error_import_cell", "location", 2, a.ID},
		{"date", "group,submitted,bv1\ncustomers,02/11/2026,3\n", "error_import_cell", "submitted", 2, a.ID},
		{"language", "group,language,bv1\ncustomers,fr,3\n", "error_import_cell", "language", 2, a.ID},
		{"too few cells", "group,bv1\ncustomers\n", "error_import_row", "", 2, a.ID},
		{"quote", "group,bv1\ncustomers,\"3\n", "error_import_row", "", 2, a.ID},
		{"bare quote at the start", "group,bv1\ncus\"tomers,3\n", "error_import_row", "", 2, a.ID},
		{"questionnaire the group does not answer", "group,g01\ncustomers,3\n", "error_import_cell", "g01", 2, narrow.ID},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := f.ImportResponses(t.Context(), tt.id, importer(tt.file), nil)
			e, ok := errors.AsType[*assessment.Error](err)
			if !ok || e.Key != tt.key {
				t.Fatalf("got %v, want %s", err, tt.key)
			}
			if tt.column != "" && e.Args["Column"] != tt.column {
				t.Errorf("column %v, want %s", e.Args["Column"], tt.column)
			}
			if tt.row != 0 && e.Args["Row"] != tt.row {
				t.Errorf("row %v, want %d", e.Args["Row"], tt.row)
			}
			progress, err := f.Progress(t.Context(), a)
			if err != nil || progress.Completed() != 0 {
				t.Errorf("%d rows were stored, %v", progress.Completed(), err)
			}
		})
	}
}

func TestImportListsProblemsAndCountsTheRest(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.create(t, smallFile)
	_, err := f.ImportResponses(t.Context(), a.ID, importer("group,bv1\n"+strings.Repeat("customers,9\n", 25)), nil)
	lines := assessment.Explain(err, func(key string, args map[string]any) string { return fmt.Sprint(key, args["Row"], args["Count"]) })
	if len(lines) != 21 || !strings.HasPrefix(lines[20], "error_import_more") || !strings.HasSuffix(lines[20], "5") {
		t.Errorf("%d lines: %v", len(lines), lines)
	}
}

// The names of the columns are read whatever their case, and values that cannot be
// added up are refused with their row.
func TestCustomersHeaderAndSum(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.create(t, smallFile)
	base, err := f.ImportCustomers(t.Context(), a.ID, strings.NewReader("Customer, VALUE ,Segment\nA,10,gifts\nB,5,\n"), "")
	if err != nil || base.Curve.N != 2 || len(base.Segments) != 1 {
		t.Fatalf("%+v, %v", base, err)
	}
	for name, tt := range map[string]struct {
		file string
		row  int
	}{
		"many":         {"customer,value\n" + strings.Repeat("A,1\nB,1e308\n", 30), 5},
		"one customer": {"customer,value\nA,1e308\nA,1e308\n", 3},
		"losses":       {"customer,value\nA,5\nB,-1e308\nC,-1e308\nD,-1e308\n", 4},
	} {
		_, err := f.ImportCustomers(t.Context(), a.ID, strings.NewReader(tt.file), "")
		said := assessment.Explain(err, func(key string, args map[string]any) string {
			return fmt.Sprint(key, " ", args["Row"], " ", args["Reason"])
		})
		if len(said) != 1 || !strings.HasPrefix(said[0], fmt.Sprint("error_import_cell ", tt.row, " ")) || !strings.Contains(said[0], "error_customers_sum") {
			t.Errorf("%s: %v, want row %d once", name, said, tt.row)
		}
	}
	if stored, err := f.Customers(t.Context(), a.ID); err != nil || stored.Curve.N != 2 {
		t.Errorf("a refused list replaced the stored one: %+v, %v", stored, err)
	}
	if _, err := f.ImportCustomers(t.Context(), a.ID, strings.NewReader("customer,value\nA,1e308\nB,2\n"), ""); err != nil {
		t.Errorf("a large value alone: %v", err)
	}
}

func TestImportCustomers(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	a := f.create(t, smallFile)
	base, err := f.ImportCustomers(t.Context(), a.ID, strings.NewReader("customer,value,segment\nA,10,gifts\nB,-2.5,\nA,5,other\nC,1e3,gifts\n"), "margin")
	if err != nil {
		t.Fatal(err)
	}
	if base.Curve.N != 3 {
		t.Errorf("%d customers", base.Curve.N)
	}
	if diff := cmp.Diff([]assessment.NeedsSegment{{Segment: "gifts", Customers: 2, Value: 1015}}, base.Segments); diff != "" {
		t.Error(diff)
	}
	stored, err := f.Customers(t.Context(), a.ID)
	if err != nil || stored.Basis != "margin" {
		t.Errorf("stored %+v, %v", stored, err)
	}
	for name, file := range map[string]string{
		"header":      "id,value\nA,1\n",
		"empty":       "customer,value\n",
		"not a value": "customer,value\nA,ten\n",
		"infinite":    "customer,value\nA,Inf\n",
		"no id":       "customer,value\n,1\n",
		"quote":       "customer,value\n\"A,1\n",
		"bare quote":  "customer,value\nA\"B,1\n",
		"short row":   "customer,value\nA\n",
		"encoding":    "customer,value,segment\nA,1,caf\xe9\n",
		"control":     "customer,value,segment\nA,1,a\x00b\n",
	} {
		if _, err := f.ImportCustomers(t.Context(), a.ID, strings.NewReader(file), ""); assessment.KindOf(err) != assessment.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadContacts(t *testing.T) {
	t.Parallel()
	got, err := assessment.ReadContacts(strings.NewReader("group,email,name\nexecutives,a@example.org,\"Ruiz, Ana\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]assessment.Contact{{Email: "a@example.org", Name: "Ruiz, Ana", Group: "executives"}}, got); diff != "" {
		t.Error(diff)
	}
	for name, file := range map[string]string{
		"empty": "", "no rows": "group,email\n", "no address": "group\nx\n", "unknown column": "group,email,age\n", "twice": "email,email,group\n",
		"short row": "group,email\nx\n",
	} {
		if _, err := assessment.ReadContacts(strings.NewReader(file)); assessment.KindOf(err) != assessment.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
