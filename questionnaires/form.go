package questionnaires

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"
	"go.yaml.in/yaml/v3"

	"readiness/questionnaires/yamlfile"
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
		return yamlfile.Mistyped(node, aText)
	}
	*t = clean(node.Value)
	return nil
}

func clean(s string) text { return text(strings.Join(strings.Fields(s), " ")) }

const aText = "a text"

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
		v.problems = append(v.problems, lineProblem{node.Line, yamlfile.WrongKind(node, aText)})
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
func formProblems(d *yamlfile.Document, t *textFile) {
	report := func(list ...voiced) {
		for i := range list {
			for _, p := range list[i].problems {
				d.AddMistyped(p.line, p.reason)
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

// reserved reports whether a question id would collide with another column of a
// responses file.
func reserved(id string) bool {
	taken := []string{"group", "location", "function", "language", "submitted", "comment", "riv1"}
	return slices.Contains(taken, id) || strings.HasPrefix(id, "imp_") || strings.HasPrefix(id, "comment_")
}

// newValidator knows the rules of the forms' tags.
func newValidator() (*validator.Validate, error) {
	return yamlfile.NewValidator(map[string]validator.Func{
		yamlfile.RuleFree: func(fl validator.FieldLevel) bool { return !reserved(fl.Field().String()) },
	})
}
