"""The embedded servers: what they keep, what they survive, and the sentences they say in a bad state."""

import ast
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from relational.embedded import children, postgres
from relational.embedded.broker import Broker
from relational.embedded.children import BadState
from relational.embedded.postgres import Postgres
from relational.management.commands.run_embedded import port_to_use

ROOT = Path(__file__).resolve().parents[2]
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="what root does instead of running as root")


@pytest.fixture(scope="module")
def folder():
    """One for all that is tried here, and where any account may look, unlike pytest's own."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def start(folder):
    """Start a PostgreSQL in that folder; all are stopped at the end."""
    started = []

    def start(name="pg", hasty=True):
        started.append(Postgres(folder / name, hasty=hasty))
        return psycopg.connect(started[-1].start()["DATABASE_URL"], autocommit=True), started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def copy():
    """A copy of the runner, so that it does not meet the one that runs these tests; in an unhelpful shell."""
    given = ("DATABASE_URL", "REDIS_URL", "RELATIONAL_DEMO")
    env = {name: value for name, value in os.environ.items() if name not in given}
    env |= {"PGHOST": "nowhere.invalid", "PGSSLMODE": "require"}
    started = []

    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(ROOT / "relational" / "embedded", Path(place) / "relational" / "embedded")
        shutil.copy(ROOT / "relational" / "roles.py", Path(place) / "relational")
        (Path(place) / "relational" / "__init__.py").touch()

        def lend(kind, code):
            command = [sys.executable, "-m", "relational.embedded", kind, "-c", code]
            started.append(
                subprocess.Popen(
                    command, cwd=place, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
                )
            )
            return started[-1]

        yield lend
        for process in started:
            process.terminate()
            process.wait(20)


def test_a_killed_postgres_comes_back_with_its_rows_on_the_same_port(start):
    connection, server = start(hasty=False)
    connection.execute("create table kept as select 'Tobi' as name")
    server.child.process.kill()  # with a session still open
    again, second = start(hasty=False)
    assert again.execute("select name from kept").fetchall() == [("Tobi",)]
    assert second.port == server.port


def test_a_pid_file_that_now_names_somebody_else_harms_nobody(start):
    connection, server = start()
    connection.close()
    server.stop()
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    (server.data / "postmaster.pid").write_text(f"{bystander.pid}\n{server.data}\n")
    start()
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()


def test_the_app_may_make_databases_and_nothing_above_that(start):
    connection, _ = start()
    rights = connection.execute(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
    ).fetchone()
    assert rights == (False, False, False, True)
    for extension in ("btree_gist", "pg_trgm", "unaccent"):
        connection.execute(f"create extension {extension}")
    assert connection.execute("select upper('é')").fetchone() == ("É",)


@only_root
def test_as_root_it_stays_with_the_account_it_began_with(start, monkeypatch):
    with monkeypatch.context() as without_namespaces:

        def refuse():
            raise OSError("no namespaces here")

        without_namespaces.setattr(children, "become_nobody_in_a_namespace", refuse)
        try:
            connection, server = start("pg-of-nobody")
        except BadState:
            pytest.skip("nobody cannot reach the programs in this folder")
        assert server.data.owner() == "nobody"
        connection.execute("create table kept as select 1 as one")
        connection.close()
        server.stop()
    again, server = start("pg-of-nobody")
    assert again.execute("select one from kept").fetchone() == (1,)
    assert server.data.owner() == "nobody"


@only_root
def test_as_root_the_files_stay_roots_where_namespaces_work(start):
    _, server = start()
    if "user" in server.account:
        pytest.skip("no user namespaces here")
    assert server.data.owner() == "root"


def test_data_of_another_version_is_left_alone(start, monkeypatch):
    connection, server = start()
    connection.close()
    server.stop()
    monkeypatch.setattr(postgres, "version_of", lambda programs: 99)
    with pytest.raises(BadState, match="was made by PostgreSQL .* out of the way"):
        start()
    assert (server.data / "PG_VERSION").exists()


def test_a_second_run_says_so_a_command_borrows_and_a_kill_ends_it_all(copy):
    tell_address = "import os, time; print(os.environ['DATABASE_URL'], flush=True); "
    first = copy("run", tell_address + "time.sleep(60)")
    address = next(line.strip() for line in first.stdout if line.startswith("postgres://"))

    second = copy("run", "print('must not start')")
    assert "already runs from this folder" in second.communicate(timeout=20)[0]
    assert second.returncode == 1
    assert copy("manage", tell_address).communicate(timeout=20)[0].strip() == address

    family = psutil.Process(first.pid).children(recursive=True)
    assert len(family) > 2
    first.kill()
    _, alive = psutil.wait_procs(family, timeout=5)
    if sys.platform == "linux":
        assert [process for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []


def test_two_test_runs_that_start_at_once_take_turns(copy):
    both = [copy("test", "print('passed')") for _ in range(2)]
    said = [process.communicate(timeout=30)[0] for process in both]
    assert all(words.endswith("passed\n") for words in said)
    assert sum("waiting for it to end" in words for words in said) == 1


def test_the_broker_keeps_what_it_was_given_when_it_is_killed(folder):
    broker = Broker(folder / "broker")
    redis.Redis.from_url(broker.start()).lpush("owed", "a letter")
    time.sleep(1.1)  # what is written is on the disk within a second
    broker.child.process.kill()
    broker.child.process.wait()
    try:
        assert redis.Redis.from_url(broker.start()).lrange("owed", 0, -1) == [b"a letter"]
    finally:
        broker.stop()


def test_a_taken_port_is_named_and_so_is_another(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        with pytest.raises(BadState, match=r"is taken .* PORT=\d+ make run"):
            port_to_use()
    monkeypatch.setenv("PORT", "eight")
    with pytest.raises(BadState, match="has to be a number"):
        port_to_use()


def test_an_old_python_can_read_the_first_file_to_be_told_it_is_old():
    text = (ROOT / "prepare.py").read_text()
    ast.parse(text, feature_version=(3, 6))
    pretend = "import sys, runpy; sys.version_info = (3, 9, 2); sys.argv = ['', 'requirements.txt']; "
    pretend += "runpy.run_path('prepare.py', run_name='__main__')"
    told = subprocess.run(
        [sys.executable, "-c", pretend],
        cwd=ROOT,
        env={"PATH": "/nowhere"},
        capture_output=True,
        text=True,
    )
    assert "needs Python 3.11 or newer" in told.stderr and "Traceback" not in told.stderr
