"""A family comes, says goodbye for now, comes back: the verbs, and the three pages."""

from datetime import timedelta

import pytest
from django.urls import reverse

from families import relationships, support
from families.models import Family, FamilyMember, Kind, PlannedContact, Relationship, SupportPeriod
from relational.models import Event, Letter, Role
from relational.refusals import Refusal
from tests import make


def goodbye(family, by, on, reason="They have neighbours now."):
    return support.say_goodbye_for_now(family=family, by=by, on=on, reason=reason)


def back(family, by, on):
    return support.welcome_back(
        family=family, by=by, on=on, why="A second baby.", asked_by="Grace", kind="family_support"
    )


# The verbs


def test_referring_a_family_in_names_nobody_and_tells_nobody(team, jo, today):
    family = make.family(by=jo, team=team)
    assert not family.relationships.exists() and not Letter.objects.exists()
    assert family.periods.on(today).exists()
    assert Event.objects.get(verb="refer").subject_key == family.pk


def test_a_goodbye_ends_every_spell_on_that_day_and_keeps_them(okafors, amina, jo, today):
    goodbye(okafors, jo, today)
    assert not okafors.relationships.from_(today).exists()
    assert {spell.end_reason for spell in okafors.relationships.all()} == {"Goodbye for now"}
    assert okafors.relationships.on(today - timedelta(days=1)).filter(person=amina).exists()
    assert Event.objects.filter(verb="say_goodbye_for_now").count() == 1


def test_a_goodbye_calls_off_what_was_planned_after_it_and_nothing_before(okafors, amina, jo, today):
    from families import contacts

    before, after = (
        contacts.plan_contact(
            family=okafors, person=amina, by=amina, starts_at=make.moment(today + timedelta(days=n), "10:00")
        )
        for n in (1, 9)
    )
    goodbye(okafors, jo, today + timedelta(days=5))
    assert list(PlannedContact.objects.waiting()) == [before]
    after.refresh_from_db()
    assert after.called_off_at


def test_a_goodbye_says_how_it_ended(okafors, jo, today):
    with pytest.raises(Refusal, match="Say how it ended"):
        goodbye(okafors, jo, today, reason="  ")


def test_a_goodbye_waits_for_requests_to_be_answered(okafors, helen, jo, today):
    make.request(by=helen, family=okafors)
    with pytest.raises(Refusal, match="still waits for an answer"):
        goodbye(okafors, jo, today)
    assert okafors.relationships.on(today).exists()


def test_one_can_say_goodbye_once(okafors, jo, today):
    goodbye(okafors, jo, today)
    with pytest.raises(Refusal, match="is not with us"):
        goodbye(okafors, jo, today)


def test_a_family_with_us_is_not_welcomed_back(okafors, jo, today):
    with pytest.raises(Refusal, match="with us already"):
        back(okafors, jo, today)


def test_coming_back_is_a_new_time_with_us_and_names_nobody(okafors, jo, today):
    goodbye(okafors, jo, today - timedelta(days=3))
    back(okafors, jo, today)
    assert okafors.periods.count() == 2
    assert not okafors.relationships.from_(today).exists()


def test_the_previous_person_is_offered_first_while_she_is_still_here(okafors, amina, jo, today):
    goodbye(okafors, jo, today)
    assert support.previous_person(okafors, Role.KEY_WORKER, today) == amina
    amina.roles_held.update(ended_on=today)
    assert support.previous_person(okafors, Role.KEY_WORKER, today) is None


def test_the_previous_person_is_the_last_one_and_never_a_stand_in(okafors, amina, zofia, jo, today):
    relationships.hand_over(
        family=okafors,
        to=zofia,
        role=Role.KEY_WORKER,
        by=jo,
        on=today - timedelta(days=9),
        reason="Amina moves",
        why_not_together="Ill",
    )
    relationships.cover(
        family=okafors,
        person=amina,
        role=Role.KEY_WORKER,
        by=jo,
        on=today - timedelta(days=5),
        until=today - timedelta(days=2),
        reason="x",
    )
    goodbye(okafors, jo, today)
    assert support.previous_person(okafors, Role.KEY_WORKER, today) == zofia


# A new family


def referral(team, today, **more):
    words = {
        "name": "The Begums", "why": "“Somebody to talk to in the mornings.”", "asked_by": "Her midwife", "on": today.isoformat(),
        "team": team.pk, "kind": "family_support", "speaks": "Sylheti, English", "safe_contact": "Text first", "rhythm_days": "7",
        "adult_1_name": "Nadia Begum", "adult_1_tie": "mother",
        "child_1_name": "Yusuf", "child_1_born_on": (today - timedelta(days=500)).isoformat(),
        "child_2_due_on": (today + timedelta(days=60)).isoformat(),
    }  # fmt: skip
    return words | more


REFER = "/families/new/"


def test_a_new_family_comes_in_with_its_people_and_the_page_says_what_is_next(sign_in, jo, team, today):
    client = sign_in(jo)
    shown = client.get(REFER).content.decode()
    assert "Nobody is named for them by this" in shown and "What will happen" in shown
    answer = client.post(REFER, referral(team, today))
    family = Family.objects.get(name="The Begums")
    assert answer.status_code == 302 and answer.url == reverse("families:story", args=[family.pk])
    assert set(family.members.values_list("name", "is_adult")) == {
        ("Nadia Begum", True),
        ("Yusuf", False),
        ("Baby", False),
    }
    assert family.members.get(name="Baby").due_on == today + timedelta(days=60)
    assert family.rhythm_days == 7 and family.team == team
    assert not Relationship.objects.exists()


def test_a_referral_sent_twice_is_one_family(sign_in, jo, team, today):
    client = sign_in(jo)
    first, second = (client.post(REFER, referral(team, today)) for _ in range(2))
    assert first.url == second.url and Family.objects.count() == 1 and FamilyMember.objects.count() == 3


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Write the family’s name for itself."),
        ({"why": " "}, "Write what they would like"),
        ({"asked_by": ""}, "Say who asked."),
        ({"adult_1_name": "", "adult_1_tie": ""}, "Write the name of one grown-up at least."),
        ({"adult_2_tie": "father"}, "Write the name of the father"),
        ({"child_1_due_on": "2026-01-01"}, "not both"),
        ({"child_1_born_on": "2099-01-01"}, "has not come yet"),
        ({"child_1_born_on": "1971-01-01"}, "more than 25 years ago"),
        ({"child_3_born_on": "2024-01-01"}, "Write this child’s name."),
        ({"child_2_due_on": "2031-01-01"}, "within the next ten months"),
        ({"rhythm_days": "400"}, "from 1 to 180"),
        ({"on": "2019-01-01"}, "too long ago"),
        ({"on": "next week"}, "not a day we can read"),
        ({"team": "11111111-1111-1111-1111-111111111111"}, "is not one to choose any more"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(sign_in, jo, team, today, wrong, words):
    answer = sign_in(jo).post(REFER, referral(team, today) | wrong)
    text = answer.content.decode()
    assert answer.status_code == 422 and words in text
    assert "Somebody to talk to in the mornings" in text or "why" in wrong
    assert "Nadia Begum" in text or "adult_1_name" in wrong
    assert not Family.objects.exists()


def test_a_supervisor_brings_families_into_her_own_teams_only(sign_in, jo, team, today):
    other = make.team("Keighley Road")
    answer = sign_in(jo).post(REFER, referral(other, today))
    assert answer.status_code == 422 and not Family.objects.exists()


def test_only_a_supervisor_refers_a_family_in(sign_in, amina, ruth, helen, grace):
    for person in (amina, ruth, helen, grace):
        assert sign_in(person).get(REFER).status_code == 403


# Goodbye for now, and back


def page(name, family):
    return reverse(f"families:{name}", args=[family.pk])


@pytest.mark.parametrize("name", ["say_goodbye_for_now", "welcome_back"])
def test_strangers_find_nothing_and_colleagues_may_not(sign_in, okafors, zofia, amina, ruth, sana, grace, helen, name):
    for person, status in ((zofia, 404), (sana, 404), (helen, 404), (amina, 403), (ruth, 403), (grace, 403)):
        client = sign_in(person)
        assert client.get(page(name, okafors)).status_code == status
        assert client.post(page(name, okafors), {}).status_code == status


def test_the_goodbye_page_says_who_leaves_and_what_is_promised(sign_in, okafors, amina, jo, today):
    make.contact(family=okafors, who=amina, promise="Ring the nursery", promise_by=today)
    text = sign_in(jo).get(page("say_goodbye_for_now", okafors)).content.decode()
    assert "Ring the nursery" in text and "The door stays open" in text
    assert all(name in text for name in ("Amina", "Zofia", "Ruth"))
    assert not any(word in text.lower() for word in ("close the case", "closure", "discharge"))


def test_goodbye_for_now_and_welcome_back_lead_to_the_previous_person(sign_in, okafors, amina, jo, today):
    client = sign_in(jo)
    form = {"on": today.isoformat(), "reason": "A nursery place, and neighbours."}
    answer = client.post(page("say_goodbye_for_now", okafors), form)
    assert answer.status_code == 302 and answer.url == page("story", okafors)
    assert not okafors.relationships.from_(today).exists()
    again = client.post(page("say_goodbye_for_now", okafors), form)
    assert again.status_code == 422 and "is not with us" in again.content.decode()
    assert SupportPeriod.objects.filter(family=okafors).count() == 1

    shown = client.get(page("welcome_back", okafors)).content.decode()
    assert "A nursery place, and neighbours." in shown and "Amina" in shown
    answer = client.post(
        page("welcome_back", okafors),
        {"on": today.isoformat(), "why": "A baby.", "asked_by": "Grace", "kind": "family_support"},
    )
    assert answer.url == page("appoint", okafors) + "?role=key_worker&kind=named"
    chosen = client.get(answer.url).content.decode()
    assert "so stands first" in chosen
    assert f'value="{amina.pk}" id="id_person_0" checked' in chosen
    assert not okafors.relationships.from_(today).exists()


def test_the_refusals_stand_on_the_page_with_the_words(sign_in, okafors, helen, jo, today):
    make.request(by=helen, family=okafors)
    client = sign_in(jo)
    answer = client.post(
        page("say_goodbye_for_now", okafors), {"on": today.isoformat(), "reason": "They moved to Leeds."}
    )
    text = answer.content.decode()
    assert answer.status_code == 422 and "still waits for an answer" in text and "They moved to Leeds." in text
    answer = client.post(
        page("welcome_back", okafors),
        {"on": today.isoformat(), "why": "Why", "asked_by": "Grace", "kind": "family_support"},
    )
    assert answer.status_code == 422 and "with us already" in answer.content.decode()
    assert okafors.relationships.on(today).filter(kind=Kind.NAMED).count() == 2


@pytest.mark.parametrize(("days", "words"), [(-15, "too long ago"), (91, "too far ahead")])
def test_a_goodbye_is_dated_near_today(sign_in, okafors, jo, today, days, words):
    answer = sign_in(jo).post(
        page("say_goodbye_for_now", okafors), {"on": (today + timedelta(days=days)).isoformat(), "reason": "A reason."}
    )
    assert answer.status_code == 422 and words in answer.content.decode()
