"""Somebody leaves: who says goodbye to her families, and how her access ends, planned or now.

Leaving is no delete button. A planned leaving gives every role its last day, and till then the families she is
named for are a list that shrinks as each is handed over. When safety needs it, her access ends at once, in one
transaction: roles, account, keys, involvements, letters owed, and what waited for her answer goes on to the next
person. No relationship ends by this: a spell ends with a reason and by a person (families.relationships), so the
families that still have her name are shown as families that need somebody (families.sight.need_somebody).

last day   the last day she is here; roles end on the day after, which is the first day they do not cover
planned    every role has a last day that is yet to come
ended      the account is closed: nobody signs in with it
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from families import routing
from families.models import Family, Involvement, Kind, Relationship, RoutedRequest
from relational import events, people
from relational.factors import forget_factors
from relational.identity import errand
from relational.models import Role, RoleHeld, Team, User
from relational.post import post
from relational.refusals import Refusal
from relational.sessions import end_sessions

AT_MOST_AHEAD_DAYS = 365
ROOM_FOR_WHY = 200


# --- Verbs --------------------------------------------------------------------------------------------------------


@transaction.atomic
def plan(*, person, by, last_day: date, reason: str, now: datetime) -> date:
    """She leaves after `last_day`: every role ends then, and the supervisors of her teams hear of it. Till then
    nothing changes for the families. Returns the first day she is not here."""
    on = last_day + timedelta(days=1)
    today = timezone.localdate(now)
    _must_manage(person, by, today)
    if last_day < today:
        raise Refusal("This day has passed. If it must be at once, end her access now.", field="last_day")
    if last_day > today + timedelta(days=AT_MOST_AHEAD_DAYS):
        raise Refusal("That is more than a year ahead. Choose an earlier day.", field="last_day")
    if not reason.strip():
        raise Refusal("Say why in a few words. It is kept with the date.", field="reason")
    running = [held for held in _running(person, on) if held.ended_on is None or held.ended_on > on]
    if not running:
        raise Refusal(f"{person} holds no role on that day. Choose an earlier last day.", field="last_day")
    for held in running:
        end_role(held=held, by=by, on=on)
    events.record("plan_leaving", person, by=by, on=on, reason=reason.strip()[:ROOM_FOR_WHY])
    for supervisor in _supervisors_of({held.team_id for held in running}, today, but=(by, person)):
        post(supervisor, "somebody_leaves", about=f"{person.pk} {on}", person=person, last_day=last_day)
    return on


@transaction.atomic
def end_role(*, held: RoleHeld, by, on: date) -> RoleHeld:
    """One role is not held from `on`. The last supervisor of a team with families keeps it until another is there."""
    if (
        held.role == Role.SUPERVISOR
        and held.team_id
        and not people.others_hold(Role.SUPERVISOR, on, but=held.user, team=held.team)
    ):
        with errand("sight"):
            families = Family.objects.open(timezone.localdate()).filter(team=held.team_id).exists()
        if families:
            raise Refusal(
                f"{held.user} is the last supervisor of {held.team}, and families are with that team. "
                "Give somebody else that role first; then this can be done at once."
            )
    ended = people.end_role(held=held, by=by, on=on)
    if on <= timezone.localdate():
        _requests_go_on([held.user_id], timezone.localdate())
    return ended


def end_role_after(*, held: RoleHeld, by, last_day: date) -> RoleHeld:
    """As a page says it: with the last day of it."""
    if last_day < timezone.localdate() - timedelta(days=1):
        raise Refusal("This day has passed. Choose yesterday if it ends at once.", field="last_day")
    if last_day > timezone.localdate() + timedelta(days=AT_MOST_AHEAD_DAYS):
        raise Refusal("That is more than a year ahead. Choose an earlier day.", field="last_day")
    return end_role(held=held, by=by, on=last_day + timedelta(days=1))


@transaction.atomic
def end_access_now(*, person, by, reason: str, now: datetime) -> User:
    """Everything she could open is shut from this moment. One transaction: all of it, or nothing."""
    on = timezone.localdate(now)
    _must_manage(person, by, on)
    if not reason.strip():
        raise Refusal("Say why in a few words. It is kept with the date.", field="reason")
    person = User.objects.select_for_update().get(pk=person.pk)
    running = _running(person, on)
    if not person.is_active and not running:
        raise Refusal(f"{person}’s access has ended already.")
    for held in running:
        end_role(held=held, by=by, on=on)
    _shut(person, by=by, now=now, reason=reason.strip()[:ROOM_FOR_WHY])
    for supervisor in _supervisors_of({held.team_id for held in running}, on, but=(by, person)):
        post(supervisor, "access_has_ended", about=f"{person.pk} {now:%Y-%m-%d %H:%M}", person=person)
    return person


@transaction.atomic
def finish(*, now: datetime) -> int:
    """For the clock: accounts of people whose last role has ended are shut. Returns how many."""
    on = timezone.localdate(now)
    held = RoleHeld.objects.filter(user=OuterRef("pk"))
    gone = User.objects.filter(Exists(held), ~Exists(held.from_(on)), is_active=True).order_by("pk")
    shut = list(gone.select_for_update(skip_locked=True)[:100])
    for person in shut:
        _shut(person, by=None, now=now, reason="The last role has ended")
    return len(shut)


def _must_manage(person, by, on: date) -> None:
    if person == by:
        raise Refusal("Nobody ends her own access. Ask another person who may.")
    if not people.manages(by, person, on):
        raise Refusal(f"You may not end every role {person} holds. An administrator may.")


def _shut(person, *, by, now: datetime, reason: str) -> None:
    on = timezone.localdate(now)
    if not person.roles_held.from_(on).exists():  # one who is also of a family keeps the way into its own page
        person.is_active = False
        person.save(update_fields=["is_active"])
    ended = _involvements_end(person, on)
    passed_on = _requests_go_on([person.pk], on)
    person.letters.owed().update(given_up_at=now)
    if by is None:  # the clock did it: nobody who could be asked why a key was taken away
        end_sessions(user=person)
    else:
        forget_factors(user=person, by=by, now=now)
    events.record("end_access", person, by=by, reason=reason, requests=passed_on, involvements=ended)


def _running(person, on: date) -> list[RoleHeld]:
    """Roles she holds on that day or later; being of a family is not a role that ends here."""
    held = person.roles_held.from_(on).filter(role__in=people.SHOWN)
    return list(held.select_related("user", "team").order_by("started_on", "pk"))


def _involvements_end(person, on: date) -> int:
    ended = 0
    with errand("leaving"):
        for involvement in Involvement.objects.from_(on).filter(person=person).select_related("family"):
            involvement.ended_on, involvement.end_reason = max(on, involvement.started_on), "Is not here any more"
            involvement.save(update_fields=["ended_on", "end_reason"])
            events.record("withdraw", involvement, by=None, family=involvement.family, person=person.pk)
            ended += 1
    return ended


def _requests_go_on(holders: Iterable, on: date) -> int:
    """What waits with these people goes to whoever is there for the family, with a letter (families.routing)."""
    with errand("leaving"):
        RoutedRequest.objects.open().filter(held_by__in=holders, family__isnull=False).update(moves_on=on)
        return routing.pass_on(on=on, held_by=holders)


def _supervisors_of(teams: Iterable, on: date, *, but: Iterable) -> list[User]:
    held = RoleHeld.objects.on(on).filter(role=Role.SUPERVISOR, team__in=[team for team in teams if team])
    there = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return list(there.exclude(pk__in=[one.pk for one in but]).order_by("called", "name"))


# --- Reads --------------------------------------------------------------------------------------------------------


@dataclass
class Goodbye:
    """One family somebody must say goodbye to, or choose another stand-in for."""

    family: Family
    spell: Relationship


@dataclass
class Goodbyes:
    """Who is still to be handed over. `goodbyes` and `stand_ins` are named to the viewer; `others` are only counted,
    and `ask` are the supervisors who reach those."""

    goodbyes: list[Goodbye]
    stand_ins: list[Goodbye]
    others: int
    ask: list[User]

    @property
    def count(self) -> int:
        return len(self.goodbyes) + self.others


def goodbyes(person, viewer, on: date, *, today: date) -> Goodbyes:
    """Families that have `person` by name on `on`, her first day away, or today if she is to leave at once."""
    spells = Relationship.objects.of(person).exclude(kind=Kind.COVERING).from_(on)
    with errand("sight"):  # those the viewer does not reach are counted, and their supervisors told to her
        spells = spells.filter(family__in=Family.objects.open(today)).select_related("family")
        spells = list(spells.order_by("family__name", "role"))
    reached = set(Family.objects.within_reach_of(viewer, today).values_list("pk", flat=True)) if spells else set()
    named, stand_ins, others, teams = [], [], set(), set()
    for spell in spells:
        if spell.family_id not in reached:
            if spell.kind == Kind.NAMED:
                others.add(spell.family_id)
                teams.add(spell.family.team_id)
        elif spell.kind == Kind.NAMED:
            named.append(Goodbye(spell.family, spell))
        else:
            stand_ins.append(Goodbye(spell.family, spell))
    return Goodbyes(named, stand_ins, len(others), _supervisors_of(teams, today, but=(person, viewer)))


def role_of(person, key) -> RoleHeld | None:
    """One of her roles by its key."""
    return person.roles_held.filter(role__in=people.SHOWN, pk=key).select_related("user", "team").first()


def teams_without_supervisor(on: date) -> list[Team]:
    """Teams with families that nobody supervises on that day."""
    held = RoleHeld.objects.on(on).filter(role=Role.SUPERVISOR, team=OuterRef("pk"), user__is_active=True)
    with errand("sight"):
        return list(Team.objects.filter(~Exists(held), pk__in=Family.objects.open(on).values("team")).order_by("name"))
