# `make ask Q="what did Russia provide?"` and `make test` need nothing but Python 3.11+ with venv; see README.md.

VENV := .venv
BIN := $(VENV)/bin
LIBRARY ?= .work/samples
Q ?= what did Russia provide?
export Q

.PHONY: ask serve test check bench clean

ask: $(VENV)/.installed ## Answer Q from the sample library
	@$(BIN)/footnote add --quiet --samples --library "$(LIBRARY)"
	@$(BIN)/ask --library "$(LIBRARY)" "$$Q" || test $$? -eq 1

serve: $(VENV)/.installed ## Serve the chat page over the sample library
	@$(BIN)/footnote add --quiet --samples --library "$(LIBRARY)"
	@$(BIN)/footnote serve --library "$(LIBRARY)"

test: $(VENV)/.installed-dev ## Run the tests
	$(BIN)/python -m pytest

check: $(VENV)/.installed-dev ## Everything that must hold: lint, format, types, layers, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

bench: $(VENV)/.installed-dev ## Measure; prints tables
	$(BIN)/python -m corpus.benchmarks.sentence_splitters
	$(BIN)/python -m corpus.benchmarks.cleaning
	$(BIN)/python -m index.benchmarks.encoders
	$(BIN)/python -m index.benchmarks.retrieval
	$(BIN)/python -m rag.benchmarks.cold_start
	$(BIN)/python -m rag.benchmarks.questions
	$(BIN)/python -m web.benchmarks.page_speed

$(VENV)/.installed: pyproject.toml constraints.txt
	@sh tools/make_venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean: ## Remove the environment and the sample library; the library of your own stays
	rm -rf $(VENV) .work
