package activities

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"readiness/questionnaires"
	"readiness/questionnaires/yamlfile"
)

//go:embed data
var shippedFiles embed.FS

const structureName = "structure.yaml"

// Load reads the library that comes with the product.
func Load() (*Library, error) {
	folder, err := fs.Sub(shippedFiles, "data")
	if err != nil {
		return nil, fmt.Errorf("read the shipped activities: %w", err)
	}
	library, err := LoadFS(folder)
	if err != nil {
		return nil, fmt.Errorf("read the shipped activities: %w", err)
	}
	return library, nil
}

// LoadFS reads a library from the files at the top of fsys: structure.yaml and
// one text file for each of the product's languages. Whatever is wrong with their
// content comes back at once as a joined list of *yamlfile.Error, see
// yamlfile.Problems. Triggers and categories are those of the shipped questionnaires.
func LoadFS(fsys fs.FS) (*Library, error) {
	shipped, err := questionnaires.Shipped()
	if err != nil {
		return nil, err
	}
	r := reader{fsys: fsys, known: knownIDs(shipped), texts: map[string]*textFile{}}
	if err := r.folder(); err != nil {
		return nil, err
	}
	complete, err := r.structure()
	if err != nil {
		return nil, err
	}
	for _, lang := range questionnaires.Languages() {
		if err := r.language(lang, complete); err != nil {
			return nil, err
		}
	}
	if err := yamlfile.Join(r.problems); err != nil {
		return nil, err
	}
	return r.build(), nil
}

// known holds the ids that the shipped questionnaires define.
type known struct{ categories, items []string }

func knownIDs(catalog *questionnaires.Catalog) known {
	var k known
	for _, q := range catalog.All() {
		for _, s := range q.Scales {
			if s.Kind == questionnaires.Category {
				k.categories = append(k.categories, s.ID)
			}
		}
		for i := range q.Questions {
			k.items = append(k.items, q.Questions[i].ID)
		}
	}
	return k
}

// reader collects what the files hold and what is wrong with them.
type reader struct {
	fsys     fs.FS
	known    known
	form     structureFile
	texts    map[string]*textFile
	problems []*yamlfile.Error
}

// folder refuses YAML files that nothing would read, such as one of a misspelt
// language.
func (r *reader) folder() error {
	entries, err := fs.ReadDir(r.fsys, ".")
	if err != nil {
		return fmt.Errorf("read the activities' folder: %w", err)
	}
	for _, entry := range entries {
		name := entry.Name()
		extension := path.Ext(name)
		if extension != ".yaml" && extension != ".yml" {
			continue
		}
		if name != structureName && !slices.Contains(questionnaires.Languages(), strings.TrimSuffix(name, ".yaml")) {
			r.problem(name, "this file has no place here; expected are structure.yaml, en.yaml, es.yaml, it.yaml, zh.yaml")
		}
	}
	return nil
}

func (r *reader) problem(file, reason string) {
	r.problems = append(r.problems, &yamlfile.Error{File: file, Reason: reason})
}

// parse reads one file into target and applies the rules of its struct tags; nil
// for a file that is missing or cannot be read as keys and values.
func (r *reader) parse(name string, target any) (*yamlfile.Document, error) {
	data, err := fs.ReadFile(r.fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		r.problem(name, "the file is missing")
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read activities: %w", err)
	}
	doc := yamlfile.Parse(name, data, target)
	if !doc.Readable() {
		r.problems = append(r.problems, doc.Problems...)
		return nil, nil
	}
	validate, err := yamlfile.NewValidator(nil)
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(validate, target); err != nil {
		return nil, err
	}
	return doc, nil
}

// structure reads structure.yaml and reports whether its list of activities is
// complete, so that texts can be compared with it.
func (r *reader) structure() (complete bool, err error) {
	doc, err := r.parse(structureName, &r.form)
	if doc == nil || err != nil {
		return false, err
	}
	checkIDs(doc, &r.form)
	complete = len(doc.Problems) == 0
	checkStructure(doc, &r.form, r.known)
	r.problems = append(r.problems, doc.Problems...)
	return complete, nil
}

// language reads the texts of one language.
func (r *reader) language(lang string, compare bool) error {
	name := lang + ".yaml"
	var form textFile
	doc, err := r.parse(name, &form)
	if doc == nil || err != nil {
		return err
	}
	checkTexts(doc, lang, &form)
	if compare {
		compareTexts(doc, &r.form)
	}
	r.problems = append(r.problems, doc.Problems...)
	r.texts[lang] = &form
	return nil
}

// build turns checked files into a library.
func (r *reader) build() *Library {
	library := &Library{}
	for i := range r.form.Activities {
		f := &r.form.Activities[i]
		a := Activity{
			ID: f.ID, Stage: f.Stage, Category: f.Category, Areas: f.Areas, Rhythm: f.Rhythm, Effort: f.Effort,
			Fit: Fit(f.Fit), Triggers: f.Triggers, texts: map[string]text{},
		}
		for _, name := range conditionNames() {
			if level, ok := f.BlockedBy[name]; ok {
				a.BlockedBy = append(a.BlockedBy, Condition{Name: name, Value: level})
			}
		}
		for lang, file := range r.texts {
			t := file.Activities[f.ID]
			built := text{title: tidy(t.Title), measure: tidy(t.Measure)}
			for _, step := range t.Steps {
				built.steps = append(built.steps, tidy(step))
			}
			a.texts[lang] = built
		}
		library.all = append(library.all, a)
	}
	return library
}

// tidy makes one line of a text: white space at its ends and in rows means nothing.
func tidy(s string) string { return strings.Join(strings.Fields(s), " ") }

// at is the path of a part of the activity at position i of structure.yaml.
func at(i int, rest ...string) []string {
	return append([]string{"activities", strconv.Itoa(i)}, rest...)
}
