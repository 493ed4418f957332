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
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(localised(report, words, lang)); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// localised is the report with every text in one language. It shares with the
// report what has no language.
func localised(report *Report, words Words, lang string) *Report {
	translated, _ := localise(reflect.ValueOf(report), words, lang).Interface().(*Report)
	return translated
}

// localise is v with every Text and Message in words.
func localise(v reflect.Value, words Words, lang string) reflect.Value {
	switch at := v.Interface().(type) {
	case Text:
		return reflect.ValueOf(Text{"": at.In(lang)})
	case Message:
		return reflect.ValueOf(Message{Words: at.In(words, lang)})
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || v.Elem().Kind() != reflect.Struct {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(localise(v.Elem(), words, lang))
		return out
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			out.Field(i).Set(localise(v.Field(i), words, lang))
		}
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(localise(v.Index(i), words, lang))
		}
		return out
	default:
		return v
	}
}
