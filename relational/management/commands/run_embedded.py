"""The whole service on this computer: database brought up to date, web, worker and beat, until Ctrl-C.

`make run` calls it with a database and a broker at hand (see relational.embedded). The web listens on this
computer only. It is known as localhost and not as 127.0.0.1, because passkeys work for a name.
"""

import errno
import http.client
import json
import os
import secrets
import signal
import sys
import time

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import OperationalError, connections, transaction

from relational.celery import app
from relational.embedded.children import VAR, BadState, Child, is_free, step, what_to_do

CELERY = [sys.executable, "-m", "celery", "-A", "relational"]


class Command(BaseCommand):
    help = __doc__.splitlines()[0]
    requires_system_checks = []  # migrate runs those that matter here

    def handle(self, **options):
        children = []
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, interrupt)
        try:
            port = port_to_use()
            has_logins()
            prepare_database()
            with step("Gathering styles and scripts"):
                call_command("collectstatic", interactive=False, verbosity=0)
            check_broker()
            with step("Starting web, worker and beat"):
                start(children, port)
            self.stdout.write(welcome(port))
            connections.close_all()
            while all_alive(children):
                time.sleep(0.5)
        except BadState as bad:
            sys.exit(f"\n{bad}")
        except OSError as error:
            sys.exit(f"\n{what_to_do(error)}")
        except KeyboardInterrupt:
            self.stdout.write("\nStopping ...")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # asked once is enough
            for child in children:
                child.stop()


def interrupt(number, frame):
    raise KeyboardInterrupt


def port_to_use() -> int:
    asked = os.environ.get("PORT") or "8000"
    if not asked.isdigit() or not 0 < int(asked) < 65536:
        raise BadState(f"PORT is {asked!r}; it has to be a number from 1 to 65535: PORT=8080 make run")
    try:
        if is_free(int(asked)):
            return int(asked)
    except OSError as error:
        if error.errno == errno.EACCES:
            raise BadState(f"Port {asked} is for root only. Choose another: PORT=8080 make run") from None
        raise
    other = next(port for port in range(int(asked) % 60000 + 1, 65536) if is_free(port))
    raise BadState(
        f"Port {asked} is taken by another program. Stop that, or choose another port: PORT={other} make run"
    )


def has_logins():
    if missing := [name for name in ("WEB_DATABASE_URL", "WORKER_DATABASE_URL") if not os.environ.get(name)]:
        raise BadState(
            f"{missing[0]} is not set. With a DATABASE_URL of your own, web and worker need logins of their own as "
            'well: make manage ARGS="make_roles postgres://administrator:password@host/postgres" makes all three.'
        )


def prepare_database():
    try:
        with step("Bringing the database up to date"):
            call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO:
            with transaction.atomic():  # all of the demo or none: a start that is stopped here begins it anew
                call_command("seed_demo")
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise BadState(f"The database refuses: {reason}. If DATABASE_URL is set, check it.") from None


def check_broker():
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
    except Exception as error:  # each transport has its own
        raise BadState(f"REDIS_URL is set, but no broker answers there: {error}") from None


def start(children: list, port: int):
    run_id = secrets.token_hex(8)
    os.environ.update(RUN_ID=run_id, HTTPS=os.environ.get("HTTPS", "0"))  # plain http, on this computer
    log = VAR / "log"
    web = Child(
        "The web server",
        [
            sys.executable,
            "-m",
            "gunicorn",
            "relational.wsgi",
            "--bind",
            f"127.0.0.1:{port}",
            "--threads",
            "8",
            "--no-control-socket",
            "--access-logfile",
            "-",
            "--graceful-timeout",
            "5",
        ],
        log / "web.log",
        env=logged_in_as("WEB"),
    )
    children.append(web)
    children.append(
        Child(
            "The worker",
            [
                *CELERY,
                "worker",
                "--pool",
                "threads",
                "-c",
                "2",
                "-l",
                "info",
                "--without-gossip",
                "--without-mingle",
            ],
            log / "worker.log",
            env=logged_in_as("WORKER"),
        )
    )
    children.append(Child("Beat", [*CELERY, "beat", "--pidfile=", "-l", "info"], log / "beat.log", env=logged_in_as("WORKER")))
    web.wait_until(lambda: all_alive(children) and answers(port, run_id))


def logged_in_as(who: str) -> dict:
    """The environment of a process with a login of its own. This one is the owner's, which they must not have."""
    ours = {name: value for name, value in os.environ.items() if not name.endswith("DATABASE_URL")}
    return {**ours, "DATABASE_URL": os.environ[f"{who}_DATABASE_URL"]}


def answers(port: int, run_id: str) -> bool:
    """Whether it is *our* web server that answers, not one that an earlier start left behind."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
        return json.loads(connection.getresponse().read()).get("run") == run_id
    except (OSError, ValueError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def welcome(port: int) -> str:
    address = f"http://localhost:{port}"
    if settings.DEMO:
        return (
            f"\nReady: {address}\n\n"
            f"Nobody in this demo is real. On {address}/in/ one button signs you in as\n"
            "  Amina Hussain    key worker         her day, her families, log a visit\n"
            "  Jo Green         supervisor         the team, where to look again, handing over\n"
            "  Helen Marsh      health visitor     asks through the named worker\n"
            "  Grace Okafor     mother             who is with her family\n"
            "  Ruth Ackroyd     volunteer          her family, and who is beside her\n\n"
            "Letters it would send are in var/mail, logs in var/log. Ctrl-C stops it; what you enter is kept."
        )
    return (
        f"\nReady: {address}\n\n"
        "DATABASE_URL is set, so this is your database: no demo, and no signing in as somebody else.\n"
        'Add the first person, in another window:  make manage ARGS="add_person --help"\n'
        "Her sign-in number goes to her by e-mail (EMAIL_URL; without it, into var/mail). Ctrl-C stops it."
    )


def all_alive(children: list) -> bool:
    for child in children:
        if child.has_died():
            raise BadState(child.why_it_died())
    return True
