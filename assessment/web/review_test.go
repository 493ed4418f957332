package web

import (
	"net/http"
	"strings"
	"testing"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
)

// heldComments is closed, with six comments of customers on bv1 that are held back
// or not.
func (r *rig) heldComments(t *testing.T, comments assessment.AtClosing) *assessment.Assessment {
	t.Helper()
	a := r.opened(t, func(a *assessment.Assessment) { a.K, a.CommentK = 3, 5 })
	token := r.groupToken(t, a.ID, "customers")
	for i := range 6 {
		d := r.device(t).open(token)
		d.post("/s/p/1", "bv1", "3", "comment_bv1", string(rune('a'+i))+" Maria Keller & <b>Zoran</b>", "go", "later")
		d.post("/s/submit", "go", "send")
	}
	if err := r.service.Close(t.Context(), a.ID, comments); err != nil {
		t.Fatal(err)
	}
	return r.stored(t, a.ID)
}

func TestReviewOfComments(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.heldComments(t, assessment.HoldComments)
	home := "/assessments/" + string(a.ID)
	question := home + "/questions/bv1"
	d, reader := r.signedIn(t, assessment.Executive), r.signedIn(t, assessment.Consultant)

	// Held back, and only who manages may read them.
	reader.shows(reader.get(question), http.StatusOK, htmlcheck.In("#comments .note", htmlcheck.HasText("held back")), htmlcheck.NotIn("#comments .quotes"), htmlcheck.NotIn("#comments a"))
	d.shows(d.get(question), http.StatusOK, htmlcheck.In("#comments a[href="+home+"/comments]"), htmlcheck.NotIn("#comments .quotes"))
	for _, path := range []string{"/comments", "/comments/0000000000000000", "/log"} {
		if rec := reader.get(home + path); rec.Code != http.StatusForbidden {
			t.Errorf("%s as consultant: %d", path, rec.Code)
		}
	}
	if rec := reader.post(home + "/comments/release"); rec.Code != http.StatusForbidden {
		t.Errorf("release as consultant: %d", rec.Code)
	}
	list := d.get(home + "/comments")
	d.shows(list, http.StatusOK, htmlcheck.In("#held button"), htmlcheck.Count(".review li", 6), htmlcheck.NotIn("del"), htmlcheck.NotIn(".review b"))

	// One comment, word by word.
	text := "c Maria Keller & <b>Zoran</b>"
	one := home + "/comments/" + assessment.KeyOfComment("bv1", "customers", text).String()
	d.shows(d.get(one), http.StatusOK, htmlcheck.Count(".pick-words input", 6), htmlcheck.NotIn(".pick-words input[checked]"), htmlcheck.In(".pick-words", htmlcheck.HasText("Keller")))
	d.shows(d.post(one, "do", "words", "list", "all", "page", "1"), http.StatusUnprocessableEntity, htmlcheck.In("#errors a[href=#word_0]"))
	d.redirects(d.post(one, "do", "words", "word_1", "on", "word_2", "on", "every", "on", "list", "hidden", "page", "1"), home+"/comments?list=hidden")
	d.shows(d.get(home+"/comments?list=hidden"), http.StatusOK, htmlcheck.Count(".review li", 6), htmlcheck.Count("del", 6), htmlcheck.In("del", htmlcheck.HasText("Maria Keller")))
	d.shows(d.get(one), http.StatusOK, htmlcheck.Count(".pick-words input[checked]", 2))
	d.redirects(d.post(one, "do", "whole"), home+"/comments")
	d.redirects(d.post(home+"/comments/release"), home+"/comments")
	d.shows(d.get(home+"/comments"), http.StatusOK, htmlcheck.NotIn("#held"), htmlcheck.In("#released"), htmlcheck.Count(".struck", 1))

	// Readers see the rest, and that something is missing.
	reader.shows(reader.get(question), http.StatusOK, htmlcheck.Count("#comments .quotes li", 5), htmlcheck.In("#comments .note", htmlcheck.HasText("One comment was left out")),
		htmlcheck.In("#comments", htmlcheck.HasText("In 5 comments")), htmlcheck.In(".quotes", htmlcheck.HasText("[…] & <b>Zoran</b>")))
	for _, path := range []string{question, home + "/questions", home + "/results"} {
		if body := reader.get(path).Body.String(); strings.Contains(body, "Keller") {
			t.Errorf("%s names who was hidden", path)
		}
	}

	// Shown again, and everything noted with the account, without a word of it.
	d.redirects(d.post(one, "do", "show"), home+"/comments")
	reader.shows(reader.get(question), http.StatusOK, htmlcheck.Count("#comments .quotes li", 6), htmlcheck.In(".quotes", htmlcheck.HasText(text)))
	if rec := d.post(one, "do", "show"); rec.Code != http.StatusNotFound {
		t.Errorf("show what is shown: %d", rec.Code)
	}
	if rec := d.post(home + "/comments/release"); rec.Code != http.StatusConflict {
		t.Errorf("release again: %d", rec.Code)
	}
	hidden := r.noted(t, a.ID, assessment.ActionCommentHidden)
	if len(hidden) != 7 || hidden[0].Account == "" || !strings.HasSuffix(hidden[0].Detail, " whole") || !strings.HasSuffix(hidden[6].Detail, " words") {
		t.Errorf("noted %+v", hidden)
	}
	d.shows(d.get(home+"/log"), http.StatusOK, htmlcheck.In(".log", htmlcheck.HasText("Comments released")), htmlcheck.In(".log", htmlcheck.HasText("Comment "+hidden[0].Detail[:16]+" hidden")))
	if body := d.get(home + "/log").Body.String(); strings.Contains(body, "Keller") {
		t.Error("the log quotes a comment")
	}
}

func TestReviewRefusesWhatItCannotDo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.heldComments(t, assessment.ShowComments)
	home := "/assessments/" + string(a.ID)
	one := home + "/comments/" + assessment.KeyOfComment("bv1", "customers", "a Maria Keller & <b>Zoran</b>").String()
	d := r.signedIn(t, assessment.Executive)
	d.shows(d.get(home+"/comments"), http.StatusOK, htmlcheck.NotIn("#held"), htmlcheck.Count(".review li", 6))
	d.shows(d.get(home+"/comments?list=hidden"), http.StatusOK, htmlcheck.NotIn(".review"), htmlcheck.In("main", htmlcheck.HasText("Nothing is hidden")))
	for _, tt := range []struct {
		path   string
		fields []string
		status int
	}{
		{home + "/comments/ffffffffffffffff", []string{"do", "whole"}, http.StatusNotFound},
		{one, []string{"do", "burn"}, http.StatusUnprocessableEntity},
		{one, nil, http.StatusUnprocessableEntity},
		{one, []string{"do", "words", "word_99", "on"}, http.StatusUnprocessableEntity},
		{one, []string{"do", "words", "word_x", "on"}, http.StatusUnprocessableEntity},
		{one, []string{"do", "whole", "more", "1"}, http.StatusUnprocessableEntity},
		{one, []string{"do", "whole", "page", "0"}, http.StatusUnprocessableEntity},
	} {
		if rec := d.post(tt.path, tt.fields...); rec.Code != tt.status {
			t.Errorf("%s %v: %d, want %d", tt.path, tt.fields, rec.Code, tt.status)
		}
	}
	for _, query := range []string{"?list=x", "?page=0", "?page=x", "?more=1", "?list=all&list=hidden"} {
		if rec := d.get(home + "/comments" + query); rec.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", query, rec.Code)
		}
	}
	if len(r.noted(t, a.ID, assessment.ActionCommentHidden)) > 0 {
		t.Error("something was hidden")
	}
	open := r.opened(t, nil)
	if rec := d.get("/assessments/" + string(open.ID) + "/comments"); rec.Code != http.StatusConflict {
		t.Errorf("comments of an open assessment: %d", rec.Code)
	}
}

func TestClosingMayHoldCommentsBack(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	home := "/assessments/" + string(a.ID)
	d := r.signedIn(t, assessment.Executive)
	d.shows(d.get(home+"/close"), http.StatusOK, htmlcheck.In("#hold"), htmlcheck.NotIn("#hold[checked]"))
	d.redirects(d.post(home+"/close", "hold", "on"), home+"/comments")
	d.shows(d.get(home+"/comments"), http.StatusOK, htmlcheck.In("#held"), htmlcheck.In("main", htmlcheck.HasText("No group wrote enough")))
}

// TestAuditLogInWords: every action has words in every language.
func TestAuditLogInWords(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	details := map[assessment.Action][]string{
		assessment.ActionExported:      {"report xlsx", "rows csv", "links csv", "contacts xlsx", "comments csv"},
		assessment.ActionLinkRenewed:   {"customers"},
		assessment.ActionCommentHidden: {"0123456789abcdef whole", "0123456789abcdef words"},
	}
	for _, action := range assessment.Actions() {
		if details[action] == nil {
			details[action] = []string{"1"}
		}
		for _, detail := range details[action] {
			for _, lang := range []string{"en", "es", "it", "zh"} {
				e := &assessment.AuditEntry{Event: assessment.Event{Assessment: a.ID, Action: action, Detail: detail}}
				if text := r.whatWasDone(lang, a, e); text == "" || strings.Contains(text, "audit_") || strings.Contains(text, "no value") {
					t.Errorf("%s %q in %s: %q", action, detail, lang, text)
				}
			}
		}
	}
}
