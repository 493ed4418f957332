package htmlcheck

import (
	"strings"
	"testing"
)

const document = `<!doctype html><html lang="en"><body>
<main id="main" class="wrap narrow"><h1>Hello   <b>there</b></h1>
<form><input type="radio" name="q" value="1" checked><input type="radio" name="q" value="2"><p class="err">Oh</p></form></main>
<p>Outside</p></body></html>`

func TestCheckers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		check Checker
		fails string // part of the error, "" for none
	}{
		{"text is folded", In("h1", HasText("Hello there")), ""},
		{"text differs", In("h1", HasText("Bye")), `text is "Hello there"`},
		{"nothing matches", In("h2"), "nothing matches h2"},
		{"descendant", Count("main p", 1), ""},
		{"all", Count("p", 2), ""},
		{"wrong count", Count("p", 3), "matches 2 elements"},
		{"id and class", Count("main#main.narrow", 1), ""},
		{"missing class", Count("main.wide", 0), ""},
		{"attribute", Count("input[type=radio]", 2), ""},
		{"two attributes", Count("input[type=radio][checked]", 1), ""},
		{"attribute value", In("html", HasAttr("lang", "en")), ""},
		{"attribute differs", In("html", HasAttr("lang", "it")), `"en", want "it"`},
		{"attribute missing", In("html", HasAttr("dir", "ltr")), "no attribute dir"},
		{"not there", NotIn(".note"), ""},
		{"there", NotIn(".err"), "matches 1"},
		{"each", Each("input", HasAttr("name", "q")), ""},
		{"each fails on the second", Each("input", HasAttr("value", "1")), "number 2"},
		{"nested", In("main", In("form", In(".err", HasText("Oh")))), ""},
		{"ancestors outside of the root do not count", In("form", NotIn("main p")), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := Run(strings.NewReader(document), tt.check)
			if tt.fails == "" && err != nil {
				t.Errorf("unexpected: %v", err)
			}
			if tt.fails != "" && (err == nil || !strings.Contains(err.Error(), tt.fails)) {
				t.Errorf("got %v, want an error with %q", err, tt.fails)
			}
		})
	}
}
