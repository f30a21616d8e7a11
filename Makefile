# Each target first makes or updates the environment in .venv from the lock; the system's Python stays as it is.
.DEFAULT_GOAL := help
# With it each worker and each command line that a test starts would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup demo demo-provider test test-fast fast-core fast-rest test-tofu test-oldest test-newest test-oldest-provider check format bench soak lock modules docs

BIN := .venv/bin

help: ## Show the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-21s %s\n", $$1, $$2 }'

setup: .venv/.ready ## Make or update the environment in .venv

.venv/.ready: requirements/dev.txt pyproject.toml scripts/setup
	@scripts/setup

lock: .venv/.ready ## Resolve pyproject.toml's dependencies into the lock, with hashes
	@$(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.12 --all-extras --group dev --output-file requirements/dev.txt pyproject.toml
	@$(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.12 --group lint --output-file requirements/checkov.txt
	@$(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.12 --group site --output-file requirements/site.txt

check: .venv/.ready ## Check format, lint and types, modules/ against specs/, checkov and tflint, and the site
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/privatelink generate --check specs/*/*.yaml
	@scripts/site
	@scripts/lint-ci
	@scripts/lint-modules

format: .venv/.ready ## Format, and fix what the linter can
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --fix --quiet .

modules: .venv/.ready ## Generate modules/ and the JSON Schema from specs/
	@$(BIN)/privatelink generate specs/*/*.yaml
	@$(BIN)/privatelink schema --output specs/privatelink.schema.json

# Terraform and the AWS provider collect garbage less often: a tenth of the processor time of an apply.
test: export GOGC ?= 400
test: .venv/.ready ## Run all tests, or TESTS="PATH… OPTION…"; with Go, build the trimmed AWS provider first; on Debian, install Chromium
	@if command -v go >/dev/null; then $(BIN)/privatelink aws-provider build; fi
	@scripts/chromium >/dev/null || true
# Tests start the command line hundreds of times, and workers would compile it side by side.
	@$(BIN)/python -m compileall -q cli generator harness localstack
	@$(BIN)/python -m pytest -n 4 --dist loadscope --no-loadscope-reorder --ignore=tests/lint $(TESTS)

FAST := $(BIN)/python -m pytest -q -m "not (process or slow or hypothesis)"

test-fast: .venv/.ready ## Run the tests that start no process, open no socket, draw no input and take no seconds
# Two halves: workers would each collect all of it, and tell a third process of every test.
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target fast-core fast-rest

fast-core:
	@$(FAST) tests/generator tests/localstack tests/test_rooms.py

fast-rest:
	@$(FAST) tests/cli tests/harness

# Of the modules' own tests, which mock single instances, OpenTofu refuses some, and Terraform before 1.11 too.
VERSIONED := tests/end_to_end/test_demo.py tests/end_to_end/test_specs.py tests/end_to_end/test_upgrades.py \
	tests/terraform/test_rendered_modules.py -k "not its_own_tests and not terraforms_layout"

PROVIDED := tests/end_to_end/test_demo.py tests/end_to_end/test_specs.py tests/end_to_end/test_composition.py \
	tests/terraform/test_rendered_modules.py::test_modules_are_valid_for_the_official_provider

test-tofu: .venv/.ready ## Run the tests of modules with OpenTofu, which is built first, or TESTS="PATH…" with it
	@$(MAKE) --no-print-directory test-version NAME=tofu

test-oldest: .venv/.ready ## The same with the oldest Terraform that the modules work with
	@$(MAKE) --no-print-directory test-version NAME=oldest

test-newest: .venv/.ready ## The same with the newest Terraform, inside the extra [terraform]
	@PRIVATELINK_TERRAFORM=embedded $(BIN)/python -m pytest -n 4 --dist loadscope $(or $(TESTS),$(VERSIONED))

test-oldest-provider: .venv/.ready ## Run them with the oldest AWS provider, which is built first
	@$(BIN)/python scripts/oldest_provider.py $(BIN)/python -m pytest -n 4 --dist loadscope \
		--privatelink-aws-provider official $(or $(TESTS),$(PROVIDED))

.PHONY: test-version
test-version:
	@terraform=$$($(BIN)/python scripts/build_terraform.py $(NAME)) && \
		PRIVATELINK_TERRAFORM=$$terraform $(BIN)/python -m pytest -n 4 --dist loadscope $(or $(TESTS),$(VERSIONED))

demo: .venv/.ready ## Show a spec, its module, and its endpoints on LocalStack: applied, verified, destroyed
	@scripts/demo

demo-provider: .venv/.ready ## Show a service in one account and consumers in another: connected, suspended, resumed
	@$(BIN)/python scripts/demo_provider.py

bench: .venv/.ready ## Build the trimmed AWS provider, then measure and print the figures of docs/figures.md
	@$(BIN)/python benchmarks/bench.py

soak: .venv/.ready ## Clients, stops, resets and garbage on one LocalStack for SOAK_SECONDS (300); SOAK_SEED repeats a run
	@$(BIN)/python -m tests.soak

docs: .venv/.ready ## Write the generated pages of docs/, and build the site in build/site
	@$(BIN)/python scripts/reference.py
	@scripts/site
