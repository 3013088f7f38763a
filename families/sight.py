"""What somebody may see: through which kind of link she reaches how many families, from when to when.

Read from the live links and from nothing else, so that the page says what the gates do. Families are named only
to somebody who reaches them herself; to everybody else they are a number. That somebody is of a family is never
said here, whoever asks.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from families.models import Family, LiveLink, Relationship, RoutedRequest
from relational.identity import errand
from relational.models import Role, RoleHeld, User

HOW = {
    (Role.KEY_WORKER, "named"): "named key worker",
    (Role.KEY_WORKER, "covering"): "stand-in at work, as key worker",
    (Role.VOLUNTEER, "named"): "volunteer",
    (Role.VOLUNTEER, "covering"): "stand-in at work, as volunteer",
    (Role.SUPERVISOR, "team"): "supervisor of the team",
    (Role.PROFESSIONAL, "involvement"): "professional they agreed to",
}


@dataclass
class Reached:
    """One family the viewer reaches as well, and the days of the link."""

    family: Family
    started_on: date
    ended_on: date | None


@dataclass
class Through:
    """One kind of link. `named` are the families that may be named to the viewer; `others` counts the rest."""

    how: str
    count: int
    since: date
    until: date | None  # the last first-day-not-covered; None if one has no end
    named: list[Reached] = field(default_factory=list)

    @property
    def others(self) -> int:
        return self.count - len(self.named)


def what_she_may_see(person, viewer, on: date) -> list[Through]:
    """The links `person` has on that day, kind by kind. A supervisor's team is a number: its families are on its page."""
    links = LiveLink.objects.of(person, on).exclude(role=Role.FAMILY_MEMBER)
    with errand("sight"):  # another's links: as numbers, but for families the viewer reaches herself
        rows = list(links.values_list("role", "via", "family", "started_on", "ended_on").distinct().order_by("started_on"))
    kinds: dict = {}
    for role, via, family, started_on, ended_on in rows:
        kinds.setdefault((role, via), {})[family] = (started_on, ended_on)
    to_name = {key for kind, its in kinds.items() if kind[1] != "team" for key in its}
    known = Family.objects.within_reach_of(viewer, on).filter(pk__in=to_name).in_bulk() if to_name else {}
    found = []
    for kind, label in HOW.items():
        if kind in kinds:
            days = list(kinds[kind].values())
            ends = [ended_on for _, ended_on in days]
            found.append(
                Through(
                    how=label,
                    count=len(days),
                    since=min(started_on for started_on, _ in days),
                    until=None if None in ends else max(ends),
                    named=sorted(
                        (Reached(known[key], *its) for key, its in kinds[kind].items() if key in known),
                        key=lambda one: one.family.name,
                    ),
                )
            )
    return found


@dataclass
class NeedsSomebody:
    """A family whose named person can't reach it any more, though nobody has said goodbye; and who answers meanwhile."""

    family: Family
    spell: Relationship
    meanwhile: User | None


def need_somebody(viewer, on: date, *, person=None) -> list[NeedsSomebody]:
    """Families of the viewer's teams whose named key worker or volunteer does not hold that role any more, or may not
    sign in (only those of `person`, if one is given). Requests go to whoever answers meanwhile; the family still has a
    name that does not come, until somebody says goodbye."""
    links = LiveLink.objects.of(viewer, on).filter(role=Role.SUPERVISOR)
    spells = Relationship.objects.filter(family__in=Family.objects.open(on).filter(pk__in=links.values("family"))).on(
        on
    )
    can_come = Q()
    for role in (Role.KEY_WORKER, Role.VOLUNTEER):
        held = RoleHeld.objects.on(on).filter(role=role, user__is_active=True)
        can_come |= Q(role=role, person__in=held.values("user"))
    gone = spells.named().exclude(can_come)
    if person is not None:
        gone = gone.filter(person=person)
    gone = list(gone.select_related("family", "person").order_by("family__name", "role"))
    if not gone:
        return []
    there = spells.filter(can_come, family__in=[spell.family_id for spell in gone]).exclude(kind="named")
    meanwhile: dict = {}
    for spell in there.select_related("person").order_by("kind"):  # who covers, before who stands in
        meanwhile.setdefault((spell.family_id, spell.role), spell.person)
    return [NeedsSomebody(spell.family, spell, meanwhile.get((spell.family_id, spell.role))) for spell in gone]


def held_requests(person) -> int:
    """How many requests of other professionals wait for her answer."""
    with errand("sight"):
        return RoutedRequest.objects.open().filter(held_by=person).count()
