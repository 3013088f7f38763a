"""Signing in by a number in an e-mail; and being somebody else, which only a demo allows."""

import re

import pytest
from django.core import mail
from django.urls import NoReverseMatch, clear_url_caches, reverse

from relational import views
from relational.models import Service
from tests import make


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


def test_an_unknown_address_gets_the_same_answer(client, amina):
    known, unknown = (client.post("/in/", {"email": email}) for email in (amina.email, "nobody@example.org"))
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


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
