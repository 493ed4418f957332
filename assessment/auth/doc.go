// Package auth knows secrets: the instance key that link tokens are derived
// from, passwords, one-time links and who may sign in. Of this module it
// imports assessment only; it knows no HTTP and no SQL.
package auth
