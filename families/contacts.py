"""Logging what happened: plan a contact, call it off, log it.

A visit that did not happen is a fact too, with who cancelled. The two halves, what happened and how it was,
are one row with one set of readers; what must not be read by them is kept apart in its own table.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from families import concerns
from families.models import (
    ChangedFamily,
    Contact,
    Family,
    Involvement,
    KeptApart,
    Kind,
    PlannedContact,
    Professional,
    Promise,
    WasThere,
    WhoCame,
)
from relational import events
from relational.keys import new_key
from relational.models import Role, User
from relational.refusals import Refusal

LOGGED_YEARS = 20
NOT_UNDER_THIS_NUMBER = "This visit could not be saved under its number. Open a new form and paste your words there."


@transaction.atomic
def plan_contact(
    *, family, person, by, starts_at: datetime, kind=Contact.What.AT_HOME, minutes=60, request=None
) -> PlannedContact:
    """`person` means to see the family at `starts_at` for so many minutes."""
    family = Family.objects.select_for_update(no_key=True).get(pk=family.pk)  # the same form, twice at once: one plan
    if not family.periods.on(timezone.localdate(starts_at)).exists():
        raise Refusal("The family is not with us on that day.", field="starts_at")
    if family.planned.waiting().filter(person=person, starts_at=starts_at).exists():
        raise Refusal("That visit is planned already.", field="starts_at")
    planned = PlannedContact.objects.create(
        family=family, person=person, kind=kind, starts_at=starts_at, minutes=minutes, request=request, planned_by=by
    )
    events.record("plan_contact", planned, by=by, family=family, starts_at=starts_at)
    return planned


@transaction.atomic
def call_off(*, planned, by, now: datetime) -> PlannedContact:
    """Take a plan back before it was to happen. A visit missed on the day is logged instead, with who cancelled."""
    planned = PlannedContact.objects.select_for_update().get(pk=planned.pk)
    if planned.called_off_at or Contact.objects.filter(planned=planned).exists():
        raise Refusal("This visit is not waiting any more.")
    planned.called_off_at = now
    planned.save(update_fields=["called_off_at"])
    events.record("call_off", planned, by=by, family=planned.family)
    return planned


@transaction.atomic
def log_contact(
    *,
    family,
    by,
    kind,
    outcome,
    happened_on: date,
    now: datetime,
    key=None,
    started_at: datetime | None = None,
    minutes: int | None = None,
    who_came=(),
    someone_else: str = "",
    someone_else_job: str = "",
    family_knew: bool | None = None,
    present=(),
    may_read: bool = True,
    facts: str = "",
    how_it_was: str = "",
    whose_words: str = "",
    feelings=(),
    promise: str = "",
    promise_by: date | None = None,
    worry: str = "",
    apart: str = "",
    apart_reason: str = "",
    apart_reviewer=None,
    planned=None,
    request=None,
    how: str = "",
    observers=(),
) -> Contact:
    """Write down a contact. `key` is made where it is written; the same key again returns the first result.

    `who_came` are people we know; `someone_else` names one we may not. `how` is only asked where it can't be
    told from the relationships and the request: by_law, urgent, or outside.
    """
    key = key or new_key()
    if before := _first_under(key, family, by):
        return before
    if request is not None and request.family_id != family.pk:
        raise Refusal("That request is about somebody else.", field="request")
    achieved = outcome in Contact.ACHIEVED
    came = list(dict.fromkeys(who_came))
    try:
        with transaction.atomic():
            if someone_else.strip():
                came = list(dict.fromkeys([*came, person_called(family, someone_else, someone_else_job)]))
            _check(achieved, came, happened_on, facts, now=now, promise=promise, promise_by=promise_by)
            contact = Contact.objects.create(
                id=key,
                family=family,
                kind=kind,
                outcome=outcome,
                happened_on=happened_on,
                started_at=started_at,
                minutes=minutes if achieved else None,
                family_knew=family_knew,
                request=request,
                planned=planned,
                how_it_came=how_it_came(family, came, happened_on, request=request, how=how),
                facts=facts.strip(),
                how_it_was=how_it_was.strip(),
                whose_words=whose_words if how_it_was.strip() else "",
                feelings=list(feelings)[:3],
                worry=worry,
                logged_by=by,
                logged_at=now,
            )
    except IntegrityError:  # the same form, twice at the same moment: the first one stands
        if before := _first_under(key, family, by):
            return before
        raise Refusal(NOT_UNDER_THIS_NUMBER)  # it is there, and not for us to see
    for person in came:
        WhoCame.objects.create(family=family, contact=contact, person=person, capacity=capacity(person, happened_on))
    for person in observers:
        WhoCame.objects.create(family=family, contact=contact, person=person, capacity=WhoCame.Capacity.OBSERVER)
    for member in present:
        WasThere.objects.create(family=family, contact=contact, member=member, may_read=may_read and member.is_adult)
    if promise.strip():
        Promise.objects.create(family=family, contact=contact, words=promise.strip(), due_on=promise_by, promised_by=by)
    if apart.strip():
        keep_apart(contact=contact, words=apart, reason=apart_reason, reviewer=apart_reviewer, by=by)
    if worry == Contact.Worry.YES_NOW:
        concerns.raise_concern(
            family=family, by=by, words=facts.strip() or how_it_was.strip() or "Said on the visit form.", now=now
        )
    ChangedFamily.objects.mark(family)
    events.record("log_contact", contact, by=by, family=family, happened_on=happened_on, outcome=outcome)
    return contact


@transaction.atomic
def add_words(*, contact, by, how_it_was: str, whose_words: str) -> Contact:
    """Add the other half to a visit that has only its facts. What stands is never written over."""
    if contact.logged_by_id != by.pk:
        raise Refusal("Only the person who wrote this visit adds to it.")
    contact = Contact.objects.select_for_update(of=("self",)).select_related("family").get(pk=contact.pk)
    if contact.how_it_was:
        raise Refusal("Words stand here already.")
    contact.how_it_was, contact.whose_words = how_it_was.strip(), whose_words
    contact.save(update_fields=["how_it_was", "whose_words"])
    ChangedFamily.objects.mark(contact.family)
    events.record("add_words", contact, by=by, family=contact.family)
    return contact


def _first_under(key, family, by) -> Contact | None:
    """What was saved under this key, if it is the same person's about the same family; any other is refused."""
    before = Contact.objects.filter(pk=key).first()
    if before and (before.family_id, before.logged_by_id) != (family.pk, by.pk):
        raise Refusal(NOT_UNDER_THIS_NUMBER)
    return before


def _check(achieved, came, happened_on, facts, *, now, promise, promise_by):
    if happened_on > timezone.localdate(now):
        raise Refusal("This day has not come yet. Plan the visit instead.", field="happened_on")
    if happened_on.year < now.year - LOGGED_YEARS:  # a slip of the keys, and what is written stays
        raise Refusal("This is too long ago. Check the year.", field="happened_on")
    if not came:
        raise Refusal("Say who came, or who meant to come.", field="who_came")
    if achieved and not facts.strip():
        raise Refusal("Write a line about what happened.", field="facts")
    if promise.strip() and promise_by is None:
        raise Refusal("Say by which day you promised it.", field="promise_by")


@transaction.atomic
def keep_apart(*, contact, words, reason, reviewer, by) -> KeptApart:
    """Keep a passage away from the family's page. The readable half must still say something true and ordinary."""
    if not contact.facts:
        raise Refusal(
            "Write an ordinary, true line above as well. A missing entry would also tell something.", field="facts"
        )
    if not reason.strip():
        raise Refusal("Say why this is kept apart.", field="apart_reason")
    if reviewer is None:
        raise Refusal("Choose who reads it with you.", field="apart_reviewer")
    passage = KeptApart.objects.create(
        family=contact.family,
        contact=contact,
        words=words.strip(),
        reason=reason.strip(),
        reviewer=reviewer,
        written_by=by,
    )
    events.record("keep_apart", passage, by=by, family=contact.family)
    return passage


@transaction.atomic
def keep_promise(*, promise, by, on: date) -> Promise:
    """Say that what was promised has been done."""
    promise = Promise.objects.select_for_update(of=("self",)).select_related("family").get(pk=promise.pk)
    if promise.kept_on is None:
        promise.kept_on = on
        promise.save(update_fields=["kept_on"])
        events.record("keep_promise", promise, by=by, family=promise.family, on=on)
    return promise


def how_it_came(family, came, on: date, *, request=None, how: str = "") -> str:
    """By which way this contact came: told from who was named that day; what cannot be told is said in `how`.

    A visit to which the named person came too is hers, whoever else was there (continuity.md 1.13).
    """
    people = {person.pk for person in came}
    spells = list(family.relationships.on(on).values_list("person", "kind"))
    if people & {person for person, kind in spells if kind == Kind.NAMED}:
        return Contact.How.NAMED
    if people & {person for person, _ in spells}:
        return Contact.How.STAND_IN
    if request is not None:
        return Contact.How.BY_LAW if request.purpose == request.Purpose.BY_LAW else Contact.How.REQUEST
    return how if how in (Contact.How.BY_LAW, Contact.How.URGENT) else Contact.How.OUTSIDE


def capacity(person, on: date) -> str:
    """In which capacity a person comes: one of the streams that continuity keeps apart (continuity.md 0.3)."""
    roles = person.roles_on(on)
    if Role.KEY_WORKER in roles or Role.SUPERVISOR in roles:
        return WhoCame.Capacity.KEY_WORK
    return WhoCame.Capacity.VOLUNTEER if Role.VOLUNTEER in roles else WhoCame.Capacity.PROFESSIONAL


def around(family, on: date):
    """Other professionals this family knows: involved now, seen here before, or agreed to through a request. By name."""
    involved = Involvement.objects.filter(family=family).on(on).values("person")
    seen = WhoCame.objects.filter(family=family, capacity=WhoCame.Capacity.PROFESSIONAL).values("person")
    agreed = family.requests.agreed().values("asked_by")
    return (
        User.objects.filter(pk__in=involved.union(seen, agreed))
        .select_related("professional")
        .order_by("called", "name")
    )


def person_called(family, name: str, job: str = "") -> User:
    """The person of that name this family has met before, or a new one: one face is counted once."""
    name = " ".join(name.split())
    known = around(family, timezone.localdate()).filter(name__iexact=name).first()
    if known:
        return known
    person = User.objects.create_user(name=name, called=name.split()[0])
    Professional.objects.create(user=person, job=job.strip() or "not said")
    return person
