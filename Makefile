# Every chore is a target; `make help` lists them. A machine needs Python 3.11 or newer, and make.

PYTHON ?= python3
UV     ?= uv
PORT   ?=
CONFIG ?=
SCALE  ?= 1
TESTS  ?=
PEERS  ?= ../shared/peers
BENCH  ?=
CASES  ?= 20000

venv     := .venv
bin      := $(venv)/bin
comptoir := $(bin)/python -m gateway
pip      := $(bin)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve test test-data test-browser test-oracle check format schema demo lock clean

help: ## list the chores
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(venv)/runtime.stamp ## serve the demo retailer, or CONFIG=shop.toml; on PORT=8000
	@exec $(comptoir) serve $(if $(PORT),--port $(PORT)) $(if $(CONFIG),--config $(CONFIG))

test: $(venv)/project.stamp ## run the tests, or some of them: TESTS=tests/cli
	$(bin)/python -m pytest --numprocesses auto --maxprocesses 4 $(addprefix --ignore=,$(if $(TESTS),,$(slow))) $(TESTS)

test-data: $(venv)/project.stamp ## import a year of real purchases into both databases, and count them again
	$(bin)/python -m pytest tests/data

test-browser: $(venv)/project.stamp ## try the IDE in a headless Chromium, which must be on PATH
	$(bin)/python -m pytest tests/browser

test-image: $(venv)/project.stamp ## perform the Dockerfile's steps without an engine, serve what they make, ask it
	$(bin)/python -m pytest tests/image

# What takes long, or needs more than Python: each has a target of its own.
slow := tests/data tests/browser tests/image

test-oracle: $(venv)/project.stamp ## compare compiled operations with graphql-core on CASES=20000 questions
	ORACLE_CASES=$(CASES) $(bin)/python -m pytest tests/gateway/execution/test_oracle.py

bench: $(venv)/project.stamp ## measure execution in process, beside Strawberry
	$(bin)/python -m benchmarks.execution --growth

bench-http: $(venv)/project.stamp ## measure everything on against everything off, over HTTP
	$(bin)/python -m benchmarks.over_http 2>/dev/null

bench-peers: $(venv)/project.stamp ## measure Comptoir beside other gateways; PEERS=DIR holds their benchmark
	$(bin)/python -m benchmarks.peers $(PEERS) $(BENCH)

check: $(venv)/project.stamp ## look without running: format, lint, types, import contracts, schema
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	$(bin)/lint-imports
	$(comptoir) schema --check

format: $(venv)/project.stamp ## format the code, and mend what lint can mend
	$(bin)/ruff check --fix-only .
	$(bin)/ruff format .

schema: $(venv)/runtime.stamp ## write schema.graphql anew
	$(comptoir) schema > schema.graphql.new
	mv schema.graphql.new schema.graphql

demo: $(venv)/runtime.stamp ## write a demo retailer to ./demo: SCALE=1 is 3,000 orders
	$(comptoir) demo demo --scale $(SCALE)

lock: ## resolve the pinned requirements anew; needs uv
	$(UV) pip compile $(locking) pyproject.toml --output-file requirements/runtime.txt
	$(UV) pip compile $(locking) pyproject.toml --group dev --constraints requirements/runtime.txt --output-file requirements/dev.txt
	$(UV) pip compile $(locking) --group build --constraints requirements/dev.txt --output-file requirements/build.txt

# For every platform at once, and with no word of where the packages came from.
locking := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links

clean: ## remove what the other chores made
	rm -rf $(venv) demo dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache schema.graphql.new
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

$(venv)/project.stamp: pyproject.toml $(venv)/dev.stamp
	@$(pip) install --no-index --no-deps --no-build-isolation --editable .
	@touch $@
