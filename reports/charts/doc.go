// Package charts draws the figures of a report as SVG, for pages and for print.
//
// A chart is a struct of plain data with labels that are already translated;
// its Chart method draws it twice, for a wide column and for one of 350 units
// (a phone), each laid out for its width and never scaled down. Nothing in a
// drawing needs a script or a style attribute: colours come from the classes of
// static/charts.css, everything else from presentation attributes, so that
// drawings work under style-src 'self'. Groups are told apart by shape as well
// as by colour, figures are printed, and every drawing has a title and a
// description (ux.md sections 2, 3 and 6).
//
// Scores are 0–100. A figure that is hidden or not defined is nil; figures that
// are not finite are treated the same, and those outside of a scale are drawn
// at its end.
//
// The package imports nothing of this module. It must not know the report, the
// domain, HTTP or a language.
package charts
