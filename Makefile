# Each target does its own set-up: an environment in .venv, made from the lock, never the system's Python.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check format bench lock modules

BIN := .venv/bin

help: ## Show the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-9s %s\n", $$1, $$2 }'

setup: .venv/.ready ## Make or update the environment in .venv

.venv/.ready: requirements/dev.txt pyproject.toml scripts/setup
	@scripts/setup

lock: .venv/.ready ## Resolve pyproject.toml's dependencies into the lock, with hashes
	@$(BIN)/python -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.12 --all-extras --group dev --output-file requirements/dev.txt pyproject.toml
