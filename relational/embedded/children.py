"""A process that we start, watch and stop, and the small things that servers keep in files."""

import ctypes
import errno
import os
import pwd
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

VAR = Path(__file__).resolve().parents[2] / "var"
LIBC = ctypes.CDLL(None, use_errno=True)


class BadState(Exception):
    """Something here is not as it should be: a sentence that says what, and what to do."""


def what_to_do(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full. Make some room and start again."
    return f"{error.filename or VAR}: {error.strerror}. All of var/ has to be writable by you."


@contextmanager
def step(words: str):
    """One plain line about what is being done, and when it is done, how long it took."""
    began = time.monotonic()
    print(words, end=" ... ", flush=True)
    yield
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def dies_with_us(signal_number: int, in_namespace: bool = False):
    """What a new child does before it becomes the server: ask for a signal when we die (Linux only)."""
    us = os.getpid()

    def before_exec():
        if in_namespace:
            become_nobody_in_a_namespace()
        if sys.platform == "linux":
            LIBC.prctl(1, signal_number)  # PR_SET_PDEATHSIG
            if os.getppid() != us:
                os._exit(1)  # we died between the fork and the request

    return before_exec


def become_nobody_in_a_namespace():
    """PostgreSQL refuses to run as root. Here root only looks like nobody to it; files stay root's own."""
    nobody = pwd.getpwnam("nobody").pw_uid
    if LIBC.unshare(0x10000000):  # CLONE_NEWUSER
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{nobody} 0 1")
    Path("/proc/self/gid_map").write_text(f"{nobody} 0 1")


class Child:
    """A process that we start, watch and stop; it does not hear the terminal's Ctrl-C, only us."""

    def __init__(self, name: str, command: list, log: Path, stop_with=signal.SIGTERM, **how):
        self.name, self.log, self.stop_with = name, log, stop_with
        log.parent.mkdir(parents=True, exist_ok=True)
        how.setdefault("preexec_fn", dies_with_us(stop_with))
        if log.exists() and log.stat().st_size > 5_000_000:
            log.replace(log.with_suffix(".older.log"))
        with open(log, "ab") as out:
            self.began_at = out.tell()
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                **how,
            )

    def has_died(self) -> bool:
        return self.process.poll() is not None

    def said(self) -> str:
        """What it wrote since we started it."""
        with open(self.log, "rb") as log:
            log.seek(self.began_at)
            return log.read().decode(errors="replace")

    def why_it_died(self) -> str:
        said = self.said()
        if "No space left on device" in said:
            return f"{self.name} stopped because the disk is full. Make some room and start again."
        lines = "\n  ".join(said.strip().splitlines()[-8:]) or "(it wrote nothing)"
        return f"{self.name} stopped by itself. The end of {self.log}:\n  {lines}"

    def wait_until(self, ready, seconds: float = 60):
        """Until `ready()`; a BadState if it dies or takes longer."""
        until = time.monotonic() + seconds
        while not ready():
            if self.has_died():
                raise BadState(self.why_it_died())
            if time.monotonic() > until:
                raise BadState(f"{self.name} did not answer within {seconds:.0f} seconds. See {self.log}.")
            time.sleep(0.1)

    def stop(self, patience: float = 15):
        if not self.has_died():
            self.process.send_signal(self.stop_with)
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def kept_secret(path: Path) -> str:
    """The secret in that file, made the first time; nobody else on this computer can read it."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(40))
    return path.read_text()


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was just let go is free
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def same_port_as_before(path: Path) -> int:
    """The port in that file, if it is (or soon becomes) free; else one that is, from now on."""
    before = int(path.read_text()) if path.exists() else 0
    for _ in range(30):
        if not before or is_free(before):
            break
        time.sleep(0.1)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", before))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    path.write_text(str(port))
    return port
