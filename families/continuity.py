"""Continuity: what we count, exactly. Everything here only reads and counts; families.flags acts on it.

All of it speaks of what the service did, never of the family. What the words mean:

window        the last N local dates *including* the day counted on: 90 days on 31 March begin on 1 January
contact       one that counts: kept, two-way, with somebody of the family (ContactQuerySet.counted)
person        anybody who came, in one of the capacities of WhoCame; observers and interpreters are not counted
event         what is counted when we count visits. A visit made together is one event with a set of people. Of one
              local day, the same people (or some of them again) are the same event; other people are another event
named         the person who was named key worker on the day of the contact. On the day of a goodbye and hello both are
introduced    the contact came through the named person, the stand-in, a request or the law, or the family knew of it
unknown       None. Never 0, never 1: a share of nothing is not a bad share, and not a good one

One text (families.counting) counts all figures for one family, a caseload or everybody: one lateral per family, so the
work is bounded by a family's own window. It gives each number *and* the contacts and people behind it, so a page
and its list, a flag and its evidence can't disagree. Numbers are kept as whole numbers in Reading, with VERSION;
a ratio is made when it is shown. What each figure is stands in the function of its name below; the same in words
for everybody is docs/how_we_count.md. Sources are sections of the design, continuity.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from families.counting import (
    CHANGES_DAYS,
    DOOR_DAYS,
    FACES_DAYS,
    FEWEST_FAMILIES,
    FEWEST_VISITS,
    MEASURES,
    MONTHLY,
    NAMED_SHARE_DAYS,
    NEW_FACES_DAYS,
    OUTSIDE_DAYS,
    WRITE_READINGS,
    chunks,
    keys,
    words,
)
from families.models import Reading
from relational.charts.run import Point

# --- Counting and keeping -----------------------------------------------------------------------------------------


def measure(on: date, families: Iterable | None = None) -> int:
    """Count open families as of `on` and keep one Reading each; again for the same day writes over it.

    Each chunk is one statement and one transaction, so a run that is killed keeps what it has. Returns how many.
    """
    return sum(write_readings(on, chunk) for chunk in chunks(on, families))


def write_readings(on: date, chunk: Sequence[UUID]) -> int:
    """Count the open ones of these families, all in one statement."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(WRITE_READINGS, words(on, chunk))
        return cursor.rowcount


def latest(families, on: date | None = None) -> dict[UUID, Reading]:
    """The newest reading of each family, up to `on` if given, by the family's key. A family never counted has none."""
    readings = Reading.objects.filter(family__in=keys(families))
    if on is not None:
        readings = readings.filter(counted_on__lte=on)
    return {reading.family_id: reading for reading in readings.order_by("family", "-counted_on").distinct("family")}


# --- Figures about one family -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """A number and the list behind it. `contacts` are all that were looked at, `these` are those in the numerator.

    `numerator` None is unknown. `denominator` None means that it is a count, not a share.
    """

    numerator: int | None = None
    denominator: int | None = None
    since: date | None = None
    until: date | None = None
    contacts: tuple[UUID, ...] = ()
    these: tuple[UUID, ...] = ()
    people: tuple[UUID, ...] = ()

    @property
    def share(self) -> float | None:
        """The ratio, or None where there is none to make."""
        return share(self.numerator, self.denominator)


def share(numerator: int | None, denominator: int | None) -> float | None:
    return numerator / denominator if denominator and numerator is not None else None


@dataclass(frozen=True)
class Measures:
    """Everything MEASURES says of one family as of a day."""

    on: date
    row: dict

    def _window(self, days: int) -> dict:
        return {"since": self.on - timedelta(days=days - 1), "until": self.on}

    def _counted(self, name: str, days: int, *, contacts="", these="", people="", of="") -> Figure:
        row = self.row
        return Figure(
            row[name],
            row[of] if of else None,
            **self._window(days),
            contacts=tuple(row[contacts] if contacts else ()),
            these=tuple(row[these or contacts] if these or contacts else ()),
            people=tuple(row[people] if people else ()),
        )

    def _clock(self, name: str, days: int | None, **behind) -> Figure:
        if days is None:
            return Figure()
        return Figure(self.row[name], None, self.on - timedelta(days=days), self.on, **behind)

    @property
    def contacts_90d(self) -> Figure:
        return self._counted("contacts_90d", FACES_DAYS, contacts="behind_contacts")

    @property
    def named_share_90d(self) -> Figure:
        return self._counted(
            "key_work_named_90d",
            NAMED_SHARE_DAYS,
            of="key_work_90d",
            contacts="behind_key_work",
            these="behind_key_work_named",
        )

    @property
    def named_or_stand_in_share_90d(self) -> Figure:
        return self._counted(
            "key_work_named_or_stand_in_90d", NAMED_SHARE_DAYS, of="key_work_90d",
            contacts="behind_key_work", these="behind_named_or_stand_in",
        )  # fmt: skip

    @property
    def faces_90d(self) -> Figure:
        return self._counted("faces_90d", FACES_DAYS, contacts="behind_faces", people="people_faces")

    @property
    def new_faces_30d(self) -> Figure:
        return self._counted("new_faces_30d", NEW_FACES_DAYS, people="people_new")

    @property
    def faces_56d(self) -> Figure:
        return self._counted("faces_56d", DOOR_DAYS, people="people_door")

    @property
    def not_introduced_56d(self) -> Figure:
        return self._counted("not_introduced_56d", DOOR_DAYS, people="people_not_introduced", of="faces_56d")

    @property
    def outside_share_90d(self) -> Figure:
        return self._counted(
            "others_outside_90d", OUTSIDE_DAYS, of="others_90d", contacts="behind_others", these="behind_outside"
        )

    @property
    def named_changes_12m(self) -> Figure:
        return self._counted("named_changes_12m", CHANGES_DAYS)

    @property
    def days_since_named(self) -> Figure:
        seen = self.row["last_seen_contact"]
        return self._clock("days_since_named", self.row["days_since_named"], contacts=(seen,) if seen else ())

    @property
    def working_days_since_named(self) -> Figure:
        seen = self.row["last_seen_contact"]
        return self._clock("working_days_since_named", self.row["days_since_named"], contacts=(seen,) if seen else ())

    @property
    def days_without_named(self) -> Figure:
        return self._clock("days_without_named", self.row["days_without_named"])

    @property
    def working_days_without_named(self) -> Figure:
        return self._clock("working_days_without_named", self.row["days_without_named"])

    @property
    def both_halves_90d(self) -> Figure:
        return self._counted(
            "both_halves_90d", FACES_DAYS, of="logs_90d", contacts="behind_logs", these="behind_both_halves"
        )


def measures(families, on: date) -> dict[UUID, Measures]:
    """Every figure with what is behind it, for those of the families that are open on `on`, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(MEASURES, words(on, keys(families)))
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["family_id"]: Measures(on, row) for row in rows}


def _one(family, on: date, name: str) -> Figure:
    found = measures([family], on)
    return getattr(found[family.pk], name) if family.pk in found else Figure()


def named_share(family, on: date) -> Figure:
    """Of the key-work events of 90 days, those with the person who was named key worker on that day.

    Unit: events of events. Key-work events are those to which somebody came in the capacity of key work, on days on
    which the family had a named key worker at all: against nobody, nothing can be compared, and the days without
    are their own figure. A visit made together is with the named person if she was there. None when there were no
    such events. Said as "3 of 4" below 4 events, and no flag below the limit's minimum.
    Source: UPC-named, the person-level SLICC (continuity.md 1.2, 1.3; limit T04).
    """
    return _one(family, on, "named_share_90d")


def named_or_stand_in_share(family, on: date) -> Figure:
    """As named_share, but the stand-in of that day, in waiting or covering, counts as well.

    Unit: events of events. Source: a separate number beside the person's, never in its place (continuity.md 1.12).
    """
    return _one(family, on, "named_or_stand_in_share_90d")


def faces(family, on: date) -> Figure:
    """Different professionals the family met in 90 days: key work and other professionals, by any counted contact.

    Unit: people. The volunteer is not a professional and is not counted; nor are observers and interpreters.
    Source: number of providers, for every role together (continuity.md 1.11; limit T01).
    """
    return _one(family, on, "faces_90d")


def new_faces(family, on: date) -> Figure:
    """People who met the family for the first time ever in the last 30 days, in any capacity but observer.

    Unit: people. Taken literally, with one exception: in the first 30 days of a support period the named key worker
    and the named volunteer are not churn. Somebody has to be met first, so a person who was named on the day of
    that first meeting is left out then. The person who follows in a later handover is a new face.
    Source: policy (limit T06).
    """
    return _one(family, on, "new_faces_30d")


def faces_at_the_door(family, on: date) -> Figure:
    """Different people met in person in 8 weeks, in any capacity but observer: home, out together, at our place.

    Unit: people. Source: the ledger of people a family has had to meet; policy.
    """
    return _one(family, on, "faces_56d")


def not_introduced(family, on: date) -> Figure:
    """Of the faces at the door, people who were not introduced at any of their contacts of the 8 weeks.

    Unit: people of people. Introduced: by the named person or stand-in, through a request, by law, or the family knew.
    """
    return _one(family, on, "not_introduced_56d")


def outside_share(family, on: date) -> Figure:
    """Of the events of 90 days to which another professional came, those outside the link.

    Unit: events of events. None when no other professional came. Source: policy (limit T05).
    """
    return _one(family, on, "outside_share_90d")


def named_changes(family, on: date) -> Figure:
    """How often in 365 days somebody else became the named key worker than the one named before.

    Unit: changes. The first person ever is no change; cover is no change; the same person after a gap is none;
    A, B, A is two. Source: Stability Index of the Children's Commissioner (continuity.md 2.1; limit T02).
    """
    return _one(family, on, "named_changes_12m")


def days_since_named(family, on: date) -> Figure:
    """Days since the present named key worker last saw or spoke to the family; from her first day if she has not yet.

    Unit: days; the limits of child-in-need and child-protection plans count working days instead. None when nobody is
    named: that is days_without_named. Source: visit intervals (continuity.md 2.4; limit T08).
    """
    return _one(family, on, "days_since_named")


def days_without_named(family, on: date) -> Figure:
    """Days since the family last had a named key worker, or since it came to us. None when it has one.

    Unit: days; the limit counts working days. Source: policy (limit T17).
    """
    return _one(family, on, "days_without_named")


def both_halves(family, on: date) -> Figure:
    """Of the contacts of 90 days about which facts were written, those that say how it was as well.

    Unit: contacts of contacts. Shown for a team only; not red, and counted against nobody.
    """
    return _one(family, on, "both_halves_90d")


# --- Figures about several families -------------------------------------------------------------------------------


@dataclass(frozen=True)
class TeamShare:
    """A share over several families. Small numbers are hidden: then it is `too_few` to say and has no numbers."""

    numerator: int | None
    denominator: int | None
    families: int
    too_few: bool = False

    @property
    def share(self) -> float | None:
        return share(self.numerator, self.denominator)


@dataclass(frozen=True)
class TeamFigures:
    """What a team page says. `counted_at` is the moment of the oldest reading in it; `not_counted` families have no reading yet."""

    families: int
    not_counted: int
    counted_at: datetime | None
    named: TeamShare
    named_or_stand_in: TeamShare
    outside: TeamShare
    not_introduced: TeamShare
    both_halves: TeamShare
    faces: dict[UUID, int]  # family -> different people met in 8 weeks; empty when there are too few families
    too_few_families: bool


def team_figures(families, on: date) -> TeamFigures:
    """The figures of a team from its families' newest readings: sums over families, never a mean of ratios.

    Unit of each share: events of events (people of people for `not_introduced`). The families behind a share are those
    with a denominator. Fewer than 4 visits or 5 families are too few to say. Source: continuity.md 1.3, 4.3.
    """
    wanted = keys(families)
    readings = list(latest(wanted, on).values())

    def of(numerator: str, denominator: str) -> TeamShare:
        with_some = [reading for reading in readings if getattr(reading, denominator)]
        n, d = (sum(getattr(reading, name) for reading in with_some) for name in (numerator, denominator))
        if d < FEWEST_VISITS or len(with_some) < FEWEST_FAMILIES:
            return TeamShare(None, None, len(with_some), too_few=True)
        return TeamShare(n, d, len(with_some))

    too_few = len(readings) < FEWEST_FAMILIES
    return TeamFigures(
        families=len(readings),
        not_counted=len(wanted) - len(readings),
        counted_at=min((reading.counted_at for reading in readings), default=None),
        named=of("key_work_named_90d", "key_work_90d"),
        named_or_stand_in=of("key_work_named_or_stand_in_90d", "key_work_90d"),
        outside=of("others_outside_90d", "others_90d"),
        not_introduced=of("not_introduced_56d", "faces_56d"),
        both_halves=of("both_halves_90d", "logs_90d"),
        faces={} if too_few else {reading.family_id: reading.faces_56d for reading in readings},
        too_few_families=too_few,
    )


def monthly_named_share(families, on: date, months: int = 13) -> list[Point]:
    """The named share of several families month by month, up to and with the month of `on`, oldest first.

    Unit: events of events, as named_share counts them, each in its own calendar month; who was named is asked of the
    day of each event, so a family's past keeps the people it had. A month without events is 0 of 0: no share.
    """
    numbers = [on.year * 12 + on.month - 1 - back for back in reversed(range(months))]  # months since year 0
    firsts = [date(number // 12, number % 12 + 1, 1) for number in numbers]
    with connection.cursor() as cursor:
        cursor.execute(MONTHLY, words(on, keys(families), since=firsts[0]))
        found = {month: (numerator, denominator) for month, numerator, denominator in cursor.fetchall()}
    return [Point(first, *found.get(first, (0, 0))) for first in firsts]
