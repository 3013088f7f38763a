"""The rows charts are made of: visits to one family, and the spells in which somebody held a place.

A *visit* is one time at the door when the family was met; however many people came, it is one visit.
A time when nobody answered is kept apart and is not a visit. A visit belongs to the closest person who
came: the named person, else the stand-in, else the volunteer, else the others.

People are told apart by the name the family knows them by; the caller makes names distinct.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .words import whole_day

How = Literal["named", "stand_in", "volunteer", "introduced", "not_introduced"]
HOW_IN_WORDS = {
    "named": "named worker",
    "stand_in": "stand-in",
    "volunteer": "volunteer",
    "introduced": "introduced",
    "not_introduced": "not introduced",
}
CLOSENESS = tuple(HOW_IN_WORDS)  # closest first: whose visit it is when several came


@dataclass(frozen=True)
class Person:
    name: str
    how: How

    def __post_init__(self):
        if self.how not in HOW_IN_WORDS:
            raise ValueError(f"{self.how!r} is no way to come; one of {', '.join(CLOSENESS)}")


@dataclass(frozen=True)
class Visit:
    on: date
    people: tuple[Person, ...]
    nobody: bool = False  # nobody answered; `people` are then those who tried

    def __post_init__(self):
        if not self.people and not self.nobody:
            raise ValueError("say who came, or that nobody answered")


@dataclass(frozen=True)
class Spell:
    lane: Literal["named", "volunteer"]
    name: str
    started_on: date
    ended_on: date | None = None  # first day not covered
    stand_in: bool = False
    goodbye: bool = True  # False: it ended and no goodbye was possible

    def covers(self, on: date) -> bool:
        return self.started_on <= on and (self.ended_on is None or on < self.ended_on)

    def overlaps(self, since: date, until: date) -> bool:
        return self.started_on <= until and (self.ended_on is None or self.ended_on > max(since, self.started_on))


def in_window(visits: Sequence[Visit], since: date, until: date) -> list[Visit]:
    """Visits of the window, in one order whatever order they came in. Both days count."""
    return sorted(
        (v for v in visits if since <= v.on <= until),
        key=lambda v: (v.on, v.nobody, sorted((p.how, p.name) for p in v.people)),
    )


def lead(visit: Visit, spells: Sequence[Spell]) -> Person | None:
    """Whose visit it is: the closest person there; of two named people, the one named on that day."""

    def rank(person):
        named_that_day = any(s.name == person.name and s.covers(visit.on) and not s.stand_in for s in spells)
        return CLOSENESS.index(person.how), not named_that_day, person.name

    return min(visit.people, key=rank, default=None)


def table(visits: Sequence[Visit]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    def row(visit):
        people = sorted(visit.people, key=lambda p: (CLOSENESS.index(p.how), p.name))
        how = "nobody answered" if visit.nobody else ", ".join(HOW_IN_WORDS[p.how] for p in people)
        return whole_day(visit.on), ", ".join(p.name for p in people), how

    return ("Day", "Who came", "How"), tuple(row(v) for v in visits)
