package charts_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"readiness/reports/charts"
)

// node is an element of a drawing.
type node struct {
	name     string
	attrs    map[string]string
	text     string
	children []*node
}

func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, c := range n.children {
		c.walk(visit)
	}
}

// parse reads a drawing as strict XML with one root.
func parse(svg string) (*node, error) {
	d := xml.NewDecoder(strings.NewReader(svg))
	top := &node{}
	open := []*node{top}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		last := open[len(open)-1]
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, attrs: map[string]string{}}
			for _, a := range t.Attr {
				n.attrs[a.Name.Local] = a.Value
			}
			last.children = append(last.children, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			last.text += string(t)
		default:
			return nil, fmt.Errorf("%T in a drawing", token)
		}
	}
	if len(top.children) != 1 || top.text != "" {
		return nil, errors.New("not one root")
	}
	return top.children[0], nil
}

// allowed are the elements and attributes that a drawing may have: neither
// style nor script nor a link nor a handler is among them.
func allowed() map[string][]string {
	shape := []string{"class"}
	return map[string][]string{
		"svg": {"class", "viewBox", "role", "aria-labelledby", "aria-describedby", "font-size"}, "title": {"id"}, "desc": {"id"}, "g": {},
		"text": {"class", "x", "y", "font-size", "text-anchor", "transform"}, "line": append([]string{"x1", "y1", "x2", "y2"}, shape...),
		"rect": append([]string{"x", "y", "width", "height", "rx"}, shape...), "circle": append([]string{"cx", "cy", "r"}, shape...),
		"polygon": append([]string{"points"}, shape...), "polyline": append([]string{"points"}, shape...),
	}
}

// faults lists what is wrong with a drawing.
func faults(svg string) []string {
	root, err := parse(svg)
	if err != nil {
		return []string{"not well-formed: " + err.Error()}
	}
	var out []string
	fault := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	box := strings.Fields(root.attrs["viewBox"])
	if root.name != "svg" || root.attrs["role"] != "img" || len(box) != 4 {
		fault("root %s role %q viewBox %q", root.name, root.attrs["role"], root.attrs["viewBox"])
		return out
	}
	ids := map[string]string{}
	root.walk(func(n *node) {
		if _, ok := allowed()[n.name]; !ok {
			fault("element %s", n.name)
		}
		for name, value := range n.attrs {
			if !slices.Contains(allowed()[n.name], name) {
				fault("attribute %s of %s", name, n.name)
			}
			if strings.Contains(value, "NaN") || strings.Contains(value, "Inf") {
				fault("%s=%q", name, value)
			}
		}
		if id := n.attrs["id"]; id != "" {
			if _, ok := ids[id]; ok {
				fault("id %s twice", id)
			}
			ids[id] = n.text
		}
	})
	for _, name := range []string{"aria-labelledby", "aria-describedby"} {
		if strings.TrimSpace(ids[root.attrs[name]]) == "" {
			fault("%s names %q, which is empty or missing", name, root.attrs[name])
		}
	}
	width, height := number(box[2]), number(box[3])
	root.walk(func(n *node) {
		for _, p := range extent(n) {
			if p[0] < -.6 || p[0] > width+.6 || p[1] < -.6 || p[1] > height+.6 {
				fault("%s %v %q reaches %.1f,%.1f outside of %s", n.name, n.attrs, n.text, p[0], p[1], root.attrs["viewBox"])
			}
		}
	})
	return out
}

// number is a coordinate; anything else reaches outside of every drawing.
func number(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.Inf(1)
	}
	return v
}

// extent is the corners of what an element covers; texts are measured as the
// package measures them.
func extent(n *node) [][2]float64 {
	at := func(name string) float64 {
		if n.attrs[name] == "" {
			return 0
		}
		return number(n.attrs[name])
	}
	switch n.name {
	case "line":
		return [][2]float64{{at("x1"), at("y1")}, {at("x2"), at("y2")}}
	case "rect":
		return [][2]float64{{at("x"), at("y")}, {at("x") + at("width"), at("y") + at("height")}}
	case "circle":
		return [][2]float64{{at("cx") - at("r"), at("cy") - at("r")}, {at("cx") + at("r"), at("cy") + at("r")}}
	case "polygon", "polyline":
		var out [][2]float64
		for _, pair := range strings.Fields(n.attrs["points"]) {
			x, y, _ := strings.Cut(pair, ",")
			out = append(out, [2]float64{number(x), number(y)})
		}
		return out
	case "text":
		size := 13.0
		if n.attrs["font-size"] != "" {
			size = at("font-size")
		}
		w := charts.TextWidth(n.text, size, slices.Contains(strings.Fields(n.attrs["class"]), "c-b"))
		from := 0.0
		switch n.attrs["text-anchor"] {
		case "middle":
			from = -w / 2
		case "end":
			from = -w
		}
		x, y := at("x"), at("y")
		if strings.HasPrefix(n.attrs["transform"], "rotate(-90 ") {
			return [][2]float64{{x - size*.8, y - from}, {x + size*.25, y - from - w}}
		}
		return [][2]float64{{x + from, y - size*.8}, {x + from + w, y + size*.25}}
	}
	return nil
}

// versions are both drawings of a chart.
func versions(c charts.Chart) map[string]string {
	return map[string]string{"wide": string(c.Wide), "slim": string(c.Slim)}
}
