package reports

import (
	"bytes"
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"slices"
	"strconv"

	"readiness/questionnaires"
	"readiness/reports/charts"
	"readiness/static"
	"readiness/static/i18n"
)

//go:embed print.html.tmpl
var printTemplate string

//go:embed print.css
var printStyle string

// printPage is what the print view shows.
type printPage struct {
	Tag, Title, Organisation, Heading, Closed string
	Style                                     template.CSS
	Verdict                                   []string
	Start                                     printSection
	Footer                                    []string
	Sections                                  []printSection
}

type printSection struct {
	Heading string
	Class   string // of the lines
	Order   []printPlace
	Lines   []string
	Figures []Picture
	Words   []string // below the figures
	Beside  bool     // figures and tables stand two to a row
	Broad   bool     // needs a page across
	Tables  []printTable
	Notes   []string
}

// mostUpright is the number of groups whose columns fit on an upright page.
const mostUpright = 7

// printPlace is a stage in the order in which to start.
type printPlace struct{ Name, Verdict, Held string }

// printTable is a table; a row of a single cell heads those below it.
type printTable struct {
	Caption, Class string
	Head           []printHead
	Rows           [][]printCell
}

// printHead heads a column; Mark and Sub are those of a group.
type printHead struct {
	Text, Sub, Class string
	Mark             template.HTML
}

// printCell is a cell; Why says why its figure is hidden, Lang what it is
// written in where that is not the language of the page.
type printCell struct{ Text, Class, Sub, Why, Lang string }

func textCell(text string) printCell   { return printCell{Text: text} }
func numberCell(text string) printCell { return printCell{Text: text, Class: "number"} }

// Columns are the headings, aligned as the figures below them.
func (t printTable) Columns() []printHead {
	out := slices.Clone(t.Head)
	for i := range out {
		for _, row := range t.Rows {
			if i < len(row) && row[i].Class == "number" {
				out[i].Class = "number"
			}
		}
	}
	return out
}

// printer writes figures the way one language does.
type printer struct {
	words  Words
	lang   string
	report *Report
}

// HTML writes the print view of a report: one page with its style inside and
// without any script.
func HTML(w io.Writer, report *Report, words Words, lang string) error {
	page, err := template.New("print").Parse(printTemplate)
	if err != nil {
		return fmt.Errorf("print view: %w", err)
	}
	p := &printer{words: words, lang: lang, report: report}
	filled, err := p.page()
	if err != nil {
		return fmt.Errorf("print view: %w", err)
	}
	var body bytes.Buffer
	if err := page.Execute(&body, filled); err != nil {
		return fmt.Errorf("print view: %w", err)
	}
	if _, err := body.WriteTo(w); err != nil {
		return fmt.Errorf("write the print view: %w", err)
	}
	return nil
}

func (p *printer) page() (*printPage, error) {
	style, err := fs.ReadFile(static.FS(), "charts.css")
	if err != nil {
		return nil, err
	}
	a := &p.report.Assessment
	out := &printPage{
		Tag: i18n.Tag(p.lang), Title: a.Title.In(p.lang), Organisation: a.Organisation.In(p.lang),
		Heading: p.t("report_title"), Closed: p.t("report_closed", "Day", p.pictures().Day(a.Closed)),
		Style:   template.CSS(style) + template.CSS(printStyle), //nolint:gosec // embedded, not from people
		Verdict: p.sentences(p.report.ReadyToday.Sentence), Footer: p.method(),
		Start: printSection{Heading: p.t("results_order"), Order: p.order()},
	}
	for _, s := range []printSection{
		{Heading: p.t("report_heading_takeaways"), Class: "points", Lines: p.sentences(p.report.Takeaways)},
		{Heading: p.t("report_heading_warnings"), Class: "warning", Lines: p.sentences(p.report.Warnings)},
		p.stages(),
		p.trend(),
		p.practices(),
		p.gaps(),
		p.agendas(),
		{
			Heading: p.t("report_heading_categories"), Beside: true, Tables: p.scales(string(questionnaires.Category)),
			Notes: p.mixed(p.report.MixedSides(string(questionnaires.Category))),
		},
		{Heading: p.t("report_heading_items"), Broad: len(p.report.Groups) > mostUpright, Tables: p.items()},
		p.priorities(),
		p.customers(),
		p.actions(),
		{Heading: p.t("report_heading_segments"), Tables: p.segments()},
		{Heading: p.t("report_heading_comments"), Words: p.sentences(p.report.ReviewNotes()), Tables: p.comments()},
		{Heading: p.t("report_heading_responses"), Tables: p.responses()},
	} {
		if len(s.Lines) > 0 || len(s.Words) > 0 || len(s.Tables) > 0 || len(s.Figures) > 0 {
			s.Notes = append(s.Notes, p.whyHidden(s.Tables)...)
			out.Sections = append(out.Sections, s)
		}
	}
	return out, nil
}

func (p *printer) pictures() Pictures { return Pictures{p.report, p.words, p.lang} }

func (p *printer) t(key string, args ...any) string { return p.words.T(p.lang, key, args...) }

func (p *printer) sentences(messages []Message) []string {
	var out []string
	for _, m := range messages {
		out = append(out, m.In(p.words, p.lang))
	}
	return out
}

// mixed is a note on scales whose groups were asked different questions, if there
// are such.
func (p *printer) mixed(note Message, found bool) []string {
	if !found {
		return nil
	}
	return p.sentences([]Message{note})
}

// prose is messages behind each other; Chinese has no blank between sentences.
func (p *printer) prose(messages []Message) string {
	text := ""
	for i, next := range p.sentences(messages) {
		if i > 0 {
			next = p.t("list_sentences", "First", text, "Next", next)
		}
		text = next
	}
	return text
}

func (p *printer) method() []string {
	a, s := &p.report.Assessment, &p.report.Snapshot
	return []string{
		p.t("report_method_figures"),
		p.t("report_method_protection", "Least", a.K),
		p.t("report_method_weights", "Weights", p.t("report_weights_"+a.Weights)),
		p.t("report_method_snapshot", "Version", s.Version, "Program", s.Program, "Hash", s.Hash),
	}
}

// figure is a number with one decimal; an undefined one is a dash.
func (p *printer) figure(v *float64) printCell {
	if v == nil {
		return numberCell("–")
	}
	return numberCell(p.words.Number(p.lang, *v, 1))
}

func (p *printer) signed(v *float64) printCell {
	if v == nil {
		return numberCell("–")
	}
	return numberCell(p.words.Signed(p.lang, *v, 1))
}

func whole(n *int) printCell {
	if n == nil {
		return numberCell("–")
	}
	return numberCell(strconv.Itoa(*n))
}

// hiddenCell stands for a figure of a group that is not shown.
func (p *printer) hiddenCell(why, group string) printCell {
	return printCell{Text: p.pictures().Hidden(why, group), Class: "hidden", Why: cmp.Or(why, HiddenFew)}
}

// whyHidden explains the hidden cells of tables, one sentence a reason.
func (p *printer) whyHidden(tables []printTable) []string {
	var out []string
	for _, why := range []string{HiddenFew, HiddenComplementary, HiddenEarlier} {
		if slices.ContainsFunc(tables, func(t printTable) bool {
			return slices.ContainsFunc(t.Rows, func(row []printCell) bool {
				return slices.ContainsFunc(row, func(c printCell) bool { return c.Why == why })
			})
		}) {
			out = append(out, p.t("results_hidden_why_"+why))
		}
	}
	return out
}

func (p *printer) interval(low, high *float64) printCell {
	if low == nil || high == nil {
		return numberCell("–")
	}
	return numberCell(p.t("results_range", "From", p.words.Number(p.lang, *low, 1), "To", p.words.Number(p.lang, *high, 1)))
}

func (p *printer) head(keys ...string) []printHead {
	out := make([]printHead, len(keys))
	for i, key := range keys {
		out[i].Text = p.t("report_col_" + key)
	}
	return out
}

// groupHeads head one column a group.
func (p *printer) groupHeads() []printHead {
	var out []printHead
	for i := range p.report.Groups {
		out = append(out, printHead{Text: p.report.Groups[i].Name.In(p.lang), Mark: charts.Mark(p.pictures().group(i, ""))})
	}
	return out
}

// group is the name of a group.
func (p *printer) group(key string) string { return p.pictures().groupName(key) }
