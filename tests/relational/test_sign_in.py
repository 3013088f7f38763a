"""Signing in by a number in an e-mail; and being somebody else, which only a demo allows."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.urls import NoReverseMatch, clear_url_caches, reverse

from relational import views
from relational.models import Event, Service
from tests import make


@pytest.fixture(autouse=True)
def no_tries_yet():
    cache.clear()


def number_sent() -> str:
    return re.search(r"\b(\d{3}[ -]?\d{3})\b", mail.outbox[-1].body).group(1)


def test_a_number_by_email_signs_in(client, amina):
    answer = client.post("/in/", {"email": amina.email})
    assert answer.status_code == 302
    spaced = f"{number_sent()[:3]} {number_sent()[-3:]}"
    answer = client.post(answer.url, {"code": spaced}, follow=True)
    assert answer.wsgi_request.user == amina and answer.redirect_chain[-1][0] == "/today/"


def test_a_wrong_number_does_not(client, amina):
    answer = client.post("/in/", {"email": amina.email})
    wrong = "000000" if number_sent() != "000000" else "111111"
    answer = client.post(answer.url, {"code": wrong})
    assert not answer.wsgi_request.user.is_authenticated and answer.status_code == 200


def test_nobody_signs_herself_up(client, db):
    client.post("/in/new/", {"email": "new@example.org"})
    from relational.models import User

    assert not User.objects.filter(email="new@example.org").exists()


def test_each_role_comes_to_its_first_page(client, amina, jo, ruth, helen, grace):
    for person, first in ((amina, "/today/"), (jo, "/team/"), (ruth, "/v/"), (helen, "/ask/"), (grace, "/me/")):
        client.force_login(person)
        assert client.get("/").url == first


def test_outside_a_demo_there_is_no_way_to_be_somebody_else(client, amina):
    with pytest.raises(NoReverseMatch):
        reverse("sign_in_as")
    assert client.post("/in/as/", {"who": str(amina.pk)}).status_code == 404


def test_even_with_the_setting_a_real_service_offers_nobody(settings, amina):
    settings.DEMO = True
    assert not Service.objects.get().is_demo and views.cast() == []


def test_a_service_never_becomes_a_demo_later(team):
    from django.db import DatabaseError, transaction

    with pytest.raises(DatabaseError), transaction.atomic():
        Service.objects.update(is_demo=True)


def test_in_a_demo_one_may_be_somebody_of_the_cast_and_nobody_else(settings, rf, client, db, monkeypatch):
    import sys
    from importlib import reload

    settings.DEMO = True
    make.service(is_demo=True)
    amina = make.person("Amina", "key_worker", email="amina@relational.example", team=make.team())
    stranger = make.person("Olga", "key_worker")
    reload(sys.modules["relational.urls"])
    clear_url_caches()
    try:
        assert "Sign in" in client.get("/in/").content.decode()
        assert client.post("/in/as/", {"who": str(stranger.pk)}).status_code == 404
        assert client.post("/in/as/", {"who": str(amina.pk)}).status_code == 302
        assert client.get("/").url == "/today/"
        assert client.get("/in/").status_code == 200
    finally:
        settings.DEMO = False
        reload(sys.modules["relational.urls"])
        clear_url_caches()


# The same answer, whoever asks.


def masked(answer) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value=|nonce=)"[^"]*"', r'\1""', answer.content.decode())


@pytest.fixture
def four_addresses(okafors, amina, grace, zofia, today):
    """Known and at work; unknown; switched off; of a family; of somebody who holds no role any more."""
    olga = make.person("Olga", "key_worker", is_active=False)
    zofia.roles_held.update(ended_on=today)
    return [amina.email, "nobody@example.org", olga.email, grace.email, zofia.email]


def asked_by(email):
    """Everything one sees who asks for a number and guesses once, with what he typed himself taken out."""
    client = Client()
    seen = [masked(client.get("/in/"))]
    answer = client.post("/in/", {"email": email})
    seen += [str(answer.status_code), answer.url, *sorted(answer.headers), *sorted(answer.cookies)]
    for data in (None, {"code": "000000"}, {"action": "resend"}, {"code": ""}):
        answer = client.post("/in/number/", data) if data else client.get("/in/number/")
        seen += [str(answer.status_code), masked(answer), *sorted(answer.headers)]
    for _ in range(5):
        answer = client.post("/in/number/", {"code": "111111"}, follow=True)
        seen += [str(answer.status_code), masked(answer)]
    return [one.replace(email, "…") for one in seen]


def test_known_unknown_switched_off_and_of_a_family_all_get_the_same_bytes(four_addresses):
    answers = [asked_by(email) for email in four_addresses]
    assert all(answer == answers[0] for answer in answers)


def test_only_the_one_at_work_gets_a_number(four_addresses):
    for email in four_addresses:
        Client().post("/in/", {"email": email})
    assert [mail_.to for mail_ in mail.outbox] == [[four_addresses[0]]]


def test_the_same_questions_are_asked_of_the_database_for_each(four_addresses, settings, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for email in four_addresses:
        client = Client()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.post("/in/", {"email": email})
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_the_letter_leaves_by_a_thread_of_its_own_and_its_failure_tells_nothing(
    settings, client, amina, monkeypatch, caplog
):
    from relational import sign_in

    def fails(*args, **kwargs):
        raise OSError(f"no route for {amina.email}")

    settings.SEND_NUMBERS_ASIDE = True
    monkeypatch.setattr("django.core.mail.EmailMessage.send", fails)
    monkeypatch.setattr(sign_in, "postmen", ThreadPoolExecutor(1))
    answer = client.post("/in/", {"email": amina.email})
    sign_in.postmen.shutdown(wait=True)
    assert answer.status_code == 302 and "could not be sent: OSError" in caplog.text
    assert amina.email not in caplog.text


def test_a_number_is_hers_only_while_she_works_here(client, amina, today):
    answer = client.post("/in/", {"email": amina.email})
    amina.roles_held.update(ended_on=today)
    answer = client.post(answer.url, {"code": number_sent()})
    assert not answer.wsgi_request.user.is_authenticated and answer.url == "/in/inactive/"


def test_a_new_number_can_be_asked_for_and_ends_the_old_one(client, amina):
    answer = client.post("/in/", {"email": amina.email})
    old = number_sent()
    client.post(answer.url, {"action": "resend"})
    new = number_sent()
    assert len(mail.outbox) == 2
    if old != new:
        client.post(answer.url, {"code": old})
        assert not client.get("/today/").wsgi_request.user.is_authenticated
    assert client.post(answer.url, {"code": new}).url == "/"


def test_who_wrote_the_address_wrong_writes_it_again(client, amina, zofia):
    client.post("/in/", {"email": "amian@example.org"})
    assert client.get("/in/").status_code == 200
    answer = client.post("/in/", {"email": amina.email})
    assert client.post(answer.url, {"code": number_sent()}).url == "/"


def test_looking_at_the_first_page_again_loses_no_number(client, amina):
    client.post("/in/", {"email": amina.email})
    client.get("/in/")
    assert client.post("/in/number/", {"code": number_sent()}).url == "/"


# Tries are counted.


def test_five_wrong_numbers_and_then_one_waits_also_in_another_browser(amina, settings):
    sentence = f"Too many tries. Wait 15 minutes, or call us: {settings.SERVICE_PHONE}."
    first = Client()
    first.post("/in/", {"email": amina.email})
    wrong = "000000" if number_sent() != "000000" else "111111"
    pages = [first.post("/in/number/", {"code": wrong}, follow=True) for _ in range(5)]
    assert sentence in pages[-1].content.decode() and sentence not in pages[0].content.decode()
    second = Client()
    second.post("/in/", {"email": amina.email.upper()})
    page = second.post("/in/number/", {"code": number_sent()})
    assert sentence in page.content.decode() and not page.wsgi_request.user.is_authenticated
    assert Event.objects.filter(verb="too_many_wrong_numbers").count() == 1


def test_right_numbers_do_not_use_up_tries(amina):
    for _ in range(5):
        client = Client()
        client.post("/in/", {"email": amina.email})
        client.post("/in/number/", {"code": number_sent()})
        assert client.get("/today/").status_code == 200


def test_five_numbers_in_a_quarter_of_an_hour_for_one_address_known_or_not(amina, settings):
    for email in (amina.email, "nobody@example.org"):
        answers = [Client().post("/in/", {"email": email}) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [302] * 5 + [200]
        assert settings.SERVICE_PHONE in answers[-1].content.decode()


@pytest.fixture
def counted_in_the_database(settings, db):
    """The real cache, and sessions that write no rows, so that threads of their own leave nothing behind."""
    settings.CACHES = {
        "default": {
            "BACKEND": "relational.counts.Counts",
            "LOCATION": "cache",
        }
    }
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    in_threads(cache.clear, 1)
    yield
    in_threads(cache.clear, 1)


def in_threads(work, count):
    """What `work` returns, from each of `count` threads with a connection of its own."""

    def alone(_):
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(alone, range(count)))


def ask_ten_times(email="nobody@example.org"):
    return [Client(raise_request_exception=False).post("/in/", {"email": email}).status_code for _ in range(10)]


@pytest.mark.django_db(databases=["default", "apart"])
@pytest.mark.django_db(databases=["default", "apart"])
def test_the_limit_holds_in_the_database_for_several_at_once(counted_in_the_database):
    codes = [code for codes in in_threads(ask_ten_times, 2) for code in codes]
    assert codes.count(302) == 5 and codes.count(200) == 15


@pytest.mark.django_db(databases=["default", "apart"])
@pytest.mark.django_db(databases=["default", "apart"])
def test_the_limit_survives_requests_that_fail(counted_in_the_database, monkeypatch):
    from allauth.account.views import RequestLoginCodeView

    def breaks(self, form):
        raise RuntimeError("after the try was counted")

    with monkeypatch.context() as broken:
        broken.setattr(RequestLoginCodeView, "form_valid", breaks)
        assert in_threads(ask_ten_times, 1)[0][:5] == [500] * 5
    assert in_threads(ask_ten_times, 1)[0] == [200] * 10


@pytest.mark.django_db(databases=["default", "apart"])
@pytest.mark.django_db(databases=["default", "apart"])
def test_asking_for_many_other_addresses_does_not_wash_a_limit_away(counted_in_the_database):
    """Django's cache drops rows when it holds more than it may, 300 unless told."""
    in_threads(ask_ten_times, 1)

    def flood():
        for count in range(400):
            cache.set(f"another:{count}", 1, 900)

    in_threads(flood, 1)
    assert in_threads(ask_ten_times, 1)[0] == [200] * 10
