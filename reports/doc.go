// Package reports turns the responses of a closed assessment into one Report,
// the model behind every page, file and sheet, and writes that model out.
//
// A report is built in three steps that stay apart: tally counts the responses
// in one streaming pass, disclose decides from the counts alone what may be
// shown (statistics.md 2.10), and the builder computes figures for what is
// shown and for nothing else. A Report therefore holds no hidden figure, and no
// output has to hide anything itself.
//
// The package imports assessment, questionnaires, static/i18n and reports/stats
// of this module. It must not import HTTP, SQL or any page.
package reports
