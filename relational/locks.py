"""The second lock: what each database role may see and do, row by row, and the identity it goes by.

The first lock is in Python (families.access). If a page forgets it, this one stands: the page is empty, and
nothing leaks. Every app says in its own `locks.py` what its tables allow:

    LOCKS   table -> role -> Lock(see=…, add=…, change=…, remove=…), each an SQL condition on the row
    OPEN    table -> role -> words of SQL ("SELECT, INSERT"): tables that say nothing about a family

A role that is not named may not even ask. `close` makes the database say exactly this, after every `migrate`.

Who is asking is a sealed sentence in the setting `relational.identity` (relational.identity): the person, the
service's day, and what for (she stands at the door; an errand). It is sealed with a key that the web login cannot read, so
that somebody who has only that login, or slips words into a query, is still nobody.
"""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from relational.roles import CLOCK, ERRAND, GROUPS, KEEPER, OWNER, PORTAL, REACH, STAFF, WEB, WORKER

YES, NO = "true", "false"
COMMANDS = {"see": "SELECT", "add": "INSERT", "change": "UPDATE", "remove": "DELETE"}


@dataclass(frozen=True)
class Lock:
    """Which rows a role may see, add, change (and into what: `becomes`), remove. None: not at all."""

    see: str | None = None
    add: str | None = None
    change: str | None = None
    remove: str | None = None
    becomes: str | None = None  # what a changed row must still be; else the same as `change`
    columns: dict | None = None  # command -> the only columns it may touch


EVERYTHING = Lock(YES, YES, YES, YES)

# --- Who is asking ------------------------------------------------------------------------------------------------

FUNCTIONS = {
    # What is sealed, as words: who, which day, what for, and in which transaction. NULL unless the seal is ours and
    # was made for this transaction.
    "relational_claim() RETURNS text[]": """
        SELECT string_to_array(split_part(said.it, '#', 1), '|')
          FROM (SELECT nullif(current_setting('relational.identity', true), '') AS it) said, relational_identity_key seal
         WHERE encode(sha256(seal.outer_pad || sha256(seal.inner_pad || convert_to(split_part(said.it, '#', 1), 'UTF8'))),
                      'hex') = split_part(said.it, '#', 2)
           AND split_part(split_part(said.it, '#', 1), '|', 4)
               = pg_backend_pid() || ' ' || extract(epoch FROM now())""",
    "relational_me() RETURNS uuid": "SELECT nullif((relational_claim())[1], '')::uuid",
    "relational_day() RETURNS date": "SELECT nullif((relational_claim())[2], '')::date",
    # What for: "door" while somebody says who she is, the name of an errand, else "in".
    "relational_on(errand text) RETURNS boolean": "SELECT coalesce((relational_claim())[3] = errand, false)",
    "relational_i_hold(roles text[]) RETURNS boolean": """
        SELECT EXISTS (
            SELECT 1 FROM relational_roleheld h JOIN relational_user u ON u.id = h.user_id AND u.is_active
             WHERE h.user_id = relational_me() AND h.role = ANY (roles) AND h.started_on <= relational_day()
               AND (h.ended_on IS NULL OR h.ended_on > relational_day()))""",
    # The teams in which I hold one of these roles today.
    "relational_my_teams(roles text[]) RETURNS uuid[]": """
        SELECT coalesce(array_agg(h.team_id), '{}')
          FROM relational_roleheld h JOIN relational_user u ON u.id = h.user_id AND u.is_active
         WHERE h.user_id = relational_me() AND h.role = ANY (roles) AND h.started_on <= relational_day()
           AND (h.ended_on IS NULL OR h.ended_on > relational_day()) AND h.team_id IS NOT NULL""",
    # Whom I may change as a supervisor: people of my teams and other professionals, who hold no role above that.
    "relational_people_i_manage() RETURNS uuid[]": """
        SELECT coalesce(array_agg(DISTINCT h.user_id), '{}') FROM relational_roleheld h
         WHERE h.user_id <> relational_me() AND relational_i_hold('{supervisor}')
           AND (h.role = 'professional' OR (h.role IN ('key_worker', 'volunteer')
                                            AND h.team_id = ANY (relational_my_teams('{supervisor}'))))
           AND NOT EXISTS (SELECT 1 FROM relational_roleheld o WHERE o.user_id = h.user_id
                              AND o.role IN ('supervisor', 'service_manager', 'records_officer', 'administrator')
                              AND (o.ended_on IS NULL OR o.ended_on > relational_day()))""",
    # As what I work: staff if I hold any role of the service's own today.
    "relational_my_role() RETURNS text": f"""
        SELECT CASE WHEN relational_i_hold('{{key_worker,volunteer,supervisor,service_manager,records_officer,
                                             administrator}}') THEN '{STAFF}' ELSE '{PORTAL}' END""",
}

ME = "(SELECT relational_me())"


def on(errand: str) -> str:
    """SQL: this is asked on that errand (relational.identity.errand)."""
    return f"(SELECT relational_on('{errand}'))"


AT_THE_DOOR = on("door")


def i_hold(*roles: str) -> str:
    """SQL: the person who asks holds one of these roles today."""
    return f"(SELECT relational_i_hold('{{{','.join(roles)}}}'))"


def my_teams(*roles: str) -> str:
    """SQL: the teams in which the person who asks holds one of these roles today."""
    return f"((SELECT relational_my_teams('{{{','.join(roles)}}}'))::uuid[])"


# --- The roof's own tables ----------------------------------------------------------------------------------------

MINE = f"user_id = {ME}"
MINE_OR_AT_THE_DOOR = f"{MINE} OR {AT_THE_DOOR}"
WHO_READS_OF_PEOPLE = i_hold("administrator", "supervisor", "service_manager", "records_officer")

WHO_MANAGES = i_hold("administrator", "supervisor")  # whom she manages is the verb's to say (relational.people)
OF_SOMEBODY = f"{MINE_OR_AT_THE_DOOR} OR {WHO_MANAGES}"

LOCKS = {
    "account_emailaddress": {
        STAFF: Lock(*[MINE_OR_AT_THE_DOOR] * 4),
        PORTAL: Lock(see=MINE_OR_AT_THE_DOOR, add=MINE_OR_AT_THE_DOOR, change=MINE_OR_AT_THE_DOOR, remove=MINE),
    },
    # Keys (sealed by relational.factors) and places where somebody is signed in: one's own, or somebody's who leaves.
    "mfa_authenticator": {
        STAFF: Lock(see=OF_SOMEBODY, add=MINE, change=MINE_OR_AT_THE_DOOR, remove=OF_SOMEBODY),
        PORTAL: Lock(see=MINE_OR_AT_THE_DOOR, add=MINE, change=MINE_OR_AT_THE_DOOR, remove=MINE),
    },
    "usersessions_usersession": {
        STAFF: Lock(see=OF_SOMEBODY, add=MINE_OR_AT_THE_DOOR, change=MINE_OR_AT_THE_DOOR, remove=OF_SOMEBODY),
        PORTAL: Lock(see=MINE_OR_AT_THE_DOOR, add=MINE_OR_AT_THE_DOOR, change=MINE_OR_AT_THE_DOOR, remove=MINE),
        ERRAND: Lock(see=on("letter"), remove=on("letter")),
        CLOCK: Lock(see=YES, remove=YES),
    },
    "relational_check": {
        STAFF: Lock(see=f"{MINE} OR {WHO_READS_OF_PEOPLE}", add=f"{WHO_MANAGES} AND written_by_id = {ME}"),
    },
    "relational_away": {
        STAFF: Lock(see=f"{ME} IS NOT NULL", add=f"{WHO_MANAGES} AND written_by_id = {ME}"),
    },
}

OPEN = {
    "relational_service": {STAFF: "SELECT", PORTAL: "SELECT", CLOCK: "SELECT", WEB: "SELECT"},
    "relational_team": dict.fromkeys((STAFF, PORTAL, ERRAND, CLOCK), "SELECT"),
    "django_content_type": {STAFF: "SELECT", PORTAL: "SELECT"},
    # What a browser refused to run, by day and kind; no address of a page in it.
    "relational_cspreport": dict.fromkeys((STAFF, PORTAL), "SELECT, INSERT, UPDATE"),
    # The chains of the record: triggers write them, and nobody else may (migration 0003_record).
    "relational_chain": {CLOCK: "SELECT"},
    "relational_link": {CLOCK: "SELECT"},
    "relational_seal": {CLOCK: "SELECT, INSERT"},
    "relational_recordcheck": {STAFF: "SELECT", CLOCK: "SELECT, INSERT"},
    # A browser's session and a count of tries outlive the transaction, so the login keeps them; signing in and out
    # happens inside it.
    "django_session": dict.fromkeys((WEB, STAFF, PORTAL, ERRAND, CLOCK), "SELECT, INSERT, UPDATE, DELETE"),
    "cache": {WEB: "SELECT, INSERT, UPDATE, DELETE"},
    **{
        f"django_celery_beat_{name}": {WORKER: "SELECT, INSERT, UPDATE, DELETE"}
        for name in (
            "solarschedule", "intervalschedule", "clockedschedule", "crontabschedule", "periodictasks", "periodictask",
        )
    },
}  # fmt: skip


# --- Making the database say so -----------------------------------------------------------------------------------


def rooms() -> Iterator:
    """The `locks` module of each of our apps, the lowest first."""
    for app in apps.get_app_configs():
        if not app.name.startswith(("django", "allauth")) and find_spec(f"{app.name}.locks"):
            yield import_module(f"{app.name}.locks")


def gathered(what: str) -> dict:
    """LOCKS, OPEN, FUNCTIONS or VIEWS of all rooms together. A table has one lock."""
    together = {}
    for room in rooms():
        for name, said in getattr(room, what, {}).items():
            if name in together and isinstance(said, dict):
                raise ValueError(f"{name} is locked twice")
            together[name] = said
    return together


def _key() -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"relational: who is asking", "sha256").ljust(64, b"\0")


def sealed(claim: str) -> str:
    """The claim with its seal (HMAC-SHA256), as relational_claim() wants it."""
    pad = _key()
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in pad) + claim.encode()).digest()
    return f"{claim}#{hashlib.sha256(bytes(byte ^ 0x5C for byte in pad) + inner).hexdigest()}"


@transaction.atomic
def close() -> None:
    """Make the database say exactly what the rooms' locks say. Works as OWNER, or as whoever may become OWNER."""
    locks, open_tables, views = gathered("LOCKS"), gathered("OPEN"), gathered("VIEWS")
    with connection.cursor() as cursor:
        run = cursor.execute
        run("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
        for table, policy in cursor.fetchall():
            run(f'DROP POLICY "{policy}" ON "{table}"')
        _take_functions_and_views_down(cursor, views)
        tables = set(connection.introspection.table_names(cursor))
        _say_who_may_come_in(run)
        _put_up_the_seal(run)
        run(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {KEEPER}")
        run(
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {KEEPER}, {STAFF}, {PORTAL}, {ERRAND}, {CLOCK}, {WEB}, {WORKER}"
        )
        run(f"REVOKE TRUNCATE ON ALL TABLES IN SCHEMA public FROM {KEEPER}")
        run(f"REVOKE ALL ON relational_identity_key FROM {KEEPER}")
        run(f"GRANT SELECT ON relational_identity_key TO {REACH}")
        for table, by_role in locks.items():
            for role, lock in by_role.items():
                for grant in _grants(table, role, lock):
                    run(grant)
        for table, by_role in open_tables.items():
            for role, words in by_role.items():
                if table in tables:
                    run(f'GRANT {words} ON "{table}" TO {role}')
        _make_functions_and_views(run, views, gathered("FUNCTIONS"))
        for table, by_role in locks.items():
            run(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
            run(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
            for policy in policies(table, by_role):
                run(policy)
        _no_trigger_is_waved_away(run)
        run("CREATE TABLE IF NOT EXISTS relational_locks_made (digest text NOT NULL)")
        run(f"GRANT SELECT ON relational_locks_made TO {WEB}, {WORKER}, {KEEPER}")
        run("DELETE FROM relational_locks_made")
        run("INSERT INTO relational_locks_made VALUES (%s)", [as_made(cursor)])


AS_MADE = """
SELECT md5(string_agg(said, E'\n' ORDER BY said)) FROM (
    SELECT concat_ws('|', tablename, policyname, permissive, roles::text, cmd, qual, with_check)
      FROM pg_policies WHERE schemaname = 'public'
    UNION ALL
    SELECT concat_ws('|', proname, prosrc, prosecdef) FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace AND proname NOT LIKE 'pgtrigger%%'
    UNION ALL
    SELECT concat_ws('|', relname, reloptions::text, pg_get_viewdef(oid)) FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
    UNION ALL
    SELECT concat_ws('|', relname, grantee::regrole, privilege_type) FROM pg_class, aclexplode(relacl)
     WHERE relnamespace = 'public'::regnamespace AND grantee = ANY (%s::regrole[])
    UNION ALL
    SELECT concat_ws('|', attrelid::regclass, attname, grantee::regrole, privilege_type)
      FROM pg_attribute, aclexplode(attacl) WHERE grantee = ANY (%s::regrole[])
) everything (said)
"""


def as_made(cursor) -> str:
    """A digest of what the database allows just now: every policy, function, view and grant of the web's and workers'."""
    roles = [WEB, WORKER, STAFF, PORTAL, ERRAND, CLOCK]
    cursor.execute(AS_MADE, [roles, roles])
    return cursor.fetchone()[0]


def _no_trigger_is_waved_away(run) -> None:
    """A setting of the session that says which triggers to leave out is heard from an operator's command alone; and
    nobody calls the record's own functions by hand."""
    run(
        "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql STABLE AS $$"
        f" SELECT current_user IN ('{OWNER}', '{KEEPER}') AND trigger_name::text ="
        " ANY (coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}')::text[]) $$"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'REVOKE EXECUTE ON FUNCTION ' || oid::regprocedure || ' FROM PUBLIC' FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace AND starts_with(proname, 'relational_')"
            " AND proowner = current_user::regrole AND prorettype <> 'trigger'::regtype"
        )
        for (revoke,) in cursor.fetchall():
            run(revoke)


def open_for_the_owner() -> None:
    """Let OWNER alone see every row while it brings the database up to date: a forced owner would change nothing
    and be told nothing. The web's roles stay locked meanwhile, and `close` locks OWNER again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege('public', 'CREATE WITH GRANT OPTION')")
        if not cursor.fetchone()[0]:  # OWNER inherits nothing by itself, not even what owning the database gives
            cursor.execute("SET ROLE pg_database_owner")
            cursor.execute(f"GRANT ALL ON SCHEMA public TO {OWNER} WITH GRANT OPTION")
            cursor.execute("RESET ROLE")
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND relforcerowsecurity AND pg_has_role(current_user, relowner, 'USAGE')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')


def _say_who_may_come_in(run) -> None:
    everybody = ", ".join((*GROUPS, WEB, WORKER))
    run("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    run(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {everybody}")
    run(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {everybody}")
    run(f"GRANT USAGE ON SCHEMA public TO {everybody}")
    run(f"GRANT CREATE ON SCHEMA public TO {REACH}")


def _put_up_the_seal(run) -> None:
    pad = _key()
    run("CREATE TABLE IF NOT EXISTS relational_identity_key (inner_pad bytea NOT NULL, outer_pad bytea NOT NULL)")
    run("DELETE FROM relational_identity_key")
    run(
        "INSERT INTO relational_identity_key VALUES (%s, %s)",
        [bytes(byte ^ 0x36 for byte in pad), bytes(byte ^ 0x5C for byte in pad)],
    )


def _take_functions_and_views_down(cursor, views: dict) -> None:
    run = cursor.execute
    for name in reversed(views):  # one that was made before there were roles belongs to somebody else
        run("SELECT viewowner FROM pg_views WHERE schemaname = 'public' AND viewname = %s", [name])
        if found := cursor.fetchone():
            with _as(run, found[0]):
                run(f'DROP VIEW "{name}"')
    run("SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " AND proowner = %s::regrole", [REACH])  # fmt: skip
    there = cursor.fetchall()
    with _as(run, REACH):
        for (name,) in there:
            run(f"DROP FUNCTION {name}")


@contextmanager
def _as(run, role: str):
    run(f'SET LOCAL ROLE "{role}"')
    yield
    run("RESET ROLE")


def _make_functions_and_views(run, views: dict, functions: dict) -> None:
    with _as(run, REACH):
        run("SET LOCAL check_function_bodies = off")
        for head, body in functions.items():
            run(
                # In plpgsql, which keeps its plans: in sql each would be planned anew in every query that asks.
                f"CREATE FUNCTION {head} LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
                f" AS $body$ BEGIN RETURN ({body}); END $body$"
            )
            name = _signature(head.split(" RETURNS ")[0])
            run(f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC")
            run(f"GRANT EXECUTE ON FUNCTION {name} TO {STAFF}, {PORTAL}, {ERRAND}, {CLOCK}, {KEEPER}, {WEB}")
        for name, (body, readers) in views.items():
            run(f'CREATE VIEW "{name}" WITH (security_barrier) AS {body}')
            run(f'GRANT SELECT ON "{name}" TO {", ".join((KEEPER, *readers))}')


def _signature(head: str) -> str:
    """families_reached(roles text[]) -> families_reached(text[])"""
    name, _, arguments = head.rstrip(")").partition("(")
    kinds = [argument.split()[-1] for argument in arguments.split(",") if argument.strip()]
    return f"{name}({', '.join(kinds)})"


def _grants(table: str, role: str, lock: Lock) -> Iterator[str]:
    for name, command in COMMANDS.items():
        if getattr(lock, name) is not None:
            columns = (lock.columns or {}).get(name)
            yield f'GRANT {command}{f" ({columns})" if columns else ""} ON "{table}" TO {role}'


def policies(table: str, by_role: dict) -> Iterator[str]:
    """One permissive policy for each role and command; never one for all commands."""
    for role, lock in {**by_role, KEEPER: EVERYTHING}.items():
        for name, command in COMMANDS.items():
            says = getattr(lock, name)
            if says is None:
                continue
            using = f" USING ({says})" if name != "add" else ""
            check = {"add": says, "change": lock.becomes or says}.get(name)
            check = f" WITH CHECK ({check})" if check else ""
            yield f'CREATE POLICY "{role}_may_{name}" ON "{table}" FOR {command} TO {role}{using}{check}'


# --- Is it so? ----------------------------------------------------------------------------------------------------


class Unlocked(Exception):
    """The database does not say what the locks say. The service does not start on it."""


def tables_about_families(cursor) -> set[str]:
    """Every table with a family's key in it, and the family's own."""
    cursor.execute(
        "SELECT c.table_name FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)"
        " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.column_name IN ('family_id', 'family')"
    )
    return {name for (name,) in cursor.fetchall()} | {"families_family"}


def faults(login: str | None = None) -> list[str]:
    """What is not as it should be, a sentence each; [] if the second lock holds for this login (else the session's)."""
    found = []
    locks = gathered("LOCKS")
    with connection.cursor() as cursor:
        run, fetch = cursor.execute, cursor.fetchall
        run("SELECT session_user")
        login = login or cursor.fetchone()[0]
        run("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = %s", [login])
        superuser, bypasses = cursor.fetchone() or (False, False)
        if superuser or bypasses:
            found.append(f"{login} is a superuser or goes past row-level security. Log in as {WEB} or {WORKER}.")
        run(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner = to_regrole(%s)"
            " AND relkind = 'r'",
            [login],
        )
        if owned := [name for (name,) in fetch()]:
            found.append(
                f"{login} owns {len(owned)} tables, such as {owned[0]}. The web owns nothing: log in as {WEB}."
            )
        for role in (OWNER, KEEPER, REACH):
            run("SELECT pg_has_role(%s, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s", [login, role])
            is_member = cursor.fetchone()
            if is_member is None:
                found.append(f"The role {role} is missing. Run: manage.py make_roles")
            elif is_member[0] and not superuser and login != role:
                found.append(f"{login} may become {role}, which sees everything. Take that membership away.")
        run(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
        locked = dict(fetch())
        run("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
        there = set(fetch())
        for table in locks:
            if not locked.get(table):
                found.append(f"Row-level security is not on, or not forced, on {table}.")
        wanted = {
            (table, f"{role}_may_{name}")
            for table, by_role in locks.items()
            for role, lock in {**by_role, KEEPER: EVERYTHING}.items()
            for name in COMMANDS
            if getattr(lock, name) is not None
        }
        run("SELECT to_regclass('relational_locks_made') IS NOT NULL")
        if cursor.fetchone()[0]:
            run("SELECT digest FROM relational_locks_made")
            made = cursor.fetchone()
            if made is None or made[0] != as_made(cursor):
                found.append("What the database allows was changed after the locks were made. Run: manage.py migrate")
        else:
            found.append("The locks were never made here. Run: manage.py migrate")
        if wanted != there:
            odd = sorted(wanted ^ there)[0]
            found.append(
                f"The policies are not those of the locks, such as {odd[1]} on {odd[0]}. Run: manage.py migrate"
            )
        for table in sorted(tables_about_families(cursor) - set(locks)):
            found.append(f"{table} is about a family and has no lock.")
    return found


_found_closed = False


def refuse_if_open() -> None:
    """Stop here unless the second lock holds. Asked once in each process, before its first piece of work."""
    global _found_closed
    if _found_closed or settings.TESTING:  # tests log in as OWNER and ask `faults` for each login by name
        return
    if found := faults():
        raise Unlocked("The database is not locked as it should be. " + " ".join(found[:5]))
    _found_closed = True
