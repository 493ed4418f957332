package charts

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// attr is an attribute. Names are literals of this package; values are escaped
// when they are written.
type attr struct{ name, value string }

func word(name, value string) attr { return attr{name, value} }

// num is an attribute with a number of one decimal, as fine as a drawing needs.
func num(name string, v float64) attr { return attr{name, decimal(v)} }

func class(names string) attr { return attr{"class", names} }

// decimal writes a coordinate; what is not finite becomes 0, because one such
// number would make a browser drop the whole element.
func decimal(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		v = 0
	}
	return strconv.FormatFloat(math.Round(v*10)/10+0, 'f', -1, 64)
}

// point is a place in the drawing.
type point struct{ x, y float64 }

func points(ps []point) attr {
	var b strings.Builder
	for i, p := range ps {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(decimal(p.x))
		b.WriteByte(',')
		b.WriteString(decimal(p.y))
	}
	return attr{"points", b.String()}
}

// pen writes well-formed XML: it is the only place where markup is put
// together, and every text and every attribute value passes through escape.
type pen struct {
	b    strings.Builder
	open []string
}

func (p *pen) tag(name string, attrs []attr) {
	p.b.WriteByte('<')
	p.b.WriteString(name)
	for _, a := range attrs {
		p.b.WriteByte(' ')
		p.b.WriteString(a.name)
		p.b.WriteString(`="`)
		p.b.WriteString(escape(a.value))
		p.b.WriteByte('"')
	}
}

// start opens an element; end closes the one that was opened last.
func (p *pen) start(name string, attrs ...attr) {
	p.tag(name, attrs)
	p.b.WriteByte('>')
	p.open = append(p.open, name)
}

func (p *pen) end() {
	last := len(p.open) - 1
	p.b.WriteString("</" + p.open[last] + ">")
	p.open = p.open[:last]
}

// empty writes an element without content.
func (p *pen) empty(name string, attrs ...attr) {
	p.tag(name, attrs)
	p.b.WriteString("/>")
}

// leaf writes an element that holds only text.
func (p *pen) leaf(name, content string, attrs ...attr) {
	p.start(name, attrs...)
	p.b.WriteString(escape(content))
	p.end()
}

// escape makes text safe as content and inside quotation marks. Characters that
// XML has no place for become U+FFFD, the sign for what cannot be shown.
func escape(s string) string {
	if !strings.ContainsFunc(s, needsCare) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '"':
			b.WriteString("&#34;")
		case r == '\'':
			b.WriteString("&#39;")
		case invalid(r):
			b.WriteRune(utf8.RuneError)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// clean replaces what escape cannot write, so that a text is measured as it is
// shown.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if invalid(r) {
			return utf8.RuneError
		}
		return r
	}, s)
}

func needsCare(r rune) bool { return strings.ContainsRune(`&<>"'`, r) || invalid(r) }

// invalid is the complement of Char in XML 1.0.
func invalid(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError
}
