"""Who is there for a family: appoint, name a stand-in, cover, hand over, end.

"On" is always the first day the change holds. A spell ends on the first day it does not cover, so a goodbye
and a hello can share one date with no gap and no overlap.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from families import notices
from families.models import ChangedFamily, Contact, Handover, Kind, Relationship, Side
from families.support import held
from relational import events
from relational.models import Role
from relational.refusals import Refusal

MET_TOGETHER_WITHIN_DAYS = 28


@transaction.atomic
def appoint(
    *, family, person, role, by, on: date, reason: str, side: str = Side.SERVICE, kind: str = Kind.NAMED
) -> Relationship:
    """Begin a spell: `person` is the family's named key worker or volunteer (or stand-in) from `on`.

    Refuses when somebody has that place then, when the person does not hold the role, or when the family is
    not with us on that day.
    """
    spell = _begin(family=family, person=person, role=role, by=by, on=on, reason=reason, side=side, kind=kind)
    _written(family, "appoint", spell, by=by, on=on, role=role, kind=kind)
    return spell


@transaction.atomic
def cover(*, family, person, role, by, on: date, until: date, reason: str) -> Relationship:
    """`person` comes instead of the named one from `on` to `until`, both days included. Not a change of person."""
    family = held(family)
    named = family.relationships.named().filter(role=role).on(on).select_related("person").first()
    if named is None:
        raise Refusal(f"The family has no {Role(role).label} to stand in for. Appoint one instead.")
    if person == named.person:
        raise Refusal(f"{person} is the named {Role(role).label}. Choose who comes instead.", field="person")
    if until < on:
        raise Refusal("The last day is before the first.", field="until")
    _must_hold(person, role, on)
    if family.relationships.covering().filter(role=role, started_on__lte=until, ended_on__gt=on).exists():
        raise Refusal(f"Somebody covers for {named.person} in those days already.", field="on")
    spell = Relationship.objects.create(
        family=family,
        person=person,
        role=role,
        kind=Kind.COVERING,
        covers_for=named,
        started_on=on,
        start_reason=reason,
        started_by=by,
        ended_on=until + timedelta(days=1),
        end_reason="The cover was for these days",
        end_side=Side.SERVICE,
        ended_by=by,
    )
    if until >= timezone.localdate():  # a cover that is over already changes nothing for what waits today
        _requests_go_on(family, named.person, to=person, holder="stand_in", on=on)
    notices.tell_person_of_new_family(spell)
    notices.tell_family_of_cover(spell, until=until)
    _written(family, "cover", spell, by=by, on=on, until=until, role=role)
    return spell


@transaction.atomic
def hand_over(
    *,
    family,
    to,
    role,
    by,
    on: date,
    reason: str,
    side: str = Side.SERVICE,
    why_not_together: str = "",
    need_not_tell_again: str = "",
) -> Handover:
    """One named person says goodbye and the next says hello on the same day.

    The family should have met both together in the four weeks before; where it has not, the handover says why.
    """
    family = held(family)
    leaving = family.relationships.named().filter(role=role).on(on).select_related("person").first()
    if leaving is None:
        raise Refusal(f"The family has no {Role(role).label} to hand over from. Appoint one instead.")
    if leaving.person == to:
        raise Refusal(f"{to} is the named {Role(role).label} already.", field="to")
    if leaving.started_on >= on:
        raise Refusal(f"{leaving.person} only begins on {leaving.started_on:%-d %B}. Choose a later day.", field="on")
    together = met_together(family, leaving.person, to, on)
    if together is None and not why_not_together.strip():
        raise Refusal(
            f"{leaving.person} and {to} have not met the family together in the last four weeks. "
            "Log that visit first, or say why it could not be.",
            field="why_not_together",
        )
    leaving.end(on=on, reason=reason, side=side, by=by)
    for covering in family.relationships.covering().filter(role=role).from_(on):
        covering.end(on=on, reason="Handed over", side=Side.SERVICE, by=by)
    arriving = _begin(
        family=family, person=to, role=role, by=by, on=on, reason=f"Follows {leaving.person}: {reason}"[:200], side=side
    )
    handover = Handover.objects.create(
        family=family,
        leaving=leaving,
        arriving=arriving,
        handed_over_on=on,
        met_together=together,
        why_not_together="" if together else why_not_together,
        need_not_tell_again=need_not_tell_again,
        recorded_by=by,
    )
    _requests_go_on(family, leaving.person, to=to, holder="named", on=on)
    family.planned.waiting().filter(person=leaving.person, starts_at__date__gte=on).update(person=to)
    _written(family, "hand_over", handover, by=by, on=on, role=role)
    return handover


@transaction.atomic
def end(*, relationship, by, on: date, reason: str, side: str) -> Relationship:
    """End a spell with a reason, and whose reason it was. Nobody follows by this."""
    family = held(relationship.family)
    spell = family.relationships.select_for_update().select_related("person").get(pk=relationship.pk)
    if spell.ended_on is not None and spell.ended_on <= timezone.localdate():
        raise Refusal(f"This ended on {spell.ended_on:%-d %B %Y} already.")
    if on < spell.started_on:
        raise Refusal(f"It began on {spell.started_on:%-d %B %Y}. It can't end before that.", field="on")
    if spell.ended_on is not None and on >= spell.ended_on:
        raise Refusal(f"This ends on {spell.ended_on:%-d %B %Y} already. Choose an earlier day.", field="on")
    if not reason.strip():
        raise Refusal("Say why it ends. The family may read it.", field="reason")
    spell.end(on=on, reason=reason, side=side, by=by)
    for covering in spell.covered_by.from_(on):
        covering.end(on=on, reason="The named person left", side=Side.SERVICE, by=by)
    _requests_go_on(family, spell.person, on=on)
    # Nobody follows, so what she meant to do from then on is called off, unless she still comes in another place.
    if not family.relationships.of(spell.person).exclude(kind=Kind.STAND_IN).on(on).exists():
        planned = family.planned.waiting().filter(person=spell.person, starts_at__date__gte=on)
        planned.update(called_off_at=timezone.now())
    _written(family, "end", spell, by=by, on=on, role=spell.role, side=side)
    return spell


def _begin(*, family, person, role, by, on: date, reason: str, side: str, kind: str = Kind.NAMED) -> Relationship:
    family = held(family)
    period = family.periods.on(on).first()
    if period is None:
        raise Refusal(f"The family is not with us on {on:%-d %B %Y}. Welcome the family back first.", field="on")
    _must_hold(person, role, on)
    there = (
        family.relationships.filter(role=role, kind=kind)
        .from_(on)
        .select_related("person")
        .order_by("started_on")
        .first()
    )
    if there and there.covers(on):
        raise Refusal(
            f"The family already has {there.person} as {place(role, kind)}. Hand over, or end that first.",
            field="person",
        )
    if there:
        raise Refusal(
            f"{there.person} begins as {place(role, kind)} on {there.started_on:%-d %B %Y}. Choose a day after that ends.",
            field="on",
        )
    if kind == Kind.STAND_IN and _named(family, role, on, of=person):
        raise Refusal(
            f"{person} is the named {Role(role).label} already. The stand-in is somebody else.", field="person"
        )
    spell = Relationship.objects.create(
        family=family,
        person=person,
        role=role,
        kind=kind,
        started_on=on,
        start_reason=reason,
        start_side=side,
        started_by=by,
    )
    if period.ended_on:  # a goodbye for now is agreed: it ends this as well
        spell.end(on=period.ended_on, reason="Goodbye for now", side=Side.NEITHER, by=by)
    if kind == Kind.NAMED:
        _stands_in_no_more(family, person, role, by=by, on=on)
        notices.tell_family_of_new_person(spell)
        notices.tell_person_of_new_family(spell)
    return spell


def met_together(family, one, other, on: date) -> Contact | None:
    """The latest contact in the four weeks before `on` to which both came."""
    return (
        family.contacts.achieved()
        .filter(happened_on__range=(on - timedelta(days=MET_TOGETHER_WITHIN_DAYS), on), who_came__person=one)
        .filter(who_came__person=other)
        .newest_first()
        .first()
    )


def place(role: str, kind: str) -> str:
    """What a place is called in a sentence: key worker, stand-in for the volunteer."""
    label = Role(role).label
    return label if kind == Kind.NAMED else f"stand-in for the {label}"


def _requests_go_on(family, holder_now, *, on, to=None, holder=""):
    """What waits with `holder_now` goes to `to` on that day. If the day is yet to come, or nobody follows, the clock
    passes it on then (routing.pass_on); till then it stays with somebody who can open it, and never waits longer."""
    waiting = family.requests.open().filter(held_by=holder_now)
    if to is not None and on <= timezone.localdate():
        waiting.update(held_by=to, holder=holder)
    else:
        waiting.filter(Q(moves_on=None) | Q(moves_on__gt=on)).update(moves_on=on)


def _must_hold(person, role, on):
    if not person.is_active or role not in person.roles_on(on):
        raise Refusal(
            f"{person} is not a {Role(role).label} here on {on:%-d %B %Y}. Choose somebody who is.", field="person"
        )


def _named(family, role, on, *, of):
    return family.relationships.named().filter(role=role, person=of).on(on).exists()


def _stands_in_no_more(family, person, role, *, by, on):
    for spell in family.relationships.of(person).filter(role=role).exclude(kind=Kind.NAMED).from_(on):
        spell.end(on=on, reason="Is now the named person", side=Side.SERVICE, by=by)


def _written(family, verb, subject, *, by, **details):
    ChangedFamily.objects.mark(family)
    events.record(verb, subject, by=by, family=family, **details)
