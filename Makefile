# Every command of the project. Needs Python 3.11 or newer with venv, make and git; no root.

PYTHON ?= python3
MINUTES ?= 10
BIN := .venv/bin
VENDOR := src/sor/endpoints/web/static/vendor
SOURCES := src tests tools $(wildcard bench)
# Compiled tests are kept outside the tree, also where the environment forbids it: reading 5,000 of them takes a minute. What
# they need is compiled there too, once, by looking at them: otherwise each process of the first run would do it for itself.
COMPILED := .cache/pycache
# Tests put and sync thousands of small files on a disk: where memory is plenty and TMPDIR is not set, they are put there.
ROOMY := $(shell awk '/^MemAvailable/ && $$2 > 14000000 {print "/dev/shm"}' /proc/meminfo 2>/dev/null)
TEMPORARY := $(or $(TMPDIR),$(shell [ -n "$(ROOMY)" ] && [ -w "$(ROOMY)" ] && echo $(ROOMY)),/tmp)
ONE := env -u PYTHONDONTWRITEBYTECODE TMPDIR=$(TEMPORARY) PYTHONPYCACHEPREFIX=$(CURDIR)/$(COMPILED) $(BIN)/python -m pytest
PYTEST := $(ONE) -n 2 --dist worksteal
# More processes work while others wait for servers, browsers and locks; the quick part waits for nothing.
WHOLE := $(ONE) -n 4 --dist worksteal
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check
LOCK := $(CURDIR)/$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

.DEFAULT_GOAL := help
.PHONY: help setup run test test-quick check soak bench lock format clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.run ## start the demo: the sample register with every door at http://127.0.0.1:8080
	@exec $(BIN)/sor demo

test: setup ## the whole test suite, PostgreSQL included
	@$(WHOLE) -m "not soak" $(ARGS)

test-quick: setup ## the part of the tests that runs in under a minute
	@$(PYTEST) --hypothesis-profile=quick -m "not slow and not postgres and not browser and not soak" $(ARGS)

check: setup ## format, lint, types, import contract, stale documents, promises of the documents, packages
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --cache-dir .cache/import-linter
	$(BIN)/python tools/check_generated.py
	$(BIN)/python tools/check_promises.py
	$(BIN)/python tools/packages.py

soak: setup ## what `make test` leaves out, and the long runs, on where the last one stopped; MINUTES= bounds them, ANEW=1 begins anew
	@$(PYTEST) -m left $(ARGS) || [ $$? -eq 5 ]
	@MINUTES=$(MINUTES) ANEW=$(ANEW) $(BIN)/python -m pytest -s -m "soak and not left" $(ARGS); status=$$?; \
	  if [ $$status -eq 5 ]; then echo "There are no soak tests yet."; else exit $$status; fi

bench: setup ## the benchmarks in at most ten minutes, into bench/results/; BENCH=large without limit
	@BENCH=$(BENCH) $(BIN)/python -m bench

format: setup ## put every file into the project's format and mend what can be mended
	$(BIN)/ruff check --fix-only $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

setup: .venv/.dev .venv/.run .venv/.node-dev .venv/.compiled ## prepare .venv and the front-end files; quick when nothing changed

lock: setup ## write the lock files anew with the newest versions; PACKAGE=name for just one
	cd requirements && for part in build run dev node; do \
	  $(LOCK) $(if $(PACKAGE),--upgrade-package $(PACKAGE),--upgrade) $$part.in --output-file $$part.txt || exit 1; done
	$(BIN)/python tools/npm.py update --package-lock-only --omit-lockfile-registry-resolved

clean: ## remove everything that set-up and runs have made, the demo's database excepted
	rm -rf .venv .cache node_modules $(VENDOR) $(VENDOR).tmp build dist src/*.egg-info
	find . -name __pycache__ -prune -exec rm -rf {} +

# What set-up makes. A stamp is newer than what it was made from, so a second run has nothing to do.

.venv/.venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "The venv module is missing; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

.venv/.packages: .venv/.venv requirements/build.txt requirements/run.txt
	@echo "Installing what the register needs ..."
	@$(PIP_INSTALL) --only-binary :all: --require-hashes -r requirements/build.txt
	@$(PIP_INSTALL) --only-binary :all: --require-hashes -r requirements/run.txt
	@touch $@

.venv/.sor: .venv/.packages pyproject.toml
	@$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.assets: .venv/.venv package.json package-lock.json tools/copy_assets.py tools/npm.py requirements/node.txt
	@echo "Fetching the front-end files ..."
	@{ command -v node && command -v npm; } >/dev/null || $(PIP_INSTALL) --only-binary :all: --require-hashes -r requirements/node.txt
	@$(BIN)/python tools/npm.py ci --omit=dev --ignore-scripts --loglevel error >/dev/null
	@$(BIN)/python tools/copy_assets.py
	@touch $@

.venv/.run: .venv/.sor .venv/.assets
	@touch $@

.venv/.dev: .venv/.packages requirements/dev.txt
	@echo "Installing what working on the register needs ..."
	@$(PIP_INSTALL) --no-compile --only-binary :all: --require-hashes -r requirements/dev.txt
	@touch $@

.venv/.compiled: .venv/.sor .venv/.dev
	@[ -d $(COMPILED) ] || { echo "Compiling the tests ..."; $(ONE) --collect-only -qq >/dev/null 2>&1 || true; }
	@touch $@

.venv/.node-dev: .venv/.assets
	@echo "Fetching the test programs for Node.js ..."
	@$(BIN)/python tools/npm.py ci --ignore-scripts --loglevel error >/dev/null
	@touch $@
