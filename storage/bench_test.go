package storage

import (
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"readiness/assessment"
)

const (
	callers = 64
	rounds  = 7 // pairs of measurements, in the order ABBA
)

// BenchmarkSubmit compares submissions through the writer with one gorm
// transaction each on the same settings, 64 at a time. It reports the median
// ratio of their rates over the pairs.
func BenchmarkSubmit(b *testing.B) {
	group := openTest(b, testDSN(b))
	id := openAssessment(b, group)
	naive := openNaive(b)
	naiveID := openAssessment(b, naive.Store)
	ours := func(n int) time.Duration {
		return timed(b, n, func() error {
			_, err := group.Submit(b.Context(), newSubmission(id))
			return err
		})
	}
	theirs := func(n int) time.Duration {
		return timed(b, n, func() error { return naive.submit(newSubmission(naiveID)) })
	}
	var ratios []float64
	var spent time.Duration
	var stored int
	for b.Loop() {
		ratios = ratios[:0]
		for round := range rounds {
			const n, few = 16 * callers, 4 * callers
			var a, z time.Duration
			if round%2 == 0 {
				a, z = ours(n), theirs(few)
			} else {
				z, a = theirs(few), ours(n)
			}
			spent += a
			stored += n
			ratios = append(ratios, (float64(n)/a.Seconds())/(float64(few)/z.Seconds()))
		}
	}
	slices.Sort(ratios)
	b.ReportMetric(float64(stored)/spent.Seconds(), "submissions/s")
	b.ReportMetric(ratios[len(ratios)/2], "times-naive")
}

// timed runs op n times from 64 goroutines.
func timed(b *testing.B, n int, op func() error) time.Duration {
	b.Helper()
	var wg sync.WaitGroup
	begin := time.Now()
	for range callers {
		wg.Go(func() {
			for range n / callers {
				if err := op(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return time.Since(begin)
}

// naiveStore writes with a gorm transaction each.
type naiveStore struct {
	*Store
	db *gorm.DB
}

func openNaive(b *testing.B) *naiveStore {
	b.Helper()
	s := openTest(b, testDSN(b))
	pool, err := openHandle(b.Context(), s.path, false, 1, nil)
	must(b, err)
	b.Cleanup(func() { must(b, pool.Close()) })
	db, err := openGorm(pool, true)
	must(b, err)
	return &naiveStore{s, db}
}

func (n *naiveStore) submit(sub assessment.Submission) error {
	response := newResponseRow(sub.Assessment, 0, &sub.Response)
	comment := newCommentRow(sub.Assessment, 0, &sub.Comments[0])
	return n.db.Transaction(func(tx *gorm.DB) error {
		if err := claimSubmission(tx, &sub); err != nil {
			return err
		}
		if err := tx.Create(&response).Error; err != nil {
			return err
		}
		if err := tx.Create(&comment).Error; err != nil {
			return err
		}
		if err := raiseCounter(tx, sub.Assessment, sub.Response.Group, sub.Day, 1); err != nil {
			return err
		}
		return tx.Exec("DELETE FROM drafts WHERE key = ?", sub.Draft[:]).Error
	})
}

// BenchmarkSaveDraft is the autosave of one answer; it must cost no more than
// a submission.
func BenchmarkSaveDraft(b *testing.B) {
	s := openTest(b, testDSN(b))
	id := openAssessment(b, s)
	sealed := make([]byte, 800)
	n := 0
	var spent time.Duration
	for b.Loop() {
		spent += timed(b, 16*callers, func() error {
			key := assessment.DraftKey([]byte(newID() + "......"))
			return s.SaveDraft(b.Context(), assessment.SealedDraft{Key: key, Assessment: id, Group: "customers", Revision: 1, Sealed: sealed})
		})
		n += 16 * callers
	}
	b.ReportMetric(float64(n)/spent.Seconds(), "saves/s")
}

// BenchmarkResponses reads every response of an assessment.
func BenchmarkResponses(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			s := openTest(b, testDSN(b))
			id := openAssessment(b, s)
			importAll(b, s, id, n)
			for b.Loop() {
				if got := countResponses(b, s, id); got != n {
					b.Fatalf("%d responses, want %d", got, n)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkImport stores 20,000 responses an operation.
func BenchmarkImport(b *testing.B) {
	s := openTest(b, testDSN(b))
	id := openAssessment(b, s)
	const n = 20_000
	for b.Loop() {
		importAll(b, s, id, n)
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func importAll(b *testing.B, s *Store, id assessment.ID, n int) {
	b.Helper()
	importID := newID()
	must(b, s.BeginImport(b.Context(), id, importID))
	const batch = 5000
	for done := 0; done < n; done += batch {
		rows := make([]assessment.ImportedResponse, min(batch, n-done))
		for i := range rows {
			rows[i].Response = newSubmission(id).Response
		}
		must(b, s.ImportResponses(b.Context(), id, importID, "2026-11-22", rows))
	}
	must(b, s.FinishImport(b.Context(), id, importID))
}
