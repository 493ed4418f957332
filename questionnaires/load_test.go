package questionnaires_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"readiness/questionnaires"
	"readiness/questionnaires/yamlfile"
)

const goodStructure = `id: service-climate
version: 1
levels: 3
scales:
  - {id: care, kind: category}
  - {id: interact, kind: stage}
questions:
  - {id: q1, scale: care, reverse: true, weight: 2.5, supports: interact}
  - {id: q2, scale: care, ask: [inside]}
  - id: q3
    scale: interact
    levels: 2
    ask: [channel, customers]
`

const goodEnglish = `title: Service climate
intro: Five minutes about how we look after customers.
scales: {care: Care, interact: Interact}
levels: [Never, Sometimes, Always]
questions:
  q1: {inside: "Do we reply?", outside: "Does it reply?", low: Slowly., high: {inside: We reply at once., outside: It replies at once.}}
  q2: {inside: "Do we listen?", short: Listening}
  q3:
    inside: Do we follow up?
    outside: Does it follow up?
    options: [{inside: We do not, outside: It does not}, Always]
`

func folder(structure, english string) fstest.MapFS {
	return fstest.MapFS{
		"structure.yaml": {Data: []byte(structure)},
		"en.yaml":        {Data: []byte(english)},
	}
}

func mustLoad(t *testing.T, fsys fs.FS) *questionnaires.Questionnaire {
	t.Helper()
	q, err := questionnaires.Load(fsys, ".")
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestLoad(t *testing.T) {
	t.Parallel()
	q := mustLoad(t, folder(goodStructure, goodEnglish))
	if q.ID != "service-climate" || q.Version != 1 {
		t.Errorf("got %s version %d", q.ID, q.Version)
	}
	want := []questionnaires.Question{
		{ID: "q1", Scale: "care", Levels: 3, Reverse: true, Weight: 2.5, Supports: "interact"},
		{ID: "q2", Scale: "care", Levels: 3, Weight: 1, Ask: []string{"inside"}},
		{ID: "q3", Scale: "interact", Levels: 2, Weight: 1, Ask: []string{"channel", "customers"}},
	}
	if diff := cmp.Diff(want, q.Questions); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
	wordings := map[string]questionnaires.Wording{
		"q1": {Question: "Does it reply?", Low: "Slowly.", High: "It replies at once.", Options: []string{"Never", "Sometimes", "Always"}},
		"q2": {Question: "Do we listen?", Options: []string{"Never", "Sometimes", "Always"}},
		"q3": {Question: "Does it follow up?", Options: []string{"It does not", "Always"}},
		"q9": {},
	}
	for id, want := range wordings {
		// Italian is missing, so English stands in.
		if diff := cmp.Diff(want, q.Wording("it", questionnaires.Outside, id)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", id, diff)
		}
	}
	texts := []string{
		q.Title("en"), q.Intro("zh", questionnaires.Outside), q.ScaleName("en", "care"),
		q.ShortName("en", "q1"), q.ShortName("en", "q2"), q.ShortName("en", "q9"), strings.Join(q.Languages(), " "),
	}
	wantTexts := []string{"Service climate", "Five minutes about how we look after customers.", "Care", "Do we reply?", "Listening", "", "en"}
	if diff := cmp.Diff(wantTexts, texts); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
}

// The form that interfaces.md promises, word for word.
func TestLoadPublishedExample(t *testing.T) {
	t.Parallel()
	q := mustLoad(t, folder(`# structure.yaml
id: service-climate
version: 1
levels: 6                       # 2 to 11, for every question that names no other
scales:
  - {id: care, kind: category}  # kind: stage (identify, differentiate, interact, customize) or category
questions:
  - {id: q1, scale: care, reverse: true, weight: 1, supports: interact}   # reverse, weight, levels, supports: optional
`, `# en.yaml
title: Service climate
intro: Five minutes about how we look after customers.
scales: {care: Care}
levels: [Never, Rarely, Sometimes, Often, Very often, Always]   # labels of the default levels
questions:
  q1: {inside: "…", outside: "…", low: "…", high: "…"}           # or options: [one text per level]
`))
	want := []questionnaires.Question{{ID: "q1", Scale: "care", Levels: 6, Reverse: true, Weight: 1, Supports: "interact"}}
	if diff := cmp.Diff(want, q.Questions); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
	if got := q.Wording("en", questionnaires.Inside, "q1").Options; len(got) != 6 || got[5] != "Always" {
		t.Errorf("options are %q", got)
	}
}

func TestWordingCannotBeChangedFromOutside(t *testing.T) {
	t.Parallel()
	q := mustLoad(t, folder(goodStructure, goodEnglish))
	q.Wording("en", questionnaires.Inside, "q1").Options[0] = "changed"
	if got := q.Wording("en", questionnaires.Inside, "q1").Options[0]; got != "Never" {
		t.Errorf("first option is %q", got)
	}
}

// replace makes one change to a good file, and fails where there is nothing to change.
func replace(t *testing.T, file, old, with string) string {
	t.Helper()
	if !strings.Contains(file, old) {
		t.Fatalf("the file has no %q", old)
	}
	return strings.Replace(file, old, with, 1)
}

type change struct{ name, old, with, want string }

func TestLoadRefusesStructure(t *testing.T) {
	t.Parallel()
	const reserved = `structure.yaml:8: questions.0.id %q is a reserved name; en.yaml:5: the question %q has no text; en.yaml:6: orphan text: the structure has no question "q1"`
	for _, c := range []change{
		{"unknown key", "version: 1", "version: 1\nauthor: me", `structure.yaml:3: unknown key "author"`},
		{"unknown key in a question", "reverse: true", "revers: true", `structure.yaml:8: unknown key "revers"`},
		{"key twice", "version: 1", "version: 1\nversion: 2", `structure.yaml:3: key "version" is given twice`},
		{"bad id", "id: service-climate", "id: Service climate", `structure.yaml:1: id "Service climate" is not an id: a lower-case letter, then up to 39 lower-case letters, digits, - or _`},
		{"id too long", "id: service-climate", "id: a" + strings.Repeat("b", 40), `structure.yaml:1: id "a` + strings.Repeat("b", 40) + `" is not an id: a lower-case letter, then up to 39 lower-case letters, digits, - or _`},
		{"no id", "id: service-climate\n", "", `structure.yaml:1: id is missing or empty`},
		{"no version", "version: 1\n", "", `structure.yaml:1: version is missing or empty`},
		{"negative version", "version: 1", "version: -1", `structure.yaml:2: version is -1, must be at least 1`},
		{"version not a number", "version: 1", "version: one", `structure.yaml:2: "one" is not a whole number`},
		{"one level", "levels: 3", "levels: 1", `structure.yaml:3: levels is 1, must be at least 2; en.yaml:4: 3 labels for 1 levels`},
		{"zero levels", "    levels: 2", "    levels: 0", `structure.yaml:12: questions.2.levels is 0, must be at least 2; en.yaml:11: 2 labels for 0 levels`},
		{"twelve levels", "    levels: 2", "    levels: 12", `structure.yaml:12: questions.2.levels is 12, must be at most 11; en.yaml:11: 2 labels for 12 levels`},
		{"no levels", "levels: 3\n", "", `structure.yaml:7: the question "q1" has no levels and the file no default levels; structure.yaml:8: the question "q2" has no levels and the file no default levels`},
		{"unknown scale", "id: q1, scale: care", "id: q1, scale: caring", `structure.yaml:8: the scale "caring" is not defined`},
		{"scale twice", "{id: interact, kind: stage}", "{id: interact, kind: stage}\n  - {id: care, kind: category}", `structure.yaml:7: the scale "care" is defined twice`},
		{"question twice", "id: q2", "id: q1", `structure.yaml:9: the question "q1" is defined twice; en.yaml:7: orphan text: the structure has no question "q2"`},
		{"unknown kind", "kind: category", "kind: theme", `structure.yaml:5: scales.0.kind "theme" is none of: stage, category`},
		{"unknown stage", "{id: care, kind: category}", "{id: care, kind: stage}", `structure.yaml:5: the stage "care" is none of: identify, differentiate, interact, customize`},
		{"stage as category", "{id: interact, kind: stage}", "{id: interact, kind: category}", `structure.yaml:6: "interact" is a stage and cannot be the id of a category`},
		{"negative weight", "weight: 2.5", "weight: -1", `structure.yaml:8: questions.0.weight is -1, must be at least 0`},
		{"endless weight", "weight: 2.5", "weight: .inf", `structure.yaml:8: questions.0.weight is +Inf, must be at most 1000000`},
		{"weight not a number", "weight: 2.5", "weight: .nan", `structure.yaml:8: questions.0.weight is NaN, must be at least 0`},
		{"weight in words", "weight: 2.5", "weight: heavy", `structure.yaml:8: "heavy" is not a number`},
		{"no weight in a scale", "    levels: 2", "    levels: 2\n    weight: 0", `structure.yaml:6: all questions of the scale "interact" have the weight 0`},
		{"scale without questions", "    scale: interact", "    scale: care", `structure.yaml:6: the scale "interact" has no questions`},
		{"bad supports", "supports: interact", "supports: process", `structure.yaml:8: questions.0.supports "process" is none of: identify, differentiate, interact, customize, foundation`},
		{"empty supports", "supports: interact", `supports: ""`, `structure.yaml:8: questions.0.supports "" is none of: identify, differentiate, interact, customize, foundation`},
		{"bad reverse", "reverse: true", "reverse: often", `structure.yaml:8: "often" is not true or false`},
		{"bad ask", "[channel, customers]", "[channel, All Customers]", `structure.yaml:13: questions.2.ask.1 "All Customers" is not an id: a lower-case letter, then up to 39 lower-case letters, digits, - or _`},
		{"ask twice", "[channel, customers]", "[channel, channel]", `structure.yaml:13: questions.2.ask names something twice`},
		{"ask nobody", "[channel, customers]", "[]", `structure.yaml:13: questions.2.ask is missing or empty`},
		{"ask not a list", "[channel, customers]", "channel", `structure.yaml:13: "channel" is not a list`},
		{"reserved id", "{id: q1", "{id: language", strings.ReplaceAll(reserved, "%q", `"language"`)},
		{"reserved prefix imp_", "{id: q1", "{id: imp_x", strings.ReplaceAll(reserved, "%q", `"imp_x"`)},
		{"reserved prefix comment_", "{id: q1", "{id: comment_q1", strings.ReplaceAll(reserved, "%q", `"comment_q1"`)},
		{"own levels without options", "id: q1, scale: care,", "id: q1, scale: care, levels: 5,", `en.yaml:6: the question "q1" has its own number of levels and needs options`},
		{"outside wording is needed once the group's side is open", "ask: [inside]", "ask: [inside, frontline]", `en.yaml:7: the question "q2" has no outside wording`},
		{"several at once", "version: 1\nlevels: 3", "version: 0\nlevels: 99\ncolour: red", `structure.yaml:2: version is missing or empty; structure.yaml:3: levels is 99, must be at most 11; structure.yaml:4: unknown key "colour"; en.yaml:4: 3 labels for 99 levels`},
		{"syntax", "scales:\n", "scales: [\n", `structure.yaml:5: did not find expected node content`},
		{"entry of a wrong type", "{id: care, kind: category}", "care", `structure.yaml:5: "care" is not a group of keys and values`},
		{"empty scale", "  - {id: interact", "  -\n  - {id: interact", `structure.yaml:6: this entry of the list is empty`},
		{"empty question", "  - {id: q1", "  -\n  - {id: q1", `structure.yaml:8: this entry of the list is empty`},
		{"reference", "{id: care, kind: category}", "&a {id: care, kind: category}\n  - *a", `structure.yaml:5: anchors (&) are not supported; structure.yaml:6: references (*) are not supported`},
		{"tag", "version: 1", "version: !!int 1", `structure.yaml:2: the tag "!!int" is not supported`},
		{"list for a key", "version: 1", "[a, b]: 1", `structure.yaml:2: this key must be a plain word`},
		{"second document", "    ask: [channel, customers]\n", "---\nid: other\n", `structure.yaml:13: the file holds more than one document`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			refused(t, folder(replace(t, goodStructure, c.old, c.with), goodEnglish), c.want)
		})
	}
}

func TestLoadRefusesTexts(t *testing.T) {
	t.Parallel()
	for _, c := range []change{
		{"unknown key", "title:", "subtitle: x\ntitle:", `en.yaml:1: unknown key "subtitle"`},
		{"unknown key in a question", "short: Listening", "brief: Listening", `en.yaml:7: unknown key "brief"`},
		{"unknown voice", "{inside: We do not, outside: It does not}", "{inside: We do not, outside: It does not, above: x}", `en.yaml:11: unknown key "above"`},
		{"voice twice", "{inside: We do not, outside: It does not}", "{inside: We do not, inside: We do not}", `en.yaml:11: key "inside" is given twice`},
		{"no title", "title: Service climate\n", "", `en.yaml:1: title is missing or empty`},
		{"blank title", "title: Service climate", `title: "  "`, `en.yaml:1: title is missing or empty`},
		{"no intro", "intro: Five minutes about how we look after customers.\n", "", `en.yaml:1: intro is missing or empty`},
		{"intro as a list", "intro: Five minutes about how we look after customers.", "intro: [a, b]", `en.yaml:2: a list stands where a text is expected`},
		{"title as keys", "title: Service climate", "title: {en: x}", `en.yaml:1: keys and values stand where a text is expected`},
		{"intro in one voice", "intro: Five", "intro:\n  inside: Five", `en.yaml:2: intro.outside is missing or empty`},
		{"control character", "title: Service climate", `title: "Service\u0007climate"`, `en.yaml:1: title contains a control character`},
		{"too long", "title: Service climate", "title: " + strings.Repeat("x", 201), `en.yaml:1: title has more than 200 characters`},
		{"scale without a name", "care: Care, ", "", `en.yaml:3: the scale "care" has no name`},
		{"orphan scale", "care: Care,", "care: Care, culture: Culture,", `en.yaml:3: orphan text: the structure has no scale "culture"`},
		{"empty scale name", "care: Care", `care: ""`, `en.yaml:3: scales.care is missing or empty`},
		{"too few labels", "[Never, Sometimes, Always]", "[Never, Always]", `en.yaml:4: 2 labels for 3 levels`},
		{"empty label", "[Never, Sometimes, Always]", `[Never, "", Always]`, `en.yaml:4: levels.1 is missing or empty`},
		{"label twice", "[Never, Sometimes, Always]", "[Never, Never, Always]", `en.yaml:4: two levels have the same label`},
		{"no labels", "levels: [Never, Sometimes, Always]\n", "", `en.yaml:5: the question "q1" has no options and the file no levels; en.yaml:6: the question "q2" has no options and the file no levels`},
		{"too many options", "outside: It does not}, Always]", "outside: It does not}, Sometimes, Always]", `en.yaml:11: 3 labels for 2 levels`},
		{"no text", "  q2: {inside: \"Do we listen?\", short: Listening}\n", "", `en.yaml:5: the question "q2" has no text`},
		{"orphan text", "  q2:", "  q7: {inside: a, outside: b}\n  q2:", `en.yaml:7: orphan text: the structure has no question "q7"`},
		{"question twice", "  q2:", "  q1: {inside: a, outside: b}\n  q2:", `en.yaml:7: key "q1" is given twice`},
		{"no inside wording", `{inside: "Do we listen?", short`, `{outside: "Does it listen?", short`, `en.yaml:7: the question "q2" has no inside wording`},
		{"no outside wording", `outside: "Does it reply?", `, "", `en.yaml:6: the question "q1" has no outside wording`},
		{"empty question", `"Do we reply?"`, `""`, `en.yaml:6: questions.q1.inside is missing or empty`},
		{"empty short name", "Listening", `" "`, `en.yaml:7: questions.q2.short is missing or empty`},
		{"no low end", "low: Slowly., ", "", `en.yaml:6: the question "q1" has a high end and no low end`},
		{"no high end", ", high: {inside: We reply at once., outside: It replies at once.}", "", `en.yaml:6: the question "q1" has a low end and no high end`},
		{"empty low end", "low: Slowly.", `low: {inside: "", outside: Slowly.}`, `en.yaml:6: questions.q1.low.inside is missing or empty`},
		{"text without quotes", `"Do we listen?", short`, "Do we listen?, short", `en.yaml:7: did not find expected ',' or '}'; a text with a mark such as ? : # or a comma needs quotes here`},
		{"question of a wrong type", `{inside: "Do we listen?", short: Listening}`, "Do we listen?", `en.yaml:7: "Do we l..." is not a group of keys and values`},
		{"label of a wrong type", "[Never, Sometimes, Always]", "[Never, [Sometimes], Always]", `en.yaml:4: a list stands where a text is expected`},
		{"scale name of a wrong type", "care: Care", "care: [Care]", `en.yaml:3: a list stands where a text is expected`},
		{"questions as a list", "questions:\n", "questions: []\nold:\n", `en.yaml:5: a list stands where a group of keys and values is expected; en.yaml:5: the question "q1" has no text; en.yaml:5: the question "q2" has no text; en.yaml:5: the question "q3" has no text; en.yaml:6: unknown key "old"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			refused(t, folder(goodStructure, replace(t, goodEnglish, c.old, c.with)), c.want)
		})
	}
}

func TestLoadRefusesFolders(t *testing.T) {
	t.Parallel()
	with := func(name, content string) fstest.MapFS {
		f := folder(goodStructure, goodEnglish)
		f[name] = &fstest.MapFile{Data: []byte(content)}
		return f
	}
	for _, c := range []struct {
		name string
		fsys fstest.MapFS
		want string
	}{
		{"no structure", fstest.MapFS{"en.yaml": {Data: []byte(goodEnglish)}}, `structure.yaml: the file is missing`},
		{"no language", fstest.MapFS{"structure.yaml": {Data: []byte(goodStructure)}}, `structure.yaml: there is no text file beside it; give at least one of en.yaml, es.yaml, it.yaml, zh.yaml`},
		{"another language", with("fr.yaml", goodEnglish), `fr.yaml: not a file of a questionnaire: those are structure.yaml, en.yaml, es.yaml, it.yaml and zh.yaml`},
		{"incomplete language", with("es.yaml", strings.ReplaceAll(goodEnglish, "q1:", "q4:")), `es.yaml:5: the question "q1" has no text; es.yaml:6: orphan text: the structure has no question "q4"`},
		{"empty file", with("it.yaml", ""), `it.yaml: the file is empty`},
		{"only a comment", with("it.yaml", "# nothing\n"), `it.yaml: the file is empty`},
		{"a list", with("it.yaml", "- a\n"), `it.yaml:1: the file must consist of keys and values`},
		{"too large", with("it.yaml", strings.Repeat("#", questionnaires.MaxFileSize+1)), `it.yaml: larger than 256 KiB`},
		{"too many values", with("it.yaml", "a: ["+strings.Repeat("1,", 20_000)+"]"), `it.yaml: the file holds more than 20000 values`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			refused(t, c.fsys, c.want)
		})
	}
}

// refused expects exactly these problems, joined by "; ".
func refused(t *testing.T, fsys fs.FS, want string) {
	t.Helper()
	_, err := questionnaires.Load(fsys, ".")
	var got []string
	for _, problem := range yamlfile.Problems(err) {
		got = append(got, problem.Error())
	}
	if diff := cmp.Diff(want, strings.Join(got, "; ")); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestLoadNamesTheFolder(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{
		"own/structure.yaml": {Data: []byte(strings.Replace(goodStructure, "version: 1", "version: 0", 1))},
		"own/en.yaml":        {Data: []byte(goodEnglish)},
	}
	_, err := questionnaires.Load(fsys, "own")
	if want := "own/structure.yaml:2: version is missing or empty"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	var one *questionnaires.FileError
	if !errors.As(err, &one) || one.Line != 2 {
		t.Errorf("no FileError of line 2 in %v", err)
	}
	if _, err := questionnaires.Load(fsys, "missing"); !errors.Is(err, fs.ErrNotExist) || yamlfile.Problems(err) != nil {
		t.Errorf("a missing folder gives %v", err)
	}
}

// A questionnaire comes back the same from where its files were kept.
func TestFiles(t *testing.T) {
	t.Parallel()
	fsys := folder(goodStructure, goodEnglish)
	fsys["README.md"] = &fstest.MapFile{Data: []byte("notes")}
	fsys[".hidden.yaml"] = &fstest.MapFile{Data: []byte("notes")}
	files, err := questionnaires.Files(fsys, ".")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]byte{"structure.yaml": []byte(goodStructure), "en.yaml": []byte(goodEnglish)}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	again, err := questionnaires.LoadFiles(files)
	if err != nil {
		t.Fatal(err)
	}
	if original := mustLoad(t, fsys); again.Hash != original.Hash {
		t.Errorf("hash %s, was %s", again.Hash, original.Hash)
	}
	files["notes.txt"] = nil
	if _, err := questionnaires.LoadFiles(files); len(yamlfile.Problems(err)) != 1 {
		t.Errorf("a file of another kind gives %v", err)
	}
}
