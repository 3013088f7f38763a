"""Other professionals around a family: each involvement has a why, somebody who asked, and a last day.

An involvement opens a professional's own thread and nothing else of the family. It lasts 90 days at most, can be
agreed again, and ends at once when the worker withdraws it.
"""

from datetime import date, timedelta

from django.db import transaction

from families.models import Family, Involvement
from families.support import held
from relational import events
from relational.models import Role
from relational.refusals import Refusal

AT_MOST_DAYS = 90


@transaction.atomic
def involve(
    *, family, person, by, on: date, why: str, asked_by: str, agreed: str, days: int = AT_MOST_DAYS
) -> Involvement:
    """`person` is around the family from `on`, for so many days. A decision of its own, never a side effect (law 6)."""
    family = held(family)
    if not 0 < days <= AT_MOST_DAYS:
        raise Refusal(f"At most {AT_MOST_DAYS} days at a time. It can be agreed again.", field="days")
    if not why.strip() or not asked_by.strip():
        raise Refusal("Say why, and who asked. The family reads it.", field="why")
    if not person.is_active or Role.PROFESSIONAL not in person.roles_on(on):
        raise Refusal(f"{person} is not here as a professional then.", field="person")
    if family.involvements.filter(person=person).from_(on).exists():
        raise Refusal(f"{person} is around the family then already.", field="person")
    made = Involvement.objects.create(
        family=family,
        person=person,
        why=why.strip(),
        asked_by=asked_by.strip(),
        agreed=agreed,
        added_by=by,
        started_on=on,
        ended_on=on + timedelta(days=days),
    )
    events.record("involve", made, by=by, family=family, person=person.pk, until=made.ended_on)
    return made


@transaction.atomic
def withdraw(*, involvement, by, on: date, reason: str = "Withdrawn by the worker") -> Involvement:
    """It ends today, in one step: from now the professional reaches nothing through it."""
    family = held(involvement.family)
    involvement = Involvement.objects.select_related("person").select_for_update(of=("self",)).get(pk=involvement.pk)
    if involvement.ended_on <= on:
        raise Refusal(f"This ended on {involvement.ended_on:%-d %B %Y} already.")
    involvement.ended_on = max(on, involvement.started_on)
    involvement.end_reason = reason[:200]
    involvement.save(update_fields=["ended_on", "end_reason"])
    events.record("withdraw", involvement, by=by, family=family, person=involvement.person_id, reason=reason)
    return involvement


def around(family, on: date) -> list[Involvement]:
    """Who else is around the family on that day, the one that ends first standing first."""
    return list(
        family.involvements.on(on).select_related("person", "person__professional").order_by("ended_on", "started_on")
    )


def reached(viewer, on: date):
    """Families the viewer reaches: only those may be named to her."""
    return Family.objects.within_reach_of(viewer, on)


def around_of(person, families, on: date) -> list[Involvement]:
    """This person's involvements with families that the viewer reaches."""
    return list(
        Involvement.objects.on(on)
        .filter(person=person, family__in=families)
        .select_related("family")
        .order_by("ended_on")
    )
