package assessment_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"readiness/assessment"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                             nil,
		" — 😀 …":                       nil,
		"Ask Maria-José, she's great!": {"Ask", "Maria", "José", "she", "s", "great"},
		"请问张伟吧 OK2":                    {"请", "问", "张", "伟", "吧", "OK2"},
		"cafe\u0301 noir":              {"cafe\u0301", "noir"},
		"a\nb":                         {"a", "b"},
	} {
		if diff := cmp.Diff(want, assessment.Phrases(text, assessment.Words(text))); diff != "" {
			t.Errorf("words of %q (-want +got):\n%s", text, diff)
		}
	}
}

func TestOccurrences(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text, phrase string
		want         []string
	}{
		{"Maria Keller and MARIA KELLER's team", "maria keller", []string{"Maria Keller", "MARIA KELLER"}},
		{"Marianne is not Maria", "Maria", []string{"Maria"}},
		{"Kellermann", "Keller", nil},
		{"请张伟，张伟伟", "张伟", []string{"张伟", "张伟"}},
		{"ÉCOLE Élise", "élise", []string{"Élise"}},
		{"Ana ana", " Ana ", []string{"Ana", "ana"}},
		{"any...thing", "...", nil},
		{"short", "much longer than the text", nil},
		{"text", "", nil},
	} {
		got := assessment.Phrases(tt.text, assessment.Occurrences(tt.text, tt.phrase))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q in %q (-want +got):\n%s", tt.phrase, tt.text, diff)
		}
	}
}

func TestReviewShowsWhatIsNotHidden(t *testing.T) {
	t.Parallel()
	const text = "Ask María Keller, not Ben. 谢谢"
	hide := func(words ...string) *assessment.CommentReview {
		var parts []assessment.Span
		for _, w := range words {
			parts = append(parts, assessment.Occurrences(text, w)...)
		}
		return &assessment.CommentReview{Hidden: map[assessment.CommentKey][]assessment.Span{
			assessment.KeyOfComment("bv1", "managers", text): assessment.MergeSpans(text, parts),
		}}
	}
	for name, tt := range map[string]struct {
		review      *assessment.CommentReview
		item, group string
		want        string
		ok          bool
	}{
		"nothing reviewed":    {&assessment.CommentReview{}, "bv1", "managers", text, true},
		"a name of two words": {hide("Keller", "María"), "bv1", "managers", "Ask […], not Ben. 谢谢", true},
		"two names":           {hide("ben", "María Keller"), "bv1", "managers", "Ask […], not […]. 谢谢", true},
		"single characters":   {hide("谢谢"), "bv1", "managers", "Ask María Keller, not Ben. […]", true},
		"the whole comment":   {hide(), "bv1", "managers", "", false},
		"another group's":     {hide("Ben"), "bv1", "customers", text, true},
		"on another question": {hide("Ben"), "bv2", "managers", text, true},
		"held back":           {&assessment.CommentReview{Held: true}, "bv1", "managers", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, ok := tt.review.Show(tt.item, tt.group, text)
			if got != tt.want || ok != tt.ok {
				t.Errorf("shown %q, %t; want %q, %t", got, ok, tt.want, tt.ok)
			}
		})
	}
}

// TestHiddenWordsAreGone: whatever words of whatever text are hidden, none of them
// is left at its place, and everything between them is.
func TestHiddenWordsAreGone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("aé张张张😀 ,.-\n"))).Draw(t, "text")
		var parts, kept []assessment.Span
		for _, w := range assessment.Words(text) {
			if rapid.Bool().Draw(t, "hide") {
				parts = append(parts, w)
			} else {
				kept = append(kept, w)
			}
		}
		merged := assessment.MergeSpans(text, parts)
		if len(merged) == 0 {
			return
		}
		review := assessment.CommentReview{Hidden: map[assessment.CommentKey][]assessment.Span{assessment.KeyOfComment("", "g", text): merged}}
		shown, ok := review.Show("", "g", text)
		if !ok || strings.Count(shown, assessment.HiddenPart) != len(merged) {
			t.Fatalf("%q shown as %q", text, shown)
		}
		want := assessment.Phrases(text, kept)
		got := assessment.Phrases(shown, assessment.Words(shown))
		if !slices.Equal(want, got) {
			t.Fatalf("%q shown as %q: words %q, want %q", text, shown, got, want)
		}
	})
}
