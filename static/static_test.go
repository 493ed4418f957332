package static

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path"
	"regexp"
	"testing"
)

// vendored matches one row of VENDOR.md: file name first, SHA-256 last.
var vendored = regexp.MustCompile(`(?m)^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$`)

func TestVendoredFilesAreUnchanged(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("VENDOR.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, row := range vendored.FindAllStringSubmatch(string(table), -1) {
		name, want := row[1], row[2]
		listed[name] = true
		raw, err := fs.ReadFile(FS(), name)
		if err != nil {
			t.Errorf("VENDOR.md lists %s: %v", name, err)
			continue
		}
		if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != want {
			t.Errorf("%s: SHA-256 is %x, VENDOR.md says %s", name, sum, want)
		}
	}
	fonts, err := fs.Glob(FS(), "fonts/*")
	if err != nil {
		t.Fatal(err)
	}
	if len(fonts) == 0 {
		t.Fatal("no fonts are embedded")
	}
	for _, font := range fonts {
		if !listed[font] {
			t.Errorf("%s is not in VENDOR.md", font)
		}
		if _, err := os.Stat(path.Join("fonts", "inter-LICENSE.txt")); err != nil {
			t.Errorf("licence text: %v", err)
		}
	}
}

// Inline anything is refused by the content-security policy, so it must not
// stand in a template in the first place.
func TestTemplatesHaveNothingInline(t *testing.T) {
	t.Parallel()
	banned := map[string]*regexp.Regexp{
		"inline style":   regexp.MustCompile(`(?i)<style|\sstyle\s*=`),
		"inline script":  regexp.MustCompile(`(?i)<script(?:\s+defer)?\s*>|javascript:`),
		"inline handler": regexp.MustCompile(`(?i)\son[a-z]+\s*=`),
		"htmx code":      regexp.MustCompile(`(?i)hx-on|js:`),
		"data address":   regexp.MustCompile(`(?i)(?:src|href)\s*=\s*"data:`),
		"foreign host":   regexp.MustCompile(`(?i)(?:src|href|action)\s*=\s*"(?:https?:)?//`),
	}
	planted := map[string]string{
		"inline style": `<p style="color:red">`, "inline script": `<script>x()</script>`, "inline handler": `<a onclick="x()">`,
		"htmx code": `<a hx-on="x">`, "data address": `<img src="data:x">`, "foreign host": `<img src="https://example.org/x">`,
	}
	templates, err := fs.Glob(FS(), "templates/*.html")
	if err != nil || len(templates) == 0 {
		t.Fatalf("templates: %v, %v", templates, err)
	}
	for name, pattern := range banned {
		if !pattern.MatchString(planted[name]) {
			t.Errorf("the check for %s does not find %s", name, planted[name])
		}
		for _, file := range templates {
			raw, err := fs.ReadFile(FS(), file)
			if err != nil {
				t.Fatal(err)
			}
			if found := pattern.Find(raw); found != nil {
				t.Errorf("%s has an %s: %s", file, name, found)
			}
		}
	}
}
