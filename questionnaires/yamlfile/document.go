// Package yamlfile reads YAML files strictly: whatever is wrong with a file is
// found at once and named by file, line and reason. Questionnaires and
// assessments are read with it; it imports no other package of this module.
package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxNodes bounds the values in one file: the decoder's own search for repeated
// keys takes time that grows with the square of their number.
const maxNodes = 20_000

// Document is one YAML file: its nodes, which know their lines, and the problems
// found in it so far. A path in it is made of keys and list positions from 0.
type Document struct {
	Problems []*Error // in the order in which they were found; Join sorts them

	file     string
	lastLine int          // counts from 1
	root     *yaml.Node   // top mapping; nil when the file has none
	partial  bool         // the target lacks a part of the file, see Readable
	mistyped map[int]bool // lines that already have a problem of syntax or type
}

var (
	// The parser counts the lines of these errors, and of no others, from 0.
	yamlFromZero = regexp.MustCompile(`^did not find expected (?:<document start>|node content|'-' indicator|key|',' or '[]}]')$`)

	// What YAML takes for the end of a line.
	lineBreak = regexp.MustCompile("\r\n|[\r\n\u0085\u2028\u2029]")

	yamlLine  = regexp.MustCompile(`^(?:yaml: )?line (\d+): (?s:(.*))$`)
	yamlField = regexp.MustCompile(`^field (.*) not found in type .*$`)
	yamlType  = regexp.MustCompile("^cannot unmarshal (!!\\S+)(?: `(?s:(.*))`)? into (.*)$")
)

// Parse reads data strictly into target, a pointer to a struct: unknown and
// repeated keys, wrong types, empty list entries, references, tags, second
// documents and more than 20000 values are problems of the document. A type's
// own UnmarshalYAML should return Mistyped for a value of a wrong kind.
func Parse(file string, data []byte, target any) *Document {
	breaks := len(lineBreak.FindAllIndex(bytes.TrimRight(data, "\r\n"), -1))
	d := &Document{file: file, lastLine: breaks + 1, mistyped: map[int]bool{}}
	var node yaml.Node
	if err := yaml.Unmarshal(data, &node); err != nil {
		d.yamlError(err)
		return d
	}
	if node.Kind != yaml.DocumentNode || len(node.Content) == 0 {
		d.Add(0, "the file is empty")
		return d
	}
	if node.Content[0].Kind != yaml.MappingNode {
		d.Add(node.Content[0].Line, "the file must consist of keys and values")
		return d
	}
	if !d.plain(&node) {
		return d
	}
	d.root = node.Content[0]
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	err := decoder.Decode(target)
	d.missing(reflect.ValueOf(target), d.root)
	var typed *yaml.TypeError
	switch {
	case err == nil:
	case errors.As(err, &typed):
		d.yamlError(err)
	default: // the decoder gave up, perhaps at a list that missing named already
		d.partial = true
		if len(d.Problems) == 0 {
			d.yamlError(err)
		}
	}
	var second yaml.Node
	if err := decoder.Decode(&second); err == nil {
		d.Add(second.Line, "the file holds more than one document")
	} else if !errors.Is(err, io.EOF) {
		d.yamlError(err)
	}
	return d
}

// Readable reports whether the target holds all that the file does, as far as
// types allow, so that it can be checked further. Where a list of the target
// lacks an entry of the file, the others would be called by wrong positions.
func (d *Document) Readable() bool { return d.root != nil && !d.partial }

// plain refuses repeated keys, at which the decoder gives up, and what these
// files have no use for, references above all: with them a small file can
// stand for a huge one.
func (d *Document) plain(top *yaml.Node) bool {
	nodes, before := 0, len(d.Problems)
	var walk func(*yaml.Node)
	walk = func(n *yaml.Node) {
		nodes++
		switch {
		case n.Kind == yaml.AliasNode:
			d.Add(n.Line, "references (*) are not supported")
			return
		case n.Anchor != "":
			d.Add(n.Line, "anchors (&) are not supported")
		case n.Style&yaml.TaggedStyle != 0:
			d.Add(n.Line, fmt.Sprintf("the tag %q is not supported", n.Tag))
		}
		seen := map[string]bool{}
		for i, child := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 0 {
				switch {
				case child.Kind != yaml.ScalarNode || child.ShortTag() == "!!merge":
					d.Add(child.Line, "this key must be a plain word")
				case seen[child.Value]:
					d.Add(child.Line, fmt.Sprintf("key %q is given twice", child.Value))
				}
				seen[child.Value] = true
			}
			walk(child)
		}
	}
	walk(top)
	if nodes > maxNodes {
		d.Add(0, fmt.Sprintf("the file holds more than %d values", maxNodes))
	}
	return len(d.Problems) == before
}

// missing finds what the decoder changes without a word: it leaves out entries of
// lists that are empty or of a wrong type, gives up at an array of another length,
// and cuts the fraction off a number where a whole one belongs.
func (d *Document) missing(v reflect.Value, node *yaml.Node) {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch {
	case v.CanInt() && node.ShortTag() == "!!float":
		d.AddMistyped(node.Line, WrongKind(node, "a whole number"))
	case v.Kind() == reflect.Struct && node.Kind == yaml.MappingNode:
		for i := range v.NumField() {
			key := v.Type().Field(i).Tag.Get("yaml")
			if value, _ := child(node, key); key != "" && value != nil {
				d.missing(v.Field(i), value)
			}
		}
	case v.Kind() == reflect.Map && v.Type().Key().Kind() == reflect.String && node.Kind == yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			each := reflect.Zero(v.Type().Elem())
			if got := v.MapIndex(reflect.ValueOf(node.Content[i].Value).Convert(v.Type().Key())); got.IsValid() {
				each = got
			}
			d.missing(each, node.Content[i+1])
		}
	case v.Kind() == reflect.Array && node.Kind == yaml.SequenceNode && len(node.Content) != v.Len():
		d.Add(node.Line, fmt.Sprintf("a list of %d entries stands where %d are expected", len(node.Content), v.Len()))
	case v.Kind() == reflect.Slice && node.Kind == yaml.SequenceNode && len(node.Content) != v.Len():
		d.partial = true
		for _, each := range node.Content {
			if each.ShortTag() == "!!null" {
				d.Add(each.Line, "this entry of the list is empty")
			}
		}
	case v.Kind() == reflect.Slice && node.Kind == yaml.SequenceNode:
		for i, each := range node.Content {
			d.missing(v.Index(i), each)
		}
	}
}

// Add adds a problem at a line; 0 is the file as a whole.
func (d *Document) Add(line int, reason string) {
	d.Problems = append(d.Problems, &Error{File: d.file, Line: line, Reason: reason})
}

// AddAt adds a problem at the line of a path, see Line.
func (d *Document) AddAt(reason string, path ...string) {
	d.Add(d.Line(path...), reason)
}

// AddMistyped adds a problem of a value's type. Validate passes over its line,
// for what it would say follows from that.
func (d *Document) AddMistyped(line int, reason string) {
	d.mistyped[line] = true
	d.Add(line, reason)
}

// yamlError turns the parser's messages, which name Go types, into ours.
func (d *Document) yamlError(err error) {
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
			line = min(line+1, d.lastLine) // the end of the file is where its last line is
		}
		d.AddMistyped(line, plainReason(message))
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
	kind, into := m[1], m[3]
	want := "a group of keys and values"
	switch {
	case into == "int":
		want = "a whole number"
	case into == "float64":
		want = "a number"
	case into == "bool":
		want = "true or false"
	case strings.HasPrefix(into, "["):
		want = "a list"
	// A type with a name of its own is a struct, which takes any keys and values, or a text.
	case into == "string" || kind == "!!map" && strings.Contains(into, "."):
		want = "a text"
	case kind == "!!seq" && !strings.HasPrefix(into, "map["):
		return "a list cannot stand here"
	}
	return wrongKind(kind, m[2], want)
}

// Mistyped is what an UnmarshalYAML returns for a node of a wrong kind; want says
// what is expected in its place, as in "a text". The decoder collects such errors
// and goes on.
func Mistyped(node *yaml.Node, want string) error {
	return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %s", node.Line, WrongKind(node, want))}}
}

// WrongKind says in words that a node stands where something else is expected.
func WrongKind(node *yaml.Node, want string) string {
	return wrongKind(node.ShortTag(), node.Value, want)
}

func wrongKind(tag, value, want string) string {
	switch tag {
	case "!!seq":
		return "a list stands where " + want + " is expected"
	case "!!map":
		return "keys and values stand where " + want + " is expected"
	}
	return fmt.Sprintf("%q is not %s", value, want)
}

// Line finds the line of the value at a path, or of the deepest part of the path
// that exists; 0 for a file without keys and values. A value that goes over several lines is found by its key.
func (d *Document) Line(path ...string) int {
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
func (d *Document) find(path ...string) *yaml.Node {
	node := d.root
	for _, step := range path {
		if node == nil {
			return nil
		}
		node, _ = child(node, step)
	}
	return node
}

// Keys lists the keys of the mapping at a path in the order of the file; nil
// where no mapping is.
func (d *Document) Keys(path ...string) []string {
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
