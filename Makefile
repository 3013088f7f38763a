# The verbs of the day. Each makes what it needs: .venv, the packages, a PostgreSQL and a broker of its own.
#   make run                 the demo service on http://localhost:8000 (PORT=9000 make run for another port)
#   make test                all tests            make test ARGS="tests/families -k hand_over"
#   make check               style, arrows between the apps, migrations, Django's own checks
#   make manage ARGS="..."   any manage.py command on the same database: make manage ARGS="raise_flags"

PYTHON ?= python3
ARGS ?=
READY = @command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed (Debian: apt install python3 python3-venv)."; exit 1; }; exec $(PYTHON) prepare.py

.PHONY: run test check manage
run:
	$(READY) requirements.txt -m relational.embedded run manage.py run_embedded
test:
	$(READY) requirements-dev.txt -m relational.embedded test -m pytest -n 2 -p no:valkey $(ARGS)
check:
	$(READY) requirements-dev.txt -m ruff check .
	.venv/bin/python -c "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"
	.venv/bin/python -m relational.embedded test manage.py check --fail-level WARNING
	.venv/bin/python -m relational.embedded test manage.py makemigrations --check --dry-run
manage:
	$(READY) requirements.txt -m relational.embedded manage manage.py $(ARGS)
