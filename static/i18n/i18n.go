// Package i18n holds every text a person reads, in the four languages, and
// formats numbers and dates as each language writes them. Messages are complete
// sentences with named placeholders, one file an area and language
// (<language>/<area>.yaml). It imports no other package of this module.
package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

//go:embed en es it zh
var files embed.FS

// Languages lists the product's languages in display order; the first is the fallback.
func Languages() []string { return []string{"en", "es", "it", "zh"} }

// Name is the language's name in itself.
func Name(lang string) string {
	return map[string]string{"en": "English", "es": "Español", "it": "Italiano", "zh": "简体中文"}[lang]
}

// Tag is the value of an HTML lang attribute.
func Tag(lang string) string {
	if lang == "zh" {
		return "zh-Hans"
	}
	return lang
}

// Catalog translates message keys. It is safe for concurrent use.
type Catalog struct {
	localizers map[string]*i18n.Localizer
	printers   map[string]*message.Printer
	keys       map[string]map[string]bool // language → keys
}

// Load reads the embedded messages; a file that does not parse is an error that names it.
func Load() (*Catalog, error) { return load(files) }

func load(fsys fs.FS) (*Catalog, error) {
	bundle := i18n.NewBundle(language.English)
	c := &Catalog{
		localizers: map[string]*i18n.Localizer{},
		printers:   map[string]*message.Printer{},
		keys:       map[string]map[string]bool{},
	}
	for _, lang := range Languages() {
		c.keys[lang] = map[string]bool{}
		entries, err := fs.ReadDir(fsys, lang)
		if err != nil {
			return nil, fmt.Errorf("read messages: %w", err)
		}
		for _, entry := range entries {
			name := path.Join(lang, entry.Name())
			raw, err := fs.ReadFile(fsys, name)
			if err != nil {
				return nil, fmt.Errorf("read messages: %w", err)
			}
			area := strings.TrimSuffix(entry.Name(), ".yaml")
			parsed, err := i18n.ParseMessageFileBytes(raw, area+"."+lang+".yaml", map[string]i18n.UnmarshalFunc{"yaml": yaml.Unmarshal})
			if err != nil {
				return nil, fmt.Errorf("read messages %s: %w", name, err)
			}
			for _, m := range parsed.Messages {
				if m.Many == "" { // of whole millions, in Spanish and Italian
					m.Many = m.Other
				}
			}
			if err := bundle.AddMessages(parsed.Tag, parsed.Messages...); err != nil {
				return nil, fmt.Errorf("read messages %s: %w", name, err)
			}
			for _, m := range parsed.Messages {
				if c.keys[lang][m.ID] {
					return nil, fmt.Errorf("read messages %s: key %s occurs twice", name, m.ID)
				}
				c.keys[lang][m.ID] = true
			}
		}
		c.localizers[lang] = i18n.NewLocalizer(bundle, lang)
		c.printers[lang] = message.NewPrinter(language.Make(lang))
	}
	return c, nil
}

// Has reports whether the language has the key.
func (c *Catalog) Has(lang, key string) bool { return c.keys[lang][key] }

// Keys returns a language's keys, sorted.
func (c *Catalog) Keys(lang string) []string {
	keys := make([]string, 0, len(c.keys[lang]))
	for key := range c.keys[lang] {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Supported returns lang if the product speaks it, else the fallback.
func Supported(lang string) string {
	if slices.Contains(Languages(), lang) {
		return lang
	}
	return Languages()[0]
}

// T returns the message for key with its placeholders filled from pairs of
// names and values; a whole number named "Count" also selects the plural form and
// is written with the language's thousands. An
// unknown key is returned in brackets, so that it is seen and found by tests.
func (c *Catalog) T(lang, key string, args ...any) string {
	data := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		name, _ := args[i].(string)
		data[name] = args[i+1]
	}
	return c.Message(lang, key, data)
}

// Message is T with the placeholders in a map.
func (c *Catalog) Message(lang, key string, data map[string]any) string {
	config := &i18n.LocalizeConfig{MessageID: key, TemplateData: data}
	if count, ok := data["Count"]; ok {
		config.PluralCount = count
		const thousand = 1000
		if n, whole := count.(int); whole && n >= thousand {
			written := maps.Clone(data)
			written["Count"] = c.Number(lang, float64(n), 0)
			config.TemplateData = written
		}
	}
	text, err := c.localizers[Supported(lang)].Localize(config)
	if err != nil {
		return "[" + key + "]"
	}
	if lang == "it" && len(data) > 0 {
		text = elided(text)
	}
	return text
}

// beforeVowel finds an Italian article before a number that is spoken with a
// vowel first: otto, ottanta, ottocento, undici, undicimila.
var beforeVowel = regexp.MustCompile(`\b(?:[Ii]l|[Aa]l|[Dd][ae]l|[Nn]el|[Ss]ul) (?:8|11(?:[^0-9]|$))`)

// elided writes such an article as Italian does: "l'8", "dall'11 al 15".
// Messages cannot, since they do not know the number.
func elided(text string) string {
	return beforeVowel.ReplaceAllStringFunc(text, func(found string) string {
		article, number, _ := strings.Cut(found, " ")
		switch article {
		case "il":
			return "l'" + number
		case "Il":
			return "L'" + number
		}
		return article + "l'" + number
	})
}

// Number writes v with exactly this many decimals as the language does, and
// with − (U+2212) below zero.
func (c *Catalog) Number(lang string, v float64, decimals int) string {
	scale := math.Pow10(decimals)
	v = math.Round(v*scale)/scale + 0 // + 0 turns -0 into 0
	if v < 0 {
		return "−" + c.Number(lang, -v, decimals)
	}
	return c.printers[Supported(lang)].Sprint(number.Decimal(v,
		number.MinFractionDigits(decimals), number.MaxFractionDigits(decimals)))
}

// Signed is Number with a leading + or − (U+2212); zero has no sign.
func (c *Catalog) Signed(lang string, v float64, decimals int) string {
	text := c.Number(lang, math.Abs(v), decimals)
	switch scale := math.Pow10(decimals); {
	case math.Round(v*scale) > 0:
		return "+" + text
	case math.Round(v*scale) < 0:
		return "−" + text
	default:
		return text
	}
}

// Date writes a calendar day in full, in t's own zone.
func (c *Catalog) Date(lang string, t time.Time) string {
	month := c.T(lang, fmt.Sprintf("month_%d", t.Month()))
	return c.T(lang, "date_long", "Day", t.Day(), "Month", month, "Year", t.Year())
}

// Join writes a list as the language does: "a, b and c".
func (c *Catalog) Join(lang string, items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := len(items) - 1
	return c.T(lang, "list_and", "Init", strings.Join(items[:last], c.T(lang, "list_comma")), "Last", items[last])
}
