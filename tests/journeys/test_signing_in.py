"""Signing in as people do it: a number by e-mail, then an app or the phone's own lock. In a real browser."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect

from relational.models import Event

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.SECOND_FACTOR_FOR_STAFF = settings.STEP_UP = True
    cache.clear()


def t(page, hook):
    return page.locator(f'[data-t="{hook}"]')


def number_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def a_new_number_of(secret):
    """The app's next number: one counts once."""
    cache.clear()
    return number_of(secret)


def give_the_number(page, person):
    page.goto("/in/")
    t(page, "email").fill(person.email)
    t(page, "send-number").click()
    t(page, "code").fill(re.search(r"\b\d{6}\b", mail.outbox[-1].body).group())
    t(page, "sign-in").click()


def set_up_an_app(page):
    t(page, "add-app").click()
    secret = t(page, "secret").text_content().strip()
    t(page, "second-number").fill(number_of(secret))
    t(page, "set-up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Spare numbers")
    return secret


@pytest.fixture
def virtual_lock():
    """A phone whose owner always says yes to it."""

    def given_to(page):
        browser = page.context.new_cdp_session(page)
        browser.send("WebAuthn.enable")
        browser.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )

    return given_to


@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_amina_sets_up_an_app_and_signs_in_with_it_the_next_day(visit, okafors, amina, js):
    page = visit(js=js)
    # given her first sign-in, by a number alone, which leads to setting up something of her own
    give_the_number(page, amina)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more key")
    page.goto("/families/")
    expect(page.get_by_role("heading", level=1)).to_have_text("One more key")
    secret = set_up_an_app(page)
    spare = t(page, "spare-numbers").locator("li").first.text_content()
    t(page, "have-them").click()
    expect(page).to_have_url(re.compile("/today/$"))
    # when she signs out, and in again
    t(page, "sign-out").click()
    give_the_number(page, amina)
    expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
    t(page, "second-number").fill(a_new_number_of(secret))
    t(page, "sign-in").click()
    # then she is in; and with her phone lost, one spare number does it once
    expect(page).to_have_url(re.compile("/today/$"))
    t(page, "sign-out").click()
    for _ in range(2):
        give_the_number(page, amina)
        t(page, "second-number").fill(spare)
        t(page, "sign-in").click()
        if page.url.endswith("/today/"):
            t(page, "sign-out").click()
    expect(page.get_by_role("alert")).to_contain_text("That did not match")
    assert page.troubles == []


def test_zofia_uses_her_phone_lock_and_needs_no_number_any_more(visit, maliks, zofia, virtual_lock):
    page = visit()
    virtual_lock(page)
    give_the_number(page, zofia)
    t(page, "add-lock").click()
    t(page, "lock-name").fill("My work phone")
    t(page, "set-up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Spare numbers")
    t(page, "have-them").click()
    t(page, "sign-out").click()
    # given a number asked for and then not needed
    page.goto("/in/")
    t(page, "email").fill(zofia.email)
    t(page, "send-number").click()
    sent = len(mail.outbox)
    page.goto("/in/")
    # when she uses her phone lock
    t(page, "use-lock").click()
    # then she is in, without a number
    expect(page).to_have_url(re.compile("/today/$"))
    assert len(mail.outbox) == sent
    assert Event.objects.filter(verb="signed_in").latest("at").details["with_"] == ["webauthn"]
    # and proves herself again with it before she takes it away
    page.goto("/in/ways/")
    page.get_by_role("link", name="Take away My work phone").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it still you?")
    t(page, "use-lock").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Take this lock away?")
    t(page, "take-away").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One more key")
    assert page.troubles == []


def test_a_phone_that_says_no_is_told_of_in_words(visit, maliks, zofia):
    page = visit()
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    give_the_number(page, zofia)
    t(page, "add-lock").click()
    says_no = "() => { navigator.credentials.create = () => Promise.reject(new DOMException('no', 'NotAllowedError')) }"
    page.evaluate(says_no)
    t(page, "set-up").click()
    expect(page.locator("[data-passkey-trouble]")).to_be_visible()
    assert page.troubles == []


def test_every_page_of_signing_in_is_in_order_for_axe_and_for_a_small_phone(visit, okafors, amina, virtual_lock):
    page, wrong = visit(viewport={"width": 320, "height": 640}), []
    virtual_lock(page)

    def look(name):
        for violation in Axe().run(page, options={"runOnly": RULES}).response["violations"]:
            wrong.append(f"{name}: {violation['id']}: {violation['nodes'][0]['html'][:160]}")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{name}: runs off at 320 px")

    page.goto("/in/")
    look("first page")
    t(page, "email").fill(amina.email)
    t(page, "send-number").click()
    look("number")
    t(page, "code").fill("12")
    t(page, "sign-in").click()
    look("number, wrong")
    give_the_number(page, amina)
    look("one more key")
    page.goto("/in/ways/app/")
    look("app")
    t(page, "second-number").fill("12")
    t(page, "set-up").click()
    look("app, wrong")
    page.goto("/in/ways/")
    set_up_an_app(page)
    look("spare numbers")
    page.goto("/in/ways/lock/")
    look("lock")
    t(page, "set-up").click()
    page.wait_for_url("**/in/ways/")
    look("ways")
    page.goto("/in/ways/app/away/")
    look("app away")
    page.goto("/in/ways/spare/new/")
    look("new spare numbers")
    page.goto("/in/where/")
    look("where")
    cache.clear()
    t(page, "sign-out").click()
    give_the_number(page, amina)
    look("one more step")
    t(page, "second-number").fill("12")
    t(page, "sign-in").click()
    look("one more step, wrong")
    t(page, "use-lock").click()
    page.wait_for_url("**/today/")
    page.goto("/in/ways/app/away/")
    look("again")
    page.goto("/in/again/lock/?next=/in/ways/")
    look("again, lock")
    assert wrong == []
