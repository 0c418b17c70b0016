# Two commands on a fresh machine: `make demo` and `make test`.

PORT ?= 8080
DATA ?= ./demo-data
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test screens lint faults appliance image printing fuzz apollo bench audit supply lock clean

demo: $(VENV)/.installed
	@$(BIN)/venue demo --data "$(DATA)" --port "$(PORT)" $(if $(FRESH),--fresh)

# Two files of tests at a time; the slow ones, which are named early in the alphabet, come first.
test: $(VENV)/.test-installed
	@sh scripts/chromium.sh
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

# Every screen in both languages, light and dark; `make test` takes half of these crossings.
screens: $(VENV)/.test-installed
	@sh scripts/chromium.sh
	@LOOKS=all $(BIN)/python -m pytest tests/browser

lint: $(VENV)/.test-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The long forms of the fault programme; `make test` holds short, seeded ones.
faults: $(VENV)/.test-installed
	$(BIN)/python -m tests.faults --kills 200 --cuts 200
	$(BIN)/python -m tests.faults.coins
	$(BIN)/python -m tests.faults.saturday --prove

# Installs into a clean Debian made with debootstrap, and walks through its life; needs root.
appliance: $(VENV)/.test-installed
	$(BIN)/python -m tests.appliance.install

# The Dockerfile's steps in a clean venv, no engine: what it starts becomes healthy as its own user; needs root.
image: $(VENV)/.test-installed
	$(BIN)/python -m tests.appliance.image

# Fifty thousand notes and documents, a thousand tickets; half an hour on a small machine.
printing: $(VENV)/.test-installed
	$(BIN)/python tests/printers/long.py

# Thousands of requests that fit the description of the routes, and that do not, as every role.
fuzz: $(VENV)/.test-installed
	$(BIN)/python -m tests.gateway.fuzz

# The real Apollo Gateway from npm over the subgraphs; a test tool alone.
apollo: $(VENV)/.test-installed
	$(BIN)/python -m tests.gateway.apollo

bench: $(VENV)/.test-installed
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench.reports

# Known vulnerabilities of what the lock file pins, where their list can be reached.
audit:
	@sh scripts/audit.sh

# The bill of materials and the page of licences, of the lock file.
supply: $(VENV)/.test-installed
	$(BIN)/python scripts/supply.py

lock:
	sh scripts/lock.sh

$(VENV)/bin/python:
	@sh scripts/python.sh "$(PYTHON)" "$(VENV)"

$(VENV)/.installed: requirements.lock setup.py | $(VENV)/bin/python
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test-installed: requirements-test.lock $(VENV)/.installed
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info
