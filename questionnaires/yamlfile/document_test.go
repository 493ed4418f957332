package yamlfile_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"
	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"readiness/questionnaires/yamlfile"
)

type form struct {
	ID     string                `yaml:"id" validate:"required,id,free"`
	Note   string                `yaml:"note" validate:"max=10,printable"`
	Count  int                   `yaml:"count" validate:"omitempty,min=2,max=11"`
	Weight *float64              `yaml:"weight" validate:"omitnil,gte=0"`
	On     bool                  `yaml:"on"`
	Day    string                `yaml:"day" validate:"omitempty,datetime=2006-01-02"`
	URL    string                `yaml:"url" validate:"omitempty,http_url"`
	Names  []string              `yaml:"names" validate:"unique,max=3"`
	Items  []item                `yaml:"items" validate:"dive"`
	Ends   ends                  `yaml:"ends"`
	Rows   map[string][2]float64 `yaml:"rows"`
	Lists  map[string][]int      `yaml:"lists"`
}

type item struct {
	ID   string `yaml:"id" validate:"required"`
	Kind kind   `yaml:"kind" validate:"omitempty,oneof=stage category"`
}

type kind string

// ends is one text for both ends or a text for each.
type ends struct {
	Low  string `yaml:"low" validate:"required"`
	High string `yaml:"high" validate:"required"`
}

func (e *ends) UnmarshalYAML(node *yaml.Node) error {
	type plain ends
	switch node.Kind {
	case yaml.ScalarNode:
		e.Low, e.High = node.Value, node.Value
		return nil
	case yaml.MappingNode:
		return node.Decode((*plain)(e))
	default:
		return yamlfile.Mistyped(node, "a text, or two,")
	}
}

const good = `id: a
ends: {low: l, high: h}
items:
  - {id: b, kind: stage}
`

// read returns everything that is wrong with a file.
func read(t *testing.T, data string) error {
	t.Helper()
	validate, err := yamlfile.NewValidator(map[string]validator.Func{
		yamlfile.RuleFree: func(fl validator.FieldLevel) bool { return fl.Field().String() != "taken" },
	})
	if err != nil {
		t.Fatal(err)
	}
	var f form
	doc := yamlfile.Parse("f.yaml", []byte(data), &f)
	if doc.Readable() {
		if err := doc.Validate(validate, &f); err != nil {
			t.Fatal(err)
		}
	} else if len(doc.Problems) == 0 {
		t.Error("a file that cannot be read has no problem")
	}
	return yamlfile.Join(doc.Problems)
}

func TestParseAndValidate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, want string }{
		{"good", good, ""},
		{"empty", "", "f.yaml: the file is empty"},
		{"only a comment", "# nothing\n", "f.yaml: the file is empty"},
		{"a list", "- a\n", "f.yaml:1: the file must consist of keys and values"},
		{"too many values", "a: [" + strings.Repeat("1,", 20_000) + "]", "f.yaml: the file holds more than 20000 values"},
		{"second document", good + "---\nid: b\n", "f.yaml:5: the file holds more than one document"},
		{"list that does not end", good + "names: [\non: true\n", "f.yaml:5: did not find expected ',' or ']'; a text with a mark such as ? : # or a comma needs quotes here"},
		{"syntax in the last line", good + "names: [", "f.yaml:5: did not find expected node content"},
		{"syntax before empty lines", good + "names: [\n\n", "f.yaml:5: did not find expected node content"},
		{"anchor and reference", good + "names: [&a b, *a]\n", "f.yaml:5: anchors (&) are not supported; f.yaml:5: references (*) are not supported"},
		{"tag", good + "count: !!int 3\n", `f.yaml:5: the tag "!!int" is not supported`},
		{"list for a key", good + "[a]: 1\n", "f.yaml:5: this key must be a plain word"},
		{"merge key", good + "<<: {count: 3}\n", "f.yaml:5: this key must be a plain word"},
		{"unknown key", good + "colour: red\n", `f.yaml:5: unknown key "colour"`},
		{"keys twice", good + "count: 3\ncount: 4\nid: b\n", `f.yaml:6: key "count" is given twice; f.yaml:7: key "id" is given twice`},
		{"whole number", good + "count: many\n", `f.yaml:5: "many" is not a whole number`},
		{"fraction", good + "count: 3.9\n", `f.yaml:5: "3.9" is not a whole number`},
		{"fraction in a list", good + "lists: {a: [1, 2.5]}\n", `f.yaml:5: "2.5" is not a whole number`},
		{"number", good + "weight: heavy\n", `f.yaml:5: "heavy" is not a number`},
		{"true or false", good + "on: often\n", `f.yaml:5: "often" is not true or false`},
		{"list", good + "names: b\n", `f.yaml:5: "b" is not a list`},
		{"keys for a text", good + "note: {a: b}\n", "f.yaml:5: keys and values stand where a text is expected"},
		{"keys for a text of a named type", "id: a\nends: e\nitems: [{id: b, kind: {a: b}}]\n", "f.yaml:3: keys and values stand where a text is expected"},
		{"list for a text of a named type", "id: a\nends: e\nitems: [{id: b, kind: [a]}]\n", "f.yaml:3: a list cannot stand here"},
		{"list for keys", good + "rows: [a]\n", "f.yaml:5: a list stands where a group of keys and values is expected"},
		{"a type's own words", "id: a\nends: [l, h]\n", "f.yaml:2: a list stands where a text, or two, is expected"},
		{"a wrong type below its key is one problem", "id:\n  - a\nends: e\n", "f.yaml:2: a list stands where a text is expected"},
		{"entry of a wrong type hides the list's positions", "id: a\nends: e\nitems:\n  - b\n  - {id: c, kind: none}\n", `f.yaml:4: "b" is not a group of keys and values`},
		{"empty entry", good + "  -\n  - {id: c}\n", "f.yaml:5: this entry of the list is empty"},
		{"empty entry in a map's list", good + "lists:\n  a: [1, 2]\n  b: [1, null]\n", "f.yaml:7: this entry of the list is empty"},
		{"list of another length", good + "rows:\n  a: [1, 2]\n  b: [1]\n", "f.yaml:7: a list of 1 entries stands where 2 are expected"},
		{"missing", "note: n\n", "f.yaml:1: ends is missing or empty; f.yaml:1: id is missing or empty"},
		{"one of two is missing", "id: a\nends:\n  low: l\n", "f.yaml:2: ends.high is missing or empty"},
		{"a text for two is one problem", "id: a\nends: \"\"\n", "f.yaml:2: ends is missing or empty"},
		{"bad id", "id: A\nends: e\n", `f.yaml:1: id "A" is not an id: a lower-case letter, then up to 39 lower-case letters, digits, - or _`},
		{"taken", "id: taken\nends: e\n", `f.yaml:1: id "taken" is a reserved name`},
		{"too long", good + "note: more than ten\n", "f.yaml:5: note has more than 10 characters"},
		{"control character", good + "note: \"a\\u0007\"\n", "f.yaml:5: note contains a control character"},
		{"too small", good + "count: 1\n", "f.yaml:5: count is 1, must be at least 2"},
		{"too large", good + "count: 12\n", "f.yaml:5: count is 12, must be at most 11"},
		{"below 0", good + "weight: -0.5\n", "f.yaml:5: weight is -0.5, must be at least 0"},
		{"date", good + "day: 31.12.2026\n", `f.yaml:5: day "31.12.2026" is not a date such as 2026-12-31`},
		{"web address", good + "url: example\n", `f.yaml:5: url "example" is not a web address: it begins with https:// or http://`},
		{"twice", good + "names: [a, a]\n", "f.yaml:5: names names something twice"},
		{"too many", good + "names: [a, b, c, d]\n", "f.yaml:5: names has more than 3 entries"},
		{"none of", "id: a\nends: e\nitems:\n  - {id: b}\n  - id: c\n    kind: none\n", `f.yaml:6: items.1.kind "none" is none of: stage, category`},
		{"several at once", "id: A B\nends: e\ncount: 99\nsize: 1\non: 5\n", `f.yaml:1: id "A B" is not an id: a lower-case letter, then up to 39 lower-case letters, digits, - or _; f.yaml:3: count is 99, must be at most 11; f.yaml:4: unknown key "size"; f.yaml:5: "5" is not true or false`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, p := range yamlfile.Problems(read(t, c.file)) {
				got = append(got, p.Error())
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "; ")); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDocumentPaths(t *testing.T) {
	t.Parallel()
	var f form
	doc := yamlfile.Parse("f.yaml", []byte("id: a\nitems:\n  - id: b\n    kind:\n      stage\nlists: {y: [1], x: [2]}\n"), &f)
	for _, c := range []struct {
		want int
		path []string
	}{
		{1, nil},
		{1, []string{"id"}},
		{1, []string{"colour"}},
		{2, []string{"items"}},
		{3, []string{"items", "0"}},
		{4, []string{"items", "0", "kind"}},
		{3, []string{"items", "0", "size"}},
		{2, []string{"items", "1"}},
		{2, []string{"items", "first"}},
		{6, []string{"lists", "x", "0"}},
	} {
		if got := doc.Line(c.path...); got != c.want {
			t.Errorf("%v is in line %d, want %d", c.path, got, c.want)
		}
	}
	if diff := cmp.Diff([]string{"y", "x"}, doc.Keys("lists")); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if got := doc.Keys("items"); got != nil {
		t.Errorf("a list has the keys %v", got)
	}
	doc.AddAt("no good", "items", "0", "kind")
	doc.Add(0, "too old")
	want := []*yamlfile.Error{{File: "f.yaml", Line: 4, Reason: "no good"}, {File: "f.yaml", Reason: "too old"}}
	if diff := cmp.Diff(want, doc.Problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestJoinAndProblems(t *testing.T) {
	t.Parallel()
	if err := yamlfile.Join(nil); err != nil {
		t.Errorf("no problems make the error %v", err)
	}
	err := yamlfile.Join([]*yamlfile.Error{
		{File: "b", Line: 9, Reason: "z"},
		{File: "a", Line: 2, Reason: "y"},
		{File: "b", Line: 3, Reason: "x"},
		{File: "a", Line: 2, Reason: "y"},
		{File: "a", Reason: "w"},
	})
	if diff := cmp.Diff("b:3: x\nb:9: z\na: w\na:2: y", err.Error()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	if got := yamlfile.Problems(fmt.Errorf("load: %w", err)); len(got) != 4 || got[1].Line != 9 {
		t.Errorf("a wrapped error holds %v", got)
	}
	var one *yamlfile.Error
	if !errors.As(err, &one) || one.Line != 3 {
		t.Errorf("the first problem is %v", one)
	}
	for _, other := range []error{nil, fs.ErrNotExist} {
		if got := yamlfile.Problems(other); got != nil {
			t.Errorf("%v holds %v", other, got)
		}
	}
}

func TestValidateWantsAStruct(t *testing.T) {
	t.Parallel()
	validate, err := yamlfile.NewValidator(nil)
	if err != nil {
		t.Fatal(err)
	}
	var f map[string]int
	doc := yamlfile.Parse("f.yaml", []byte("a: 1\n"), &f)
	if err := doc.Validate(validate, &f); err == nil || yamlfile.Problems(err) != nil {
		t.Errorf("got %v", err)
	}
}
