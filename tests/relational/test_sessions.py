"""How long a sign-in lasts, and how it ends: by itself, by her own hand elsewhere, by somebody who must end all."""

import time
from datetime import timedelta

import pytest
from allauth.core.context import request_context
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.messages.storage.base import BaseStorage
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from relational import session_store, sessions, sign_in
from relational.models import Event, Role, RoleHeld
from relational.sessions import end_sessions

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"


@pytest.fixture
def clock(time_machine):
    """clock(seconds) lets time pass, from this noon on."""
    time_machine.move_to(timezone.now().replace(hour=12, minute=0, second=0, microsecond=0), tick=False)
    return time_machine.shift


def is_in(client, address="/help/"):
    return client.get(address).wsgi_request.user.is_authenticated


def signed_in(person, **session):
    client = Client(headers={"user-agent": CHROME})
    client.force_login(person)
    if session:
        store = client.session
        store.update(session)
        store.save()
    client.get("/help/").wsgi_request.user.is_authenticated  # noqa: B018  the first page of the session
    return client


# Idle, and at the longest.


@pytest.mark.parametrize("seconds, still_in", [(30 * MINUTE - 1, True), (30 * MINUTE, False)])
def test_a_sign_in_ends_after_half_an_hour_without_a_request(amina, clock, seconds, still_in):
    client = signed_in(amina)
    clock(seconds)
    assert is_in(client) is still_in


@pytest.mark.parametrize("seconds, still_in", [(12 * HOUR - 1, True), (12 * HOUR, False)])
def test_a_sign_in_ends_after_twelve_hours_however_busy_it_was(amina, clock, seconds, still_in):
    client = signed_in(amina)
    passed = 0
    while passed + 20 * MINUTE < seconds:
        clock(20 * MINUTE)
        passed += 20 * MINUTE
        assert is_in(client)
    clock(seconds - passed)
    assert is_in(client) is still_in


def test_the_next_page_after_that_asks_who_it_is_and_says_why(okafors, amina, clock):
    client = signed_in(amina)
    clock(31 * MINUTE)
    answer = client.get("/today/", follow=True)
    assert answer.redirect_chain[-1][0] == "/in/?next=/today/"
    assert "You were signed out, because nothing happened here" in answer.content.decode()
    assert not Session.objects.filter(pk=client.cookies["s"].value, session_data__contains=str(amina.pk)).exists()


def test_what_she_was_writing_is_shown_back_to_her_and_nothing_is_saved(okafors, amina, clock):
    client = signed_in(amina)
    clock(31 * MINUTE)
    words = "Weighed Eni together. Grace laughed about the <scales>."
    answer = client.post(f"/families/{okafors.pk}/visits/new/", {"facts": words})
    page = answer.content.decode()
    assert answer.status_code == 403 and "Grace laughed about the &lt;scales&gt;." in page
    assert not okafors.contacts.exists()


def test_another_site_cannot_have_its_words_shown_here(okafors, amina):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"/families/{okafors.pk}/visits/new/", {"facts": "Call this other number instead, please."})
    assert answer.status_code == 403 and "other number" not in answer.content.decode()


def test_a_family_members_sign_in_is_gone_with_the_browser_and_a_workers_is_not(rf, okafors, grace, amina):
    for person, gone in ((grace, True), (amina, False)):
        request = rf.get("/")
        request.user, request.session, request._messages = person, signed_in(person).session, BaseStorage(request)
        known = {"email_verification": "none", "signal_kwargs": None, "email": None, "signup": False}
        with request_context(request):
            sign_in.Adapter(request).post_login(request, person, redirect_url="/me/", **known)
        assert request.session.get_expire_at_browser_close() is gone


def test_on_a_phone_that_is_only_hers_it_lasts_thirty_days(okafors, grace, clock):
    client = signed_in(grace)
    client.post("/me/phone/", {"only_mine": "yes"})
    for _ in range(2):
        clock(14 * DAY)
        assert is_in(client, "/me/")
    clock(2 * DAY)
    assert not is_in(client, "/help/")


def test_what_a_phone_says_is_not_believed_of_staff(okafors, amina, grace, clock, today):
    hers, mother = signed_in(amina, only_mine=True), signed_in(grace, only_mine=True)
    RoleHeld.objects.create(user=grace, role=Role.VOLUNTEER, started_on=today)
    clock(31 * MINUTE)
    assert not is_in(hers) and not is_in(mother)


def test_being_seen_is_written_once_a_minute_at_most(amina, clock):
    client = signed_in(amina)
    clock(59)
    with CaptureQueriesContext(connection) as asked:
        assert is_in(client)
    assert not [query for query in asked.captured_queries if query["sql"].startswith(("UPDATE", "INSERT"))]
    clock(1)
    client.get("/help/").wsgi_request.user.is_authenticated  # noqa: B018
    assert UserSession.objects.get().last_seen_at == timezone.now()


def test_the_emergency_numbers_ask_no_database_however_old_the_cookie_is(amina, clock):
    client = signed_in(amina)
    clock(31 * MINUTE)
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/urgent/").status_code == 200
    ours = [query["sql"] for query in asked.captured_queries if "set_config('role'" not in query["sql"]]
    assert ours == []  # the role is the test's own: it steps out of its scene and back


# Where she is signed in.


def test_she_sees_where_she_is_signed_in_in_words(okafors, amina, clock):
    here, elsewhere = signed_in(amina), Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/150.0"})
    elsewhere.force_login(amina)
    clock(MINUTE)
    elsewhere.get("/today/")
    page = here.get("/in/where/").content.decode()
    assert "Chrome on an Android phone or tablet" in page and "Firefox on a Windows computer" in page
    assert page.index("Here, now") < page.index("Firefox")


def test_what_she_ends_elsewhere_is_denied_its_next_request(okafors, amina, clock):
    here, elsewhere = signed_in(amina), signed_in(amina)
    clock(MINUTE)
    assert is_in(elsewhere)
    there = UserSession.objects.get(session_key=session_store.mark_of(elsewhere.cookies["s"].value))
    here.post("/in/where/end/", {"which": str(there.pk)})
    assert not is_in(elsewhere) and is_in(here)
    assert Event.objects.get(verb="end_session").by == amina


def test_all_but_this_one(okafors, amina, zofia):
    here, others, zofias = signed_in(amina), [signed_in(amina), signed_in(amina)], signed_in(zofia)
    assert here.post("/in/where/others/").url == "/in/where/"
    assert is_in(here) and is_in(zofias) and not any(is_in(other) for other in others)
    assert len(here.get("/in/where/").context["places"]) == 1


@pytest.mark.parametrize("which", ["0", "", "x", "9" * 30])
def test_nobody_ends_the_sign_in_of_another(okafors, amina, zofia, which, clock):
    here, zofias = signed_in(amina), signed_in(zofia)
    clock(MINUTE)
    assert is_in(zofias)
    hers = UserSession.objects.get(session_key=session_store.mark_of(zofias.cookies["s"].value))
    for key in (which, str(hers.pk)):
        here.post("/in/where/end/", {"which": key})
    assert is_in(zofias)


# Ending all of somebody's.


def test_every_sign_in_ends_at_once_also_those_nobody_noted(okafors, amina, jo, zofia, clock):
    noted, unnoted, zofias = signed_in(amina), Client(), signed_in(zofia)
    clock(MINUTE)
    assert is_in(noted)
    unnoted.force_login(amina)  # and never used
    end_sessions(user=amina, by=jo)
    assert not is_in(noted) and not is_in(unnoted) and is_in(zofias)
    assert not UserSession.objects.filter(user=amina).exists()
    assert Event.objects.get(verb="end_sessions").by == jo


def test_an_open_page_cannot_save_after_that(okafors, amina, jo):
    client = signed_in(amina)
    end_sessions(user=amina, by=jo)
    started = time.monotonic()
    answer = client.post(f"/families/{okafors.pk}/visits/new/", {"facts": "Something she wrote before it ended."})
    assert answer.status_code == 403 and time.monotonic() - started < 5
    assert not okafors.contacts.exists()


def test_a_new_sign_in_after_that_holds(okafors, amina, jo):
    end_sessions(user=amina, by=jo)
    assert is_in(signed_in(type(amina).objects.get(pk=amina.pk)))


@pytest.mark.parametrize(
    "agent, words",
    [
        (CHROME, "Chrome on an Android phone or tablet"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on an iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on a Windows computer"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_as_people_name_it(agent, words):
    assert sessions.browser_in_words(agent) == words


def test_the_limits_are_settings(amina, clock, settings):
    settings.SESSION_IDLE_SECONDS = 5 * MINUTE
    client = signed_in(amina)
    clock(timedelta(minutes=5))
    assert not is_in(client)


def test_what_ran_out_is_swept_up_at_night(amina, zofia, clock):
    gone = signed_in(amina)
    clock(MINUTE)
    assert is_in(gone)
    clock(20 * HOUR)
    still = signed_in(zofia)
    clock(MINUTE)
    assert is_in(still)
    assert sessions.sweep(now=timezone.now()) == 1
    assert UserSession.objects.get().user == zofia and is_in(still)


# What is kept of them.


def test_whoever_reads_the_tables_can_sign_in_by_nothing_in_them(amina, clock):
    client = signed_in(amina)
    clock(MINUTE)
    client.get("/today/")
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    kept = Session.objects.get().session_key
    noted = UserSession.objects.get().session_key
    assert kept == noted == session_store.mark_of(key) and key not in (kept, noted)
    assert client.get("/today/").status_code == 200
    for taken in (kept, noted, kept.removeprefix("$")):
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = taken
        assert thief.get("/today/").url.startswith("/in/")
    assert client.get("/today/").status_code == 200


def test_the_database_keeps_no_key_of_a_session(amina):
    with pytest.raises(IntegrityError, match="a_mark_and_no_key"), transaction.atomic():
        Session.objects.create(session_key="a-key-in-clear", session_data="", expire_date=timezone.now())
    UserSession.objects.create(user=amina, ip="::", user_agent="", session_key="a-key-in-clear")
    assert UserSession.objects.get().session_key == session_store.mark_of("a-key-in-clear")
