"""Today, my families, the story, and logging a visit: the pages as they are rendered."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from families import contacts
from families.models import Concern, Contact, KeptApart, PlannedContact, Promise
from relational.keys import new_key
from tests import make


def visit_form(family, by, **more):
    """What the browser sends when the form is filled in as usual."""
    form = {
        "key": str(new_key()),
        "who_came": [str(by.pk)],
        "happened_on": timezone.localdate().isoformat(),
        "start": "10:00",
        "minutes": "50",
        "kind": "at_home",
        "outcome": "seen",
        "facts": "Weighed Eni together. Filled in the nursery form.",
        "worry": "no",
        "may_read": "on",
        "present": [str(member.pk) for member in family.members.all()],
    }
    return {**form, **more}


def log_url(family):
    return reverse("families:log", args=[family.pk])


def test_today_greets_by_name_and_shows_the_day_in_order(sign_in, amina, okafors, today):
    for at in ("14:00", "10:00"):
        contacts.plan_contact(family=okafors, person=amina, by=amina, starts_at=make.moment(today, at))
    html = sign_in(amina).get("/today/").content.decode()
    assert "Amina. Two visits." in html
    assert html.index("10:00 Grace") < html.index("14:00 Grace")


def test_today_names_families_past_the_rhythm_they_agreed(sign_in, amina, okafors, today):
    okafors.rhythm_days = 7
    okafors.save()
    make.contact(family=okafors, who=amina, on=today - timedelta(days=16))
    html = sign_in(amina).get("/today/").content.decode()
    assert "The Okafors" in html and "16 days ago. You agreed: every week." in html


def test_a_planned_visit_is_saved_with_its_words_and_one_answer(sign_in, amina, okafors, today):
    planned = contacts.plan_contact(family=okafors, person=amina, by=amina, starts_at=make.moment(today, "00:01"))
    client = sign_in(amina)
    address = f"{log_url(okafors)}?planned={planned.pk}"
    form = client.get(address).context["form"]
    initial = {name: form[name].value() for name in ("key", "happened_on", "minutes", "kind", "outcome")}
    sent = {
        **initial,
        "who_came": [str(pk) for pk in form["who_came"].value()],
        "start": form["start"].value() or "",
        "facts": "We read the letter from the nursery.",
        "worry": "no",
        "may_read": "on",
    }
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.context["form"].errors
    contact = Contact.objects.get()
    assert (contact.planned, contact.how_it_came) == (planned, "named")
    assert b"We read the letter from the nursery." in client.get(answer.url).content


def test_a_visit_sent_twice_is_stored_once(sign_in, amina, okafors):
    client, form = sign_in(amina), visit_form(okafors, amina)
    assert [client.post(log_url(okafors), form).status_code for _ in range(3)] == [302, 302, 302]
    assert Contact.objects.count() == 1


def test_the_safety_question_has_no_default_and_loses_nothing(sign_in, amina, okafors):
    form = visit_form(okafors, amina, how_it_was="She laughed about the buggy.", whose_words="both")
    del form["worry"]
    answer = sign_in(amina).post(log_url(okafors), form)
    html = answer.content.decode()
    assert answer.status_code == 422 and Contact.objects.count() == 0
    assert "Weighed Eni together." in html and "She laughed about the buggy." in html
    assert html.count('name="worry"') == 3 and "checked" not in html.split('name="worry"')[1].split(">")[0]


def test_a_worry_now_is_saved_told_to_the_others_and_leads_to_the_numbers(sign_in, amina, zofia, jo, okafors):
    answer = sign_in(amina).post(log_url(okafors), visit_form(okafors, amina, worry="yes_now"))
    assert answer.url == "/urgent/"
    assert {told.person for told in Concern.objects.get().told.all()} == {zofia, jo}


def test_how_it_was_says_in_whose_words(sign_in, amina, okafors):
    answer = sign_in(amina).post(log_url(okafors), visit_form(okafors, amina, how_it_was="Tired."))
    assert answer.status_code == 422 and "Say whose words these are." in answer.content.decode()


def test_someone_else_is_one_face_however_often_she_comes(sign_in, amina, okafors, today):
    client = sign_in(amina)
    for name in ("Sandra Bell", "sandra  bell"):
        answer = client.post(
            log_url(okafors),
            visit_form(okafors, amina, someone_else=name, someone_else_job="school nurse", family_knew="true"),
        )
        assert answer.status_code == 302
    came = {row.person for contact in Contact.objects.all() for row in contact.who_came.all()}
    assert len(came) == 2


def test_nobody_answered_is_a_fact_and_not_a_visit(sign_in, amina, okafors):
    form = visit_form(okafors, amina, outcome="nobody_answered", facts="")
    assert sign_in(amina).post(log_url(okafors), form).status_code == 302
    assert not Contact.objects.achieved().exists() and Contact.objects.get().minutes is None


def test_a_visit_cannot_be_logged_before_it_happened(sign_in, amina, okafors, today):
    form = visit_form(okafors, amina, happened_on=(today + timedelta(days=1)).isoformat())
    answer = sign_in(amina).post(log_url(okafors), form)
    assert answer.status_code == 422 and "has not come yet" in answer.content.decode()


def test_a_promise_has_a_day_and_stands_on_today_until_it_is_kept(sign_in, amina, okafors, today):
    client = sign_in(amina)
    client.post(
        log_url(okafors), visit_form(okafors, amina, promise="Ask Helen about the rash", promise_by=today.isoformat())
    )
    promise = Promise.objects.get()
    assert b"Ask Helen about the rash" in client.get("/today/").content
    client.post(reverse("families:keep_promise", args=[promise.pk]))
    promise.refresh_from_db()
    assert promise.kept_on == today


def test_the_next_visit_is_planned_with_the_log(sign_in, amina, okafors, today):
    sign_in(amina).post(log_url(okafors), visit_form(okafors, amina, next_visit="7"))
    assert timezone.localdate(PlannedContact.objects.get().starts_at) == today + timedelta(days=7)


def test_what_is_kept_apart_is_read_by_writer_and_reviewer_alone(sign_in, amina, zofia, jo, okafors, today):
    form = visit_form(
        okafors, amina, apart="He was at the door on Sunday.", apart_reason="Safety", apart_reviewer=str(jo.pk)
    )
    client = sign_in(amina)
    assert client.post(log_url(okafors), form).status_code == 302
    assert KeptApart.objects.get().reviewer == jo
    story = reverse("families:story", args=[okafors.pk])
    assert "He was at the door" in client.get(story).content.decode()
    assert "He was at the door" in sign_in(jo).get(story).content.decode()
    from families import relationships

    relationships.cover(family=okafors, person=zofia, role="key_worker", by=jo, on=today, until=today, reason="Leave")
    html = sign_in(zofia).get(story).content.decode()
    assert "Weighed Eni" in html and "He was at the door" not in html and "Kept apart" not in html


def test_the_story_shows_who_came_in_a_picture_a_sentence_and_a_table(sign_in, amina, okafors, today):
    for days in (1, 8, 15):
        make.contact(family=okafors, who=amina, on=today - timedelta(days=days), facts=f"Tea {days}.")
    html = sign_in(amina).get(reverse("families:story", args=[okafors.pk])).content.decode()
    assert "there were 3 visits" in html and "Amina came 3 times" in html
    assert "Show as a table" in html and "<svg" in html


def test_the_story_loads_earlier_without_losing_or_doubling_a_day(sign_in, amina, okafors, today):
    for days in range(40):
        make.contact(family=okafors, who=amina, on=today - timedelta(days=days), facts=f"Day-{days}-note")
    client, seen = sign_in(amina), []
    address = reverse("families:story", args=[okafors.pk])
    while address:
        html = client.get(address).content.decode()
        seen += [days for days in range(40) if f"Day-{days}-note" in html]
        address = (
            html.split('data-t="earlier"')[0].split('href="')[-1].split('"')[0].replace("&amp;", "&")
            if 'data-t="earlier"' in html
            else None
        )
    assert sorted(seen) == list(range(40))


def test_half_a_visit_says_that_the_other_half_is_missing(sign_in, amina, okafors):
    make.contact(family=okafors, who=amina)
    assert b"No words yet about how it was." in sign_in(amina).get(reverse("families:story", args=[okafors.pk])).content


@pytest.mark.parametrize("address", ["/today/", "/families/", "/visits/new/"])
def test_no_query_count_grows_with_the_caseload(sign_in, amina, jo, team, today, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def families(count):
        for number in range(count):
            one = make.family(name=f"Family {number}", key_worker=amina, by=jo, team=team)
            one.rhythm_days = 7
            one.save()
            make.contact(family=one, who=amina, on=today - timedelta(days=20))
            contacts.plan_contact(family=one, person=amina, by=amina, starts_at=make.moment(today, "09:00"))

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    families(5)
    client = sign_in(amina)
    few = queries()
    families(20)
    assert queries() == few <= 20 + make.WAY_IN


def test_the_other_half_can_be_added_later_by_whoever_wrote_the_first(sign_in, amina, jo, okafors):
    visit = make.contact(family=okafors, who=amina)
    address, words = (
        reverse("families:add_words", args=[visit.pk]),
        {"how_it_was": "She laughed.", "whose_words": "mine"},
    )
    assert "Only the person who wrote this visit" in sign_in(jo).post(address, words).content.decode()
    client = sign_in(amina)
    assert client.post(address, words).status_code == 302
    assert "Words stand here already" in client.post(address, {**words, "how_it_was": "Other"}).content.decode()
    visit.refresh_from_db()
    assert visit.how_it_was == "She laughed."


def test_one_who_has_left_sees_nothing_of_the_family_on_her_own_pages(sign_in, okafors, amina, jo, helen, today):
    from families import relationships

    make.request(by=helen, family=okafors)
    contacts.plan_contact(family=okafors, person=amina, by=amina, starts_at=make.moment(today, "23:00"))
    spell = okafors.relationships.named().key_workers().get()
    relationships.end(relationship=spell, by=jo, on=today, reason="Moves on", side="service")
    PlannedContact.objects.update(called_off_at=None)  # even where a plan of hers still stands
    client = sign_in(amina)
    for url in ("families:today", "families:waiting"):
        html = client.get(reverse(url)).content.decode()
        assert "Okafor" not in html and "Tobi" not in html and "Grace" not in html, url


def test_a_planned_visit_can_be_called_off_from_the_story(sign_in, okafors, amina, today):
    planned = contacts.plan_contact(
        family=okafors, person=amina, by=amina, starts_at=make.moment(today + timedelta(days=1), "10:00")
    )
    url = reverse("families:call_off", args=[planned.pk])
    client = sign_in(amina)
    assert url in client.get(reverse("families:story", args=[okafors.pk])).content.decode()
    client.post(url)
    assert not okafors.planned.waiting().exists()


def test_a_goodbye_yet_to_come_is_not_said_to_have_been(sign_in, okafors, jo, today):
    from families import support

    support.say_goodbye_for_now(family=okafors, by=jo, on=today + timedelta(days=7), reason="All is well")
    html = sign_in(jo).get(reverse("families:story", args=[okafors.pk])).content.decode()
    assert "A goodbye for now is agreed" in html and "We have said goodbye" not in html


def test_a_person_ticked_and_written_again_by_name_came_once(sign_in, okafors, amina, helen):
    make.contact(family=okafors, who=[amina, helen])
    sent = visit_form(okafors, amina, others=[str(helen.pk)], someone_else="helen  Marsh")
    assert sign_in(amina).post(log_url(okafors), sent).status_code == 302
    assert Contact.objects.get(pk=sent["key"]).who_came.filter(person=helen).count() == 1


def test_an_odd_name_finds_nobody_and_breaks_nothing(sign_in, okafors, amina):
    for name in ("\x00", "Oka\x00for", "%", "9" * 500):
        assert sign_in(amina).get(reverse("families:pick"), {"name": name}).status_code == 200


def test_the_form_hints_when_somebody_was_last_here(sign_in, amina, helen, okafors, today):
    make.contact(family=okafors, who=helen, by=amina, on=today - timedelta(days=35))
    assert "Helen Marsh, health visitor (here 35 days ago)" in sign_in(amina).get(log_url(okafors)).content.decode()


def test_a_visit_sent_twice_at_the_same_moment_is_one_visit(okafors, amina, monkeypatch):
    first = make.contact(family=okafors, who=amina)
    looked, real = [], contacts._first_under

    def too_early(*args):
        looked.append(args)
        return real(*args) if len(looked) > 1 else None

    monkeypatch.setattr(contacts, "_first_under", too_early)
    assert make.contact(family=okafors, who=amina, key=first.pk) == first
    assert Contact.objects.count() == 1


def test_the_story_says_what_was_counted_beside_their_words_and_a_dash_where_nothing_is_known(
    sign_in, amina, okafors, maliks, zofia, today
):
    for days in (1, 8):
        make.contact(
            family=okafors, who=amina, on=today - timedelta(days=days), how_it_was="I slept.", whose_words="familys"
        )
    html = sign_in(amina).get(reverse("families:story", args=[okafors.pk])).content.decode()
    assert "2 of 2" in html and html.count("I slept.") == 3
    html = sign_in(zofia).get(reverse("families:story", args=[maliks.pk])).content.decode()
    assert "–" in html.split("What we counted")[1].split("By her")[0] and "Only half the picture" in html


def test_a_visit_of_another_age_is_a_slip_of_the_keys(sign_in, okafors, amina):
    page = sign_in(amina).post(log_url(okafors), visit_form(okafors, amina, happened_on="0206-06-02"))
    assert page.status_code == 422 and "Check the year" in page.content.decode()


def test_the_story_asks_as_often_for_a_long_story_as_for_a_short_one(sign_in, amina, ruth, okafors, today):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, address = sign_in(amina), reverse("families:story", args=[okafors.pk])

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    def visits(count):
        for days in range(1, count):
            make.contact(
                family=okafors,
                who=[amina, ruth],
                on=today - timedelta(days=days),
                how_it_was="Ours.",
                whose_words="both",
            )

    visits(3)
    few = queries()
    visits(14)
    assert queries() == few <= 35 + make.WAY_IN


@pytest.mark.parametrize("typed", ("2026-13-45", "0000-00-00", "12/13/14/15", "\x00"))
def test_a_day_that_is_none_is_asked_for_again(sign_in, okafors, amina, typed):
    page = sign_in(amina).post(log_url(okafors), visit_form(okafors, amina, happened_on=typed))
    assert page.status_code == 422 and "This is not a day we know" in page.content.decode()


def test_what_is_kept_apart_stays_in_a_supervisors_sight_when_its_reviewer_leaves(
    sign_in, amina, jo, okafors, team, today
):
    kim = make.person("Kim", "supervisor", team=team)
    form = visit_form(okafors, amina, apart="He was at the door.", apart_reason="Safety", apart_reviewer=str(jo.pk))
    assert sign_in(amina).post(log_url(okafors), form).status_code == 302
    story = reverse("families:story", args=[okafors.pk])
    assert "He was at the door." not in sign_in(kim).get(story).content.decode()
    jo.roles_held.update(ended_on=today)
    assert "He was at the door." in sign_in(kim).get(story).content.decode()


def test_today_says_you_to_the_worker_herself_and_asks_no_more_for_more_flags(sign_in, amina, jo, okafors, team, today):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from families.models import Flag, Limit

    def flag(family, rule):
        Flag.objects.create(
            family=family, rule=rule, level="prompt", version=1, numerator=5, denominator=9, raised_on=today, window_start=today,
            window_end=today, limit=Limit.objects.filter(rule=rule).first(),
        )  # fmt: skip

    def asked():
        with CaptureQueriesContext(connection) as caught:
            html = client.get("/today/").content.decode()
        return len(caught), html

    client = sign_in(amina)
    flag(okafors, "faces_90d")
    few, html = asked()
    assert "Could you ring them this week" in html
    for rule in ("named_share_90d", "days_since_named", "outside_share_90d"):
        flag(okafors, rule)
    many, html = asked()
    assert many == few
    assert (
        "Could the next visits be yours?" in html
        and "You have not seen the Okafors" in html
        and "without going through you" in html
    )


def test_my_families_puts_their_words_beside_the_number_or_says_it_is_half_the_picture(sign_in, amina, okafors, today):
    client = sign_in(amina)
    assert "Only half the picture" in client.get("/families/").content.decode()
    make.contact(family=okafors, who=amina, how_it_was="Last night I slept.", whose_words="familys")
    html = client.get("/families/").content.decode()
    assert "“Last night I slept.”" in html and "Only half the picture" not in html


def test_a_family_that_said_goodbye_is_not_told_that_somebody_is_being_chosen(sign_in, okafors, jo, grace, today):
    from families import support

    support.say_goodbye_for_now(family=okafors, by=jo, on=today, reason="They are well.")
    html = sign_in(grace).get("/me/").content.decode()
    assert "Goodbye for now" in html and "The door stays open." in html and "Jo" in html
    assert "choosing" not in html and "We are looking" not in html and 'id="before"' in html
