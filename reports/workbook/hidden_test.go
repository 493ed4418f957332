package workbook

import (
	"strings"
	"testing"

	"readiness/reports"
)

// TestHiddenCellsSayWhy looks at every location's and function's cells: those
// with too few answers name the threshold, those hidden for others' sake have a
// mark of their own with a legend, and none holds a number.
func TestHiddenCellsSayWhy(t *testing.T) {
	t.Parallel()
	r := fullSurvey(t).report(t)
	for _, lang := range []string{"en", "es", "it", "zh"} {
		w := words(t)
		f := opened(t, written(t, r, lang))
		seen := map[string]int{}
		for sheet, dimension := range map[string]string{w.T(lang, "wb_sheet_locations"): "location", w.T(lang, "wb_sheet_functions"): "function"} {
			rows, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			if legend := rows[3][0]; legend != w.T(lang, "wb_also_hidden_means") {
				t.Errorf("%s %s: the legend reads %q", lang, sheet, legend)
			}
			// The table of groups is the last; it ends the sheet.
			parts := 0
			for _, s := range r.Segments {
				if s.Dimension == dimension {
					parts++
				}
			}
			row := len(rows) - parts*len(r.Groups)
			for _, s := range r.Segments {
				if s.Dimension != dimension {
					continue
				}
				for _, g := range r.Groups {
					for i := range s.Scales {
						for _, c := range s.Scales[i].Cells {
							if c.Group != g.Group || !c.Suppressed {
								continue
							}
							seen[c.Hidden]++
							want := w.T(lang, "wb_fewer_than", "Least", g.Threshold)
							if c.Hidden == reports.HiddenComplementary {
								want = w.T(lang, "wb_also_hidden")
							}
							if got := rows[row][segFirst-1+i]; got != want {
								t.Errorf("%s %s: %s of %s reads %q, want %q", lang, s.Value, s.Scales[i].ID, g.Group, got, want)
							}
						}
					}
					row++
				}
			}
		}
		if seen[reports.HiddenFew] == 0 || seen[reports.HiddenComplementary] == 0 {
			t.Fatalf("hidden cells: %v", seen)
		}
	}
}

// TestMethodListsWhatIsHidden compares the list of hidden cells with the report.
func TestMethodListsWhatIsHidden(t *testing.T) {
	t.Parallel()
	r := fullSurvey(t).report(t)
	rows := rowsUnder(t, opened(t, written(t, r, "en")), "Method", "Scores that are hidden")
	if rows[1][0] != "Every score and question" || rows[1][1] != "Initiative team" || rows[1][2] != "Too few answers." {
		t.Errorf("the group that is hidden everywhere stands as %q", rows[1])
	}
	name, reasons := "", map[string]string{}
	for _, row := range rows[2:] {
		if len(row) < 3 {
			break
		}
		if row[0] != "" {
			name = row[0]
		}
		for one := range strings.SplitSeq(strings.ReplaceAll(name, " and ", ", "), ", ") { // places that hide the same share a row
			reasons[one+"|"+row[2]] = row[1]
		}
	}
	for _, s := range r.Segments {
		for _, sc := range s.Scales {
			for _, c := range sc.Cells {
				if !c.Suppressed || c.Group == "initiative" {
					continue
				}
				reason := "Too few answers."
				if c.Hidden == reports.HiddenComplementary {
					reason = "Also hidden so that others can't be worked out."
				}
				b := newBook(r, words(t), "en")
				if list := reasons[s.Name.In("en")+"|"+reason]; !strings.Contains(list, b.groupName(c.Group)) {
					t.Errorf("%s: %q does not name %s", s.Value, list, c.Group)
				}
			}
		}
	}
}

// TestNothingHiddenSaysSo writes a report without hidden cells.
func TestNothingHiddenSaysSo(t *testing.T) {
	t.Parallel()
	s := surveyOf(shipped(t, "broad-view"))
	s.a.Groups = s.a.Groups[4:]
	s.sizes, s.levels = map[string]int{"channel": 20, "customers": 30}, map[string]float64{"channel": 0.5, "customers": 0.4}
	rows := rowsUnder(t, opened(t, written(t, s.report(t), "en")), "Method", "Scores that are hidden")
	if len(rows) < 2 || rows[1][0] != "No score had to be hidden." {
		t.Errorf("got %q", rows[1:])
	}
}

// Places that hide the same stand together, a few to a row; scores do not.
func TestPlacesThatHideTheSameAreListedTogether(t *testing.T) {
	t.Parallel()
	all, some := [][2]string{{"Managers", "Too few answers."}}, [][2]string{{"Customers", "Too few answers."}}
	parts := []hiddenPart{{[]string{"Identify"}, false, all}, {[]string{"Interact"}, false, all}}
	for _, name := range []string{"A", "B", "C", "D", "E", "F", "G"} {
		parts = append(parts, hiddenPart{[]string{name}, true, all})
	}
	parts = append(parts, hiddenPart{[]string{"H"}, true, some})
	var got []string
	for _, p := range together(parts) {
		got = append(got, strings.Join(p.names, " "))
	}
	if want := "Identify|Interact|A B C D E F|G|H"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %s", got, want)
	}
}
