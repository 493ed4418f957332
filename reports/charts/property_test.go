package charts_test

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"readiness/reports/charts"
)

// hostile are texts that break out of markup where one place forgets to escape.
func hostile() []string {
	return []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onload='alert(1)`, `</text></svg><script>x</script>`, `<style>*{}</style>`,
		`]]><!-- -->`, `<!DOCTYPE x [<!ENTITY a "b">]>&a;`, `javascript:alert(1)`, "\x00\x01\x1b[0m", "\xff\xfe broken", "\ufffe\uffff\ufffd", `&lt;b&gt; &amp; &#0;`,
		`{{.Secret}}`, `<![CDATA[x]]>`, "line\nbreak\ttab\r", "\u202egnirts", "👩‍👩‍👧‍👦 e\u0301", "",
	}
}

func label() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom(hostile()), rapid.String(), rapid.SampledFrom([]string{
			"Identify", strings.Repeat("unbreakable", 40), strings.Repeat("many short words ", 60), strings.Repeat("面向客户的长标签", 30), "Personalizzare l'offerta – 定制",
		}),
	)
}

func figure() *rapid.Generator[float64] {
	return rapid.OneOf(rapid.Float64Range(0, 100), rapid.SampledFrom([]float64{0, 100, 50, -30, 130, math.NaN(), math.Inf(1), math.Inf(-1), 1e300, -1e300, math.MaxFloat64, math.SmallestNonzeroFloat64}), rapid.Float64())
}

func optional[V any](g *rapid.Generator[V]) *rapid.Generator[*V] { return rapid.Ptr(g, true) }

// world draws the parts of charts from a rapid test.
type world struct{ t *rapid.T }

func (w world) text() string    { return label().Draw(w.t, "text") }
func (w world) figure() float64 { return figure().Draw(w.t, "figure") }
func (w world) maybe() *float64 { return optional(figure()).Draw(w.t, "maybe") }
func (w world) flag() bool      { return rapid.Bool().Draw(w.t, "flag") }
func (w world) count() int {
	return rapid.OneOf(rapid.IntRange(0, 60), rapid.Int()).Draw(w.t, "count")
}

func (w world) group() charts.Group {
	key := rapid.OneOf(rapid.SampledFrom([]string{"executives", "customers", "own"}), label()).Draw(w.t, "key")
	return charts.Group{Key: key, Place: rapid.Int().Draw(w.t, "place"), Name: w.text(), Note: w.text()}
}

func (w world) frame() charts.Frame {
	f := charts.Frame{ID: w.text(), Title: "t" + w.text(), Desc: w.text(), Hidden: w.text()}
	if w.flag() {
		text := w.text()
		f.Number = func(float64) string { return text }
	}
	return f
}

func (w world) axis() charts.Axis { return charts.Axis{Name: w.text(), Low: w.text(), High: w.text()} }

func (w world) quadrant() charts.Quadrant {
	return charts.Quadrant{Name: w.text(), Note: w.text(), Marked: w.flag()}
}

func (w world) quadrants() charts.Quadrants {
	return charts.Quadrants{KeyAccount: w.quadrant(), OneToOne: w.quadrant(), Mass: w.quadrant(), Niche: w.quadrant()}
}

// list draws up to n parts; lists of none and of one are among them.
func list[V any](w world, n int, one func() V) []V {
	var out []V
	for range rapid.IntRange(0, n).Draw(w.t, "length") {
		out = append(out, one())
	}
	return out
}

func (w world) ints(n int) []int { return list(w, n, w.count) }

// kinds draw one chart of each kind.
func kinds() map[string]func(world) charts.Chart {
	return map[string]func(world) charts.Chart{
		"dumbbell": func(w world) charts.Chart {
			return charts.Dumbbell{
				Frame: w.frame(), A: w.group(), B: w.group(), Others: list(w, 4, w.group), OthersName: w.text(), Target: w.text(), Difference: w.text(),
				Rows: list(w, 5, func() charts.DumbbellRow {
					return charts.DumbbellRow{Name: w.text(), Note: w.text(), A: w.maybe(), B: w.maybe(), Others: list(w, 5, w.maybe), Target: w.maybe()}
				}),
			}.Chart()
		},
		"claimed": func(w world) charts.Chart {
			return charts.ClaimedPractised{Frame: w.frame(), Claimed: w.text(), Practised: w.text(), Difference: w.text(), Rows: list(w, 5, func() charts.ClaimedRow {
				return charts.ClaimedRow{Name: w.text(), Note: w.text(), Claimed: w.maybe(), Practised: w.maybe()}
			})}.Chart()
		},
		"stagebars": func(w world) charts.Chart {
			return charts.StageBars{
				Frame: w.frame(), Readiness: w.text(), Interval: w.text(), Target: w.text(), Level: w.text(), Levels: w.count() % 12,
				Rows: list(w, 5, func() charts.StageBar {
					return charts.StageBar{Name: w.text(), Note: w.text(), Score: w.maybe(), Low: w.maybe(), High: w.maybe(), Target: w.maybe()}
				}),
			}.Chart()
		},
		"waterfall": func(w world) charts.Chart {
			return charts.Waterfall{Frame: w.frame(), Total: w.text(), Low: w.figure(), High: w.figure(), Steps: list(w, 6, func() charts.Step {
				return charts.Step{Name: w.text(), Note: w.text(), Points: w.figure()}
			})}.Chart()
		},
		"scatter": func(w world) charts.Chart {
			return charts.Scatter{
				Frame: w.frame(), Importance: w.text(), Readiness: w.text(), MeanImportance: w.maybe(), MeanReadiness: w.maybe(),
				Concentrate: w.text(), KeepUp: w.text(), LowPriority: w.text(), Overkill: w.text(),
				Points: list(w, 24, func() charts.ScatterPoint {
					return charts.ScatterPoint{Name: w.text(), Note: w.text(), Importance: w.figure(), Readiness: w.figure(), Borderline: w.flag()}
				}),
			}.Chart()
		},
		"situation": func(w world) charts.Chart {
			return charts.SituationMatrix{Frame: w.frame(), Needs: w.axis(), Value: w.axis(), Quadrants: w.quadrants(), Base: w.text(), Diversity: w.maybe(), Skew: w.maybe(), Band: w.figure(), BandName: w.text()}.Chart()
		},
		"capability": func(w world) charts.Chart {
			return charts.CapabilityMatrix{Frame: w.frame(), Customize: w.axis(), Interact: w.axis(), Quadrants: w.quadrants(), Company: w.text(), CustomizeScore: w.maybe(), InteractScore: w.maybe()}.Chart()
		},
		"distribution": func(w world) charts.Chart {
			options := list(w, 7, w.text)
			return charts.Distribution{
				Frame: w.frame(), Options: options, Lower: w.text(), Higher: w.text(), DontKnow: w.text(), Responses: w.text(),
				Rows: list(w, 6, func() charts.DistributionRow {
					r := charts.DistributionRow{Group: w.group(), N: optional(rapid.Int()).Draw(w.t, "n"), DontKnow: w.maybe()}
					if w.flag() {
						r.Counts = w.ints(7)
					} else {
						for range options {
							r.Counts = append(r.Counts, w.count())
						}
					}
					return r
				}),
			}.Chart()
		},
		"lorenz": func(w world) charts.Chart {
			return charts.Lorenz{
				Frame: w.frame(), Customers: w.text(), Value: w.text(), CurveName: w.text(), Equality: w.text(),
				Curve: list(w, 9, func() [2]float64 { return [2]float64{w.figure(), w.figure()} }),
				Marks: list(w, 3, func() charts.LorenzMark {
					return charts.LorenzMark{Customers: w.figure(), Value: w.figure(), Label: w.text()}
				}),
			}.Chart()
		},
		"rates": func(w world) charts.Chart {
			return charts.RateBars{Frame: w.frame(), Threshold: w.text(), Rows: list(w, 6, func() charts.RateRow {
				return charts.RateRow{Group: w.group(), Text: w.text(), Completed: w.count(), Expected: optional(rapid.Int()).Draw(w.t, "expected"), Threshold: w.count()}
			})}.Chart()
		},
		"days": func(w world) charts.Chart {
			return charts.Days{Frame: w.frame(), Answers: w.text(), Days: list(w, 70, func() charts.Day {
				day := charts.Day{Label: w.text(), Count: w.count()}
				if w.count()%4 == 0 {
					day.Event = w.text()
				}
				return day
			})}.Chart()
		},
		"agendas": func(w world) charts.Chart {
			return charts.Agendas{Frame: w.frame(), First: w.text(), Last: w.text(), Stages: list(w, 10, w.text), Groups: list(w, 7, func() charts.Agenda {
				return charts.Agenda{Group: w.group(), Order: w.ints(10)}
			})}.Chart()
		},
	}
}

// Whatever the figures and labels are, a drawing is well-formed XML of the
// allowed elements, has a title and a description, and stays inside its frame.
func TestDrawingsAreSoundForAnyInput(t *testing.T) {
	t.Parallel()
	for name, kind := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				for version, svg := range versions(kind(world{t})) {
					if got := faults(svg); got != nil {
						t.Fatalf("%s: %s\n%s", version, strings.Join(got, "\n"), svg)
					}
				}
			})
		})
	}
}

// Every hostile text in every place of a chart is shown as text and nothing else.
func TestHostileLabels(t *testing.T) {
	t.Parallel()
	for _, text := range hostile() {
		g := charts.Group{Key: text, Name: text, Note: text}
		for name, chart := range map[string]charts.Chart{
			"waterfall": charts.Waterfall{Frame: charts.Frame{ID: text, Title: "t" + text, Desc: text}, Total: text, Steps: []charts.Step{{Name: text, Note: text, Points: 3}}}.Chart(),
			"rates":     charts.RateBars{Frame: charts.Frame{ID: text, Title: "t" + text}, Threshold: text, Rows: []charts.RateRow{{Group: g, Text: text, Threshold: 5}}}.Chart(),
		} {
			for version, svg := range versions(chart) {
				for _, fault := range faults(svg) {
					t.Errorf("%s %s with %q: %s", name, version, text, fault)
				}
			}
		}
	}
	svg := string(charts.Waterfall{Frame: charts.Frame{Title: "t"}, Total: `<b> & "c"`}.Chart().Wide)
	if want := "&lt;b&gt; &amp; &#34;c&#34;"; !strings.Contains(svg, want) {
		t.Errorf("%q is not in %s", want, svg)
	}
}

func TestWrapKeepsTextAndWidth(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text, width := label().Draw(t, "text"), rapid.Float64Range(30, 400).Draw(t, "width")
		limit := rapid.IntRange(1, 6).Draw(t, "limit")
		lines, cut := charts.Wrap(text, width, 13, true, limit)
		if len(lines) > limit {
			t.Fatalf("%d lines, limit %d", len(lines), limit)
		}
		for _, line := range lines {
			if w := charts.TextWidth(line, 13, true); w > width {
				t.Fatalf("%q is %.1f wide, limit %.1f", line, w, width)
			}
		}
		bare := func(s string) string {
			return strings.Join(strings.Fields(charts.Clean(s)), "")
		}
		got := bare(strings.Join(lines, ""))
		if !cut && got != bare(text) {
			t.Fatalf("%q became %q", text, lines)
		}
		if cut && !strings.HasPrefix(bare(text), strings.TrimSuffix(got, "…")) {
			t.Fatalf("%q was cut to %q", text, lines)
		}
	})
}

func TestWrapBreaksWhereAReaderWould(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		width float64
		limit int
		want  string
	}{
		{"Front line", 200, 3, "Front line"},
		{"Front line", 50, 3, "Front|line"},
		{"面向客户，一线员工", 66, 3, "面向客户，|一线员工"},
		{"one two three four", 62, 2, "one two|three…"},
		{"", 50, 2, ""},
		{"  ", 50, 2, ""},
	} {
		lines, _ := charts.Wrap(c.text, c.width, 13, false, c.limit)
		if got := strings.Join(lines, "|"); got != c.want {
			t.Errorf("%q in %.0f: %q, want %q", c.text, c.width, got, c.want)
		}
	}
}

// As many points as a questionnaire has come apart even if all are the same.
func TestPointsComeApartAndStayInside(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var from [][2]float64
		spread := rapid.Float64Range(0, 250).Draw(t, "spread")
		for range rapid.IntRange(0, 12).Draw(t, "n") {
			at := rapid.Float64Range(0, spread)
			from = append(from, [2]float64{at.Draw(t, "x"), at.Draw(t, "y")})
		}
		got := charts.Apart(from, 26, 10, 300, 10, 300)
		for i, p := range got {
			if p[0] < 10 || p[0] > 300 || p[1] < 10 || p[1] > 300 {
				t.Fatalf("%v is outside", p)
			}
			for _, q := range got[:i] {
				if d := math.Hypot(p[0]-q[0], p[1]-q[1]); d < 24 {
					t.Fatalf("%v and %v are %.1f apart", p, q, d)
				}
			}
		}
	})
}
