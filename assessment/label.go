package assessment

import (
	"go.yaml.in/yaml/v3"

	"readiness/questionnaires/yamlfile"
)

// Label is a text by language; the key "" is one text for every language.
type Label map[string]string

// In returns the text for lang, else the common text, else the text of the
// first language in fallback that has one, else any.
func (l Label) In(lang string, fallback ...string) string {
	for _, key := range append([]string{lang, ""}, fallback...) {
		if text, ok := l[key]; ok {
			return text
		}
	}
	for _, key := range []string{"en", "es", "it", "zh"} {
		if text, ok := l[key]; ok {
			return text
		}
	}
	return ""
}

// Text makes a label that is the same in every language; an empty text makes none.
func Text(s string) Label {
	if s == "" {
		return nil
	}
	return Label{"": s}
}

// UnmarshalYAML accepts a plain text or a map by language.
func (l *Label) UnmarshalYAML(node *yaml.Node) error {
	switch node.Kind {
	case yaml.ScalarNode:
		*l = Text(node.Value)
		return nil
	case yaml.MappingNode:
		texts := map[string]string{}
		err := node.Decode(&texts)
		*l = texts // what could be read is there, whatever else is wrong
		return err
	default:
		return yamlfile.Mistyped(node, "a text, or one for each language,")
	}
}
