package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"readiness/assessment"
	"readiness/assessment/auth"
	"readiness/assessment/web"
	"readiness/questionnaires"
	"readiness/reports"
	"readiness/static/i18n"
	"readiness/storage"
)

// App is the wired product: the same for every command and for end-to-end tests.
type App struct {
	Service  *assessment.Service
	Accounts *auth.Accounts
	Reporter *reports.Reporter

	store   *storage.Store
	catalog *i18n.Catalog
	logger  *slog.Logger
}

func environment(name string) string { return os.Getenv(name) }

// Open wires the parts and opens the database, which is created or migrated.
func Open(ctx context.Context, c Config, catalog *i18n.Catalog, logger *slog.Logger) (*App, error) {
	key, err := instanceKey(c)
	if err != nil {
		return nil, err
	}
	store, err := storage.Open(ctx, storage.Options{DSN: c.DB, Key: key.Fingerprint(), Logger: logger, Now: time.Now})
	if err != nil {
		return nil, err
	}
	shipped, err := questionnaires.Shipped()
	if err != nil {
		return nil, errors.Join(err, store.Close(ctx))
	}
	reporter := reports.New(reports.Options{Catalog: catalog, Now: time.Now})
	return &App{
		Service: assessment.NewService(assessment.Deps{
			Store: store, Shipped: shipped, Tokens: key, Reporter: reporter,
			Now: time.Now, Random: rand.Reader, Program: version(),
		}),
		Accounts: auth.NewAccounts(auth.Options{Store: store, Now: time.Now, Random: rand.Reader}),
		Reporter: reporter,
		store:    store, catalog: catalog, logger: logger,
	}, nil
}

// instanceKey finds the key that links are derived from (decisions.md 50).
func instanceKey(c Config) (*auth.Key, error) {
	if c.Key != "" {
		return auth.ParseKey(c.Key)
	}
	file := c.KeyFile
	if file == "" {
		path, ok := strings.CutPrefix(c.DB, "sqlite:")
		if !ok {
			return nil, errors.New("set --key-file or READINESS_KEY: only a SQLite database has a key file beside it")
		}
		file = path + ".key"
	}
	return auth.LoadKey(file)
}

// Close finishes what is being written and closes the database.
func (a *App) Close(ctx context.Context) error { return a.store.Close(ctx) }

// serveOptions say where and how pages are served.
type serveOptions struct {
	Addr           string
	BaseURL        string // "" = derived from the listener
	TrustedProxies []string
}

// shutdownTime is how long requests may go on after a stop signal.
const shutdownTime = 10 * time.Second

// Run serves until ctx ends, then lets requests finish. ready is called with
// the base URL once connections are taken.
func (a *App) Run(ctx context.Context, o serveOptions, ready func(baseURL string) error) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	baseURL := strings.TrimSuffix(o.BaseURL, "/")
	if baseURL == "" {
		baseURL = "http://" + listener.Addr().String()
	}
	if strings.HasPrefix(baseURL, "http://") && !loopback(baseURL) {
		a.logger.Warn("the base URL is not https: links, answers and passwords travel unencrypted", "base_url", baseURL)
	}
	handler, err := a.handler(baseURL, o.TrustedProxies) //nolint:contextcheck // a request brings its own context
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	server := web.HTTPServer(handler, listener.Addr().String())
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	if err := ready(baseURL); err != nil {
		return errors.Join(err, server.Close())
	}
	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	if err := server.Shutdown(stop); err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

func (a *App) handler(baseURL string, proxies []string) (http.Handler, error) {
	server, err := web.New(web.Deps{
		Service: a.Service, Accounts: a.Accounts, Sessions: a.store.Sessions(), Catalog: a.catalog,
		Reports: reportWriter{a.catalog}, Files: a.files(), BaseURL: baseURL, TrustedProxies: proxies,
		Now: time.Now, Random: rand.Reader, Logger: a.logger, Version: version(), Ready: a.store.Ready,
	})
	if err != nil {
		return nil, err
	}
	return server.Handler(), nil
}

func loopback(baseURL string) bool {
	host := strings.TrimPrefix(baseURL, "http://")
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
