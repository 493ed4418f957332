package questionnaires

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxNodes bounds the values in one file: the decoder's own search for repeated
// keys takes time that grows with the square of their number.
const maxNodes = 20_000

// document is one YAML file: its nodes, which know their lines, and the problems
// found in it so far.
type document struct {
	file     string
	root     *yaml.Node // top mapping; nil when the file cannot be read further
	problems []*FileError
	mistyped map[int]bool // lines that already have a problem of syntax or type
}

var (
	// The parser counts the lines of these errors, and of no others, from 0.
	yamlFromZero = regexp.MustCompile(`^did not find expected (?:<document start>|node content|'-' indicator|key|',' or '[]}]')$`)

	yamlLine  = regexp.MustCompile(`^(?:yaml: )?line (\d+): (?s:(.*))$`)
	yamlField = regexp.MustCompile(`^field (.*) not found in type .*$`)
	yamlType  = regexp.MustCompile("^cannot unmarshal (!!\\S+)(?: `(?s:(.*))`)? into (.*)$")
)

// parse reads data strictly into target, a pointer to a struct: unknown and
// repeated keys, wrong types, references and second documents are problems.
func parse(file string, data []byte, target any) *document {
	d := &document{file: file, mistyped: map[int]bool{}}
	var node yaml.Node
	if err := yaml.Unmarshal(data, &node); err != nil {
		d.yamlError(err)
		return d
	}
	if node.Kind != yaml.DocumentNode || len(node.Content) == 0 {
		d.add(0, "the file is empty")
		return d
	}
	if node.Content[0].Kind != yaml.MappingNode {
		d.add(node.Content[0].Line, "the file must consist of keys and values")
		return d
	}
	if !d.plain(&node) {
		return d
	}
	d.root = node.Content[0]
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(target); err != nil {
		d.yamlError(err)
	}
	var second yaml.Node
	if err := decoder.Decode(&second); err == nil {
		d.add(second.Line, "the file holds more than one document")
	} else if !errors.Is(err, io.EOF) {
		d.yamlError(err)
	}
	return d
}

// plain refuses repeated keys, at which the decoder gives up, and what a
// questionnaire has no use for, references above all: with them a small file can
// stand for a huge one.
func (d *document) plain(top *yaml.Node) bool {
	nodes, before := 0, len(d.problems)
	var walk func(*yaml.Node)
	walk = func(n *yaml.Node) {
		nodes++
		switch {
		case n.Kind == yaml.AliasNode:
			d.add(n.Line, "references (*) are not supported")
			return
		case n.Anchor != "":
			d.add(n.Line, "anchors (&) are not supported")
		case n.Style&yaml.TaggedStyle != 0:
			d.add(n.Line, fmt.Sprintf("the tag %q is not supported", n.Tag))
		}
		seen := map[string]bool{}
		for i, child := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 0 {
				switch {
				case child.Kind != yaml.ScalarNode || child.ShortTag() == "!!merge":
					d.add(child.Line, "this key must be a plain word")
				case seen[child.Value]:
					d.add(child.Line, fmt.Sprintf("key %q is given twice", child.Value))
				}
				seen[child.Value] = true
			}
			walk(child)
		}
	}
	walk(top)
	if nodes > maxNodes {
		d.add(0, fmt.Sprintf("the file holds more than %d values", maxNodes))
	}
	return len(d.problems) == before
}

func (d *document) add(line int, reason string) {
	d.problems = append(d.problems, &FileError{File: d.file, Line: line, Reason: reason})
}

// addAt adds a problem at a path of keys and list positions.
func (d *document) addAt(reason string, path ...string) {
	d.add(d.line(path...), reason)
}

// yamlError turns the parser's messages, which name Go types, into ours.
func (d *document) yamlError(err error) {
	messages := []string{err.Error()}
	var typed *yaml.TypeError
	if errors.As(err, &typed) {
		messages = typed.Errors
	}
	for _, message := range messages {
		line := 0
		if m := yamlLine.FindStringSubmatch(message); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil {
				line, message = n, m[2]
			}
		}
		message = strings.TrimPrefix(message, "yaml: ")
		if yamlFromZero.MatchString(message) {
			line++
		}
		d.mistyped[line] = true
		d.add(line, plainReason(message))
	}
}

func plainReason(message string) string {
	if m := yamlField.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("unknown key %q", m[1])
	}
	if strings.HasPrefix(message, "did not find expected ','") {
		return message + "; a text with a mark such as ? : # or a comma needs quotes here"
	}
	m := yamlType.FindStringSubmatch(message)
	if m == nil {
		return message
	}
	want := "a group of keys and values"
	switch {
	case m[3] == "int":
		want = "a whole number"
	case m[3] == "float64":
		want = "a number"
	case m[3] == "bool":
		want = "true or false"
	case strings.HasPrefix(m[3], "["):
		want = "a list"
	case m[3] == "string" || strings.HasSuffix(m[3], ".text"):
		want = "a text"
	}
	switch m[1] {
	case "!!seq":
		return "a list stands where " + want + " is expected"
	case "!!map":
		return "keys and values stand where " + want + " is expected"
	}
	return fmt.Sprintf("%q is not %s", m[2], want)
}

// line finds the line of the value at a path, or of the deepest part of the path
// that exists. A value that goes over several lines is found by its key.
func (d *document) line(path ...string) int {
	node := d.root
	if node == nil {
		return 0
	}
	line := node.Line
	for _, step := range path {
		var at int
		if node, at = child(node, step); node == nil {
			return line
		}
		line = at
	}
	return line
}

// child finds a value in a mapping by its key, in a list by its position.
func child(node *yaml.Node, step string) (value *yaml.Node, line int) {
	if node.Kind == yaml.SequenceNode {
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(node.Content) {
			return node.Content[i], node.Content[i].Line
		}
		return nil, 0
	}
	if node.Kind != yaml.MappingNode {
		return nil, 0
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if key := node.Content[i]; key.Value == step {
			return node.Content[i+1], key.Line
		}
	}
	return nil, 0
}

// find returns the value at a path, nil where there is none.
func (d *document) find(path ...string) *yaml.Node {
	node := d.root
	for _, step := range path {
		if node == nil {
			return nil
		}
		node, _ = child(node, step)
	}
	return node
}

// keys lists the keys of the mapping at a path in the order of the file.
func (d *document) keys(path ...string) []string {
	node := d.find(path...)
	if node == nil || node.Kind != yaml.MappingNode {
		return nil
	}
	var keys []string
	for i := 0; i+1 < len(node.Content); i += 2 {
		keys = append(keys, node.Content[i].Value)
	}
	return keys
}

// entries lists the values of the list at a path.
func (d *document) entries(path ...string) []*yaml.Node {
	node := d.find(path...)
	if node == nil || node.Kind != yaml.SequenceNode {
		return nil
	}
	return node.Content
}
