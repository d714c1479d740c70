# make quick    before each commit: formatting, vet, and this module's tests without -race
# make test     everything that has to pass
# make e2e-long the end-to-end tests that replace workers under load, for a minute
#               each; make storm: the pipe under readers for 10 s each instead of 1
# make bench    speed, beside a bare atomic and the peers, into docs/benchmarks.md;
#               ONLY=handle,write some tables, ROUNDS=1 BENCHTIME=20ms a quick look
# make torture  every way to hurt a program, or to lie about it, for a minute each,
#               and random handlers with and without the middleware;
#               for an hour each: cd tests && go run ./torture -duration 1h
# make transparency  the tests of net/http and of libraries around it, with the
#               middleware around their handlers, for half an hour; needs the network
# make fuzz     each fuzz target for a minute; FUZZTIME=10m is longer
# make screenshots  docs/page-*.png, the pictures of the page
# make vuln     known vulnerabilities of what is used; needs the network

SHELL = bash -eu -o pipefail
MAKEFLAGS += --no-print-directory
GO   ?= go
STATICCHECK = v0.8.2
GOVULNCHECK = v1.9.0
CACHE = $(CURDIR)/.cache
TOOLS = $(CACHE)/staticcheck-$(STATICCHECK)
LOGS  = $(CACHE)/logs
HOST  = $(shell $(GO) env GOHOSTOS)-$(shell $(GO) env GOHOSTARCH)
SYSTEMS = linux-amd64 darwin-arm64 freebsd-amd64 windows-amd64 js-wasm
STEP  = @.ci/step

# A test that cannot run on a machine skips itself with one of these reasons,
# and is printed as NOT RUN. Any other skip fails where CI=true.
CANNOT_RUN = needs root|needs two processors|needs an unprivileged user|needs /proc|needs prometheus|needs systemd|needs chromium|needs npm|needs tmux|needs the sources of the standard library|needs the sources of the standard library.s tests

# The benchmarks that check their contestants' numbers, once each. The others
# take long, or root, or wrk.
CHECKED = Handle|Name1|Fresh|Observe|Middleware|Features|Write|Readers

# What looks at the clock or counts wake-ups, and what fills the cores itself:
# nothing runs beside it.
ALONE = TestTotals|TestHostileDirectory|TestWakeups|TestStorm|TestSpeedWhileRead|TestTorture

.PHONY: test quick needs checks format staticcheck tidy tests-build logic root quick-root \
  conformance model bench-checks differential transparency-short test-kit e2e alone not-run bench \
  e2e-long storm torture transparency wrk fuzz vuln screenshots

# One line a step, with the seconds it took. What waits for processes, browsers and
# Prometheus runs beside what computes, which has the lower priority.
test: needs
	@rm -rf $(LOGS)
	@began=$$SECONDS; $(MAKE) -j3 checks && $(MAKE) root && $(MAKE) -j3 e2e conformance logic && $(MAKE) alone not-run && \
	  echo "all passed in $$((SECONDS - began)) s"

quick:
	@began=$$SECONDS; $(MAKE) -j2 format vet-$(HOST) quick-root && \
	  echo "all passed in $$((SECONDS - began)) s"

# The race detector needs a C compiler; the end-to-end tests a real Prometheus, a
# real browser and a real terminal. Packages are installed together, once.
needs:
	@missing=(); want() { command -v $$1 >/dev/null || missing+=($$2); }; \
	command -v clang >/dev/null || want gcc "gcc libc6-dev"; want prometheus prometheus; want promtool prometheus; \
	command -v chromium >/dev/null || \
	  want chromium-headless-shell "chromium-headless-shell fonts-dejavu-core"; want tmux tmux; \
	[ $${#missing[@]} = 0 ] || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  .ci/step packages bash -c "apt-get update -q && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -qy $${missing[*]}"; \
	else echo "tests that need them are NOT RUN: install $${missing[*]}"; \
	  command -v gcc >/dev/null || command -v clang >/dev/null || exit 1; fi

checks: format tidy tests-build staticcheck $(SYSTEMS:%=vet-%)

format:
	@bad=$$(gofmt -l .); [ -z "$$bad" ] || { echo "not gofmt clean:"; echo "$$bad"; exit 1; }

# Some libraries that the tests use do not build for js.
vet-%:
	$(STEP) $@ bash -ec 'export CGO_ENABLED=0 GOOS=$(word 1,$(subst -, ,$*)) GOARCH=$(word 2,$(subst -, ,$*)); \
	  $(GO) vet ./...; [ $$GOOS = js ] || { cd tests; $(GO) vet ./...; }'

staticcheck: vet-$(HOST)
	$(STEP) $@ bash -ec '[ -x $(TOOLS)/staticcheck ] || GOBIN=$(TOOLS) $(GO) install \
	    honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK); \
	  $(TOOLS)/staticcheck ./...; cd tests; $(TOOLS)/staticcheck ./...'

tidy:
	$(STEP) $@ bash -ec '$(GO) mod tidy -diff; $(GO) mod verify; \
	  cd tests; $(GO) mod tidy -diff; $(GO) mod verify'

# The binaries of the nested module's tests; a second one of some without -race,
# which would take too long for them or has memory of its own.
tests-build:
	$(STEP) $@ bash -ec 'cd tests; $(GO) test -c -race -vet=off -o $(CACHE)/race/ ./...; \
	  $(GO) test -c -vet=off -o $(CACHE)/plain/ ./e2e ./bench ./differential ./transparency'

# Fuzz seeds run as tests. -v is for not-run.
logic:
	@nice -n 5 $(MAKE) model differential bench-checks transparency-short test-kit

root:
	$(STEP) $@ $(GO) test -race -shuffle=on -timeout 5m -vet=off -cover -v ./...

# $(call run,race,e2e) runs a test binary of the nested module in its folder.
run = bash -ec 'cd tests/$(2); exec $(CACHE)/$(1)/$(2).test -test.v \
  -test.shuffle=on -test.timeout=10m "$$@"' $(2)

conformance:
	$(STEP) $@ $(call run,race,conformance)

# The tests of what tests are made of.
KIT = internal/cat bench/report transparency/hook \
  $(addprefix differential/internal/,contract memnet program request stack wire)
test-kit:
	$(STEP) $@ bash -ec 'for d in $(KIT) differential/routes; do \
	  (cd tests/$$d && $(CACHE)/race/$$(basename $$d).test -test.v -test.shuffle=on); done'

differential:
	$(STEP) $@ $(call run,plain,differential)

# net/http's own tests, with the middleware around every handler.
transparency-short:
	$(STEP) $@ $(call run,plain,transparency)

model:
	$(STEP) $@ $(call run,race,torture) -test.skip '$(ALONE)'

bench-checks:
	$(STEP) $@ $(call run,plain,bench) -test.run '^$$' -test.bench '$(CHECKED)' -test.benchtime 1x

e2e:
	$(STEP) $@ $(call run,race,e2e) -test.parallel 8 -test.skip '$(ALONE)'

alone:
	$(STEP) torture $(call run,race,torture) -test.run '$(ALONE)'
	$(STEP) e2e-alone $(call run,race,e2e) -test.run '$(ALONE)'
	$(STEP) e2e-plain $(call run,plain,e2e) -test.run 'TestTotals|TestHostileDirectory'

quick-root:
	$(STEP) $@ $(GO) test -shuffle=on -timeout 5m -vet=off ./...

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

# Workers are replaced under load for a minute in each scenario.
e2e-long:
	cd tests && PIPESTATIC_SCRAPE=1m $(GO) test -count=1 -v -parallel 8 -timeout 10m \
	  -run 'TestPrometheus|TestRestarts' ./e2e

storm:
	cd tests && PIPESTATIC_STORM=10s $(GO) test -count=1 -v -run 'Storm|Speed' ./e2e

# Puts servers under load, for bench and torture.
wrk:
	@command -v wrk >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && apt-get install -qy wrk; \
	  else echo "no server is put under load: install wrk"; fi; }

torture: wrk
	cd tests && $(GO) run ./torture && PIPESTATIC_DIFFERENTIAL=1m $(GO) test ./differential/...

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
