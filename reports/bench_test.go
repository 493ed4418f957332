package reports

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"syscall"
	"testing"

	"readiness/assessment"
)

// BenchmarkSnapshot computes a report over 24 items, 6 groups, 10 locations and
// 10 functions, and compares its processor time with a bare scan that counts
// the same answers. Responses come from memory: the ratio in the product, where
// both read them from the database, is smaller.
func BenchmarkSnapshot(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			s := newSurvey(b, both(), func(a *assessment.Assessment) {
				for i := range 10 {
					a.Locations = append(a.Locations, segmentsNamed(fmt.Sprint("L", i))...)
					a.Functions = append(a.Functions, segmentsNamed(fmt.Sprint("F", i))...)
				}
			})
			s.fill(rand.New(rand.NewPCG(1, 1)), sizes(84))
			in := s.input()
			base := s.responses
			in.Responses = func(_ context.Context, yield func(*assessment.Response) error) error {
				for i := range n {
					if err := yield(base[i%len(base)]); err != nil {
						return err
					}
				}
				return nil
			}
			reporter := newReporter(b)
			var scan, report float64
			b.ReportAllocs()
			for b.Loop() {
				scan += processorTime(b, func() error { return bareScan(in) })
				report += processorTime(b, func() error {
					_, err := reporter.Snapshot(context.Background(), in)
					return err
				})
			}
			b.ReportMetric(report/scan, "scans")
			b.ReportMetric(report/float64(b.N)/float64(n)*1e9, "ns/response")
		})
	}
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
		for i, a := range r.Answers {
			c[i][a&31]++
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
