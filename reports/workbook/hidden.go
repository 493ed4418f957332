package workbook

import (
	"slices"

	"readiness/reports"
)

// suppressed lists the scores that are hidden, with the reasons.
func (b *book) suppressed(s *sheet, row int) {
	from := row
	s.text(row, 1, b.t("section_hidden"), section())
	row++
	last := row
	for _, part := range b.hiddenCells() {
		for i, reason := range part.reasons {
			name := ""
			if i == 0 {
				name = b.words.Join(b.lang, part.names)
			}
			s.text(row, 1, name, strong(prose()))
			s.grow(row, name, s.width(1), strong(look{}))
			s.block(row, 2, 2, reason[0], prose())
			s.block(row, 3, 3, reason[1], prose())
			row++
		}
	}
	if row == last {
		s.block(row, 1, methodColumns, b.t("nothing_hidden"), prose())
		s.keep(from, row)
		return
	}
	s.block(row, 1, methodColumns, b.t("hidden_note", "K", b.report.Assessment.K), note())
	s.keep(from, last)
	s.keep(row-1, row) // the note is not left alone
}

// hiddenPart is a score, a question or parts of the company with hidden cells:
// who is hidden, and why.
type hiddenPart struct {
	names   []string
	place   bool // a location or function
	reasons [][2]string
}

// hiddenCells lists what is hidden by score, importance, question, location and
// function. A group that is hidden everywhere is named once.
func (b *book) hiddenCells() []hiddenPart {
	sections := b.hiddenSections()
	nowhere := map[string]bool{}
	for i := range b.report.Groups {
		key := b.report.Groups[i].Group
		nowhere[key] = !slices.ContainsFunc(sections, func(x hiddenSection) bool { return x.shown(key) })
	}
	var everywhere []hiddenCell
	for i := range b.report.Groups {
		if key := b.report.Groups[i].Group; nowhere[key] && len(sections) > 0 {
			everywhere = append(everywhere, hiddenCell{group: key, suppressed: true, why: reports.HiddenFew})
		}
	}
	var out []hiddenPart
	add := func(name string, place bool, cells []hiddenCell) {
		if reasons := b.hiddenReasons(cells); len(reasons) > 0 {
			out = append(out, hiddenPart{[]string{name}, place, reasons})
		}
	}
	add(b.t("hidden_everywhere"), false, everywhere)
	for _, x := range sections {
		add(x.name, x.place, slices.DeleteFunc(x.cells, func(c hiddenCell) bool { return nowhere[c.group] }))
	}
	return together(out)
}

// together names places that hide the same for the same reasons together, as many
// as a cell holds well.
func together(parts []hiddenPart) []hiddenPart {
	const most = 6
	var out []hiddenPart
	for _, p := range parts {
		at := slices.IndexFunc(out, func(o hiddenPart) bool {
			return o.place && p.place && len(o.names) < most && slices.Equal(o.reasons, p.reasons)
		})
		if at < 0 {
			out = append(out, p)
			continue
		}
		out[at].names = append(out[at].names, p.names...)
	}
	return out
}

// hiddenSection is one score, question or part of the company with its cells.
type hiddenSection struct {
	name  string
	place bool // a location or function
	cells []hiddenCell
}

// hiddenCell is a group's cell; scale is named only where a section has several.
type hiddenCell struct {
	group, scale string
	suppressed   bool
	why          string
}

func (x hiddenSection) shown(group string) bool {
	return slices.ContainsFunc(x.cells, func(c hiddenCell) bool { return c.group == group && !c.suppressed })
}

func (b *book) hiddenSections() []hiddenSection {
	var out []hiddenSection
	for i := range b.report.Scales {
		x := hiddenSection{name: b.scaleName(b.report.Scales[i].ID)}
		for _, c := range b.report.Scales[i].Groups {
			x.cells = append(x.cells, hiddenCell{c.Group, "", c.Suppressed, c.Hidden})
		}
		out = append(out, x)
	}
	for i := range b.report.Importance {
		x := hiddenSection{name: b.t("importance_of", "Stage", b.stageName(b.report.Importance[i].Stage))}
		for _, c := range b.report.Importance[i].Groups {
			x.cells = append(x.cells, hiddenCell{c.Group, "", c.Suppressed, c.Hidden})
		}
		out = append(out, x)
	}
	for i := range b.report.Items {
		x := hiddenSection{name: b.question(&b.report.Items[i])}
		for j := range b.report.Items[i].Groups {
			c := &b.report.Items[i].Groups[j]
			x.cells = append(x.cells, hiddenCell{c.Group, "", c.Suppressed, c.Hidden})
		}
		out = append(out, x)
	}
	for i := range b.report.Segments {
		part := &b.report.Segments[i]
		x := hiddenSection{name: b.name(part.Name), place: true}
		for j := range part.Scales {
			for _, c := range part.Scales[j].Cells {
				x.cells = append(x.cells, hiddenCell{c.Group, b.scaleName(part.Scales[j].ID), c.Suppressed, c.Hidden})
			}
		}
		out = append(out, x)
	}
	return out
}

// hiddenReasons pairs who is hidden with why. A group that is hidden on some
// scores of a section is named with them.
func (b *book) hiddenReasons(cells []hiddenCell) [][2]string {
	var out [][2]string
	for _, reason := range []string{reports.HiddenFew, reports.HiddenComplementary} {
		var names []string
		for i := range b.report.Groups {
			key := b.report.Groups[i].Group
			var scales []string
			hidden, asked := 0, 0
			for _, c := range cells {
				if c.group != key {
					continue
				}
				asked++
				if c.suppressed && (c.why == reports.HiddenComplementary) == (reason == reports.HiddenComplementary) {
					hidden++
					scales = append(scales, c.scale)
				}
			}
			switch hidden {
			case 0:
			case asked:
				names = append(names, b.groupName(key))
			default:
				names = append(names, b.t("hidden_in", "Group", b.groupName(key), "Scales", b.words.Join(b.lang, scales)))
			}
		}
		if len(names) > 0 {
			out = append(out, [2]string{b.words.Join(b.lang, names), b.t("hidden_" + reason)})
		}
	}
	return out
}
