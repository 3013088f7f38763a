"""How continuity is counted: the one SQL text, its windows and its parameters. families.continuity says what each
number means; this room only counts, set-wise, one lateral per family (see there for the words).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet

from families.models import Contact, Family, Reading
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
         c.has_facts AS told, c.has_facts AND c.whose_words <> '' AS both_halves,
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
