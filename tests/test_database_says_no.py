"""What the database refuses by itself, whoever asks and however: each rule, one test, past every verb."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from families.models import (
    Contact,
    Flag,
    Involvement,
    KeptApart,
    Limit,
    PlannedContact,
    Relationship,
    RoutedRequest,
    SupportPeriod,
)
from relational.models import Event, Look, Role, RoleHeld, Service
from tests import make


@pytest.fixture
def says_no(db):
    """A block in which the database must refuse, by the rule of that name."""

    class Refused:
        def __init__(self, rule):
            self.rule = rule

        def __enter__(self):
            self.point = transaction.atomic()
            self.point.__enter__()

        def __exit__(self, kind, error, trace):
            self.point.__exit__(kind, error, trace)
            assert error is not None, f"the database let it through: {self.rule}"
            assert isinstance(error, DatabaseError) and self.rule in str(error), error
            return True

    return Refused


def spell(family, person, by, since, **more):
    known = {"role": Role.KEY_WORKER, "kind": "named", "start_reason": "x", **more}
    return Relationship.objects.create(family=family, person=person, started_by=by, started_on=since, **known)


def test_a_second_named_key_worker_on_any_day(says_no, okafors, zofia, jo, today):
    with says_no("one_person_per_role_and_day"):
        spell(okafors, zofia, jo, today + timedelta(days=400))


def test_a_second_named_volunteer(says_no, okafors, jo, team, today):
    with says_no("one_person_per_role_and_day"):
        spell(okafors, make.person("Ola", Role.VOLUNTEER, team=team), jo, today, role=Role.VOLUNTEER)


def test_but_a_goodbye_and_a_hello_share_a_day(okafors, zofia, jo, today):
    named = okafors.relationships.named().key_workers()
    named.update(ended_on=today, end_reason="x", end_side="service", ended_by=jo)
    assert spell(okafors, zofia, jo, today)


def test_a_spell_that_ends_before_it_starts(says_no, okafors, jo, today):
    with says_no("relationship_ends_after_it_starts"):
        okafors.relationships.named().update(
            ended_on=today - timedelta(days=9999), end_reason="x", end_side="service", ended_by=jo
        )


def test_an_end_without_who_and_why(says_no, okafors, today):
    with says_no("relationship_end_says_who_and_why"):
        okafors.relationships.named().update(ended_on=today)


def test_cover_without_an_end_or_without_somebody_to_cover_for(says_no, okafors, zofia, jo, today):
    with says_no("cover_is_for_somebody_and_ends"):
        spell(okafors, zofia, jo, today, kind="covering")


def test_a_role_nobody_can_be_named_in(says_no, okafors, jo, today):
    with says_no("relationship_role_is_primary"):
        spell(okafors, jo, jo, today, role=Role.SUPERVISOR)


def test_two_periods_of_support_at_once(says_no, okafors, jo, today):
    with says_no("one_period_at_a_time"):
        SupportPeriod.objects.create(family=okafors, started_on=today, why="x", started_by=jo)


def test_words_without_saying_whose(says_no, okafors, amina):
    visit = make.contact(family=okafors, who=amina)
    with says_no("how_it_was_says_whose_words"):
        Contact.objects.filter(pk=visit.pk).update(how_it_was="She laughed.")


def test_a_visit_longer_than_a_day(says_no, okafors, amina):
    visit = make.contact(family=okafors, who=amina)
    with says_no("contact_minutes_fit_a_day"):
        Contact.objects.filter(pk=visit.pk).update(minutes=2000)


def test_a_contact_moved_to_another_author_or_family(says_no, okafors, maliks, amina, zofia):
    visit = make.contact(family=okafors, who=amina)
    for change in ({"logged_by": zofia}, {"family": maliks}):
        with says_no("stays_with_family_and_author"):
            Contact.objects.filter(pk=visit.pk).update(**change)


def test_the_same_person_twice_at_one_contact(says_no, okafors, amina):
    visit = make.contact(family=okafors, who=amina)
    with says_no("came_once_to_a_contact"):
        visit.who_came.create(family=okafors, person=amina, capacity="key_work")


def test_something_kept_apart_without_a_reason(says_no, okafors, amina, jo):
    visit = make.contact(family=okafors, who=amina)
    with says_no("kept_apart_says_why"):
        KeptApart.objects.create(family=okafors, contact=visit, words="x", reason="", reviewer=jo, written_by=amina)


def test_a_request_half_decided(says_no, okafors, helen):
    asked = make.request(by=helen, family=okafors)
    with says_no("request_decided_whole_or_not_at_all"):
        RoutedRequest.objects.filter(pk=asked.pk).update(decision="carry")


def test_by_law_put_off(says_no, okafors, helen, amina):
    asked = make.request(by=helen, family=okafors, purpose="by_law")
    with says_no("by_law_is_not_put_off"):
        RoutedRequest.objects.filter(pk=asked.pk).update(
            decision="not_now", reply="Not now", decided_at=timezone.now(), decided_by=amina
        )


def test_an_involvement_without_an_until(says_no, okafors, helen, jo, today):
    with says_no("involvement_says_until_when"):
        Involvement.objects.create(
            family=okafors, person=helen, why="x", asked_by="x", agreed="yes", added_by=jo, started_on=today
        )


def flag(family, **more):
    today = timezone.localdate()
    known = {"rule": "faces_90d", "level": "prompt", "version": 1, "numerator": 4, "raised_on": today, **more}
    limit = Limit.objects.filter(rule="faces_90d").first()
    return Flag.objects.create(family=family, limit=limit, window_start=today, window_end=today, **known)


def test_two_open_flags_of_one_rule(says_no, okafors):
    flag(okafors)
    with says_no("one_open_flag_per_rule"):
        flag(okafors)


def test_a_flag_closed_without_a_person_a_reason_and_a_date(says_no, okafors):
    flag(okafors)
    with says_no("flag_decided_whole_or_not_at_all"):
        Flag.objects.update(decided_at=timezone.now())


def test_two_limits_for_one_thing_at_once(says_no, today):
    limit = Limit.objects.filter(rule="faces_90d").first()
    with says_no("one_limit_at_a_time"):
        Limit.objects.create(rule=limit.rule, prompt=3, reason="x", started_on=today)


def test_a_role_held_twice_at_once(says_no, amina, team, today):
    with says_no("role_held_once_at_a_time"):
        RoleHeld.objects.create(user=amina, role=Role.KEY_WORKER, team=team, started_on=today)


def test_two_people_with_one_address_in_other_letters(says_no, amina):
    with says_no("one_person_per_email"):
        make.person("Other", email="x@example.org")
        type(amina).objects.filter(called="Other").update(email=amina.email.upper())


def test_two_services(says_no, team):
    with says_no("only_one"):
        Service.objects.create(name="Another")


def test_a_planned_visit_of_no_length(says_no, okafors, amina):
    with says_no("planned_minutes_fit_a_day"):
        PlannedContact.objects.create(
            family=okafors, person=amina, starts_at=timezone.now(), minutes=0, planned_by=amina
        )


@pytest.mark.parametrize("name", ["family", "user", "relationship", "contact", "period", "member", "role"])
def test_nothing_that_people_hang_from_is_deleted(says_no, okafors, amina, name):
    visit = make.contact(family=okafors, who=amina)
    thing = {
        "family": okafors, "user": amina, "relationship": okafors.relationships.first(), "contact": visit,
        "period": okafors.periods.first(), "member": okafors.members.first(), "role": amina.roles_held.first(),
    }[name]  # fmt: skip
    with says_no("is_kept"), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {thing._meta.db_table} WHERE id = %s", [thing.pk])


def test_the_record_is_written_once(says_no, okafors, amina):
    Look.objects.create(by=amina, family=okafors.pk, page="x", through="key_worker")
    for record in (Event, Look):
        with says_no("is_append_only"):
            record.objects.update(family=None if record is Event else okafors.pk)
        with says_no("is_append_only"), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {record._meta.db_table}")


def test_every_row_about_a_family_carries_the_family(db):
    from django.apps import apps

    named_otherwise = {"Family", "Limit", "Professional", "Arrival", "ArrivedPerson"}
    without = [
        model.__name__ for model in apps.get_app_config("families").get_models()
        if model._meta.managed and "family" not in {field.name for field in model._meta.fields}
    ]  # fmt: skip
    assert set(without) == named_otherwise
