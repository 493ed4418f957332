package workbook

import (
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"

	"readiness/reports"
	"readiness/static/i18n"
)

// Write writes the report as a workbook in one language (en, es, it, zh; any
// other reads as en). It fails only when the file cannot be made or written.
func Write(w io.Writer, r *reports.Report, catalog *i18n.Catalog, lang string) (err error) {
	b := newBook(r, catalog, i18n.Supported(lang))
	defer func() {
		if closing := b.file.Close(); err == nil && closing != nil {
			err = fmt.Errorf("write the workbook: %w", closing)
		}
	}()
	b.compose()
	if err := b.finish(); err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	if err := b.file.Write(w); err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	return nil
}

// book is a workbook in the making.
type book struct {
	file   *excelize.File
	report *reports.Report
	words  *i18n.Catalog
	lang   string
	styles map[look]int
	sheets []*sheet
	names  []excelize.DefinedName
	model  *model

	matrixTop    int               // header row of the table under the matrix on Priorities
	seriesLabels map[string]string // side of a series' label, l or r, "" for none, by the reference of its name
}

func newBook(r *reports.Report, catalog *i18n.Catalog, lang string) *book {
	return &book{file: excelize.NewFile(), report: r, words: catalog, lang: lang, styles: map[look]int{}, seriesLabels: map[string]string{}}
}

// compose fills the sheets. The order of creation is the order in the file;
// Assumptions and Model are filled first because the others point at them.
func (b *book) compose() {
	summary := b.sheet("summary", tabResults)
	priorities := b.sheet("priorities", tabResults)
	actions := b.sheet("actions", tabInputs)
	steps := b.sheet("steps", tabResults)
	assumptions := b.sheet("assumptions", tabInputs)
	stages := b.sheet("stages", tabResults)
	gaps := b.sheet("gaps", tabResults)
	var categories *sheet
	if len(b.scalesOf(category)) > 0 {
		categories = b.sheet("categories", tabResults)
	}
	items := b.sheet("items", tabResults)
	distributions := b.sheet("distributions", tabResults)
	comments := b.sheet("comments", tabResults)
	locations, functions := b.segmentSheets()
	trend := b.sheet("trend", tabResults)
	responses := b.sheet("responses", tabResults)
	value := b.sheet("value", tabResults)
	modelSheet := b.sheet("model", tabModel)
	data := b.sheet("data", tabModel)
	method := b.sheet("method", tabModel)

	b.model = newModel(b.report, assumptions, modelSheet)
	b.model.items = items
	b.assumptions(assumptions)
	b.writeModel(modelSheet)
	b.summary(summary)
	b.priorities(priorities)
	b.steps(steps, actions, b.actions(actions))
	b.heat(stages, stage)
	if categories != nil {
		b.heat(categories, category)
	}
	b.gaps(gaps)
	b.items(items)
	b.distributions(distributions)
	b.comments(comments)
	b.segments(locations, "location")
	b.segments(functions, "function")
	b.trend(trend)
	b.responses(responses)
	b.value(value)
	b.data(data)
	b.method(method)
}

// t is a message of the catalogue.
func (b *book) t(key string, args ...any) string { return b.words.T(b.lang, "wb_"+key, args...) }

// say puts a sentence of the report into words.
func (b *book) say(m reports.Message) string { return m.In(b.words, b.lang) }

// name is a text of the report.
func (b *book) name(t reports.Text) string { return clean(t.In(b.lang)) }

// figure writes a number into a sentence.
func (b *book) figure(v float64, decimals int) string { return b.words.Number(b.lang, v, decimals) }

// day writes an ISO date as the language does; what is no date stays as it is.
func (b *book) day(iso string) string {
	at, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return b.words.Date(b.lang, at)
}

// The kinds of scales.
const (
	stage    = "stage"
	category = "category"
)

func (b *book) scalesOf(kind string) []*reports.Scale {
	var out []*reports.Scale
	for i := range b.report.Scales {
		if b.report.Scales[i].Kind == kind {
			out = append(out, &b.report.Scales[i])
		}
	}
	return out
}

func (b *book) scale(id string) *reports.Scale {
	for i := range b.report.Scales {
		if b.report.Scales[i].ID == id {
			return &b.report.Scales[i]
		}
	}
	return nil
}

// scaleName names a scale, a set of practices or, failing both, gives the id.
func (b *book) scaleName(id string) string {
	if s := b.scale(id); s != nil && len(s.Name) > 0 {
		return b.name(s.Name)
	}
	return id
}

// group returns a group, nil if there is none.
func (b *book) group(key string) *reports.Group {
	for i := range b.report.Groups {
		if b.report.Groups[i].Group == key {
			return &b.report.Groups[i]
		}
	}
	return nil
}

func (b *book) groupName(key string) string {
	if g := b.group(key); g != nil && len(g.Name) > 0 {
		return b.name(g.Name)
	}
	return clean(key)
}

// threshold is the least number of answers shown of a group.
func (b *book) threshold(key string) int {
	if g := b.group(key); g != nil {
		return g.Threshold
	}
	return b.report.Assessment.K
}

// fewer says that a figure of a group is hidden, and why.
func (b *book) fewer(group, why string) string {
	least := b.threshold(group)
	switch {
	case why == reports.HiddenComplementary:
		return b.t("also_hidden")
	case least <= 1:
		return b.t("no_answers")
	}
	return b.t("fewer_than", "Least", least)
}

// hide marks a figure of a group that is hidden.
func (b *book) hide(s *sheet, row, column int, group, why string) {
	text := b.fewer(group, why)
	s.text(row, column, text, hiddenLook())
	s.grow(row, text, s.width(column), look{})
	if why == reports.HiddenComplementary {
		s.legend()
	}
}
