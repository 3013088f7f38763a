"""What the second lock costs: the same pages and queries with it and without it, side by side in one run.

    python -m benchmarks.second_lock [families] [contacts]      2000 families and 100000 contacts if nothing is said

A made-up service in a database of its own (second_lock_…), which is taken away afterwards: a worker with 20 families,
a supervisor with 300. "Without" is the same login and the same role with every policy saying yes; the pages and the
first lock are the same. Times are medians in milliseconds. Then every query of the worker's story page is explained,
and the end is 1 if one reads a table about families row by row. Nothing else may run on the machine meanwhile.
"""

# ruff: noqa: S608 (words of SQL put together here come from here)
import json
import os
import re
import statistics
import sys
import time
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relational.settings")
TURNS, SMALL = 11, 1000  # a table of fewer rows may well be read row by row

MADE_UP = """
INSERT INTO relational_service (id, name, is_demo, only_one) VALUES (gen_random_uuid(), 'Made up', false, true);
INSERT INTO relational_team (id, name) SELECT gen_random_uuid(), 'Team ' || n FROM generate_series(0, {teams} - 1) n;
CREATE TEMP TABLE teams AS SELECT id, row_number() OVER (ORDER BY name) - 1 AS n FROM relational_team;
CREATE TEMP TABLE people AS SELECT gen_random_uuid() AS id, n FROM generate_series(0, {workers} + {teams} - 1) n;
INSERT INTO relational_user (id, name, called, password, face, phone, answers, speaks, introduction, is_active, joined_at)
  SELECT id, 'Person ' || n, 'Person ' || n, '!', '', '', '', '', '', true, now() FROM people;
INSERT INTO relational_roleheld (id, user_id, role, team_id, started_on)
  SELECT gen_random_uuid(), p.id, 'key_worker', t.id, '2020-01-01' FROM people p JOIN teams t ON t.n = p.n % {teams}
   WHERE p.n < {workers};
INSERT INTO relational_roleheld (id, user_id, role, team_id, started_on)
  SELECT gen_random_uuid(), p.id, 'supervisor', t.id, '2020-01-01' FROM people p JOIN teams t ON t.n = p.n - {workers};
CREATE TEMP TABLE homes AS SELECT gen_random_uuid() AS id, n FROM generate_series(0, {families} - 1) n;
INSERT INTO families_family (id, name, team_id, area, speaks, safe_contact, rhythm_days, arrival_name)
  SELECT h.id, 'The ' || h.n || 's', t.id, '', '', '', 7, '' FROM homes h JOIN teams t ON t.n = h.n % {teams};
INSERT INTO families_supportperiod (id, family_id, kind, why, asked_by, end_reason, started_by_id, started_on)
  SELECT gen_random_uuid(), h.id, 'family_support', 'x', '', '', p.id, '2025-01-01' FROM homes h, people p WHERE p.n = 0;
INSERT INTO families_familymember (id, family_id, name, called, is_adult, tie, face)
  SELECT gen_random_uuid(), id, 'M' || m, 'M' || m, m = 0, '', '' FROM homes, generate_series(0, 2) m;
INSERT INTO families_contactdetail (id, family_id, address, postcode, phone, note, started_on)
  SELECT gen_random_uuid(), id, '1 Oak Lane', 'BD8', '', '', '2025-01-01' FROM homes;
INSERT INTO families_relationship (id, family_id, person_id, role, kind, start_reason, start_side, started_by_id,
                                   end_reason, end_side, started_on)
  SELECT gen_random_uuid(), h.id, p.id, 'key_worker', 'named', 'x', 'service', p.id, '', '', '2025-01-01'
    FROM homes h JOIN people p ON p.n = h.n % {workers};
INSERT INTO families_contact (id, family_id, kind, outcome, happened_on, started_at, minutes, how_it_came, facts,
                              how_it_was, whose_words, feelings, worry, logged_by_id, logged_at, arrival_key)
  SELECT gen_random_uuid(), h.id, 'at_home', 'seen', current_date - (k / {families}) * 7 % 700, now(), 50, 'named',
         repeat('We talked. ', 30), '', '', '{{}}', 'no', p.id, now(), ''
    FROM generate_series(0, {contacts} - 1) k JOIN homes h ON h.n = k % {families} JOIN people p ON p.n = h.n % {workers};
INSERT INTO families_whocame (id, family_id, contact_id, person_id, capacity)
  SELECT gen_random_uuid(), family_id, id, logged_by_id, 'key_work' FROM families_contact;
INSERT INTO families_wasthere (id, family_id, contact_id, member_id, may_read)
  SELECT gen_random_uuid(), c.family_id, c.id, m.id, true FROM families_contact c
    JOIN families_familymember m ON m.family_id = c.family_id AND m.is_adult;
INSERT INTO families_plannedcontact (id, family_id, person_id, kind, starts_at, minutes, planned_by_id)
  SELECT gen_random_uuid(), h.id, p.id, 'at_home', current_date + interval '9 hours' + h.n % 10 * interval '1 day', 60, p.id
    FROM homes h JOIN people p ON p.n = h.n % {workers};
INSERT INTO families_promise (id, family_id, contact_id, words, due_on, promised_by_id)
  SELECT DISTINCT ON (family_id) gen_random_uuid(), family_id, id, 'x', current_date, logged_by_id FROM families_contact;
"""
FIRST_LOCK = "family_id IN (SELECT family_id FROM families_live_link WHERE user_id = %(me)s AND started_on <= %(day)s)"
QUERIES = {
    "count all of mine": f"SELECT count(*) FROM families_contact WHERE {FIRST_LOCK}",
    "last 50 of mine": f"SELECT facts FROM families_contact WHERE {FIRST_LOCK} ORDER BY happened_on DESC LIMIT 50",
    "one family": "SELECT facts FROM families_contact WHERE family_id = %(family)s ORDER BY happened_on DESC",
    "one family's people": "SELECT name FROM families_familymember WHERE family_id = %(family)s",
    "insert one contact": (
        "INSERT INTO families_contact (id, family_id, kind, outcome, happened_on, how_it_came, facts, how_it_was,"
        " whose_words, feelings, worry, logged_by_id, logged_at, arrival_key) VALUES (gen_random_uuid(), %(family)s,"
        " 'at_home', 'seen', %(day)s, 'named', 'x', '', '', '{}', 'no', %(me)s, now(), '')"
    ),
}


def main(families: int, contacts: int) -> int:
    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.db.backends.signals import connection_created
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from relational.roles import KEEPER

    connection.settings_dict["TEST"]["NAME"] = f"second_lock_{connection.settings_dict['NAME']}"
    settings.TESTING, settings.SECOND_FACTOR_FOR_STAFF, settings.STEP_UP = True, False, False
    settings.SECURE_SSL_REDIRECT = False
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    connection.close()
    connection_created.connect(begin_as_web)
    try:
        with connection.cursor() as cursor:
            began = time.perf_counter()
            cursor.execute(f"SET ROLE {KEEPER}")
            for one in MADE_UP.format(families=families, contacts=contacts, teams=-(-families // 300),
                                      workers=families // 20).split(";\n"):  # fmt: skip
                if one.strip():
                    cursor.execute(one)
            cursor.execute("RESET ROLE")
            cursor.execute("VACUUM ANALYZE")
            print(f"{families} families, {contacts} contacts, made in {time.perf_counter() - began:.0f} s.")
        connection.close()
        return compare()
    finally:
        connection_created.disconnect(begin_as_web)
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        teardown_databases(made, verbosity=0)


def begin_as_web(connection, **kwargs):
    from relational.roles import WEB

    be(WEB, connection)


def be(role, connection=None):
    from django.db import connection as ours

    with (connection or ours).cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, false)", [role])


def compare() -> int:
    from relational.models import Role, User
    from relational.roles import KEEPER, WEB

    be(KEEPER)
    worker = User.objects.filter(roles_held__role=Role.KEY_WORKER).order_by("name")[0]
    supervisor = User.objects.filter(roles_held__role=Role.SUPERVISOR).order_by("name")[0]
    whose = {"worker": (worker, signed_in(worker)), "supervisor": (supervisor, signed_in(supervisor))}
    be(WEB)
    times: dict = {}
    for turn in ("with", "without", "with", "without"):
        second_lock(open_=turn == "without")
        for name, taken in measure(whose):
            times.setdefault(name, {"with": [], "without": []})[turn] += taken
    second_lock(open_=False)
    print(f"\n{'ms, median':44} {'without':>9} {'with':>9} {'ratio':>7}")
    for name, taken in times.items():
        without, with_ = statistics.median(taken["without"]), statistics.median(taken["with"])
        print(f"{name:44} {without:9.2f} {with_:9.2f} {with_ / without:7.2f}")
    return plans(*whose["worker"])


def signed_in(person):
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client


def second_lock(*, open_: bool) -> None:
    """As the locks say, or every policy of staff and portal says yes."""
    from django.db import connection

    from relational import locks
    from relational.roles import PORTAL, STAFF, WEB

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        if open_:
            cursor.execute("SELECT tablename, policyname, cmd FROM pg_policies WHERE roles && %s::name[]", [[STAFF, PORTAL]])
            for table, policy, command in cursor.fetchall():
                using = "" if command == "INSERT" else " USING (true)"
                check = " WITH CHECK (true)" if command in ("INSERT", "UPDATE") else ""
                cursor.execute(f'ALTER POLICY "{policy}" ON "{table}"{using}{check}')
        else:
            locks.close()
            if os.environ.get("KEEP_PLANS"):
                keep_plans(cursor)
    connection.close()
    be(WEB)


def keep_plans(cursor) -> None:
    """What it would cost if the locks' functions kept their plans from one query to the next (PL/pgSQL does, SQL not)."""
    from relational import locks
    from relational.roles import REACH

    cursor.execute(f"SET ROLE {REACH}")
    cursor.execute("SET check_function_bodies = off")
    for head, body in locks.gathered("FUNCTIONS").items():
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {head} LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
            f" AS $body$ BEGIN RETURN ({body}); END $body$"
        )
    cursor.execute("RESET ROLE")


@contextmanager
def asked():
    """Every query of the block with what it took, in milliseconds."""
    from django.db import connection

    found = []

    def watch(execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            found.append(((time.perf_counter() - began) * 1000, sql, params))

    with connection.execute_wrapper(watch):
        yield found


def measure(whose):
    from django.db import connection, transaction
    from django.utils import timezone

    from families.models import LiveLink
    from relational.identity import become, one_transaction

    day = timezone.localdate()
    for who, (person, client) in whose.items():
        with one_transaction():
            become(person.pk, day)
            families = list(LiveLink.objects.of(person, day).values_list("family", flat=True))
        for address in (f"/families/{families[0]}/", "/today/" if who == "worker" else "/team/"):
            page, queries, number = [], [], 0
            for turn in range(TURNS):
                with asked() as found:
                    began = time.perf_counter()
                    answer = client.get(address)
                    took = (time.perf_counter() - began) * 1000
                if answer.status_code != 200:
                    raise SystemExit(f"{address} answered {answer.status_code}: nothing was measured.")
                if turn > 1:  # the first warm it
                    page.append(took)
                    queries.append(sum(one for one, *_ in found))
                    number = len(found)
            label = f"{who} ({len(families)}): {re.sub('/families/.*', 'story', address)}"
            yield f"{label}, the whole page", page
            yield f"{label}, its {number} queries", queries
        for name, sql in QUERIES.items():
            taken = []
            for _ in range(TURNS):
                with one_transaction(), connection.cursor() as cursor:
                    become(person.pk, day)
                    began = time.perf_counter()
                    cursor.execute(sql, {"me": person.pk, "day": day, "family": families[0]})
                    if cursor.description:
                        cursor.fetchall()
                    taken.append((time.perf_counter() - began) * 1000)
                    transaction.set_rollback(True)
            yield f"{who} ({len(families)}): {name}", taken[1:]


def plans(person, client) -> int:
    """How the database means to answer each query of the story page; 1 if it would read a big table row by row."""
    from django.db import connection
    from django.utils import timezone

    from families.models import LiveLink
    from relational import locks
    from relational.identity import become, one_transaction

    day, locked = timezone.localdate(), {name for name in locks.gathered("LOCKS") if name.startswith("families_")}
    with one_transaction():
        become(person.pk, day)
        family = LiveLink.objects.of(person, day).values_list("family", flat=True)[0]
    with asked() as found:
        client.get(f"/families/{family}/")
    row_by_row, explained = [], 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, reltuples FROM pg_class WHERE relkind = 'r'")
        rows = dict(cursor.fetchall())
        with one_transaction():
            become(person.pk, day)
            for _, sql, params in found:
                if sql.startswith("SELECT") and any(table in sql for table in locked):
                    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                    explained += 1
                    for node in nodes(as_json(cursor.fetchone()[0])[0]["Plan"]):
                        table = node.get("Relation Name")
                        if node["Node Type"] == "Seq Scan" and table in locked and rows[table] >= SMALL:
                            row_by_row.append(f"{table}: {' '.join(sql.split())[:160]}")
    print(f"\n{explained} queries of the worker's story page explained; row by row through a big table: {len(row_by_row)}.")
    print(*row_by_row, sep="\n")
    return 1 if row_by_row else 0


def as_json(said):
    return json.loads(said) if isinstance(said, str) else said


def nodes(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*(numbers + [2000, 100000][len(numbers) :])))
