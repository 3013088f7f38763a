"""What a worker's families are to her today: who is seen, who waits, who has not been seen.

Reads only. Each takes the person and the day and costs the same number of queries for five families or fifty.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Max, Min, Prefetch, Q
from django.utils import timezone

from families import continuity
from families.models import (
    Contact,
    Family,
    FamilyMember,
    Flag,
    Handover,
    Kind,
    LiveLink,
    PlannedContact,
    Promise,
    Relationship,
    RoutedRequest,
    WasThere,
    WhoCame,
)
from relational.models import Role, User

SHOWN_AT_ONCE = 15
SHOWN_DAYS = 365  # of a family's past, in a picture


def mine(user, on: date):
    """Families whose named or covering key worker this person is on that day, by name."""
    links = LiveLink.objects.of(user, on).filter(role=Role.KEY_WORKER)
    return Family.objects.filter(pk__in=links.values("family")).order_by("name")


def people_there() -> Prefetch:
    """Everyone of the household who lives there, grown-ups first."""
    members = FamilyMember.objects.filter(left_on=None, died_on=None).order_by("-is_adult", "born_on", "name")
    return Prefetch("members", members, to_attr="household")


def people_beside(on: date) -> Prefetch:
    """Who is there for the family on that day: named, stand-in, covering."""
    return Prefetch("relationships", Relationship.objects.on(on).select_related("person"), to_attr="beside")


@dataclass
class Beside:
    """The people beside a family, each in their place; None where there is nobody."""

    key_worker: Relationship | None = None
    stand_in: Relationship | None = None
    covering: Relationship | None = None
    volunteer: Relationship | None = None

    @classmethod
    def of(cls, spells) -> "Beside":
        found = {(spell.role, spell.kind): spell for spell in spells}
        return cls(
            key_worker=found.get((Role.KEY_WORKER, Kind.NAMED)),
            stand_in=found.get((Role.KEY_WORKER, Kind.STAND_IN)),
            covering=found.get((Role.KEY_WORKER, Kind.COVERING)),
            volunteer=found.get((Role.VOLUNTEER, Kind.NAMED)),
        )


@dataclass
class Visit:
    """A planned contact of today, with the last words written and what was promised."""

    planned: PlannedContact
    logged: Contact | None
    last: Contact | None = None
    promises: list[Promise] = field(default_factory=list)

    @property
    def called(self) -> str:
        grown = [member.called for member in self.planned.family.household if member.is_adult]
        return grown[0] if grown else self.planned.family.name


@dataclass
class NotSeen:
    family: Family
    days: int
    rhythm: int
    since: date


@dataclass
class Day:
    """A worker's day. Each part is a list; an empty one says so on the page."""

    visits: list[Visit]
    requests: list[RoutedRequest]
    promises: list[Promise]
    not_seen: list[NotSeen]
    flags: list[Flag]
    goodbyes: list[Relationship]
    said: list[Contact]


def day_of(user, now: datetime) -> Day:
    """Everything Today shows, in one read."""
    on = timezone.localdate(now)
    families = list(mine(user, on).prefetch_related(people_there(), people_beside(on)))
    keys = [family.pk for family in families]
    promises = list(
        Promise.objects.filter(promised_by=user, family__in=keys, kept_on=None)
        .select_related("family")
        .order_by("due_on")
    )
    return Day(
        visits=_visits(user, keys, on, promises),
        requests=list(
            RoutedRequest.objects.open()
            .in_the_hands_of(user, on)
            .select_related("asked_by__professional", "family")
            .order_by("answer_by", "asked_at")
        ),
        promises=[promise for promise in promises if promise.due_on <= on + timedelta(days=7)],
        not_seen=not_seen(families, on),
        flags=_said_to(user, Flag.objects.open().filter(family__in=keys), families),
        goodbyes=list(
            Relationship.objects.of(user)
            .key_workers()
            .named()
            .filter(ended_on__gt=on, ended_on__lte=on + timedelta(days=14))
            .select_related("family")
        ),
        said=_said(keys, on),
    )


def _visits(user, keys, on, promises) -> list[Visit]:
    planned = list(
        PlannedContact.objects.filter(person=user, family__in=keys, starts_at__date=on, called_off_at=None)
        .select_related("family", "contact")
        .prefetch_related(Prefetch("family__members", people_there().queryset, to_attr="household"))
        .order_by("starts_at")
    )
    last = {
        contact.family_id: contact
        for contact in Contact.objects.filter(
            family__in=[plan.family_id for plan in planned], logged_by=user, happened_on__lt=on
        )
        .exclude(facts="")
        .order_by("family", "-happened_on", "-started_at")
        .distinct("family")
    }
    return [
        Visit(
            planned=plan,
            logged=getattr(plan, "contact", None),
            last=last.get(plan.family_id),
            promises=[promise for promise in promises if promise.family_id == plan.family_id],
        )
        for plan in planned
    ]


def _said_to(user, flags, families) -> list[Flag]:
    """These flags, the oldest first, each with what its family's named worker is called when this person reads it."""
    named = {family.pk: Beside.of(family.beside).key_worker for family in families}
    flags = list(flags.select_related("family", "limit").order_by("raised_at"))
    for flag in flags:
        spell = named[flag.family_id]
        flag.worker = "" if spell is None else "you" if spell.person_id == user.pk else str(spell.person)
    return flags


def last_seen(families, on: date) -> dict:
    """Family key → the last day on which its named, covering or stand-in key worker met or spoke to it."""
    seen = (
        WhoCame.objects.filter(family__in=families, contact__happened_on__lte=on, capacity=WhoCame.Capacity.KEY_WORK)
        .filter(contact__outcome__in=Contact.ACHIEVED, contact__kind__in=Contact.COUNTED_KINDS)
        .filter(contact__how_it_came__in=[Contact.How.NAMED, Contact.How.STAND_IN])
    )
    return dict(seen.values("family").annotate(day=Max("contact__happened_on")).values_list("family", "day"))


def is_not_seen(family, since: date | None, on: date) -> bool:
    """Whether more days have passed since a day than the rhythm this family agreed to."""
    return bool(family.rhythm_days and since and (on - since).days > family.rhythm_days)


def not_seen(families, on) -> list[NotSeen]:
    """Families past the rhythm they agreed, the longest first. Not asked for those with a visit planned."""
    seen = last_seen([family.pk for family in families], on)
    waiting = set(
        PlannedContact.objects.waiting()
        .filter(family__in=families, starts_at__date__gte=on)
        .values_list("family", flat=True)
    )
    rows = []
    for family in families:
        beside = Beside.of(family.beside).key_worker
        since = seen.get(family.pk) or (beside.started_on if beside else None)
        if is_not_seen(family, since, on) and family.pk not in waiting:
            rows.append(NotSeen(family=family, days=(on - since).days, rhythm=family.rhythm_days, since=since))
    return sorted(rows, key=lambda row: -row.days)


def _said(keys, on) -> list[Contact]:
    """The families' own latest words of the last fortnight: the voice beside the day's numbers."""
    return list(
        Contact.objects.filter(
            family__in=keys, whose_words=Contact.Words.FAMILYS, happened_on__range=(on - timedelta(days=14), on)
        )
        .select_related("family", "logged_by")
        .newest_first()[:2]
    )


@dataclass
class FamilyRow:
    """One line of "my families"."""

    family: Family
    beside: Beside
    last_seen: date | None
    next_visit: PlannedContact | None
    ending_on: date | None
    is_new: bool
    not_seen: bool
    words: Contact | None


SHOW = {"all": "all", "not_seen": "not seen", "new": "new", "ending": "ending"}


def rows_of(user, on: date, *, show: str = "all", longest_first: bool = False) -> list[FamilyRow]:
    """A worker's families with who is beside each, last seen and next visit; by name, or longest unseen first."""
    families = list(mine(user, on).prefetch_related(people_there(), people_beside(on)))
    seen = last_seen([family.pk for family in families], on)
    upcoming = next_visits(families, on)
    said = last_words([family.pk for family in families])
    rows = []
    for family in families:
        beside = Beside.of(family.beside)
        spell = next((s for s in family.beside if s.person_id == user.pk), beside.key_worker)
        last = seen.get(family.pk)
        since = last or spell.started_on
        rows.append(
            FamilyRow(
                family=family,
                beside=beside,
                last_seen=last,
                next_visit=upcoming.get(family.pk),
                ending_on=spell.ended_on,
                is_new=(on - spell.started_on).days < 28,
                not_seen=is_not_seen(family, since, on) and family.pk not in upcoming,
                words=said.get(family.pk),
            )
        )
    wanted = {
        "not_seen": lambda row: row.not_seen,
        "new": lambda row: row.is_new,
        "ending": lambda row: row.ending_on,
    }.get(show)
    rows = [row for row in rows if wanted is None or wanted(row)]
    return sorted(rows, key=lambda row: row.last_seen or date.min) if longest_first else rows


def last_words(families) -> dict:
    """Family key → the newest contact that keeps something in the family's own words: the voice beside its number."""
    kept = Contact.objects.in_their_words().filter(family__in=families)
    return {contact.family_id: contact for contact in kept.order_by("family", "-happened_on", "-id").distinct("family")}


def next_visits(families, on: date) -> dict:
    """Family key → its next planned visit by anybody, from that day on."""
    waiting = (
        PlannedContact.objects.waiting().filter(family__in=families, starts_at__date__gte=on).select_related("person")
    )
    return {planned.family_id: planned for planned in waiting.order_by("family", "starts_at").distinct("family")}


@dataclass
class Moment:
    """One item of a family's story, newest first: a contact, a goodbye and hello, a request."""

    kind: str
    on: date
    thing: object


def story(family, *, before: date | None = None) -> tuple[list[Moment], date | None]:
    """What happened between this family and us, newest first, and the day from which there is more to load."""
    contacts = family.contacts.all() if before is None else family.contacts.filter(happened_on__lt=before)
    contacts = list(
        contacts.select_related("logged_by", "request__asked_by", "arrival")
        .newest_first()
        .prefetch_related(
            Prefetch("who_came", WhoCame.objects.select_related("person__professional")),
            Prefetch("was_there", WasThere.objects.select_related("member")),
            "promises",
            "kept_apart__reviewer",
        )[: SHOWN_AT_ONCE + 1]
    )
    more = contacts[SHOWN_AT_ONCE].happened_on + timedelta(days=1) if len(contacts) > SHOWN_AT_ONCE else None
    # A page never ends in the middle of a day: what stands on its last day all stands on it.
    shown = [contact for contact in contacts if more is None or contact.happened_on >= more] or contacts[:SHOWN_AT_ONCE]
    if more and shown:
        more = min(contact.happened_on for contact in shown)
    oldest = more or date.min
    newest = before or date.max
    moments = [Moment("contact", contact.happened_on, contact) for contact in shown]
    moments += [
        Moment("handover", handover.handed_over_on, handover)
        for handover in Handover.objects.filter(family=family).select_related(
            "leaving__person", "arriving__person", "met_together"
        )
        if oldest <= handover.handed_over_on < newest
    ]
    moments += [
        Moment("request", timezone.localdate(asked.asked_at), asked)
        for asked in family.requests.select_related("asked_by__professional", "decided_by")
        if oldest <= timezone.localdate(asked.asked_at) < newest
    ]
    # Within a day the contacts keep their order and what was agreed stands above them.
    return sorted(moments, key=lambda moment: moment.on, reverse=True), more


def who_is_likely(family, by, on: date) -> dict:
    """Who came last time and who was there: the visit form starts from it."""
    last = family.contacts.achieved().filter(who_came__person=by).newest_first().prefetch_related("was_there").first()
    return {
        "present": [row.member_id for row in last.was_there.all()] if last else [],
        "kind": last.kind if last and last.kind in Contact.IN_PERSON else Contact.What.AT_HOME,
        "minutes": last.minutes if last else 60,
        "last": last,
    }


def earlier_people(family, on: date) -> list[Relationship]:
    """Who was there before: named spells that have ended, the latest first."""
    return list(family.relationships.named().filter(ended_on__lte=on).select_related("person").order_by("-ended_on"))


def likely_families(user, on: date, *, name: str = "") -> list[Family]:
    """For the picker: this worker's families, those with a visit planned today first; or those whose name matches."""
    families = mine(user, on).prefetch_related(people_there())
    if name:
        families = families.filter(
            Q(name__unaccent__icontains=name) | Q(members__name__unaccent__icontains=name)
        ).distinct()
    today = set(
        PlannedContact.objects.waiting().filter(person=user, starts_at__date=on).values_list("family", flat=True)
    )
    return sorted(families, key=lambda family: (family.pk not in today, family.name))


@dataclass
class Head:
    """What stands at the top of every page of a family: its people, ours, and the next visit."""

    household: list[FamilyMember]
    beside: Beside
    next_visit: PlannedContact | None
    period: object
    details: list
    earlier: list[Relationship]


def head(family, on: date) -> Head:
    return Head(
        household=list(people_there().queryset.filter(family=family)),
        beside=Beside.of(family.relationships.on(on).select_related("person")),
        next_visit=next_visits([family.pk], on).get(family.pk),
        period=family.periods.order_by("-started_on", F("ended_on").desc(nulls_first=True)).first(),
        details=list(family.contact_details.on(on).select_related("member")),
        earlier=earlier_people(family, on),
    )


def open_flags(family, roles, now: datetime) -> list[Flag]:
    """This family's look-agains for somebody who reaches it in these roles: the worker sees each first."""
    flags = family.flags.open().select_related("limit", "family").order_by("raised_at")
    return list(flags if Role.KEY_WORKER in roles else flags.visible_to_supervisor(now))


def planned_for(family, key) -> PlannedContact | None:
    """The waiting plan of this family with that key, if there is one: a plan of another family is none."""
    try:
        return family.planned.waiting().filter(pk=UUID(str(key))).first()
    except ValueError:
        return None


def is_planned(family, person, starts_at: datetime) -> bool:
    """Whether this person means to see the family then already: a form sent twice plans once."""
    return family.planned.waiting().filter(person=person, starts_at=starts_at).exists()


def last_seen_here(family, on: date) -> dict:
    """Person key → when she last came to this family: the quiet hint beside a name on the visit form."""
    came = WhoCame.objects.filter(family=family, contact__outcome__in=Contact.ACHIEVED, contact__happened_on__lte=on)
    return dict(came.values("person").annotate(day=Max("contact__happened_on")).values_list("person", "day"))


@dataclass
class MyPerson:
    """What a family's own page shows of the people who are there for it."""

    beside: Beside
    earlier: list[Relationship]
    next_visit: PlannedContact | None
    supervisor: object
    leaving: Relationship | None
    arriving: Relationship | None
    open_support: bool


def my_person(family, on: date) -> MyPerson:
    """The family's own view: names, faces, since when, how to reach them, who was there before. No notes."""
    beside = Beside.of(family.relationships.on(on).who_can_come(on).select_related("person"))
    coming = (
        family.relationships.named()
        .key_workers()
        .filter(started_on__gt=on)
        .select_related("person")
        .order_by("started_on")
        .first()
    )
    return MyPerson(
        beside=beside,
        earlier=earlier_people(family, on),
        next_visit=PlannedContact.objects.waiting()
        .filter(family=family, starts_at__gte=timezone.now())
        .select_related("person")
        .order_by("starts_at")
        .first(),
        supervisor=User.objects.holding(Role.SUPERVISOR, on=on, team=family.team).first(),
        leaving=beside.key_worker if beside.key_worker and beside.key_worker.ended_on else None,
        arriving=coming,
        open_support=family.periods.on(on).exists(),
    )


def first_day(family) -> date | None:
    """The first day of this family with us: of its support, or of a contact if that is earlier."""
    met = family.contacts.aggregate(day=Min("happened_on"))["day"]
    began = family.periods.aggregate(day=Min("started_on"))["day"]
    return min(filter(None, (began, met)), default=None)


def last_day_to_show(family, on: date) -> date:
    """Up to which day its pictures and figures go: today, or the last contact of a family we met long ago."""
    last = family.contacts.aggregate(day=Max("happened_on"))["day"]
    return last if last and last < on - timedelta(days=SHOWN_DAYS) else on


@dataclass
class Counted:
    """A family's figures, as of a day, and the family's own last words beside them; None where nothing is counted."""

    on: date
    measures: continuity.Measures | None
    words: Contact | None


def counted(family, on: date) -> Counted:
    day = last_day_to_show(family, on)
    words = family.contacts.in_their_words().select_related("logged_by").prefetch_related("was_there__member")
    return Counted(
        on=day, measures=continuity.measures([family], day).get(family.pk), words=words.newest_first().first()
    )
