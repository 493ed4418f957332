package web

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// staticPrefix is where assets are served.
const staticPrefix = "/static/"

// immutable: an asset's address changes whenever its content does.
const immutable = "public, max-age=31536000, immutable"

// asset is one file as served. zipped is nil where compressing gains nothing.
type asset struct {
	contentType   string
	plain, zipped []byte
}

// assets are the served files by hashed name.
type assets struct {
	byName  map[string]asset
	address map[string]string // "app.css" → "/static/app.1a2b3c4d.css"
}

// loadAssets hashes and compresses every file outside of templates. Style
// sheets come last, since they name the others.
func loadAssets(fsys fs.FS) (*assets, error) {
	names, err := assetNames(fsys)
	if err != nil {
		return nil, err
	}
	a := &assets{byName: map[string]asset{}, address: map[string]string{}}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("load assets: %w", err)
		}
		if err := a.add(path.Base(name), raw); err != nil {
			return nil, fmt.Errorf("load assets: %s: %w", name, err)
		}
	}
	return a, nil
}

func assetNames(fsys fs.FS) ([]string, error) {
	var names []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == "templates":
			return fs.SkipDir
		case !d.IsDir():
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load assets: %w", err)
	}
	style := func(name string) int {
		if path.Ext(name) == ".css" {
			return 1
		}
		return 0
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(style(a), style(b)), cmp.Compare(a, b))
	})
	return names, nil
}

// referenced finds the files that a style sheet names.
var referenced = regexp.MustCompile(`url\("([^"]+)"\)`)

func (a *assets) add(name string, raw []byte) error {
	ext := path.Ext(name)
	if ext == ".css" {
		var missing error
		raw = referenced.ReplaceAllFunc(raw, func(match []byte) []byte {
			target := string(referenced.FindSubmatch(match)[1])
			address, ok := a.address[path.Base(target)]
			if !ok {
				missing = fmt.Errorf("names %s, which does not exist", target)
			}
			return []byte(`url("` + address + `")`)
		})
		if missing != nil {
			return missing
		}
	}
	contentType, ok := contentTypes()[ext]
	if !ok {
		return errors.New("unknown kind of file")
	}
	sum := sha256.Sum256(raw)
	hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext
	file := asset{contentType: contentType, plain: raw}
	if zipped, err := compress(raw); err != nil {
		return err
	} else if len(zipped) < len(raw)*9/10 {
		file.zipped = zipped
	}
	a.byName[hashed] = file
	a.address[name] = staticPrefix + hashed
	return nil
}

// contentTypes are fixed here: the system's own table differs from machine to machine.
func contentTypes() map[string]string {
	return map[string]string{
		".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
		".svg": "image/svg+xml", ".woff2": "font/woff2",
	}
}

func compress(raw []byte) ([]byte, error) {
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// of is the template function "asset"; a name that does not exist stops the
// rendering, which happens at start for every template in use.
func (a *assets) of(name string) (string, error) {
	address, ok := a.address[name]
	if !ok {
		return "", fmt.Errorf("asset %s does not exist", name)
	}
	return address, nil
}

func (s *Server) serveAsset(c echo.Context) error {
	file, ok := s.assets.byName[c.Param("name")]
	if !ok {
		return echo.ErrNotFound
	}
	header := c.Response().Header()
	header.Set("Cache-Control", immutable)
	body := file.plain
	if file.zipped != nil {
		header.Set("Vary", "Accept-Encoding")
		if acceptsGzip(c.Request()) {
			header.Set("Content-Encoding", "gzip")
			body = file.zipped
		}
	}
	return c.Blob(http.StatusOK, file.contentType, body)
}

// acceptsGzip reports whether the request takes gzip; "gzip;q=0" does not.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, quality, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			return strings.TrimRight(strings.ReplaceAll(quality, " ", ""), "0.") != "q="
		}
	}
	return false
}
