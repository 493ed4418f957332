package questionnaires_test

import (
	"slices"
	"testing"

	"readiness/questionnaires"
	"readiness/questionnaires/yamlfile"
)

// Whatever the files hold, loading ends with a usable questionnaire or with
// problems that name their file.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(goodStructure), []byte(goodEnglish))
	f.Add([]byte("levels: [\n"), []byte("title: {a: &b [*b]}\n"))
	f.Add([]byte("questions:\n- null\n- {id: , ask: }\nscales: [null]"), []byte("questions: {q1: , ? [a] : b}\nlevels: [null]"))
	f.Add([]byte("id: a\nversion: 1\nscales: [{id: b, kind: category}]\nquestions: [{id: c, scale: b, levels: 2}]"),
		[]byte("title: t\nintro: i\nscales: {b: b}\nquestions: {c: {inside: a, outside: b, options: [x, {inside: y, outside: z}]}}"))
	f.Fuzz(func(t *testing.T, structure, english []byte) {
		q, err := questionnaires.LoadFiles(map[string][]byte{"structure.yaml": structure, "en.yaml": english})
		if err != nil {
			problems := yamlfile.Problems(err)
			if len(problems) == 0 {
				t.Fatalf("an error without a file: %v", err)
			}
			for _, p := range problems {
				if p.Reason == "" || p.Line < 0 || !slices.Contains([]string{"structure.yaml", "en.yaml"}, p.File) {
					t.Errorf("a problem without file or reason: %#v", p)
				}
			}
			return
		}
		if len(q.Hash) != 64 || q.Title("en") == "" || len(q.Questions) == 0 {
			t.Fatalf("an incomplete questionnaire: %+v", q)
		}
		for _, item := range q.Questions {
			for _, voice := range []questionnaires.Voice{questionnaires.Inside, questionnaires.Outside} {
				w := q.Wording("en", voice, item.ID)
				if w.Question == "" || len(w.Options) != item.Levels || slices.Contains(w.Options, "") || (w.Low == "") != (w.High == "") {
					t.Errorf("%s %s is incomplete: %+v", voice, item.ID, w)
				}
				if q.ShortName("en", item.ID) == "" || q.FindScale(item.Scale) == nil {
					t.Errorf("%s has no name or scale", item.ID)
				}
			}
		}
	})
}
