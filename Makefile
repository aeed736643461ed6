# Two commands on a bare machine: `make demo` and `make test`. Both set up .venv first.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Seconds that the test suite may take.
TEST_BUDGET ?= 900
# Libraries of networks; OpenVLA's code is not in any registry, so a folder of it must be named.
ADAPTERS ?= lerobot pi0 $(if $(SIMEVAL_OPENVLA_CODE),openvla)
DEMO_RUN ?= results/runs/demo

# Software rendering takes every core by default; here several processes share them.
export LP_NUM_THREADS ?= 1

.DEFAULT_GOAL := help

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*##/\1/p' $(MAKEFILE_LIST) | while read -r word text; do \
		printf '  make %-14s %s\n' "$$word" "$$text"; done

install: $(STAMP)  ## set up .venv and, where rendering needs it, software Vulkan
	@scripts/vulkan.sh $(BIN)/python

$(STAMP): pyproject.toml constraints.txt scripts/venv.sh
	@scripts/venv.sh $(VENV)
	@touch $@

demo: install  ## run the scripted expert on the smoke suite, with films and a report
	@$(BIN)/simeval run suite=smoke policy=expert out=$(DEMO_RUN)

test: install  ## run the tests
	@timeout --signal=INT --kill-after=30 $(TEST_BUDGET) $(BIN)/pytest -n 2

test-adapters: $(ADAPTERS:%=build/adapters/%/.installed)  ## test networks in process, each library in its own environment
	@for name in $(ADAPTERS); do echo "$$name:"; SIMEVAL_ADAPTERS=$$name \
		build/adapters/$$name/bin/python -m pytest -q -m adapters tests/policies/in_process || exit; \
	done

build/adapters/%/.installed: pyproject.toml scripts/adapters/%.txt scripts/adapters_venv.sh
	@scripts/adapters_venv.sh $* build/adapters/$*
	@touch $@

format:  ## rewrite the code in the project's style
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

check: type  ## style, spelling and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/codespell

type: $(STAMP)  ## strict type check of the package and the scripts
	@$(BIN)/python scripts/typing_tree.py build/typing
	@cd build/typing && ../../$(BIN)/mypy --config-file ../../pyproject.toml -p simeval
	@cd build/typing && MYPYPATH=. ../../$(BIN)/mypy --config-file ../../pyproject.toml ../../scripts

build: $(STAMP)  ## build sdist and wheel, install the wheel elsewhere and import it
	@rm -rf dist && $(BIN)/python -m build --quiet
	@$(BIN)/pytest -q tests/test_packaging.py

bench: install  ## run the benchmarks and print JSON
	@$(BIN)/python benchmarks/twin_speed.py

.PHONY: help install demo test test-adapters format check type build bench
