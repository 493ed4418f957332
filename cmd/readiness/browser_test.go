package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"readiness/static/i18n"
)

// browserTime bounds one browser test; a slow machine shared with the other
// tests needs most of it.
const browserTime = 4 * time.Minute

// instance is a running product with an empty database.
type instance struct {
	app *App
	url string
	dir string
}

// startInstance serves on a free port of loopback until the test ends.
func startInstance(t *testing.T) *instance {
	t.Helper()
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	in := &instance{dir: t.TempDir()}
	in.app, err = Open(t.Context(), Config{DB: "sqlite:" + filepath.Join(in.dir, "data", "r.db")}, catalog, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- in.app.Run(ctx, serveOptions{Addr: "127.0.0.1:0"}, func(baseURL string) error {
			ready <- baseURL
			return nil
		})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := in.app.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	select {
	case in.url = <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	return in
}

// newBrowser starts Chromium with a profile of its own. Without Chromium the
// test fails where CI is set and is skipped, loudly, on a desk.
func newBrowser(t *testing.T, flags ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		const missing = "Chromium is missing: run .ci/prepare, or install the package chromium"
		if os.Getenv("CI") != "" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(options, flags...)...)
	t.Cleanup(stop)
	browser, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(closeBrowser)
	ctx, cancel := context.WithTimeout(browser, browserTime)
	t.Cleanup(cancel)
	return ctx
}

// step is one thing a person does in the browser.
type step = chromedp.Action[chromedp.Void]

// do runs steps and fails the test, with the page's address and text, if one fails.
func do(ctx context.Context, t *testing.T, steps ...step) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		at, _ := chromedp.Run(ctx, chromedp.Location())
		text, _ := chromedp.Run(ctx, chromedp.Text("body"))
		t.Fatalf("at %s: %v\n%.800s", at, err, text)
	}
}

// get runs an action and returns its value.
func get[T any](ctx context.Context, t *testing.T, action chromedp.Action[T]) T {
	t.Helper()
	value, err := chromedp.Run(ctx, action)
	if err != nil {
		at, _ := chromedp.Run(ctx, chromedp.Location())
		t.Fatalf("at %s: %v", at, err)
	}
	return value
}

// script runs JavaScript whose value does not matter.
func script(source string) step {
	return func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Evaluate[bool]("("+source+", true)")(ctx, target)
		return chromedp.Void{}, err
	}
}

// follow runs a step that leads to another page, and waits for that page.
func follow(s step) step {
	return func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.RunResponse(ctx, s)
		return chromedp.Void{}, err
	}
}

// axeFinds returns what axe-core finds on the page: rule, impact and elements.
func axeFinds(ctx context.Context, t *testing.T) []string {
	t.Helper()
	source, err := os.ReadFile("../../.cache/axe/axe.min.js")
	if err != nil {
		const missing = "axe-core is missing: run .ci/prepare"
		if os.Getenv("CI") != "" {
			t.Fatal(missing, err)
		}
		t.Skip(missing)
	}
	get(ctx, t, chromedp.Evaluate[bool](string(source)+"; true"))
	raw := get(ctx, t, chromedp.Evaluate[string](`axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]})
		.then(r => JSON.stringify(r.violations.map(v => v.id + " (" + v.impact + "): " + v.nodes.map(n => n.html).join(" | "))))`,
		chromedp.EvalAwaitPromise))
	var found []string
	if err := json.Unmarshal([]byte(raw), &found); err != nil {
		t.Fatal(err)
	}
	return found
}

// cookies returns the browser's cookies for an address as a request header.
func cookies(ctx context.Context, t *testing.T, url string) string {
	t.Helper()
	var pairs []string
	do(ctx, t, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		result, err := cdp.Call(ctx, target, network.GetCookies, network.GetCookiesParams{URLs: []string{url}})
		for _, c := range result.Cookies {
			pairs = append(pairs, c.Name+"="+c.Value)
		}
		return err
	}))
	return strings.Join(pairs, "; ")
}

// phone and desktop are the window sizes pages are tried in.
func phone() step {
	return chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch)
}
func desktop() step { return chromedp.EmulateViewport(1280, 900) }

// answerPages answers every page of the survey with the level given, the first
// question of a page with a real click on its label, and sends. check is called
// on every page.
func answerPages(ctx context.Context, t *testing.T, level string, check func(path string)) {
	t.Helper()
	const mostPages = 30
	for range mostPages {
		path := get(ctx, t, chromedp.Evaluate[string]("location.pathname"))
		check(path)
		if path == "/s/done" {
			return
		}
		if strings.HasPrefix(path, "/s/p/") {
			do(ctx, t, script(`[...document.querySelectorAll("fieldset.q")].slice(1).forEach(q => q.querySelector('input[value="`+level+`"]').click())`))
			if first := `fieldset.q input[value="` + level + `"] + label`; get(ctx, t, chromedp.Evaluate[bool]("document.querySelector('"+first+"') !== null")) {
				do(ctx, t, chromedp.Click(first))
			}
		}
		do(ctx, t, follow(chromedp.Click("button.primary")))
	}
	t.Fatal("the survey does not end")
}

// noFindings reports accessibility findings and sideways scrolling of the page
// that is shown.
func noFindings(ctx context.Context, t *testing.T, where string) {
	t.Helper()
	for _, finding := range axeFinds(ctx, t) {
		t.Errorf("%s: %s", where, finding)
	}
	if overflow := get(ctx, t, chromedp.Evaluate[int]("document.documentElement.scrollWidth - document.documentElement.clientWidth")); overflow > 0 {
		t.Errorf("%s scrolls sideways by %d px", where, overflow)
	}
}
