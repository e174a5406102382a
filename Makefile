# Countersign: the commands of the project. "make test" is the one to remember.
GO            ?= go
GOLANGCI      ?= v2.15.0
FUZZTIME      ?= 2m
GOFMT          = $$($(GO) env GOROOT)/bin/gofmt
# The race detector needs a C compiler; the program itself needs none.
TEST_PACKAGES  = redis-server chromium gcc libc6-dev
TEST_PROGRAMS  = redis-server chromium gcc
# The race detector watches all but four packages, which work for one caller at a time and would take two thirds of the
# tests' time: SQLite in translation, whose memory lies outside the heap that the detector knows, and regular expressions.
UNWATCHED      = modernc.org/sqlite/lib modernc.org/libc regexp regexp/syntax
RACE           = -race $(foreach p,$(UNWATCHED),'-gcflags=$p=-race=false -d=checkptr=0')
# What goes through the corpus or trains on it is a sample under the race detector (internal/raced), so it is also run without.
SAMPLED        = ./bot/triage ./bot/triage/evaluation

.PHONY: weights weights-check test sixtydays sixtydays-race e2e e2e-teams killtest fuzz bench eval check-blocks bench-slack lint cover build tools-debian

## test: everything, with the race detector, a real Redis and a real browser
test: tools-debian
	$(GO) test $(RACE) -timeout 20m ./...
	$(GO) test -count=1 $(SAMPLED)
	$(GO) test -count=1 -run TestSixtyDaysOfAFirm ./cmd/countersign

## sixtydays: write the record of sixty days anew, after a change that is meant
sixtydays:
	$(GO) test -count=1 -run TestSixtyDaysOfAFirm ./cmd/countersign -sixtydays

## sixtydays-race: play them under the race detector, which takes minutes
sixtydays-race: tools-debian
	$(GO) test $(RACE) -count=1 -timeout 60m -run TestSixtyDaysOfAFirm ./cmd/countersign -sixtydays.race

## e2e: only the tests of the whole program: conversations, browser, kill
e2e: tools-debian
	$(GO) test $(RACE) -count=1 -timeout 20m ./cmd/countersign

# The Agents Playground listens on every address, so that it runs where there is no network but this machine's own.
PLAYGROUND = cmd/countersign/testdata/playground
ALONE      = unshare $$([ "$$(id -u)" = 0 ] && echo -n || echo -rn)

## e2e-teams: a conversation in Microsoft's Agents Playground, in a browser; SHOTS=DIR keeps pictures there
e2e-teams: tools-debian
	@command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 or newer"; exit 1; }
	cd $(PLAYGROUND) && npm ci --silent --no-audit --no-fund --ignore-scripts
	$(GO) test -c $(RACE) -o bin/e2e-teams.test ./cmd/countersign
	cd cmd/countersign && PLAYGROUND=testdata/playground $(ALONE) sh -c 'ip link set lo up && exec ../../bin/e2e-teams.test -test.v -test.count=1 -test.timeout 10m -test.run InTheAgentsPlayground'

## killtest: the long form of the kill test, 50 messages at each fault point
killtest:
	KILLTEST_MESSAGES=50 $(GO) test -count=1 -timeout 60m -run Killed -v ./cmd/countersign

## fuzz: each fuzz target for FUZZTIME, one after the other
fuzz:
	@set -e; for pkg in $$($(GO) list ./...); do \
	  for target in $$($(GO) test -list '^Fuzz' $$pkg | grep '^Fuzz' || true); do \
	    echo "$$pkg $$target"; $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x -parallel 2 $$pkg; \
	  done; done

## bench: the figures of docs/performance.md
bench:
	$(GO) test -run '^$$' -bench . -benchtime 2s ./bot/... ./knowledge/...
	$(GO) test -run '^$$' -bench StartToReady -benchtime 10x ./cmd/countersign
	$(GO) test -run '^$$' -bench Acceptance -benchtime 2000x ./cmd/countersign
	$(GO) test -run '^$$' -bench AssessAndSearch -benchtime 2000x -timeout 30m ./cmd/countersign
	$(GO) test -run '^$$' -bench MemoryAfterCases -benchtime 1000x -timeout 60m ./cmd/countersign
	$(GO) test -run '^$$' -bench MemoryAfterCases -benchtime 10000x -timeout 60m ./cmd/countersign

## eval: the figures of docs/evaluation.md
eval:
	$(GO) test -count=1 -v -run 'QuestionsToTheSampleFirm|RetrievalIsAsGood' ./knowledge
	$(GO) test -count=1 -v -run 'GoldenOfflineAnswers' ./bot/drafting
	$(GO) test -count=1 -v -run 'UnsupportedAnswers|ChangedSentences' ./bot/grounding
	$(GO) test -count=1 -v -run 'Planted|KnownNames|Clean' ./bot/mask

## weights: train the sorting and the language identification again from what is in the repository
weights:
	$(GO) run ./cmd/countersign train triage --data bot/triage/corpus --out bot/triage/weights.bin --seed 1
	$(GO) run ./cmd/countersign train language --data bot/triage/language/text --out bot/triage/language/weights.bin

## weights-check: are the weights that ship those that the repository's data give, and do the rules hold on all of the corpus?
weights-check:
	COUNTERSIGN_RETRAIN=1 $(GO) test -count=1 -timeout 60m -run 'ShippedWeights|NoMatchIsOverlooked|ForeignCuesAreNoEnglish' ./bot/triage/...

## check-blocks: Slack's own types read every golden message and view (needs npm)
check-blocks:
	cd handlers/slack/testdata/types && npm ci --silent --no-audit --no-fund && npm run --silent check

## bench-slack: judge the program with a bench that plays Slack: make bench-slack BENCH=DIR FLAGS="-mode socket -dup 0.1"
bench-slack:
	handlers/slack/testdata/bench/run $(BENCH) $(FLAGS)

## lint: formatting, vet and golangci-lint at a fixed version
lint:
	@bad=$$($(GOFMT) -l .) || exit 1; [ -z "$$bad" ] || { echo "not formatted:"; echo "$$bad"; exit 1; }
	$(GO) vet ./...
	GOFLAGS= $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI) run --allow-parallel-runners ./...

## cover: what the tests reach
cover:
	$(GO) test -coverprofile coverage.out ./... && $(GO) tool cover -func coverage.out | tail -1

build:
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/countersign ./cmd/countersign

# The tests need real programs. As root they are installed; otherwise it is said what to install.
tools-debian:
	@missing=""; for p in $(TEST_PROGRAMS); do command -v $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(TEST_PACKAGES) fonts-dejavu-core >/dev/null; \
	else echo "missing:$$missing. Install the packages: $(TEST_PACKAGES)"; exit 1; fi
