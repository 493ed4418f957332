package reports

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"readiness/assessment"
)

// Text is a text by language; the key "" holds a text that is the same in all.
// Its JSON is an object by language, or a plain string for such a common text.
type Text map[string]string

// In returns the text in a language, else the common text, else any.
func (t Text) In(lang string) string { return assessment.Label(t).In(lang) }

// MarshalJSON writes a string for a common text and an object otherwise.
func (t Text) MarshalJSON() ([]byte, error) {
	if common, ok := t[""]; ok || len(t) == 0 {
		return json.Marshal(common)
	}
	return json.Marshal(map[string]string(t))
}

// UnmarshalJSON reads either form.
func (t *Text) UnmarshalJSON(data []byte) error {
	var common string
	if json.Unmarshal(data, &common) == nil {
		*t = nil
		if common != "" {
			*t = Text{"": common}
		}
		return nil
	}
	var byLanguage map[string]string
	if err := json.Unmarshal(data, &byLanguage); err != nil {
		return errors.New("a text is a string or an object by language")
	}
	*t = byLanguage
	return nil
}

// textOf collects a text in the given languages.
func textOf(languages []string, in func(lang string) string) Text {
	t := Text{}
	for _, lang := range languages {
		if s := in(lang); s != "" {
			t[lang] = s
		}
	}
	return t.compact()
}

// compact keeps one text where all languages say the same.
func (t Text) compact() Text {
	values := slices.Compact(slices.Sorted(maps.Values(t)))
	switch {
	case len(values) == 0:
		return nil
	case len(values) == 1 && len(t) > 1:
		return Text{"": values[0]}
	}
	return t
}

// Message is a sentence kept as a key of the catalogue with its arguments, so
// that a snapshot reads in every language. A message that has been put into
// words holds Words alone; its JSON is then a plain string.
type Message struct {
	Key   string
	Args  map[string]Arg
	Words string
}

// Arg is one argument of a message; exactly one field is set.
type Arg struct {
	Score  *float64 `json:"score,omitempty"`  // 0–100, printed with one decimal
	Points *float64 `json:"points,omitempty"` // printed with one decimal and its sign
	Number *float64 `json:"number,omitempty"` // printed with up to three decimals
	Count  *int     `json:"count,omitempty"`
	Name   Text     `json:"name,omitempty"`
	Names  []Text   `json:"names,omitempty"`
	Word   string   `json:"word,omitempty"`   // key of the catalogue
	Phrase *Message `json:"phrase,omitempty"` // part of a sentence
}

type storedMessage struct {
	Key  string         `json:"key"`
	Args map[string]Arg `json:"args,omitempty"`
}

// MarshalJSON writes a string for a message in words, else key and arguments.
func (m Message) MarshalJSON() ([]byte, error) {
	if m.Words != "" {
		return json.Marshal(m.Words)
	}
	return json.Marshal(storedMessage{Key: m.Key, Args: m.Args})
}

// UnmarshalJSON reads either form.
func (m *Message) UnmarshalJSON(data []byte) error {
	var words string
	if json.Unmarshal(data, &words) == nil {
		*m = Message{Words: words}
		return nil
	}
	var stored storedMessage
	if err := json.Unmarshal(data, &stored); err != nil {
		return errors.New("a message is a string or an object with key and args")
	}
	*m = Message{Key: stored.Key, Args: stored.Args}
	return nil
}
