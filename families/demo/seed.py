"""Do what the tales say, by the same verbs as everybody else, one family after the other.

People, roles, teams, professionals, their involvements and contact details have no verbs yet, so those rows are
made here. Moments of the past are given to the verbs; what a row says of its own making (Event.at) is today.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from families import concerns, contacts, flags, relationships, routing, support
from families.models import (
    ChangedFamily,
    Contact,
    ContactDetail,
    Family,
    FamilyMember,
    Flag,
    Involvement,
    Professional,
    RoutedRequest,
)  # fmt: skip
from relational.models import Check, Letter, Role, RoleHeld, Service, Team, User
from relational.people import write_check
from relational.refusals import Refusal

from . import people
from .households import TALES
from .looking import LEFT_OPEN, PAST_RUNS, STILL_OPEN_DAYS, decision_about
from .story import Household, Tale

SEED = 1871


def tales(today: date, seed: int = SEED) -> list[Tale]:
    """Every family's tale, counted back from that day. The same day and seed tell the same."""
    return [tell(today, seed) for _, tell in TALES.values()]


@transaction.atomic
def seed(now: datetime, say: Callable[[str], None] = lambda line: None, only: tuple[str, ...] = ()) -> None:
    """Fill an empty database with the demo. Refuses where there is anybody already."""
    if Service.objects.filter(is_demo=False).exists() or User.objects.exists() or Family.objects.exists():
        raise Refusal(
            "There are people in this database already, and they are not the demo's. Give the demo an empty one."
        )
    today = timezone.localdate(now)
    Service.objects.get_or_create(defaults={"name": people.SERVICE, "is_demo": True})
    everybody = enter_people(today)
    say(f"People: {len(everybody)}, in two teams")
    told = [tale for tale in tales(today) if not only or tale.household.key in only]
    for number, tale in enumerate(told, 1):
        Doing(tale, everybody, now).all()
        say(f"Families: {number} of {len(told)}, {tale.household.name}")
    routing.pass_on(on=today)
    if not only:
        ask_about_nobody(everybody, now)
    look_again(everybody["jo"], everybody["samina"], now, say)
    # Letters of eighteen months are not owed today; and everybody has just been counted.
    Letter.objects.owed().update(delivered_at=now, tries=1)
    ChangedFamily.objects.all().delete()


def enter_people(today: date) -> dict[str, User]:
    teams = {name: Team.objects.create(name=name) for name in (people.MANNINGHAM, people.KEIGHLEY_ROAD)}
    everybody = {}
    for one in people.EVERYBODY:
        user = everybody[one.key] = User.objects.create_user(
            email=one.email,
            name=one.name,
            called=one.called,
            face=one.face,
            phone=one.phone,
            answers=one.answers,
            speaks=one.speaks,
            introduction=one.introduction,
        )
        in_a_team = one.role in (Role.KEY_WORKER, Role.VOLUNTEER, Role.SUPERVISOR)
        RoleHeld.objects.create(
            user=user,
            role=one.role,
            team=teams[one.team] if in_a_team else None,
            started_on=today - timedelta(days=one.since),
            ended_on=today - timedelta(days=one.left) if one.left else None,
        )
        if one.role == Role.PROFESSIONAL:
            Professional.objects.create(
                user=user, job=one.job, organisation=one.organisation, confirmed_on=today - timedelta(days=60)
            )
    write_checks(everybody, today)
    return everybody


def write_checks(everybody: dict[str, User], today: date):
    """Training and background checks of whoever goes to families: most in date, one that soon runs out, one missing."""
    at_work = [one for one in people.EVERYBODY if one.role in (Role.KEY_WORKER, Role.VOLUNTEER) and not one.left]
    for number, one in enumerate(at_work):
        person, by = everybody[one.key], everybody["jo"]
        trained = today - timedelta(days=min(one.since, 40 + 23 * (number % 14)))
        background = {"what": Check.What.BACKGROUND, "done_on": today - timedelta(days=min(one.since, 400))}
        write_check(
            person=person, by=by, what=Check.What.KEEPING_SAFE, done_on=trained, good_until=trained + timedelta(days=365), on=today
        )  # fmt: skip
        if number != len(at_work) - 1:
            write_check(person=person, by=by, on=today, good_until=today + timedelta(days=700), **background)


class Doing:
    """One tale being done. Each act is a method: `refer` does what an act called refer says."""

    def __init__(self, tale: Tale, everybody: dict[str, User], now: datetime):
        self.tale, self.people, self.now = tale, everybody, now
        self.household: Household = tale.household
        self.family: Family | None = None
        self.members: dict[str, FamilyMember] = {}
        self.requests: dict[str, RoutedRequest] = {}

    def all(self):
        for act in self.tale.told():
            at = timezone.make_aware(act.at)
            if act.does in ("log", "outside", "keep_promise") and act.at.date() > timezone.localdate(self.now):
                continue
            getattr(self, act.does)(**{"at": min(at, self.now), "on": act.at.date()} | act.words)

    def person(self, key):
        return self.people[key]

    # --- the family ---

    def refer(self, *, at, on, asked_by, why, kind, by):
        house = self.household
        self.family = support.refer(
            name=house.name, team=Team.objects.get(name=house.team), why=why, asked_by=asked_by, kind=kind, by=self.person(by), on=on, area=house.area,
            speaks=house.speaks, safe_contact=house.safe_contact, rhythm_days=house.rhythm, members=[self._member(one) for one in house.members],
        )  # fmt: skip
        self.members = {member.called: member for member in self.family.members.all()}
        ContactDetail.objects.create(
            family=self.family,
            address=f"{house.street}, Bradford",
            postcode=house.postcode,
            phone=house.phone,
            started_on=on,
        )

    def _member(self, one) -> dict:
        born = None if one.born is None else self.tale.day(one.born)
        return support.new_member(
            name=one.name,
            tie=one.tie,
            is_adult=one.is_adult,
            face=one.face,
            user=self.person(one.user) if one.user else None,
            born_on=born if born and one.born >= 0 else None,
            due_on=born if born and one.born < 0 else None,
            died_on=self.tale.day(one.died) if one.died is not None else None,
        )

    def welcome_back(self, *, at, on, asked_by, why, kind, by):
        support.welcome_back(family=self.family, by=self.person(by), on=on, why=why, asked_by=asked_by, kind=kind)

    def goodbye(self, *, at, on, reason, by):
        support.say_goodbye_for_now(family=self.family, by=self.person(by), on=on, reason=reason)

    def appoint(self, *, at, on, person, role, kind, reason, side, by):
        relationships.appoint(
            family=self.family,
            person=self.person(person),
            role=role,
            by=self.person(by),
            on=on,
            reason=reason,
            side=side,
            kind=kind,
        )

    def end(self, *, at, on, person, role, reason, side, by):
        spell = self.family.relationships.named().get(person=self.person(person), role=role, ended_on=None)
        relationships.end(relationship=spell, by=self.person(by), on=on, reason=reason, side=side)

    def hand_over(self, *, at, on, to, role, reason, why_not, need_not, side, by):
        relationships.hand_over(
            family=self.family,
            to=self.person(to),
            role=role,
            by=self.person(by),
            on=on,
            reason=reason,
            side=side,
            why_not_together=why_not,
            need_not_tell_again=need_not,
        )

    def cover(self, *, at, on, person, role, until, reason, by):
        relationships.cover(
            family=self.family,
            person=self.person(person),
            role=role,
            by=self.person(by),
            on=on,
            until=until,
            reason=reason,
        )

    # --- contacts ---

    def log(
        self, *, at, on, who, by, facts, how, whose, feelings, kind, outcome, minutes, present, request=None, promise="", promise_by=None,
        worry="no", apart="", apart_reason="", apart_reviewer=None, observers=(), family_knew=None, how_came="", made_up=False,
    ):  # fmt: skip
        worker = self.person(by)
        written = min(at + timedelta(minutes=minutes + 9), self.now)
        planned = None
        if self.tale.today - on <= timedelta(days=28) and by == who[0] and worker == self._named():
            planned = contacts.plan_contact(
                family=self.family, person=worker, by=worker, starts_at=at, kind=kind, minutes=max(minutes, 15)
            )
        contacts.log_contact(
            family=self.family, by=worker, kind=kind, outcome=outcome, happened_on=on, now=written, started_at=at, minutes=minutes,
            who_came=[self.person(key) for key in who], observers=[self.person(key) for key in observers], family_knew=family_knew,
            present=[self.members[called] for called in present] if outcome in Contact.ACHIEVED else [],
            facts=facts, how_it_was=how, whose_words=whose, feelings=feelings, promise=promise, promise_by=promise_by, worry=worry,
            apart=apart, apart_reason=apart_reason, apart_reviewer=self.person(apart_reviewer) if apart_reviewer else None,
            request=self.requests.get(request), planned=planned, how=how_came,
        )  # fmt: skip

    def _named(self):
        return self.person(self.tale.named["key_worker"])

    def keep_promise(self, *, at, on, said, by):
        if promise := self.family.promises.filter(words=said, kept_on=None).first():
            contacts.keep_promise(promise=promise, by=self.person(by), on=on)

    def plan(self, *, at, on, who, starts, kind, minutes):
        contacts.plan_contact(
            family=self.family,
            person=self.person(who),
            by=self.person(who),
            starts_at=timezone.make_aware(starts),
            kind=kind,
            minutes=minutes,
        )

    def outside(self, *, at, on, by, who, name, job, facts, knew, how):
        routing.record_unrouted(
            family=self.family,
            by=self.person(by),
            happened_on=on,
            now=at,
            kind=Contact.What.AT_HOME,
            person=self.person(who) if who else None,
            someone_else=name,
            someone_else_job=job,
            family_knew=knew,
            facts=facts,
            how=how,
        )

    # --- requests, involvements, concerns ---

    def ask(self, *, at, on, handle, who, child, purpose, need, hears, carry, wanted):
        named = self.members[child]
        request = self.requests[handle] = routing.ask(
            by=self.person(who),
            child_name=named.name,
            child_born_on=named.born_on or named.due_on,
            postcode=self.household.postcode,
            purpose=purpose,
            need=need,
            for_the_family=hears,
            now=at,
            could_carry=carry,
            wanted_by=wanted,
        )
        routing.find_doors(now=at)
        request.refresh_from_db()
        assert request.family_id == self.family.pk, f"{handle} found {request.family}"

    def decide(self, *, at, on, handle, by, decision, reply, plan, agreed):
        routing.decide(
            request=self.requests[handle],
            by=self.person(by),
            decision=decision,
            reply=reply,
            now=at,
            plan=plan,
            family_agreed=agreed,
        )

    def involve(self, *, at, on, who, by, why, until, asked_by):
        person = self.person(who)
        if not Involvement.objects.filter(family=self.family, person=person, ended_on__gt=on).exists():
            Involvement.objects.create(
                family=self.family,
                person=person,
                why=why,
                asked_by=asked_by,
                agreed="yes",
                added_by=self.person(by),
                started_on=on,
                ended_on=until,
            )

    def dealing(self, *, at, on, who):
        told = self.family.concerns.latest("raised_at").told.get(person=self.person(who))
        concerns.say_dealing(told=told, by=self.person(who), now=at)


def ask_about_nobody(everybody, now):
    """A request that found no family: the supervisors have it."""
    routing.ask(
        by=everybody["janet"],
        child_name="Jake Dobson",
        child_born_on=timezone.localdate(now) - timedelta(days=1990),
        postcode="BD9 6QR",
        purpose=RoutedRequest.Purpose.QUESTION,
        need="Is anybody beside this family? His mother spoke of a Ruth who visits.",
        for_the_family="Jake is settling well. I would like to know whom you would like me to talk to.",
        now=now - timedelta(hours=20),
    )
    routing.find_doors(now=now - timedelta(hours=20))


def look_again(jo, samina, now, say):
    """Raise flags as they would have been raised at the ends of months, decide those of the past, and raise today's."""
    today, number = timezone.localdate(now), 0
    for ago in PAST_RUNS:
        on = today - timedelta(days=ago)
        flags.raise_flags(on=on, now=now - timedelta(days=ago))
        for flag in (
            Flag.objects.open().filter(raised_on=on).select_related("family__team").order_by("family__name", "rule")
        ):
            if (flag.family.name, flag.rule) in LEFT_OPEN or ago < STILL_OPEN_DAYS:
                continue
            number += 1
            decision, her_words, reason, days = decision_about(flag.family.name, flag.rule, flag.level, number)
            named = flag.family.relationships.named().key_workers().on(on).select_related("person").first()
            supervisor = jo if flag.family.team.name == people.MANNINGHAM else samina
            by = named.person if named and flag.level == Flag.Level.PROMPT and not her_words else supervisor
            decided_at = now - timedelta(days=ago - 4)
            if her_words and named:
                flags.add_worker_words(flag=flag, by=named.person, words=her_words, now=decided_at - timedelta(days=1))
            flags.decide(
                flag=flag,
                by=by,
                decision=decision,
                reason=reason,
                review_on=timezone.localdate(decided_at) + timedelta(days=days),
                now=decided_at,
            )
    done = flags.raise_flags(on=today, now=now)
    say(
        f"Looked again: {Flag.objects.open().count()} to look at, {Flag.objects.filter(decided_at__isnull=False).count()} decided before. {done}"
    )
