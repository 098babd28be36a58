# Two commands do everything from a fresh clone: `make demo` and `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help demo test check fast format lint types contracts bench models lock mutants clean

help: ## what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	@tools/make-venv "$(PYTHON)" "$(VENV)"

$(VENV)/.run: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Setting up askwhy in $(VENV), once; this takes a minute or two."
	@$(BIN)/pip install --quiet --require-hashes -r requirements/run.txt
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q $(VENV)/lib src || true
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.run
	@echo "Fetching what the tests need, once; this takes some minutes."
	@$(BIN)/pip install --quiet --require-hashes -r requirements/test.txt
	@$(BIN)/python -m compileall -q $(VENV)/lib || true
	@touch $@

$(VENV)/.bench: requirements/bench.txt $(VENV)/.test
	@$(BIN)/pip install --quiet --require-hashes -r requirements/bench.txt
	@touch $@

demo: $(VENV)/.run ## replay the post's October and read its report
	@$(BIN)/askwhy demo --to demo

test: $(VENV)/.test ## all tests, with everything they need
	@tools/need /usr/lib/postgresql/15/bin/initdb postgresql-15 /usr/bin/chromium chromium /usr/sbin/smtpd opensmtpd /usr/lib/dovecot/imap dovecot-imapd
	@$(BIN)/pytest -q -n auto

check: format lint types contracts fast ## before each commit

format: $(VENV)/.test
	@$(BIN)/ruff format .

lint: $(VENV)/.test
	@$(BIN)/ruff check .

types: $(VENV)/.test
	@$(BIN)/mypy

contracts: $(VENV)/.test
	@$(BIN)/lint-imports

fast: $(VENV)/.test
	@$(BIN)/pytest -q -n auto -m "not slow"

bench: $(VENV)/.bench ## ratios side by side, in one run
	@$(BIN)/python -m bench

mutants: $(VENV)/.test ## mutation tests of the pure files
	@tools/mutants

models: $(VENV)/.test ## make the shipped models anew from their corpora: CORPORA=folder
	@$(BIN)/python tools/models $(CORPORA)

lock: ## pin again by hash, naming no address
	@tools/lock

clean:
	rm -rf $(VENV) mutants demo
