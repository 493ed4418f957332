// Package activities is the library of start-up activities: what a company can
// do first for each stage, in four languages, with what decides whether and
// where it helps. The library is files, strictly parsed and checked at load. The
// package ranks nothing (reports/stats does) and imports only questionnaires,
// for the ids of stages, categories and items, and assessment, for the stated
// conditions.
package activities
