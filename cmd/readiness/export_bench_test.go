package main

import (
	"context"
	"io"
	"strconv"
	"testing"

	"readiness/assessment"
)

// BenchmarkExport writes the rows of a closed assessment with 24 items, 6 groups,
// 10 locations and 10 functions from a database on disk and compares its
// processor time with a bare scan of the same rows that only counts answers, in
// turn, forwards and backwards.
func BenchmarkExport(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			closed := reportOn(b, n)
			files := closed.app.files()
			write := func(format string) func() error {
				return func() error {
					return files.Rows(context.Background(), io.Discard, closed.in.Assessment.ID, format, "")
				}
			}
			ways := []struct {
				name string
				run  func() error
			}{
				{"scan", closed.bareScan},
				{"csv", write("csv")},
				{"xlsx", write("xlsx")},
			}
			took := map[string][]float64{}
			for b.Loop() {
				for round := range 3 {
					for i := range ways {
						if round%2 == 1 {
							i = len(ways) - 1 - i
						}
						took[ways[i].name] = append(took[ways[i].name], processorTime(b, ways[i].run))
					}
				}
			}
			b.ReportMetric(median(took["csv"])/float64(n)*1e9, "csv-ns/row")
			b.ReportMetric(median(took["xlsx"])/float64(n)*1e9, "xlsx-ns/row")
			b.ReportMetric(median(ratios(took["csv"], took["scan"])), "csv:scan")
			b.ReportMetric(median(ratios(took["xlsx"], took["csv"])), "xlsx:csv")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkContacts writes many contacts from a database on disk.
func BenchmarkContacts(b *testing.B) {
	const n = 20_000
	app, _, _ := benchApp(b)
	all, err := app.Service.Assessments(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	contacts := make([]assessment.Contact, n)
	for i := range contacts {
		contacts[i] = assessment.Contact{Email: strconv.Itoa(i) + "@example.org", Group: "frontline"}
	}
	if _, err := app.Service.Invite(b.Context(), all[0].ID, contacts); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := app.files().Links(b.Context(), io.Discard, all[0].ID, "https://readiness.example.org", "xlsx", ""); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/link")
}
