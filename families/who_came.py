"""Who came and who held which place, as rows for pictures: the ribbon of one family, the strips of a caseload.

The days, the events and the names are the ones continuity counts by (families.continuity, families.counting), so that a picture, its
sentence and a figure on the same page say the same.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection

from families.counting import GOODBYE_DAYS, WHO_CAME, keys, words
from families.models import Contact, Kind, Relationship, WhoCame
from relational.charts.visits import CLOSENESS, Person, Spell, Visit
from relational.models import Role


@dataclass(frozen=True)
class _Came:
    """One person at one contact, as WHO_CAME says it."""

    family: UUID
    contact: UUID
    on: date
    nobody: bool
    introduced: bool
    capacity: str
    named: bool
    standing_in: bool
    person: UUID
    called: str
    name: str

    @property
    def how(self) -> str:
        if self.named:
            return "named"
        if self.standing_in:
            return "stand_in"
        if self.capacity == WhoCame.Capacity.VOLUNTEER:
            return "volunteer"
        return "introduced" if self.introduced else "not_introduced"


def _who_came(families, since: date, until: date) -> list[_Came]:
    outcomes = (*Contact.ACHIEVED, Contact.Outcome.NOBODY_ANSWERED)
    with connection.cursor() as cursor:
        cursor.execute(WHO_CAME, words(until, keys(families), since=since, outcomes=outcomes))
        return [_Came(*row) for row in cursor.fetchall()]


def _names(people: Iterable[tuple[UUID, str, str]]) -> dict[UUID, str]:
    """What to call each person so that no two share a name: her first name, else the whole, else with a number."""
    names: dict[UUID, str] = {}
    people = sorted(set(people), key=lambda person: person[0])
    for person, called, name in people:
        same_called = sum(other[1] == called for other in people) > 1
        candidate, number = name if same_called else called or name, 1
        while candidate in names.values():
            number += 1
            candidate = f"{name} ({number})"
        names[person] = candidate
    return names


def _visits(came: Iterable[_Came], names: dict[UUID, str]) -> list[Visit]:
    """Visits as the ribbon draws them: events, by the rule of EVENT above. Each try when nobody answered is its own."""
    contacts: dict[UUID, dict[UUID, _Came]] = {}
    for row in came:
        contacts.setdefault(row.contact, {})[row.person] = row
    days: dict[tuple[date, bool], list[dict[UUID, _Came]]] = {}
    for people in contacts.values():
        one = next(iter(people.values()))
        days.setdefault((one.on, one.nobody), []).append(people)
    return [
        Visit(on, tuple(Person(names[person], how) for person, how in people.items()), nobody)
        for (on, nobody), same_day in days.items()
        for people in ([_how([people]) for people in same_day] if nobody else _events(same_day))
    ]


def _events(same_day: list[dict[UUID, _Came]]) -> Iterator[dict[UUID, str]]:
    for number, people in enumerate(same_day):
        sets = [other.keys() for other in same_day]
        if not any(people.keys() < other or (people.keys() == other and i < number) for i, other in enumerate(sets)):
            yield _how([other for other in same_day if other.keys() <= people.keys()])


def _how(contacts: list[dict[UUID, _Came]]) -> dict[UUID, str]:
    """How each person came, by the closest way she did."""
    how: dict[UUID, str] = {}
    for person, row in (each for people in contacts for each in people.items()):
        how[person] = min(row.how, how.get(person, CLOSENESS[-1]), key=CLOSENESS.index)
    return how


def ribbon_rows(family, since: date, until: date) -> tuple[list[Spell], list[Visit]]:
    """Who held which place and who came, for relational.charts.ribbon, in two queries.

    Who was named is asked of the day of each visit. A spell ended with a goodbye if the family met both together at
    the handover, or, where nobody followed, if the one who left was seen in its last four weeks. Cover is a band;
    a stand-in in waiting is none, for she did not hold the place.
    """
    came = _who_came([family], since - timedelta(days=GOODBYE_DAYS), until)
    held = list(
        Relationship.objects.filter(family=family, started_on__lte=until, kind__in=(Kind.NAMED, Kind.COVERING))
        .from_(since).select_related("person", "goodbye").order_by("started_on", "pk")
    )  # fmt: skip
    shown = [row for row in came if since <= row.on <= until]
    names = _names(
        [(row.person, row.called, row.name) for row in shown]
        + [(r.person_id, r.person.called, r.person.name) for r in held]
    )
    spells = [
        Spell(
            lane="named" if spell.role == Role.KEY_WORKER else "volunteer",
            name=names[spell.person_id],
            started_on=spell.started_on,
            ended_on=spell.ended_on,
            stand_in=spell.kind == Kind.COVERING,
            goodbye=_said_goodbye(spell, came),
        )
        for spell in held
        if spell.ended_on is None or spell.ended_on > spell.started_on
    ]
    return spells, _visits(shown, names)


def _said_goodbye(spell: Relationship, came: Iterable[_Came]) -> bool:
    if spell.ended_on is None or spell.kind != Kind.NAMED:
        return True
    if hasattr(spell, "goodbye"):
        return spell.goodbye.met_together_id is not None
    first = spell.ended_on - timedelta(days=GOODBYE_DAYS)
    return any(row.person == spell.person_id and not row.nobody and first <= row.on <= spell.ended_on for row in came)


def caseload_visits(families, since: date, until: date) -> dict[UUID, list[Visit]]:
    """Who came to each of these families, for relational.charts.strip, in one query however many they are."""
    rows: dict[UUID, list[_Came]] = {key: [] for key in keys(families)}
    for row in _who_came(list(rows), since, until):
        rows[row.family].append(row)
    return {
        key: _visits(came, _names((row.person, row.called, row.name) for row in came)) for key, came in rows.items()
    }
