# Everything a reader or a contributor does is one word; each target sets up what it needs.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
NB     ?=
ROUNDS ?= 10
FILES  ?=

# The venv's own node and npm; one BLAS thread each, since the tests run side by side.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export OPENBLAS_NUM_THREADS := 1

INSTALLED := $(VENV)/.installed
ORACLES   := .venv-oracles
MUTANTS   := .venv-mutants
VENDORED  := book/site/vendor/.complete
BOOK      := _build/html/.complete

NOTEBOOKS := $(wildcard book/*.ipynb notebooks/*.ipynb)
WIDGETS   := $(foreach kind,py js css,$(wildcard src/unrolled/widgets/*.$(kind) src/unrolled/widgets/*/*.$(kind)))
SITE      := $(wildcard book/site/*.py book/site/static/* book/site/templates/*) src/unrolled/palette.py $(WIDGETS) \
             $(VENDORED) _config.yml _toc.yml
PAGES     := $(wildcard book/*.md book/*.bib) $(NOTEBOOKS)

.PHONY: help book serve lab notebooks test lint unit js nbval browser oracles fixtures mutants weights bench redraw lock clean
.DELETE_ON_ERROR:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

book: $(BOOK) ## build the book into _build/html
	@echo "The book is built. Open _build/html/index.html, or run: make serve"

serve: $(BOOK) ## show the book on http://localhost:8000 (PORT=8000)
	@echo "The book is on http://localhost:$(PORT) (Ctrl-C stops it)"
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html $(PORT)

lab: $(INSTALLED) ## open the chapters in JupyterLab
	$(BIN)/jupyter lab notebooks

notebooks: $(INSTALLED) ## execute the chapters in place (NB=02 for one)
	$(BIN)/python tools/execute_notebooks.py $(NB)

test: lint unit js nbval browser ## everything that has to hold before a commit lands

lint: $(INSTALLED) ## ruff: style and format, notebooks too; mypy: types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(INSTALLED) ## the tests of the package, the notebooks' form and the repository
	$(BIN)/pytest -q -n 2 --dist loadfile --ignore tests/browser --ignore tests/book/chapters tests

js: $(INSTALLED) ## the tests of the widgets' JavaScript
	$(BIN)/node --test "tests/widgets/*.test.mjs"

nbval: $(INSTALLED) ## run the chapters again and compare each output with the committed one
	$(BIN)/pytest -q -n 2 --dist loadfile --nbval --nbval-current-env $(NOTEBOOKS) tests/book/chapters

browser: $(BOOK) ## the built book in a real browser
	CHROME="$$($(BIN)/python tools/find_browser.py)" && export CHROME && $(BIN)/pytest -q -n 2 tests/browser

oracles: $(ORACLES)/.installed ## rnn_core against PyTorch, Keras and ONNX Runtime, live (ROUNDS=20 for more)
	$(ORACLES)/bin/python tests/oracles/compare.py --rounds $(ROUNDS)

fixtures: $(ORACLES)/.installed ## compute the stored cases of tests/engine/fixtures anew
	$(ORACLES)/bin/python -W ignore::UserWarning tests/oracles/make_fixtures.py

mutants: $(MUTANTS)/.installed ## break the engine on purpose and count which breaks the tests notice (FILES=optim.py)
	$(MUTANTS)/bin/python tools/mutants.py $(FILES)

weights: $(INSTALLED) ## train the stored networks and record the runs that chapters show, all anew (half an hour)
	$(BIN)/python tools/train_colours.py
	$(BIN)/python tools/train_writers.py
	$(BIN)/python tools/train_systems.py
	$(BIN)/python tools/train_codes.py
	$(BIN)/python tools/record_race.py
	$(BIN)/python tools/record_depth.py
	$(BIN)/python tools/record_game.py

bench: $(INSTALLED) $(ORACLES)/.installed ## rnn_core's speed and memory, beside PyTorch's and plain code's (a few minutes)
	$(ORACLES)/bin/python benchmarks/bench.py
	$(BIN)/python benchmarks/plot.py

redraw: $(INSTALLED) ## how long each widget takes to redraw in the browser, and what it weighs
	$(BIN)/python benchmarks/redraw.py

lock: $(INSTALLED) ## pin requirements.txt anew from pyproject.toml (UPGRADE=1 moves every pin up)
	$(BIN)/pip install --quiet uv
	echo '-e .[test]' | $(BIN)/uv pip compile --quiet - --universal --python-version 3.11 --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade) --output-file requirements.txt

clean: ## remove what was built; .venv and node_modules stay
	rm -rf _build book/site/vendor

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo >&2 \
	  "This book needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another one: make PYTHON=python3.12 book"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo >&2 \
	  "$(PYTHON) cannot make a virtual environment. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(INSTALLED): $(BIN)/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

# The frameworks the engine is compared with, and the tool that breaks it, each apart from the book's environment.
$(ORACLES)/.installed $(MUTANTS)/.installed: .venv-%/.installed: requirements-%.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m venv .venv-$*
	.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-$*.txt
	@touch $@

$(VENDORED): package.json package-lock.json .npmrc tools/vendor.py | $(INSTALLED)
	$(BIN)/npm ci --no-progress --loglevel=error
	$(BIN)/python tools/vendor.py
	@touch $@

# A change of the site (style, scripts, widgets, configuration) builds every page anew, and so does a build that was broken
# off: it left no stamp. A page's own change rebuilds that page alone. Warnings are errors, and a page that gave
# one is forgotten, or the next build would not read it again and call itself clean.
$(BOOK): $(PAGES) $(SITE) | $(INSTALLED)
	@$(if $(filter $(SITE),$?),rm -rf _build/html,:); test -e $@ || rm -rf _build/html; rm -f $@; \
	$(BIN)/jupyter-book build . $$(test -e _build/html || echo --all) -W -n --keep-going -q \
	  || { rm -rf _build/.doctrees; exit 1; }
	@touch $@

# The symbols' colours belong to the package; the book reads them there.
src/unrolled/palette.py:
