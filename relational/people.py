"""Who works here: invite somebody, give and end roles, write down what was checked, what people say of themselves.

Nothing in this room touches a family. What a role ending means for families is said in families.leaving, which
calls the verbs here; whose families somebody reaches comes from links, never from a role alone.

in sight   whom one may read about: administrators, service managers and records officers everybody who works
           here or is asked in from outside; a supervisor the people of her teams, and professionals from outside
may give   an administrator every role here; a supervisor key workers and volunteers of her own teams, and
           professionals. Nobody gives or ends a role of her own. The role of a family member is not given here.
           What one may give one may also end.
left       somebody who holds no role any more
"""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from relational import events
from relational.identity import errand
from relational.models import Away, Check, Role, RoleHeld, Team, User
from relational.post import post
from relational.refusals import Refusal

IN_A_TEAM = (Role.KEY_WORKER, Role.VOLUNTEER, Role.SUPERVISOR)
STAFF = (
    Role.SUPERVISOR,
    Role.KEY_WORKER,
    Role.VOLUNTEER,
    Role.SERVICE_MANAGER,
    Role.RECORDS_OFFICER,
    Role.ADMINISTRATOR,
)
SHOWN = (*STAFF, Role.PROFESSIONAL)  # a mother who also volunteers is shown as a volunteer; never as of a family
SEE_EVERYBODY = frozenset({Role.ADMINISTRATOR, Role.SERVICE_MANAGER, Role.RECORDS_OFFICER})
GIVEN_BY_SUPERVISORS = (Role.KEY_WORKER, Role.VOLUNTEER, Role.PROFESSIONAL)
NEVER_NOBODY = (Role.SUPERVISOR, Role.ADMINISTRATOR)  # roles that somebody must always hold
CHECKED = {Role.KEY_WORKER, Role.VOLUNTEER, Role.SUPERVISOR}  # roles whose checks we keep dates of


# --- Who may ------------------------------------------------------------------------------------------------------


def teams_of(supervisor, on: date):
    """Teams she supervises on that day, by name."""
    held = RoleHeld.objects.on(on).filter(user=supervisor, role=Role.SUPERVISOR)
    return Team.objects.filter(pk__in=held.values("team")).order_by("name")


def within_sight_of(user, on: date):
    """People `user` may read about on that day. See this room's first lines."""
    if not user.is_active:
        return User.objects.none()
    roles = user.roles_on(on)
    held = RoleHeld.objects.filter(role__in=SHOWN)
    if not roles & SEE_EVERYBODY:
        if Role.SUPERVISOR not in roles:
            return User.objects.none()
        here = held.from_(on).filter(user=OuterRef("user"))
        of_hers = Q(team__in=teams_of(user, on))
        held = held.filter(
            Q(role=Role.PROFESSIONAL) | (of_hers & (Q(pk__in=held.from_(on).values("pk")) | ~Exists(here)))
        )
    return User.objects.filter(pk__in=held.values("user"))


def roles_to_give(by, on: date) -> list[str]:
    """Roles this person may give on that day, to somebody else."""
    roles = by.roles_on(on)
    if Role.ADMINISTRATOR in roles:
        return list(SHOWN)
    return list(GIVEN_BY_SUPERVISORS) if Role.SUPERVISOR in roles else []


def teams_to_give(by, on: date):
    """Teams into which this person may bring somebody."""
    return Team.objects.order_by("name") if Role.ADMINISTRATOR in by.roles_on(on) else teams_of(by, on)


def may_give(by, role: str, team, on: date) -> bool:
    if role not in roles_to_give(by, on):
        return False
    return role not in IN_A_TEAM or (team is not None and teams_to_give(by, on).filter(pk=team.pk).exists())


def manages(by, person, on: date) -> bool:
    """Whether `by` may change what `person` is here: somebody else, all of whose roles she may give."""
    if by == person or not roles_to_give(by, on):
        return False
    held = person.roles_held.from_(on).filter(role__in=SHOWN).select_related("team")
    return all(may_give(by, one.role, one.team, on) for one in held)


# --- Verbs --------------------------------------------------------------------------------------------------------


@transaction.atomic
def invite(
    *,
    by,
    on: date,
    name: str,
    email: str,
    role: str,
    team: Team | None = None,
    called: str = "",
    phone: str = "",
    answers: str = "",
    speaks: str = "",
    sign_in_at: str,
) -> User:
    """Make a place for somebody, with one role from `on`, and owe her a letter that says how to sign in.

    An address that belongs to somebody the inviter can't see must not be told from one nobody has: the person is
    written down without it, no letter goes, and the administrators hear that one address needs their eyes.
    """
    _must_be_able_to_give(by, role, team, on)
    if not name.strip():
        raise Refusal("Write the whole name.", field="name")
    with errand("address"):
        there = User.objects.filter(email__iexact=email).first()
    if there and within_sight_of(by, timezone.localdate()).filter(pk=there.pk).exists():
        raise Refusal(f"{there.name} is here with this address already. Give a role on that page.", field="email")
    if there and Role.ADMINISTRATOR in by.roles_on(timezone.localdate()):
        raise Refusal("Another account has this address. Ask for a different one.", field="email")
    person = User.objects.create_user(
        email=None if there else email,
        name=name.strip(),
        called=called.strip() or name.split()[0],
        phone=phone,
        answers=answers,
        speaks=speaks,
    )
    held = RoleHeld.objects.create(user=person, role=role, team=_team_for(role, team), started_on=on)
    if there:
        for administrator in User.objects.holding(Role.ADMINISTRATOR, on=timezone.localdate()):
            post(administrator, "an_address_is_taken", about=person.pk, person=person, by=by)
    else:
        post(person, "a_place_for_you", about=person.pk, by=by, held=held, address=sign_in_at)
    events.record("invite", person, by=by, role=role, team=held.team_id, on=on)
    return person


@transaction.atomic
def give_role(*, person, by, role: str, on: date, team: Team | None = None) -> RoleHeld:
    """`person` holds one more role from `on`."""
    if person == by:
        raise Refusal("Nobody gives herself a role. Ask another person who may.")
    _must_be_able_to_give(by, role, team, on)
    person = User.objects.select_for_update().get(pk=person.pk)
    team = _team_for(role, team)
    if person.roles_held.from_(on).filter(role=role, team=team).exists():
        raise Refusal(f"{person} is {_as(role, team)} then already. Nothing was changed.", field="role")
    if not person.is_active:
        if Role.ADMINISTRATOR not in by.roles_on(timezone.localdate()):
            raise Refusal(f"{person}’s account has ended. An administrator opens it again.")
        person.is_active = True
        person.save(update_fields=["is_active"])
    held = RoleHeld.objects.create(user=person, role=role, team=team, started_on=on)
    events.record("give_role", held, by=by, person=person.pk, role=role, team=held.team_id, on=on)
    return held


@transaction.atomic
def end_role(*, held: RoleHeld, by, on: date) -> RoleHeld:
    """The role is not held from `on`. Never one's own, never the last supervisor's or administrator's."""
    if held.user_id == by.pk:
        raise Refusal("Nobody ends her own role. Ask another person who may.")
    if not may_give(by, held.role, held.team, timezone.localdate()):
        raise Refusal(f"You may not end the role of {held.get_role_display()}. An administrator may.")
    # One at a time through this door, so that the last two of them can't both leave at the same moment.
    list(RoleHeld.objects.select_for_update().filter(role=held.role).order_by("pk").values_list("pk"))
    held = RoleHeld.objects.select_related("user", "team").get(pk=held.pk)
    if held.ended_on is not None and held.ended_on <= on:
        raise Refusal(f"This role ends on {_in_words(held.ended_on)} already.")
    if held.role in NEVER_NOBODY and not others_hold(held.role, on, but=held.user):
        raise Refusal(
            f"{held.user} is the last {held.get_role_display()} here. Give somebody else that role first; "
            "then this can be done at once."
        )
    held.ended_on = max(on, held.started_on)
    held.save(update_fields=["ended_on"])
    events.record("end_role", held, by=by, person=held.user_id, role=held.role, team=held.team_id, on=on)
    return held


def others_hold(role: str, on: date, *, but, team: Team | None = None) -> bool:
    """Whether somebody who can sign in holds the role then, and with no end to it, but for this person."""
    held = RoleHeld.objects.filter(role=role, started_on__lte=on, ended_on=None, user__is_active=True)
    if team is not None:
        held = held.filter(team=team)
    return held.filter(user__email__isnull=False).exclude(user=but).exists()


@transaction.atomic
def write_check(*, person, by, what: str, done_on: date, on: date, good_until: date | None = None) -> Check:
    """A check was done; `on` is the day it is written. It stays beside the older ones; the newest counts."""
    if person == by:
        raise Refusal("Nobody writes down her own check. Ask another person who may.")
    if done_on > on:
        raise Refusal("This day is yet to come. Write it down when it is done.", field="done_on")
    if good_until is not None and good_until < done_on:
        raise Refusal("It can't stop being good before it was done.", field="good_until")
    check = Check.objects.create(user=person, what=what, done_on=done_on, good_until=good_until, written_by=by)
    events.record("write_check", check, by=by, person=person.pk, what=what, done_on=done_on, good_until=good_until)
    return check


@transaction.atomic
def describe(*, person, by, called: str, phone: str, answers: str, speaks: str, introduction: str) -> User:
    """What somebody says of herself: her families read it. Hers alone to write."""
    if person != by:
        raise Refusal("These are somebody else’s own words.")
    if not called.strip():
        raise Refusal("Write what people call you.", field="called")
    person.called, person.phone, person.answers = called.strip(), phone.strip(), answers.strip()
    person.speaks, person.introduction = speaks.strip(), introduction.strip()
    person.save(update_fields=["called", "phone", "answers", "speaks", "introduction"])
    events.record("describe", person, by=by)
    return person


def _must_be_able_to_give(by, role: str, team, on: date) -> None:
    """A right is asked of today, whichever day it is used for."""
    today = timezone.localdate()
    if on < today:
        raise Refusal("This day has passed. A role begins today or later.", field="on")
    if role not in Role.values or role not in roles_to_give(by, today):
        raise Refusal("This is not a role you may give. Ask an administrator.", field="role")
    if role in IN_A_TEAM and team is None:
        raise Refusal(f"A {Role(role).label} belongs to a team. Choose which.", field="team")
    if not may_give(by, role, team, today):
        raise Refusal("This is not a team of yours. Ask an administrator.", field="team")


def _team_for(role: str, team):
    return team if role in IN_A_TEAM else None


def _as(role: str, team) -> str:
    label = Role(role).label
    return f"{'an' if label[0] in 'aeo' else 'a'} {label}{f' in {team}' if team else ''}"


def _in_words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


# --- Reads --------------------------------------------------------------------------------------------------------

SHOW = {"here": "here now", "left": "no longer here", "away": "away now", "checks": "a check runs out soon"}
SOON_DAYS = 42


@dataclass
class Somebody:
    """One person as the list and her own page show her. Everything is read beforehand."""

    person: User
    on: date
    held: list[RoleHeld]  # from today on, or the last ones of somebody who left
    before: list[RoleHeld]
    checks: list[Check]  # the newest of each kind
    away: list[Away]
    missing: list[str] = field(default_factory=list)  # kinds of check nobody has written down

    @property
    def left_on(self) -> date | None:
        """The first day she was not here any more, if she has left."""
        if any(one.ended_on is None or one.ended_on > self.on for one in self.held):
            return None
        return max((one.ended_on for one in (*self.held, *self.before)), default=None)

    @property
    def leaves_on(self) -> date | None:
        """The first day on which she is not here, once every role of hers has an end."""
        if self.left_on or not self.held or any(one.ended_on is None for one in self.held):
            return None
        return max(one.ended_on for one in self.held)

    @property
    def is_ours(self) -> bool:
        """Whether she works with families here: only then do we write down checks and days away."""
        return any(one.role in CHECKED for one in self.held)

    @property
    def away_now(self) -> Away | None:
        return next((one for one in self.away if one.covers(self.on)), None)

    @property
    def run_out(self) -> list[Check]:
        return [one for one in self.checks if not one.good_on(self.on)]

    @property
    def run_out_soon(self) -> list[Check]:
        return [
            one
            for one in self.checks
            if one.good_on(self.on) and one.good_until and (one.good_until - self.on).days <= SOON_DAYS
        ]


def described(people, on: date, beside: tuple[str, ...] = ()):
    """A query of people, with all that Somebody needs, in a fixed number of queries; `beside` names what a higher
    room shows of them as well."""
    people = people.select_related(*beside) if beside else people
    return people.prefetch_related(
        Prefetch(
            "roles_held",
            RoleHeld.objects.filter(role__in=SHOWN).select_related("team").order_by("started_on", "pk"),
            to_attr="held_here",
        ),
        Prefetch("checks", Check.objects.order_by("what", "-done_on", "-written_at"), to_attr="checked"),
        Prefetch("away", Away.objects.from_(on).order_by("started_on"), to_attr="away_from_now"),
    )


def somebody(person, on: date) -> Somebody:
    """What is shown of one person; `person` comes from `described`."""
    held = [one for one in person.held_here if one.ended_on is None or one.ended_on > on]
    before = [one for one in person.held_here if one not in held]
    newest = list({one.what: one for one in reversed(person.checked)}.values())
    wanted = {one.role for one in held} & CHECKED
    missing = [
        Check.What(what).label
        for what in (Check.What.KEEPING_SAFE, Check.What.BACKGROUND)
        if wanted and what not in {one.what for one in newest}
    ]
    newest.sort(key=lambda one: Check.What.values.index(one.what))
    return Somebody(person, on, held, before, newest, person.away_from_now, missing)


def one(key, user, on: date) -> User | None:
    """The person with that key, if `user` may read about her."""
    return described(within_sight_of(user, on), on).filter(pk=key).first()


def of_oneself(user, on: date) -> Somebody:
    """What somebody may read of herself here, whatever her role."""
    return somebody(described(User.objects.filter(pk=user.pk), on).get(), on)


def teams_in_sight(user, on: date):
    """Teams whose people `user` may read about."""
    return Team.objects.order_by("name") if user.roles_on(on) & SEE_EVERYBODY else teams_of(user, on)


def listed(user, on: date, *, show: str = "", role: str = "", team: str = "", name: str = "", beside=()) -> list[Somebody]:
    """Everybody `user` may read about, by name; unknown wishes are as none."""
    people = described(within_sight_of(user, on), on, beside).order_by("called", "name", "pk")
    said = " ".join(name.replace("\x00", "").split())[:60]
    if said:
        people = people.filter(Q(name__unaccent__icontains=said) | Q(called__unaccent__icontains=said))
    found = [somebody(person, on) for person in people]
    if show == "left":
        found = [one for one in found if one.left_on]
    else:
        found = [one for one in found if not one.left_on]
    if show == "away":
        found = [one for one in found if one.away_now]
    if show == "checks":
        found = [one for one in found if one.run_out or one.run_out_soon or one.missing]
    if role in SHOWN:
        found = [one for one in found if any(held.role == role for held in one.held or one.before)]
    if team:
        found = [one for one in found if any(str(held.team_id) == team for held in one.held or one.before)]
    return found


def by_role(people: list[Somebody]) -> list[tuple[str, list[Somebody]]]:
    """The list in groups, each person once, under the first of her roles."""
    groups: dict[str, list[Somebody]] = {}
    for one in people:
        roles = {held.role for held in one.held or one.before}
        first = next((role for role in SHOWN if role in roles), None)
        if first:
            groups.setdefault(first, []).append(one)
    return [(PLURAL[role], groups[role]) for role in SHOWN if role in groups]


PLURAL = {
    Role.SUPERVISOR: "Supervisors",
    Role.KEY_WORKER: "Key workers",
    Role.VOLUNTEER: "Volunteers",
    Role.SERVICE_MANAGER: "Service managers",
    Role.RECORDS_OFFICER: "Records officers",
    Role.ADMINISTRATOR: "Administrators",
    Role.PROFESSIONAL: "From other services",
}
