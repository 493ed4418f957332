// Package storage keeps everything in a database and implements
// assessment.Store for SQLite. It is the only user of gorm, goose and the
// SQLite driver: rows are private structs, converted at the border to the
// domain's types.
//
// Every write goes through one goroutine that commits in groups (writer.go);
// reads use a second handle that cannot write (connect.go). A write has
// returned without error only if its transaction has been committed with
// synchronous=FULL.
//
// Of this module it imports assessment and questionnaires only, never
// reports or the packages below assessment.
package storage
