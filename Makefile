# make test    everything: format, vet, staticcheck, tidy modules, fresh generated files, all tests
# make update  writes the generated files and goldens anew
# make bench   the benchmarks, and the reports beside a browser that prints the same
# make fuzz    each fuzz test for a while
# make fips    builds with Go's FIPS 140-3 module, and tests what encrypts in that mode

GO ?= go
FUZZTIME ?= 30s
NPM = cd static/npm && npm

.PHONY: test update bench fuzz fips tools lint fresh

test: tools lint fresh
	@$(GO) test -timeout 22m ./...

lint:
	@unformatted="$$($(GO) tool gofumpt -l $$(git ls-files '*.go' | grep -v '_templ\.go$$'))"; \
	if [ -n "$$unformatted" ]; then echo "Not formatted (run: go tool gofumpt -w .):"; echo "$$unformatted"; exit 1; fi
	@$(GO) vet ./...
	@$(GO) tool staticcheck ./...
	@$(GO) mod tidy -diff
	@$(GO) mod verify >/dev/null

# The components that templ makes are small enough to be copied into each page that uses them, with all that they hold: that
# made of some hundred components 25,000 functions, and took the compiler over a minute. So they are kept from it.
GENERATE = $(GO) tool templ generate -path templates -log-level error \
	&& perl -pi -e 's|^func .*templ\.Component \{$$|//go:noinline\n$$&|' templates/*_templ.go

# Generated files are committed, so that to build needs Go alone. Here they are made anew and must be the same.
fresh:
	@before="$$(cat templates/*_templ.go | cksum)"; \
	$(GENERATE); \
	if [ "$$before" != "$$(cat templates/*_templ.go | cksum)" ]; then echo "The files made from templates/*.templ were stale. They are fresh now: commit them."; exit 1; fi
	@if [ -d static/npm/node_modules ]; then $(NPM) run --silent check; fi

# What the tests need beside Go: qpdf and pdftotext to read PDFs, PostgreSQL for the store, Chromium and a few packages of
# npm for pages in a browser, strace to count how often the disk is waited for. As root on Debian it is installed, once.
tools:
	@missing=""; \
	command -v qpdf >/dev/null || missing="$$missing qpdf"; \
	command -v pdftotext >/dev/null || missing="$$missing poppler-utils"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v strace >/dev/null || missing="$$missing strace"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		(apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing) >/tmp/safeguard-apt.log 2>&1 \
			|| { tail -n 5 /tmp/safeguard-apt.log; exit 1; }; \
	elif [ -n "$$missing" ] && [ -n "$$REQUIRE_ALL" ]; then \
		echo "Install these, which the tests need:$$missing"; exit 1; \
	elif [ -n "$$missing" ]; then \
		echo "Some tests are skipped. Install these for them:$$missing"; \
	fi
	@if [ ! static/npm/node_modules/.package-lock.json -nt static/npm/package-lock.json ]; then \
		if command -v npm >/dev/null; then \
			($(NPM) ci --no-audit --no-fund) >/tmp/safeguard-npm.log 2>&1 || { tail -n 5 /tmp/safeguard-npm.log; exit 1; }; \
		elif [ -n "$$REQUIRE_ALL" ]; then \
			echo "Install Node.js with npm, which the tests in a browser need."; exit 1; \
		else \
			echo "Tests in a browser are skipped. Install Node.js with npm for them."; \
		fi; \
	fi

update:
	@$(GO) test ./questionnaires -run TestSchema -update
	@$(GO) test ./assessment/report -update
	@$(GO) test ./assessment/report/pdf -run '^(TestText|TestPictures)$$' -update
	@$(GO) test ./templates -run TestShareMails -update
	@$(GENERATE)
	@$(NPM) run --silent build

bench:
	@$(GO) test ./... -run '^$$' -bench .
	@$(GO) run ./bench

fuzz:
	@$(GO) test ./questionnaires/strict -run '^$$' -fuzz FuzzDecode -fuzztime $(FUZZTIME)
	@$(GO) test ./assessment -run '^$$' -fuzz FuzzFold -fuzztime $(FUZZTIME)
	@$(GO) test ./assessment -run '^$$' -fuzz FuzzLooksLikePHI -fuzztime $(FUZZTIME)
	@$(GO) test ./questionnaires -run '^$$' -fuzz FuzzCatalog -fuzztime $(FUZZTIME)
	@$(GO) test ./questionnaires/answers -run '^$$' -fuzz FuzzParse -fuzztime $(FUZZTIME)
	@$(GO) test ./assessment/report/pdf -run '^$$' -fuzz FuzzWrap -fuzztime $(FUZZTIME)
	@$(GO) test ./handlers -run '^$$' -fuzz FuzzReadTable -fuzztime $(FUZZTIME)
	@$(GO) test ./handlers -run '^$$' -fuzz FuzzWeakness -fuzztime $(FUZZTIME)
	@$(GO) test ./handlers -run '^$$' -fuzz FuzzFileName -fuzztime $(FUZZTIME)
	@$(GO) test ./handlers -run '^$$' -fuzz FuzzSharedForm -fuzztime $(FUZZTIME)
	@$(GO) test ./templates -run '^$$' -fuzz FuzzMailSubjects -fuzztime $(FUZZTIME)
	@$(GO) test ./assessment/picture -run '^$$' -fuzz FuzzLogo -fuzztime $(FUZZTIME)
	@$(GO) test ./assessment/store -run '^$$' -fuzz FuzzDump -fuzztime $(FUZZTIME)

# Apart from make test, since the standard library has to be built anew for it.
fips:
	@GOFIPS140=v1.0.0 $(GO) build -o /dev/null ./cmd/safeguard
	@GOFIPS140=v1.0.0 GODEBUG=fips140=on $(GO) test ./assessment/vault ./assessment/store ./assessment/report/copies ./handlers
