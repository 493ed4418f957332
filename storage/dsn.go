package storage

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

const sqliteScheme = "sqlite:"

// parseDSN returns the path of the SQLite file that a database name of the form
// "sqlite:PATH" means.
func parseDSN(dsn string) (string, error) {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		return "", errors.New("PostgreSQL is not part of this release yet: use sqlite:PATH")
	}
	path, ok := strings.CutPrefix(dsn, sqliteScheme)
	if !ok || path == "" {
		// The name is not repeated: a mistyped URL may carry a password.
		return "", errors.New(`the database must be named "sqlite:PATH"`)
	}
	if strings.Contains(path, ":memory:") || strings.HasPrefix(path, "file:") || strings.ContainsRune(path, 0) {
		return "", fmt.Errorf(`the database must be a file, "sqlite:PATH", not %q`, dsn)
	}
	return filepath.Clean(path), nil
}

// uri is path as the driver wants it, with every character that means something
// in a URI escaped.
func uri(path string, query url.Values) string {
	segments := strings.Split(path, "/")
	for i, s := range segments {
		segments[i] = url.PathEscape(s)
	}
	return "file:" + strings.Join(segments, "/") + "?" + query.Encode()
}
