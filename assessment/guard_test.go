package assessment

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestGuardCell(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@a": "'@a", "\ta": "'\ta", "\ra": "'\ra", "\na": "'\na", "\x00": "'\x00",
		"＝1": "'＝1", "＋": "'＋", "－": "'－", "＠": "'＠", "'=1": "''=1", "''＝1": "'''＝1",
		"": "", "'": "'", "''": "''", "'tis": "'tis", "Milan": "Milan", "a=b": "a=b", "' =1": "' =1",
	} {
		if got := GuardCell(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
		if got := UnguardCell(want); got != text {
			t.Errorf("%q is read back as %q, want %q", want, got, text)
		}
	}
	// A file made by hand need not be guarded.
	for _, text := range []string{"=1+1", "-1", "'", "'tis"} {
		if got := UnguardCell(text); got != text {
			t.Errorf("%q is read as %q", text, got)
		}
	}
}

// guarded says what is wrong with the guard of a text: nothing is lost, nothing
// starts like a formula, and no two texts have the same guard.
func guarded(text string) string {
	guard := GuardCell(text)
	switch {
	case Formula(guard):
		return "still starts like a formula"
	case UnguardCell(guard) != text:
		return "is not read back"
	case guard != text && guard != "'"+text:
		return "became something else"
	case !Formula(text) && GuardCell(UnguardCell(text)) != text:
		return "has no text of its own"
	}
	return ""
}

func TestGuardCellLosesNothing(t *testing.T) {
	t.Parallel()
	start := rapid.StringOf(rapid.SampledFrom([]rune("''=+-@\t\r\n\x00＝＋－＠ a")))
	rapid.Check(t, func(t *rapid.T) {
		text := start.Draw(t, "start") + rapid.String().Draw(t, "rest")
		if wrong := guarded(text); wrong != "" {
			t.Fatalf("%q %s", text, wrong)
		}
	})
}

func FuzzGuardCell(f *testing.F) {
	for _, text := range []string{"", "'", "=1", "'=1", "''=1", "'\t", "＝", "'＝", "\xef\xbc", "'\xff=", strings.Repeat("'", 9) + "@"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if wrong := guarded(text); wrong != "" {
			t.Fatalf("%q %s", text, wrong)
		}
	})
}
