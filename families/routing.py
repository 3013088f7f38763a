"""One door for other professionals: ask, decide, pass on, and the truth when it went another way.

Asking creates nothing but the request: no involvement, no relationship (law 6). The asker is told the same
whether or not the family is with us, and is never told who holds it before somebody has answered.

held by      whoever should answer now: the named worker; her stand-in when she is away, when nobody is named, or
             on the second working day after asking; the supervisor on the fourth
not placed   we can't tell which family it means: the supervisors hold it together, until one of them places it or answers
late         nobody answered by the day the asker was promised, or nobody holds it
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from families import contacts, continuity, notices
from families.models import Contact, Family, FamilyMember, Kind, RoutedRequest
from relational import events
from relational.models import Role, User
from relational.post import post
from relational.refusals import Refusal
from relational.working_days import add_working_days, working_days_between

# The clock, in working days from the day of asking.
STAND_IN_AFTER, SUPERVISOR_AFTER, PROMISED_WITHIN = 2, 4, 5
CHILD_YEARS = 19
SHOWN = 100  # a list of requests stops here; the oldest come first

Holder = RoutedRequest.Holder


# --- Asking -------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(
    *,
    by,
    child_name: str,
    child_born_on: date,
    postcode: str,
    purpose: str,
    need: str,
    for_the_family: str,
    now: datetime,
    could_carry: bool = False,
    wanted_by: date | None = None,
    key=None,
) -> RoutedRequest:
    """Ask about a family. It goes to whoever is there for it (find_doors); if we can't tell which, to the supervisors.

    `key` is made where the request is written; the same key again returns the first result.
    """
    if key and (before := RoutedRequest.objects.filter(pk=key, asked_by=by).first()):
        return before
    today = timezone.localdate(now)
    if child_born_on > add_working_days(today, 300):
        raise Refusal("This date is too far ahead.", field="child_born_on")
    if child_born_on < today.replace(year=today.year - CHILD_YEARS, day=1):
        raise Refusal("This date is too long ago for a child. Check the year.", field="child_born_on")
    if wanted_by and wanted_by < today:
        raise Refusal("This day has passed. Choose today or a later day.", field="wanted_by")
    request = RoutedRequest(
        asked_by=by,
        asked_at=now,
        child_name=child_name,
        child_born_on=child_born_on,
        postcode=postcode,
        purpose=purpose,
        need=need,
        for_the_family=for_the_family,
        could_carry=could_carry,
        wanted_by=wanted_by,
        holder=Holder.SUPERVISOR,
        answer_by=add_working_days(today, PROMISED_WITHIN),
    )
    if key:
        request.pk = key
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError:  # the same form, twice at the same moment: the first one stands
        if before := RoutedRequest.objects.filter(pk=key, asked_by=by).first():
            return before
        raise Refusal("This request could not be saved under its number. Open a new form and paste your words there.")
    events.record("ask", request, by=by, purpose=purpose)
    return request


@transaction.atomic
def find_doors(*, now: datetime) -> int:
    """Look for the family that each new request means, and give it to whoever is there for it; returns how many were
    looked for. One that is not found stays with the supervisors. If nothing runs this, all of them do."""
    today = timezone.localdate(now)
    new = RoutedRequest.objects.open().filter(looked_for_at=None, family=None).order_by("asked_at").without_words()
    looked = 0
    for request in new.select_for_update(skip_locked=True, of=("self",)).select_related("asked_by"):
        request.looked_for_at = now
        request.family = whom_it_means(request.child_name, request.child_born_on, request.postcode, today)
        request.held_by, request.holder = who_answers(request.family, today)
        request.moves_on = _moves_on(timezone.localdate(request.asked_at), request.holder)
        request.save(update_fields=["looked_for_at", "family", "held_by", "holder", "moves_on"])
        _tell_holder(request, today)
        if request.family:
            events.record("place_request", request, by=None, family=request.family)
        looked += 1
    return looked


def whom_it_means(child_name: str, child_born_on: date, postcode: str, on: date) -> Family | None:
    """The one family with us whose child has that name, birth date or due date, and postcode; None unless exactly one.

    A child not yet born may be asked about by the mother's name.
    """
    said = " ".join(child_name.split())
    called = said.split()[0] if said else ""
    by_name = Q(called__unaccent__iexact=called) | Q(name__unaccent__iexact=said)
    there = FamilyMember.objects.filter(Q(left_on=None) | Q(left_on__gt=on))
    children = there.filter(Q(born_on=child_born_on) | Q(due_on=child_born_on), is_adult=False)
    grown = there.filter(by_name, is_adult=True)
    meant = children.filter(by_name | Q(due_on=child_born_on, family__in=grown.values("family")))
    wanted = _plain(postcode)
    found = []
    for family in Family.objects.open(on).filter(pk__in=meant.values("family")):
        known = {_plain(code) for code in family.contact_details.on(on).values_list("postcode", flat=True)} - {""}
        if wanted in known or not known:
            found.append(family)
    return found[0] if len(found) == 1 else None


def _plain(postcode: str) -> str:
    return "".join(postcode.split()).upper()


# --- Who holds it -------------------------------------------------------------------------------------------------


def who_answers(family, on: date) -> tuple[User | None, str]:
    """Who should answer now: whoever covers, else the named worker, else the stand-in, else a supervisor.

    Somebody who does not hold the role that day, or may not sign in any more, is never given anything to answer.
    """
    if family is None:
        return None, Holder.SUPERVISOR
    there = _key_workers(family, on)
    for kind, holder in (
        (Kind.COVERING, Holder.STAND_IN),
        (Kind.NAMED, Holder.NAMED),
        (Kind.STAND_IN, Holder.STAND_IN),
    ):
        if kind in there:
            return there[kind], holder
    return _supervisor(family, on), Holder.SUPERVISOR


def _key_workers(family, on: date) -> dict[str, User]:
    spells = family.relationships.key_workers().on(on).filter(person__in=User.objects.holding(Role.KEY_WORKER, on=on))
    return {spell.kind: spell.person for spell in spells.select_related("person")}


def _supervisor(family, on: date) -> User | None:
    """The family's own supervisor; if its team has none just now, another of the service, so that nothing is held by nobody."""
    return (
        User.objects.holding(Role.SUPERVISOR, on=on, team=family.team).first()
        or User.objects.holding(Role.SUPERVISOR, on=on).first()
    )


def _moves_on(asked_on: date, holder: str) -> date | None:
    """The day on which it goes to the next person, if nobody has answered."""
    days = {Holder.NAMED: STAND_IN_AFTER, Holder.STAND_IN: SUPERVISOR_AFTER}.get(holder)
    return days and add_working_days(asked_on, days)


def _tell_holder(request, on: date) -> None:
    """A letter to whoever holds it; one that is not placed is told to every supervisor."""
    if request.held_by or request.family_id:
        notices.tell_holder_of_request(request)
        return
    for supervisor in User.objects.holding(Role.SUPERVISOR, on=on):
        post(supervisor, "a_request_waits", about=f"{request.pk} {request.holder}", request=request)


@transaction.atomic
def pass_on(*, on: date, held_by=None) -> int:
    """Requests nobody answered in time go to the next person: the stand-in, then the supervisor. Returns how many.

    `held_by`: only those in the hands of these people (of somebody who leaves).
    """
    waiting = RoutedRequest.objects.open().filter(moves_on__lte=on, family__isnull=False).order_by("asked_at")
    if held_by is not None:
        waiting = waiting.filter(held_by__in=held_by)
    moved = 0
    waiting = waiting.without_words().select_related("family__team", "asked_by")
    for request in waiting.select_for_update(skip_locked=True, of=("self",)):
        asked_on = timezone.localdate(request.asked_at)
        there = _key_workers(request.family, on)
        stand_in = there.get(Kind.COVERING) or there.get(Kind.STAND_IN)
        in_time = on < add_working_days(asked_on, SUPERVISOR_AFTER)
        left = request.held_by_id not in {person.pk for person in there.values()}
        if request.holder != Holder.SUPERVISOR and left:  # whoever held it has gone: it begins again with who is there
            request.held_by, request.holder = who_answers(request.family, on)
        elif request.holder == Holder.NAMED and in_time and stand_in and stand_in.pk != request.held_by_id:
            request.held_by, request.holder = stand_in, Holder.STAND_IN
        else:
            request.held_by, request.holder = _supervisor(request.family, on), Holder.SUPERVISOR
        request.moves_on = _moves_on(asked_on, request.holder)
        if request.moves_on and request.moves_on <= on:
            request.moves_on = add_working_days(on, 1)
        request.save(update_fields=["held_by", "holder", "moves_on"])
        _tell_holder(request, on)
        events.record(
            "pass_on_request", request, by=None, family=request.family, to=request.held_by_id, holder=request.holder
        )
        moved += 1
    return moved


# --- Answering ----------------------------------------------------------------------------------------------------


@transaction.atomic
def decide(
    *, request, by, decision: str, reply: str, now: datetime, plan: str = "", family_agreed: str = ""
) -> RoutedRequest:
    """Answer a request, with one reply that the asker reads, and the family too unless that is unsafe."""
    request = (
        RoutedRequest.objects.select_for_update(of=("self",))
        .select_related("decided_by", "family", "asked_by")
        .get(pk=request.pk)
    )
    if request.decided_at:
        raise Refusal(f"{request.decided_by} answered this on {timezone.localtime(request.decided_at):%A %-d %B}.")
    if decision not in RoutedRequest.Decision.values:
        raise Refusal("Choose one of the four answers.", field="decision")
    if request.purpose == RoutedRequest.Purpose.BY_LAW and decision == RoutedRequest.Decision.NOT_NOW:
        raise Refusal(
            "They must see the family by law, so it can't be put off. Choose how it can be done kindly.",
            field="decision",
        )
    if len(reply.strip()) < 10:
        raise Refusal("Write a sentence or two. The asker will read it, and so may the family.", field="reply")
    request.decision, request.reply, request.plan, request.family_agreed = (
        decision,
        reply.strip(),
        plan.strip(),
        family_agreed,
    )
    request.decided_at, request.decided_by, request.moves_on = now, by, None
    request.save(update_fields=["decision", "reply", "plan", "family_agreed", "decided_at", "decided_by", "moves_on"])
    notices.tell_asker_of_decision(request)
    events.record("decide_request", request, by=by, family=request.family, decision=decision)
    return request


@transaction.atomic
def place(*, request, by, now: datetime, family=None, reply: str = "") -> RoutedRequest:
    """A supervisor says which family a request means, and it goes to whoever is there for it; or, with no family,
    answers it herself in words that do not say whether anybody is with us."""
    request = RoutedRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.family_id or request.decided_at:
        raise Refusal("This request has found its way already.")
    if family is None:
        by_law = request.purpose == RoutedRequest.Purpose.BY_LAW  # which can't be put off, so she takes it on herself
        decision = RoutedRequest.Decision.CARRY if by_law else RoutedRequest.Decision.NOT_NOW
        return decide(request=request, by=by, decision=decision, reply=reply, now=now)
    today = timezone.localdate(now)
    request.family = family
    request.held_by, request.holder = who_answers(family, today)
    request.moves_on = _moves_on(today, request.holder)
    request.save(update_fields=["family", "held_by", "holder", "moves_on"])
    _tell_holder(request, today)
    events.record("place_request", request, by=by, family=family)
    return request


@transaction.atomic
def record_unrouted(
    *,
    family,
    by,
    happened_on: date,
    now: datetime,
    kind,
    person=None,
    someone_else: str = "",
    someone_else_job: str = "",
    family_knew=None,
    facts: str = "",
    how: str = "",
    request=None,
    key=None,
) -> Contact:
    """Write down that another professional saw the family without our people. Never blocked (law 4). It counts as
    outside the link, unless `request` says that it was agreed, or `how` that it was urgent or by law."""
    if person is None and not someone_else.strip():
        raise Refusal("Say who came: choose a name, or write one.", field="someone_else")
    outcome = Contact.Outcome.SEEN if kind in Contact.IN_PERSON else Contact.Outcome.REACHED
    return contacts.log_contact(
        family=family,
        by=by,
        kind=kind,
        outcome=outcome,
        happened_on=happened_on,
        now=now,
        key=key,
        who_came=[person] if person else [],
        someone_else="" if person else someone_else,
        someone_else_job=someone_else_job,
        family_knew=family_knew,
        facts=facts.strip() or ("Came as agreed." if request else "Came without coming through the named worker."),
        how=how,
        request=request,
    )


# --- Reads --------------------------------------------------------------------------------------------------------


def asked_by(user, on: date) -> list[RoutedRequest]:
    """What this person asked about and what became of it, newest first."""
    requests = list(
        RoutedRequest.objects.filter(asked_by=user).select_related("decided_by").order_by("-asked_at")[:SHOWN]
    )
    for request in requests:
        request.is_late = is_late(request, on)
    return requests


def is_late(request, on: date) -> bool:
    """Whether the day on which the asker was to hear has passed without an answer."""
    return request.decided_at is None and request.answer_by < on


@dataclass
class Waiting:
    """Requests that wait for one person's answer, and what a supervisor should know of beside them."""

    held: list[RoutedRequest]
    late: list[RoutedRequest]
    not_placed: list[RoutedRequest]
    supervises: bool


def waiting_for(user, on: date) -> Waiting:
    """Whatever waits for this person, oldest first; each with `days_left`, working days to the promised day."""
    supervises = Role.SUPERVISOR in user.roles_on(on)
    opened = (
        RoutedRequest.objects.open().select_related("asked_by__professional", "family", "held_by").order_by("asked_at")
    )
    held = list(opened.in_the_hands_of(user, on)[:SHOWN])
    late, not_placed = [], []
    if supervises:
        reached = Family.objects.within_reach_of(user, on)
        forgotten = Q(answer_by__lt=on) | Q(held_by=None)
        late = list(opened.filter(forgotten, family__in=reached).exclude(held_by=user)[:SHOWN])
        not_placed = list(opened.filter(family=None)[:SHOWN])
    for request in (*held, *late, *not_placed):
        request.days_left = working_days_between(on, request.answer_by) if request.answer_by >= on else None
    return Waiting(held, late, not_placed, supervises)


def may_place(request, user, on: date) -> bool:
    """Whether this person may say what a request means: any supervisor, while it has no family."""
    return Role.SUPERVISOR in user.roles_on(on) and request.family_id is None


def placeable(user, on: date):
    """Families a request may be placed with by this person: those with us that she reaches."""
    return Family.objects.within_reach_of(user, on).open(on).order_by("name")


@dataclass
class Picture:
    """What somebody who decides should see of the family: the number and the voice, and who to ask."""

    adults: list[str]
    faces: continuity.Figure | None
    words: Contact | None


def picture(request, user, on: date) -> Picture:
    """For whoever reaches the family today. A stand-in who only holds the request sees no more than the request."""
    if request.family is None or not Family.objects.within_reach_of(user, on).filter(pk=request.family_id).exists():
        return Picture([], None, None)
    adults = request.family.members.filter(is_adult=True, left_on=None, died_on=None).order_by("born_on", "name")
    words = request.family.contacts.in_their_words()
    return Picture(
        [adult.called for adult in adults],
        continuity.faces_at_the_door(request.family, on),
        words.select_related("logged_by").newest_first().first(),
    )


def could_be(request, families, on: date) -> list[FamilyMember]:
    """Children of these families who may be the one that is meant, with what speaks for each in `.reasons`."""
    said = " ".join(request.child_name.split())
    called = said.split()[0] if said else ""
    same_day = Q(born_on=request.child_born_on) | Q(due_on=request.child_born_on)
    same_name = Q(called__unaccent__iexact=called) | Q(name__unaccent__iexact=said)
    children = (
        FamilyMember.objects.filter(same_day | same_name, family__in=families, is_adult=False, left_on=None)
        .select_related("family")
        .prefetch_related("family__contact_details")
        .order_by("family__name", "name")[:12]
    )
    for child in children:
        codes = {_plain(detail.postcode) for detail in child.family.contact_details.all() if detail.covers(on)}
        child.reasons = [
            reason
            for reason, holds in (
                ("the same date", request.child_born_on in (child.born_on, child.due_on)),
                ("the same first name", child.called.lower() == called.lower() or child.name.lower() == said.lower()),
                ("the same postcode", bool(request.postcode) and _plain(request.postcode) in codes),
            )
            if holds
        ]
    return sorted(children, key=lambda child: (-len(child.reasons), child.family.name))
