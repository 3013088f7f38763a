"""The main job, as the people in it do it: in a real browser, on a phone."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from families import contacts, flags, tasks
from families.models import Contact, Flag, RoutedRequest
from relational import post
from tests import make


def t(page, hook):
    return page.locator(f'[data-t="{hook}"]')


def choose(page, name, value):
    page.locator(f'[name="{name}"][value="{value}"]').check()


def test_amina_signs_in_by_a_number_and_logs_a_planned_visit_in_three_taps(visit, okafors, amina, today):
    # given a visit planned for this morning
    make.contact(family=okafors, who=amina, on=today - timedelta(days=7), present=okafors.members.all())
    contacts.plan_contact(family=okafors, person=amina, by=amina, starts_at=make.moment(today, "00:05"))
    page = visit()
    page.goto("/in/")
    t(page, "email").fill(amina.email)
    t(page, "send-number").click()
    t(page, "code").fill(re.search(r"\d{6}", mail.outbox[-1].body).group())
    t(page, "sign-in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amina. One visit.")
    # when she taps Log, writes, says she is not worried, and saves: three taps and the words
    t(page, "log").click()
    t(page, "facts").fill("Weighed Eni together, 7.1 kg. Filled in the nursery form.")
    choose(page, "worry", "no")
    t(page, "save").click()
    # then it stands in the story, once, with who came and who was there
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    contact = Contact.objects.latest("logged_at")
    assert contact.how_it_came == "named" and contact.was_there.count() == 3 and Contact.objects.count() == 2
    assert page.troubles == []


@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
def test_helen_asks_through_the_link_and_amina_decides(visit, okafors, helen, amina, js):
    page = visit(helen, js=js)
    page.goto("/ask/new/")
    child = okafors.members.get(called="Eni")
    choose(page, "safe", "no")
    page.fill('[name="child_name"]', "Eni Okafor")
    page.fill('[name="child_born_on"]', child.born_on.isoformat())
    page.fill('[name="postcode"]', "bd8 7ab")
    choose(page, "purpose", "see")
    page.fill('[name="need"]', "Eni's weight was low in March.")
    page.fill('[name="for_the_family"]', "I would like to see how Eni grows.")
    t(page, "send").click()
    expect(page.locator("main")).to_contain_text("If this family is with us")
    tasks.find_doors()  # which the service's clock does every few seconds
    asked = RoutedRequest.objects.get()
    assert asked.family == okafors and asked.held_by == amina

    worker = visit(amina, js=js)
    worker.goto("/today/")
    worker.get_by_role("link", name="Answer").click()
    choose(worker, "family_agreed", "yes")
    choose(worker, "decision", "together")
    worker.locator('[name="reply"]').fill("Come with me on Tuesday at ten. Grace knows your name.")
    t(worker, "decide").click()
    expect(worker.get_by_role("status")).to_contain_text("Helen has your answer")
    asked.refresh_from_db()
    assert asked.decision == "together"

    page.goto(f"/ask/{asked.pk}/")
    expect(page.locator("main")).to_contain_text("Come with me on Tuesday at ten.")
    assert page.troubles == worker.troubles == []


def test_a_newcomer_too_many_is_looked_at_again_and_jo_decides(visit, okafors, amina, jo, today, settings):
    settings.WORKER_SEES_FIRST_HOURS = 0
    for number in range(5):
        contacts.log_contact(
            family=okafors,
            by=amina,
            kind="at_home",
            outcome="seen",
            happened_on=today - timedelta(days=40 + number),
            now=timezone.now(),
            someone_else=f"Visitor {number}",
            someone_else_job="nurse",
            facts="She came alone.",
        )
    flags.raise_for_changed_families(on=today)
    assert not Flag.objects.filter(rule="faces_90d", level="review").exists()
    # when Amina writes down one more who came without asking
    page = visit(amina)
    page.goto(reverse("families:record_unrouted", args=[okafors.pk]))
    choose(page, "person", "else")
    page.locator('[name="someone_else"]').fill("Sandra Bell")
    page.locator('[name="someone_else_job"]').fill("school nurse")
    choose(page, "family_knew", "no")
    if page.locator('[name="happened_on"]').input_value() == "":
        page.locator('[name="happened_on"]').fill(today.isoformat())
    t(page, "save").click()
    expect(page).to_have_url(re.compile(reverse("families:story", args=[okafors.pk]) + "$"))
    # then the next minute's task raises it, and Jo finds it and decides
    flags.raise_for_changed_families(on=today)
    flag = Flag.objects.get(rule="faces_90d")
    assert (flag.level, flag.numerator) == ("review", 6)
    page = visit(jo, viewport={"width": 1280, "height": 900})
    page.goto("/team/")
    page.locator(f'a[href="/team/look/{flag.pk}/"]').first.click()
    choose(page, "decision", "we_will_change")
    page.locator('[name="reason"]').first.fill("Amina rings the school and agrees who comes, and when.")
    page.locator('[name="review_on"]').first.fill((today + timedelta(days=28)).isoformat())
    t(page, "decide").click()
    expect(page).to_have_url(re.compile("/team/$"))
    flag.refresh_from_db()
    assert flag.decision == "we_will_change" and page.troubles == []


def test_jo_hands_the_okafors_over_and_grace_sees_who_is_there_now_and_who_was(
    visit, okafors, amina, zofia, jo, grace, today
):
    make.contact(family=okafors, who=[amina, zofia], on=today - timedelta(days=2))
    page = visit(jo)
    page.goto(reverse("families:story", args=[okafors.pk]))
    t(page, "hand-over").click()
    choose(page, "to", zofia.pk)
    page.locator('[name="on"]').fill(today.isoformat())
    page.locator('[name="reason"]').fill("Amina moves to Leeds")
    t(page, "hand-over").click()
    expect(page.get_by_role("status")).to_contain_text("Zofia")
    mother = visit(grace)
    mother.goto("/me/")
    expect(mother.get_by_role("heading", level=1)).to_have_text("This is your person")
    expect(mother.locator("main")).to_contain_text("Zofia")
    expect(mother.locator("#before")).to_contain_text("Amina")
    # and the letter that was owed to her has gone, once
    post.deliver(timezone.now())
    post.deliver(timezone.now())
    letters = [letter for letter in mail.outbox if letter.to == [grace.email]]
    assert sum("Zofia" in letter.body for letter in letters) == 1


def test_grace_sees_name_face_and_next_visit_without_scrolling(visit, okafors, amina, grace, today):
    contacts.plan_contact(
        family=okafors, person=amina, by=amina, starts_at=make.moment(today + timedelta(days=2), "10:00")
    )
    page = visit(grace)
    page.goto("/me/")
    bar = t(page, "leave").bounding_box()["y"]
    for part in (
        page.get_by_text("Amina", exact=True).first,
        page.locator("main svg").first,
        t(page, "next-visit").get_by_text("10:00"),
    ):
        box = part.bounding_box()
        assert box["y"] + box["height"] <= bar


def test_leaving_the_page_ends_the_session(visit, okafors, grace):
    page = visit(grace)
    page.goto("/me/")
    answer = page.request.get("/me/w/", max_redirects=0)
    assert answer.status == 302 and "relational" not in answer.headers["location"]
    page.goto("/me/")
    assert "/in/" in page.url
