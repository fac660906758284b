# Systemhelse: the verbs of the house. `make help` prints them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV ?= .venv
PORT ?= 8000
ISMS_TEST_JOBS ?= auto
BIN := $(VENV)/bin

# Hashes pin every file exactly; a constraint set for the whole machine would be refused beside them.
PIP := PIP_CONSTRAINT=/dev/null PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install -qq --no-input
# Neighbours stay with one worker, which makes what they share once; who is done takes over from who is not.
PYTEST := $(BIN)/python -m pytest -n $(ISMS_TEST_JOBS) --dist worksteal

help: ## Print these verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.program ## Start the program with an invented municipality (PORT=8000)
	$(BIN)/isms demo --port $(PORT)

test: $(VENV)/.tools ## Run every test, on SQLite, PostgreSQL and in Chromium
	@sh tools/provide.sh
	$(PYTEST)

quick: $(VENV)/.tools ## Run the rules of every room and the guards of the house, in under a minute
	$(PYTEST) -m "not postgresql" tests/*/test_rules*.py tests/architecture/test_house.py

check: $(VENV)/.tools ## Lint, format check, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.tools ## Measure speed and print it beside its floor
	$(BIN)/python -m tools.bench

lock: $(VENV)/.tools ## Resolve the dependencies of pyproject.toml again
	UV=$(BIN)/uv sh tools/lock.sh

clean: ## Remove the virtual environment and every cache
	rm -rf $(VENV) build isms.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@sh tools/find_python.sh $(VENV)

$(VENV)/.program: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the program needs into $(VENV); this happens once."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.tools: requirements-dev.lock $(VENV)/.program
	@echo "Installing what the tests and checks need into $(VENV); this happens once."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: help demo test quick check bench lock clean
