package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"readiness/assessment"
	"readiness/assessment/web/htmlcheck"
	"readiness/reports"
	"readiness/static/i18n"
)

func TestJudgementRefuses(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.signedIn(t, assessment.Executive)
	at := customersAt(a, "/judgement")
	for _, tt := range []struct {
		pairs  []string
		fields []string
	}{
		{[]string{"reason", "we know"}, []string{"value_skew"}},
		{[]string{"value_skew", "none", "needs_diversity", "none", "reason", "we know"}, []string{"value_skew"}},
		{[]string{"value_skew", "steep", "reason", "we know"}, []string{"value_skew"}},
		{[]string{"value_skew", "high", "needs_diversity", "0.7", "reason", "we know"}, []string{"needs_diversity"}},
		{[]string{"value_skew", "exact", "value_skew_exact", "1.2", "reason", "we know"}, []string{"value_skew_exact"}},
		{[]string{"value_skew", "exact", "reason", "we know"}, []string{"value_skew_exact"}},
		{[]string{"value_skew_exact", "much"}, []string{"value_skew_exact", "reason"}},
		{[]string{"value_skew", "exact", "value_skew_exact", "NaN", "reason", "x"}, []string{"value_skew_exact"}},
		{[]string{"value_skew", "high", "reason", " \n "}, []string{"reason"}},
		{[]string{"value_skew", "high", "reason", "a\x00b"}, []string{"reason"}},
		{[]string{"value_skew", "high", "reason", strings.Repeat("x", assessment.MaxReason+1)}, []string{"reason"}},
		{[]string{"override", "yes", "needs_diversity", "high", "reason", "x"}, []string{"value_skew"}},
	} {
		rec := d.post(at, tt.pairs...)
		d.shows(rec, http.StatusUnprocessableEntity, htmlcheck.In("title", htmlcheck.HasText("Error")), htmlcheck.Count("#errors li", len(tt.fields)))
		root := document(t, rec.Body)
		for _, field := range tt.fields {
			if len(htmlcheck.Find(root, "#errors a[href=#"+field+"]")) != 1 || len(htmlcheck.Find(root, "#"+field+"-error")) != 1 {
				t.Errorf("%v: no error at %s", tt.pairs, field)
			}
		}
	}
	// What was typed stays.
	rec := d.post(at, "value_skew", "exact", "value_skew_exact", "2", "needs_diversity", "high", "reason", "Two <dealers>")
	d.shows(rec, http.StatusUnprocessableEntity, htmlcheck.In("input[name=value_skew][value=exact][checked]"), htmlcheck.In("input#value_skew_exact[value=2]"),
		htmlcheck.In("input[name=needs_diversity][value=high][checked]"), htmlcheck.In("textarea#reason", htmlcheck.HasText("Two <dealers>")))
	if rec := d.post(at, "value_skew", "high", "reason", "x", "colour", "red"); rec.Code != http.StatusUnprocessableEntity {
		t.Errorf("unknown field: %d", rec.Code)
	}
	if got := r.stored(t, a.ID).Situation; got != nil {
		t.Errorf("a refused judgement was stored: %+v", got)
	}
}

func TestJudgementUntilClosing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	draft, err := r.service.Create(t.Context(), allLanguages())
	if err != nil {
		t.Fatal(err)
	}
	d := r.signedIn(t, assessment.Executive)
	at, page := customersAt(draft, "/judgement"), customersAt(draft, "")
	d.redirects(d.post(at, "value_skew", "high", "needs_diversity", "exact", "needs_diversity_exact", "0,35", "reason", "Two dealers\nbuy half <b>"), page)
	if got := r.stored(t, draft.ID).Situation; got == nil || *got != (assessment.Judgement{ValueSkew: 1, NeedsDiversity: 0.35, Reason: "Two dealers buy half <b>"}) {
		t.Fatalf("stored %+v", got)
	}
	for _, lang := range i18n.Languages() {
		rec := d.get(page + "?lang=" + lang)
		d.shows(rec, http.StatusOK, htmlcheck.In("input[name=value_skew][value=high][checked]"), htmlcheck.In("input[name=needs_diversity][value=exact][checked]"),
			htmlcheck.In("input#needs_diversity_exact", htmlcheck.HasAttr("value", r.catalog.Number(lang, 0.35, 2))),
			htmlcheck.In("textarea#reason", htmlcheck.HasText("Two dealers")), htmlcheck.NotIn("#override"), htmlcheck.In("button[name=remove]"))
		d.speaks("draft in "+lang, rec.Body.String())
		d.sound(lang, "draft in "+lang, withoutDrawings(rec.Body.Bytes()))
	}

	// Once open it can still be changed and taken back; an index left open is unknown.
	if err := r.service.Open(t.Context(), draft.ID); err != nil {
		t.Fatal(err)
	}
	d.redirects(d.post(at, "value_skew", "none", "needs_diversity", "low", "reason", "Everybody buys the same"), page)
	if got := r.stored(t, draft.ID).Situation; got.Missing != assessment.IndexValueSkew || got.ValueSkew != 0.5 || got.NeedsDiversity != 0 {
		t.Errorf("stored %+v", got)
	}
	d.shows(d.get(page+"?lang=en"), http.StatusOK, htmlcheck.In("input[name=value_skew][value=none][checked]"),
		htmlcheck.In("section[aria-labelledby=judge]", htmlcheck.HasText("Nearly all need the same")),
		htmlcheck.In("section[aria-labelledby=means]", htmlcheck.HasText("Needs are similar: widen them")))
	d.redirects(d.post(at, "remove", "yes"), page)
	if got := r.stored(t, draft.ID).Situation; got != nil {
		t.Errorf("removed, but stored %+v", got)
	}
	d.shows(d.get(page), http.StatusOK, htmlcheck.In("[role=status]"), htmlcheck.NotIn("button[name=remove]"))
	// Consultants read, and are offered nothing that they may not do.
	d.shows(r.signedIn(t, assessment.Consultant).get(page), http.StatusOK, htmlcheck.NotIn("input[type=file]"), htmlcheck.NotIn("main form"))

	if err := r.service.Close(t.Context(), draft.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{at, customersAt(draft, "/anchors"), "/assessments/" + string(draft.ID) + "/conditions"} {
		pairs := map[string][]string{at: {"value_skew", "low", "reason", "x"}, customersAt(draft, "/anchors"): {"steep_share", "1", "shallow_share", "9", "anchors_reason", "x"}}[path]
		if rec := d.post(path, pairs...); rec.Code != http.StatusConflict {
			t.Errorf("%s after closing: %d", path, rec.Code)
		}
	}
}

// A list wins over a judgement unless the organiser overrides its value skew;
// few customers with half of the value are offered that (priorities.md 3.7).
func TestOverrideOfAList(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.signedIn(t, assessment.Executive)
	page := customersAt(a, "?lang=en")
	d.redirects(d.post(customersAt(a, "/judgement"), "value_skew", "low", "needs_diversity", "low", "reason", "Seen in the shops"), customersAt(a, ""))
	var list strings.Builder
	list.WriteString("customer,value\n")
	for i, value := range []int{400, 260, 120, 60, 40, 30, 20, 15, 12, 10, 8, 6, 5, 4, 3, 3, 2, 1, 1, 0} {
		fmt.Fprintf(&list, "C%d,%d\n", i, value)
	}
	if status, _, body := d.upload(t, customersAt(a, "/import"), "basis", "margin", "file", list.String()); status != http.StatusSeeOther {
		t.Fatalf("%d %.300s", status, body)
	}
	rec := d.get(page)
	d.shows(rec, http.StatusOK, htmlcheck.In("#value", htmlcheck.HasText("2 customers of 20 (10.0%) bring half of the value")),
		htmlcheck.In(".note.warn", htmlcheck.HasText("replace the judgement")),
		htmlcheck.In("section[aria-labelledby=means] h3", htmlcheck.HasText("Mass market")),
		htmlcheck.In("label[for=override]", htmlcheck.HasText("although the list gives 0.46")),
		htmlcheck.In("#curve", htmlcheck.HasText("The best 20% of customers bring 84.0% of the value")))
	// The page offers the value skew of 1, and the form does what it says.
	root := document(t, rec.Body)
	var pairs []string
	for _, input := range htmlcheck.Find(root, ".prio-verdict form input[type=hidden]") {
		name, _ := htmlcheck.Attr(input, "name")
		value, _ := htmlcheck.Attr(input, "value")
		pairs = append(pairs, name, value)
	}
	reason := texts(root, "#offer-reason")
	if len(reason) != 1 || !strings.Contains(reason[0], "Seen in the shops 2 customers bring half") {
		t.Fatalf("offered reason %q", reason)
	}
	d.redirects(d.post(customersAt(a, "/judgement"), append(pairs, "reason", reason[0])...), customersAt(a, ""))
	if got := r.stored(t, a.ID).Situation; got.ValueSkew != 1 || got.NeedsDiversity != 0 || !got.Override {
		t.Fatalf("stored %+v", got)
	}
	overridden := "The list gives a value skew of 0.46; 1 is used instead, as a judgement. Reason: Seen in the shops 2 customers bring half of the value"
	d.shows(d.get(page), http.StatusOK, htmlcheck.In(".note.warn", htmlcheck.HasText(overridden)), htmlcheck.NotIn("#offer-reason"),
		htmlcheck.In("input#override[checked]"), htmlcheck.In("section[aria-labelledby=means] h3", htmlcheck.HasText("Key accounts")))

	if err := r.service.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	s := r.reportOf(t, a).Situation
	if s.Source != "customers" || s.SkewSource != "judgement" || s.ValueSkew != 1 || s.MeasuredSkew == nil || s.SuggestedSkew != nil || *s.Quadrant != "key_account" || s.Basis != "margin" {
		t.Errorf("reported %+v", s)
	}
	for _, at := range []string{page, prioritiesAt(a, "?lang=en")} {
		d.shows(d.get(at), http.StatusOK, htmlcheck.In(".note.warn", htmlcheck.HasText(overridden)))
	}
}

// Near a border each index is read both ways (priorities.md 3.1).
func TestBothReadings(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.signedIn(t, assessment.Executive)
	for _, tt := range []struct {
		value, needs string
		want         []string
	}{
		{"0.2", "0.9", []string{"Less of the value hangs on a few customers than with a steep curve, and customers need different things."}},
		{"0.45", "0.9", []string{"Less of the value hangs on a few customers than with a steep curve, and", "The value lies close to the border. Read the other way, it is One-to-one:"}},
		{"0.55", "0.9", []string{"A small part of the customers brings half of the value, and needs differ.", "The value lies close to the border. Read the other way, it is Niches:"}},
		{"0.45", "0.52", []string{"Less of the value hangs on a few customers than with a steep curve, and", "it is One-to-one:", "The needs lie close to the border. Read the other way, it is Mass market:"}},
	} {
		d.redirects(d.post(customersAt(a, "/judgement"), "value_skew", "exact", "value_skew_exact", tt.value, "needs_diversity", "exact", "needs_diversity_exact", tt.needs, "reason", "x"), customersAt(a, ""))
		rec := d.get(customersAt(a, "?lang=en"))
		said := texts(document(t, rec.Body), ".prio-means p")
		if len(said) != len(tt.want) {
			t.Fatalf("V %s, D %s: %q", tt.value, tt.needs, said)
		}
		for i, want := range tt.want {
			if !strings.Contains(said[i], want) {
				t.Errorf("V %s, D %s: %q, want %q", tt.value, tt.needs, said[i], want)
			}
		}
	}
}

func TestAnchors(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.signedIn(t, assessment.Executive)
	at := customersAt(a, "/anchors")
	for _, tt := range []struct {
		steep, shallow, reason string
		fields                 []string
	}{
		{"0", "20", "x", []string{"steep_share"}},
		{"two", "200%", "x", []string{"steep_share", "shallow_share"}},
		{"5", "5", "x", []string{"shallow_share"}},
		{"5", "30", " ", []string{"anchors_reason"}},
	} {
		rec := d.post(at, "steep_share", tt.steep, "shallow_share", tt.shallow, "anchors_reason", tt.reason)
		d.shows(rec, http.StatusUnprocessableEntity, htmlcheck.In("details[open] #steep_share", htmlcheck.HasAttr("value", tt.steep)))
		root := document(t, rec.Body)
		for _, field := range tt.fields {
			if len(htmlcheck.Find(root, "#errors a[href=#"+field+"]")) != 1 || len(htmlcheck.Find(root, "#"+field+"-error")) != 1 {
				t.Errorf("%+v: no error at %s", tt, field)
			}
		}
	}
	d.redirects(d.post(at, "steep_share", "4,5", "shallow_share", "30", "anchors_reason", "Our branch\nis flat"), customersAt(a, ""))
	got := r.stored(t, a.ID).Parameters
	if got.SteepShare != 4.5 || got.ShallowShare != 30 || got.AnchorsReason != "Our branch is flat" || got.Gate != 40 {
		t.Fatalf("stored %+v", got)
	}
	if status, _, _ := d.upload(t, customersAt(a, "/import"), "file", steepCustomers()); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	d.shows(d.get(customersAt(a, "?lang=en")), http.StatusOK,
		htmlcheck.In(".note.warn", htmlcheck.HasText("4.5% of customers with half of the value count as 1, 30% as 0. Reason: Our branch is flat")),
		htmlcheck.In("section[aria-labelledby=curve] .prio-how", htmlcheck.HasText("Value skew V: 1 if 4.5% of the customers")))
	// The product's own ends need no reason.
	d.redirects(d.post(at, "steep_share", "2", "shallow_share", "20", "anchors_reason", "Our branch is flat"), customersAt(a, ""))
	if got := r.stored(t, a.ID).Parameters; got.AnchorsReason != "" || got.SteepShare != 2 {
		t.Errorf("stored %+v", got)
	}
}

func TestConditions(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.opened(t, nil)
	d := r.signedIn(t, assessment.Executive)
	at := "/assessments/" + string(a.ID) + "/conditions"
	for _, lang := range i18n.Languages() {
		rec := d.get(at + "?lang=" + lang)
		d.shows(rec, http.StatusOK, htmlcheck.Count("main fieldset", 6), htmlcheck.Count("main input[type=radio][checked]", 5), htmlcheck.Count("main input[type=checkbox]", 4))
		d.speaks("conditions in "+lang, rec.Body.String())
		d.sound(lang, "conditions in "+lang, rec.Body.Bytes())
	}
	d.shows(d.post(at, "funds", "plenty", "sponsor", "no", "area_shops", "yes"), http.StatusUnprocessableEntity,
		htmlcheck.In("#errors a[href=#funds]"), htmlcheck.In("#funds-error"), htmlcheck.In("input[name=sponsor][value=no][checked]"), htmlcheck.In("input#area_shops[checked]"))
	if got := r.stored(t, a.ID).Conditions; got != nil {
		t.Errorf("refused, but stored %+v", got)
	}
	d.redirects(d.post(at, "sponsor", "yes", "funds", "pilot", "it_capacity", "none", "delivery_can_vary", "", "customer_owner", "no", "area_shops", "yes"), at)
	want := assessment.Conditions{Sponsor: "yes", Funds: "pilot", ITCapacity: "none", CustomerOwner: "no", Areas: []string{"shops"}}
	got := r.stored(t, a.ID).Conditions
	if got == nil || got.Funds != want.Funds || got.ITCapacity != want.ITCapacity || got.DeliveryCanVary != "" || !slices.Equal(got.Areas, want.Areas) {
		t.Fatalf("stored %+v", got)
	}
	d.shows(d.get(at+"?lang=en"), http.StatusOK, htmlcheck.In("[role=status]"), htmlcheck.In("input[name=funds][value=pilot][checked]"))
	d.shows(d.get(customersAt(a, "")), http.StatusOK, htmlcheck.In("section[aria-labelledby=conditions]", htmlcheck.HasText("Funds for a pilot only")))

	// The report's words and its blocked actions follow.
	if err := r.service.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	d.shows(d.get(at), http.StatusOK, htmlcheck.NotIn("main form"), htmlcheck.In("main .plain", htmlcheck.HasText("Funds for a pilot only")))
}

// What the organiser states on the page is what limits the verdict and blocks actions.
func TestStatedConditionsReachTheReport(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := r.answered(t)
	d := r.signedIn(t, assessment.Executive)
	d.redirects(d.post("/assessments/"+string(a.ID)+"/conditions", "funds", "none", "it_capacity", "none", "area_shops", "yes"), "/assessments/"+string(a.ID)+"/conditions")
	if err := r.service.Close(t.Context(), a.ID, assessment.ShowComments); err != nil {
		t.Fatal(err)
	}
	report := r.reportOf(t, a)
	keys := func(list []reports.Message) (out []string) {
		for _, m := range list {
			out = append(out, m.Key)
		}
		return out
	}
	if said := keys(report.ReadyToday.Sentence); !slices.Contains(said, "report_limit_no_funds") || !slices.Contains(said, "report_limit_it") {
		t.Errorf("the verdict says %v", said)
	}
	blocked := map[string]bool{}
	for _, action := range report.Actions {
		for _, key := range keys(action.BlockedBy) {
			blocked[key] = true
		}
	}
	for _, key := range []string{"blocked_funds_none", "blocked_it_capacity_none", "blocked_areas"} {
		if !blocked[key] {
			t.Errorf("no action is blocked by %s: %v", key, blocked)
		}
	}
	d.shows(d.get(prioritiesAt(a, "?lang=en")), http.StatusOK, htmlcheck.In(".prio-verdict", htmlcheck.HasText("Limited: there are no funds.")))
}
