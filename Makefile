# The commands a person types. docs/operations.md says more.
PYTHON ?= python3
BIN := .venv/bin
TRIAL := DEMO=1

.PHONY: demo demo-reset test test-sqlite test-faults bench bench-quick bench-growth bench-load check \
	messages audit system

.venv/ready: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@

system: .venv/ready
	@sh .ci/packages $(NEEDS)

demo: NEEDS = pdf
demo: system
	@$(BIN)/pybabel -q compile -f -D django -d locale
	@$(TRIAL) $(BIN)/python manage.py demo

demo-reset:
	rm -rf var/demo
	$(MAKE) demo

test: NEEDS = pdf tests browser
test: export PYTHONDONTWRITEBYTECODE =
test: system
	@$(BIN)/pybabel -q compile -f -D django -d locale
	$(BIN)/python -m pytest -n 2 -m "not faults"

test-sqlite: NEEDS = pdf tests
test-sqlite: system
	@$(BIN)/pybabel -q compile -f -D django -d locale
	DATABASE_URL=sqlite:///var/test.sqlite3 $(BIN)/python -m pytest -n 2 -m "not journey and not faults"

test-faults: system
	$(BIN)/python -m pytest -m faults

bench bench-growth bench-load: NEEDS = pdf browser
bench-quick: NEEDS = pdf counting
bench: system
	@$(BIN)/pybabel -q compile -f -D django -d locale
	$(BIN)/python -m bench

bench-quick: system
	@$(BIN)/pybabel -q compile -f -D django -d locale
	$(BIN)/python -m bench.quick

bench-growth: system
	@$(BIN)/pybabel -q compile -f -D django -d locale
	$(BIN)/python -m bench.growth

bench-load: system
	@$(BIN)/pybabel -q compile -f -D django -d locale
	$(BIN)/pip install -q --disable-pip-version-check -r requirements-bench.txt
	$(BIN)/python -m bench load

check: .venv/ready
	@sh .ci/check

messages: NEEDS = checks
messages: system
	@$(TRIAL) $(BIN)/python manage.py makemessages -l es --no-location --no-wrap --no-obsolete -i var -i tests -i bench -i docs
	@for file in locale/*/LC_MESSAGES/django.po; do msgcat --sort-output --no-wrap -o $$file $$file && sed -i "/^\"POT-Creation-Date/d" $$file; done

audit: .venv/ready
	$(BIN)/pip-audit -r requirements.txt
