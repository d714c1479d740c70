# make test   everything that has to pass
# make bench  speed, beside a bare atomic and the peers
# make screenshots  docs/page-*.png, the pictures of the page
# make storm  the pipe under readers for 10 s each instead of 1

SHELL = bash -eu -o pipefail
GO   ?= go
STATICCHECK = v0.8.2
TOOLS = $(CURDIR)/.cache/staticcheck-$(STATICCHECK)
LOGS  = $(CURDIR)/.cache/logs
SYSTEMS = linux/amd64 darwin/arm64 freebsd/amd64 windows/amd64 js/wasm

# A test that cannot run on a machine skips itself with one of these reasons,
# and is printed as NOT RUN. Any other skip fails where CI=true.
CANNOT_RUN = needs root|needs an unprivileged user|needs /proc|needs prometheus|needs systemd|needs chromium|needs npm

.PHONY: test needs format vet staticcheck tidy root nested not-run bench storm screenshots
test: needs format vet staticcheck tidy root nested not-run
	@echo "all passed"

# The race detector needs a C compiler, end-to-end tests a real Prometheus and a
# real browser.
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

nested:
	@mkdir -p $(LOGS)
	@cd tests && $(GO) test -race -shuffle=on -timeout 5m -v ./... >$(LOGS)/nested.log 2>&1 || \
	  { grep -vE '^ *(=== |--- PASS)' $(LOGS)/nested.log; exit 1; }
	@grep -E '^(ok|\?)' $(LOGS)/nested.log
	@cd tests && $(GO) test -run TestTotals ./e2e # 64 million updates, too many for -race

not-run:
	@skips=$$(grep -hB1 -E '^ *--- SKIP' $(LOGS)/*.log | grep -v '^--$$' || true); \
	[ -z "$$skips" ] || echo "$$skips" | sed -n 's/^ *--- SKIP: \(.*\) (.*/NOT RUN \1/p'; \
	other=$$(echo "$$skips" | grep -E '^ +\S+_test.go' | grep -vE '$(CANNOT_RUN)' || true); \
	if [ -n "$$other" ]; then echo "skipped for another reason:"; echo "$$other"; \
	  [ "$${CI:-}" != true ] || exit 1; fi

bench:
	$(GO) test -run '^$$' -bench . ./...
	$(MAKE) -C tests/conformance bench

storm:
	cd tests && PIPESTATIC_STORM=10s $(GO) test -count=1 -v -run 'Storm|Speed' ./e2e

screenshots:
	cd tests && PIPESTATIC_SCREENSHOTS=$(CURDIR)/docs $(GO) test -count=1 -timeout 15m -run TestScreenshots ./e2e
