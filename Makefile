# The commands of the project. `make run`, `make test` and `make serve` set up by themselves.
PYTHON ?= python3
BIN := .venv/bin
DATA ?=
ONLY ?=

.PHONY: setup run test serve bench lock messages docs clean

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Omstilling needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Name a newer one: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch .venv/ready

run: setup ## the main job, on the reference bundle or on DATA=folder
	$(BIN)/omstilling run $(if $(DATA),--data $(DATA))

serve: setup ## the site, at http://127.0.0.1:8000
	$(BIN)/omstilling serve $(if $(DATA),--data $(DATA))

test: setup ## every check and every test that this machine can run
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	$(BIN)/pytest

bench: setup ## benchmarks; ONLY=name runs one
	$(BIN)/python benchmarks/run.py $(ONLY)

messages: setup ## collect, check and compile the catalogues
	$(BIN)/python scripts/messages.py

docs: setup ## the documentation, at http://127.0.0.1:8001
	$(BIN)/mkdocs serve --dev-addr 127.0.0.1:8001

lock: ## resolve the pinned versions anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --extra dev --extra oracles --output-file requirements.lock pyproject.toml

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache site
