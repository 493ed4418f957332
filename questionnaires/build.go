package questionnaires

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
)

// texts is one language of a questionnaire, both voices filled in.
type texts struct {
	Title     string                    `json:"title"`
	Intro     map[Voice]string          `json:"intro"`
	Scales    map[string]string         `json:"scales"`
	Short     map[string]string         `json:"short"`
	Questions map[string]voicedWordings `json:"questions"`
}

type voicedWordings map[Voice]Wording

// build turns checked files into a questionnaire.
func build(form *structureFile, byLanguage map[string]*textFile) (*Questionnaire, error) {
	q := &Questionnaire{ID: form.ID, Version: form.Version, texts: map[string]*texts{}}
	for _, s := range form.Scales {
		q.Scales = append(q.Scales, Scale(s))
	}
	for i := range form.Questions {
		f := &form.Questions[i]
		question := Question{
			ID: f.ID, Scale: f.Scale, Levels: *cmp.Or(f.Levels, form.Levels), Reverse: f.Reverse,
			Weight: f.weight(), Ask: slices.Clone(f.Ask),
		}
		if f.Supports != nil {
			question.Supports = *f.Supports
		}
		q.Questions = append(q.Questions, question)
	}
	for lang, t := range byLanguage {
		q.texts[lang] = buildTexts(q, t)
	}
	hash, err := q.contentHash()
	if err != nil {
		return nil, err
	}
	q.Hash = hash
	return q, nil
}

func buildTexts(q *Questionnaire, t *textFile) *texts {
	built := &texts{
		Title:     string(t.Title),
		Intro:     map[Voice]string{Inside: t.Intro.in(Inside), Outside: t.Intro.in(Outside)},
		Scales:    map[string]string{},
		Short:     map[string]string{},
		Questions: map[string]voicedWordings{},
	}
	for id, name := range t.Scales {
		built.Scales[id] = string(name)
	}
	for i := range q.Questions {
		id := q.Questions[i].ID
		words := t.Questions[id]
		options := words.Options
		if options == nil {
			options = t.Levels
		}
		built.Questions[id] = voicedWordings{
			Inside:  words.wording(Inside, words.Inside, words.Outside, options),
			Outside: words.wording(Outside, words.Outside, words.Inside, options),
		}
		built.Short[id] = string(*cmp.Or(words.Short, words.Inside, words.Outside))
	}
	return built
}

// wording is the question in one voice; the other voice's question stands in
// where nobody of this side is asked.
func (t *questionText) wording(voice Voice, own, other *text, options []voiced) Wording {
	w := Wording{Question: string(*cmp.Or(own, other)), Low: t.Low.in(voice), High: t.High.in(voice)}
	for i := range options {
		w.Options = append(w.Options, options[i].in(voice))
	}
	return w
}

// contentHash is the SHA-256, in hexadecimal, of everything that a questionnaire
// means, however its files spell it: a default that is written out changes
// nothing, a word that is changed changes it.
func (q *Questionnaire) contentHash() (string, error) {
	questions := slices.Clone(q.Questions)
	for i := range questions {
		questions[i].Ask = slices.Sorted(slices.Values(questions[i].Ask))
	}
	content, err := json.Marshal(struct {
		ID        string
		Version   int
		Scales    []Scale
		Questions []Question
		Texts     map[string]*texts
	}{q.ID, q.Version, q.Scales, questions, q.texts})
	if err != nil {
		return "", fmt.Errorf("hash the questionnaire %s: %w", q.ID, err)
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:]), nil
}
