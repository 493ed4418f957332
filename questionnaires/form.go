package questionnaires

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/go-playground/validator/v10"
	"go.yaml.in/yaml/v3"
)

// structureFile is structure.yaml.
type structureFile struct {
	ID        string         `yaml:"id" validate:"required,id"`
	Version   int            `yaml:"version" validate:"required,min=1,max=1000000"`
	Levels    *int           `yaml:"levels" validate:"omitnil,min=2,max=11"`
	Scales    []scaleForm    `yaml:"scales" validate:"min=1,max=50,dive"`
	Questions []questionForm `yaml:"questions" validate:"min=1,max=500,dive"`
}

type scaleForm struct {
	ID   string    `yaml:"id" validate:"required,id"`
	Kind ScaleKind `yaml:"kind" validate:"required,oneof=stage category"`
}

type questionForm struct {
	ID       string   `yaml:"id" validate:"required,id,free"`
	Scale    string   `yaml:"scale" validate:"required"`
	Levels   *int     `yaml:"levels" validate:"omitnil,min=2,max=11"`
	Reverse  bool     `yaml:"reverse"`
	Weight   *float64 `yaml:"weight" validate:"omitnil,gte=0,lte=1000000"`
	Supports *string  `yaml:"supports" validate:"omitnil,oneof=identify differentiate interact customize foundation"`
	Ask      []string `yaml:"ask" validate:"omitnil,min=1,unique,dive,id"`
}

// textFile is one language's file.
type textFile struct {
	Title     text                    `yaml:"title" validate:"required,max=200,printable"`
	Intro     voiced                  `yaml:"intro"`
	Scales    map[string]text         `yaml:"scales" validate:"required,dive,required,max=100,printable"`
	Levels    []voiced                `yaml:"levels" validate:"dive"`
	Questions map[string]questionText `yaml:"questions" validate:"required,dive"`
}

// questionText is one question in one language. Which of its parts are needed
// depends on the structure, see checkQuestionText.
type questionText struct {
	Inside  *text    `yaml:"inside" validate:"omitnil,min=1,max=500,printable"`
	Outside *text    `yaml:"outside" validate:"omitnil,min=1,max=500,printable"`
	Short   *text    `yaml:"short" validate:"omitnil,min=1,max=100,printable"`
	Low     *voiced  `yaml:"low" validate:"omitnil"`
	High    *voiced  `yaml:"high" validate:"omitnil"`
	Options []voiced `yaml:"options" validate:"dive"`
}

// text is one line of text; white space at its ends, and in rows, means nothing.
type text string

// UnmarshalYAML takes any scalar as the text that was written.
func (t *text) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind != yaml.ScalarNode {
		// The decoder collects errors of this type and goes on.
		return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %s", node.Line, notText(node))}}
	}
	*t = clean(node.Value)
	return nil
}

func clean(s string) text { return text(strings.Join(strings.Fields(s), " ")) }

func notText(node *yaml.Node) string {
	if node.Kind == yaml.SequenceNode {
		return "a list stands where a text is expected"
	}
	return "keys and values stand where a text is expected"
}

// voiced is a text that may differ by voice: one string for both, or
// {inside: …, outside: …}.
type voiced struct {
	Inside  text `yaml:"inside" validate:"required,max=2000,printable"`
	Outside text `yaml:"outside" validate:"required,max=2000,printable"`

	// problems of form; the decoder would drop a list entry that returns an error,
	// and what is said of the others would name wrong places.
	problems []lineProblem
}

type lineProblem struct {
	line   int
	reason string
}

// UnmarshalYAML accepts both forms.
func (v *voiced) UnmarshalYAML(node *yaml.Node) error {
	switch node.Kind {
	case yaml.ScalarNode:
		v.Inside = v.take(node)
		v.Outside = v.Inside
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			switch key, value := node.Content[i], node.Content[i+1]; key.Value {
			case string(Inside):
				v.Inside = v.take(value)
			case string(Outside):
				v.Outside = v.take(value)
			default:
				v.problems = append(v.problems, lineProblem{key.Line, fmt.Sprintf("unknown key %q", key.Value)})
			}
		}
	default:
		v.take(node)
	}
	return nil
}

// take reads one text; an empty value is an empty text.
func (v *voiced) take(node *yaml.Node) (t text) {
	switch {
	case node.Kind != yaml.ScalarNode:
		v.problems = append(v.problems, lineProblem{node.Line, notText(node)})
	case node.ShortTag() != "!!null":
		t = clean(node.Value)
	}
	return t
}

// in returns the wording of a voice.
func (v *voiced) in(voice Voice) string {
	switch {
	case v == nil:
		return ""
	case voice == Outside:
		return string(v.Outside)
	default:
		return string(v.Inside)
	}
}

// formProblems reports what the texts themselves noticed while they were read.
func (d *document) formProblems(t *textFile) {
	report := func(list ...voiced) {
		for i := range list {
			for _, p := range list[i].problems {
				d.mistyped[p.line] = true
				d.add(p.line, p.reason)
			}
		}
	}
	report(t.Intro)
	report(t.Levels...)
	for _, q := range t.Questions {
		report(q.Options...)
		for _, end := range []*voiced{q.Low, q.High} {
			if end != nil {
				report(*end)
			}
		}
	}
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)

// reserved reports whether a question id would collide with another column of a
// responses file.
func reserved(id string) bool {
	taken := []string{"group", "location", "function", "language", "submitted", "comment", "riv1"}
	return slices.Contains(taken, id) || strings.HasPrefix(id, "imp_") || strings.HasPrefix(id, "comment_")
}

// validateFields applies the rules of the struct tags and adds a problem per
// broken one.
func (d *document) validateFields(form any) error {
	v, err := newValidator()
	if err != nil {
		return err
	}
	var broken validator.ValidationErrors
	if err := v.Struct(form); err != nil && !errors.As(err, &broken) {
		return fmt.Errorf("validate %s: %w", d.file, err)
	}
	for _, field := range broken {
		path := split(field.Namespace())
		// One string for both voices is one problem, not two.
		if last := len(path) - 1; last > 0 && (path[last] == string(Inside) || path[last] == string(Outside)) && d.keys(path[:last]...) == nil {
			path = path[:last]
		}
		if line := d.line(path...); !d.mistyped[line] {
			d.add(line, strings.Join(path, ".")+" "+rule(field))
		}
	}
	return nil
}

func newValidator() (*validator.Validate, error) {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("yaml") })
	rules := map[string]validator.Func{
		"id":   func(fl validator.FieldLevel) bool { return idForm.MatchString(fl.Field().String()) },
		"free": func(fl validator.FieldLevel) bool { return !reserved(fl.Field().String()) },
		"printable": func(fl validator.FieldLevel) bool {
			return !strings.ContainsFunc(fl.Field().String(), unicode.IsControl)
		},
	}
	for name, check := range rules {
		if err := v.RegisterValidation(name, check); err != nil {
			return nil, fmt.Errorf("register rule %s: %w", name, err)
		}
	}
	return v, nil
}

// split turns "structureFile.questions[2].levels" into its keys and positions.
func split(namespace string) []string {
	_, rest, _ := strings.Cut(namespace, ".")
	var path []string
	for rest != "" {
		end := strings.IndexAny(rest, ".[")
		if rest[0] == '[' {
			end = strings.IndexByte(rest, ']')
			rest = rest[1:]
			end--
		}
		if end < 0 {
			return append(path, rest)
		}
		path = append(path, rest[:end])
		rest = strings.TrimLeft(rest[end:], "].")
	}
	return path
}

// rule says in words what a field must be.
func rule(field validator.FieldError) string {
	list := field.Kind() == reflect.Slice || field.Kind() == reflect.Map
	long := field.Kind() == reflect.String
	switch field.Tag() {
	case "required":
		return "is missing or empty"
	case "id":
		return fmt.Sprintf("%q is not an id: a lower-case letter, then up to 39 lower-case letters, digits, - or _", field.Value())
	case "free":
		return fmt.Sprintf("%q is a reserved name", field.Value())
	case "oneof":
		return fmt.Sprintf("%q is none of: %s", field.Value(), strings.ReplaceAll(field.Param(), " ", ", "))
	case "unique":
		return "names something twice"
	case "printable":
		return "contains a control character"
	case "min", "gte":
		if list || long {
			return "is missing or empty"
		}
		return fmt.Sprintf("is %v, must be at least %s", field.Value(), field.Param())
	case "max", "lte":
		switch {
		case list:
			return "has more than " + field.Param() + " entries"
		case long:
			return "has more than " + field.Param() + " characters"
		}
		return fmt.Sprintf("is %v, must be at most %s", field.Value(), field.Param())
	}
	return "breaks the rule " + field.Tag()
}
