"""Lends a database and a broker to one command; see the package for how it is called."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from urllib.parse import urlsplit, urlunsplit

import psycopg

from relational.roles import LOGINS, OWNER, WEB, WORKER, make_roles

from .broker import Broker
from .children import VAR, BadState, dies_with_us, kept_secret, step, what_to_do
from .postgres import Postgres

FOR_TESTS = "relational_for_tests"  # on a server of somebody else's
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def lend(kind: str, command: list[str]) -> int:
    """Run the command with the addresses it needs; its exit code."""
    with ExitStack() as at_the_end:
        lock = at_the_end.enter_context(open(VAR / f"{'test' if kind == 'test' else 'run'}.lock", "a+"))
        addresses = taken_by_another(kind, lock)
        servers = []
        if addresses is None:
            addresses = start_what_is_missing(kind, at_the_end, servers)
            leave_word(lock, addresses)
        code = carry_out(kind, command, environment(addresses), servers)
    if kind == "run" and code == 0:
        print("Stopped. What was entered is kept in var/.", flush=True)
    return code


def taken_by_another(kind: str, lock) -> dict | None:
    """Take the lock of this folder; or the addresses of the run that has it, if we may borrow them."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        lock.truncate(0)  # what a run before us left there
        return None
    except BlockingIOError:
        lock.seek(0)
        word = json.loads(lock.read() or "{}")
    if kind == "test":
        print("Another test run in this folder has the test database; waiting for it to end.", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
        return None
    if not word:
        raise BadState("The service in this folder is just being started. Try again in a moment.")
    if kind == "run":
        raise BadState(
            f"The service already runs from this folder (process {word['pid']}): http://localhost:{word['port']}. "
            "Use it, or stop it by Ctrl-C where it was started."
        )
    return word["addresses"]


def leave_word(lock, addresses: dict):
    """Tell whoever finds the lock taken who we are. Only our own account may read it."""
    os.fchmod(lock.fileno(), 0o600)
    json.dump({"pid": os.getpid(), "port": os.environ.get("PORT", "8000"), "addresses": addresses}, lock)
    lock.flush()


def start_what_is_missing(kind: str, at_the_end: ExitStack, servers: list) -> dict:
    addresses = {}
    if not os.environ.get("DATABASE_URL"):
        postgres = Postgres(VAR / ("pg-test" if kind == "test" else "pg"), hasty=kind == "test")
        at_the_end.callback(postgres.stop)
        with step("Starting PostgreSQL"):
            addresses |= postgres.start()
        servers.append(postgres.child)
        if kind != "test":
            addresses["RELATIONAL_DEMO"] = "1"  # only ever with a database of our own making
    elif kind == "test" and urlsplit(os.environ["DATABASE_URL"]).username != OWNER:
        addresses |= with_roles(os.environ["DATABASE_URL"], VAR / "other-server")
    if kind == "run" and not os.environ.get("REDIS_URL"):
        broker = Broker(VAR / "broker")
        at_the_end.callback(broker.stop)
        with step("Starting the broker"):
            addresses["REDIS_URL"] = broker.start()
        servers.append(broker.child)
    return addresses


def with_roles(address: str, folder) -> dict:
    """Tests on somebody else's server: its administrator makes our roles there, if nobody has yet."""
    place = urlsplit(address)._replace(path=f"/{FOR_TESTS}")
    passwords = {login: kept_secret(folder / f"password-{login}") for login in LOGINS}
    addresses = {
        name: urlunsplit(place._replace(netloc=f"{login}:{passwords[login]}@{place.hostname}:{place.port or 5432}"))
        for name, login in (("DATABASE_URL", OWNER), ("WEB_DATABASE_URL", WEB), ("WORKER_DATABASE_URL", WORKER))
    }
    try:
        with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
            there = {name for (name,) in connection.execute("select rolname from pg_roles").fetchall()}
            new = {login: word for login, word in passwords.items() if login not in there}
            make_roles(connection, database=FOR_TESTS, passwords=new, createdb=True)
        psycopg.connect(addresses["DATABASE_URL"], connect_timeout=10).close()
    except psycopg.Error as error:
        raise BadState(
            f"The roles for the tests could not be made there: {str(error).strip().splitlines()[0]}. DATABASE_URL has to "
            f"be that of somebody who may make roles, or, where they are there, of {OWNER}."
        ) from None
    return addresses


def environment(addresses: dict) -> dict:
    """Ours, with the addresses; without settings of the shell that would send an embedded database astray."""
    ours = {name: value for name, value in os.environ.items() if name != "RELATIONAL_DEMO"}
    if "DATABASE_URL" in addresses:
        ours = {name: value for name, value in ours.items() if not name.startswith("PG")}
    ours.setdefault("SECRET_KEY", kept_secret(VAR / "secret"))
    # What a browser under test would otherwise write in the home folder.
    ours.update(XDG_CACHE_HOME=str(VAR / "cache"), XDG_CONFIG_HOME=str(VAR / "cache"), PYTHONUNBUFFERED="1")
    return ours | addresses


def carry_out(kind: str, command: list[str], env: dict, servers: list) -> int:
    """Run the command to its end, or until a server dies under it."""
    alone = kind == "run"  # in a session of its own: Ctrl-C reaches us, and we tell it
    process = subprocess.Popen(
        [sys.executable, *command], env=env, start_new_session=alone, preexec_fn=dies_with_us(signal.SIGTERM)
    )

    def pass_on(number, frame):
        if alone or number != signal.SIGINT:
            process.send_signal(number)

    for number in STOP_SIGNALS:
        signal.signal(number, pass_on)
    while True:
        try:
            code = process.wait(0.5)
            return code if code >= 0 else 128 - code
        except subprocess.TimeoutExpired:
            for server in servers:
                if server.has_died():
                    process.terminate()
                    process.wait()
                    raise BadState(server.why_it_died()) from None


def interrupt(number, frame):
    raise KeyboardInterrupt


def main(arguments: list[str]) -> int | str:
    for number in STOP_SIGNALS:
        signal.signal(number, interrupt)
    for name in [name for name in os.environ if name.startswith("PG") and not os.environ.get("DATABASE_URL")]:
        del os.environ[name]
    try:
        VAR.mkdir(exist_ok=True)
        return lend(arguments[0], arguments[1:])
    except BadState as bad:
        return f"\n{bad}"
    except KeyboardInterrupt:
        return "\nStopped."
    except BrokenPipeError:
        return 1  # whoever read our words has gone
    except OSError as error:
        return f"\n{what_to_do(error)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
