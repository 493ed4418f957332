package charts_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func styleSheet(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "static", "charts.css"))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// Classes that only keep a place: their look is the default.
func isPlain(class string) bool { return class == "c-1" }

func TestEveryClassIsInTheStyleSheet(t *testing.T) {
	t.Parallel()
	css := styleSheet(t)
	classes := regexp.MustCompile(` class="([^"]+)"`)
	found := 0
	for name, chart := range samples() {
		for _, m := range classes.FindAllStringSubmatch(string(chart.HTML()), -1) {
			for _, class := range strings.Fields(m[1]) {
				found++
				defined := regexp.MustCompile(`\.` + regexp.QuoteMeta(class) + `[^a-z0-9-]`)
				if !isPlain(class) && !defined.MatchString(css) {
					t.Errorf("%s: class %s is not in charts.css", name, class)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no classes were found")
	}
}

func TestColoursHaveContrast(t *testing.T) {
	t.Parallel()
	css := styleSheet(t)
	light, rest, ok := strings.Cut(css, "prefers-color-scheme: dark")
	if !ok {
		t.Fatal("no dark colours")
	}
	dark, _, _ := strings.Cut(rest, ".chart { container-type")
	for theme, part := range map[string]string{"light": light, "dark": dark} {
		ground := map[string]string{"light": "#fff", "dark": "#18202b"}[theme]
		colours := map[string]string{}
		for _, m := range regexp.MustCompile(`--c-([a-z0-9-]+): (#[0-9a-f]{3,6});`).FindAllStringSubmatch(part, -1) {
			colours[m[1]] = m[2]
		}
		check := func(a, b string, least float64) {
			if a == "" || b == "" {
				t.Errorf("%s: a colour is missing", theme)
				return
			}
			if got := contrast(t, a, b); got < least {
				t.Errorf("%s: %s on %s has %.2f, want %.1f", theme, a, b, got, least)
			}
		}
		for i := 7; i <= 12; i++ {
			check(colours[fmt.Sprintf("g%d", i)], ground, 3)
		}
		for i := 1; i <= 5; i++ {
			check(colours[fmt.Sprintf("on-s%d", i)], colours[fmt.Sprintf("s%d", i)], 4.5)
		}
		ink := map[string]string{"light": "#15202e", "dark": "#e9eef5"}[theme]
		for i := 1; i <= 4; i++ {
			check(ink, colours[fmt.Sprintf("t%d", i)], 4.5)
			check(colours[fmt.Sprintf("l%d", i)], ground, 3)
		}
	}
}

// contrast is the contrast ratio of WCAG 2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (math.Max(x, y) + .05) / (math.Min(x, y) + .05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	hex := strings.TrimPrefix(colour, "#")
	if len(hex) == 3 {
		hex = strings.Repeat(hex[:1], 2) + strings.Repeat(hex[1:2], 2) + strings.Repeat(hex[2:], 2)
	}
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		v, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatalf("colour %s: %v", colour, err)
		}
		c := float64(v) / 255
		if c <= .04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
