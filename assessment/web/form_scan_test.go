package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"

	"readiness/assessment"
)

func TestScanForm(t *testing.T) {
	t.Parallel()
	tests := []struct {
		query string
		want  answersForm
		err   error
	}{
		{"", nil, nil},
		{"bv1=3&go=next", answersForm{{"bv1", "3"}, {"go", "next"}}, nil},
		{"comment=a+b%2Bc%0D%0Ad", answersForm{{"comment", "a b+c\r\nd"}}, nil},
		{"a", answersForm{{"a", ""}}, nil},
		{"&&a=b=c&", answersForm{{"a", "b=c"}}, nil},
		{"%e4%BD%A0=x", answersForm{{"你", "x"}}, nil},
		{"a=%zz", nil, errFormEscape},
		{"a=%2", nil, errFormEscape},
		{"%=1", nil, errFormEscape},
		{"a;b=1", nil, errFormSplit},
		{strings.Repeat("a&", maxFields+1), nil, errFormLong},
	}
	for _, tt := range tests {
		got, err := scanForm(tt.query)
		if !errors.Is(err, tt.err) {
			t.Errorf("%.40q: error %v, want %v", tt.query, err, tt.err)
		}
		if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(formField{})); diff != "" {
			t.Errorf("%.40q:\n%s", tt.query, diff)
		}
	}
}

func TestReadFormIsStrict(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, contentType, body string
		ok                      bool
	}{
		{"a form", "application/x-www-form-urlencoded; charset=utf-8", "a=1&b=2", true},
		{"twice", "application/x-www-form-urlencoded", "a=1&a=1", false},
		{"JSON", "application/json", `{"a":1}`, false},
		{"no type", "", "a=1", false},
		{"bad escape", "application/x-www-form-urlencoded", "a=%", false},
	}
	for _, tt := range tests {
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/s/save", strings.NewReader(tt.body))
		req.Header.Set("Content-Type", tt.contentType)
		_, err := readForm(echo.New().NewContext(req, httptest.NewRecorder()))
		if (err == nil) != tt.ok {
			t.Errorf("%s: error %v", tt.name, err)
		}
		if err != nil && assessment.KindOf(err) != assessment.Invalid {
			t.Errorf("%s: kind %v", tt.name, assessment.KindOf(err))
		}
	}
}

// The scanner must read every form as the standard library does.
func FuzzScanForm(f *testing.F) {
	for _, seed := range []string{
		"", "a=1", "a=1&b=2&a=3", "a=%41%e4%bd%a0+x", "=&=", "a;b", "%", "%1", "%zz=1", "a=b=c", "&&", "a=\x00\xff", "+=+", strings.Repeat("x=y&", 40),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		if strings.Count(query, "&") >= maxFields {
			t.Skip("the number of fields is bounded on purpose")
		}
		want, wantErr := url.ParseQuery(query)
		fields, err := scanForm(query)
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("error %v, ParseQuery %v", err, wantErr)
		}
		if err != nil {
			return
		}
		got := url.Values{}
		for _, field := range fields {
			got.Add(field.name, field.value)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-ParseQuery +scanForm):\n%s", diff)
		}
	})
}

func BenchmarkScanForm(b *testing.B) {
	query := "go=next&seq=1798882992123&lang=en&g04=4&comment_g04=&g05=2&comment_g05=Two+screens%2C+one+paper&g06=dk&comment_g06="
	b.ReportAllocs()
	for b.Loop() {
		if _, err := scanForm(query); err != nil {
			b.Fatal(err)
		}
	}
}
