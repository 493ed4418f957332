// Package htmlcheck checks HTML in tests with small parts that fit together:
//
//	err := htmlcheck.Run(body,
//		htmlcheck.In("main h1", htmlcheck.HasText("Welcome")),
//		htmlcheck.Count("input[type=radio]", 5),
//		htmlcheck.NotIn(".err"))
//
// It imports no package of this module and is used by tests only.
package htmlcheck

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Checker looks at an element and says what is wrong with it.
type Checker func(*html.Node) error

// Run parses a document and applies the checkers to its root.
func Run(document io.Reader, checkers ...Checker) error {
	root, err := html.Parse(document)
	if err != nil {
		return fmt.Errorf("parse HTML: %w", err)
	}
	return all(root, checkers)
}

func all(n *html.Node, checkers []Checker) error {
	for _, check := range checkers {
		if err := check(n); err != nil {
			return err
		}
	}
	return nil
}

// In finds the first element that the selector names and applies the checkers to it.
func In(selector string, checkers ...Checker) Checker {
	return func(n *html.Node) error {
		found := Find(n, selector)
		if len(found) == 0 {
			return fmt.Errorf("nothing matches %s", selector)
		}
		if err := all(found[0], checkers); err != nil {
			return fmt.Errorf("%s: %w", selector, err)
		}
		return nil
	}
}

// Each applies the checkers to every element that the selector names; there may be none.
func Each(selector string, checkers ...Checker) Checker {
	return func(n *html.Node) error {
		for i, found := range Find(n, selector) {
			if err := all(found, checkers); err != nil {
				return fmt.Errorf("%s, number %d: %w", selector, i+1, err)
			}
		}
		return nil
	}
}

// NotIn asks that nothing matches.
func NotIn(selector string) Checker { return Count(selector, 0) }

// Count asks for exactly n matches.
func Count(selector string, n int) Checker {
	return func(node *html.Node) error {
		if got := len(Find(node, selector)); got != n {
			return fmt.Errorf("%s matches %d elements, want %d", selector, got, n)
		}
		return nil
	}
}

// HasText asks that the element's text, with its white space folded, contains want.
func HasText(want string) Checker {
	return func(n *html.Node) error {
		if got := Text(n); !strings.Contains(got, want) {
			return fmt.Errorf("text is %q, want it to contain %q", got, want)
		}
		return nil
	}
}

// HasAttr asks for an attribute with this value.
func HasAttr(name, want string) Checker {
	return func(n *html.Node) error {
		got, ok := Attr(n, name)
		if !ok {
			return fmt.Errorf("has no attribute %s", name)
		}
		if got != want {
			return fmt.Errorf("attribute %s is %q, want %q", name, got, want)
		}
		return nil
	}
}

// Attr returns the value of an attribute.
func Attr(n *html.Node, name string) (string, bool) {
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	if i < 0 {
		return "", false
	}
	return n.Attr[i].Val, true
}

// Text is all text inside an element, white space folded.
func Text(n *html.Node) string {
	var b strings.Builder
	for each := range n.Descendants() {
		if each.Type == html.TextNode {
			b.WriteString(each.Data)
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Find returns the elements that a selector names, in document order. A
// selector is a list of steps, each inside the one before: tag, #id, .class,
// [attribute] and [attribute=value], joined without spaces.
func Find(n *html.Node, selector string) []*html.Node {
	steps := strings.Fields(selector)
	var found []*html.Node
	for each := range n.Descendants() {
		if each.Type == html.ElementNode && matches(each, n, steps) {
			found = append(found, each)
		}
	}
	return found
}

func matches(n, root *html.Node, steps []string) bool {
	last := len(steps) - 1
	if last < 0 || !is(n, steps[last]) {
		return false
	}
	if last == 0 {
		return true
	}
	for up := n.Parent; up != nil && up != root; up = up.Parent {
		if matches(up, root, steps[:last]) {
			return true
		}
	}
	return false
}

// is tells whether an element is what one step names.
func is(n *html.Node, step string) bool {
	if n.Type != html.ElementNode {
		return false
	}
	for step != "" {
		end := strings.IndexAny(step[1:], "#.[") + 1
		if step[0] == '[' {
			end = strings.IndexByte(step, ']') + 1
		}
		if end <= 0 {
			end = len(step)
		}
		if !has(n, step[:end]) {
			return false
		}
		step = step[end:]
	}
	return true
}

// has tells whether an element meets one simple selector.
func has(n *html.Node, simple string) bool {
	switch simple[0] {
	case '#':
		id, _ := Attr(n, "id")
		return id == simple[1:]
	case '.':
		class, _ := Attr(n, "class")
		return slices.Contains(strings.Fields(class), simple[1:])
	case '[':
		name, want, valued := strings.Cut(strings.Trim(simple, "[]"), "=")
		got, ok := Attr(n, name)
		return ok && (!valued || got == want)
	default:
		return n.Data == simple
	}
}
