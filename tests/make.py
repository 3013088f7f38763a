"""Set the scene with real verbs. Everything is keyword-only and says only what the test is about."""

from datetime import date, datetime, time, timedelta
from importlib import import_module

from django.apps import apps
from django.utils import timezone

from families import contacts, relationships, routing, support
from families.models import Contact, ContactDetail, Family, Involvement, Kind, Limit, Professional, RoutedRequest
from relational.identity import working_as
from relational.models import Role, RoleHeld, Service, Team, User
from relational.roles import CLOCK

LONG_AGO = date(2020, 1, 1)
WAY_IN = 8  # what a test's request asks before and after its page: as whom, in which transaction, with which seal, and back


def service(*, is_demo=False) -> Service:
    if not Limit.objects.exists():  # a test of whole transactions before this one has emptied every table
        import_module("families.migrations.0003_default_limits").set_default_limits(apps, None)
    return Service.objects.first() or Service.objects.create(name="Hand in Hand Bradford", is_demo=is_demo)


def team(name="Manningham") -> Team:
    return Team.objects.get_or_create(name=name)[0]


def person(called, *roles, surname="", email=None, team=None, since=LONG_AGO, **fields) -> User:
    name = f"{called} {surname}".strip()
    email = f"{called.lower()}@example.org" if email is None else email
    user = User.objects.create_user(email=email or None, name=name, called=called, **fields)
    for role in roles:
        RoleHeld.objects.create(user=user, role=role, team=team, started_on=since)
    return user


def professional(called, job, *, organisation="", surname="", since=LONG_AGO) -> User:
    user = person(called, Role.PROFESSIONAL, surname=surname, since=since)
    Professional.objects.create(user=user, job=job, organisation=organisation)
    return user


def family(
    *,
    name="The Okafors",
    key_worker=None,
    volunteer=None,
    stand_in=None,
    since=None,
    by=None,
    team=None,
    members=(),
    postcode="BD8 7AB",
) -> Family:
    since = since or timezone.localdate() - timedelta(days=180)
    team = team or globals()["team"]()
    by = (
        by or User.objects.filter(roles_held__role=Role.SUPERVISOR).first() or person("Sup", Role.SUPERVISOR, team=team)
    )
    made = support.refer(
        name=name,
        team=team,
        why="Company, and a hand with the baby.",
        asked_by="Her midwife",
        kind="family_support",
        by=by,
        on=since,
        members=members,
    )
    if postcode:
        ContactDetail.objects.create(
            family=made, address="1 Oak Lane", postcode=postcode, phone="01632 960001", started_on=since
        )
    for person_, role, kind in (
        (key_worker, Role.KEY_WORKER, Kind.NAMED),
        (volunteer, Role.VOLUNTEER, Kind.NAMED),
        (stand_in, Role.KEY_WORKER, Kind.STAND_IN),
    ):
        if person_:
            relationships.appoint(
                family=made, person=person_, role=role, kind=kind, by=by, on=since, reason="They like each other."
            )
    return made


def contact(
    *,
    family,
    who,
    on=None,
    at="10:00",
    by=None,
    kind=Contact.What.AT_HOME,
    outcome=Contact.Outcome.SEEN,
    facts="We talked.",
    **more,
) -> Contact:
    """A logged contact; `who` is one person or several."""
    who = [who] if isinstance(who, User) else list(who)
    on = on or timezone.localdate()
    started_at = moment(on, at) if at else None
    return contacts.log_contact(
        family=family,
        by=by or who[0],
        kind=kind,
        outcome=outcome,
        happened_on=on,
        started_at=started_at,
        minutes=50,
        who_came=who,
        facts=facts,
        now=max(timezone.now(), moment(on, "23:00")),
        **more,
    )


def moment(on: date, at: str) -> datetime:
    return timezone.make_aware(datetime.combine(on, time.fromisoformat(at)))


def request(*, by, family, purpose=RoutedRequest.Purpose.SEE, now=None, need="Eni's weight", **more) -> RoutedRequest:
    """Asked, and looked for by the service's clock at the same moment."""
    now = now or timezone.now()
    child = family.members.filter(is_adult=False).first()
    detail = family.contact_details.first()
    asked = routing.ask(
        by=by,
        child_name=child.name,
        child_born_on=child.born_on or child.due_on,
        postcode=detail.postcode if detail else "",
        purpose=purpose,
        need=need,
        for_the_family="I would like to see how Eni grows.",
        now=now,
        **more,
    )
    with working_as(CLOCK):
        routing.find_doors(now=now)
    return RoutedRequest.objects.get(pk=asked.pk)


def involvement(*, family, person, by, since=None, days=90, agreed="yes") -> Involvement:
    since = since or timezone.localdate()
    return Involvement.objects.create(
        family=family,
        person=person,
        why="Eni's weight",
        asked_by="Grace",
        agreed=agreed,
        added_by=by,
        started_on=since,
        ended_on=since + timedelta(days=days),
    )
