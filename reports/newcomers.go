package reports

// Newcomers is how many people of a group have answered since the newest report
// that shows something of it.
type Newcomers struct {
	Group string
	Name  Text
	New   int
	Least int // of its answers shown; fewer newcomers than that hide what they change
}

// TooFew reports whether a report with them hides what they change (statistics.md
// 2.10, rules 4 and 6).
func (n *Newcomers) TooFew() bool { return tooClose(0, n.New, n.Least) }

// NewcomersSince compares what earlier reports, the oldest first, say of each
// group with the number of its responses now. It leaves out groups of which
// nothing was shown yet, and those whose single answers may be shown.
func NewcomersSince(earlier []*Report, completed func(group string) int) []Newcomers {
	var out []Newcomers
	if len(earlier) == 0 {
		return out
	}
	for i := range earlier[0].Groups {
		for v := len(earlier) - 1; v >= 0; v-- {
			g := &earlier[v].Groups[i]
			if g.Threshold > 1 && earlier[v].shows(g.Group) {
				out = append(out, Newcomers{Group: g.Group, Name: g.Name, New: completed(g.Group) - g.Completed, Least: g.Threshold})
				break
			}
		}
	}
	return out
}

// shows reports whether any figure of a group is shown.
func (r *Report) shows(group string) bool {
	found := false
	r.eachCell(func(of string, suppressed bool, _ string) { found = found || of == group && !suppressed })
	return found
}

// eachCell calls see for every figure of one group, with the reason if it is hidden.
func (r *Report) eachCell(see func(group string, suppressed bool, hidden string)) {
	for i := range r.Scales {
		for _, c := range r.Scales[i].Groups {
			see(c.Group, c.Suppressed, c.Hidden)
		}
	}
	for i := range r.Practices {
		for _, c := range r.Practices[i].Groups {
			see(c.Group, c.Suppressed, c.Hidden)
		}
	}
	for i := range r.Items {
		for j := range r.Items[i].Groups {
			c := &r.Items[i].Groups[j]
			see(c.Group, c.Suppressed, c.Hidden)
		}
	}
	for i := range r.Importance {
		for _, c := range r.Importance[i].Groups {
			see(c.Group, c.Suppressed, c.Hidden)
		}
	}
	if r.Rivals != nil {
		for i := range r.Rivals.Groups {
			see(r.Rivals.Groups[i].Group, r.Rivals.Groups[i].Suppressed, r.Rivals.Groups[i].Hidden)
		}
	}
	for i := range r.Segments {
		for j := range r.Segments[i].Scales {
			for _, c := range r.Segments[i].Scales[j].Cells {
				see(c.Group, c.Suppressed, c.Hidden)
			}
		}
	}
}

// warnNewcomers names the groups to which too few answers have come since an
// earlier report, and says so if single figures are hidden for that.
func (b *builder) warnNewcomers() {
	list := &b.report.Warnings
	var earlier []*Report
	for _, c := range b.past {
		earlier = append(earlier, c.report)
	}
	named := map[string]bool{}
	for _, n := range NewcomersSince(earlier, func(group string) int { return b.t.responses[b.l.groupAt[group]] }) {
		if n.TooFew() {
			named[n.Group] = true
			b.add(list, "report_warning_newcomers", args{"Group": name(n.Name), "Count": count(n.New), "Least": plain(float64(n.Least))})
		}
	}
	others := false
	b.report.eachCell(func(group string, _ bool, hidden string) { others = others || hidden == HiddenEarlier && !named[group] })
	if others {
		b.add(list, "report_warning_earlier", nil)
	}
}
