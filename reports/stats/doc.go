// Package stats holds the formulas behind every figure of a report, and
// nothing else: scores, group statistics, weights, weighted means, gaps, tests,
// agreement, suppression, trend (statistics.md) and value skew, needs
// diversity, stage priorities and the verdict (priorities.md).
//
// It works on plain numbers. Groups, items, stages, parts and areas are
// positions in a slice, in display order; the caller keeps the names. Scores
// and gaps are on the scale 0–100 unless a comment says otherwise.
//
// A figure that is not defined is a nil pointer: no function returns NaN or an
// infinity. Comparisons with a threshold are made after rounding to 1e-9
// (decisions.md 26), and sums over responses run over sorted distinct values,
// so that the order of the responses never changes a digit.
//
// The package must not import anything of this module, nor any other module
// than gonum's distuv.
package stats
