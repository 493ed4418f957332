package charts_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/reports/charts"
)

var update = flag.Bool("update", false, "write the golden drawings anew")

// One element a line makes a golden drawing readable in a comparison.
func lines(svg string) string { return strings.ReplaceAll(svg, "><", ">\n<") + "\n" }

func TestGoldenDrawings(t *testing.T) {
	t.Parallel()
	all := samples()
	for _, name := range []string{"dumbbell", "stagebars", "waterfall", "scatter", "situation", "distribution", "agendas", "change"} {
		for version, svg := range versions(all[name]) {
			t.Run(name+"-"+version, func(t *testing.T) {
				t.Parallel()
				file := filepath.Join("testdata", name+"-"+version+".svg")
				if *update {
					if err := os.WriteFile(file, []byte(lines(svg)), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), lines(svg)); diff != "" {
					t.Errorf("drawing differs; look at it, then run with -update (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestSamplesAreSoundAndInsideTheirFrame(t *testing.T) {
	t.Parallel()
	for name, chart := range samples() {
		for version, svg := range versions(chart) {
			for _, fault := range faults(svg) {
				t.Errorf("%s %s: %s", name, version, fault)
			}
		}
	}
}

// The checker itself has to find what it is there for.
func TestFaultsAreFound(t *testing.T) {
	t.Parallel()
	sound := string(samples()["days"].Wide)
	if got := faults(sound); got != nil {
		t.Fatalf("sound drawing: %v", got)
	}
	for name, replace := range map[string][2]string{
		"style attribute":   {"<rect ", `<rect style="fill:red" `},
		"handler":           {"<rect ", `<rect onclick="x()" `},
		"script":            {"</svg>", "<script>x()</script></svg>"},
		"link":              {"</svg>", `<a href="https://example.org">x</a></svg>`},
		"no role":           {`role="img"`, `role="group"`},
		"no title":          {"Title of days", ""},
		"no description":    {"What days shows.", " "},
		"not a number":      {"</svg>", `<rect x="NaN" y="1" width="1" height="1"/></svg>`},
		"right of it":       {"</svg>", `<rect x="550" y="1" width="20" height="1"/></svg>`},
		"above it":          {"</svg>", `<circle cx="50" cy="3" r="5"/></svg>`},
		"text too far left": {"</svg>", `<text x="5" y="20" text-anchor="end">word</text></svg>`},
		"same id twice":     {"</svg>", `<g><title id="c-days-wide-title">x</title></g></svg>`},
		"not closed":        {"</svg>", "<g></svg>"},
	} {
		planted := strings.Replace(sound, replace[0], replace[1], 1)
		if planted == sound {
			t.Errorf("%s: nothing was planted", name)
		}
		if faults(planted) == nil {
			t.Errorf("%s is not found", name)
		}
	}
}

func TestFiguresArePrinted(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"dumbbell":     {"+52.5", "72.5", "20.0", "+100.0", ">0.0<", "fewer than 5", "Target 75.0", "Executives · n = 11"},
		"claimed":      {"+21.0", "52.0", "31.0"},
		"stagebars":    {"38.4", "30.7–46.0", "Target 75.0", "Target 50.0", "fewer than 5"},
		"waterfall":    {"+21.0", "−2.7", "33.6"},
		"scatter":      {">4<", "Differentiate · borderline", "Concentrate here"},
		"situation":    {"Your customers", "Borderline", "Key accounts"},
		"distribution": {"45%", "41%", ">52<"},
		"rates":        {"11 of 12 (92%)", "34 answers"},
		"days":         {">17<", "First reminder"},
		"agendas":      {">Matters<", ">most<", "Customize"},
	} {
		for _, text := range want {
			if !strings.Contains(string(samples()[name].Wide), text) {
				t.Errorf("%s does not print %q", name, text)
			}
		}
	}
}

// The same share of a scale is the same place, whoever has it.
func TestPlacesOnTheScale(t *testing.T) {
	t.Parallel()
	row := func(a, b float64) string {
		return string(charts.Dumbbell{Frame: frame("d"), A: groups()[5], B: charts.Group{Key: "customers", Name: "b"}, Rows: []charts.DumbbellRow{{A: &a, B: &b}}}.Chart().Wide)
	}
	circle := regexp.MustCompile(`<circle class="c-m c-g6" cx="([0-9.]+)"[^>]*r="8"`)
	at := func(svg string) (out []float64) {
		for _, m := range circle.FindAllStringSubmatch(svg, -1) {
			out = append(out, number(m[1]))
		}
		return out
	}
	ends, middle, beyond := at(row(0, 100)), at(row(50, 25)), at(row(-40, 180))
	if len(ends) != 2 || len(middle) != 2 {
		t.Fatalf("marks: %v, %v", ends, middle)
	}
	if want := (ends[0] + ends[1]) / 2; middle[0] != want {
		t.Errorf("50 stands at %v, want %v", middle[0], want)
	}
	if want := ends[0] + (ends[1]-ends[0])/4; middle[1] != want {
		t.Errorf("25 stands at %v, want %v", middle[1], want)
	}
	if diff := cmp.Diff(ends, beyond); diff != "" {
		t.Errorf("figures beyond the scale (-ends +got):\n%s", diff)
	}
}

func TestEveryGroupHasAMarkOfItsOwn(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	list := groups()
	for i := range 40 {
		list = append(list, charts.Group{Key: fmt.Sprintf("own-%d", i), Place: i})
	}
	shape := regexp.MustCompile(`<(polygon|circle) class="c-m (c-g[0-9]+|c-letter)"( points="[^"]*")?[^>]*>(?:<text[^>]*>([A-Z]+)<)?`)
	hollow := []string{"c-g8", "c-g9", "c-g10", "c-g11"}
	for _, g := range list {
		m := shape.FindStringSubmatch(string(charts.Mark(g)))
		if m == nil {
			t.Fatalf("no mark for %s: %s", g.Key, charts.Mark(g))
		}
		form := fmt.Sprint(m[1], m[3], m[4], slices.Contains(hollow, m[2]))
		if other, ok := seen[form]; ok {
			t.Errorf("%s and %s have the same shape", g.Key, other)
		}
		seen[form] = g.Key
	}
	if got := string(charts.Mark(charts.Group{Key: "x", Place: 6 + 26 + 27})); !strings.Contains(got, ">BB<") {
		t.Errorf("the 60th group of one's own: %s", got)
	}
	if !charts.HasMark("customers") || charts.HasMark("own-1") {
		t.Error("whose mark hangs on the key is told wrongly")
	}
	if charts.Mark(charts.Group{Key: "x", Place: -1}) == "" {
		t.Error("no mark for a place below 0")
	}
}

func TestPageHoldsBothDrawingsWithTheirOwnIDs(t *testing.T) {
	t.Parallel()
	id := regexp.MustCompile(` id="([^"]+)"`)
	seen := map[string]bool{}
	for name, chart := range samples() {
		page := string(chart.HTML())
		if !strings.HasPrefix(page, `<div class="chart`) || strings.Count(page, "<svg ") != 2 {
			t.Errorf("%s: %.60s", name, page)
		}
		for _, m := range id.FindAllStringSubmatch(page, -1) {
			if seen[m[1]] {
				t.Errorf("%s: id %s twice on the page", name, m[1])
			}
			seen[m[1]] = true
		}
	}
}

// Twelve groups leave a column no room for a name: they stand below each other
// then, and no word is cut.
func TestAgendasOfManyGroupsKeepWholeNames(t *testing.T) {
	t.Parallel()
	a := charts.Agendas{
		Frame: charts.Frame{ID: "many", Title: "Agendas", Hidden: "not shown"}, First: "Matters most", Last: "Matters least",
		Stages: []string{"Identify", "Differentiate", "Interact", "Customize"},
	}
	for i := range 12 {
		a.Groups = append(a.Groups, charts.Agenda{Group: charts.Group{Key: "own", Place: i, Name: "Supervisors of the customer contact centres in three shifts"}, Order: []int{1, 2, 3, 4}})
	}
	a.Groups[3].Order = nil
	wide := string(a.Chart().Wide)
	if strings.Contains(wide, "…") {
		t.Errorf("cut words in %s", wide)
	}
	for _, want := range []string{">Differentiate<", ">not shown<"} {
		if !strings.Contains(wide, want) {
			t.Errorf("no %q in %s", want, wide)
		}
	}
}

// A figure that the target would cross stands above its mark.
func TestFiguresStandClearOfTheTarget(t *testing.T) {
	t.Parallel()
	figure := regexp.MustCompile(`<text x="([0-9.]+)" y="([0-9.]+)"[^>]*>F([0-9]+)<`)
	d := charts.Dumbbell{A: charts.Group{Key: "executives"}, B: charts.Group{Key: "customers"}}
	d.Number = func(v float64) string { return fmt.Sprintf("F%.0f", v) }
	target := func(v float64) *float64 { return &v }
	for _, tt := range []struct {
		b     float64
		above bool
	}{{66, true}, {50, false}} {
		d.Rows = []charts.DumbbellRow{{Name: "Identify", A: target(20), B: &tt.b, Target: target(75)}}
		height := map[string]float64{}
		for _, m := range figure.FindAllStringSubmatch(string(d.Chart().Wide), -1) {
			height[m[3]] = number(m[2])
		}
		if got := height[fmt.Sprintf("%.0f", tt.b)] < height["20"]; got != tt.above {
			t.Errorf("%g beside a target of 75: above its mark %t, want %t (%v)", tt.b, got, tt.above, height)
		}
	}
}
