package yamlfile

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"strings"
	"unicode"

	"github.com/go-playground/validator/v10"
)

// RuleFree is a rule for names that must not be taken. Its check is the
// caller's, given to NewValidator.
const RuleFree = "free"

var idForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)

// NewValidator returns a validator that calls fields by their YAML keys and knows
// the rules "id" and "printable" beside its own, and the further ones given.
func NewValidator(further map[string]validator.Func) (*validator.Validate, error) {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("yaml") })
	rules := map[string]validator.Func{
		"id": func(fl validator.FieldLevel) bool { return idForm.MatchString(fl.Field().String()) },
		"printable": func(fl validator.FieldLevel) bool {
			return !strings.ContainsFunc(fl.Field().String(), unicode.IsControl)
		},
	}
	maps.Copy(rules, further)
	for name, check := range rules {
		if err := v.RegisterValidation(name, check); err != nil {
			return nil, fmt.Errorf("register rule %s: %w", name, err)
		}
	}
	return v, nil
}

// Validate applies the rules of the struct tags to form, the target of Parse, and
// adds a problem for each broken one. It passes over values that already have a
// problem of type. The error is one of the program: form is no struct.
func (d *Document) Validate(v *validator.Validate, form any) error {
	var broken validator.ValidationErrors
	if err := v.Struct(form); err != nil && !errors.As(err, &broken) {
		return fmt.Errorf("validate %s: %w", d.file, err)
	}
	for _, field := range broken {
		path := split(field.Namespace())
		// What is missing or empty, or stands for several fields at once, is one problem.
		if last := len(path) - 1; last > 0 && d.single(path[:last]) {
			path = path[:last]
		}
		line, node := d.Line(path...), d.find(path...)
		if d.mistyped[line] || node != nil && d.mistyped[node.Line] {
			continue
		}
		d.Add(line, strings.Join(path, ".")+" "+rule(field))
	}
	return nil
}

// single reports whether no values stand below a path.
func (d *Document) single(path []string) bool {
	node := d.find(path...)
	return node == nil || len(node.Content) == 0
}

// split turns "structureFile.questions[2].levels" into its keys and positions.
func split(namespace string) []string {
	_, rest, _ := strings.Cut(namespace, ".")
	var path []string
	for rest != "" {
		end := strings.IndexAny(rest, ".[")
		if rest[0] == '[' {
			end = strings.IndexByte(rest, ']')
			rest = rest[1:]
			end--
		}
		if end < 0 {
			return append(path, rest)
		}
		path = append(path, rest[:end])
		rest = strings.TrimLeft(rest[end:], "].")
	}
	return path
}

// rule says in words what a field must be.
func rule(field validator.FieldError) string {
	list := field.Kind() == reflect.Slice || field.Kind() == reflect.Map
	long := field.Kind() == reflect.String
	switch field.Tag() {
	case "required":
		return "is missing or empty"
	case "id":
		return fmt.Sprintf("%q is not an id: a lower-case letter, then up to 39 lower-case letters, digits, - or _", field.Value())
	case RuleFree:
		return fmt.Sprintf("%q is a reserved name", field.Value())
	case "oneof":
		return fmt.Sprintf("%q is none of: %s", field.Value(), strings.ReplaceAll(field.Param(), " ", ", "))
	case "unique":
		return "names something twice"
	case "datetime":
		return fmt.Sprintf("%q is not a date such as 2026-12-31", field.Value())
	case "http_url":
		return fmt.Sprintf("%q is not a web address: it begins with https:// or http://", field.Value())
	case "printable":
		return "contains a control character"
	case "min", "gte":
		if list || long {
			return "is missing or empty"
		}
		return fmt.Sprintf("is %v, must be at least %s", field.Value(), field.Param())
	case "max", "lte":
		switch {
		case list:
			return "has more than " + field.Param() + " entries"
		case long:
			return "has more than " + field.Param() + " characters"
		}
		return fmt.Sprintf("is %v, must be at most %s", field.Value(), field.Param())
	}
	return "breaks the rule " + field.Tag()
}
