# Two commands for a newcomer: `make demo` shows Touchdown at work, `make test` runs the whole test suite.
# Both set up what they need in .venv, and need nothing but Python 3.11 or newer and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Pinned, so that a checkout is tested tomorrow with what it was tested with today: botocore's models grow each week.
INSTALL = $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --constraint constraints.txt

# Where Python may not keep its bytecode, each of the hundreds of commands that the tests run compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test field-matrix fault-matrix crash-matrix bytecode-matrix packages check format docs benchmark benchmark-peers benchmark-packages upgrade clean

demo: $(VENV)/runtime
	PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/demo.sh

# Processes, signals and terminals are tested for real. Where a machine has no time for one of them, it gets a second
# chance, and the last line counts it.
test: $(VENV)/development
	$(BIN)/python -m pytest -n 6 --dist loadgroup --reruns 1 -rR

# The tests take a sample of these, another one with each commit. All of each takes an hour or more.
fault-matrix: $(VENV)/development
	TOUCHDOWN_MATRIX=all $(BIN)/python -m pytest -n 4 tests/aws/test_fault_matrix.py

# Each field of each type is set, changed, cleared and read back; each answer that means "later" is given once.
field-matrix: $(VENV)/development
	TOUCHDOWN_MATRIX=all $(BIN)/python -m pytest -n 4 tests/aws/test_field_changes.py tests/aws/test_waits.py \
		tests/aws/s3/test_bucket_waits.py tests/aws/test_killed.py tests/aws/test_record.py tests/aws/test_lost_answers.py \
		tests/aws/test_former_addresses.py

# Real distributions for two Pythons and two processors, and a package of 50 MB. Some hundred megabytes are downloaded.
packages: $(VENV)/development
	TOUCHDOWN_MATRIX=all $(BIN)/python -m pytest -n 2 --dist loadfile tests/package/test_real_distributions.py \
		tests/aws/lambda_/test_large_packages.py

crash-matrix: $(VENV)/development
	TOUCHDOWN_MATRIX=all $(BIN)/python -m pytest -n 4 tests/aws/test_crash_matrix.py

# Compiles the standard library of each Python of the machine in several orders: two minutes.
bytecode-matrix: $(VENV)/development
	TOUCHDOWN_MATRIX=all $(BIN)/python -m pytest -n 2 tests/package/bytecode/test_worker.py

check: $(VENV)/development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/python -m pytest tests/test_architecture.py
	$(BIN)/python docs/generate.py --check
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build/html

format: $(VENV)/development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/development
	$(BIN)/python -m sphinx -W -b html docs docs/_build/html

# Some minutes, on a machine that has nothing else to do.
benchmark: $(VENV)/development
	$(BIN)/python -m benchmarks.engine --write docs/measured
	$(BIN)/python -m benchmarks.engine --profile aws --functions 1 50 --write docs/measured

# A quarter of an hour. The peers are installed into a folder of the user's caches; some need npm.
benchmark-peers: $(VENV)/development
	$(BIN)/python -m benchmarks.peers --write docs/measured

# SAM builds with a Python of the function's runtime, which also compiles: RUNTIME_PYTHON is the path of a 3.12.
benchmark-packages: $(VENV)/development
	$(BIN)/python -m benchmarks.packages --runtime-python "$(RUNTIME_PYTHON)" --times 2 --write docs/measured/packages.txt
	$(BIN)/python -m benchmarks.cold_import --runtime-python "$(RUNTIME_PYTHON)" --write docs/measured/cold-import.txt

upgrade: $(BIN)/uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-annotate --no-header \
		--group dev --extra picture --output-file constraints.txt pyproject.toml

clean:
	rm -rf $(VENV) docs/_build

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt uv

$(VENV)/runtime: $(BIN)/uv pyproject.toml constraints.txt
	$(INSTALL) --editable .
	touch $@

$(VENV)/development: $(BIN)/uv pyproject.toml constraints.txt
	$(INSTALL) --editable . --group dev
	touch $@
