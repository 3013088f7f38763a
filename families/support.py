"""A family comes to us, says goodbye for now, and may come back.

What we stand beside a family for is a period (SupportPeriod). Ending one takes nothing away: the people it
knew stay on its pages, and when it comes back its previous person is offered first.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from families.models import ChangedFamily, ContactDetail, Family, FamilyMember, SupportPeriod
from relational import events
from relational.refusals import Refusal


def held(family: Family) -> Family:
    """The same family, held until this transaction ends, so that two people decide one after the other."""
    return Family.objects.select_for_update().get(pk=family.pk)


@transaction.atomic
def refer(
    *,
    name,
    team,
    why,
    asked_by,
    kind,
    by,
    on: date,
    members=(),
    area="",
    speaks="",
    safe_contact="",
    rhythm_days=None,
    address="",
    postcode="",
    phone="",
) -> Family:
    """Bring a family in. `members` are dicts of FamilyMember fields. Nobody is appointed by this (law 6)."""
    family = Family.objects.create(
        name=name, team=team, area=area, speaks=speaks, safe_contact=safe_contact, rhythm_days=rhythm_days
    )
    for member in members:
        FamilyMember.objects.create(family=family, **member)
    SupportPeriod.objects.create(family=family, started_on=on, kind=kind, why=why, asked_by=asked_by, started_by=by)
    if address or postcode or phone:
        ContactDetail.objects.create(
            family=family, address=address, postcode=postcode.upper(), phone=phone, started_on=on
        )
    ChangedFamily.objects.mark(family)
    events.record("refer", family, by=by, family=family, asked_by=asked_by, on=on)
    return family


@transaction.atomic
def say_goodbye_for_now(*, family, by, on: date, reason: str) -> SupportPeriod:
    """End our support on `on` (the first day it does not cover), and with it every spell that still runs."""
    family = held(family)
    period = family.periods.on(on).first()
    if period is None:
        raise Refusal(f"The family is not with us on {on:%-d %B %Y}, so there is nothing to end.")
    if period.ended_on is not None:
        raise Refusal(f"The goodbye for {period.ended_on:%-d %B %Y} is agreed already.", field="on")
    if not reason.strip():
        raise Refusal("Say how it ended, so that whoever meets the family next understands.", field="reason")
    waiting = family.requests.open().count()
    if waiting:
        raise Refusal(f"{waiting} request about this family still waits for an answer. Answer it first.")
    for spell in family.relationships.from_(on):
        spell.end(on=on, reason="Goodbye for now", side="neither", by=by)
    family.planned.waiting().filter(starts_at__date__gte=on).update(called_off_at=timezone.now())
    period.ended_on, period.end_reason, period.ended_by = on, reason, by
    period.save(update_fields=["ended_on", "end_reason", "ended_by"])
    ChangedFamily.objects.mark(family)
    events.record("say_goodbye_for_now", family, by=by, family=family, on=on)
    return period


@transaction.atomic
def welcome_back(*, family, by, on: date, why: str, asked_by: str, kind: str) -> SupportPeriod:
    """A new period for a family that was with us before. Its previous people are offered, never appointed."""
    family = held(family)
    if family.periods.from_(on).exists():
        raise Refusal("The family is with us already.")
    period = SupportPeriod.objects.create(
        family=family, started_on=on, kind=kind, why=why, asked_by=asked_by, started_by=by
    )
    ChangedFamily.objects.mark(family)
    events.record("welcome_back", family, by=by, family=family, on=on)
    return period


def previous_person(family, role: str, on: date):
    """The last person named in that role before `on` who still holds it, or None: to be offered first."""
    spells = (
        family.relationships.named()
        .filter(role=role, started_on__lte=on)
        .order_by("-started_on")
        .select_related("person")
    )
    return next((spell.person for spell in spells if role in spell.person.roles_on(on)), None)


def new_member(*, name: str, called: str = "", **facts) -> dict:
    """A member of a family as `refer` takes it."""
    return {"name": name, "called": called or name.split()[0], **facts}
