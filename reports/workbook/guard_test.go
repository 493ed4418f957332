package workbook

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"plain", "Alder & Finch", "Alder & Finch"},
		{"formula stays text", "=1+1", "=1+1"},
		{"escape stays", "_x0041_", "_x0041_"},
		{"nul is shown", "a\x00b", "a␀b"},
		{"vertical tab is shown", "a\x0bb", "a␋b"},
		{"delete is shown", "a\x7fb", "a␡b"},
		{"tab and line end stay", "a\tb\nc", "a\tb\nc"},
		{"carriage returns become line ends", "a\r\nb\rc", "a\nb\nc"},
		{"not UTF-8", "a\xffb", "a\uFFFDb"},
		{"lone surrogate in bytes", "a\xed\xa0\x80b", "a\uFFFDb"},
		{"no character", "a\uFFFEb", "a\uFFFDb"},
		{"right to left and emoji", "مرحبا 👩‍👧 שלום", "مرحبا 👩‍👧 שלום"},
	}
	for _, tt := range tests {
		if got := clean(tt.in); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestCutCountsAsSpreadsheetsDo(t *testing.T) {
	t.Parallel()
	exact := strings.Repeat("a", maxCell)
	if got := clean(exact); got != exact {
		t.Errorf("a text of %d units was cut to %d", maxCell, units16(got))
	}
	for name, text := range map[string]string{"letters": strings.Repeat("é", maxCell+1), "emoji": strings.Repeat("😀", maxCell)} {
		got := clean(text)
		if units16(got) > maxCell || !strings.HasSuffix(got, cutMark) || !utf8.ValidString(got) {
			t.Errorf("%s: %d units, end %q", name, units16(got), got[len(got)-10:])
		}
		if units16(got) < maxCell-3 {
			t.Errorf("%s: more was cut than needed: %d units left", name, units16(got))
		}
	}
}

func TestCleanIsFitForXML(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		got := clean(string(rapid.SliceOf(rapid.Byte()).Draw(t, "text")))
		if !utf8.ValidString(got) {
			t.Fatalf("%q is not UTF-8", got)
		}
		for _, r := range got {
			if (r < 0x20 && r != '\t' && r != '\n') || r == 0xFFFE || r == 0xFFFF {
				t.Fatalf("%q holds %U", got, r)
			}
		}
		if clean(got) != got {
			t.Fatalf("%q changes when it is cleaned again", got)
		}
	})
}

func TestRisky(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"=1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "＝1", "＋1", "－1", "＠SUM"} {
		if !risky(text) {
			t.Errorf("%q passes for harmless", text)
		}
	}
	for _, text := range []string{"", "a=1", "1-1", "–", "• =1"} {
		if risky(text) {
			t.Errorf("%q passes for a formula", text)
		}
	}
}

func TestPlainSheet(t *testing.T) {
	t.Parallel()
	if got := plainSheet("A/B: [what]? It's 'it'"); strings.ContainsAny(got, `:\/?*[]'`) {
		t.Errorf("got %q", got)
	}
	if got := plainSheet(strings.Repeat("阶", 40)); units16(got) != 31 {
		t.Errorf("got %d units", units16(got))
	}
}

func TestFooterText(t *testing.T) {
	t.Parallel()
	if got, want := footerText("A&B\n&P"), "A&&B &&P"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
