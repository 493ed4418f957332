package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"reflect"
)

// JSON writes the report in one language: the public form, with texts and
// sentences as strings and hidden figures as null.
func JSON(w io.Writer, report *Report, words Words, lang string) error {
	public, err := localised(report, words, lang)
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(public); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// localised is a copy of the report with every text in one language.
func localised(report *Report, words Words, lang string) (*Report, error) {
	body, err := json.Marshal(report)
	if err != nil {
		return nil, fmt.Errorf("write the report: %w", err)
	}
	clone := &Report{}
	if err := json.Unmarshal(body, clone); err != nil {
		return nil, fmt.Errorf("write the report: %w", err)
	}
	localise(reflect.ValueOf(clone), words, lang)
	return clone, nil
}

// localise puts every Text and Message below v into words.
func localise(v reflect.Value, words Words, lang string) {
	if v.CanAddr() {
		switch at := v.Addr().Interface().(type) {
		case *Text:
			*at = Text{"": at.In(lang)}
			return
		case *Message:
			*at = Message{Words: at.In(words, lang)}
			return
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			localise(v.Elem(), words, lang)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			localise(v.Field(i), words, lang)
		}
	case reflect.Slice:
		for i := range v.Len() {
			localise(v.Index(i), words, lang)
		}
	default:
	}
}
