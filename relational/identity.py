"""As whom the database is asked. Each request is one transaction, in which the web is the person who came.

`AsOneself` opens the transaction, seals who it is, takes on the role of staff or of the portal, lets the page be made
whole inside, and takes everything back when the answer is a refusal. Nothing outlives the transaction, so a
connection that serves the next person knows nothing of this one.

    become(user)        be that person until the transaction ends
    errand(name)        a few lines of it that must look further
    working_as(role)    many transactions as that role: a task, an operator's command
"""

from contextlib import contextmanager
from functools import wraps

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.urls import Resolver404, resolve
from django.utils import timezone

from relational import denials, locks
from relational.models import Look
from relational.roles import CLOCK, ERRAND, PORTAL, STAFF

NOBODY = ""


def claim(user_id, day, what_for: str = "in") -> str:
    """Who asks, sealed: the person (or nobody), the service's day, what for ("in", "door", or an errand), and the one
    transaction in which it holds: whoever sees it go by can do nothing with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid() || ' ' || extract(epoch FROM now())")
        return locks.sealed(f"{user_id or NOBODY}|{day}|{what_for}|{cursor.fetchone()[0]}")


def become(user_id, day, *, at_the_door: bool = False, as_portal: bool = False) -> None:
    """Be that person until the transaction ends, as staff or portal, as her roles of that day say (or as portal: on a
    page that is about her as somebody of a family, or of another service, whatever else she is)."""
    if not connection.in_atomic_block:
        raise RuntimeError("Nobody becomes anybody outside a transaction: it would not hold.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('relational.identity', %s, true),"
            f" set_config('role', {'%s' if as_portal or not user_id else 'relational_my_role()'}, true)",
            [claim(user_id, day, "door" if at_the_door else "in"), *([PORTAL] if as_portal or not user_id else [])],
        )


def _now() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), coalesce(current_setting('relational.identity', true), '')")
        return cursor.fetchone()


def _be(role: str, identity: str, *, only_here: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, %s), set_config('relational.identity', %s, %s)",
            [role, only_here, identity, only_here],
        )


@contextmanager
def one_transaction():
    """A transaction after which we are who we were before, also where it is a part of a longer one."""
    before = _now() if connection.in_atomic_block else None
    with transaction.atomic():
        yield
        if before and not connection.needs_rollback:
            _be(*before, only_here=True)


@contextmanager
def errand(name: str):
    """A few lines that must look further than the person who asked: only what the locks allow on that errand.

    What they find is for the verb, and never for the page. Whoever sees everything anyway goes on as she is.
    """
    role, identity = _now()
    if role not in (STAFF, PORTAL):
        yield
        return
    who, day, *_ = identity.partition("#")[0].split("|")
    with transaction.atomic():
        _be(ERRAND, claim(who, day, name), only_here=True)
        yield
        _be(role, identity, only_here=True)


@contextmanager
def working_as(role: str):
    """Work as that role until the end of the block, in as many transactions as it takes."""
    before = _now()
    _be(role, NOBODY, only_here=False)
    try:
        yield
    except BaseException:
        if not connection.in_atomic_block:  # else whoever began the transaction takes it back, and this with it
            connection.ensure_connection()
            _be(*before, only_here=False)
        raise
    _be(*before, only_here=False)


def in_background(task):
    """A task of the service's own clock: it works as CLOCK, which reads nobody's words."""

    @wraps(task)
    def as_the_clock(*args, **kwargs):
        locks.refuse_if_open()
        with working_as(CLOCK):
            return task(*args, **kwargs)

    return as_the_clock


def at_the_door(view):
    """A page on which somebody who is nobody yet says who she is: it may look for her by address or letter."""
    view.at_the_door = True
    return view


def as_portal(view):
    """A page about oneself as somebody of a family or of another service: also staff see it as the portal does."""
    view.as_portal = True
    return view


def stands_alone(view):
    """A page that needs no database, nobody signed in and no session: it must show when nothing else does."""
    view.stands_alone = True
    return view


class AsOneself:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        view = self._view(request)
        if view is None or getattr(view, "stands_alone", False):
            request.user = AnonymousUser()  # not even asked: that would take the database
            return self.get_response(request)
        locks.refuse_if_open()
        request.to_record = []  # what has to be written whatever becomes of the transaction
        day = timezone.localdate()
        where = {name: getattr(view, name, False) for name in ("at_the_door", "as_portal")}
        user_id = request.session.get(SESSION_KEY)
        with one_transaction():
            become(user_id, day, **where)
            if user_id and not request.user.is_authenticated:  # her session or her account has ended meanwhile
                user_id = None
                become(user_id, day, **where)
            response = self.get_response(request)
            refused = response.status_code >= 400
            if refused:
                transaction.set_rollback(True)
        if refused:  # what was seen, and what was asked for in vain, stays on the record
            with one_transaction():
                become(user_id, day, **where)
                self.record(request, response)
        return response

    @staticmethod
    def record(request, response):
        for seen in getattr(request, "looks", []):
            Look.objects.create(**seen)
        for write in request.to_record:
            write()
        if getattr(request, "was_refused", False) and response.status_code in denials.WHY:
            denials.denied(request, why=denials.WHY[response.status_code], now=timezone.now())

    @staticmethod
    def _view(request):
        try:
            return resolve(request.path_info).func
        except Resolver404:
            return None
