# What one does with a checkout of pencere. `make demo` is the way in.
SHELL := /bin/sh
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
# The tests' own data; a database of their own too, unless DATABASE_URL names a server.
TEST_HOME := $(CURDIR)/var/test

.PHONY: help venv setup demo test check bench lock messages
help:
	@echo 'make demo      everything with made-up people, until Ctrl-C'
	@echo 'make setup     .venv from the lock files, and the programs that the tests need'
	@echo 'make check     style, types, architecture, definitions, translations, migrations'
	@echo 'make test      all tests'
	@echo 'make bench     all measurements, a line of JSON for each figure'
	@echo 'make messages  bring the translation files to what the source says'
	@echo 'make lock      write the lock files anew (needs uv)'

venv:
	@requirements/set-up.sh

setup:
	@requirements/set-up.sh tools

demo: venv
	@pencere demo

test: setup
	@PENCERE_HOME=$(TEST_HOME) pytest -n 2 --dist loadgroup

check: venv
	ruff check src tests bench
	ruff format --check --quiet src tests bench
	mypy
	lint-imports
	djlint src --lint --quiet
	PENCERE_HOME=$(TEST_HOME) pencere definitions check
	pencere translations check
	PENCERE_HOME=$(TEST_HOME) pencere migrate --check
	PENCERE_HOME=$(TEST_HOME) pytest tests/architecture

bench: venv
	@PENCERE_HOME=$(CURDIR)/var/bench pencere bench

messages: venv
	@pencere translations extract
	@pencere translations compile

lock:
	@command -v uv >/dev/null || { echo 'make lock needs uv (https://docs.astral.sh/uv/).' >&2; exit 1; }
	@requirements/lock.sh
