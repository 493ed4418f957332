package i18n

import (
	"regexp"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

func TestEveryLanguageHasEveryKeyAndPlaceholder(t *testing.T) {
	t.Parallel()
	texts := map[string]map[string]string{}
	for _, lang := range Languages() {
		texts[lang] = map[string]string{}
		entries, err := files.ReadDir(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			raw, err := files.ReadFile(lang + "/" + entry.Name())
			if err != nil {
				t.Fatal(err)
			}
			parsed := map[string]any{}
			if err := yaml.Unmarshal(raw, &parsed); err != nil {
				t.Fatalf("%s/%s: %v", lang, entry.Name(), err)
			}
			for key, value := range parsed {
				text, err := yaml.Marshal(value)
				if err != nil {
					t.Fatal(err)
				}
				texts[lang][key] = string(text)
			}
		}
	}
	for _, lang := range Languages() {
		for key, english := range texts["en"] {
			text, ok := texts[lang][key]
			if !ok {
				t.Errorf("%s lacks %s", lang, key)
				continue
			}
			if diff := cmp.Diff(placeholders(english), placeholders(text)); diff != "" {
				t.Errorf("%s %s: placeholders differ (-en +%s):\n%s", lang, key, lang, diff)
			}
		}
		for key := range texts[lang] {
			if _, ok := texts["en"][key]; !ok {
				t.Errorf("%s has %s, which en lacks", lang, key)
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)

func placeholders(text string) map[string]bool {
	set := map[string]bool{}
	for _, p := range placeholder.FindAllString(text, -1) {
		set[p] = true
	}
	return set
}

func TestFormats(t *testing.T) {
	t.Parallel()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	tests := []struct{ name, got, want string }{
		{"en number", c.Number("en", 34.04, 1), "34.0"},
		{"es number", c.Number("es", 34.04, 1), "34,0"},
		{"it negative zero", c.Number("it", -0.01, 1), "0,0"},
		{"signed minus", c.Signed("en", -2.25, 2), "−2.25"},
		{"signed plus", c.Signed("zh", 2, 1), "+2.0"},
		{"signed zero", c.Signed("en", 0.04, 1), "0.0"},
		{"en date", c.Date("en", day), "30 November 2026"},
		{"es date", c.Date("es", day), "30 de noviembre de 2026"},
		{"it date", c.Date("it", day), "30 novembre 2026"},
		{"zh date", c.Date("zh", day), "2026年11月30日"},
		{"list", c.Join("en", []string{"a", "b", "c"}), "a, b and c"},
		{"unknown key", c.T("en", "no_such_key"), "[no_such_key]"},
		{"unknown language falls back", c.T("fr", "month_1"), "January"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestLoadNamesTheBadFile(t *testing.T) {
	t.Parallel()
	bad := fstest.MapFS{
		"en/a.yaml": {Data: []byte("k: [")},
	}
	if _, err := load(bad); err == nil || !regexp.MustCompile(`en/a\.yaml`).MatchString(err.Error()) {
		t.Fatalf("got %v, want an error that names en/a.yaml", err)
	}
	twice := fstest.MapFS{
		"en/a.yaml": {Data: []byte("k: one")}, "en/b.yaml": {Data: []byte("k: two")},
		"es/a.yaml": {Data: []byte("k: uno")}, "it/a.yaml": {Data: []byte("k: uno")}, "zh/a.yaml": {Data: []byte("k: 一")},
	}
	if _, err := load(twice); err == nil {
		t.Fatal("a key that occurs twice was accepted")
	}
}

// Spanish and Italian have a plural form of their own for whole millions.
func TestLargeCounts(t *testing.T) {
	t.Parallel()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[string][3]string{
		"en": {"1 customer has been read.", "12,345 customers have been read.", "1,000,000 customers have been read."},
		"es": {"Se ha leído 1 cliente.", "Se han leído 12.345 clientes.", "Se han leído 1.000.000 clientes."},
		"it": {"È stato letto 1 cliente.", "Sono stati letti 12.345 clienti.", "Sono stati letti 1.000.000 clienti."},
		"zh": {"已读取 1 位客户。", "已读取 12,345 位客户。", "已读取 1,000,000 位客户。"},
	} {
		for i, n := range []int{1, 12_345, 1_000_000} {
			if got := c.T(lang, "prio_done_import", "Count", n); got != want[i] {
				t.Errorf("%s: %q, want %q", lang, got, want[i])
			}
		}
	}
}

// Italian articles change before numbers that are spoken with a vowel first,
// and no others do.
func TestItalianArticlesBeforeNumbers(t *testing.T) {
	t.Parallel()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	day := func(n int) string { return c.Date("it", time.Date(2026, time.December, n, 0, 0, 0, 0, time.UTC)) }
	for _, tt := range []struct{ got, want string }{
		{c.T("it", "survey_intro_closes", "Date", day(8)), "Aperto fino all'8 dicembre 2026."},
		{c.T("it", "survey_intro_closes", "Date", day(18)), "Aperto fino al 18 dicembre 2026."},
		{c.T("it", "work_closed_on", "Date", day(11)), "Chiusa l'11 dicembre 2026"},
		{c.T("it", "work_closed_on", "Date", day(1)), "Chiusa il 1 dicembre 2026"},
		{c.T("it", "work_range", "From", day(8), "To", day(11)), "Dall'8 dicembre 2026 all'11 dicembre 2026"},
		{c.T("it", "prio_curve_half", "Percent", 80), "L'80% dei clienti porta la metà"},
		{c.T("it", "prio_curve_half", "Percent", 11), "L'11% dei clienti porta la metà"},
		{c.T("it", "prio_curve_half", "Percent", 110), "Il 110% dei clienti porta la metà"},
		{c.T("en", "work_closed_on", "Date", "al 8"), "Closed on al 8"},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}
