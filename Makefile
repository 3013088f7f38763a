# The verbs of the day. Each makes what it needs: .venv, the packages, a PostgreSQL and a broker of its own.
#   make run                 the demo service on http://localhost:8000 (PORT=9000 make run for another port)
#   make test                all tests            make test ARGS="tests/families -k hand_over"
#   make check               style, arrows between the apps, migrations, Django's own checks, bandit
#   make audit               has anything that we build on a known hole? (asks the network)
#   make trust               the proofs of docs/security.md, longer than the tests run them: WORLDS=5000 make trust
#   make mutate-access       takes out one lock after another and looks for what leaks
#   make manage ARGS="..."   any manage.py command on the same database: make manage ARGS="raise_flags"

PYTHON ?= python3
ARGS ?=
READY = @command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed (Debian: apt install python3 python3-venv)."; exit 1; }; exec $(PYTHON) prepare.py

.PHONY: run test check audit trust mutate-access manage
run:
	$(READY) requirements.txt -m relational.embedded run manage.py run_embedded
test:
	$(READY) requirements-dev.txt -m relational.embedded test -m pytest -n 2 -p no:valkey $(ARGS)
check:
	$(READY) requirements-dev.txt -m ruff check .
	.venv/bin/python -c "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"
	.venv/bin/python -m bandit -q -c pyproject.toml -r relational families volunteers manage.py prepare.py gunicorn.conf.py .ci/audit.py
	.venv/bin/python -m relational.embedded test manage.py check --fail-level WARNING
	.venv/bin/python -m relational.embedded test manage.py makemigrations --check --dry-run
audit:
	$(READY) requirements-dev.txt .ci/audit.py
trust: export TRUST = whole
trust:
	$(READY) requirements-dev.txt -m relational.embedded test -m pytest -n 2 -p no:valkey tests/trust tests/test_locks.py tests/test_who_gets_in.py $(ARGS)
mutate-access:
	$(READY) requirements-dev.txt -m relational.embedded test -m tests.trust.mutate_access $(ARGS)
manage:
	$(READY) requirements.txt -m relational.embedded manage manage.py $(ARGS)
