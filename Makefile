# The verbs of the project. Each needs only python3 (3.11 or newer), make and git; what else is missing it fetches.

HOST ?= 127.0.0.1
PORT ?= 8080
DATA ?= data

.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench bench-spam lock clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv with the pinned dependencies and the voxpop command
	@scripts/setup run

# Who may be reached from elsewhere is no place for a stand-in that believes everybody.
PROVIDERS = $(if $(filter 127.% localhost ::1,$(HOST)),--providers)

run: setup ## serve the demo site on http://127.0.0.1:8080 (HOST=, PORT=, DATA= change that)
	@exec .venv/bin/voxpop demo --data $(DATA) --host $(HOST) --port $(PORT) $(PROVIDERS)

test: ## install what the tests need, lint, and run every test
	@scripts/test

lint: ## ruff, mypy and the import contracts
	@scripts/setup run test
	@scripts/lint

bench: ## compare with peers, side by side: a table and a plot
	@scripts/setup run bench
	@bench/run

bench-spam: ## measure the judge beside other filters, on labelled texts (SPAM_DATA=)
	@bench/judge/run

lock: ## renew the pinned dependencies in requirements/
	@scripts/lock

clean: ## remove .venv and the caches; data/ stays
	@rm -rf .venv build .mypy_cache .ruff_cache .import_linter_cache .hypothesis src/*.egg-info
