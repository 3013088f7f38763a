"""Appoint, cover, hand over, end."""

from datetime import timedelta

import pytest

from families import relationships, routing
from families.models import Contact, Kind, Relationship, RoutedRequest
from relational.models import Event, Letter, Role
from relational.refusals import Refusal
from tests import make


def named(family, on, role=Role.KEY_WORKER):
    return [spell.person for spell in family.relationships.named().filter(role=role).on(on).select_related("person")]


def hand_over(family, to, by, on, **more):
    more.setdefault("why_not_together", "Amina fell ill.")
    return relationships.hand_over(
        family=family, to=to, role=Role.KEY_WORKER, by=by, on=on, reason="Amina moves away", **more
    )


def test_a_family_has_one_named_key_worker_on_any_day(okafors, zofia, jo, today):
    with pytest.raises(Refusal, match="already has Amina as key worker"):
        relationships.appoint(family=okafors, person=zofia, role=Role.KEY_WORKER, by=jo, on=today, reason="x")
    assert len(named(okafors, today)) == 1


def test_handing_over_ends_one_relationship_and_starts_the_next_the_same_day(okafors, amina, zofia, jo, today):
    hand_over(okafors, zofia, jo, today)
    assert named(okafors, today - timedelta(days=1)) == [amina]
    assert named(okafors, today) == [zofia]


def test_a_handover_without_a_visit_together_says_why(okafors, amina, zofia, jo, today):
    with pytest.raises(Refusal, match="have not met the family together") as refused:
        hand_over(okafors, zofia, jo, today, why_not_together=" ")
    assert refused.value.field == "why_not_together"
    together = make.contact(family=okafors, who=[amina, zofia], on=today - timedelta(days=3))
    assert hand_over(okafors, zofia, jo, today, why_not_together="").met_together == together


def test_the_stand_in_who_becomes_the_key_worker_stands_in_no_more(okafors, zofia, jo, today):
    hand_over(okafors, zofia, jo, today)
    assert not okafors.relationships.stand_ins().on(today).exists()


def test_planned_visits_and_open_requests_follow_the_new_person(okafors, amina, zofia, helen, jo, today):
    from families import contacts

    asked = make.request(by=helen, family=okafors)
    planned = contacts.plan_contact(
        family=okafors, person=amina, by=amina, starts_at=make.moment(today + timedelta(days=2), "10:00")
    )
    hand_over(okafors, zofia, jo, today)
    asked.refresh_from_db()
    planned.refresh_from_db()
    assert asked.held_by == zofia and planned.person == zofia


def test_contacts_stay_with_the_person_who_came(okafors, amina, zofia, jo, today):
    visit = make.contact(family=okafors, who=amina, on=today - timedelta(days=2))
    hand_over(okafors, zofia, jo, today)
    visit.refresh_from_db()
    assert visit.logged_by == amina and [c.person for c in visit.who_came.all()] == [amina]


def test_cover_is_its_own_spell_and_changes_nobody(okafors, amina, zofia, jo, today):
    spell = relationships.cover(
        family=okafors,
        person=zofia,
        role=Role.KEY_WORKER,
        by=jo,
        on=today,
        until=today + timedelta(days=6),
        reason="Leave",
    )
    assert named(okafors, today) == [amina]
    assert spell.kind == Kind.COVERING and spell.ended_on == today + timedelta(days=7)
    assert make.contact(family=okafors, who=zofia).how_it_came == Contact.How.STAND_IN


def test_nobody_is_appointed_to_a_role_she_does_not_hold(okafors, ruth, jo, today):
    with pytest.raises(Refusal, match="is not a key worker here"):
        hand_over(okafors, ruth, jo, today)


def test_ending_says_why_and_whose_reason_it_was(okafors, amina, jo, today):
    spell = okafors.relationships.named().key_workers().get()
    with pytest.raises(Refusal, match="Say why"):
        relationships.end(relationship=spell, by=jo, on=today, reason=" ", side="service")
    relationships.end(relationship=spell, by=jo, on=today, reason="Amina moved", side="service")
    spell.refresh_from_db()
    assert (spell.ended_on, spell.end_side, spell.ended_by) == (today, "service", jo)
    assert named(okafors, today) == []


def test_each_deed_writes_one_event_and_the_family_is_told(okafors, zofia, jo, grace, today):
    before = Event.objects.filter(verb="hand_over").count()
    hand_over(okafors, zofia, jo, today)
    assert Event.objects.filter(verb="hand_over").count() == before + 1
    letter = Letter.objects.filter(to=grace).latest("written_at")
    assert "Zofia" in letter.body and "Okafor" not in letter.subject


def test_a_refused_handover_leaves_everything_as_it_was(okafors, amina, ruth, jo, today):
    with pytest.raises(Refusal):
        hand_over(okafors, ruth, jo, today)
    assert named(okafors, today) == [amina]
    assert Relationship.objects.filter(family=okafors, end_reason="").count() == 3


def test_what_waits_stays_with_the_one_who_leaves_until_the_day_and_goes_on_then(
    okafors, amina, zofia, helen, jo, today
):
    asked, day = make.request(by=helen, family=okafors), today + timedelta(days=30)
    due = asked.moves_on
    hand_over(okafors, zofia, jo, day)
    asked.refresh_from_db()
    assert (asked.held_by, asked.moves_on) == (amina, due)  # the clock is never put off by a change yet to come
    RoutedRequest.objects.filter(pk=asked.pk).update(moves_on=day)
    routing.pass_on(on=day)
    asked.refresh_from_db()
    assert (asked.held_by, asked.holder) == (zofia, "named") and asked.moves_on > day


def test_cover_yet_to_come_takes_no_request_out_of_reach(okafors, amina, zofia, helen, jo, today):
    asked, day = make.request(by=helen, family=okafors), today + timedelta(days=1)
    relationships.cover(
        family=okafors, person=zofia, role=Role.KEY_WORKER, by=jo, on=day, until=day + timedelta(days=6), reason="Leave"
    )
    asked.refresh_from_db()
    assert (asked.held_by, asked.moves_on) == (amina, day)
    routing.pass_on(on=day)
    asked.refresh_from_db()
    assert asked.held_by == zofia


def test_when_somebody_leaves_and_nobody_follows_her_planned_visits_are_called_off(okafors, amina, jo, today):
    from families import contacts

    before, after = (
        contacts.plan_contact(
            family=okafors, person=amina, by=amina, starts_at=make.moment(today + timedelta(days=days), "10:00")
        )
        for days in (1, 9)
    )
    spell = okafors.relationships.named().key_workers().get()
    relationships.end(relationship=spell, by=jo, on=today + timedelta(days=5), reason="Moves on", side="service")
    assert list(okafors.planned.waiting()) == [before]


def test_ending_a_cover_never_makes_it_longer(okafors, zofia, jo, today):
    spell = relationships.cover(
        family=okafors, person=zofia, role=Role.KEY_WORKER, by=jo, on=today, until=today + timedelta(days=6), reason="x"
    )
    with pytest.raises(Refusal, match="already"):
        relationships.end(relationship=spell, by=jo, on=today + timedelta(days=20), reason="x", side="service")


def test_a_handover_is_one_event(okafors, zofia, jo, today):
    before = set(Event.objects.values_list("pk", flat=True))
    hand_over(okafors, zofia, jo, today)
    assert [event.verb for event in Event.objects.exclude(pk__in=before)] == ["hand_over"]


def test_what_begins_before_an_agreed_goodbye_ends_with_it(okafors, jo, team, today):
    from families import support

    goodbye = today + timedelta(days=10)
    support.say_goodbye_for_now(family=okafors, by=jo, on=goodbye, reason="They are well.")
    ola = make.person("Ola", Role.KEY_WORKER, team=team)
    relationships.end(
        relationship=okafors.relationships.named().key_workers().get(), by=jo, on=today, reason="Moves", side="service"
    )
    assert (
        relationships.appoint(family=okafors, person=ola, role=Role.KEY_WORKER, by=jo, on=today, reason="x").ended_on
        == goodbye
    )
