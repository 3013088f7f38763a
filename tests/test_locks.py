"""The second lock by itself: what the database refuses when every page, gate and query above it is wrong.

Here nobody asks through a page. The questions are put to the database as the role of a request would put them.
"""

import os
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.utils import timezone

from families.models import Contact, Family
from relational import locks
from relational.identity import become, claim, one_transaction, working_as
from relational.models import Look, User
from relational.roles import CLOCK, KEEPER, OWNER, PORTAL, STAFF, WEB, WORKER
from tests import make

STAFF_ONLY = {  # a family member or another professional works without any right to these, whatever a query says
    "families_keptapart", "families_flag", "families_reading", "families_contactdetail", "families_handover",
    "families_whocame", "families_wasthere", "families_promise", "families_arrival",
}  # fmt: skip


def rows(sql, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return cursor.fetchall()


def count(table) -> int | str:
    """How many rows may be seen; "denied" if one may not even ask."""
    try:
        with transaction.atomic():
            return rows(f'SELECT count(*) FROM (SELECT 1 FROM "{table}" WHERE true) there')[0][0]
    except ProgrammingError as error:
        assert "permission denied" in str(error)
        return "denied"


def about_families() -> list[str]:
    return sorted(name for name in locks.gathered("LOCKS") if name.startswith("families_"))


# --- Every table, every role --------------------------------------------------------------------------------------


def test_the_lock_holds_for_the_web_and_for_the_workers(db):
    assert locks.faults(WEB) == []
    assert locks.faults(WORKER) == []


@pytest.mark.parametrize(
    ("undone", "said"),
    [
        ("ALTER TABLE families_contact DISABLE ROW LEVEL SECURITY", "not on, or not forced, on families_contact"),
        ("ALTER TABLE families_contact NO FORCE ROW LEVEL SECURITY", "not on, or not forced, on families_contact"),
        ("DROP POLICY relational_staff_may_see ON families_keptapart", "policies are not those of the locks"),
        (
            "CREATE POLICY wide ON families_contact FOR ALL TO PUBLIC USING (true)",
            "policies are not those of the locks",
        ),
        (
            "ALTER POLICY relational_staff_may_see ON families_contact USING (true)",
            "changed after the locks were made",
        ),
        ("GRANT SELECT ON families_keptapart TO relational_portal", "changed after the locks were made"),
        ("CREATE TABLE families_diary (id uuid, family_id uuid)", "families_diary is about a family and has no lock"),
    ],
)
def test_whatever_is_undone_is_found(db, undone, said):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {OWNER}")
        cursor.execute(undone)
    assert [fault for fault in locks.faults(WEB) if said in fault]


def test_the_owner_a_superuser_and_whoever_may_become_the_keeper_are_no_login_for_the_web(db):
    assert [fault for fault in locks.faults(OWNER) if "owns" in fault]
    assert [fault for fault in locks.faults(OWNER) if KEEPER in fault]
    superuser = rows("SELECT rolname FROM pg_roles WHERE rolsuper ORDER BY oid LIMIT 1")[0][0]
    assert [fault for fault in locks.faults(superuser) if "superuser" in fault]


def test_each_table_has_one_permissive_policy_for_each_command_and_role_and_none_for_all(db):
    found = rows("SELECT tablename, roles, cmd, permissive, count(*) FROM pg_policies GROUP BY 1, 2, 3, 4")
    assert found and all(n == 1 and cmd != "ALL" and how == "PERMISSIVE" for _, _, cmd, how, n in found)
    assert not [roles for _, roles, *_ in found if "public" in str(roles)]


# --- Nobody -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [WEB, STAFF, PORTAL])
def test_nobody_sees_nothing(world, role):
    with one_transaction():
        rows("SELECT set_config('role', %s, true), set_config('relational.identity', '', true)", role)
        seen = {table: count(table) for table in about_families()}
    assert set(seen.values()) <= {0, "denied"}, seen


def test_who_one_is_cannot_be_made_up(world, amina, jo, okafors, today):
    """Words slipped into a query may set the identity to anything. Without the seal it is nobody's."""
    sealed = claim(amina.pk, today)
    forged = [
        str(amina.pk),
        f"{amina.pk}|{today}|in",
        f"{amina.pk}|{today}|in#",
        sealed.replace("|in|", "|leaving|"),
        sealed.replace(str(amina.pk), str(jo.pk)),
        sealed.replace(str(today), str(today + timedelta(days=1))),
        sealed.replace("|in|", "|door|"),
        sealed[:-1] + ("0" if sealed[-1] != "0" else "1"),
        "#", "|", "x#y",
    ]  # fmt: skip
    with one_transaction():
        become(amina.pk, today)
        assert count("families_contact") > 0
        for words in forged:
            rows("SELECT set_config('relational.identity', %s, true)", words)
            assert count("families_contact") == 0 and count("families_keptapart") == 0, words


@pytest.mark.django_db(transaction=True)
def test_a_seal_that_somebody_saw_holds_in_no_other_transaction(amina, okafors, today):
    """What goes to the database can be watched there by whoever has the same login."""
    make.contact(family=okafors, who=amina)
    with one_transaction():
        become(amina.pk, today)
        seen = rows("SELECT current_setting('relational.identity')")[0][0]
        assert count("families_contact") == 1
    with one_transaction():
        rows("SELECT set_config('role', %s, true), set_config('relational.identity', %s, true)", STAFF, seen)
        assert count("families_contact") == 0


def test_no_error_tells_a_row_that_is_not_ones_own(world, helen):
    """A condition that falls over is not asked of rows that are hidden."""
    with one_transaction():
        rows("SELECT set_config('role', %s, true), set_config('relational.identity', '', true)", PORTAL)
        rows("SELECT set_config('enable_nestloop', 'off', true)")
        assert rows("SELECT 1 FROM families_live_link WHERE family_id::text::boolean") == []


def test_a_request_in_ones_hands_is_not_made_one_about_another_family(world, amina, maliks, okafors, today):
    asked = okafors.requests.first()
    with one_transaction():
        become(amina.pk, today)
        assert asked.held_by == amina
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            rows("UPDATE families_routedrequest SET family_id = %s WHERE id = %s RETURNING 1", maliks.pk, asked.pk)


def test_nobody_gives_herself_a_role_and_a_supervisor_only_those_of_her_teams(world, jo, ade, kim, today):
    give = (
        "INSERT INTO relational_roleheld (id, user_id, role, team_id, started_on)"
        " VALUES (gen_random_uuid(), %s, %s, %s, %s) RETURNING 1"
    )
    keighley = kim.roles_held.get().team_id
    for by, to, role, team in (
        (jo, jo, "records_officer", None), (jo, jo, "supervisor", keighley), (ade, ade, "supervisor", keighley),
        (jo, ade, "supervisor", keighley), (jo, ade, "key_worker", keighley),
    ):  # fmt: skip
        with one_transaction():
            become(by.pk, today)
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                rows(give, to.pk, role, team, today)
    with one_transaction():
        become(jo.pk, today)
        with pytest.raises(ProgrammingError, match="row-level security|permission"), transaction.atomic():
            if not rows("UPDATE relational_user SET is_active = false WHERE id = %s RETURNING 1", ade.pk):
                raise ProgrammingError("row-level security hid her")


def test_nobody_writes_a_deed_a_look_or_a_letter_in_anothers_name(world, amina, jo, okafors, today):
    event = (
        "INSERT INTO relational_event (id, at, by_id, verb, family, subject, subject_key, details)"
        " VALUES (gen_random_uuid(), now(), %s, 'decide_flag', %s, 'flag', gen_random_uuid(), '{}')"
    )
    letter = (
        "INSERT INTO relational_letter (id, to_id, kind, about, subject, body, written_at, tries)"
        " VALUES (gen_random_uuid(), %s, 'x', 'x', 'x', 'x', now(), 0)"
    )
    for who, query, given in (
        (amina, event, (jo.pk, okafors.pk)),
        (None, event, (jo.pk, okafors.pk)),
        (None, letter, (jo.pk,)),
    ):
        with one_transaction():
            become(who and who.pk, today)
            with (
                pytest.raises(ProgrammingError, match="row-level security"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(query, given)


def test_no_setting_of_a_session_switches_a_trigger_off(world, amina, okafors, maliks, today):
    with one_transaction():
        become(amina.pk, today)
        names = [name for (name,) in rows("SELECT tgname FROM pg_trigger WHERE tgrelid = 'families_contact'::regclass")]
        rows("SELECT set_config('pgtrigger.ignore', %s, true)", "{" + ",".join(f'"{name}"' for name in names) + "}")
        with (
            pytest.raises(DatabaseError, match="Cannot update|read.only|modify"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE families_contact SET logged_at = now() - interval '1 day'")


@pytest.mark.django_db(transaction=True, databases=["default", "apart"])
def test_the_cache_reads_numbers_and_words_and_runs_nothing():
    """Whoever can write to its table could otherwise have the web server run what she put there."""
    import base64
    import pickle

    from relational.counts import Counts

    cache = Counts("cache", {})
    cache.set("tries", [1.5, "x"], 60)
    assert cache.get("tries") == [1.5, "x"] and not cache.add("tries", 1, 60)
    evil = base64.b64encode(pickle.dumps(print)).decode()
    rows("UPDATE cache SET value = %s RETURNING 1", evil)
    assert cache.get("tries", "nothing") == "nothing"


def test_the_seal_is_read_by_nobody_we_work_as(db):
    for role in (WEB, STAFF, PORTAL, CLOCK, WORKER, KEEPER):
        with one_transaction():
            rows("SELECT set_config('role', %s, true)", role)
            assert count("relational_identity_key") == "denied"


# --- Somebody -----------------------------------------------------------------------------------------------------


def test_a_query_that_forgets_to_ask_whose_sees_only_her_own(world, amina, zofia, maliks, okafors, today):
    make.contact(family=maliks, who=zofia, facts="Theirs")
    with one_transaction():
        become(amina.pk, today)
        assert set(Family.objects.all()) == {okafors}
        assert {contact.family_id for contact in Contact.objects.all()} == {okafors.pk}
        assert not Contact.objects.filter(family=maliks).update(facts="Mine now")
        assert not Family.objects.filter(pk=maliks.pk).exists()


def test_what_only_staff_see_is_not_granted_to_the_portal(world, grace, helen, today):
    for person in (grace, helen):
        with one_transaction():
            become(person.pk, today)
            assert {table: count(table) for table in STAFF_ONLY} == dict.fromkeys(STAFF_ONLY, "denied")


def test_the_portal_reads_no_words_of_a_contact(world, grace, today):
    with one_transaction():
        become(grace.pk, today)
        for column in ("facts", "how_it_was", "feelings", "worry"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                rows(f"SELECT {column} FROM families_contact")


def test_the_clock_counts_and_reads_nobodys_words(world):
    with working_as(CLOCK):
        assert count("families_contact") > 0
        for table, column in (
            ("families_contact", "facts"), ("families_contact", "how_it_was"), ("families_keptapart", "words"),
            ("families_contactdetail", "address"), ("families_routedrequest", "need"), ("families_concern", "words"),
            ("families_promise", "words"), ("families_supportperiod", "why"),
        ):  # fmt: skip
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                rows(f"SELECT {column} FROM {table}")


def test_nobody_appoints_herself_past_every_verb(world, amina, ruth, helen, maliks, today):
    for person in (amina, ruth, helen):
        with one_transaction():
            become(person.pk, today)
            with pytest.raises(ProgrammingError, match="permission denied|row-level security"), transaction.atomic():
                rows(
                    "INSERT INTO families_relationship (id, family_id, person_id, role, kind, started_on, start_reason,"
                    " start_side, started_by_id, end_reason, end_side)"
                    " VALUES (gen_random_uuid(), %s, %s, 'key_worker', 'named', %s, 'x', 'service', %s, '', '')"
                    " RETURNING 1",
                    maliks.pk, person.pk, today, person.pk,
                )  # fmt: skip
            with pytest.raises(ProgrammingError, match="permission denied|row-level security"), transaction.atomic():
                rows(
                    "INSERT INTO relational_roleheld (id, user_id, role, started_on)"
                    " VALUES (gen_random_uuid(), %s, 'administrator', %s) RETURNING 1",
                    person.pk, today,
                )  # fmt: skip


def test_a_mothers_name_is_hers_and_theirs_who_reach_her(world, amina, zofia, helen, grace, sana, today):
    for person, seen in ((amina, {grace}), (zofia, {sana}), (helen, set()), (grace, {grace}), (sana, {sana})):
        with one_transaction():
            become(person.pk, today)
            assert set(User.objects.filter(pk__in=[grace.pk, sana.pk])) == seen


# --- One request after another ------------------------------------------------------------------------------------


def test_nothing_of_one_person_is_left_for_the_next(world, amina, zofia, maliks, okafors, today):
    for person, family in ((amina, okafors), (zofia, maliks), (amina, okafors)):
        with one_transaction():
            become(person.pk, today)
            assert set(Family.objects.values_list("pk", flat=True)) >= {family.pk}
    with one_transaction():
        become(None, today)
        assert not Family.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_outlives_the_transaction(amina, okafors):
    with one_transaction():
        become(amina.pk, timezone.localdate())
    assert rows("SELECT current_setting('relational.identity', true), current_user")[0] == ("", KEEPER)


@pytest.mark.django_db(transaction=True)
def test_nobody_becomes_anybody_outside_a_transaction(amina):
    with pytest.raises(RuntimeError, match="outside a transaction"):
        become(amina.pk, timezone.localdate())


def test_a_refusal_takes_everything_back_but_the_record(okafors, amina, sign_in):
    """A form that comes back with a sentence has shown the page: who saw it stays on the record, and nothing else."""
    before = Contact.objects.count()
    answer = sign_in(amina).post(f"/families/{okafors.pk}/visits/new/", {"facts": ""})
    assert answer.status_code == 422 and Contact.objects.count() == before
    assert Look.objects.filter(by=amina, family=okafors.pk).count() == 1


# --- The web's own login ------------------------------------------------------------------------------------------


@pytest.fixture
def web_login(transactional_db, okafors, maliks, amina):
    """A connection with the login of the web server and nothing else, as somebody would have it who stole its address."""
    address = os.environ.get("WEB_DATABASE_URL")
    if not address:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("WEB_DATABASE_URL is not set: the web's own login would not be tried.")
        pytest.skip("WEB_DATABASE_URL is not set.")
    make.contact(family=okafors, who=amina)
    place = urlsplit(address)
    name = connection.settings_dict["NAME"]
    with psycopg.connect(urlunsplit(place._replace(path=f"/{name}")), autocommit=True) as there:
        yield there


def test_whoever_has_the_webs_login_finds_nothing(web_login):
    assert web_login.execute("SELECT session_user").fetchone() == (WEB,)
    tables = [*about_families(), "relational_user", "relational_roleheld", "relational_event", "relational_look"]
    for role in (None, STAFF, PORTAL):
        web_login.execute(f"SET ROLE {role}" if role else "RESET ROLE")
        for table in tables:
            try:
                found = web_login.execute(f'SELECT count(*) FROM (SELECT 1 FROM "{table}" WHERE true) x').fetchone()[0]
            except psycopg.errors.InsufficientPrivilege:
                found = 0
            if table == "relational_roleheld" or (table == "relational_user" and role):
                continue  # colleagues' names and roles: see test_nobody_sees_nothing for what is about families
            assert found == 0, (role, table)


@pytest.mark.parametrize("role", [OWNER, KEEPER, CLOCK, WORKER, "relational_reach"])
def test_the_webs_login_becomes_nobody_who_sees_more(web_login, role):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web_login.execute(f"SET ROLE {role}")


def test_a_mother_who_volunteers_finds_her_own_page_and_a_nurse_who_works_here_her_own_requests(
    okafors, grace, helen, team, today, sign_in
):
    make.RoleHeld.objects.create(user=grace, role="volunteer", team=team, started_on=today)
    make.RoleHeld.objects.create(user=helen, role="volunteer", team=team, started_on=today)
    asked = make.request(by=helen, family=okafors)
    assert "Amina" in sign_in(grace).get("/me/").content.decode()
    assert sign_in(grace).get("/me/looked/").status_code == 200
    assert sign_in(helen).get(f"/ask/{asked.pk}/").status_code == 200


def test_every_command_that_reads_rows_works_as_the_keeper():
    """The owner's address alone shows nothing, not even to an operator: a command that forgets to say so finds nothing."""
    from django.core.management import get_commands, load_command_class

    from relational.management.keeper import KeeperCommand

    ours = {name: app for name, app in get_commands().items() if app in ("relational", "families", "volunteers")}
    others = {name for name, app in ours.items() if not isinstance(load_command_class(app, name), KeeperCommand)}
    assert len(ours) > 6 and others == {"migrate", "make_roles", "run_embedded"}
