// Package workbook writes a report as an Excel workbook that recalculates: the
// figures that depend on weights, targets and the other assumptions are
// formulas, each with the value of the report beside and inside it.
//
// Sheets are laid out in memory as grids of typed cells and then streamed into
// the file. Text is always a typed string, so that no text of a person can
// become a formula. A Report holds no hidden figure, so a workbook cannot
// either.
//
// The package is the only user of excelize. It imports reports, reports/stats
// and static/i18n of this module and must not import assessment, HTTP or SQL.
package workbook
