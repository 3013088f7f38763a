"""How long a sign-in lasts, where a person is signed in, and how a sign-in ends.

A sign-in ends when nothing was asked of us for a while (idle), and at the latest some hours after it began,
whatever was asked. On a phone that a family member says is only hers it lasts weeks; `only_mine` in the session
says so, and is never believed of staff. Both limits are held here, on the server: a cookie kept longer opens
nothing. Who is asking is looked up only when a page wants to know, so that the emergency numbers still show
when the database is down.

Ending all of a person's sign-ins does not depend on our knowing them all: each session holds a mark made from
the person's (unusable) password, so changing that ends every one at once.
"""

import re
import time
from importlib import import_module

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from relational import events
from relational.models import Role
from relational.refusals import Refusal
from relational.session_store import BEGAN, SEEN, mark_of
from relational.templatetags.ui import day_and_clock

ONLY_MINE = "only_mine"
A_MINUTE = 60  # what was seen is written at most this often


class SessionLimits:
    """Stands directly after Django's AuthenticationMiddleware, and before anything that asks who is there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        found = request.user
        request.user = SimpleLazyObject(lambda: within_limits(request, found, time.time()))
        return self.get_response(request)


def within_limits(request, user, now: float):
    """The person, or nobody when her sign-in has run out; `now` in seconds, as time.time() gives them."""
    if not user.is_authenticated:
        return AnonymousUser()
    session = request.session
    only_mine = bool(session.get(ONLY_MINE)) and only_a_family_member(user)
    longest_idle = settings.SESSION_ONLY_MINE_SECONDS if only_mine else settings.SESSION_IDLE_SECONDS
    longest = settings.SESSION_ONLY_MINE_SECONDS if only_mine else settings.SESSION_LONGEST_SECONDS
    began, seen = session.get(BEGAN), session.get(SEEN)
    if began is not None and (now - began >= longest or now - (seen or began) >= longest_idle):
        forget(session.session_key)
        session.flush()
        request.ran_out = True
        return AnonymousUser()
    if began is None:
        session[BEGAN] = now
    if seen is None or now - seen >= A_MINUTE:
        session[SEEN] = now
        note(request, user)
    return user


def only_a_family_member(user) -> bool:
    return user.roles_on(timezone.localdate()) <= {Role.FAMILY_MEMBER}


# Where a person is signed in. allauth keeps a row for each sign-in that came through it; ours come by other
# doors too (a letter, a demo's cast), so the row is written when the session has been used for a minute.


def note(request, user) -> None:
    """Write down that this sign-in of hers was used now."""
    try:
        ip = get_adapter(request).get_client_ip(request)
    except PermissionDenied:  # behind a socket with no address
        ip = "::"
    used = UserSession(
        user_id=user.pk,
        session_key=mark_of(request.session.session_key),
        ip=ip,
        user_agent=request.headers.get("User-Agent", "")[: UserSession._meta.get_field("user_agent").max_length],
        last_seen_at=timezone.now(),
    )
    UserSession.objects.bulk_create(
        [used],
        update_conflicts=True,
        unique_fields=["session_key"],
        update_fields=["user", "ip", "user_agent", "last_seen_at"],
    )


def forget(session_key) -> None:
    UserSession.objects.filter(session_key=mark_of(session_key)).delete()


BROWSERS = [("Edg", "Edge"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("SamsungBrowser", "Samsung Internet")]
BROWSERS += [("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari")]
MACHINES = [("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "an Android phone or tablet")]
MACHINES += [("Windows", "a Windows computer"), ("Mac OS", "a Mac"), ("CrOS", "a Chromebook"), ("Linux", "a computer")]


def browser_in_words(agent: str) -> str:
    """What she would call it: Chrome on an Android phone or tablet."""
    browser = next((name for mark, name in BROWSERS if re.search(rf"\b{mark}/", agent)), "A browser")
    machine = next((name for mark, name in MACHINES if mark in agent), None)
    return f"{browser} on {machine}" if machine else browser


def places(user, current_key) -> list[dict]:
    """Her sign-ins that still hold: this one first, then the latest used."""
    current = mark_of(current_key)
    found = UserSession.objects.purge_and_list(user)
    found.sort(key=lambda one: (one.session_key != current, -one.last_seen_at.timestamp()))
    return [
        {
            "key": one.pk,
            "browser": browser_in_words(one.user_agent),
            "in_words": f"Since {day_and_clock(one.created_at)}. Last used {day_and_clock(one.last_seen_at)}.",
            "current": one.session_key == current,
        }
        for one in found
    ]


# Ending.


@transaction.atomic
def end_session(*, user, key: str, by) -> None:
    """End one of her sign-ins: its next request is nobody's."""
    one = next((one for one in UserSession.objects.filter(user_id=user.pk) if str(one.pk) == key), None)
    if one is None:
        raise Refusal("That one had ended already.")
    one.end()
    events.record("end_session", user, by=by)


@transaction.atomic
def end_sessions(*, user, by=None, keep=None) -> None:
    """End every sign-in of hers at once, also those nobody noted. `keep` is the request whose own goes on."""
    user.set_unusable_password()  # a new mark: sessions that hold the old one are nobody's from now on
    user.save(update_fields=["password"])
    noted = UserSession.objects.filter(user_id=user.pk)
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for mark in noted.values_list("session_key", flat=True):
        if keep is None or mark != mark_of(keep.session.session_key):
            store.delete(mark)
    noted.delete()
    if keep is not None:
        update_session_auth_hash(keep, user)
        note(keep, user)
    events.record("end_sessions", user, by=by, all_but_this=keep is not None)


def sweep(*, now) -> int:
    """For the clock: sessions that ran out, and the notes of sessions that are gone (they hold an address of the net).
    Returns how many notes went."""
    Session.objects.filter(expire_date__lt=now).delete()
    gone, _ = UserSession.objects.exclude(session_key__in=Session.objects.values("pk")).delete()
    return gone
