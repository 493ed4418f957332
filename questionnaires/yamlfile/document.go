// Package yamlfile reads the product's YAML files strictly: every problem is
// found at once and names file, line and reason. It is shared by questionnaires
// and assessment files and imports no other package of this module.
package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxNodes bounds the values in one file: looking for repeated keys takes time
// that grows with the square of their number.
const maxNodes = 20_000

// Document is one YAML file: its nodes, which know their lines, and the problems
// found in it so far.
type Document struct {
	file     string
	root     *yaml.Node // top mapping; nil when the file cannot be read as one
	Problems []*Problem
	mistyped map[int]bool // lines that already have a problem of syntax or type
}

var (
	yamlLine  = regexp.MustCompile(`^(?:yaml: )?line (\d+): (?s:(.*))$`)
	yamlField = regexp.MustCompile(`^field (.*) not found in type .*$`)
	yamlAgain = regexp.MustCompile(`^(?:mapping key "(.*)" already defined at line \d+|field (.*) already set in type .*)$`)
	yamlType  = regexp.MustCompile("^cannot unmarshal (!!\\S+)(?: `(?s:(.*))`)? into (.*)$")
)

// Parse reads data strictly into target, a pointer to a struct: unknown and
// repeated keys, wrong types, references and second documents are problems.
func Parse(file string, data []byte, target any) *Document {
	d := &Document{file: file, mistyped: map[int]bool{}}
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
	if err := decoder.Decode(target); err != nil {
		d.yamlError(err)
	}
	var second yaml.Node
	if err := decoder.Decode(&second); err == nil {
		d.Add(second.Line, "the file holds more than one document")
	} else if !errors.Is(err, io.EOF) {
		d.yamlError(err)
	}
	return d
}

// plain refuses what these files have no use for, references above all: with
// them a small file can stand for a huge one.
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
		for i, child := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 0 && (child.Kind != yaml.ScalarNode || child.ShortTag() == "!!merge") {
				d.Add(child.Line, "this key must be a plain word")
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

// Add adds a problem at a line; 0 is the file as a whole.
func (d *Document) Add(line int, reason string) {
	d.Problems = append(d.Problems, &Problem{File: d.file, Line: line, Reason: reason})
}

// Readable reports whether the file could be read as keys and values at all.
func (d *Document) Readable() bool { return d.root != nil }

// AddAt adds a problem at a path of keys and list positions.
func (d *Document) AddAt(reason string, path ...string) {
	d.Add(d.Line(path...), reason)
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
		d.mistyped[line] = true
		d.Add(line, plainReason(strings.TrimPrefix(message, "yaml: ")))
	}
}

func plainReason(message string) string {
	if m := yamlField.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("unknown key %q", m[1])
	}
	if m := yamlAgain.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("key %q is given twice", m[1]+m[2])
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
	case m[3] == "string" || strings.HasSuffix(m[3], ".Text"):
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

// Line finds the line of the value at a path, or of the deepest part of the path
// that exists. A value that goes over several lines is found by its key.
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
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if key := node.Content[i]; key.Value == step {
				return node.Content[i+1], key.Line
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(node.Content) {
			return node.Content[i], node.Content[i].Line
		}
	}
	return nil, 0
}

// Keys lists the keys of the mapping at a path in the order of the file.
func (d *Document) Keys(path ...string) []string {
	node := d.root
	for _, step := range path {
		if node == nil {
			return nil
		}
		node, _ = child(node, step)
	}
	if node == nil || node.Kind != yaml.MappingNode {
		return nil
	}
	var keys []string
	for i := 0; i+1 < len(node.Content); i += 2 {
		if !slices.Contains(keys, node.Content[i].Value) {
			keys = append(keys, node.Content[i].Value)
		}
	}
	return keys
}
