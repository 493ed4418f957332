package reports

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"readiness/assessment"
)

// reopened is the d1 survey, closed once: 10 customers and 8 of the front line
// have answered one question, with a minimum of 5.
func reopened(t testing.TB, change func(a *assessment.Assessment)) *survey {
	t.Helper()
	s := d1(t, func(a *assessment.Assessment) {
		a.K, a.Status = 5, assessment.StatusClosed
		if change != nil {
			change(a)
		}
	})
	s.reopen()
	return s
}

// TestCellsAfterReopening is rule 4 between two closings, cell by cell.
func TestCellsAfterReopening(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		group  string
		came   []int // levels
		hidden string
	}{
		{"customers", nil, ""},
		{"customers", []int{3}, HiddenEarlier},
		{"customers", []int{3, 1, 2, 5}, HiddenEarlier},
		{"customers", []int{3, 1, 2, 5, 4}, ""},
		{"initiative", nil, HiddenFew},          // 3 had answered: nothing was shown
		{"initiative", []int{4}, HiddenFew},     // 4 are too few still
		{"initiative", []int{4, 5}, ""},         // 5 are shown, 2 of them new: nothing was shown before
		{"executives", []int{4}, HiddenEarlier}, // 5 were shown
	} {
		t.Run(fmt.Sprint(tt.group, len(tt.came)), func(t *testing.T) {
			t.Parallel()
			s := reopened(t, nil)
			s.levels(tt.group, "bv4", tt.came...)
			r := s.report()
			if r.Snapshot.Version != 2 {
				t.Errorf("version %d, want 2", r.Snapshot.Version)
			}
			scale, item := r.scale(t, "customize").group(t, tt.group), r.item(t, "bv4").group(t, tt.group)
			if scale.Hidden != tt.hidden || item.Hidden != tt.hidden || scale.Suppressed != (tt.hidden != "") || item.Suppressed != (tt.hidden != "") {
				t.Errorf("hidden %q and %q, want %q", scale.Hidden, item.Hidden, tt.hidden)
			}
			warned := slices.ContainsFunc(r.Warnings, func(m Message) bool { return m.Key == "report_warning_newcomers" })
			if warned != (tt.hidden == HiddenEarlier) {
				t.Errorf("warned of newcomers: %v", warned)
			}
		})
	}
}

// TestEarlierReportsStayInForce: what the second report hid is compared with the
// first, which showed it.
func TestEarlierReportsStayInForce(t *testing.T) {
	t.Parallel()
	s := reopened(t, nil)
	s.levels("customers", "bv4", 3, 4)
	if s.reopen(); len(s.earlier) != 2 {
		t.Fatalf("%d earlier reports", len(s.earlier))
	}
	s.levels("customers", "bv4", 5, 1)
	r := s.report()
	if c := r.scale(t, "customize").group(t, "customers"); c.Hidden != HiddenEarlier {
		t.Errorf("4 since the first report: hidden %q", c.Hidden)
	}
	got := ""
	for _, m := range r.Warnings {
		if m.Key == "report_warning_newcomers" {
			got = m.In(newReporter(t).words, "en")
		}
	}
	if want := "4 new answers since its figures were last reported"; !strings.Contains(got, want) || !strings.Contains(got, "until 5 have come") {
		t.Errorf("warning %q, want %q", got, want)
	}
	s.levels("customers", "bv4", 2)
	r = s.report()
	if c := r.scale(t, "customize").group(t, "customers"); c.Suppressed || *c.N != 15 || r.Snapshot.Version != 3 {
		t.Errorf("5 since the first report: %+v, version %d", c, r.Snapshot.Version)
	}
}

// TestClosingAgainWithoutAnswers gives the same figures as the second version.
func TestClosingAgainWithoutAnswers(t *testing.T) {
	t.Parallel()
	for seed := range uint64(24) {
		s := randomSurvey(t, seed)
		first, err := ParseSnapshot(s.reopen())
		if err != nil {
			t.Fatal(err)
		}
		second := s.report()
		if second.Snapshot.Version != 2 || second.Snapshot.Hash == first.Snapshot.Hash {
			t.Errorf("seed %d: snapshot %+v", seed, second.Snapshot)
		}
		first.Snapshot = second.Snapshot
		if diff := cmp.Diff(first, second); diff != "" {
			t.Errorf("seed %d (-first +second):\n%s", seed, diff)
		}
	}
}

// TestAttributedGroupsAreExempt: their answers may be traced, they were told so.
func TestAttributedGroupsAreExempt(t *testing.T) {
	t.Parallel()
	s := reopened(t, func(a *assessment.Assessment) { a.Groups[0].Anonymity = assessment.Attributed })
	s.levels("initiative", "bv4", 1)
	if c := s.report().scale(t, "customize").group(t, "initiative"); c.Suppressed || *c.N != 4 {
		t.Errorf("%+v", c)
	}
}

// TestPlainItemsAfterReopening: importance is hidden by the same rule.
func TestPlainItemsAfterReopening(t *testing.T) {
	t.Parallel()
	for came, want := range map[int]string{0: "", 2: HiddenEarlier, 5: ""} {
		s := newSurvey(t, []string{"broad-view"}, func(a *assessment.Assessment) { a.Importance = true })
		s.everybody(6, "4")
		s.reopen()
		for range came {
			s.respond("customers", map[string]string{"imp_identify": "2", "bv1": "2"})
		}
		for _, row := range s.report().Importance {
			if row.Stage != "identify" {
				continue
			}
			for _, c := range row.Groups {
				if c.Group == "customers" && c.Hidden != want {
					t.Errorf("%d newcomers: %q, want %q", came, c.Hidden, want)
				}
			}
		}
	}
}

func (s *survey) comment(n int, language string) {
	for range n {
		s.comments = append(s.comments, &assessment.Comment{
			Group: "customers", Item: "bv4", Language: language, Text: fmt.Sprint(language, len(s.comments)),
		})
	}
}

// TestCommentsAfterReopening: comments are released if none or enough have come
// since they were released before.
func TestCommentsAfterReopening(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name           string
		before, en, es int // came: en, es
		shown          int
		languages      string
	}{
		{"none came", 10, 0, 0, 10, "en"},
		{"one came", 10, 1, 0, 0, ""},
		{"nine came", 10, 9, 0, 0, ""},
		{"enough came", 10, 10, 0, 20, "en"},
		{"not released before", 9, 1, 0, 10, "en"},
		{"a few in a language that had enough", 10, 2, 8, 18 + 2, "es"},
		{"enough in both", 10, 5, 5, 20, "en es"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := d1(t, func(a *assessment.Assessment) { a.K = 5 })
			s.comment(tt.before, "en")
			s.reopen()
			s.comment(tt.en, "en")
			s.comment(tt.es, "es")
			r := s.report()
			if len(r.Comments) != tt.shown {
				t.Errorf("%d comments, want %d", len(r.Comments), tt.shown)
			}
			var languages []string
			for _, c := range r.Comments {
				if c.Language != "" && !slices.Contains(languages, c.Language) {
					languages = append(languages, c.Language)
				}
			}
			slices.Sort(languages)
			if got := strings.Join(languages, " "); got != tt.languages {
				t.Errorf("languages %q, want %q", got, tt.languages)
			}
		})
	}
}

// TestRowsAfterReopening: rows of a group are exported if none or enough have
// come, with no column that the first export did not have.
func TestRowsAfterReopening(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		milan, bv1 int // before: rows of 8 in Milan, of which bv1 was answered
		came       int // in Madrid, with both questions
		rows       int
		columns    []string
	}{
		{"none came", 8, 8, 0, 8, []string{"location", "bv1", "bv2", "bv3", "bv4"}},
		{"two came", 8, 8, 2, 0, nil},
		{"enough came", 8, 8, 6, 14, []string{"location", "bv1", "bv2", "bv3", "bv4"}},
		{"a place too small before", 6, 8, 6, 14, []string{"bv1", "bv2", "bv3", "bv4"}},
		{"a question too rare before", 8, 3, 6, 14, []string{"bv2", "bv3", "bv4"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newSurvey(t, []string{"broad-view"}, func(a *assessment.Assessment) {
				a.Status, a.Locations = assessment.StatusClosed, segmentsNamed("Milan", "Madrid")
			})
			for i := range 8 {
				answers := map[string]string{"bv2": "1", "bv3": "5", "bv4": strconv.Itoa(1 + i%5)}
				if i < tt.bv1 {
					answers["bv1"] = "2"
				}
				r := s.respond("customers", answers)
				if r.Location = "Milan"; i >= tt.milan {
					r.Location = "Madrid"
				}
			}
			s.reopen()
			for range tt.came {
				s.respond("customers", map[string]string{"bv1": "3", "bv2": "3", "bv3": "2", "bv4": "4"}).Location = "Madrid"
			}
			var out bytes.Buffer
			if err := s.reporter().ExportRows(t.Context(), &out, &assessment.Snapshot{Body: s.snapshot()}, s.input()); err != nil {
				t.Fatal(err)
			}
			rows := csvRows(t, out.Bytes())
			if len(rows)-1 != tt.rows {
				t.Fatalf("%d rows, want %d", len(rows)-1, tt.rows)
			}
			var columns []string
			for c, name := range rows[0] {
				if name != "group" && slices.ContainsFunc(rows[1:], func(row []string) bool { return row[c] != "" }) {
					columns = append(columns, name)
				}
			}
			if diff := cmp.Diff(tt.columns, columns); diff != "" {
				t.Errorf("columns (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEarlierCountsMustFit: counts of another form are refused, by version.
func TestEarlierCountsMustFit(t *testing.T) {
	t.Parallel()
	s := reopened(t, nil)
	for name, counts := range map[string]string{"broken": "{", "of nothing": "{}", "of another group": `{"groups":[{"group":"guests"}]}`} {
		s.earlier[0].Counts = []byte(counts)
		if _, err := s.reporter().Snapshot(t.Context(), s.input()); err == nil || !strings.Contains(err.Error(), "counts of report 1") {
			t.Errorf("%s: %v", name, err)
		}
	}
	s = reopened(t, nil)
	s.earlier[0].Body = append(s.earlier[0].Body, ' ', '{')
	s.earlier[0].Body[20] = '#'
	if _, err := s.reporter().Snapshot(t.Context(), s.input()); err == nil || !strings.Contains(err.Error(), "report 1") {
		t.Errorf("a damaged report: %v", err)
	}
}
