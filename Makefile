# make test     everything that has to pass
# make bench    speed, beside a bare atomic and the peers, into docs/benchmarks.md;
#               ONLY=handle,write some tables, ROUNDS=1 BENCHTIME=20ms a quick look
# make storm    the pipe under readers for 10 s each instead of 1
# make torture  every way to hurt a program, or to lie about it, for a minute each;
#               for an hour each: cd tests && go run ./torture -duration 1h
# make transparency  the tests of net/http and of libraries around it, with the
#               middleware around their handlers, for half an hour; needs the network
# make fuzz     each fuzz target for a minute; FUZZTIME=10m is longer
# make screenshots  docs/page-*.png, the pictures of the page
# make vuln     known vulnerabilities of what is used; needs the network

SHELL = bash -eu -o pipefail
GO   ?= go
STATICCHECK = v0.8.2
GOVULNCHECK = v1.9.0
TOOLS = $(CURDIR)/.cache/staticcheck-$(STATICCHECK)
LOGS  = $(CURDIR)/.cache/logs
SYSTEMS = linux/amd64 darwin/arm64 freebsd/amd64 windows/amd64 js/wasm

# A test that cannot run on a machine skips itself with one of these reasons,
# and is printed as NOT RUN. Any other skip fails where CI=true.
CANNOT_RUN = needs root|needs two processors|needs an unprivileged user|needs /proc|needs prometheus|needs systemd|needs chromium|needs npm|needs tmux|needs the sources of the standard library.s tests

# The benchmarks that check their contestants' numbers, once each. The others
# take long, or root, or wrk.
CHECKED = Handle|Name1|Fresh|Observe|Middleware|Features|Write|Readers

.PHONY: test needs format vet staticcheck tidy root nested not-run bench storm torture transparency wrk fuzz vuln screenshots
test: needs format vet staticcheck tidy root nested not-run
	@echo "all passed"

# The race detector needs a C compiler, end-to-end tests a real Prometheus, a real
# browser and a real terminal.
needs:
	@command -v gcc >/dev/null || command -v clang >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && apt-get install -qy gcc libc6-dev; \
	  else echo "a C compiler is needed for go test -race: install gcc"; exit 1; fi; }
	@command -v prometheus >/dev/null && command -v promtool >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && apt-get install -qy prometheus; \
	  else echo "for the tests with a real Prometheus, install prometheus"; fi; }
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && apt-get install -qy chromium-headless-shell fonts-dejavu-core; \
	  else echo "for the tests with a real browser, install chromium-headless-shell"; fi; }
	@command -v tmux >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && apt-get install -qy tmux; \
	  else echo "for the tests of a terminal, install tmux"; fi; }

format:
	@bad=$$(gofmt -l .); [ -z "$$bad" ] || { echo "not gofmt clean:"; echo "$$bad"; exit 1; }

vet:
	@for system in $(SYSTEMS); do \
	  echo "vet $$system"; \
	  for module in . tests; do \
	    (cd $$module && CGO_ENABLED=0 GOOS=$${system%/*} GOARCH=$${system#*/} $(GO) vet ./...); \
	  done; \
	done

staticcheck:
	@echo staticcheck
	@[ -x $(TOOLS)/staticcheck ] || GOBIN=$(TOOLS) $(GO) install \
	  honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK)
	@$(TOOLS)/staticcheck ./...
	@cd tests && $(TOOLS)/staticcheck ./...

tidy:
	@echo "tidy and verify"
	@$(GO) mod tidy -diff && $(GO) mod verify
	@cd tests && $(GO) mod tidy -diff && $(GO) mod verify

# Fuzz seeds run as tests. -v is for not-run.
root:
	@mkdir -p $(LOGS)
	@$(GO) test -race -shuffle=on -timeout 5m -cover -v ./... >$(LOGS)/root.log 2>&1 || \
	  { grep -vE '^ *(=== |--- PASS)' $(LOGS)/root.log; exit 1; }
	@grep -E '^(ok|\?)' $(LOGS)/root.log

# One package after the other: they start many processes, and measure how long
# answers take.
nested:
	@mkdir -p $(LOGS)
	@cd tests && $(GO) test -p 1 -race -shuffle=on -timeout 10m -v ./... >$(LOGS)/nested.log 2>&1 || \
	  { grep -vE '^ *(=== |--- PASS)' $(LOGS)/nested.log; exit 1; }
	@grep -E '^(ok|\?)' $(LOGS)/nested.log
	@# 64 million updates are too many for -race, and it has memory of its own.
	@cd tests && $(GO) test -run 'TestTotals|TestHostileDirectory' ./e2e
	@cd tests && $(GO) test -run '^$$' -bench '$(CHECKED)' -benchtime 1x ./bench \
	  >$(LOGS)/bench.log 2>&1 || { cat $(LOGS)/bench.log; exit 1; }

not-run:
	@skips=$$(grep -hB1 -E '^ *--- SKIP' $(LOGS)/*.log | grep -v '^--$$' || true); \
	[ -z "$$skips" ] || echo "$$skips" | sed -n 's/^ *--- SKIP: \(.*\) (.*/NOT RUN \1/p'; \
	other=$$(echo "$$skips" | grep -E '^ +\S+_test.go' | grep -vE '$(CANNOT_RUN)' || true); \
	if [ -n "$$other" ]; then echo "skipped for another reason:"; echo "$$other"; \
	  [ "$${CI:-}" != true ] || exit 1; fi

ROUNDS    ?= 6
BENCHTIME ?= 100ms
ONLY      ?=
bench: wrk
	@cd tests && $(GO) run ./bench/report -root .. \
	  -rounds $(ROUNDS) -benchtime $(BENCHTIME) -only '$(ONLY)'

storm:
	cd tests && PIPESTATIC_STORM=10s $(GO) test -count=1 -v -run 'Storm|Speed' ./e2e

# Puts servers under load, for bench and torture.
wrk:
	@command -v wrk >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && apt-get install -qy wrk; \
	  else echo "no server is put under load: install wrk"; fi; }

torture: wrk
	cd tests && $(GO) run ./torture

transparency:
	cd tests && $(GO) run ./transparency

# One target after the other, a line for each. An input that fails stays in the
# package's testdata/fuzz, and fails make test until it is put right.
FUZZTIME ?= 1m
fuzz:
	@mkdir -p $(LOGS); failed=; \
	for it in $$(grep -rEo --include='*_test.go' '^func Fuzz\w+' . | sed 's|/[^/]*:func |:|'); do \
	  dir=$${it%:*} target=$${it#*:} log=$(LOGS)/$${it#*:}.fuzz found="found nothing"; \
	  (cd $$dir && $(GO) test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) \
	    -fuzzminimizetime 1s .) >$$log 2>&1 || { found=FAILED; failed=1; cat $$log; }; \
	  echo "$$dir $$target: $$found; $$(grep -o 'execs: .*' $$log | tail -1)"; \
	done; [ -z "$$failed" ]

# Needs the network.
vuln:
	$(GO) run golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK) ./...
	cd tests && $(GO) run golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK) ./...

screenshots:
	cd tests && PIPESTATIC_SCREENSHOTS=$(CURDIR)/docs $(GO) test -count=1 -timeout 15m -run TestScreenshots ./e2e
