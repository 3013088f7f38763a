"""The second factor: staff come no further without it, it counts once, and only somebody else takes a lost one away."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from relational import factors, sign_in
from relational.factors import forget_factors
from relational.models import Event, Letter, Role
from relational.refusals import Refusal
from tests import make


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.SECOND_FACTOR_FOR_STAFF = settings.STEP_UP = True
    cache.clear()


def number_of(secret, at=None):
    return format_hotp_value(hotp_value(secret, int(at or time.time()) // 30))


def wrong_number_of(secret):
    return next(n for n in ("000000", "111111", "222222", "333333") if n not in near(secret))


def near(secret):
    return {number_of(secret, time.time() + 30 * step) for step in (-2, -1, 0, 1, 2)}


def has_an_app(person):
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def has_spare_numbers(person):
    return RecoveryCodes.activate(person).generate_codes()


def give_the_number(client, person):
    """The first half: the number by e-mail. What comes next is the answer's."""
    answer = client.post("/in/", {"email": person.email})
    return client.post(answer.url, {"code": re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()})


# Staff come no further.


def test_staff_without_one_are_led_to_set_one_up_before_any_other_page(client, okafors, amina):
    give_the_number(client, amina)
    for address in ("/today/", "/families/", f"/families/{okafors.pk}/", "/gallery/", "/in/where/"):
        assert (client.get(address).status_code, client.get(address).url) == (302, "/in/ways/")
    assert client.get("/in/ways/").status_code == 200
    assert client.get("/help/").status_code == 200 and client.get("/urgent/").status_code == 200
    assert client.post("/in/logout/").status_code == 302 and client.get("/today/").url.startswith("/in/?")


def test_volunteers_are_staff_here_and_families_and_other_professionals_are_not(client, okafors, ruth, helen, grace):
    for person, first, answer in ((ruth, "/v/", 302), (helen, "/ask/new/", 200), (grace, "/me/", 200)):
        client.force_login(person)
        assert client.get(first).status_code == answer


def test_who_is_a_mother_and_a_volunteer_too_needs_one(client, okafors, grace):
    from relational.models import RoleHeld

    RoleHeld.objects.create(user=grace, role=Role.VOLUNTEER, started_on=timezone.localdate())
    client.force_login(grace)
    assert client.get("/me/").url == "/in/ways/"


def test_a_session_that_came_by_another_door_must_still_give_it(client, okafors, amina):
    has_an_app(amina)
    client.force_login(amina)
    assert client.get("/today/").url == "/in/again/?next=%2Ftoday%2F"
    assert client.get("/in/ways/lock/").status_code == 302  # nor add another without giving the first


def test_setting_up_an_app_is_enough_to_go_on_and_spare_numbers_are_shown(client, okafors, amina):
    give_the_number(client, amina)
    page = client.get("/in/ways/app/")
    secret = page.context["form"].secret
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    answer = client.post("/in/ways/app/", {"code": number_of(secret)})
    assert answer.url == "/in/ways/spare/"
    shown = client.get(answer.url)
    assert len(shown.context["unused_codes"]) == 10
    assert client.get("/today/").status_code == 200
    assert list(Event.objects.filter(verb="add_factor").values_list("details__kind", flat=True)) == [
        "recovery_codes",
        "totp",
    ]
    assert Letter.objects.get(kind="ways_to_sign_in_changed").to == amina


def test_with_an_app_the_number_by_email_alone_opens_nothing(client, okafors, amina):
    secret = has_an_app(amina)
    answer = give_the_number(client, amina)
    assert answer.url == "/in/second/"
    assert client.get("/today/").url.startswith("/in/?")
    assert client.get("/in/ways/").url.startswith("/in/?")
    wrong = client.post("/in/second/", {"code": wrong_number_of(secret)})
    assert wrong.status_code == 200 and not wrong.wsgi_request.user.is_authenticated
    right = client.post("/in/second/", {"code": number_of(secret)})
    assert right.url == "/" and client.get("/today/").status_code == 200
    signed_in = Event.objects.get(verb="signed_in")
    assert signed_in.by == amina and signed_in.details["with_"] == ["code", "totp"]


# What counts once.


def test_a_number_from_the_app_counts_once(okafors, amina):
    secret = has_an_app(amina)
    number = number_of(secret)
    first, second = Client(), Client()
    give_the_number(first, amina)
    give_the_number(second, amina)
    assert first.post("/in/second/", {"code": number}).status_code == 302
    assert second.post("/in/second/", {"code": number}).status_code == 200
    assert second.get("/today/").url.startswith("/in/?")


def test_a_number_counts_once_also_when_its_half_minute_is_over(okafors, amina, time_machine):
    secret = has_an_app(amina)
    time_machine.move_to(int(time.time()) // 30 * 30 + 1)
    number = number_of(secret)
    first, second = Client(), Client()
    give_the_number(first, amina)
    give_the_number(second, amina)
    assert first.post("/in/second/", {"code": number}).status_code == 302
    time_machine.shift(32)
    assert second.post("/in/second/", {"code": number}).status_code == 200


def test_a_spare_number_signs_in_once(okafors, amina):
    has_an_app(amina)
    spare = has_spare_numbers(amina)[0]
    first, second = Client(), Client()
    give_the_number(first, amina)
    assert first.post("/in/second/", {"code": f"{spare[:4]} {spare[4:]}"}).status_code == 302
    give_the_number(second, amina)
    assert second.post("/in/second/", {"code": spare}).status_code == 200
    assert second.get("/today/").url.startswith("/in/?")


def test_spare_numbers_can_be_tried_five_times_and_then_the_telephone_is_shown(client, okafors, amina, settings):
    secret = has_an_app(amina)
    has_spare_numbers(amina)
    give_the_number(client, amina)
    for _ in range(5):
        client.post("/in/second/", {"code": "12345678"})
    page = client.post("/in/second/", {"code": number_of(secret)})
    assert page.status_code == 200 and f"or call us: {settings.SERVICE_PHONE}" in page.content.decode()
    other = Client()  # nor does a new browser give new tries
    give_the_number(other, amina)
    assert other.post("/in/second/", {"code": number_of(secret)}).status_code == 200
    assert Event.objects.filter(verb="wrong_second_number", subject_key=amina.pk).count() == 5


# How it is kept.


def test_a_copy_of_the_database_gives_no_secret(amina):
    secret = has_an_app(amina)
    numbers = has_spare_numbers(amina)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept and not any(number in kept for number in numbers)
    assert Authenticator.objects.get(type="totp").wrap().validate_code(number_of(secret))


def test_the_seal_of_the_last_secret_key_still_opens(amina, settings):
    adapter = factors.Adapter()
    sealed = adapter.encrypt("word")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another" * 10
    assert adapter.decrypt(sealed) == "word"


def test_a_family_members_phone_shows_her_name_and_not_her_address(team, grace, amina):
    assert factors.Adapter().get_totp_label(grace) == "Grace"
    assert factors.Adapter().get_totp_label(amina) == amina.email


# Managing one's own.


def signed_in_with_app(client, person):
    secret = has_an_app(person)
    give_the_number(client, person)
    client.post("/in/second/", {"code": number_of(secret)})
    cache.clear()
    return secret


def test_taking_the_app_away_asks_again_first_and_then_leads_to_a_new_one(client, okafors, amina):
    secret = signed_in_with_app(client, amina)
    assert client.get("/in/ways/app/away/").url == "/in/again/?next=%2Fin%2Fways%2Fapp%2Faway%2F"
    assert client.post("/in/ways/app/away/").url.startswith("/in/again/")
    assert Authenticator.objects.filter(user=amina).exists()
    client.post("/in/again/?next=/in/ways/app/away/", {"code": number_of(secret)})
    client.post("/in/ways/app/away/")
    assert not Authenticator.objects.filter(user=amina).exists()
    assert client.get("/today/").url == "/in/ways/"
    assert Event.objects.filter(verb="remove_factor", by=amina).exists()


def test_new_spare_numbers_end_the_old_ones(client, okafors, amina):
    secret = signed_in_with_app(client, amina)
    old = has_spare_numbers(amina)
    client.post("/in/again/?next=/in/ways/", {"code": number_of(secret)})
    client.post("/in/ways/spare/new/")
    new = client.get("/in/ways/spare/").context["unused_codes"]
    assert not set(old) & set(new)
    assert client.get("/in/ways/spare/file/").content.decode().split() == new


def test_nobody_takes_away_the_lock_of_another(client, okafors, amina, zofia):
    signed_in_with_app(client, amina)
    hers = Authenticator.objects.create(user=zofia, type="webauthn", data={"name": "Phone", "credential": {}})
    client.post(f"/in/ways/lock/{hers.pk}/away/")
    assert Authenticator.objects.filter(pk=hers.pk).exists()


# Asked again before dangerous acts.


def act(request):
    from django.http import HttpResponse

    return HttpResponse("done")


def asked(client, person):
    """What the step-up answers to this client's session."""
    from allauth.core.exceptions import ReauthenticationRequired
    from django.contrib.messages.storage.base import BaseStorage

    request = RequestFactory().post("/dangerous/")
    request.session, request.user = client.session, person
    request._messages = BaseStorage(request)
    try:
        answer = sign_in.step_up(act)(request)
    except ReauthenticationRequired:
        return "again"
    return answer.content.decode() if answer.status_code == 200 else answer.url


def test_a_dangerous_act_asks_again_and_then_not_for_five_minutes(client, okafors, amina, time_machine):
    time_machine.move_to(timezone.now())
    secret = signed_in_with_app(client, amina)
    assert asked(client, amina) == "again"
    client.post("/in/again/", {"code": number_of(secret)})
    assert asked(client, amina) == "done"
    time_machine.shift(299)
    assert asked(client, amina) == "done"
    time_machine.shift(2)
    assert asked(client, amina) == "again"


def test_who_has_nothing_to_prove_herself_with_does_no_dangerous_act(client, helen):
    client.force_login(helen)
    assert asked(client, helen) == "/in/ways/"


def test_asking_again_is_limited_too(client, okafors, amina):
    secret = signed_in_with_app(client, amina)
    for _ in range(5):
        client.post("/in/again/", {"code": wrong_number_of(secret)})
    client.post("/in/again/", {"code": number_of(secret)})
    assert asked(client, amina) == "again"


# A lost phone.


def test_a_lost_one_is_taken_away_by_somebody_else_and_every_sign_in_ends(client, okafors, amina, jo):
    signed_in_with_app(client, amina)
    assert client.get("/today/").status_code == 200
    has_spare_numbers(amina)
    assert forget_factors(user=amina, by=jo, now=timezone.now()) == 2
    assert client.get("/today/").url.startswith("/in/?")
    assert Event.objects.get(verb="forget_factors").by == jo
    assert "Jo took away" in Letter.objects.get(kind="ways_to_sign_in_forgotten").body
    give_the_number(client, amina)
    assert client.get("/today/").url == "/in/ways/"


def test_nobody_does_it_for_herself(amina):
    has_an_app(amina)
    with pytest.raises(Refusal):
        forget_factors(user=amina, by=amina, now=timezone.now())
    assert factors.has_one(amina)


def test_a_family_member_is_not_told_by_email_which_others_may_read(team, grace, jo):
    has_an_app(grace)
    forget_factors(user=grace, by=jo, now=timezone.now())
    assert not Letter.objects.exists()


def test_whoever_holds_only_her_email_comes_no_further_than_the_telephone(client, okafors, amina, settings):
    """There is no way round by e-mail: no link resets it, and the page says to speak with somebody."""
    has_an_app(amina)
    give_the_number(client, amina)
    page = client.get("/in/second/").content.decode()
    assert settings.SERVICE_PHONE in page and "Nobody can do it by e-mail" in page
    for address in ("/in/ways/", "/in/ways/app/", "/in/ways/lock/", "/in/ways/spare/", "/in/ways/spare/new/"):
        assert client.get(address).url.startswith("/in/"), address
        assert client.post(address).status_code in (302, 403), address
    assert Authenticator.objects.filter(user=amina).count() == 1


def test_a_person_without_a_role_comes_in_by_no_way(client, okafors, amina, today):
    has_an_app(amina)
    secret = Authenticator.objects.get(user=amina)
    give_the_number(client, amina)
    amina.roles_held.update(ended_on=today)
    answer = client.post("/in/second/", {"code": "000000"})
    assert not answer.wsgi_request.user.is_authenticated and secret


def test_nothing_of_this_stands_in_the_way_where_it_is_switched_off(client, okafors, settings):
    settings.SECOND_FACTOR_FOR_STAFF = settings.STEP_UP = False
    client.force_login(make.person("Ada", Role.KEY_WORKER))
    assert client.get("/today/").status_code == 200


ODD_CREDENTIALS = [
    "",
    "null",
    "[]",
    "1",
    '"x"',
    "{}",
    '{"response": 1}',
    '{"response": {"userHandle": 1}}',
    '{"response": {"userHandle": "AAAA"}}',
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {"userHandle": "MDAw", "clientDataJSON": "e30", '
    '"authenticatorData": "AA", "signature": "AA"}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"userHandle": "eA", "clientDataJSON": "e30", '
    '"authenticatorData": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "signature": "AA"}}',
    "\x00",
]


@pytest.mark.parametrize("credential", ODD_CREDENTIALS)
def test_a_lock_that_is_none_is_refused_and_breaks_nothing(client, okafors, amina, credential):
    client.get("/in/lock/", headers={"accept": "application/json"})
    assert client.post("/in/lock/", {"credential": credential}).url == "/in/"
    give_the_number(client, amina)
    assert client.post("/in/ways/lock/", {"credential": credential, "name": "x"}).status_code == 200
    assert client.post("/in/ways/lock/", {"credential": "{}", "name": "x" * 61}).status_code == 200
    has_an_app(amina)
    other = Client()
    give_the_number(other, amina)
    assert other.post("/in/second/", {"credential": credential}).status_code == 200
    assert not other.get("/help/").wsgi_request.user.is_authenticated


@pytest.mark.parametrize("code", ["", "\x00", "é" * 5000, "‮🙂<b>", "-1"])
def test_odd_numbers_break_nothing(client, okafors, amina, code):
    answer = client.post("/in/", {"email": amina.email})
    assert client.post(answer.url, {"code": code}).status_code == 200
    give_the_number(client, amina)
    assert client.post("/in/ways/app/", {"code": code}).status_code == 200
    has_an_app(amina)
    has_spare_numbers(amina)
    other = Client()
    give_the_number(other, amina)
    assert other.post("/in/second/", {"code": code}).status_code == 200


def test_no_form_of_signing_in_is_taken_without_its_token(okafors, amina):
    has_an_app(amina)
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina)
    for address in ("/in/", "/in/number/", "/in/lock/", "/in/second/", "/in/again/", "/in/again/lock/", "/in/logout/"):
        assert client.post(address, {"code": "1"}).status_code == 403, address
    for address in ("app/", "app/away/", "lock/", "lock/1/away/", "spare/new/"):
        assert client.post(f"/in/ways/{address}").status_code == 403, address
    for address in ("end/", "others/"):
        assert client.post(f"/in/where/{address}").status_code == 403, address
