# `make demo` and `make test` need nothing but a Python of 3.11 to 3.13 on the machine.
# Python 3.12 or later is preferred where there is a choice: the larger English model needs it.
PYTHON ?= $(shell for p in python3.12 python3.13 "$(HOME)"/.pyenv/versions/3.12.*/bin/python \
	"$(HOME)"/.pyenv/versions/3.13.*/bin/python python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	&& { echo "$$p"; break; }; done)
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Some hundred processes are started by the tests: with this set, each would compile the whole package anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test servers browser smoke lint bench endurance hostile fuzz mutants docs lock clean

$(READY): requirements.lock pyproject.toml packages/archive-names-strong/pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python of 3.11 to 3.13 found; name one: make PYTHON=/path/to/python" >&2; exit 1; }
	"$(PYTHON)" -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . \
		--editable packages/archive-names-strong
	touch $(READY)

demo: $(READY)
	$(BIN)/python -m corpus.demo

# One process of tests more than there are processors, for some tests wait for servers and other processes; four at
# most: each takes a little over a gigabyte of memory. (Each would start OpenSearch where it is installed: `make
# servers` does so once.)
PROCESSES := $(shell "$(PYTHON)" -c "import os; print(min(4, 1 + len(os.sched_getaffinity(0))))" 2>/dev/null || echo 2)
test: $(READY)
	env -u OPENSEARCH_HOME $(BIN)/python -m pytest -n $(PROCESSES) --dist worksteal

# On OpenSearch: `make servers OPENSEARCH_HOME=/opt/opensearch-3.8.0`, with Java 21; some four minutes. `-rs` says what
# is missing. (Those on PostgreSQL and on a bucket are part of `make test`, where these servers are installed.)
servers: $(READY)
	$(BIN)/python -m pytest -rs -m "slow or not slow" -k opensearch tests/contracts tests/search/test_engines.py \
		tests/search/test_opensearch.py tests/pipeline/test_opensearch.py

# The reading room in Chromium, from the system's packages; `-rs` says where it is not installed. What `make demo` took
# in is used again where it is there. `make browser SEEN=browser`: every screen as each reader sees it, ten minutes.
SEEN ?= browser and not slow
browser: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadfile -rs -m "$(SEEN)" tests/browser

# What another version of Python or of a library would break first; `.ci/run` does it on the versions
# that are installed: make smoke VENV=/tmp/venv-3.13 PYTHON=python3.13
SMOKE := tests/test_app.py tests/test_python_api.py tests/test_layers.py tests/test_forms.py tests/test_locks.py \
	tests/test_patterns.py tests/ingest/test_names_stock.py \
	tests/cli/test_commands.py tests/cli/test_ingest.py tests/catalog tests/contracts tests/dates tests/lang
smoke: $(READY)
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal $(SMOKE)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m benchmarks

# The long runs: hours, minutes, and as long as one likes. KILLS and ROUNDS are counted for each kind of run.
KILLS ?= 200
ROUNDS ?= 50
SECONDS ?= 600
endurance: $(READY)
	$(BIN)/python -m tests.endurance.kill --of all --kills $(KILLS)
	$(BIN)/python -m tests.endurance.full --of all --rounds $(ROUNDS)
	$(BIN)/python -m pytest -m "slow and not browser"

hostile: $(READY)
	$(BIN)/python -m tests.hostile
	$(BIN)/python -m tests.hostile.spoilt
	$(BIN)/python -m tests.hostile.size --whole --few 10
	$(BIN)/python -m tests.hostile.size

mutants: $(READY)
	$(BIN)/python -m tests.mutants

fuzz: $(READY)
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

lock:
	$(BIN)/uv pip compile pyproject.toml --extra large --extra strong --extra parquet --extra skos --extra site --extra server --extra tantivy --group dev --group bench --group browser --universal --generate-hashes --python-version 3.11 \
		--no-emit-index-url --no-header --output-file requirements.lock

clean:
	rm -rf .venv demo-archive

docs: $(READY)
	$(BIN)/python -m archive.cli.reference > docs/cli.md
