# Two commands on a fresh machine with Python 3.11 or newer, pip and make:
#   make demo   installs, then produces the demo catalog into out/demo
#   make test   installs, then runs every check that CI runs
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCKS := deployments/locks
PACKAGES := schemas catalogs engine tasks flows tests

export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false

.PHONY: demo demo-generate gallery test test-rooms test-flows test-machines test-serving test-rest check style types bench bench-writer bench-gpu toy lock lock-diffusion pictures clean

demo: $(VENV)/runtime.stamp
	$(BIN)/callsheet produce catalogs/demo/production.yaml --out out/demo
	$(BIN)/callsheet verify out/demo/films/*/*.mp4

# A film for each operation, shot by a toy model on the CPU.
demo-generate: $(VENV)/diffusion.stamp
	$(BIN)/callsheet produce catalogs/operations/production.yaml --out out/operations
	$(BIN)/callsheet verify out/operations/films/*/*.mp4

# Every design, transition, voice and understood picture, from the demo's rows.
gallery: $(VENV)/runtime.stamp
	$(BIN)/python -m flows.gallery docs

# Four parts at once: mypy has one processor to itself for a minute, and the last two mostly wait,
# for a clock, a server, a cluster.
test: style
	@echo "The types and three parts of the tests are looked at at once; see each when it has ended."
	$(MAKE) -j4 --output-sync=line types test-rooms test-machines test-rest

test-rooms:
	$(BIN)/pytest -p no:cacheprovider --ignore=tests/flows --ignore=tests/cluster --ignore=tests/deployments

test-flows:
	$(BIN)/pytest -p no:cacheprovider --ignore=tests/flows/serving tests/flows

# Clusters and containers mostly wait, so they come where a processor is left.
test-machines: test-flows
	$(BIN)/pytest -p no:cacheprovider tests/cluster tests/deployments

test-serving:
	$(BIN)/pytest -p no:cacheprovider tests/flows/serving

test-rest: test-serving
	$(MAKE) demo
	$(BIN)/python -m tests.demo out/demo
	$(BIN)/python -m tests.benchmarks --quick

check: style types

style: $(VENV)/diffusion.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache

types: $(VENV)/diffusion.stamp
	$(BIN)/mypy

# How true, fitting, direct, plain and varied writers are over the golden set; WRITER names a model.
bench-writer: $(VENV)/dev.stamp
	$(BIN)/python -m tests.writing $(WRITER)

bench: $(VENV)/diffusion.stamp
	$(BIN)/python -m tests.benchmarks

# Models of true size with random weights, beside plain diffusers; without a GPU a tiny one.
bench-gpu: $(VENV)/diffusion.stamp
	$(BIN)/python -m tests.benchmarks generation

# A small model of our own, from films that a script draws; it goes on where it was stopped.
toy: $(VENV)/diffusion.stamp
	$(BIN)/python -m tests.instruments.toy

# The locks hold every version with its hashes and no index addresses; torch stays out of them.
lock: $(VENV)/tools.stamp
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" \
	  pyproject.toml --extra voice --extra cjk --extra eyes --extra s3 --extra postgres -o $(LOCKS)/runtime.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" \
	  pyproject.toml --extra voice --extra cjk --extra eyes --extra s3 --extra postgres --extra dev -c $(LOCKS)/runtime.txt -o $(LOCKS)/dev.txt

# After torch, diffusers, transformers or accelerate changed in pyproject.toml: what they bring along,
# beside what the hashed locks hold already.
lock-diffusion: $(VENV)/dev.stamp
	$(BIN)/python -m pip install -q --disable-pip-version-check -e ".[diffusion]"
	{ sed -n '/^#/p' $(LOCKS)/diffusion.txt; \
	  $(BIN)/python -m pip freeze --exclude-editable | sed 's/+[a-z0-9]*$$//' | \
	  grep -vixFf <(sed -nE 's/^([A-Za-z0-9_.-]+==[^ ;]+).*/\1/p' $(LOCKS)/{tools,runtime,dev}.txt); \
	} > $(LOCKS)/diffusion.new && mv $(LOCKS)/diffusion.new $(LOCKS)/diffusion.txt

pictures: $(VENV)/dev.stamp
	$(BIN)/uv pip install "mitsuba>=3.9"
	$(BIN)/python -m catalogs.demo.make all

clean:
	rm -rf out $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/tools.stamp: $(LOCKS)/tools.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(LOCKS)/tools.txt
	touch $@

$(VENV)/runtime.stamp: $(VENV)/tools.stamp $(LOCKS)/runtime.txt pyproject.toml
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --require-hashes -r $(LOCKS)/runtime.txt
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/dev.stamp: $(VENV)/runtime.stamp $(LOCKS)/dev.txt
	$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --require-hashes -r $(LOCKS)/dev.txt
	touch $@

$(VENV)/diffusion.stamp: $(VENV)/dev.stamp $(LOCKS)/diffusion.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r $(LOCKS)/diffusion.txt
	touch $@
