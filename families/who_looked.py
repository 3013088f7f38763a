"""Who has seen or changed this, and why: the record as each person may read it.

Who reads what (`parts_for`):
- everybody what she did herself;
- a key worker also what was done with her own families (not who looked);
- a supervisor everything about her team's families that others did: nobody reviews herself;
- a records officer everything, with families as references unless she reaches them;
- an administrator what was done with staff accounts.
That a passage was kept apart is told to whoever wrote it and to the records officer alone: the event would be a trace.

One page is one question to the database, whatever the caseload: each kind of row and each reason to read it is one
bounded branch of it, so that each finds its own index.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import CharField, F, JSONField, Q, TextField, UUIDField, Value
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from families import told
from families.models import Family, FamilyMember, Handover, Kind, LiveLink, Professional, Relationship, spoken
from relational import events, record
from relational.identity import errand
from relational.models import Denial, Event, Look, RecordCheck, Role, RoleHeld, User

PAGE, EXPORT = 50, 10_000
WHAT = {"": "everything", "look": "who looked", "event": "what was done", "denial": "who was not let in"}
KINDS = {"event": Event, "look": Look, "denial": Denial}
KEPT_TO_ITSELF = ("keep_apart",)
ACCOUNTS = ("user", "roleheld", "check", "away", "authenticator", "usersession")
FAMILY_DAYS = 90


@dataclass
class Reader:
    """Somebody who reads the record on a day, and what that lets her ask for."""

    user: User
    on: date
    roles: set[str]

    @classmethod
    def of(cls, user, on: date) -> "Reader":
        return cls(user, on, user.roles_on(on))

    @property
    def sees_all(self) -> bool:
        return Role.RECORDS_OFFICER in self.roles

    def families(self) -> list[Family]:
        """Families she may ask for by name: of her team, or her own as key worker."""
        keys = self.keys(Role.SUPERVISOR, Role.KEY_WORKER)
        return list(Family.objects.filter(pk__in=keys).order_by("name")) if self.roles & REVIEWERS else []

    def keys(self, *roles: str):
        return LiveLink.objects.of(self.user, self.on).filter(role__in=roles).values("family")

    def people(self) -> list[User]:
        """People she may ask about: of her teams, or everybody who works here; and always herself."""
        if self.sees_all:
            held = RoleHeld.objects.exclude(role__in=[Role.FAMILY_MEMBER])
        elif Role.SUPERVISOR in self.roles:
            teams = RoleHeld.objects.on(self.on).filter(user=self.user, role=Role.SUPERVISOR).values("team")
            held = RoleHeld.objects.filter(team__in=teams)
        else:
            return [self.user]
        keys = held.values("user")
        return list(User.objects.filter(Q(pk__in=keys) | Q(pk=self.user.pk)).order_by("name"))


REVIEWERS = {Role.SUPERVISOR, Role.KEY_WORKER}


@dataclass(frozen=True)
class Asked:
    """What is asked of the record. `before` is where the page before this one ended."""

    family: UUID | None = None
    person: UUID | None = None
    what: str = ""
    since: date | None = None
    until: date | None = None
    before: tuple[datetime, UUID] | None = None

    def within(self) -> Q:
        found = Q()
        if self.family:
            found &= Q(family=self.family)
        if self.person:
            found &= Q(by=self.person)
        if self.since:
            found &= Q(at__gte=start_of(self.since))
        if self.until:
            found &= Q(at__lt=start_of(self.until + timedelta(days=1)))
        if self.before:
            at, key = self.before
            found &= Q(at__lte=at) & (Q(at__lt=at) | Q(at=at, id__lt=key))
        return found


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@dataclass
class Entry:
    kind: str
    key: UUID
    at: datetime
    who: str
    family: UUID | None
    family_called: str
    sentence: str
    role: str


@dataclass
class Told:
    """One page of the record."""

    entries: list[Entry]
    more: str  # how to ask for the next page; empty if there is none
    check: RecordCheck | None
    checked: str = "never"  # whole, broken, late, never

    def days(self) -> list[tuple[date, list[Entry]]]:
        days = groupby(self.entries, key=lambda entry: timezone.localtime(entry.at).date())
        return [(day, list(its)) for day, its in days]


def parts_for(reader: Reader, asked: Asked) -> list[tuple[str, Q]]:
    """Which rows she may read: (kind, which of them), each for one reason."""
    mine = [(kind, Q(by=reader.user)) for kind in KINDS]
    if asked.person == reader.user.pk:
        return mine
    if reader.sees_all:
        return [(kind, Q()) for kind in KINDS]
    parts = []
    if Role.SUPERVISOR in reader.roles:
        team = Q(family__in=reader.keys(Role.SUPERVISOR))
        others = [("look", team), ("denial", team), ("event", team & ~Q(verb__in=KEPT_TO_ITSELF))]
        parts += [(kind, which & (Q(by=None) | ~Q(by=reader.user))) for kind, which in others]
    else:
        parts += mine
    if Role.KEY_WORKER in reader.roles:
        own = Q(family__in=reader.keys(Role.KEY_WORKER)) & ~Q(verb__in=KEPT_TO_ITSELF)
        parts.append(("event", own & (Q(by=None) | ~Q(by=reader.user))))
    if Role.ADMINISTRATOR in reader.roles:
        of_families = RoleHeld.objects.filter(role=Role.FAMILY_MEMBER).values("user")
        accounts = Q(family=None, subject__in=ACCOUNTS) & ~Q(subject_key__in=of_families)
        parts.append(("event", accounts & (Q(by=None) | (~Q(by=reader.user) & ~Q(by__in=of_families)))))
    return parts


def rows(reader: Reader, asked: Asked, count: int) -> list[dict]:
    """The newest rows first, at most `count`: one question, each branch of it bounded."""
    branches = [
        shaped(kind).filter(which & asked.within()).order_by("-at", "-id")[:count]
        for kind, which in parts_for(reader, asked)
        if not asked.what or asked.what == kind
    ]
    if not branches:
        return []
    first, *rest = branches
    found = first.union(*rest, all=True).order_by("-at", "-id")[:count] if rest else first
    return list(found)


def shaped(kind: str):
    """Every kind of row with the same columns, so that they can be told in one order."""
    nothing = {"subject": Value("", CharField()), "key": Cast(Value(None), UUIDField()), "more": Cast(Value(None), JSONField())}  # fmt: skip
    columns = {
        "event": {"word": F("verb"), "role": Value("", CharField()), **nothing, "subject": F("subject"),
                  "key": F("subject_key"), "more": F("details")},
        "look": {"word": F("page"), "role": F("through"), **nothing},
        "denial": {"word": F("page"), "role": F("why"), **nothing},
    }[kind]  # fmt: skip
    named = {f"its_{name}": Cast(what, TextField()) if name in ("word", "role", "subject") else what for name, what in columns.items()}  # fmt: skip
    return (
        KINDS[kind]
        .objects.annotate(its_kind=Value(kind, TextField()), **named)
        .values("id", "at", "by", "family", "its_kind", *named)
    )


def read(reader: Reader, asked: Asked, *, count: int = PAGE) -> Told:
    """One page of the record, newest first."""
    found = rows(reader, asked, count + 1)
    more = ""
    if len(found) > count:
        found = found[:count]
        more = f"{found[-1]['at'].isoformat()} {found[-1]['id']}"
    check = record.last_check() if reader.roles & told.OURS else None
    return Told(entries=entries(reader, found, said=asked.family), more=more, check=check, checked=state_of(check))


def state_of(check: RecordCheck | None) -> str:
    if check is None:
        return "never"
    if not check.ok:
        return "broken"
    return "late" if check.at < timezone.now() - timedelta(hours=48) else "whole"


def entries(reader: Reader, found: list[dict], *, said: UUID | None = None) -> list[Entry]:
    """The rows in words. The family that was asked for need not be said in each."""
    others = whom_it_is_about(found)
    there = {row["by"] for row in found if row["by"]} | set(others.values())
    people = User.objects.in_bulk(there)
    keys = {row["family"] for row in found if row["family"]}
    names = dict(Family.objects.within_reach_of(reader.user, reader.on).filter(pk__in=keys).values_list("pk", "name"))
    of_families = set(RoleHeld.objects.filter(role=Role.FAMILY_MEMBER, user__in=there).values_list("user", flat=True))

    def called(person: UUID | None, family: UUID | None) -> str:
        """A name; but whoever is of a family is named only to somebody who reads the family's name as well."""
        if person in of_families and family not in names:
            return told.OF_A_FAMILY
        return people[person].name if person in people else ""

    return [
        entry(
            row,
            names,
            who=called(row["by"], row["family"]) or told.THE_CLOCK,
            other=called(others.get(row["id"]), row["family"]),
            said=said,
        )
        for row in found
    ]


def entry(row: dict, names: dict, *, who: str, other: str, said: UUID | None) -> Entry:
    kind, family = row["its_kind"], row["family"]
    called = names.get(family) or (reference(family) if family else "")
    about = spoken(names[family]) if family in names else called
    if family == said and kind != "event":
        about = ""
    if kind == "event":
        details = row["its_more"] or {}
        role = details.get("role") or ""
        words = told.event_sentence(row["its_word"], row["its_subject"], who=who, family=about, person=other, role=role)
    elif kind == "look":
        words = told.look_sentence(row["its_word"], row["its_role"], who=who, family=about)
    else:
        words = told.denial_sentence(row["its_word"], row["its_role"], who=who, family=about)
    role = Role(row["its_role"]).label if row["its_role"] in Role.values else ""
    return Entry(kind, row["id"], row["at"], who, family, called, words, role)


def reference(family: UUID) -> str:
    """A family for somebody who may not read its name."""
    return f"family {str(family)[-8:].upper()}"


def whom_it_is_about(found: list[dict]) -> dict[UUID, UUID]:
    """Event → the other person it is about, as far as this reader may read it."""
    about, spells, handovers = {}, {}, {}
    for row in found:
        if row["its_kind"] != "event":
            continue
        details = row["its_more"] or {}
        said = key_or_none(details.get("person") or details.get("to"))
        if said:
            about[row["id"]] = said
        elif row["its_subject"] == "user":
            about[row["id"]] = row["its_key"]
        elif row["its_subject"] == "relationship":
            spells[row["id"]] = row["its_key"]
        elif row["its_subject"] == "handover":
            handovers[row["id"]] = row["its_key"]
    with errand("sight"):  # names of colleagues, for whoever may read the deed
        about |= _whom(spells, handovers)
    return about


def _whom(spells: dict, handovers: dict) -> dict:
    about = {}
    if spells:
        who = dict(Relationship.objects.filter(pk__in=spells.values()).values_list("pk", "person"))
        about |= {event: who[key] for event, key in spells.items() if key in who}
    if handovers:
        who = dict(Handover.objects.filter(pk__in=handovers.values()).values_list("pk", "arriving__person"))
        about |= {event: who[key] for event, key in handovers.items() if key in who}
    return about


def key_or_none(text) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def note(reader: Reader, asked: Asked, *, verb: str = "read_record", count: int | None = None) -> None:
    """That somebody read the record stands on the record: what she asked for, never what she was told."""
    about = {"what": asked.what, "since": asked.since, "until": asked.until, "count": count}
    if asked.person:
        about["of"] = asked.person
    if asked.family:
        about["asked_family"] = asked.family
    events.record(
        verb, reader.user, by=reader.user, **{name: value for name, value in about.items() if value not in (None, "")}
    )


def through(reader: Reader, family: UUID) -> str:
    """The role in which she reads the record of this family. None for a key about which nothing is written: no chain
    is begun for a family that somebody made up."""
    role = LiveLink.objects.of(reader.user, reader.on).filter(family=family, role__in=REVIEWERS).values_list("role")
    reached = role.order_by("role").last()
    if reached:
        return reached[0]
    known = Event.objects.filter(family=family).exists() or Look.objects.filter(family=family).exists()
    return Role.RECORDS_OFFICER if reader.sees_all and known else ""


def table(reader: Reader, asked: Asked) -> tuple[list[str], list[list]]:
    """The same query and the same fields as the page, for a spreadsheet; at most 10,000 rows."""
    headings = ["when", "who", "in which role", "what", "family", "in words"]
    return headings, [
        [
            timezone.localtime(one.at).isoformat(timespec="seconds"),
            one.who,
            one.role,
            WHAT[one.kind],
            one.family_called,
            one.sentence,
        ]
        for one in read(reader, asked, count=EXPORT).entries
    ]


# --- What a family is told ----------------------------------------------------------------------------------------


@dataclass
class HasLooked:
    """Somebody who read the family's page: who, in plain words, and on which days."""

    called: str
    part: str
    face: User | None
    days: list[date] = field(default_factory=list)


PLAIN = {
    Role.KEY_WORKER: "works with families here",
    Role.VOLUNTEER: "a volunteer",
    Role.SUPERVISOR: "helps the workers here",
    Role.RECORDS_OFFICER: "takes care of what is written",
    Role.SERVICE_MANAGER: "leads the service",
}


def who_looked_at_us(member: FamilyMember, on: date) -> list[HasLooked]:
    """Who read the page of this member's family in the last three months, the newest first, for her to read.

    Left out where it could do harm: everyone of the household, and people from outside where another adult lives
    there, because one of them may be helping that adult. Otherwise somebody from outside is her job and no name.
    """
    looked = (
        Look.objects.filter(family=member.family_id, at__gte=start_of(on - timedelta(days=FAMILY_DAYS)))
        .exclude(by=member.user_id)
        .exclude(through=Role.FAMILY_MEMBER)
        .annotate(day=TruncDate("at"))
        .values_list("by", "through", "day")
        .distinct()
        .order_by("-day")
    )
    with errand("looked"):
        found = list(looked)
    with errand("looked"):  # who else lives there is asked to leave them out, and is not shown
        adults = list(FamilyMember.objects.filter(family=member.family_id, is_adult=True).values_list("pk", "user"))
    household = {user for _, user in adults if user}
    alone = all(key == member.pk for key, _ in adults)
    people = User.objects.in_bulk({by for by, _, _ in found})
    jobs = dict(Professional.objects.filter(user__in=people).values_list("user", "job"))
    beside = {
        spell.person_id: spell.role
        for spell in Relationship.objects.on(on).filter(family=member.family_id, kind=Kind.NAMED)
    }
    told_of: dict = {}
    for by, through, day in found:
        if by in household or by not in people:
            continue
        outside = by in jobs or through == Role.PROFESSIONAL
        if outside and not alone:
            continue
        one = told_of.setdefault(by, of_outside(jobs.get(by)) if outside else of_here(people[by], through, beside))
        if day not in one.days:
            one.days.append(day)
    return list(told_of.values())


def of_outside(job: str | None) -> HasLooked:
    return HasLooked(told.capital(job or "somebody from another service"), "from another service", None)


def of_here(person: User, through: str, beside: dict) -> HasLooked:
    part = {Role.KEY_WORKER: "your person", Role.VOLUNTEER: "your volunteer"}.get(beside.get(person.pk))
    return HasLooked(person.called, part or PLAIN.get(through, "works here"), person)
