# One command each; `make help` lists them.

SHELL := /bin/sh
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# One more than the machine has processors: browsers, workers and servers that tests wait for leave them idle.
WORKERS ?= $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1 )))
SEED ?= 0
ROUNDS ?= 4
PORT ?= 8000
export PORT
# Compiled once, not in every process: a machine that forbids it to keep its images small is asked to allow it here.
export PYTHONDONTWRITEBYTECODE :=

PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 $(BIN)/python -m pip install --quiet --only-binary :all:
sum = $(shell cat $(1) | cksum | tr ' ' '-')
RUN_READY := $(VENV)/.run-$(call sum,requirements.txt)
DEV_READY := $(VENV)/.dev-$(call sum,requirements-dev.txt)
DOCS_READY := $(VENV)/.docs-$(call sum,requirements-docs.txt)
BROWSER_READY := $(VENV)/.browser-$(call sum,requirements-browser.txt)
CHROMIUM ?= $(firstword $(foreach name,chromium chromium-browser google-chrome google-chrome-stable,$(shell command -v $(name))))

.DEFAULT_GOAL := help
ANALYTICS ?= .data/analytics
ANALYTICS_READY := $(VENV)/.analytics-$(call sum,requirements-analytics.txt)
.PHONY: help run test lint types walls imports faults matrix bench fuzz docs lifecycles screenshots analytics requirements demo-reset clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z.-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' Makefile

.venv: $(DEV_READY) ## make the virtual environment with everything in it

run: $(RUN_READY) ## start everything and print the address and the logins (PORT=8000)
	@exec $(BIN)/python -m oms.embedded.run

test: lint imports types ## all tests and checks, in parallel, with their own throw-away servers
ifeq ($(CHROMIUM),)
	@echo "No Chromium was found: the browser tests do not run."
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --ignore=tests/browser
else
	@$(MAKE) --no-print-directory $(BROWSER_READY)
	OMS_CHROMIUM=$(CHROMIUM) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
endif

lint: $(DEV_READY) ## style and common mistakes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_READY) ## types: strict in the kernel, services, lifecycles and adapters
	$(BIN)/mypy .

imports: $(DEV_READY)
	$(BIN)/lint-imports

walls: imports ## floors, rooms and budgets of the house
	$(BIN)/python -m pytest -q tests/architecture

faults: $(DEV_READY) ## kill processes, cut connections, race for the same order, and look whether the books balance (SEED=7 replays)
	$(BIN)/python -m pytest tests/faults tests/embedded tests/races -m fault --long --seed $(SEED)

matrix: $(DEV_READY) ## every fault of the gateway × authorize, capture, void, refund, 20 times each, workers killed (SEED=7 replays)
	$(BIN)/python -m pytest tests/faults/matrix -m fault --matrix $(ROUNDS) --seed $(SEED)

bench: $(RUN_READY) ## measure (NAMES="place_service wave")
	$(BIN)/python manage.py bench $(NAMES)

analytics: $(RUN_READY) $(ANALYTICS_READY) ## export to Parquet and ask analytics/*.sql (ANALYTICS=folder)
	$(BIN)/python manage.py export_parquet --to $(ANALYTICS)
	$(BIN)/python manage.py ask_parquet --of $(ANALYTICS)

fuzz: $(DEV_READY) ## random requests and random walks through the lifecycles (SEED=7 replays)
	$(BIN)/python -m pytest tests/fuzz --hypothesis-profile=fuzz --hypothesis-seed=$(if $(filter 0,$(SEED)),$(shell date +%s),$(SEED))

docs: lifecycles $(DOCS_READY) ## draw what is drawn from the code, and build the documentation site into site/
	$(BIN)/python manage.py rights_matrix
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --clean
	@echo "Read it: site/index.html"

lifecycles: $(RUN_READY) ## draw the state machines into docs/lifecycle
	$(BIN)/python manage.py draw_lifecycles

screenshots: $(BROWSER_READY) ## picture every page of the guides (LOG=run.log uses the running house; ONLY="order pick")
	$(BIN)/python docs/take_screenshots.py $(if $(LOG),--log $(LOG)) $(if $(ONLY),--only $(ONLY))

requirements: $(DEV_READY) ## compile the pinned, hashed requirements anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-docs.in -o requirements-docs.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-analytics.in -o requirements-analytics.txt

demo-reset: $(RUN_READY) ## forget all data of the embedded services; the next start makes new ones
	@$(BIN)/python -m oms.embedded.reset

clean: ## remove what tools leave behind (data and virtual environment stay)
	@rm -rf .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis .schemathesis test-results
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

# The stamps carry a checksum of the requirements, so that a changed list is installed and an unchanged one is not.
$(RUN_READY): $(BIN)/pip
	@test -e $(DEV_READY) || { echo "Installing what the house needs ..." && $(PIP) --require-hashes -r requirements.txt; }
	@touch $@

$(DEV_READY): $(BIN)/pip
	@echo "Installing what development needs ..."
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

$(ANALYTICS_READY): $(BIN)/pip
	@echo "Installing what heavy questions need ..."
	@$(PIP) --require-hashes -r requirements-analytics.txt
	@touch $@

$(BROWSER_READY): $(DEV_READY)
	@echo "Installing what the browser tests need ..."
	@$(PIP) -r requirements-browser.txt
	@touch $@

$(DOCS_READY): $(BIN)/pip
	@echo "Installing what the documentation site needs ..."
	@$(PIP) --require-hashes -r requirements-docs.txt
	@touch $@

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed: install one, or name it with make PYTHON=python3.12."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot make virtual environments: install its venv package (Debian and Ubuntu: apt-get install python3-venv)."; exit 1; }
	@$(PYTHON) -m venv $(VENV)
