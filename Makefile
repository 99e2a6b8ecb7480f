# Qianqiao: `make demo` shows it, `make test` proves it. Everything else is a part of these two.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE ?= 1

.PHONY: help setup setup-dev demo test coverage test-debian-postgres check figures-small bench lock messages format clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.base ## environment, locked packages, page assets, translations: leaves .venv/bin/qianqiao working

setup-dev: .venv/.dev

.venv/bin/uv: requirements/uv.lock scripts/bootstrap.sh
	@bash scripts/bootstrap.sh "$(PYTHON)"
	touch $@

.venv/.base: .venv/bin/uv requirements/base.lock pyproject.toml package-lock.json scripts/setup.sh
	@bash scripts/setup.sh base
	touch $@

.venv/.dev: .venv/.base requirements/dev.lock
	@bash scripts/setup.sh dev
	touch $@

demo: setup ## from a bare clone to the running site with sample data
	@exec $(BIN)/qianqiao demo

test: setup-dev ## unit, property, integration and browser tests
	@bash scripts/test.sh

coverage: setup-dev ## the suite again, with the lines that no test reaches
	@bash scripts/test.sh --cov --cov-report=term:skip-covered

test-debian-postgres: setup-dev ## the suite without browser tests against Debian's PostgreSQL 15
	@bash scripts/test_debian_postgres.sh

check: setup-dev ## format, types, layers, templates, migrations, translations
	@bash scripts/check.sh

figures-small: setup-dev ## the published figures that need no outside data, against their expected values
	@bash scripts/bench.sh --small

bench: setup-dev ## every published figure, by a command
	@bash scripts/bench.sh

lock: .venv/bin/uv ## renew the lock files from requirements/*.in
	@for name in base dev node uv; do
	  $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url --no-emit-find-links -o requirements/$$name.lock requirements/$$name.in
	done

messages: setup-dev ## collect translatable text into each room's catalogue
	@$(BIN)/python scripts/messages.py update

format: setup-dev ## mend what can be mended by machine
	@$(BIN)/ruff check -q --fix src tests scripts bench || true
	$(BIN)/ruff format -q src tests scripts bench

clean: ## remove what setup made; data under var/ stays
	rm -rf .venv node_modules src/qianqiao/web/static/vendor
