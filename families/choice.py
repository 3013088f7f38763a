"""Who could be there for a family: the people to choose from, each with what a choice would mean for the family.

Reads only, a fixed number of queries however many people there are. Nobody is ordered by a figure: whoever the
family knows already in that place stands first and the page says so, the others by name. Nobody is chosen here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, Max

from families import models
from families.caseload import Beside
from families.models import Contact, Family, Kind, Relationship, WhoCame
from families.relationships import MET_TOGETHER_WITHIN_DAYS, place
from families.support import previous_person
from relational.identity import errand
from relational.models import Role, User

PLACES = {
    "key_worker": (Role.KEY_WORKER, Kind.NAMED),
    "volunteer": (Role.VOLUNTEER, Kind.NAMED),
    "stand_in": (Role.KEY_WORKER, Kind.STAND_IN),
    "volunteer_stand_in": (Role.VOLUNTEER, Kind.STAND_IN),
}


def spoken(family) -> str:
    return models.spoken(family.name)


def place_of(query) -> tuple[str, str]:
    """Which place a page is about: (role, kind) of its address; a named key worker if it says nothing we know."""
    role, kind = query.get("role", ""), query.get("kind", Kind.NAMED)
    return (role, kind) if (role, kind) in PLACES.values() else PLACES["key_worker"]


def beside(family: Family, on: date) -> Beside:
    """The people who are there for one family on that day, each in her place."""
    return Beside.of(family.relationships.on(on).select_related("person"))


@dataclass
class Candidate:
    """One person who could be chosen. `note` says why she stands first, if she does."""

    person: User
    role: str
    holds: int
    met: int
    last_met: date | None
    together: date | None = None
    leaving: User | None = None
    note: str = ""

    @property
    def key(self):
        return self.person.pk

    @property
    def who(self):
        return self.person

    @property
    def title(self) -> str:
        return self.person.name

    @property
    def lines(self) -> list[str]:
        said = [self.note] if self.note else []
        speaks = [f"Speaks {self.person.speaks}."] if self.person.speaks else []
        said.append(" ".join([*speaks, self.holds_in_words]))
        said.append(self.ledger)
        if self.leaving:
            said.append(self.met_together_in_words)
        return said

    @property
    def holds_in_words(self) -> str:
        return (
            "Holds no family now."
            if not self.holds
            else f"Holds {self.holds} {'family' if self.holds == 1 else 'families'}."
        )

    @property
    def ledger(self) -> str:
        """What choosing her does to the list of people this family has had to meet."""
        if not self.met:
            return "They have not met yet: a new person for the family."
        times = {1: "once", 2: "twice"}.get(self.met, f"{self.met} times")
        return f"They have met {self.person} {times}, last on {self.last_met:%-d %B %Y}."

    @property
    def met_together_in_words(self) -> str:
        if self.together:
            return f"{self.leaving} and {self.person} were there together on {self.together:%-d %B}."
        return f"{self.leaving} and {self.person} have not been there together in the last four weeks."


def candidates(
    family, role: str, on: date, *, first: User | None = None, note: str = "", without: Sequence = (), leaving=None
) -> list[Candidate]:
    """People of the family's team who hold the role on that day, by name; `first` stands at the top, for the reason in `note`."""
    people = [person for person in User.objects.holding(role, on=on, team=family.team) if person not in without]
    if first is not None and first not in people and first not in without:
        people.append(first)
    with errand("sight"):  # a number, also where she is named for families of another team
        holds = dict(
            Relationship.objects.named()
            .filter(role=role, person__in=people)
            .on(on)
            .filter(family__in=Family.objects.open(on))
            .values("person")
            .annotate(n=Count("id"))
            .values_list("person", "n")
        )
    met = {
        row["person"]: row
        for row in WhoCame.objects.filter(family=family, person__in=people, contact__outcome__in=Contact.ACHIEVED)
        .exclude(capacity=WhoCame.Capacity.OBSERVER)
        .values("person")
        .annotate(n=Count("contact", distinct=True), last=Max("contact__happened_on"))
    }
    together = _together(family, leaving, on) if leaving else {}
    found = [
        Candidate(
            person=person,
            role=role,
            holds=holds.get(person.pk, 0),
            met=met.get(person.pk, {}).get("n", 0),
            last_met=met.get(person.pk, {}).get("last"),
            together=together.get(person.pk),
            leaving=leaving,
            note=note if person == first else "",
        )
        for person in people
    ]
    return sorted(found, key=lambda one: one.person != first)


def _together(family, leaving, on: date) -> dict:
    """Person → the last day in four weeks on which she and the one who leaves both came. See also met_together."""
    both = family.contacts.achieved().filter(
        happened_on__range=(on - timedelta(days=MET_TOGETHER_WITHIN_DAYS), on), who_came__person=leaving
    )
    return dict(
        WhoCame.objects.filter(contact__in=both.values("pk"))
        .exclude(person=leaving)
        .values("person")
        .annotate(last=Max("contact__happened_on"))
        .values_list("person", "last")
    )


def to_appoint(family, role: str, kind: str, on: date) -> list[Candidate]:
    """For an empty place: the person who had it before first, if there was one and she is still here."""
    now = beside(family, on)
    named = now.key_worker if role == Role.KEY_WORKER else now.volunteer
    if kind == Kind.STAND_IN:
        return candidates(family, role, on, without=[named.person] if named else [])
    before = previous_person(family, role, on)
    ended = (
        family.relationships.named().filter(role=role, person=before).order_by("-started_on").first()
        if before
        else None
    )
    note = f"Was with them until {ended.ended_on:%B %Y}, so stands first." if ended and ended.ended_on else ""
    return candidates(family, role, on, first=before if note else None, note=note)


def to_cover(family, role: str, on: date) -> list[Candidate]:
    """For days away: the stand-in whom the family has by name first."""
    now = beside(family, on)
    named = now.key_worker if role == Role.KEY_WORKER else now.volunteer
    spell = family.relationships.stand_ins().filter(role=role).on(on).select_related("person").first()
    return candidates(
        family,
        role,
        on,
        first=spell.person if spell else None,
        note="Is their stand-in, so stands first.",
        without=[named.person] if named else [],
    )


def to_follow(family, leaving: Relationship | None, on: date) -> list[Candidate]:
    """For a goodbye and hello: the stand-in first; each with whether the family has met her together with the one who leaves."""
    if leaving is None:
        return []
    spell = family.relationships.stand_ins().filter(role=leaving.role).on(on).select_related("person").first()
    return candidates(
        family,
        leaving.role,
        on,
        first=spell.person if spell else None,
        note="Is their stand-in, so stands first.",
        without=[leaving.person],
        leaving=leaving.person,
    )


@dataclass
class Running:
    """A spell that runs or begins soon, as one may choose it to end."""

    spell: Relationship
    lines: list[str] = field(default_factory=list)

    @property
    def key(self):
        return self.spell.pk

    @property
    def who(self):
        return self.spell.person

    @property
    def title(self) -> str:
        return self.spell.person.name


def running(family, on: date) -> list[Running]:
    """Every spell of the family that covers that day or a later one, key worker first."""
    order = {Kind.NAMED: 0, Kind.COVERING: 1, Kind.STAND_IN: 2}
    spells = family.relationships.from_(on).select_related("person", "covers_for__person")
    spells = sorted(spells, key=lambda spell: (spell.role != Role.KEY_WORKER, order[spell.kind], spell.started_on))
    return [Running(spell, [_what_it_is(spell, on)]) for spell in spells]


def _what_it_is(spell, on) -> str:
    label = place(spell.role, spell.kind)
    if spell.kind == Kind.COVERING:
        label = f"comes for {spell.covers_for.person}"
    begins = "from" if spell.started_on > on else "since"
    until = f", until {spell.ended_on - timedelta(days=1):%-d %B %Y}" if spell.ended_on else ""
    return f"{label[0].upper()}{label[1:]} {begins} {spell.started_on:%-d %B %Y}{until}."


@dataclass
class BeforeGoodbye:
    """What a goodbye for now would end, and what stands in its way."""

    spells: list[Running]
    planned: int
    requests: int
    promises: list


def before_goodbye(family, on: date) -> BeforeGoodbye:
    return BeforeGoodbye(
        spells=running(family, on),
        planned=family.planned.waiting().filter(starts_at__date__gte=on).count(),
        requests=family.requests.open().count(),
        promises=list(family.promises.filter(kept_on=None).select_related("promised_by").order_by("due_on")),
    )
