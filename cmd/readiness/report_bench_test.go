package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"

	"readiness/assessment"
	"readiness/static/i18n"
)

// BenchmarkReport computes the report over 24 items, 6 groups, 10 locations and
// 10 functions from a database on disk and compares its processor time with a
// bare scan of the same rows that only counts answers, in pairs ABBA.
func BenchmarkReport(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			app, in := reportOn(b, n)
			report := func() error {
				_, err := app.Reporter.Snapshot(context.Background(), in)
				return err
			}
			scan := func() error { return bareScan(in) }
			var ours, bare []float64
			for b.Loop() {
				for round := range benchRounds {
					if round%2 == 0 {
						ours = append(ours, processorTime(b, report))
						bare = append(bare, processorTime(b, scan))
					} else {
						bare = append(bare, processorTime(b, scan))
						ours = append(ours, processorTime(b, report))
					}
				}
			}
			var after runtime.MemStats
			runtime.ReadMemStats(&after)
			b.ReportMetric(median(ratios(ours, bare)), "report:scan")
			b.ReportMetric(median(ours)/float64(n)*1e9, "ns/response")
			b.ReportMetric(float64(after.Sys)/(1<<20), "MiB-from-system")
			b.ReportMetric(0, "ns/op")
		})
	}
}

const benchAssessment = `
title: T
organisation: O
locations: [L0, L1, L2, L3, L4, L5, L6, L7, L8, L9]
functions: [F0, F1, F2, F3, F4, F5, F6, F7, F8, F9]
`

// reportOn closes an assessment with n random responses.
func reportOn(b *testing.B, n int) (*App, *assessment.ReportInput) {
	b.Helper()
	catalog, err := i18n.Load()
	if err != nil {
		b.Fatal(err)
	}
	app, err := Open(b.Context(), Config{DB: "sqlite:" + filepath.Join(b.TempDir(), "r.db")}, catalog, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := app.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	a, err := app.Service.CreateFromFile(b.Context(), "a.yaml", []byte(benchAssessment))
	must(err)
	must(app.Service.Open(b.Context(), a.ID))
	rows := benchRows(n)
	_, err = app.Service.ImportResponses(b.Context(), a.ID, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(rows)), nil }, nil)
	must(err)
	must(app.Service.Close(b.Context(), a.ID))
	in, err := app.Service.ReportInput(b.Context(), a.ID)
	must(err)
	return app, in
}

// benchRows is a responses file with 24 answers a row.
func benchRows(n int) []byte {
	random := rand.New(rand.NewPCG(1, 1))
	groups := []string{"executives", "initiative", "managers", "frontline", "channel", "customers"}
	var file bytes.Buffer
	file.WriteString("group,location,function,bv1,bv2,bv3,bv4")
	for i := range 20 {
		fmt.Fprintf(&file, ",g%02d", i+1)
	}
	for range n {
		fmt.Fprintf(&file, "\n%s,L%d,F%d", groups[random.IntN(len(groups))], random.IntN(10), random.IntN(10))
		for range 24 {
			file.WriteByte(',')
			file.WriteByte(byte('1' + random.IntN(5)))
		}
	}
	return append(file.Bytes(), '\n')
}

// bareScan counts every answer by group, item and value, and nothing else.
func bareScan(in *assessment.ReportInput) error {
	counts := map[string]*[64][32]int{}
	return in.Responses(context.Background(), func(r *assessment.Response) error {
		c := counts[r.Group]
		if c == nil {
			c = &[64][32]int{}
			counts[r.Group] = c
		}
		for i, answer := range r.Answers {
			c[i][answer&31]++
		}
		return nil
	})
}

// processorTime is the seconds of processor time that f takes.
func processorTime(b *testing.B, f func() error) float64 {
	b.Helper()
	used := func() float64 {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
	}
	before := used()
	if err := f(); err != nil {
		b.Fatal(err)
	}
	return used() - before
}
