"""Keeping safe goes round the link: everyone who could act is told at once, and nobody can hold it up.

The telephone comes first; this comes after it. What is said here is true or it is not said:

told      we wrote to her; whether the letter went out is what the post knows, and delivered is not read
opened    she has had the page before her eyes
dealing   she said herself "I am dealing with this"; never the machine, and never for anybody else
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from families import notices
from families.models import Concern, ConcernTold, Family
from relational import events
from relational.models import Letter, Role, User
from relational.refusals import Refusal

CALL_AGAIN_AFTER = timedelta(minutes=15)


@transaction.atomic
def raise_concern(*, family, by, words: str, now: datetime, called: str = "", key=None) -> Concern:
    """Tell named worker, whoever stands in for her, and every supervisor of the team. Comes after the telephone.

    `key` is made where it is written; the same key again returns the first result, and nobody is told twice.
    """
    if key and (before := Concern.objects.filter(pk=key, raised_by=by).first()):
        return before
    if not words.strip():
        raise Refusal("Say in a line what worries you.", field="words")
    concern = Concern(family=family, raised_by=by, raised_at=now, words=words.strip(), called=called.strip())
    if key:
        concern.pk = key
    try:
        with transaction.atomic():
            concern.save(force_insert=True)
    except IntegrityError:  # the same form, twice at the same moment: the first one stands
        if before := Concern.objects.filter(pk=key, raised_by=by).first():
            return before
        raise Refusal("This could not be saved under its number. Open the page again and paste your words there.")
    for person in who_is_told(family, timezone.localdate(now), but=by):
        notices.tell_of_concern(ConcernTold.objects.create(family=family, concern=concern, person=person))
    events.record("raise_concern", concern, by=by, family=family)
    return concern


def who_is_told(family, on, *, but=None) -> list[User]:
    """Named worker, stand-in and covering worker of that day, and the team's supervisors; not the one who tells.

    Where that leaves nobody, every supervisor of the service: a concern is never told to nobody if anybody is there.
    """
    workers = User.objects.filter(pk__in=family.relationships.key_workers().on(on).who_can_come(on).values("person"))
    supervisors = User.objects.holding(Role.SUPERVISOR, on=on, team=family.team)
    told = [person for person in dict.fromkeys([*workers, *supervisors]) if person != but]
    return told or [person for person in User.objects.holding(Role.SUPERVISOR, on=on) if person != but]


@transaction.atomic
def say_dealing(*, told, by, now: datetime) -> ConcernTold:
    """ "I am dealing with this": said by a person, never by the machine."""
    if told.person_id != by.pk:
        raise Refusal("Only the person who was told can say that.")
    told = ConcernTold.objects.select_for_update(of=("self",)).select_related("family").get(pk=told.pk)
    if told.dealing_at is None:
        told.opened_at, told.dealing_at = told.opened_at or now, now
        told.save(update_fields=["opened_at", "dealing_at"])
        events.record("say_dealing", told, by=by, family=told.family)
    return told


def opened(*, concern, by, now: datetime) -> None:
    """Note that `by` has this before her eyes, if she is one of those who were told. The first time stands."""
    concern.told.filter(person=by, opened_at=None).update(opened_at=now)


# --- Reads --------------------------------------------------------------------------------------------------------


def families_of(user, on):
    """Families this person may speak of here: those she reaches today."""
    return Family.objects.within_reach_of(user, on).order_by("name")


def concerns_person(thing, user) -> bool:
    """Whether a concern is this person's to read: she raised it, or she was told of it."""
    return thing.raised_by_id == user.pk or thing.told.filter(person=user).exists()


def told_person(thing, user) -> bool:
    return thing.person_id == user.pk


def waiting_for(user) -> list[Concern]:
    """Concerns that stand before this person until somebody deals with them: those she was told of or raised herself.

    One that she was told of stays, even when another says she deals with it, until she has opened it herself.
    """
    told = ConcernTold.objects.filter(concern=OuterRef("pk"))
    mine, dealt = told.filter(person=user), told.filter(dealing_at__isnull=False)
    return list(
        Concern.objects.filter(
            Q(Exists(mine.filter(opened_at=None))) | (~Q(Exists(dealt)) & (Q(Exists(mine)) | Q(raised_by=user)))
        )
        .select_related("family", "raised_by").prefetch_related("told__person").order_by("raised_at")
    )  # fmt: skip


@dataclass
class Telling:
    """One person who was told, and only what is true of it."""

    told: ConcernTold
    sent_at: datetime | None
    not_sent: bool


@dataclass
class State:
    tellings: list[Telling]
    mine: ConcernTold | None  # the reader's own telling, if she was told
    dealing: list[ConcernTold]
    call_again: bool  # nobody has said that she deals with it, and time has gone by


def state(concern, user, now: datetime) -> State:
    """Who was told, who has opened it, and who says that she is dealing with it."""
    told = list(concern.told.select_related("person").order_by("person__called", "person__name"))
    letters = {letter.to_id: letter for letter in Letter.objects.filter(kind="keeping_safe", about=str(concern.pk))}
    tellings = []
    for one in told:
        letter = letters.get(one.person_id)
        tellings.append(Telling(one, letter and letter.delivered_at, bool(letter and letter.given_up_at)))
    dealing = [one for one in told if one.dealing_at]
    return State(
        tellings=tellings,
        mine=next((one for one in told if one.person_id == user.pk), None),
        dealing=dealing,
        call_again=not dealing and now - concern.raised_at > CALL_AGAIN_AFTER,
    )
