"""A volunteer's visits: whom she sees next, who is beside her, and what she writes of it herself.

A volunteer reads first names and her own words, and nobody else's notes. The address and the telephone of a
family are shown only while one of her visits is due, and that they were shown is on the record.

due       the visit is today or within the next two days
diary     what she writes after a visit: a contact like any other, with two halves
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from families import caseload, contacts, routing
from families.models import Contact, ContactDetail, Family, LiveLink, PlannedContact, Relationship, WasThere
from relational.models import Look, Role, RoleHeld, User
from relational.refusals import Refusal
from volunteers import notices

DUE_DAYS = 2
LOOK_BACK_DAYS = 28  # how long a planned visit may wait for its diary
LAST_VISITS = 4

WHOSE = {
    Contact.Words.FAMILYS: "Their words",
    Contact.Words.MINE: "My words",
    Contact.Words.BOTH: "Their words and mine",
}


# --- Verbs --------------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_diary(
    *,
    family,
    by,
    now: datetime,
    happened_on: date,
    kind: str,
    outcome: str,
    facts: str,
    how_it_was: str = "",
    whose_words: str = "",
    present=(),
    planned=None,
    key=None,
) -> Contact:
    """Write down how a visit of her own went; the same `key` again returns the first."""
    if planned is not None and timezone.localdate(planned.starts_at) != happened_on:
        planned = None
    return contacts.log_contact(
        family=family,
        by=by,
        kind=kind,
        outcome=outcome,
        happened_on=happened_on,
        now=now,
        key=key,
        who_came=[by],
        facts=facts,
        how_it_was=how_it_was,
        whose_words=whose_words,
        present=present if outcome in Contact.ACHIEVED else (),
        planned=planned,
        started_at=planned.starts_at if planned else None,
        minutes=planned.minutes if planned else None,
    )


@transaction.atomic
def cannot_come(*, planned, by, now: datetime) -> User | None:
    """The volunteer cannot come. The family's worker is told, and is returned; None if nobody is there to tell.

    A visit of today is logged as cancelled by us, for the family had it in its day; a later one is called off.
    """
    if planned.person_id != by.pk:
        raise Refusal("This is not your visit.")
    day = timezone.localdate(planned.starts_at)
    today = timezone.localdate(now)
    if day > today:
        contacts.call_off(planned=planned, by=by, now=now)
    else:
        planned = PlannedContact.objects.select_for_update(of=("self",)).select_related("family").get(pk=planned.pk)
        if planned.called_off_at or Contact.objects.filter(planned=planned).exists():
            raise Refusal("This visit is not waiting any more.")
        contacts.log_contact(
            family=planned.family,
            by=by,
            kind=planned.kind,
            outcome=Contact.Outcome.WE_CANCELLED,
            happened_on=day,
            now=now,
            who_came=[by],
            planned=planned,
            facts=f"{by.called} could not come.",
        )
    worker, _ = routing.who_answers(planned.family, today)
    if worker:
        notices.tell_worker_volunteer_cannot_come(planned, worker, by=by)
    return worker


# --- Reads --------------------------------------------------------------------------------------------------------


@dataclass
class MyFamily:
    """One family of a volunteer's, as she may see it today."""

    family: Family
    names: str
    next: PlannedContact | None = None
    unwritten: PlannedContact | None = None  # the last planned visit that has no diary yet
    due: ContactDetail | None = None
    is_due: bool = False
    worker: Relationship | None = None
    away: Relationship | None = None  # the named worker, while somebody covers for her
    since: date | None = None
    beside: User | None = None


@dataclass
class Home:
    families: list[MyFamily]
    beside: User | None
    last: list[Contact] = field(default_factory=list)


def home_of(user, now: datetime) -> Home:
    """Everything her first page shows, in the same number of queries for one family or many."""
    on = timezone.localdate(now)
    links = LiveLink.objects.of(user, on).filter(role=Role.VOLUNTEER)
    families = list(
        Family.objects.filter(pk__in=links.values("family"))
        .prefetch_related(caseload.people_there(), caseload.people_beside(on))
        .order_by("name")
    )
    keys = [family.pk for family in families]
    teams = {family.team_id for family in families} or set(user.roles_held.on(on).values_list("team", flat=True))
    supervisors = _supervisors(teams, on)
    coming, gone = _planned(user, keys, now)
    mine = [
        _my_family(
            family, user, next_=coming.get(family.pk), unwritten=gone.get(family.pk), on=on, supervisors=supervisors
        )
        for family in families
    ]
    _show_where(mine, user, on)
    mine.sort(key=lambda one: (one.next is None, one.next.starts_at if one.next else now))
    names = {one.family.pk: one.names for one in mine}
    last = list(Contact.objects.filter(family__in=keys, logged_by=user).newest_first()[:LAST_VISITS])
    for contact in last:
        contact.names, contact.whose = names[contact.family_id], WHOSE.get(contact.whose_words, "")
    return Home(mine, next(iter(supervisors.values()), None), last)


def _supervisors(teams, on: date) -> dict:
    held = (
        RoleHeld.objects.on(on)
        .filter(role=Role.SUPERVISOR, team__in=teams, user__is_active=True)
        .select_related("user")
    )
    return {one.team_id: one.user for one in held.order_by("-user__called", "-user__name")}


def _planned(user, keys, now) -> tuple[dict, dict]:
    """By family: her next visit, and her last one that nobody has written about. Today's is next until its hour is over."""
    since = now - timedelta(days=LOOK_BACK_DAYS)
    coming, gone = {}, {}
    for planned in (
        PlannedContact.objects.waiting()
        .filter(person=user, family__in=keys, starts_at__gte=since)
        .order_by("starts_at")
    ):
        if planned.starts_at + timedelta(minutes=planned.minutes) > now:
            coming.setdefault(planned.family_id, planned)
        if planned.starts_at <= now:
            gone[planned.family_id] = planned
    return coming, gone


def _my_family(family, user, *, next_, unwritten, on, supervisors) -> MyFamily:
    beside = caseload.Beside.of(family.beside)
    return MyFamily(
        family=family, names=listed([member.called for member in family.household]), next=next_, unwritten=unwritten,
        is_due=bool(next_) and timezone.localdate(next_.starts_at) <= on + timedelta(days=DUE_DAYS),
        worker=beside.covering or beside.key_worker, away=beside.key_worker if beside.covering else None,
        since=next((spell.started_on for spell in family.beside if spell.person_id == user.pk), None),
        beside=supervisors.get(family.team_id),
    )  # fmt: skip


def _show_where(mine, user, on) -> None:
    """Address and telephone, for families whose visit is due; and say on the record that they were shown."""
    due = {one.family.pk: one for one in mine if one.is_due}
    if not due:
        return
    for detail in ContactDetail.objects.on(on).filter(family__in=due, member=None).order_by("started_on"):
        due[detail.family_id].due = detail
    Look.objects.bulk_create(Look(by=user, family=key, page="volunteers:home", through=Role.VOLUNTEER) for key in due)


def listed(names: list[str]) -> str:
    """Grace, Tobi and Eni."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def names_of(family) -> str:
    return listed(list(caseload.people_there().queryset.filter(family=family).values_list("called", flat=True)))


def unwritten(family, user, now: datetime) -> PlannedContact | None:
    """Her last planned visit to this family that nobody has written about."""
    return _planned(user, [family.pk], now)[1].get(family.pk)


def waiting_visits(user, on: date):
    """Planned visits of her own, today or later, to families she reaches: those she may say she cannot come to."""
    reached = LiveLink.objects.of(user, on).filter(role=Role.VOLUNTEER).values("family")
    return PlannedContact.objects.waiting().filter(person=user, family__in=reached, starts_at__date__gte=on)


def there_last_time(family, user) -> list:
    """Who of the family was there when she last came; everybody of the household if she has not been yet."""
    last = Contact.objects.filter(family=family, logged_by=user).achieved().newest_first().first()
    there = list(WasThere.objects.filter(contact=last).values_list("member", flat=True)) if last else []
    return there or list(caseload.people_there().queryset.filter(family=family).values_list("pk", flat=True))
