package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// usage is what the module's sources say about messages.
type usage struct {
	wanted   map[string]string // key → place, where the key is certainly a message
	literals map[string]bool   // every text in the sources; a key among them counts as used
	prefixes map[string]bool   // texts that a key is put together from, such as "group_"
}

var (
	keyForm       = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)+$`)
	prefixForm    = regexp.MustCompile(`^([a-z][a-z0-9]*_(?:[a-z0-9]+_)*)(?:%.*)?$`)
	templateText  = regexp.MustCompile(`"([a-z0-9_%]+)"`)
	templateMatch = regexp.MustCompile(`\bt "([a-z0-9_]+)"|\.T "([a-z0-9_]+)"`)
)

// add records a text of the sources.
func (u *usage) add(text string) {
	u.literals[text] = true
	if m := prefixForm.FindStringSubmatch(text); m != nil {
		u.prefixes[m[1]] = true
	}
}

func (u *usage) template(name, source string) {
	for _, m := range templateText.FindAllStringSubmatch(source, -1) {
		u.add(m[1])
	}
	for _, m := range templateMatch.FindAllStringSubmatch(source, -1) {
		u.wanted[m[1]+m[2]] = name
	}
}

func (u *usage) goFile(name string, source []byte) error {
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if text, ok := literal(n); ok {
				u.add(text)
				if strings.HasPrefix(text, "error_") && keyForm.MatchString(text) {
					u.wanted[text] = name
				}
			}
		case *ast.CallExpr:
			// catalog.T(lang, "key", …) and server.base(c, "key", …)
			method, ok := n.Fun.(*ast.SelectorExpr)
			if ok && (method.Sel.Name == "T" || method.Sel.Name == "base") && len(n.Args) > 1 {
				if text, ok := literal(n.Args[1]); ok {
					u.wanted[text] = name
				}
			}
		}
		return true
	})
	return nil
}

func literal(n ast.Expr) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

func (u *usage) uses(key string) bool {
	if u.literals[key] {
		return true
	}
	for prefix := range u.prefixes {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// sources reads the module: what its programs say, not its tests.
func sources(t *testing.T) *usage {
	t.Helper()
	u := &usage{wanted: map[string]string{}, literals: map[string]bool{}, prefixes: map[string]bool{}}
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if d.IsDir() {
			if base == "testdata" || name != "." && strings.HasPrefix(base, ".") {
				return fs.SkipDir
			}
			return nil
		}
		isGo := path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go")
		isTemplate := path.Ext(name) == ".html"
		if !isGo && !isTemplate {
			return nil
		}
		raw, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		if isTemplate {
			u.template(name, string(raw))
			return nil
		}
		return u.goFile(name, raw)
	})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestSourcesAndMessagesAgree(t *testing.T) {
	t.Parallel()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	u := sources(t)
	const least = 100 // an empty walk must not pass
	if len(u.wanted) < least {
		t.Fatalf("only %d messages are used by the sources", len(u.wanted))
	}
	for key, place := range u.wanted {
		if !c.Has(Languages()[0], key) {
			t.Errorf("%s uses the message %s, which does not exist", place, key)
		}
	}
	for _, key := range c.Keys(Languages()[0]) {
		if !u.uses(key) {
			t.Errorf("nothing uses the message %s", key)
		}
	}
}

// The scan must find what it is for.
func TestUsageScan(t *testing.T) {
	t.Parallel()
	u := &usage{wanted: map[string]string{}, literals: map[string]bool{}, prefixes: map[string]bool{}}
	u.template("a.html", `<p>{{t "page_title" "Name" .Name}}</p>{{$.T "page_text"}}{{t (printf "kind_%s" .Kind)}}`)
	source := `package a
import "page_import"
func f() { c.T(lang, "page_call"); s.base(c, "page_base"); fail(Invalid, "error_odd", "Value", 1); x := "group_" + y; z := fmt.Sprintf("month_%d", 1) }`
	if err := u.goFile("a.go", []byte(source)); err != nil {
		t.Fatal(err)
	}
	var wanted []string
	for key := range u.wanted {
		wanted = append(wanted, key)
	}
	slices.Sort(wanted)
	if want := []string{"error_odd", "page_base", "page_call", "page_text", "page_title"}; !slices.Equal(wanted, want) {
		t.Errorf("wanted %v, want %v", wanted, want)
	}
	for key, want := range map[string]bool{
		"group_customers": true, "month_12": true, "kind_small": true, "page_title": true, "error_odd": true,
		"page_import": false, "page_other": false, "grouping_x": false,
	} {
		if got := u.uses(key); got != want {
			t.Errorf("uses(%s) = %v", key, got)
		}
	}
}
