# Readiness. `make help` lists the targets. One set of build flags everywhere: plain, and -race for the tests; every
# further set would compile SQLite once more.
#
# The disclosure attacks read thousands of files and share nothing between goroutines: they run without the race
# detector, which would take them ten times as long. What they run needs no SQLite.
.DEFAULT_GOAL := help
.PHONY: help build test bench lint fmt demo clean check-go

GO ?= go
ATTACKS = ^Test(NoHiddenCell|PlantedLeaks|HiddenAnswers|NoNewcomer|ForgettingTheEarlier|HiddenNewcomers)
LINT = $(GO) tool -modfile=tools.mod golangci-lint

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 10

build: check-go ## build bin/readiness
	$(GO) build -o bin/readiness ./cmd/readiness

test: ## run every test: unit, database, browser with the race detector, then the disclosure attacks
	@.ci/prepare
	@.ci/check-go
	$(GO) test -race -count=1 -timeout 15m -skip '$(ATTACKS)' ./...
	$(GO) test -count=1 -timeout 15m -run '$(ATTACKS)' ./reports

bench: check-go ## run the benchmarks
	$(GO) test -run '^$$' -bench . -benchmem -timeout 60m ./...

lint: check-go ## check formatting, code, import rules, templates and modules
	$(LINT) config verify
	$(LINT) run ./...
	@.ci/lint-rules
	@.ci/lint-templates
	@.ci/lint-dependencies

fmt: ## format the code
	$(LINT) fmt ./...

demo: check-go ## start a throw-away instance with a sample company
	$(GO) run ./cmd/readiness demo

clean: ## remove what was built or fetched; data folders stay
	rm -rf bin .cache

check-go:
	@.ci/check-go
