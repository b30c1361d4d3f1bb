# Everything that a fresh machine needs: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: demo test check bench docs format keras2 clean

demo: $(INSTALLED)  ## Set up, and compare both libraries on the sample data.
	$(BIN)/metricdiff compare sample_data/breast_cancer.csv
	@printf '\nThe same predictions before the sigmoid, as many models return them:\n\n'
	$(BIN)/metricdiff compare sample_data/breast_cancer_logits.csv --exit-zero

test: $(INSTALLED)  ## Set up, and run the tests.
	$(BIN)/python -m pytest

check: $(INSTALLED)  ## Lint, format and types.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(INSTALLED)  ## Speed against scripts, and how often the diagnosis is right.
	$(BIN)/python -m benchmarks.compare_speed
	$(BIN)/python -m benchmarks.scale_speed
	$(BIN)/python -m benchmarks.sweep_speed
	$(BIN)/python -m benchmarks.diagnosis_quality
	$(BIN)/python -m benchmarks.reported_quality

docs: $(INSTALLED)  ## Write the documents anew, by running what they tell of.
	$(BIN)/metricdiff cause --all --format markdown > docs/causes.md
	$(BIN)/python docs/make_parity.py > docs/parity.md
	$(BIN)/python docs/make_examples.py

keras2: .venv-keras2/.installed  ## Set up TensorFlow 2.15 with Keras 2, for the tests of --keras-python.

.venv-keras2/.installed:
	$(PYTHON) -m venv .venv-keras2
	.venv-keras2/bin/python -m pip install --quiet 'tensorflow==2.15.*' 'numpy<2'
	@touch $@

format: $(INSTALLED)  ## Let ruff format and mend what it can.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Made once, and again when the dependencies change.
$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

clean:  ## Remove the environment and every cache.
	rm -rf $(VENV) .venv-keras2 .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
