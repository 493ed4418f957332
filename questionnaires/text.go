package questionnaires

import "slices"

// Languages lists the languages the questionnaire has, in the product's order.
func (q *Questionnaire) Languages() []string {
	return slices.DeleteFunc(Languages(), func(lang string) bool { return !q.Has(lang) })
}

// Has reports whether the questionnaire has texts in a language.
func (q *Questionnaire) Has(lang string) bool {
	_, ok := q.texts[lang]
	return ok
}

// in returns the texts in a language, or in the first there is: a page with one
// foreign part is better than a page without it.
func (q *Questionnaire) in(lang string) *texts {
	if t, ok := q.texts[lang]; ok {
		return t
	}
	for _, other := range q.Languages() {
		return q.texts[other]
	}
	return &texts{}
}

// Title is the questionnaire's name. This and all texts below come in the first
// available language where the questionnaire lacks the one that is asked for.
func (q *Questionnaire) Title(lang string) string { return q.in(lang).Title }

// Intro is the paragraph before the first question.
func (q *Questionnaire) Intro(lang string, v Voice) string { return q.in(lang).Intro[v] }

// ScaleName is the name of a stage or category; "" for an unknown id.
func (q *Questionnaire) ScaleName(lang, scaleID string) string { return q.in(lang).Scales[scaleID] }

// ShortName is a label of a few words for tables and charts; the inside question
// where the files give none, "" for an unknown id.
func (q *Questionnaire) ShortName(lang, questionID string) string {
	return q.in(lang).Short[questionID]
}

// Wording is the question as one side reads it; the zero value for an unknown id.
func (q *Questionnaire) Wording(lang string, v Voice, questionID string) Wording {
	w := q.in(lang).Questions[questionID][v]
	w.Options = slices.Clone(w.Options)
	return w
}
