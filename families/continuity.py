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

One text, MEASURES, counts all figures for one family, a caseload or everybody: one lateral per family, so the
work is bounded by a family's own window. It gives each number *and* the contacts and people behind it, so a page
and its list, a flag and its evidence can't disagree. Numbers are kept as whole numbers in Reading, with VERSION;
a ratio is made when it is shown. What each figure is stands in the function of its name below; the same in words
for everybody is docs/how_we_count.md. Sources are sections of the design, continuity.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from families.models import Contact, Family, Reading
from relational.charts.run import Point
from relational.working_days import bank_holidays

VERSION = 1  # of everything on this page; a changed definition is a new version, and old readings keep theirs

FACES_DAYS = NAMED_SHARE_DAYS = OUTSIDE_DAYS = 90
NEW_FACES_DAYS = 30
DOOR_DAYS = 56
CHANGES_DAYS = 365
SETTLING_DAYS = 30  # of a support period, in which the named people are met for the first time as they should be
GOODBYE_DAYS = 28  # before an ending, within which a visit was a chance to say goodbye

FEWEST_VISITS, FEWEST_FAMILIES = 4, 5  # below these a figure about several families is too few to say

INTRODUCED = (Contact.How.NAMED, Contact.How.STAND_IN, Contact.How.REQUEST, Contact.How.BY_LAW)
WORKING_DAYS_FROM = date(2000, 1, 1)
CHUNK = 200  # families counted in one statement and one transaction, which holds them for a moment

FIGURES = tuple(
    field.name
    for field in Reading._meta.concrete_fields
    if field.name not in {"id", "family", "counted_on", "counted_at", "version"}
)


# --- The measuring text -------------------------------------------------------------------------------------------

# `spell`: who held which place in the family `f`, with the last day she counts as having held it. A named person
# who hands over still counts on the day of the hello; a spell that covered no day never was.
# See also SpellQuerySet.on, which answers for one day and gives that day to the one who arrives.
SPELL = """
  SELECT r.id, r.role, r.kind, r.person_id, r.started_on, r.ended_on,
         CASE WHEN r.ended_on IS NULL THEN 'infinity'::date
              WHEN r.kind = 'named' AND lead(r.started_on) OVER place = r.ended_on THEN r.ended_on
              ELSE r.ended_on - 1 END AS last_day,
         lag(r.person_id) OVER place AS person_before
    FROM families_relationship r
   WHERE r.family_id = f.id AND r.started_on <= %(on)s::date AND (r.ended_on IS NULL OR r.ended_on > r.started_on)
  WINDOW place AS (PARTITION BY r.role, r.kind ORDER BY r.started_on)
"""

# `came`: one row for each person at each contact of the window. See also ContactQuerySet.counted.
CAME = """
  SELECT c.id, c.happened_on AS day, c.started_at, c.outcome, c.how_it_came = 'outside' AS outside,
         c.how_it_came = ANY(%(introduced)s) OR coalesce(c.family_knew, false) AS introduced,
         c.kind = ANY(%(in_person)s) AS in_person,
         c.facts <> '' AS told, c.facts <> '' AND c.how_it_was <> '' AS both_halves,
         w.person_id, w.capacity,
         w.capacity = 'key_work' AND EXISTS (
           SELECT FROM spell s WHERE s.role = 'key_worker' AND s.kind = 'named'
              AND s.person_id = w.person_id AND c.happened_on BETWEEN s.started_on AND s.last_day) AS named,
         w.capacity = 'key_work' AND EXISTS (
           SELECT FROM spell s WHERE s.role = 'key_worker' AND s.kind <> 'named'
              AND s.person_id = w.person_id AND c.happened_on BETWEEN s.started_on AND s.last_day) AS standing_in
    FROM families_contact c
    LEFT JOIN families_whocame w ON w.family_id = c.family_id AND w.contact_id = c.id AND w.capacity <> 'observer'
   WHERE c.family_id = f.id AND c.happened_on BETWEEN %(since)s::date AND %(on)s::date
     AND c.outcome = ANY(%(outcomes)s) AND c.kind = ANY(%(kinds)s)
"""

# `visit`: one row for each contact, with the people of each stream as a set.
VISIT = """
  SELECT c.id, c.day, c.outside, c.told, c.both_halves, count(*) OVER (PARTITION BY c.day) AS that_day,
         array_agg(c.person_id ORDER BY c.person_id) FILTER (WHERE c.person_id IS NOT NULL) AS people,
         array_agg(c.person_id ORDER BY c.person_id) FILTER (WHERE c.capacity = 'key_work') AS key_workers,
         array_agg(c.person_id ORDER BY c.person_id) FILTER (WHERE c.capacity = 'professional') AS others,
         bool_or(c.named) AS named, bool_or(c.named OR c.standing_in) AS named_or_stand_in,
         EXISTS (SELECT FROM spell s WHERE s.role = 'key_worker' AND s.kind = 'named'
                    AND c.day BETWEEN s.started_on AND s.last_day) AS somebody_was_named
    FROM came c
   GROUP BY c.id, c.day, c.outside, c.told, c.both_halves
"""


def _is_event(stream: str) -> str:
    """A visit stands for an event of its stream unless one of that day holds all its people, and more or first."""
    return f"""(v.{stream} IS NOT NULL AND (v.that_day = 1 OR NOT EXISTS (
        SELECT FROM visit o WHERE o.day = v.day AND o.{stream} @> v.{stream} AND (o.{stream} <> v.{stream} OR o.id < v.id))))"""


EVENT = f"""
  SELECT v.*, {_is_event("people")} AS is_event,
         {_is_event("key_workers")} AND v.somebody_was_named AS is_key_work, {_is_event("others")} AS is_others,
         v.outside OR (v.that_day > 1 AND EXISTS (
           SELECT FROM visit o WHERE o.day = v.day AND o.outside AND o.others <@ v.others)) AS was_outside
    FROM visit v
"""  # noqa: S608

PARTS = f"WITH spell AS ({SPELL}), came AS ({CAME}), visit AS ({VISIT}), event AS ({EVENT})"  # noqa: S608


def _working(day: str) -> str:
    """SQL for the number of working days up to `day`, from a Monday long ago. See also relational.working_days."""
    n = f"({day} - DATE '1900-01-01')"
    return f"({n} / 7 * 5 + least({n} %% 7 + 1, 5) - width_bucket({day}, %(holidays)s::date[]))"


def _behind(which: str) -> str:
    return f"coalesce(array_agg(DISTINCT id) FILTER (WHERE {which}), '{{}}')"


def _people(which: str) -> str:
    return f"coalesce(array_agg(DISTINCT person_id) FILTER (WHERE {which}), '{{}}')"


OPEN = """
  SELECT f.id, p.started_on AS since, p.kind
    FROM families_family f
    JOIN families_supportperiod p ON p.family_id = f.id
         AND p.started_on <= %(on)s::date AND (p.ended_on IS NULL OR p.ended_on > %(on)s::date)
   WHERE f.id = ANY(%(families)s::uuid[])
"""
MET = "person_id IS NOT NULL"
FACE = "capacity IN ('key_work', 'professional')"
AT_THE_DOOR = f"in_person AND day > %(on)s::date - {DOOR_DAYS} AND {MET}"
NEW = f"""
  SELECT person_id, first_day FROM (
    SELECT person_id, min(day) AS first_day FROM came WHERE {MET} AND day > %(on)s::date - {NEW_FACES_DAYS} GROUP BY person_id) n
   WHERE NOT EXISTS (
           SELECT FROM families_whocame w JOIN families_contact c ON c.id = w.contact_id AND c.family_id = w.family_id
            WHERE w.family_id = f.id AND w.person_id = n.person_id AND w.capacity <> 'observer'
              AND c.happened_on <= %(on)s::date - {NEW_FACES_DAYS} AND c.outcome = ANY(%(outcomes)s) AND c.kind = ANY(%(kinds)s))
     AND NOT (n.first_day < f.since + {SETTLING_DAYS} AND EXISTS (
           SELECT FROM spell s WHERE s.kind = 'named' AND s.person_id = n.person_id
              AND n.first_day BETWEEN s.started_on AND s.last_day))
"""  # noqa: S608

MEASURES = f"""
SELECT f.id AS family_id, f.kind AS support_kind, m.* FROM ({OPEN}) f CROSS JOIN LATERAL (
{PARTS}
SELECT e.*, k.*, d.*, n.*, h.*,
       %(on)s::date - last.seen_on AS days_since_named,
       {_working("%(on)s::date")} - {_working("last.seen_on")} AS working_days_since_named,
       last.contact AS last_seen_contact,
       %(on)s::date - without.since AS days_without_named,
       {_working("%(on)s::date")} - {_working("without.since")} AS working_days_without_named
  FROM (SELECT count(*) FILTER (WHERE is_event) AS contacts_90d,
               count(*) FILTER (WHERE is_key_work) AS key_work_90d,
               count(*) FILTER (WHERE is_key_work AND named) AS key_work_named_90d,
               count(*) FILTER (WHERE is_key_work AND named_or_stand_in) AS key_work_named_or_stand_in_90d,
               count(*) FILTER (WHERE is_others) AS others_90d,
               count(*) FILTER (WHERE is_others AND was_outside) AS others_outside_90d,
               count(*) FILTER (WHERE told) AS logs_90d,
               count(*) FILTER (WHERE both_halves) AS both_halves_90d,
               {_behind("people IS NOT NULL")} AS behind_contacts,
               {_behind("key_workers IS NOT NULL AND somebody_was_named")} AS behind_key_work,
               {_behind("key_workers IS NOT NULL AND named")} AS behind_key_work_named,
               {_behind("key_workers IS NOT NULL AND somebody_was_named AND named_or_stand_in")} AS behind_named_or_stand_in,
               {_behind("others IS NOT NULL")} AS behind_others,
               {_behind("others IS NOT NULL AND outside")} AS behind_outside,
               {_behind("told")} AS behind_logs, {_behind("both_halves")} AS behind_both_halves
          FROM event) e,
       (SELECT count(DISTINCT person_id) FILTER (WHERE {FACE}) AS faces_90d,
               {_people(FACE)} AS people_faces, {_behind(FACE)} AS behind_faces
          FROM came) k,
       (SELECT count(*) AS faces_56d, count(*) FILTER (WHERE NOT introduced) AS not_introduced_56d,
               {_people("true")} AS people_door, {_people("NOT introduced")} AS people_not_introduced
          FROM (SELECT person_id, bool_or(introduced) AS introduced FROM came WHERE {AT_THE_DOOR} GROUP BY person_id) p) d,
       (SELECT count(*) AS new_faces_30d, {_people("true")} AS people_new FROM ({NEW}) n) n,
       (SELECT count(*) AS named_changes_12m,
               count(*) FILTER (WHERE NOT EXISTS (
                 SELECT FROM families_handover h WHERE h.arriving_id = s.id AND h.met_together_id IS NOT NULL)) AS changes_without_goodbye,
               {_behind("true")} AS behind_changes
          FROM spell s
         WHERE s.role = 'key_worker' AND s.kind = 'named' AND s.person_before <> s.person_id
           AND s.started_on > %(on)s::date - {CHANGES_DAYS}) h
  LEFT JOIN LATERAL (
        SELECT greatest(s.started_on, c.happened_on) AS seen_on, c.id AS contact
          FROM spell s
          LEFT JOIN LATERAL (
                SELECT c.id, c.happened_on
                  FROM families_contact c JOIN families_whocame w ON w.contact_id = c.id AND w.family_id = c.family_id
                 WHERE c.family_id = f.id AND w.person_id = s.person_id AND w.capacity <> 'observer'
                   AND c.happened_on BETWEEN s.started_on AND %(on)s::date
                   AND c.outcome = ANY(%(outcomes)s) AND c.kind = ANY(%(kinds)s)
                 ORDER BY c.happened_on DESC LIMIT 1) c ON true
         WHERE s.role = 'key_worker' AND s.kind = 'named' AND (s.ended_on IS NULL OR s.ended_on > %(on)s::date)) last ON true
  LEFT JOIN LATERAL (
        SELECT greatest(f.since, max(s.ended_on)) AS since FROM spell s
         WHERE s.role = 'key_worker' AND s.kind = 'named'
        HAVING coalesce(bool_and(s.ended_on IS NOT NULL AND s.ended_on <= %(on)s::date), true)) without ON true
) m
"""  # noqa: S608

WRITE_READINGS = f"""
INSERT INTO families_reading (family_id, counted_on, version, {", ".join(FIGURES)})
SELECT family_id, %(on)s::date, {VERSION}, {", ".join(FIGURES)} FROM ({MEASURES}) measures ORDER BY family_id
ON CONFLICT (family_id, counted_on) DO UPDATE SET version = excluded.version, counted_at = now(), {", ".join(f"{n} = excluded.{n}" for n in FIGURES)}
"""  # noqa: S608

MONTHLY = f"""
SELECT date_trunc('month', m.day)::date, count(*) FILTER (WHERE m.named), count(*)
  FROM families_family f CROSS JOIN LATERAL ({PARTS} SELECT day, named FROM event WHERE is_key_work) m
 WHERE f.id = ANY(%(families)s::uuid[])
 GROUP BY 1 ORDER BY 1
"""  # noqa: S608

WHO_CAME = f"""
SELECT f.id, m.id, m.day, m.outcome = 'nobody_answered', m.introduced, m.capacity, m.named, m.standing_in, u.id, u.called, u.name
  FROM families_family f
 CROSS JOIN LATERAL (WITH spell AS ({SPELL}), came AS ({CAME}) SELECT * FROM came WHERE person_id IS NOT NULL) m
  JOIN relational_user u ON u.id = m.person_id
 WHERE f.id = ANY(%(families)s::uuid[])
 ORDER BY f.id, m.day, m.started_at NULLS LAST, m.id, u.called, u.id
"""  # noqa: S608


def words(on: date, families: Sequence[UUID], *, since: date | None = None, outcomes=Contact.ACHIEVED) -> dict:
    return {
        "on": on,
        "since": since or on - timedelta(days=FACES_DAYS - 1),
        "families": list(families),
        "outcomes": [str(outcome) for outcome in outcomes],
        "kinds": [str(kind) for kind in Contact.COUNTED_KINDS],
        "in_person": [str(kind) for kind in Contact.IN_PERSON],
        "introduced": [str(how) for how in INTRODUCED],
        "holidays": bank_holidays(WORKING_DAYS_FROM, on),
    }


def keys(families) -> list[UUID]:
    """Keys of some families, in order: from a QuerySet, families, or keys."""
    if isinstance(families, QuerySet):
        families = families.order_by().values_list("pk", flat=True)
    return sorted({getattr(family, "pk", family) for family in families})


def chunks(on: date, families: Iterable | None = None) -> Iterator[list[UUID]]:
    """Keys of open families, so many at a time and always in the same order: everybody's, or of those given."""
    if families is not None:
        given = keys(families)
        yield from (given[start : start + CHUNK] for start in range(0, len(given), CHUNK))
        return
    everybody = Family.objects.open(on).order_by("pk").values_list("pk", flat=True)
    chunk = list(everybody[:CHUNK])
    while chunk:
        yield chunk
        chunk = list(everybody.filter(pk__gt=chunk[-1])[:CHUNK])


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
