package web

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A page put together from pieces is, byte for byte, the page that the template
// makes, whatever was answered and however often it is asked for.
func TestPagesFromPieces(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	for _, group := range []string{"customers", "executives"} {
		token := r.groupToken(t, a.ID, group)
		first, second := r.device(t).open(token), r.device(t).open(token)
		pages := first.pages()
		for _, lang := range []string{"zh", "en"} {
			first.get("/s?lang=" + lang)
			first.samePages(pages)
			first.samePages(pages)
			second.samePages(pages)
		}
		seq := int64(1000)
		for n := 1; n <= pages; n++ {
			for i, name := range first.questions("/s/p/" + strconv.Itoa(n)) {
				seq++
				value := strconv.Itoa(1 + i%2)
				if i == 1 {
					value = "dk"
				}
				first.save(name, value, seq) // some take no "dk": they stay open
			}
			first.samePages(pages)
			second.samePages(pages)
		}
		first.save("comment", "<b>on the whole</b>", 1)
		first.save("comment_bv1", "one & two", 1)
		first.samePages(pages)
		second.samePages(pages)
	}
	if len(r.pieces.frames) == 0 || len(r.pieces.items) == 0 {
		t.Error("no pieces were kept")
	}
}

// samePages compares every page as served with the template's.
func (d *device) samePages(pages int) {
	d.t.Helper()
	for n := range pages {
		path := "/s/p/" + strconv.Itoa(n+1)
		served := d.get(path)
		if served.Code != http.StatusOK {
			d.t.Fatalf("%s: %d", path, served.Code)
		}
		request := httptest.NewRequestWithContext(d.t.Context(), http.MethodGet, path, http.NoBody)
		for name, value := range d.cookies {
			request.AddCookie(&http.Cookie{Name: name, Value: value})
		}
		made := httptest.NewRecorder()
		s := d.rig.Server
		c := s.echo.NewContext(request, made)
		v, err := s.visitor(c)
		if err != nil {
			d.t.Fatal(err)
		}
		if err := s.render(c, http.StatusOK, "survey_questions", s.questionsPage(c, v, n+1, v.survey.page(n+1), nil)); err != nil {
			d.t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(made.Body.String(), "\n"), strings.Split(served.Body.String(), "\n")); diff != "" {
			d.t.Fatalf("%s: %s", path, diff)
		}
	}
}

// The memory for pieces is bounded.
func TestPiecesMakeRoom(t *testing.T) {
	t.Parallel()
	var p pieces
	for page := range 3 {
		key := frameKey{page: page}
		p.keep(maxPieces/2, func() { p.frames[key] = &pageFrame{} })
		if p.frame(key) == nil {
			t.Errorf("page %d is not kept", page)
		}
	}
	if len(p.frames) != 1 || p.size > maxPieces {
		t.Errorf("%d pieces of %d bytes, want the last", len(p.frames), p.size)
	}
}
