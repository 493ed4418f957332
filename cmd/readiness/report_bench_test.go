package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"readiness/assessment"
	"readiness/static/i18n"
)

// BenchmarkReport closes assessments of 24 items, 6 groups, 10 locations and 10
// functions on a real disk. Three things must not grow with the responses beyond
// reading them: the time, compared with a bare scan of the same rows that only
// counts answers; the memory of the process that closes; and what it takes to
// read the closed report, compared with that over 1,000 responses. Times are
// processor time, the sides of a ratio in pairs ABBA.
func BenchmarkReport(b *testing.B) {
	small := reportOn(b, 1_000)
	for _, n := range []int{1_000, 10_000, 100_000, 1_000_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			r := small
			if n != 1_000 {
				r = reportOn(b, n)
			}
			for b.Loop() {
				report, _, ratio := compare(b, r.compute, r.bareScan)
				b.ReportMetric(ratio, "report:scan")
				b.ReportMetric(report/float64(n)*1e9, "ns/response")
				for _, way := range readings() {
					took, _, ratio := compare(b, func() error { return way.often(r) }, func() error { return way.often(small) })
					b.ReportMetric(took/readOften*1e3, way.name+"-ms")
					b.ReportMetric(ratio, way.name+":1k")
				}
			}
			b.ReportMetric(r.closing, "closing-MiB")
			b.ReportMetric(r.closing/small.closing, "closing:1k")
			b.ReportMetric(r.listing, "listing-MiB")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// compare measures two ways in pairs ABBA and returns the median seconds of
// processor time of each and the median of their ratios.
func compare(b *testing.B, ours, theirs func() error) (our, their, ratio float64) {
	b.Helper()
	var x, y []float64
	for round := range benchRounds {
		if round%2 == 0 {
			x = append(x, processorTime(b, ours))
			y = append(y, processorTime(b, theirs))
		} else {
			y = append(y, processorTime(b, theirs))
			x = append(x, processorTime(b, ours))
		}
	}
	return median(x), median(y), median(ratios(x, y))
}

const benchAssessment = `
title: T
organisation: O
locations: [L0, L1, L2, L3, L4, L5, L6, L7, L8, L9]
functions: [F0, F1, F2, F3, F4, F5, F6, F7, F8, F9]
`

// closedReport is an assessment with a stored report.
type closedReport struct {
	app     *App
	in      *assessment.ReportInput
	handler http.Handler
	session string // cookie of somebody who may read
	// Peak memory in MiB of the process that closed it, and of one that opened
	// the same database and only listed what is in it.
	closing, listing float64
}

// reportOn closes an assessment with n random responses in a process of its own.
func reportOn(b *testing.B, n int) *closedReport {
	b.Helper()
	catalog, err := i18n.Load()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	must(err)
	db := "sqlite:" + filepath.Join(b.TempDir(), "r.db")
	app, err := Open(b.Context(), Config{DB: db}, catalog, slog.New(slog.DiscardHandler))
	must(err)
	b.Cleanup(func() {
		if err := app.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	a, err := app.Service.CreateFromFile(b.Context(), "a.yaml", []byte(benchAssessment))
	must(err)
	must(app.Service.Open(b.Context(), a.ID))
	rows := benchRows(n)
	_, err = app.Service.ImportResponses(b.Context(), a.ID, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(rows)), nil }, nil)
	must(err)
	r := &closedReport{app: app}
	r.listing = commandPeak(b, "--db", db, "assessment", "list")
	r.closing = commandPeak(b, "--db", db, "assessment", "close", string(a.ID))
	r.in, err = app.Service.ReportInput(b.Context(), a.ID)
	must(err)
	r.handler, err = app.handler("http://127.0.0.1", nil)
	must(err)
	const email, password = "reader@example.org", "blue whales hum quietly"
	_, err = app.Accounts.AddUser(b.Context(), email, "Reader", assessment.Executive, password)
	must(err)
	form := url.Values{"email": {email}, "password": {password}}
	signIn := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/sign-in", strings.NewReader(form.Encode()))
	signIn.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	r.handler.ServeHTTP(answer, signIn)
	for _, cookie := range answer.Result().Cookies() {
		r.session = cookie.Name + "=" + cookie.Value
	}
	return r
}

func (r *closedReport) compute() error {
	_, err := r.app.Reporter.Snapshot(context.Background(), r.in)
	return err
}

// reading is one way of reading a closed report.
type reading struct {
	name string
	read func(r *closedReport) error
}

// readOften is how often a report is read for one measurement: once takes a few
// milliseconds, of which a cycle of the garbage collector would be the half.
const readOften = 10

func (w reading) often(r *closedReport) error {
	for range readOften {
		if err := w.read(r); err != nil {
			return err
		}
	}
	return nil
}

// readings are the page as a signed-in reader gets it, and the files as the
// command makes them: from the database, checked against their hash.
func readings() []reading {
	file := func(format string) reading {
		return reading{format, func(r *closedReport) error {
			snapshot, err := r.app.Service.Report(context.Background(), r.in.Assessment.ID)
			if err != nil {
				return err
			}
			return reportWriter{r.app.catalog}.Write(context.Background(), io.Discard, snapshot, format, "en")
		}}
	}
	return []reading{file("json"), file("xlsx"), {"page", func(r *closedReport) error {
		request := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/assessments/"+string(r.in.Assessment.ID)+"/results", http.NoBody)
		request.Header.Set("Cookie", r.session)
		answer := httptest.NewRecorder()
		r.handler.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK {
			return fmt.Errorf("the page has status %d", answer.Code)
		}
		return nil
	}}}
}

// commandProcess asks the test binary to be the program: it runs the command in
// its arguments and prints the most memory it held.
const commandProcess = "READINESS_COMMAND_PROCESS"

func TestMain(m *testing.M) {
	if os.Getenv(commandProcess) == "" {
		os.Exit(m.Run())
	}
	code := run(context.Background(), os.Args[1:], terminal{in: os.Stdin, out: io.Discard, err: os.Stderr})
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_, _ = os.Stdout.Write(status)
	os.Exit(code)
}

// commandPeak runs a command in a process of its own and returns its peak
// resident memory in MiB. The process asks for it itself: what a parent is told
// (ru_maxrss) includes the parent's own memory at the time of the start.
func commandPeak(b *testing.B, args ...string) float64 {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), commandProcess+"=1")
	cmd.Stderr = os.Stderr
	status, err := cmd.Output()
	if err != nil {
		b.Fatalf("%v: %v", args, err)
	}
	var kib float64
	_, rest, found := strings.Cut(string(status), "VmHWM:")
	if _, err := fmt.Sscan(rest, &kib); err != nil || !found {
		b.Fatalf("%v: no peak memory in %q", args, status)
	}
	return kib / 1024
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
func (r *closedReport) bareScan() error {
	counts := map[string]*[64][32]int{}
	return r.in.Responses(context.Background(), func(r *assessment.Response) error {
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
	runtime.GC() // what was made before is nobody's cost
	before := used()
	if err := f(); err != nil {
		b.Fatal(err)
	}
	return used() - before
}
