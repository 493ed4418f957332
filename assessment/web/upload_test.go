package web

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"readiness/assessment"
)

// deadlines notes what a handler asks of its connection.
type deadlines struct {
	*httptest.ResponseRecorder
	clock       *clock
	read, write time.Time
}

func (d *deadlines) SetReadDeadline(t time.Time) error  { d.read = t; return nil }
func (d *deadlines) SetWriteDeadline(t time.Time) error { d.write = t; return nil }

// slowLine brings one byte after the other with a pause before each.
type slowLine struct {
	t     *testing.T
	conn  *deadlines
	rest  string
	pause time.Duration
	late  bool // a byte came after its deadline
}

func (l *slowLine) Read(p []byte) (int, error) {
	l.conn.clock.add(l.pause)
	now := l.conn.clock.Now()
	if now.After(l.conn.read) {
		l.late = true
		return 0, fmt.Errorf("read: %w", http.ErrHandlerTimeout)
	}
	if l.conn.write.Before(now.Add(writeTimeout - time.Second)) {
		l.t.Errorf("at %v only until %v is left for the answer", now, l.conn.write)
	}
	if l.rest == "" {
		return 0, io.EOF
	}
	p[0] = l.rest[0]
	l.rest = l.rest[1:]
	return 1, nil
}

// A list on a slow line takes many times the time that a request has elsewhere;
// a line that stands still is cut as everywhere, and nothing takes for ever.
func TestSlowUploads(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		pause time.Duration
		rows  int
		late  bool
	}{
		{"slow", readTimeout - time.Second, 20, false},
		{"standing still", readTimeout + time.Second, 20, true},
		{"for ever", readTimeout - time.Second, 200, true},
	} {
		r := newRig(t)
		a := r.opened(t, nil)
		d := r.signedIn(t, assessment.Executive)
		conn := &deadlines{ResponseRecorder: httptest.NewRecorder(), clock: r.clock}
		line := &slowLine{t: t, conn: conn, rest: "customer,value\n" + strings.Repeat("A,1\n", tt.rows), pause: tt.pause}
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, rigBase+customersAt(a, "/import"), line)
		req.Header.Set("Content-Type", "text/csv")
		for name, value := range d.cookies {
			req.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		r.Handler().ServeHTTP(conn, req)
		_, err := r.service.Customers(t.Context(), a.ID)
		stored := assessment.KindOf(err) != assessment.NotFound
		if line.late != tt.late || stored == tt.late || (conn.Code == http.StatusSeeOther) == tt.late {
			t.Errorf("%s: late %v, stored %v, %d", tt.name, line.late, stored, conn.Code)
		}
	}
}

// listOf is a list of customers made while it is read, so that no copy of it is
// held by the benchmark itself.
type listOf struct {
	size, sent int
	row        []byte
	rest       []byte
	n          int
	almost     func()
}

func (l *listOf) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		if l.sent >= l.size {
			return 0, io.EOF
		}
		const customers = 1000
		l.row = fmt.Appendf(l.row[:0], "customer number %d,%d,need %d\n", l.n%customers, l.n%97, l.n%customers%5)
		l.rest, l.n = l.row, l.n+1
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	if l.sent += n; l.almost != nil && l.sent > l.size/10*9 {
		l.almost()
		l.almost = nil
	}
	return n, nil
}

// heapHeld is what is held in memory now.
func heapHeld() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkUploadCustomers sends lists of one and of 64 MiB through the page's
// form. held-MiB is what is held shortly before their end: it does not grow with
// the list, and a copy of it anywhere fails the benchmark.
func BenchmarkUploadCustomers(b *testing.B) {
	r := newRig(b)
	a := r.opened(b, nil)
	d := r.signedIn(b, assessment.Executive)
	for _, mib := range []int{1, 64} {
		b.Run(fmt.Sprintf("%dMiB", mib), func(b *testing.B) {
			const most = 8 << 20
			var held int64
			for b.Loop() {
				before := heapHeld()
				list := &listOf{size: mib << 20}
				list.almost = func() { held = max(held, heapHeld()-before) }
				req := httptest.NewRequestWithContext(b.Context(), http.MethodPost, rigBase+customersAt(a, "/import"), io.MultiReader(
					strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"basis\"\r\n\r\nmargin\r\n"+
						"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\ncustomer,value,segment\n"),
					list, strings.NewReader("\r\n--x--\r\n")))
				req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
				for name, value := range d.cookies {
					req.AddCookie(&http.Cookie{Name: name, Value: value})
				}
				rec := httptest.NewRecorder()
				r.Handler().ServeHTTP(rec, req)
				if rec.Code != http.StatusSeeOther {
					b.Fatalf("%d: %.300s", rec.Code, rec.Body)
				}
				if held > most {
					b.Fatalf("%d MiB are held for a list of %d MiB", held>>20, mib)
				}
			}
			b.SetBytes(int64(mib) << 20)
			b.ReportMetric(float64(held)/(1<<20), "held-MiB")
		})
	}
}
