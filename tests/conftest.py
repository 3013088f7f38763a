"""The cast, the same in every test: Amina and Zofia are key workers, Jo supervises, Ruth volunteers, Helen is
a health visitor, Grace Okafor is a mother with Tobi and Eni. Sana's family is somebody else's."""

import os
import shutil
import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client
from django.utils import timezone

from families import concerns, contacts, relationships, support
from families.models import Flag, LateWords, Limit, Promise, RoutedRequest
from relational.models import Role
from relational.roles import KEEPER, WEB
from tests import make

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's sync API runs an event loop around the ORM


# --- As whom the database is asked --------------------------------------------------------------------------------
#
# Tests log in as the owner. They set the scene as KEEPER, who sees everything; every request, by a test client or to
# a live server, begins as WEB, the login of the web server, and takes its own role and person from there.


def begin_as(role: str, connection=connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, false)", [role])


def begin_as_who_we_are(connection, **kwargs):
    begin_as(KEEPER if threading.current_thread() is threading.main_thread() else WEB, connection)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:  # tests of whole transactions empty the tables between them
            for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
                cursor.execute(f'GRANT TRUNCATE ON "{table}" TO {KEEPER}')
            for name in ("event", "look", "denial", "seal", "link", "chain", "recordcheck"):
                cursor.execute(f"ALTER TABLE relational_{name} DISABLE TRIGGER is_never_emptied")
        connection.close()
    connection_created.connect(begin_as_who_we_are)
    yield
    connection_created.disconnect(begin_as_who_we_are)
    connection.close()


@pytest.fixture(autouse=True, scope="session")
def requests_begin_as_the_web():
    whole = Client.request

    def request(self, **what):
        if threading.current_thread() is not threading.main_thread():
            return whole(self, **what)  # there a connection begins as WEB
        try:
            begin_as(WEB)
        except RuntimeError:  # a test that has no database: its page needs none
            return whole(self, **what)
        try:
            return whole(self, **what)
        finally:
            if not connection.needs_rollback:
                begin_as(KEEPER)

    Client.request = request
    yield
    Client.request = whole


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def team(db):
    make.service()
    return make.team("Manningham")


@pytest.fixture
def jo(team):
    return make.person("Jo", Role.SUPERVISOR, surname="Green", team=team, phone="01632 960101")


@pytest.fixture
def amina(team):
    return make.person(
        "Amina", Role.KEY_WORKER, surname="Hussain", team=team, phone="01632 960102", speaks="Urdu, Pahari, English"
    )


@pytest.fixture
def zofia(team):
    return make.person("Zofia", Role.KEY_WORKER, surname="Nowak", team=team, phone="01632 960103")


@pytest.fixture
def ruth(team):
    return make.person("Ruth", Role.VOLUNTEER, surname="Ackroyd", team=team)


@pytest.fixture
def helen(team):
    return make.professional("Helen", "health visitor", surname="Marsh", organisation="0-19 service")


@pytest.fixture
def grace(team):
    return make.person("Grace", Role.FAMILY_MEMBER, surname="Okafor")


@pytest.fixture
def sana(team):
    return make.person("Sana", Role.FAMILY_MEMBER, surname="Malik")


@pytest.fixture
def dee(team):
    return make.person("Dee", Role.SERVICE_MANAGER)


@pytest.fixture
def ro(team):
    return make.person("Ro", Role.RECORDS_OFFICER)


@pytest.fixture
def ade(team):
    return make.person("Ade", Role.ADMINISTRATOR)


@pytest.fixture
def okafors(team, jo, amina, zofia, ruth, grace):
    """Amina is their key worker and Ruth their volunteer for half a year; Zofia is the stand-in."""
    return make.family(
        name="The Okafors",
        key_worker=amina,
        volunteer=ruth,
        stand_in=zofia,
        by=jo,
        team=team,
        members=[
            support.new_member(name="Grace Okafor", tie="mother", user=grace),
            support.new_member(name="Tobi Okafor", is_adult=False, born_on=date(2023, 3, 4)),
            support.new_member(name="Eni Okafor", is_adult=False, born_on=timezone.localdate() - timedelta(days=210)),
        ],
    )


@pytest.fixture
def maliks(team, jo, zofia, sana):
    """Sana's family: Zofia is their key worker. Amina does not reach them."""
    return make.family(
        name="The Maliks",
        key_worker=zofia,
        by=jo,
        team=team,
        postcode="BD3 9CD",
        members=[
            support.new_member(name="Sana Malik", tie="mother", user=sana),
            support.new_member(name="Bilal Malik", is_adult=False, born_on=date(2025, 1, 9)),
        ],
    )


@pytest.fixture
def kim(db):
    return make.person("Kim", Role.SUPERVISOR, team=make.team("Keighley Road"))


@pytest.fixture
def ola(team):
    return make.person("Ola", Role.VOLUNTEER, team=team)


@pytest.fixture
def world(okafors, maliks, amina, zofia, jo, kim, ruth, ola, helen, grace, sana, dee, ro, ade, today):
    """One of each thing, all of the Okafors."""
    relationships.appoint(
        family=maliks, person=ola, role=Role.VOLUNTEER, by=jo, on=today, reason="They like each other."
    )
    asked = make.request(by=helen, family=okafors)
    unplaced = RoutedRequest.objects.create(
        asked_by=helen,
        asked_at=asked.asked_at,
        child_name="Nobody Known",
        child_born_on=today,
        postcode="BD1",
        purpose="see",
        need="x",
        for_the_family="x",
        holder="supervisor",
        answer_by=today,
    )
    visit = make.contact(family=okafors, who=amina, promise="Ring the nursery", promise_by=today)
    planned = contacts.plan_contact(
        family=okafors, person=amina, by=amina, starts_at=make.moment(today + timedelta(days=1), "10:00")
    )
    flag = Flag.objects.create(
        family=okafors,
        rule="faces_90d",
        level="review",
        version=1,
        limit=Limit.objects.filter(rule="faces_90d").first(),
        window_start=today - timedelta(days=89),
        window_end=today,
        numerator=6,
        denominator=None,
        contacts=[visit.pk],
        raised_on=today,
        supervisor_from=make.moment(today, "00:00"),
    )
    involved = make.involvement(family=okafors, person=helen, by=amina, agreed="not_yet")
    concern = concerns.raise_concern(family=okafors, by=amina, words="Bruises", now=make.moment(today, "00:01"))
    late = LateWords.objects.create(
        family=okafors, by=zofia, page="families:log", words="Facts: x", at=make.moment(today, "00:02")
    )
    return {
        "family": {"family": okafors.pk},
        "families:decide": {"key": asked.pk},
        "families:asked": {"key": asked.pk},
        "families:place": {"key": unplaced.pk},
        "families:look": {"key": flag.pk},
        "families:call_off": {"key": planned.pk},
        "families:told": {"key": concern.pk},
        "families:add_words": {"key": visit.pk},
        "families:take_up": {"key": late.pk},
        "families:keep_promise": {"key": Promise.objects.get().pk},
        "families:dealing": {"key": concern.told.first().pk},
        "families:withdraw": {"key": involved.pk},
        "families:end_role": {"key": amina.pk, "held": amina.roles_held.get().pk},
        **{
            f"families:{name}": {"key": amina.pk}
            for name in ("person", "give_role", "write_check", "away", "leaving", "end_access", "forget_keys")
        },
    }


@pytest.fixture
def sign_in(client):
    """sign_in(amina) gives a client that is Amina."""

    def as_(person):
        client.force_login(person)
        return client

    return as_


CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": quiet + (["--no-sandbox"] if as_root else []),
    }


def pytest_collection_modifyitems(items):
    """Tests in a real browser need one. Without it they are skipped; with REQUIRE_BROWSER they must run."""
    if (
        os.environ.get("REQUIRE_BROWSER")
        and len(items) > 100
        and not any("visit" in getattr(item, "fixturenames", ()) for item in items)
    ):
        raise pytest.UsageError("REQUIRE_BROWSER is set, and no test in a browser was collected.")
    if CHROMIUM:
        return
    if os.environ.get("REQUIRE_BROWSER"):
        raise pytest.UsageError("No Chromium was found, and REQUIRE_BROWSER is set: the browser tests would not run.")
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason="No Chromium on this machine; install Debian's package chromium."))
