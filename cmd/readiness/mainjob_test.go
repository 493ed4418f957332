package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"readiness/assessment"
)

// The main job as people do it: the first account, an assessment in three steps,
// a customer who answers on a phone in Spanish, the rest of the answers from a
// file, closing, and the workbook read back. Every page that exists is checked
// with axe-core on the way.
func TestMainJobInTheBrowser(t *testing.T) {
	t.Parallel()
	ctx := newBrowser(t)
	in := startInstance(t)
	token, err := in.app.Accounts.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	// The first account.
	do(ctx, t, desktop(), chromedp.Navigate(in.url+"/setup/"+token))
	noFindings(ctx, t, "first account")
	do(ctx, t,
		chromedp.SendKeys("#name", "Marta Ruiz"), chromedp.SendKeys("#email", "marta@example.org"),
		chromedp.SendKeys("#password", "blue whales hum quietly"), follow(chromedp.Click("button.primary")),
		chromedp.Navigate(in.url+"/"),
	)
	noFindings(ctx, t, "start")

	// An assessment in three steps.
	do(ctx, t, chromedp.Navigate(in.url+"/assessments/new"))
	noFindings(ctx, t, "new, step 1")
	do(ctx, t,
		chromedp.SendKeys("#title", "Readiness <b>2026</b>"), chromedp.SendKeys("#organisation", "Alder & Finch"),
		chromedp.Click("#lang_es"), follow(chromedp.Click("button.primary")),
	)
	noFindings(ctx, t, "new, step 2")
	do(ctx, t, chromedp.SetValue("#expected_customers", "120"), follow(chromedp.Click("button.primary")))
	noFindings(ctx, t, "new, step 3")
	do(ctx, t, follow(chromedp.Click(`button.primary`))) // refused without controller, contact and basis
	noFindings(ctx, t, "new, step 3 with errors")
	if title := get(ctx, t, chromedp.Title()); !strings.HasPrefix(title, "Error") {
		t.Errorf("title of a refused page: %q", title)
	}
	do(ctx, t,
		chromedp.SendKeys("#controller", "Alder & Finch Ltd"), chromedp.SendKeys("#contact", "privacy@example.org"),
		chromedp.SendKeys("#basis", "legitimate interest"), follow(chromedp.Click("button.primary")),
	)
	noFindings(ctx, t, "links")
	list, err := in.app.Service.Assessments(t.Context())
	if err != nil || len(list) != 1 || list[0].Status != assessment.StatusOpen {
		t.Fatalf("assessments %v, %v", list, err)
	}
	id := list[0].ID
	link := get(ctx, t, chromedp.Value("#group-customers input[readonly]"))
	if !strings.HasPrefix(link, in.url+"/s/") {
		t.Fatalf("the customers' link is %q", link)
	}

	// A customer on a phone, in Spanish.
	do(ctx, t, phone(), chromedp.Navigate(link))
	noFindings(ctx, t, "intro")
	do(ctx, t, follow(script(`(e => { e.value = "es"; e.dispatchEvent(new Event("change")) })(document.getElementById("lang"))`)))
	if lang := get(ctx, t, chromedp.Evaluate[string]("document.documentElement.lang")); lang != "es" {
		t.Errorf("the page is in %q", lang)
	}
	checked := map[string]bool{}
	answerPages(ctx, t, "4", func(path string) {
		if !checked[path] {
			checked[path] = true
			noFindings(ctx, t, path)
		}
	})
	if len(checked) < 10 {
		t.Errorf("only %d pages were shown", len(checked))
	}

	// The others answered on paper.
	rows := "group,language,bv1,bv2,bv3,bv4,comment\n" + strings.Repeat("customers,es,2,1,3,1,\nexecutives,en,4,4,5,4,\n", 6) +
		strings.Repeat("customers,es,,,,,Pregunten a Ana\n", 10)
	if n, err := in.app.Service.ImportResponses(t.Context(), id, func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(rows)), nil
	}, nil); err != nil || n != 22 {
		t.Fatal(n, err)
	}

	// Closing and the workbook.
	at := fmt.Sprintf("%s/assessments/%s", in.url, id)
	for _, where := range []string{at, at + "/people?group=executives", at + "/links/customers/sheet?lang=es", at + "/downloads", at + "/close"} {
		do(ctx, t, desktop(), chromedp.Navigate(where))
		noFindings(ctx, t, where)
		do(ctx, t, phone(), chromedp.Navigate(where))
		noFindings(ctx, t, where+" on a phone")
	}
	// Comments are held back, one name in them is hidden, and they are released.
	do(ctx, t, chromedp.Navigate(at+"/close"), chromedp.Click("#hold"), follow(chromedp.Click("button.primary")))
	noFindings(ctx, t, "comments held back")
	do(ctx, t, follow(chromedp.Click(".review .btn")), chromedp.Click("#word_2"))
	noFindings(ctx, t, "one comment")
	do(ctx, t, follow(chromedp.Click("button.primary")), follow(chromedp.Click("#held button")), chromedp.Navigate(at+"/questions"))
	if said := get(ctx, t, chromedp.Text(".quotes")); !strings.Contains(said, "Pregunten a […]") || strings.Contains(said, "Ana") {
		t.Errorf("comments say %q", said)
	}
	for _, where := range []string{
		at, at + "/comments", at + "/log", at + "/results", at + "/results?w=equal", at + "/questions", at + "/questions/bv1", at + "/priorities", at + "/priorities?w=equal", at + "/customers", at + "/downloads", in.url + "/assessments",
	} {
		do(ctx, t, desktop(), chromedp.Navigate(where))
		noFindings(ctx, t, where)
		do(ctx, t, phone(), chromedp.Navigate(where))
		noFindings(ctx, t, where+" on a phone")
	}
	session := cookies(ctx, t, in.url)
	readBack(t, download(t, at+"/report.xlsx?lang=es", session))
	if got := string(download(t, at+"/rows.csv", session)); strings.Count(got, "\ncustomers,") != 17 || strings.Count(got, "\nexecutives,") != 6 {
		t.Errorf("the rows are %q", got)
	}
	for _, file := range []string{"/rows.xlsx", "/links.csv", "/links.xlsx", "/contacts.csv", "/contacts.xlsx"} {
		if got := download(t, at+file, session); len(got) < 40 {
			t.Errorf("%s is %q", file, got)
		}
	}
	printed := filepath.Join(in.dir, "report.html")
	if err := os.WriteFile(printed, download(t, at+"/report.html?lang=es", session), 0o600); err != nil {
		t.Fatal(err)
	}
	do(ctx, t, desktop(), chromedp.Navigate("file://"+printed))
	noFindings(ctx, t, "print view")
	do(ctx, t, phone(), chromedp.Navigate(link))
	noFindings(ctx, t, "closed survey")
}

// download fetches a file as the signed-in organiser.
func download(t *testing.T, url, cookie string) []byte {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Cookie", cookie)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Disposition"), "attachment; ") {
		t.Fatalf("status %d, %v", resp.StatusCode, resp.Header)
	}
	return body
}

// readBack finds the customers' mean of the first stage, (4 + 6×2)/7 on levels
// 1–5, that is 32.142857 of 100, among the numbers of the workbook.
func readBack(t *testing.T, book []byte) {
	t.Helper()
	file, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}()
	found := false
	for _, sheet := range file.GetSheetList() {
		rows, err := file.GetRows(sheet, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if slices.ContainsFunc(row, func(cell string) bool { return strings.HasPrefix(cell, "32.14285714") }) {
				found = true
			}
		}
	}
	if !found {
		t.Error("the customers' mean is not in the workbook")
	}
}

// Over plain http on a name that browsers do not take for this machine, they
// send neither Sec-Fetch headers nor secure cookies; answers must arrive all the
// same (decisions.md 46). The name leads to loopback.
func TestAnswersArriveOverPlainHTTP(t *testing.T) {
	t.Parallel()
	ctx := newBrowser(t, chromedp.Flag("host-resolver-rules", "MAP readiness.test 127.0.0.1"))
	in := startInstance(t)
	a, err := in.app.Service.CreateFromFile(t.Context(), "a.yaml", []byte("title: T\norganisation: O\nlanguages: [en, zh]\ngroups: [{key: frontline}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := in.app.Service.Open(t.Context(), a.ID); err != nil {
		t.Fatal(err)
	}
	addresses, err := in.app.Service.Addresses(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	lan := strings.Replace(in.url, "127.0.0.1", "readiness.test", 1)
	do(ctx, t, phone(), chromedp.Navigate(lan+"/s/"+addresses[0].Token+"?lang=zh"))
	if secure := get(ctx, t, chromedp.Evaluate[bool]("isSecureContext")); secure {
		t.Fatal("the browser takes the address for a safe one: the test proves nothing")
	}
	answerPages(ctx, t, "3", func(string) {})
	progress, err := in.app.Service.Progress(t.Context(), a)
	if err != nil || progress.Completed() != 1 {
		t.Errorf("%d responses, %v", progress.Completed(), err)
	}
}
