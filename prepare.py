"""Make this folder ready and hand over: .venv with exactly the packages of a lock file, then a command in it.

    python3 prepare.py requirements.txt -m relational.embedded run manage.py run_embedded

This runs before anything is installed, and on any Python 3 (it has to be able to say that one is too old).
So: the standard library only, and nothing newer than Python 3.6 in its syntax.
"""

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time

OLDEST = (3, 11)
FOLDER = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(FOLDER, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
VAR = os.path.join(FOLDER, "var")
LOG = os.path.join(VAR, "log", "install.log")
# Stands while .venv is being made or changed. Found at the start, it tells that somebody stopped us half-way.
HALF_MADE = os.path.join(VAR, "venv-is-half-made")
# What a first start writes in all, in MB: packages and their downloads, the database.
ROOM = {"requirements.txt": 500, "requirements-dev.txt": 1000}
WHY_PIP_FAILED = [
    ("No space left|Disk quota", "The disk is full. Make some room; the next try starts where it can."),
    (
        "DO NOT MATCH THE HASHES",
        "A package that came is not the one this project was tried with, so it was "
        "refused. If an index of your own changes packages, use another one (PIP_INDEX_URL).",
    ),
    (
        "NewConnectionError|Temporary failure in name|NameResolutionError|ConnectTimeout|Read timed out"
        "|ProxyError|SSLError|Connection refused|Connection reset|ConnectionResetError",
        "The package index could not be reached. Is there a connection to the internet? Behind a proxy, set "
        "HTTPS_PROXY; for an index of your own, set PIP_INDEX_URL. Then try again.",
    ),
    (
        "No matching distribution",
        "The package index has no ready-made package for this computer and this Python. "
        "Linux (glibc 2.28 or newer) and macOS with Python 3.11 to 3.13 will do.",
    ),
]


class Stop(Exception):
    """One sentence that says what to do."""


def main(lock_file, command):
    with_a_new_enough_python()
    make_room(ROOM[lock_file])
    with open(os.path.join(VAR, "prepare.lock"), "w") as lock:
        wait_for(lock)
        if interrupted() or not runs():
            make_venv()
        if stamp(lock_file) != digest(lock_file):
            install(lock_file)
    os.chdir(FOLDER)
    os.execve(PYTHON, [PYTHON] + command, clean_environment())  # noqa: S606


def with_a_new_enough_python():
    if sys.version_info >= OLDEST:
        return
    for name in ("python3.13", "python3.12", "python3.11"):
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer] + sys.argv)  # noqa: S606
    raise Stop(
        f"This needs Python 3.11 or newer, and {sys.executable} is Python {sys.version_info[0]}.{sys.version_info[1]}. "
        "Install a newer one (Debian 12 or later: apt install python3 python3-venv), or name it: "
        "make run PYTHON=/path/to/python3.11"
    )


def make_room(megabytes):
    for folder in ("log", "cache", "tmp"):
        os.makedirs(os.path.join(VAR, folder), exist_ok=True)
    free = shutil.disk_usage(FOLDER).free // 1000000
    needed = 50 if os.path.exists(PYTHON) and not interrupted() else megabytes
    if free < needed:
        raise Stop(f"Only {free} MB are free on this disk, and {needed} MB are needed. Make some room.")


def wait_for(lock):
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Somebody else is installing in this folder; waiting for them.", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)


def interrupted():
    return os.path.exists(HALF_MADE)


def runs():
    """Whether .venv has a Python that starts, and a pip. (A system upgrade may have taken them.)"""
    return (
        os.path.exists(PYTHON)
        and subprocess.call([PYTHON, "-c", "import pip"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    )


def make_venv():
    if importlib.util.find_spec("ensurepip") is None:
        sudo = "" if os.geteuid() == 0 else "sudo "
        raise Stop(f"Python's venv support is missing. On Debian or Ubuntu: {sudo}apt install python3-venv")
    began = say("Making .venv anew" if os.path.exists(VENV) else "Making .venv")
    open(HALF_MADE, "w").close()
    shutil.rmtree(VENV, ignore_errors=True)
    if run([sys.executable, "-m", "venv", VENV]) != 0:
        raise Stop(f"Making .venv failed. {last_words()}")
    done(began)


def install(lock_file):
    with open(os.path.join(FOLDER, lock_file)) as lines:
        expected = sum("==" in line for line in lines)
    began = say(f"Installing {expected} packages, each checked against its hash")
    open(HALF_MADE, "w").close()
    pip = [PYTHON, "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]
    if run(pip + ["--progress-bar", "off", "-r", os.path.join(FOLDER, lock_file)], count="Collecting ") != 0:
        os.remove(HALF_MADE)  # pip ended in good order
        raise Stop(last_words())
    for name in {lock_file, "requirements.txt"}:  # the longer lock holds the shorter one
        with open(stamp_file(name), "w") as out:
            out.write(digest(name))
    os.remove(HALF_MADE)
    done(began)


def run(command, count=None):
    """Run it with its output in our log; on a terminal, count the lines that begin with `count`."""
    seen = 0
    with open(LOG, "w", errors="replace") as log:
        process = subprocess.Popen(
            command,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            universal_newlines=True,
            errors="replace",
        )
        try:
            for line in process.stdout:
                log.write(line)
                if count and line.startswith(count) and sys.stdout.isatty():
                    seen += 1
                    sys.stdout.write(str(seen) + "\b" * len(str(seen)))
                    sys.stdout.flush()
            return process.wait()
        except BaseException:
            process.terminate()
            process.wait()
            raise


def last_words():
    with open(LOG, errors="replace") as log:
        text = log.read()
    for pattern, sentence in WHY_PIP_FAILED:
        if re.search(pattern, text):
            return sentence
    lines = text.strip().splitlines()[-5:]
    return "The last lines of var/log/install.log:\n  " + "\n  ".join(lines)


def clean_environment():
    """What we were given, less what would make pip or Python look, or write, outside this folder."""
    astray = ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "__PYVENV_LAUNCHER__")
    environment = {name: value for name, value in os.environ.items() if name not in astray}
    environment.setdefault("PIP_CACHE_DIR", os.path.join(VAR, "cache", "pip"))
    environment.update(TMPDIR=os.path.join(VAR, "tmp"), PIP_DISABLE_PIP_VERSION_CHECK="1")
    return environment


def digest(lock_file):
    with open(os.path.join(FOLDER, lock_file), "rb") as lines:
        return hashlib.sha256(lines.read()).hexdigest()


def stamp_file(lock_file):
    return os.path.join(VENV, "installed-" + lock_file)


def stamp(lock_file):
    try:
        with open(stamp_file(lock_file)) as found:
            return found.read()
    except OSError:
        return None


def say(words):
    sys.stdout.write(words + " ... ")
    sys.stdout.flush()
    return time.monotonic()


def done(began):
    print(f"{time.monotonic() - began:.1f} s", flush=True)


def interrupt(number, frame):
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)
    try:
        main(sys.argv[1], sys.argv[2:])
    except Stop as stop:
        sys.exit(f"\n{stop}")
    except KeyboardInterrupt:
        sys.exit("\nStopped. The next try begins the installation anew.")
    except OSError as error:
        where = error.filename or FOLDER
        sys.exit(f"\n{where}: {error.strerror}. This folder has to be writable, by you, on a disk with some room.")
