package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"readiness/assessment"
	"readiness/static/i18n"
)

const (
	benchConcurrent = 64
	benchRounds     = 7
	benchRequests   = 1920 // of each way and round
)

// way is one way of answering the same number of requests.
type way struct {
	name    string
	handler http.Handler // nil: no HTTP, what prepare returned is called
	// prepare makes n requests, outside of the measured time.
	prepare func(b *testing.B, n int) []*benchRequest
}

// benchRequest is a request: a form to post, or a page to get where there is no body.
type benchRequest struct {
	path, cookie, body string
	call               func() error
}

// taken is what one round of a way took.
type taken struct {
	perSecond float64
	slow      float64 // 99th percentile, milliseconds
	processor float64 // microseconds of processor time a request
}

// BenchmarkSubmission measures durable submissions through the whole HTTP stack
// over loopback, 64 at a time, against an empty handler, against the same
// submissions handed to the store without HTTP, and against a plain handler with
// one gorm transaction a request and one row an answer; and pages of questions.
// The ways alternate within a round and the ratios are medians over the rounds,
// so that what else the machine does falls on all of them. Ratios of processor
// time say how much faster the second is where nothing waits for the disk.
func BenchmarkSubmission(b *testing.B) {
	ways := []way{benchProduct(b), benchCommit(b), benchAutosave(b), benchPage(b), benchEmpty(), benchNaive(b)}
	rounds := map[string][]taken{}
	for b.Loop() {
		for round := range benchRounds {
			order := slices.Clone(ways)
			if round%2 == 1 {
				slices.Reverse(order)
			}
			for _, w := range order {
				rounds[w.name] = append(rounds[w.name], measure(b, w))
			}
		}
	}
	of := func(name string, pick func(taken) float64) []float64 {
		values := make([]float64, len(rounds[name]))
		for i, t := range rounds[name] {
			values[i] = pick(t)
		}
		return values
	}
	rate := func(t taken) float64 { return t.perSecond }
	cost := func(t taken) float64 { return t.processor }
	slow := func(t taken) float64 { return t.slow }
	for _, w := range ways {
		b.ReportMetric(median(of(w.name, rate)), w.name+"/s")
		b.ReportMetric(median(of(w.name, slow)), w.name+"-p99-ms")
		b.ReportMetric(median(of(w.name, cost)), w.name+"-cpu-us")
	}
	// What the stack and the disk allow, one after the other.
	limit, limitCost := of("empty", rate), of("empty", cost)
	for i, commit := range of("commit", rate) {
		limit[i] = 1 / (1/limit[i] + 1/commit)
		limitCost[i] += rounds["commit"][i].processor
	}
	b.ReportMetric(median(ratios(of("submit", rate), limit)), "submit:limit")
	b.ReportMetric(median(ratios(limitCost, of("submit", cost))), "submit:limit-cpu")
	for _, pair := range [][2]string{{"submit", "empty"}, {"submit", "naive"}, {"autosave", "submit"}, {"page", "empty"}} {
		b.ReportMetric(median(ratios(of(pair[0], rate), of(pair[1], rate))), pair[0]+":"+pair[1])
		b.ReportMetric(median(ratios(of(pair[1], cost), of(pair[0], cost))), pair[0]+":"+pair[1]+"-cpu")
	}
	b.ReportMetric(median(ratios(of("naive", slow), of("submit", slow))), "naive:submit-p99")
	b.ReportMetric(0, "ns/op") // the time of a whole round says nothing
}

func measure(b *testing.B, w way) taken {
	b.Helper()
	requests := w.prepare(b, benchRequests)
	server := httptest.NewServer(w.handler)
	defer server.Close()
	client := &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: benchConcurrent, MaxConnsPerHost: benchConcurrent, DialContext: (&net.Dialer{}).DialContext},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	defer client.CloseIdleConnections()
	took := make([]time.Duration, len(requests))
	var next atomic.Int64
	var total time.Duration
	processor := processorTime(b, func() error {
		var group sync.WaitGroup
		start := time.Now()
		for range benchConcurrent {
			group.Go(func() {
				for i := next.Add(1) - 1; i < int64(len(requests)); i = next.Add(1) - 1 {
					began := time.Now()
					if err := requests[i].send(client, server.URL); err != nil {
						b.Error(w.name, err)
						return
					}
					took[i] = time.Since(began)
				}
			})
		}
		group.Wait()
		total = time.Since(start)
		return nil
	})
	slices.Sort(took)
	n := float64(len(requests))
	return taken{perSecond: n / total.Seconds(), slow: took[len(took)*99/100].Seconds() * 1e3, processor: processor / n * 1e6}
}

func (r *benchRequest) send(client *http.Client, base string) error {
	if r.call != nil {
		return r.call()
	}
	method := http.MethodPost
	if r.body == "" {
		method = http.MethodGet
	}
	req, err := http.NewRequestWithContext(context.Background(), method, base+r.path, strings.NewReader(r.body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Cookie", r.cookie)
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	if err := cmp.Or(err, resp.Body.Close()); err != nil {
		return err
	}
	switch resp.StatusCode {
	case http.StatusSeeOther, http.StatusNoContent, http.StatusOK:
		return nil
	default:
		return fmt.Errorf("status %d", resp.StatusCode)
	}
}

// benchApp opens the product on a real disk with one open assessment.
func benchApp(b *testing.B) (app *App, handler http.Handler, token string) {
	b.Helper()
	catalog, err := i18n.Load()
	if err != nil {
		b.Fatal(err)
	}
	app, err = Open(b.Context(), Config{DB: "sqlite:" + filepath.Join(b.TempDir(), "r.db")}, catalog, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := app.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	a, err := app.Service.CreateFromFile(b.Context(), "a.yaml", []byte("title: T\norganisation: O\ngroups: [{key: frontline}]\n"))
	if err != nil {
		b.Fatal(err)
	}
	if err := app.Service.Open(b.Context(), a.ID); err != nil {
		b.Fatal(err)
	}
	addresses, err := app.Service.Addresses(b.Context(), a.ID)
	if err != nil {
		b.Fatal(err)
	}
	if handler, err = app.handler("http://127.0.0.1", nil); err != nil {
		b.Fatal(err)
	}
	return app, handler, addresses[0].Token
}

// benchAnswers are 24 answers, a comment and the rest of one respondent.
func benchAnswers() []assessment.Change {
	changes := []assessment.Change{{Field: "comment", Value: "Every call starts with telling the whole story again."}}
	for i := range 4 {
		changes = append(changes, assessment.Change{Field: fmt.Sprintf("bv%d", i+1), Value: "3"})
	}
	for i := range 20 {
		changes = append(changes, assessment.Change{Field: fmt.Sprintf("g%02d", i+1), Value: "4"})
	}
	return changes
}

// benchProduct submits drafts that were saved before.
func benchProduct(b *testing.B) way {
	app, handler, token := benchApp(b)
	return way{"submit", handler, func(b *testing.B, n int) []*benchRequest {
		b.Helper()
		requests := make([]*benchRequest, n)
		var group sync.WaitGroup
		for worker := range benchConcurrent {
			group.Go(func() {
				for i := worker; i < n; i += benchConcurrent {
					secret, err := app.Service.NewSecret()
					if err != nil {
						b.Error(err)
						return
					}
					visit, err := app.Service.Enter(b.Context(), token, secret)
					if err == nil {
						err = app.Service.Save(b.Context(), visit, benchAnswers())
					}
					if err != nil {
						b.Error(err)
						return
					}
					requests[i] = &benchRequest{path: "/s/submit", cookie: "readiness-survey=" + token + "." + secret, body: "go=send"}
				}
			})
		}
		group.Wait()
		return requests
	}}
}

// benchCommit hands submissions to the product's store without HTTP or drafts:
// what committing in groups allows on this disk.
func benchCommit(b *testing.B) way {
	app, _, token := benchApp(b)
	visit, err := app.Service.Enter(b.Context(), token, "")
	if err != nil {
		b.Fatal(err)
	}
	return way{"commit", nil, func(b *testing.B, n int) []*benchRequest {
		b.Helper()
		requests := make([]*benchRequest, n)
		for i := range requests {
			id, comment := benchID(b), benchID(b)
			sub := assessment.Submission{
				Assessment: visit.Assessment.ID, Key: sha256.Sum256([]byte(id)), Draft: sha256.Sum256([]byte(comment)), Day: "2026-01-01",
				Response: assessment.Response{ID: id, Group: "frontline", Language: "en", Answers: visit.Form.Blank(visit.Group)},
				Comments: []assessment.Comment{{ID: comment, Group: "frontline", Language: "en", Text: benchAnswers()[0].Value}},
			}
			requests[i] = &benchRequest{call: func() error {
				_, err := app.store.Submit(context.Background(), sub)
				return err
			}}
		}
		return requests
	}}
}

func benchID(b *testing.B) assessment.ID {
	b.Helper()
	id, err := assessment.NewID(rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	return id
}

// benchPage serves a page of questions to respondents who have answered it.
func benchPage(b *testing.B) way {
	app, handler, token := benchApp(b)
	secret, err := app.Service.NewSecret()
	if err != nil {
		b.Fatal(err)
	}
	visit, err := app.Service.Enter(b.Context(), token, secret)
	if err == nil {
		err = app.Service.Save(b.Context(), visit, benchAnswers())
	}
	if err != nil {
		b.Fatal(err)
	}
	return way{"page", handler, func(_ *testing.B, n int) []*benchRequest {
		return slices.Repeat([]*benchRequest{{path: "/s/p/1", cookie: "readiness-survey=" + token + "." + secret}}, n)
	}}
}

// benchAutosave saves one answer of a fresh draft.
func benchAutosave(b *testing.B) way {
	app, handler, token := benchApp(b)
	return way{"autosave", handler, func(b *testing.B, n int) []*benchRequest {
		b.Helper()
		requests := make([]*benchRequest, n)
		for i := range requests {
			secret, err := app.Service.NewSecret()
			if err != nil {
				b.Fatal(err)
			}
			requests[i] = &benchRequest{path: "/s/save", cookie: "readiness-survey=" + token + "." + secret, body: "field=bv1&value=3&seq=1"}
		}
		return requests
	}}
}

// benchEmpty is Echo with a handler that does nothing: what the stack allows.
func benchEmpty() way {
	e := echo.New()
	e.POST("/s/submit", func(c echo.Context) error { return c.Redirect(http.StatusSeeOther, "/s/done") })
	return way{"empty", e, func(_ *testing.B, n int) []*benchRequest {
		return slices.Repeat([]*benchRequest{{path: "/s/submit", cookie: "readiness-survey=x", body: "go=send"}}, n)
	}}
}

func median(v []float64) float64 {
	v = slices.Clone(v)
	slices.Sort(v)
	return v[len(v)/2]
}

func ratios(a, b []float64) []float64 {
	r := make([]float64, len(a))
	for i := range a {
		r[i] = a[i] / b[i]
	}
	return r
}
