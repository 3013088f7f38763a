"""Days away: somebody is not here for a while, and the stand-in of each of her families comes forward.

What will happen is shown first; a person confirms it. A stand-in at work is a spell of its own kind and no change
of person (families.relationships.cover). Where a family has no stand-in, somebody must be chosen by hand.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from families import relationships
from families.models import Family, Kind, LiveLink, Relationship, spoken
from relational import events
from relational.models import Away, Role, User
from relational.refusals import Refusal

AT_MOST_DAYS = 366


@dataclass
class Meanwhile:
    """One family of hers in those days. `stand_in` is whoever would come; `covered` is who comes already."""

    family: Family
    spell: Relationship
    stand_in: User | None
    covered: Relationship | None

    @property
    def value(self) -> str:
        """What a form sends back: this family, and the person who was shown beside it."""
        return f"{self.family.pk}.{self.stand_in.pk}.{self.spell.role}" if self.stand_in else ""


def meanwhile(person, viewer, on: date, until: date, *, today: date) -> list[Meanwhile]:
    """Families the viewer supervises and `person` is named for on the first of those days, by name."""
    links = LiveLink.objects.of(viewer, today).filter(role=Role.SUPERVISOR)
    spells = Relationship.objects.of(person).named().on(on).filter(family__in=links.values("family"))
    spells = list(spells.select_related("family", "person").order_by("family__name", "role"))
    beside = Relationship.objects.filter(family__in=[spell.family_id for spell in spells]).select_related("person")
    here = {
        role: set(User.objects.holding(role, on=on).values_list("pk", flat=True))
        for role in {spell.role for spell in spells}
    }
    stand_ins = {
        (one.family_id, one.role): one.person
        for one in beside.stand_ins().on(on)
        if one.person_id in here.get(one.role, ())
    }
    covering = {
        (one.family_id, one.role): one
        for one in beside.covering().filter(started_on__lte=until, ended_on__gt=on).order_by("-started_on")
    }
    keys = [(spell, (spell.family_id, spell.role)) for spell in spells]
    return [Meanwhile(spell.family, spell, stand_ins.get(key), covering.get(key)) for spell, key in keys]


@transaction.atomic
def go_away(
    *, person, by, on: date, until: date, today: date, reason: str = "On leave", stand_ins: list[str] = ()
) -> Away:
    """`person` is away from `on` to `until`, both included; for each of `stand_ins` (values of Meanwhile) that
    person comes in those days. All of it or nothing, and only as it was shown."""
    if until < on:
        raise Refusal("The last day is before the first.", field="until")
    if until < today:
        raise Refusal("These days have passed.", field="until")
    if (until - on).days > AT_MOST_DAYS:
        raise Refusal("That is more than a year. Choose an earlier last day.", field="until")
    if person.away.filter(started_on__lte=until, ended_on__gt=on).exists():
        raise Refusal("Days away are written down for that time already.", field="on")
    shown = {one.value: one for one in meanwhile(person, by, on, until, today=today) if one.stand_in}
    for value in stand_ins:
        one = shown.get(value)
        if one is None or one.covered:
            raise Refusal("Somebody changed who stands in meanwhile. Look at the list again, then confirm.")
        try:
            relationships.cover(
                family=one.family, person=one.stand_in, role=one.spell.role, by=by, on=on, until=until, reason=reason
            )
        except Refusal as refusal:
            raise Refusal(f"For {spoken(one.family.name)}: {refusal}") from refusal
    away = Away.objects.create(user=person, started_on=on, ended_on=until + timedelta(days=1), written_by=by)
    events.record("go_away", away, by=by, person=person.pk, on=on, until=until, stand_ins=len(stand_ins))
    return away


def comes_meanwhile(person, viewer, on: date) -> list[Relationship]:
    """Who stands in for her now or soon, for families the viewer reaches."""
    reached = Family.objects.within_reach_of(viewer, on).values("pk")
    spells = Relationship.objects.filter(kind=Kind.COVERING, covers_for__person=person, family__in=reached).from_(on)
    return list(spells.select_related("person", "family").order_by("started_on", "family__name"))
