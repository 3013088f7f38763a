"""Contacts that come from another system, in a file: rehearsed, brought in, and taken back if need be.

arrival    one file that came in; everything that came with it says so
rehearse   reads the whole file against what is here and says what would happen; changes nothing
bring in   the same, and does it, in one transaction. A line that is here already does not come again
take back  see families.taking_back

What a file does not say is not made up. A worker becomes a person who cannot sign in. Nobody becomes a
family's named person unless the file has a column that says who it was (law 6). A contact came by the named
person if she was named on that day, by the stand-in if she covered; of any other we cannot say that it came
through the link. Lines are read twice in chunks, so that a million of them need no more memory than their keys.
"""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, reset_queries, transaction

from families.contact_lines import ContactFile, ContactLine, PassedOver, Seen, Unusable
from families.models import (
    Arrival,
    ArrivedPerson,
    ChangedFamily,
    Contact,
    Family,
    Kind,
    Relationship,
    Side,
    SupportKind,
    SupportPeriod,
    WhoCame,
)
from relational.events import record
from relational.keys import new_key
from relational.models import Role, Team, User
from relational.refusals import Refusal
from relational.tables import ToMend

CHUNK = 2000
ONE_FILE_AT_A_TIME = 7_202_601  # the number of an advisory lock; it means nothing else
FROM_BEFORE = "From the file; from before: no voice."
THE_FILE_CHANGED = "From the file: somebody else was named."
ROLE_OF = {WhoCame.Capacity.KEY_WORK: Role.KEY_WORKER, WhoCame.Capacity.VOLUNTEER: Role.VOLUNTEER}
HOW = {Kind.NAMED: Contact.How.NAMED, Kind.COVERING: Contact.How.STAND_IN, Kind.STAND_IN: Contact.How.STAND_IN}
CONTACT_COLUMNS = [
    "id",
    "family",
    "kind",
    "outcome",
    "happened_on",
    "started_at",
    "minutes",
    "how_it_came",
    "facts",
    "how_it_was",
    "whose_words",
    "feelings",
    "worry",
    "logged_by",
    "logged_at",
    "arrival",
    "arrival_key",
]
TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sister", "rev"}
Watch = Callable[[int], None]


@dataclass(slots=True)
class FamilyToCome:
    began_on: date
    first_seen_by: str
    name: str


@dataclass
class Rehearsal:
    """What would come, what would not, and how the file's words were understood."""

    read: int = 0
    coming: int = 0
    doubles: int = 0
    double_lines: list[int] = field(default_factory=list)
    here_already: int = 0
    unusable: int = 0
    examples: list[tuple[int, str]] = field(default_factory=list)
    passed_over: Counter = field(default_factory=Counter)
    kinds: Counter = field(default_factory=Counter)
    outcomes: Counter = field(default_factory=Counter)
    over_a_day: int = 0
    first_day: date = date.max
    last_day: date = date.min
    families: dict[str, FamilyToCome] = field(default_factory=dict)
    families_here: int = 0
    people: dict[str, str] = field(default_factory=dict)
    people_here: int = 0
    named: dict[str, array] = field(default_factory=dict)
    named_ids: dict[str, int] = field(default_factory=dict)
    named_here: int = 0  # families whose named person here was left as she is

    def add(self, line: ContactLine, known: "Known"):
        self.coming += 1
        self.first_day, self.last_day = min(self.first_day, line.day), max(self.last_day, line.day)
        self.kinds[line.kind_word[:60] if len(self.kinds) < 500 else "…", line.kind] += 1
        self.outcomes[line.outcome_word[:60] if len(self.outcomes) < 500 else "…", line.outcome] += 1
        self.over_a_day += line.over_a_day
        if known.families[line.family] is None:
            family = self.families.setdefault(line.family, FamilyToCome(line.day, line.worker, line.family_name))
            family.name = family.name or line.family_name
            if line.day < family.began_on:
                family.began_on, family.first_seen_by = line.day, line.worker
        for who, name in ((line.worker, line.worker_name), (line.named, "")):
            if who and known.people[who] is None:
                self.people[who] = self.people.get(who) or name
        if line.named:
            self.remember_named(line)

    def remember_named(self, line: ContactLine):
        """Day, minute and person in one number each: a million of these are eight megabytes."""
        who = self.named_ids.setdefault(line.named, len(self.named_ids))
        at = line.started_at or datetime.combine(line.day, time.min)
        moment = line.day.toordinal() * 1440 + at.hour * 60 + at.minute
        self.named.setdefault(line.family, array("Q")).append(moment << 32 | who)

    def spells(self, family: str, ids: list[str]) -> Iterator[tuple[str, date, date | None]]:
        """(who was named, from which day, first day not any more). Of two on one day the later one counts."""
        by_day = {}
        for packed in sorted(self.named[family]):
            by_day[date.fromordinal((packed >> 32) // 1440)] = ids[packed & 0xFFFFFFFF]
        begun = None
        for day, who in by_day.items():
            if begun is None:
                begun = who, day
            elif begun[0] != who:
                yield (*begun, day)
                begun = who, day
        if begun:
            yield (*begun, None)


class Known:
    """Which of the file's families and people are here already, asked a chunk at a time. None: not here."""

    def __init__(self, system: str):
        self.system = system
        self.families: dict[str, object] = {}
        self.people: dict[str, object] = {}
        self.just_came: set[str] = set()

    def learn(self, lines: list[ContactLine]):
        names = {line.family for line in lines} - self.families.keys()
        if names:
            self.families |= dict.fromkeys(names)
            here = Family.objects.filter(arrival__system=self.system, arrival_name__in=names)
            self.families |= dict(here.values_list("arrival_name", "pk"))
        ids = ({line.worker for line in lines} | {line.named for line in lines if line.named}) - self.people.keys()
        if ids:
            self.people |= dict.fromkeys(ids)
            addresses = {who.lower(): who for who in ids if "@" in who}
            for address, key in User.objects.filter(email__in=addresses).values_list("email", "pk"):
                self.people |= {who: key for who in ids if who.lower() == address.lower()}
            self.people |= dict(
                ArrivedPerson.objects.filter(system=self.system, known_as__in=ids).values_list("known_as", "person")
            )

    def here_already(self, lines: list[ContactLine]) -> set[str]:
        """Keys of those lines that came in before."""
        families = {self.families[line.family] for line in lines if line.family not in self.just_came} - {None}
        if not families:
            return set()
        keys = [line.key for line in lines]
        return set(
            Contact.objects.filter(family__in=families, arrival_key__in=keys)
            .exclude(arrival_key="")
            .values_list("arrival_key", flat=True)
        )


def new_lines(
    file: ContactFile, known: Known, said: Rehearsal, to_mend: ToMend | None, watch: Watch
) -> Iterator[list[ContactLine]]:
    """Chunks of the lines that have not come before, in this file or another; the others are counted on `said`."""
    seen = Seen()
    chunk: list[ContactLine] = []

    def not_here(lines):
        known.learn(lines)
        here = known.here_already(lines)
        said.here_already += len(here)
        if settings.DEBUG:
            reset_queries()  # it would keep the text of every statement
        return [line for line in lines if line.key not in here]

    for item in file.read(watch):
        said.read += 1
        if isinstance(item, PassedOver):
            said.passed_over[item.why] += 1
        elif isinstance(item, Unusable):
            said.unusable += 1
            if len(said.examples) < 5:
                said.examples.append((item.number, item.why))
            if to_mend is not None:
                to_mend.add(item.number, item.cells, item.why)
        elif (line := seen.once(item)) is None:
            said.doubles += 1
            if len(said.double_lines) < 10:
                said.double_lines.append(item.number)
        else:
            chunk.append(line)
            if len(chunk) == CHUNK:
                yield not_here(chunk)
                chunk = []
    if chunk:
        yield not_here(chunk)


def rehearse(
    *,
    file: ContactFile,
    system: str = "",
    to_mend: ToMend | None = None,
    watch: Watch = lambda position: None,
    known: Known | None = None,
) -> Rehearsal:
    """What would come and what would not, line by line. Writes to no table; the lines to mend go to `to_mend`."""
    known, said = known or Known(system), Rehearsal()
    for chunk in new_lines(file, known, said, to_mend, watch):
        for line in chunk:
            said.add(line, known)
    said.families_here = sum(key is not None for key in known.families.values())
    said.people_here = sum(key is not None for key in known.people.values())
    return said


@transaction.atomic
def bring_in(
    *,
    file: ContactFile,
    team: Team,
    by: User | None,
    capacity: str = WhoCame.Capacity.KEY_WORK,
    system: str = "",
    to_mend: ToMend | None = None,
    watch: Watch = lambda position: None,
    watch_again: Watch = lambda position: None,
) -> tuple[Arrival | None, Rehearsal]:
    """Bring in every line that can come and is not here. Returns the arrival (None if nothing was new) and what was said."""
    one_file_at_a_time()
    known = Known(system)
    said = rehearse(file=file, to_mend=to_mend, watch=watch, known=known)
    if not said.coming:
        return None, said
    arrival = Arrival.objects.create(
        file_name=file.table.path.name[:200],
        fingerprint=file.table.fingerprint,
        system=system,
        brought_by=by,
        team=team,
        contacts_added=said.coming,
    )
    bring_people(arrival, said, known)
    bring_families(arrival, said, known, by)
    bring_named(arrival, said, known, by)
    touched = bring_contacts(arrival, file, known, capacity, watch_again)
    ChangedFamily.objects.bulk_create((ChangedFamily(family_id=key) for key in touched), batch_size=CHUNK)
    record(
        "bring_in",
        arrival,
        by=by,
        file=arrival.file_name,
        fingerprint=arrival.fingerprint,
        contacts=said.coming,
        families=len(said.families),
        people=len(said.people),
    )
    return arrival, said


def one_file_at_a_time():
    """Two files at once could each bring in the same family."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_FILE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            raise Refusal(
                "Another file is coming in or being taken back at this moment. Nothing was changed; try again when it has finished."
            )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def bring_people(arrival: Arrival, said: Rehearsal, known: Known):
    one_with_name = Counter(name for name in said.people.values() if name)
    by_name = {name: who for who, name in said.people.items() if one_with_name[name] == 1}
    twice = {
        who for who, name in said.people.items() if not name and who in by_name
    }  # the named column holds names, not ids
    come = {who: name for who, name in said.people.items() if who not in twice}
    people = {who: person(who, name) for who, name in come.items()}
    User.objects.bulk_create(people.values(), batch_size=CHUNK)
    ArrivedPerson.objects.bulk_create(
        (
            ArrivedPerson(arrival=arrival, system=arrival.system, known_as=who, person=user)
            for who, user in people.items()
        ),
        batch_size=CHUNK,
    )
    known.people |= {who: user.pk for who, user in people.items()}
    known.people |= {who: known.people[by_name[who]] for who in twice}


def person(who: str, name: str) -> User:
    """Somebody we only know of: without an e-mail address nobody signs in."""
    name = " ".join(name.split())[:120]
    if name.count(",") == 1:
        name = " ".join(part.strip() for part in reversed(name.split(",")))
    words = name.split()
    if not words:
        name = called = f"Worker {short_id(who)}"
    else:
        called = name if words[0].lower().rstrip(".") in TITLES else words[0]
    return User(name=name, called=called[:60], password=make_password(None))


def short_id(known_as: str) -> str:
    """Enough of another system's id to tell people apart in a list."""
    known_as = known_as.split("@")[0] if "@" in known_as else known_as
    if len(known_as) <= 12:
        return known_as
    letters = re.sub(r"[\W_]", "", known_as) or known_as
    return letters[:6] if re.fullmatch(r"[0-9a-fA-F-]{16,}", known_as) else letters[-6:]


def bring_families(arrival: Arrival, said: Rehearsal, known: Known, by: User | None):
    families = {
        name: Family(
            name=(come.name or f"Family {short_id(name)}")[:80], team=arrival.team, arrival=arrival, arrival_name=name
        )
        for name, come in said.families.items()
    }
    Family.objects.bulk_create(families.values(), batch_size=CHUNK)
    known.families |= {name: family.pk for name, family in families.items()}
    known.just_came |= families.keys()
    SupportPeriod.objects.bulk_create(
        (
            SupportPeriod(
                family=families[name],
                kind=SupportKind.FAMILY_SUPPORT,
                started_on=come.began_on,
                why=why_with_us(arrival),
                started_by_id=by.pk if by else known.people[come.first_seen_by],
            )
            for name, come in said.families.items()
        ),
        batch_size=CHUNK,
    )


def why_with_us(arrival: Arrival) -> str:
    return f"Came from another system: {arrival.system or arrival.file_name}."


def bring_named(arrival: Arrival, said: Rehearsal, known: Known, by: User | None):
    """Spells of the named key worker, from the file's own column. Families that have had a named one here keep theirs."""
    keys = {known.families[name] for name in said.named if name not in known.just_came}
    have = set(Relationship.objects.named().key_workers().filter(family__in=keys).values_list("family", flat=True))
    ids, spells = list(said.named_ids), []
    for name in said.named:
        if known.families[name] in have:
            continue
        for who, started_on, ended_on in same_person_once(said.spells(name, ids), known):
            over = {
                "ended_on": ended_on,
                "end_reason": THE_FILE_CHANGED,
                "end_side": Side.NEITHER,
                "ended_by_id": by.pk if by else who,
            }
            spells.append(
                Relationship(
                    family_id=known.families[name],
                    person_id=who,
                    role=Role.KEY_WORKER,
                    kind=Kind.NAMED,
                    arrival=arrival,
                    started_on=started_on,
                    start_reason=FROM_BEFORE,
                    start_side=Side.NEITHER,
                    started_by_id=by.pk if by else who,
                    **(over if ended_on else {}),
                )
            )
    said.named_here = len(have)
    Relationship.objects.bulk_create(spells, batch_size=CHUNK)


def same_person_once(spells, known: Known):
    """The same spells with people instead of ids: an id and a name of one person are one spell."""
    begun = None
    for who, started_on, ended_on in spells:
        who = known.people[who]
        if begun and begun[0] == who:
            begun = who, begun[1], ended_on
        else:
            if begun:
                yield begun
            begun = who, started_on, ended_on
    if begun:
        yield begun


def bring_contacts(arrival: Arrival, file: ContactFile, known: Known, capacity: str, watch: Watch) -> set:
    """Every new line as a contact and who came. Returns the families they belong to."""
    touched = set()
    for lines in new_lines(file, known, Rehearsal(), None, watch):
        spells = spells_around(lines, known, capacity)
        contacts, came = [], []
        for line in lines:
            key, family, who = new_key(), known.families[line.family], known.people[line.worker]
            how = how_it_came(spells.get(family, ()), who, line.day)
            contacts.append(
                (
                    key,
                    family,
                    line.kind,
                    line.outcome,
                    line.day,
                    line.started_at,
                    line.minutes,
                    how,
                    "",
                    "",
                    "",
                    "{}",
                    "",
                    who,
                    arrival.arrived_at,
                    arrival.pk,
                    line.key,
                )
            )
            came.append((new_key(), family, key, who, capacity))
            touched.add(family)
        copy_in(Contact, CONTACT_COLUMNS, contacts)
        copy_in(WhoCame, ["id", "family", "contact", "person", "capacity"], came)
    return touched


def copy_in(model, fields: list[str], rows: list[tuple]):
    """Rows by COPY into a table of their own and from there in, which is many times as fast as INSERT; triggers,
    constraints and row-level security hold as ever (a locked table takes no COPY itself)."""
    columns = ", ".join(connection.ops.quote_name(model._meta.get_field(name).column) for name in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE arriving AS SELECT {columns} FROM {table} WITH NO DATA")  # noqa: S608 (names of ours)
        with cursor.copy(f"COPY arriving ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM arriving")  # noqa: S608
        cursor.execute("DROP TABLE arriving")


def spells_around(lines: list[ContactLine], known: Known, capacity: str) -> dict:
    """The spells, in the role the people of this file came in, of the families of these lines."""
    if capacity not in ROLE_OF:
        return {}
    around: dict = {}
    families = {known.families[line.family] for line in lines}
    spells = Relationship.objects.filter(family__in=families, role=ROLE_OF[capacity])
    for family, *spell in spells.values_list("family", "person", "kind", "started_on", "ended_on"):
        around.setdefault(family, []).append(spell)
    return around


def how_it_came(spells, who, day: date) -> str:
    kinds = {
        kind
        for person, kind, started_on, ended_on in spells
        if person == who and started_on <= day and (ended_on is None or day < ended_on)
    }
    return next((how for kind, how in HOW.items() if kind in kinds), Contact.How.OUTSIDE)
