package reports

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"time"

	"readiness/questionnaires"
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
	Verdict, Footer                           []string
	Sections                                  []printSection
}

type printSection struct {
	Heading string
	Class   string // of the lines
	Lines   []string
	Tables  []printTable
}

type printTable struct {
	Caption string
	Head    []string
	Rows    [][]printCell
}

type printCell struct{ Text, Class string }

// Columns are the headings, aligned as the figures below them.
func (t printTable) Columns() []printCell {
	out := make([]printCell, len(t.Head))
	for i, text := range t.Head {
		out[i].Text = text
		for _, row := range t.Rows {
			if row[i].Class == "number" {
				out[i].Class = row[i].Class
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
	var body bytes.Buffer
	if err := page.Execute(&body, p.page()); err != nil {
		return fmt.Errorf("print view: %w", err)
	}
	if _, err := body.WriteTo(w); err != nil {
		return fmt.Errorf("write the print view: %w", err)
	}
	return nil
}

func (p *printer) page() *printPage {
	a := &p.report.Assessment
	out := &printPage{
		Tag: i18n.Tag(p.lang), Title: a.Title.In(p.lang), Organisation: a.Organisation.In(p.lang),
		Heading: p.t("report_title"), Closed: p.closed(), Style: template.CSS(printStyle), //nolint:gosec // embedded, not from people
		Verdict: p.sentences(p.report.ReadyToday.Sentence), Footer: p.method(),
	}
	for _, s := range []printSection{
		{Heading: p.t("report_heading_warnings"), Class: "warning", Lines: p.sentences(p.report.Warnings)},
		{Heading: p.t("report_heading_takeaways"), Lines: p.sentences(p.report.Takeaways)},
		{Heading: p.t("report_heading_priorities"), Tables: p.priorities()},
		{Heading: p.t("report_heading_actions"), Tables: p.actions()},
		{Heading: p.t("report_heading_stages"), Lines: p.inWords(), Tables: p.scales(string(questionnaires.Stage))},
		{Heading: p.t("report_heading_gaps"), Tables: p.gaps()},
		{Heading: p.t("report_heading_practices"), Tables: p.practices()},
		{Heading: p.t("report_heading_categories"), Tables: p.scales(string(questionnaires.Category))},
		{Heading: p.t("report_heading_items"), Tables: p.items()},
		{Heading: p.t("report_heading_segments"), Tables: p.segments()},
		{Heading: p.t("report_heading_comments"), Tables: p.comments()},
		{Heading: p.t("report_heading_responses"), Tables: p.responses()},
	} {
		if len(s.Lines) > 0 || len(s.Tables) > 0 {
			out.Sections = append(out.Sections, s)
		}
	}
	return out
}

func (p *printer) t(key string, args ...any) string { return p.words.T(p.lang, key, args...) }

// closed is the day of closing in words.
func (p *printer) closed() string {
	day := p.report.Assessment.Closed
	if at, err := time.Parse(time.DateOnly, day); err == nil {
		day = p.t("date_long", "Day", at.Day(), "Month", p.t(fmt.Sprintf("month_%d", at.Month())), "Year", at.Year())
	}
	return p.t("report_closed", "Day", day)
}

func (p *printer) sentences(messages []Message) []string {
	var out []string
	for _, m := range messages {
		out = append(out, m.In(p.words, p.lang))
	}
	return out
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
		return printCell{"–", "number"}
	}
	return printCell{p.words.Number(p.lang, *v, 1), "number"}
}

func (p *printer) signed(v *float64) printCell {
	if v == nil {
		return printCell{"–", "number"}
	}
	return printCell{p.words.Signed(p.lang, *v, 1), "number"}
}

func whole(n *int) printCell {
	if n == nil {
		return printCell{"–", "number"}
	}
	return printCell{strconv.Itoa(*n), "number"}
}

// hiddenCell stands for a figure that is not shown.
func (p *printer) hiddenCell() printCell { return printCell{p.t("report_hidden"), "hidden"} }

func (p *printer) interval(low, high *float64) printCell {
	if low == nil || high == nil {
		return printCell{"–", "number"}
	}
	return printCell{p.words.Number(p.lang, *low, 1) + "–" + p.words.Number(p.lang, *high, 1), "number"}
}

func (p *printer) head(keys ...string) []string {
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = p.t("report_col_" + key)
	}
	return out
}

// group is the name of a group.
func (p *printer) group(key string) string {
	for i := range p.report.Groups {
		if p.report.Groups[i].Group == key {
			return p.report.Groups[i].Name.In(p.lang)
		}
	}
	return key
}
