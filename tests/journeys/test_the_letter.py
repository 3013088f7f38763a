"""A worker makes a letter; the right person opens it once, on a phone, with or without scripts; nobody else does."""

import re
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import expect

from families import support
from families.models import FamilyMember, Invitation
from relational.models import Event
from tests import make
from tests.journeys.test_the_heart import choose, t

SMALL = {"width": 320, "height": 640}


@pytest.fixture(autouse=True)
def no_tries_yet():
    cache.clear()


@pytest.fixture
def adaezes(team, jo, amina):
    return make.family(
        name="Adaeze's family",
        key_worker=amina,
        by=jo,
        team=team,
        members=[support.new_member(name="Adaeze Obi", tie="mother", born_on=date(1994, 3, 27))],
    )


def makes_a_letter(page, family):
    page.goto(reverse("families:story", args=[family.pk]))
    t(page, "letter").click()
    t(page, "make-letter").click()
    return t(page, "letter-code").inner_text()


def types(page, code, born=("27", "3")):
    page.goto("/")
    t(page, "letter").get_by_role("link").click()
    t(page, "code").fill(code)
    t(page, "continue").click()
    t(page, "born-day").fill(born[0])
    t(page, "born-month").fill(born[1])
    t(page, "continue").click()


@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_letter_to_her_page_once(visit, adaezes, amina, js):
    # given a letter that Amina made on her phone
    worker = visit(amina, js=js)
    code = makes_a_letter(worker, adaezes)
    # when somebody who found it guesses at the birthday, he is told nothing of anybody
    partner = visit(js=js)
    types(partner, code, born=("1", "1"))
    expect(t(partner, "closed")).to_contain_text("This did not open")
    for name in ("Adaeze", "Amina", "Obi"):
        assert name not in partner.content()
    assert partner.locator('[name="day"]').input_value() == "1"
    # and she types it as people do, she is in; it is asked what her phone is, and whether it is safe
    page = visit(js=js)
    types(page, f" {code.lower().replace('-', ' ')} ")
    expect(page.get_by_role("group", name="Is this phone only yours?")).to_be_visible()
    expect(page.get_by_label("No, or I am not sure")).to_be_checked()
    t(page, "continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is it safe to look at this here?")
    t(page, "continue").click()
    expect(page).to_have_url(re.compile("/me/$"))
    expect(page.locator("main")).to_contain_text("This is your person")
    # then it opens for nobody a second time, and the code stands nowhere
    types(partner, code)
    expect(t(partner, "closed")).to_contain_text("has been used or is too old")
    bare = code.replace("-", "")
    for text in (page.content(), partner.content(), str(list(Event.objects.values()))):
        assert bare not in text and code not in text
    for session in Session.objects.all():
        assert bare not in str(session.get_decoded())
    page.goto("/in/letter/")
    expect(page).to_have_url(re.compile("/me/$"))
    assert page.troubles == [] and worker.troubles == []


def test_five_wrong_birthdays_and_the_letter_is_spent_and_amina_sees_it(visit, adaezes, amina):
    worker = visit(amina)
    code = makes_a_letter(worker, adaezes)
    page = visit()
    types(page, code, born=("1", "1"))
    for number in range(2, 6):
        t(page, "born-day").fill(str(number))
        t(page, "continue").click()
    t(page, "born-day").fill("27")
    t(page, "born-month").fill("3")
    t(page, "continue").click()
    expect(t(page, "closed")).to_contain_text("This did not open")
    worker.goto(reverse("families:letter", args=[adaezes.pk]))
    expect(worker.locator("main")).to_contain_text("Somebody tried five wrong birthdays")


def test_a_letter_of_last_month_is_too_old(visit, adaezes, amina, today):
    from families import invitations

    _, code = invitations.invite(
        member=adaezes.members.get(), by=amina, now=make.moment(today - timedelta(days=29), "10:00")
    )
    page = visit()
    types(page, code)
    expect(t(page, "closed")).to_contain_text("too old")


def test_the_square_leads_there_and_the_code_leaves_the_address(visit, adaezes, amina):
    worker = visit(amina)
    bare = makes_a_letter(worker, adaezes).replace("-", "")
    page = visit()
    seen = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    page.goto(f"/in/letter/{bare}")
    expect(page).to_have_url(re.compile("/in/letter/born/$"))
    assert not any(bare in address for address in seen) and bare not in page.evaluate("document.referrer")
    page.go_back()
    assert bare not in page.url


def test_the_way_in_is_switched_off_in_one_step(visit, adaezes, amina):
    worker, page = visit(amina), visit()
    types(page, makes_a_letter(worker, adaezes))
    t(page, "continue").click()
    t(page, "continue").click()
    worker.goto(reverse("families:letter", args=[adaezes.pk]))
    t(worker, "switch-off").click()
    expect(worker.get_by_role("status")).to_contain_text("Adaeze has no way in any more")
    page.goto("/me/")
    expect(page).to_have_url(re.compile("/in/letter/$"))


def test_a_posted_letter_and_a_birthday_nobody_knew(visit, adaezes, amina):
    FamilyMember.objects.update(born_on=None)
    page = visit(amina)
    page.goto(reverse("families:letter", args=[adaezes.pk]))
    choose(page, "handed", "by_post")
    page.locator('[name="born_on"]').fill("1994-03-27")
    t(page, "make-letter").click()
    expect(page.locator(".field--wrong")).to_contain_text("Say who opens letters at home")
    assert page.locator('[name="born_on"]').input_value() == "1994-03-27"
    page.locator('[name="who_opens"]').fill("Only she does")
    t(page, "make-letter").click()
    expect(t(page, "letter-sheet")).to_be_visible()
    assert Invitation.objects.get().who_opens == "Only she does"


def test_axe_finds_nothing_on_the_way_and_nothing_runs_off_a_small_phone(visit, adaezes, amina):
    wrong = []

    def looked(page, name):
        found = Axe().run(
            page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        )
        wrong.extend(f"{name}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in found.response["violations"])
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{name}: runs off at 320 px")

    worker = visit(amina, viewport=SMALL)
    code = makes_a_letter(worker, adaezes)
    looked(worker, "the letter")
    page = visit(viewport=SMALL)
    page.goto("/in/letter/")
    looked(page, "code")
    t(page, "code").fill("zzz")
    t(page, "continue").click()
    looked(page, "wrong code")
    types(page, code, born=("1", "1"))
    looked(page, "closed")
    types(page, code)
    looked(page, "phone")
    t(page, "continue").click()
    looked(page, "safe")
    assert wrong == []


def test_the_letter_is_one_side_of_a4(visit, adaezes, amina):
    amina.introduction = (
        "I grew up three streets from here. I like gardens and strong tea. I have two boys, so I am used to noise. "
        "You can tell me when I get it wrong. " * 2
    )
    amina.answers = "Monday to Friday, 9 to 5"
    amina.save()
    page = visit(amina, viewport={"width": 1280, "height": 900})
    makes_a_letter(page, adaezes)
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    page.emulate_media(media="print")
    expect(page.locator(".around-letter")).to_be_hidden()
    expect(page.locator(".masthead")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.letter')).fontSize") == "18.6667px"  # 14 points
