# make test    everything: format, vet, staticcheck, tidy modules, fresh generated files, all tests
# make update  writes the generated files and goldens anew
# make bench   the benchmarks
# make fuzz    each fuzz test for a while

GO ?= go
FUZZTIME ?= 30s

.PHONY: test update bench fuzz tools lint

test: tools lint
	@$(GO) test ./...

lint:
	@unformatted="$$($(GO) tool gofumpt -l .)"; \
	if [ -n "$$unformatted" ]; then echo "Not formatted (run: go tool gofumpt -w .):"; echo "$$unformatted"; exit 1; fi
	@$(GO) vet ./...
	@$(GO) tool staticcheck ./...
	@$(GO) mod tidy -diff
	@$(GO) mod verify >/dev/null

# The tests read PDFs with pdftotext and check them with qpdf.
tools:
	@if ! command -v qpdf >/dev/null || ! command -v pdftotext >/dev/null; then \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			(apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y qpdf poppler-utils) >/tmp/safeguard-apt.log 2>&1 \
				|| { tail -n 5 /tmp/safeguard-apt.log; exit 1; }; \
		elif [ -n "$$REQUIRE_ALL" ]; then \
			echo "Install qpdf and poppler-utils: the tests of the PDFs need them."; exit 1; \
		else \
			echo "Tests of the PDFs are skipped: install qpdf and poppler-utils for them."; \
		fi; \
	fi

update:
	@$(GO) test ./questionnaires -run TestSchema -update
	@$(GO) test ./assessment/report/... ./cmd/safeguard -update

bench:
	@$(GO) test ./... -run '^$$' -bench .

fuzz:
	@$(GO) test ./questionnaires/strict -run '^$$' -fuzz FuzzDecode -fuzztime $(FUZZTIME)
	@$(GO) test ./questionnaires -run '^$$' -fuzz FuzzCatalog -fuzztime $(FUZZTIME)
	@$(GO) test ./questionnaires/answers -run '^$$' -fuzz FuzzParse -fuzztime $(FUZZTIME)
	@$(GO) test ./assessment/report/pdf -run '^$$' -fuzz FuzzWrap -fuzztime $(FUZZTIME)
