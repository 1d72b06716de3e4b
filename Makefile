# Every chore is a target; `make help` lists them. A machine needs Python 3.11 or newer, and make.

PYTHON ?= python3
UV     ?= uv
PORT   ?=
CONFIG ?=
SANDBOX ?=
SCALE  ?= 1
TESTS  ?=
PEERS  ?= ../shared/peers
BENCH  ?=
CASES  ?= 20000
EXAMPLES ?= 200

venv     := .venv
bin      := $(venv)/bin
comptoir := $(bin)/python -m gateway
upkeep   := $(bin)/python -m upkeep
pip      := $(bin)/python -m pip --disable-pip-version-check --quiet
npm      := npm --loglevel error --no-audit --no-fund --no-update-notifier
packages := node_modules/.package-lock.json

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve node test test-contract test-data test-browser test-image test-audit test-fuzz test-clients \
  test-thirdparty test-real test-real-7 test-real-6 test-oracle docs bench bench-http bench-ports bench-joining bench-transport \
  bench-workers bench-peers check format schema reference released matrix demo lock clean

help: ## list the chores
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(venv)/runtime.stamp ## serve the demo retailer, or CONFIG=shop.toml, or SANDBOX=1; on PORT=8000
	@exec $(comptoir) serve $(if $(PORT),--port $(PORT)) $(if $(CONFIG),--config $(CONFIG)) $(if $(SANDBOX),--sandbox)

test: $(venv)/project.stamp ## run the tests, or some: TESTS=tests/cli; EXAMPLES=1000 of each property
	EXAMPLES=$(EXAMPLES) $(bin)/python -m pytest --numprocesses auto --maxprocesses 4 $(addprefix --ignore=,$(if $(TESTS),,$(slow))) $(TESTS)

test-data: $(venv)/project.stamp ## import a year of real purchases into both databases, and count them again
	$(bin)/python -m pytest tests/data

test-browser: $(venv)/project.stamp ## try the IDE in a headless Chromium, which must be on PATH
	$(bin)/python -m pytest tests/browser

node: tests/audit/$(packages) tests/clients/$(packages) ## fetch what the tests need of Node

test-audit: $(venv)/project.stamp tests/audit/$(packages) ## audit how we speak GraphQL over HTTP; needs Node
	$(bin)/python -m pytest tests/audit

test-fuzz: $(venv)/project.stamp ## ask at random: FUZZ_OPERATIONS=2000
	$(bin)/python -m pytest --numprocesses auto --maxprocesses 4 tests/fuzz

test-clients: $(venv)/project.stamp tests/clients/$(packages) ## try clients that others wrote; needs Node
	$(bin)/python -m pytest tests/clients

test-image: $(venv)/project.stamp ## perform the Dockerfile's steps without an engine, serve what they make, ask it
	$(bin)/python -m pytest tests/image

# The demo's stories, told by the vendors' pretend servers.
told := tests/stories/test_over_vendors.py tests/stories/test_stories_over_vendors.py

test-contract: $(venv)/project.stamp ## hold every backend to the same promises, over its vendor's pretend server
	$(bin)/python -m pytest --numprocesses auto --maxprocesses 4 tests/contract $(told)

test-thirdparty: $(venv)/project.stamp ## drive the sandbox with clients that others wrote; fetches them once
	@$(bin)/python -m tests.thirdparty.environments
	$(bin)/python -m pytest --numprocesses auto --maxprocesses 3 tests/thirdparty

test-oracle: $(venv)/project.stamp ## compare compiled operations with graphql-core on CASES=20000 questions
	ORACLE_CASES=$(CASES) $(bin)/python -m pytest tests/gateway/execution/test_oracle.py

bench: $(venv)/project.stamp ## measure execution in process, beside Strawberry as it comes and with its caches
	$(bin)/python -m benchmarks.execution

bench-ports: $(venv)/project.stamp ## measure what the wrappers around a system's port cost
	$(bin)/python -m benchmarks.ports

bench-joining: $(venv)/project.stamp ## measure systems asked with and without their coalescer, in real time
	$(bin)/python -m benchmarks.joining

bench-http: $(venv)/project.stamp ## measure everything on against everything off, over HTTP
	$(bin)/python -m benchmarks.over_http 2>/dev/null

bench-transport: $(venv)/project.stamp ## measure what a request to an HTTP system costs, beside other clients
	$(bin)/python -m benchmarks.transport

bench-workers: $(venv)/project.stamp ## measure two workers beside one, by CPU time
	$(bin)/python -m benchmarks.workers

bench-peers: $(venv)/project.stamp ## measure Comptoir beside other gateways; PEERS=DIR holds their benchmark
	$(bin)/python -m benchmarks.peers $(PEERS) $(BENCH)

test-real: series := 8.2 ## test against a real Tryton 8.2; the first time takes minutes, and the network
test-real-7: series := 7.0 ## the same against a real Tryton 7.0
test-real-6: series := 6.0 ## the same against a real Tryton 6.0
test-real test-real-7 test-real-6: $(venv)/project.stamp
	@$(bin)/python -m tests.real.installation $(series)
	$(bin)/python -m pytest tests/real --series $(series)

docs: $(venv)/docs.stamp ## build the manual into ./site, and check it
	rm -rf site
	$(bin)/zensical build --clean --strict
	$(bin)/python -m pytest tests/manual

# What takes long, or needs more than Python and what is installed for development: each has a target of its own.
slow := $(addprefix tests/,browser image data contract audit fuzz clients thirdparty real manual) $(told)

check: $(venv)/project.stamp ## look without running: format, lint, types, import contracts, schema, reference
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	$(bin)/lint-imports
	$(comptoir) schema --check
	$(upkeep) check

format: $(venv)/project.stamp ## format the code, and mend what lint can mend
	$(bin)/ruff check --fix-only .
	$(bin)/ruff format .

schema: $(venv)/runtime.stamp ## write schema.graphql anew
	$(comptoir) schema > schema.graphql.new
	mv schema.graphql.new schema.graphql

reference: $(venv)/project.stamp ## write the manual's pages that are made from the code anew
	$(upkeep) reference

released: $(venv)/project.stamp ## keep the schema as that of this version, which is being released
	$(upkeep) released

matrix: $(venv)/project.stamp ## write docs/vendors/index.md anew from the manifests
	$(bin)/python -m tests.contract.matrix > docs/vendors/index.md.new
	mv docs/vendors/index.md.new docs/vendors/index.md

demo: $(venv)/runtime.stamp ## write a demo retailer to ./demo: SCALE=1 is 3,000 orders
	$(comptoir) demo demo --scale $(SCALE)

lock: ## resolve the pinned requirements anew; needs uv
	$(UV) pip compile $(locking) pyproject.toml --output-file requirements/runtime.txt
	$(UV) pip compile $(locking) pyproject.toml --group dev --constraints requirements/runtime.txt --output-file requirements/dev.txt
	$(UV) pip compile $(locking) pyproject.toml --group docs --constraints requirements/dev.txt --output-file requirements/docs.txt
	$(UV) pip compile $(locking) --group build --constraints requirements/dev.txt --output-file requirements/build.txt
	for client in requirements/thirdparty/*.in requirements/real/*.in; do \
	  $(UV) pip compile $(locking) $$client --output-file $${client%.in}.txt || exit; done

# For every platform at once, and with no word of where the packages came from.
locking := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links

clean: ## remove what the other chores made
	rm -rf $(venv) tests/*/node_modules tests/clients/*/generated demo dist site .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache schema.graphql.new
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is as old as what it stands for, so that a second run takes no time.

$(venv)/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Comptoir needs Python 3.11 or newer, and $(PYTHON) is not: make PYTHON=/path/to/python3.11 ..." >&2; exit 2; }
	@$(PYTHON) -m venv $(venv)
	@touch $@

$(venv)/runtime.stamp: requirements/runtime.txt | $(venv)/made.stamp
	@echo 'Installing what Comptoir runs on into $(venv)'
	@$(pip) install --require-hashes --requirement requirements/runtime.txt
	@touch $@

$(venv)/dev.stamp: requirements/dev.txt requirements/runtime.txt | $(venv)/made.stamp
	@echo 'Installing what Comptoir is made with into $(venv)'
	@$(pip) install --require-hashes --requirement requirements/dev.txt
	@touch $@ $(venv)/runtime.stamp  # dev.txt holds all of runtime.txt, in the same versions

$(venv)/docs.stamp: requirements/docs.txt $(venv)/project.stamp
	@echo 'Installing what the manual is made with into $(venv)'
	@$(pip) install --require-hashes --requirement requirements/docs.txt
	@touch $@

%/$(packages): %/package-lock.json
	@echo 'Installing what $* needs of Node into $*/node_modules'
	@$(npm) ci --ignore-scripts --prefix $*
	@touch $@

$(venv)/project.stamp: pyproject.toml $(venv)/dev.stamp
	@$(pip) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@
