# Every command sets up what it needs in .venv; `make` lists the commands.
# Works with GNU make 3.81 (macOS). A path with spaces is fine: every name here is relative.

.DEFAULT_GOAL := help
.NOTPARALLEL:  # the set-up steps share one environment

# The interpreter for .venv: PYTHON=..., otherwise the first of these that fits.
PYTHON ?=
PYTHONS := python3.13 python3.12 python3.11 python3
# TensorFlow has no finished release for Python 3.14 yet.
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

# An environment that is already active is left alone; VENV=... chooses another one.
VENV := .venv
BIN := $(VENV)/bin

# Each of the two processes loads TensorFlow. ARGS="-n 0" runs all tests in one, for a debugger.
TEST := $(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder

.PHONY: help
help:  ## List the commands
	@awk -F ':.*  ## ' '/^[a-z-]+:.*  ## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: app  ## Open the explorer in the browser; ARGS="--server.port=8080" is passed on
	$(BIN)/streamlit run explorer/app.py $(ARGS)

.PHONY: test
test: tools browser  ## Run all tests; ARGS="tests/images -x" is passed on
	$(TEST) $(ARGS)

.PHONY: test-long
test-long: tools  ## Try very many more random cases than `make test` does
	$(TEST) -m long $(ARGS)

.PHONY: check
check: tools  ## Check format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

.PHONY: fix
fix: tools  ## Repair format and lint where it is safe
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: app  ## Measure speed and memory; ARGS="--help" is passed on
	$(BIN)/python -m benchmarks $(ARGS)

.PHONY: bench-class
bench-class: app  ## Measure a class of N visitors at once (30); ARGS="--help" is passed on
	$(BIN)/python -m benchmarks.classroom $(if $(N),--number $(N)) $(ARGS)

.PHONY: bench-peers
bench-peers: app  ## Install the other programs that `make bench` compares with
	$(call install,benchmarks/requirements.txt)

.PHONY: weights
weights: app  ## Fetch the trained weights ahead of a class (59 MB); TOP=1: with the dense layers (553 MB)
	$(BIN)/python -m explorer.runtime.weights $(if $(TOP),--with-top) $(ARGS)

.PHONY: examples
examples: app  ## Make the home page's stored pictures again, from the trained weights
	$(BIN)/python -m explorer.shared.make_examples $(ARGS)

# ---- set-up ----

.PHONY: venv app tools browser

# Kept only if its interpreter starts, fits and has pip: a half-made environment is made again.
venv:
	@$(BIN)/python -c '$(FITS)' 2>/dev/null && $(BIN)/python -c 'import pip' 2>/dev/null && exit 0; \
	for python in $(if $(PYTHON),"$(PYTHON)",$(PYTHONS)); do \
	    "$$python" -c '$(FITS)' 2>/dev/null || continue; \
	    found="$$python"; \
	    "$$python" -c 'import ensurepip, venv' 2>/dev/null || continue; \
	    echo "Making $(VENV) with $$("$$python" --version)"; \
	    exec "$$python" -m venv --clear "$(VENV)"; \
	done; \
	if [ -n "$$found" ]; then \
	    echo "$$found cannot make a virtual environment: its venv module is missing." \
	        "Install it (Debian, Ubuntu: apt install python3-venv) and run make again." >&2; \
	else \
	    echo "No Python 3.11, 3.12 or 3.13 found (looked for: $(or $(PYTHON),$(PYTHONS)))." \
	        "Install one, or name it: make PYTHON=/path/to/python3.12" >&2; \
	fi; exit 1

app: venv
	$(call install,requirements.txt)

tools: app
	$(call install,tests/requirements.txt)

# Quick if there is a browser, so it is checked each time.
browser: tools
	@$(BIN)/python tests/browser/browser.py

# A finished installation leaves a note of its requirements and its folder. Anything else (no note,
# other requirements, a folder that was moved) is installed again.
# $(1): a requirements file
define install
@note="$(VENV)/installed-$(subst /,-,$(1))"; asked=$$(pwd; cat requirements.txt $(1)); \
if [ "$$asked" != "$$(cat "$$note" 2>/dev/null)" ]; then \
    echo "Installing $(1) into $(VENV)"; \
    rm -f "$$note"; \
    $(BIN)/python -m pip install -r $(1) && printf '%s\n' "$$asked" > "$$note"; \
fi
endef
