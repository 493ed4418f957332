// Package static holds the files that pages are made of: templates, style
// sheets, scripts, icons and fonts, embedded in the binary. It imports no other
// package of this module.
package static

import (
	"embed"
	"io/fs"
)

//go:embed templates *.css *.js *.svg fonts/*.woff2
var files embed.FS

// FS returns the embedded files: templates/*.html, and beside them what is
// served under /static (style sheets, scripts, icons, fonts/*).
func FS() fs.FS { return files }
