# Two commands for a new user: `make run` and `make test`. Everything is in dev.py, which needs only Python 3.11.
PYTHON ?= python3

.PHONY: run test check test-all reset requirements race benchmarks fix

run test check test-all reset requirements race benchmarks fix:
	@$(PYTHON) dev.py $@
