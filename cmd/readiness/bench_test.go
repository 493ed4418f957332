package main

import (
	"cmp"
	"context"
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

	"github.com/go-playground/validator/v10"
	"github.com/labstack/echo/v4"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"readiness/assessment"
	"readiness/static/i18n"
)

const (
	benchConcurrent = 64
	benchRounds     = 7
	benchRequests   = 1920 // of each way and round
)

// way is one way of answering the same number of submissions.
type way struct {
	name    string
	handler http.Handler
	// prepare makes n requests, outside of the measured time.
	prepare func(b *testing.B, n int) []*benchRequest
}

type benchRequest struct{ path, cookie, body string }

// BenchmarkSubmission measures durable submissions through the whole HTTP stack
// over loopback, 64 at a time, against an empty handler and against a plain
// handler with one gorm transaction a request and one row an answer. The ways
// alternate within a round and the ratios are medians over the rounds, so that
// what else the machine does falls on all of them.
func BenchmarkSubmission(b *testing.B) {
	ways := []way{benchProduct(b), benchAutosave(b), benchEmpty(), benchNaive(b)}
	rates := map[string][]float64{}
	slowest := map[string][]float64{}
	for b.Loop() {
		for round := range benchRounds {
			order := slices.Clone(ways)
			if round%2 == 1 {
				slices.Reverse(order)
			}
			for _, w := range order {
				rate, p99 := measure(b, w)
				rates[w.name] = append(rates[w.name], rate)
				slowest[w.name] = append(slowest[w.name], p99.Seconds()*1000)
			}
		}
	}
	for _, w := range ways {
		b.ReportMetric(median(rates[w.name]), w.name+"/s")
		b.ReportMetric(median(slowest[w.name]), w.name+"-p99-ms")
	}
	b.ReportMetric(median(ratios(rates["submit"], rates["empty"])), "submit:empty")
	b.ReportMetric(median(ratios(rates["submit"], rates["naive"])), "submit:naive")
	b.ReportMetric(median(ratios(rates["autosave"], rates["submit"])), "autosave:submit")
	b.ReportMetric(0, "ns/op") // the time of a whole round says nothing
}

func measure(b *testing.B, w way) (perSecond float64, p99 time.Duration) {
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
	var group sync.WaitGroup
	start := time.Now()
	for range benchConcurrent {
		group.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(requests) {
					return
				}
				began := time.Now()
				if err := send(client, server.URL, requests[i]); err != nil {
					b.Error(w.name, err)
					return
				}
				took[i] = time.Since(began)
			}
		})
	}
	group.Wait()
	total := time.Since(start)
	slices.Sort(took)
	return float64(len(requests)) / total.Seconds(), took[len(took)*99/100]
}

func send(client *http.Client, base string, r *benchRequest) error {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, base+r.path, strings.NewReader(r.body))
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
	if resp.StatusCode != http.StatusSeeOther && resp.StatusCode != http.StatusNoContent {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return nil
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

type naiveForm struct {
	Group    string            `validate:"required,oneof=frontline"`
	Location string            `validate:"max=100"`
	Answers  map[string]string `validate:"required,dive,oneof=1 2 3 4 5 dk na"`
	Comment  string            `validate:"max=2000"`
}

type naiveResponse struct {
	ID       uint
	Group    string
	Location string
	Comment  string
	Created  time.Time
	Answers  []naiveAnswer `gorm:"foreignKey:ResponseID"`
}

type naiveAnswer struct {
	ID         uint
	ResponseID uint
	Question   string
	Value      string
}

// benchNaive is what one writes first: form values, struct validation, one gorm
// transaction a request, one row an answer, as durable as the product.
func benchNaive(b *testing.B) way {
	b.Helper()
	db, err := gorm.Open(sqlite.Open("file:"+filepath.Join(b.TempDir(), "naive.db")+
		"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=30000"),
		&gorm.Config{Logger: logger.Discard})
	if err == nil {
		err = db.AutoMigrate(&naiveResponse{}, &naiveAnswer{})
	}
	if err != nil {
		b.Fatal(err)
	}
	if pool, err := db.DB(); err == nil {
		b.Cleanup(func() { _ = pool.Close() })
	}
	validate := validator.New()
	e := echo.New()
	e.POST("/naive", func(c echo.Context) error {
		form := naiveForm{Group: c.FormValue("group"), Location: c.FormValue("location"), Comment: c.FormValue("comment"), Answers: map[string]string{}}
		values, err := c.FormParams()
		if err != nil {
			return err
		}
		for name := range values {
			if strings.HasPrefix(name, "g") && name != "group" || strings.HasPrefix(name, "bv") {
				form.Answers[name] = values.Get(name)
			}
		}
		if err := validate.Struct(form); err != nil {
			return err
		}
		response := naiveResponse{Group: form.Group, Location: form.Location, Comment: form.Comment, Created: time.Now()}
		for question, value := range form.Answers {
			response.Answers = append(response.Answers, naiveAnswer{Question: question, Value: value})
		}
		if err := db.WithContext(c.Request().Context()).Transaction(func(tx *gorm.DB) error { return tx.Create(&response).Error }); err != nil {
			return err
		}
		return c.Redirect(http.StatusSeeOther, "/done")
	})
	var body strings.Builder
	body.WriteString("group=frontline&location=Milan")
	for _, change := range benchAnswers() {
		body.WriteString("&" + change.Field + "=" + strings.ReplaceAll(change.Value, " ", "+"))
	}
	return way{"naive", e, func(_ *testing.B, n int) []*benchRequest {
		return slices.Repeat([]*benchRequest{{path: "/naive", cookie: "x=y", body: body.String()}}, n)
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
