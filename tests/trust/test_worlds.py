"""Three say the same: the pages' scope, the database's locks, and an oracle that knows neither (tests/trust/oracle.py).

Random worlds, asked as each person who has an account, on the day and the days before and after it. WORLDS=5000 for
more of them.
"""

import os
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings

from families import caseload, concerns, routing
from families.models import Family, Limit, LiveLink, RoutedRequest
from relational import locks
from relational.identity import become, one_transaction
from relational.models import User
from relational.roles import PORTAL, STAFF
from tests.trust.oracle import NO_QUESTION, Eyes
from tests.trust.worlds import DAY, FAR, TABLES, put, worlds

WORLDS = int(os.environ.get("WORLDS", 30))
DAYS = [DAY - timedelta(days=1), DAY, DAY + timedelta(days=1)]
RULES = {STAFF: Eyes.STAFF, PORTAL: Eyes.PORTAL}
OPEN_TO_ALL_WHO_SIGN_IN = {"relational_team", "relational_roleheld"}  # teams' names, and who holds which role


class TakenBack(Exception):
    """A world is over; the next begins where this one did."""


def asked_at_once(role: str) -> str:
    """One question for all tables that this role may ask about."""
    return " UNION ALL ".join(
        f"SELECT '{table}', coalesce(array_agg(id::text), '{{}}') FROM {table}" for table in RULES[role]
    )


@pytest.fixture
def questions(db):
    """Prepared once for each role, so that the same plan is used by one identity after another."""
    with connection.cursor() as cursor:
        for role in RULES:
            with one_transaction():
                cursor.execute("SELECT set_config('role', %s, true)", [role])
                cursor.execute(f"PREPARE seen_by_{role} AS {asked_at_once(role)}")
        yield
        for role in RULES:
            cursor.execute(f"DEALLOCATE seen_by_{role}")


def seen_by_the_database(person, day) -> tuple[str, dict]:
    """As that person, with a query that forgets to ask whose: what comes back, table by table."""
    with one_transaction(), connection.cursor() as cursor:
        become(person, day)
        cursor.execute("SELECT current_setting('role')")
        role = cursor.fetchone()[0]
        cursor.execute(f"EXECUTE seen_by_{role}")
        return role, {table: set(ids) for table, ids in cursor.fetchall()}


def compare(world) -> int:
    """Everybody's view of one world, three ways. Gives how many views were compared."""
    views = 0
    users = User.objects.in_bulk([row["id"] for row in world["relational_user"]])
    requests = {row["id"]: row for row in world["families_routedrequest"]}
    for number, (key, user) in enumerate(users.items()):
        for day in DAYS:
            eyes = Eyes(world, key, day)
            who = f"{user.name} on {day}, with {sorted(eyes.roles)}"
            # the pages' scope, asked by somebody who sees everything: the first lock by itself
            links = {(role, family) for role, family in LiveLink.objects.of(user, day).values_list("role", "family")}
            assert links == eyes.links, f"links of {who}"
            assert keys(Family.objects.within_reach_of(user, day)) == eyes.reached, f"reach of {who}"
            assert keys(caseload.mine(user, day)) == eyes.as_("key_worker"), f"caseload of {who}"
            # what waits for her is never more than what she may see
            hands = keys(RoutedRequest.objects.in_the_hands_of(user, day))
            assert {requests[r]["held_by_id"] for r in hands} <= {key}, f"requests of {who}"
            assert keys(concerns.families_of(user, day)) == eyes.reached, f"concerns of {who}"
            assert keys(routing.placeable(user, day)) == eyes.reached, f"places of {who}"
            views += 1
            if day != DAYS[(number + len(users)) % 3]:  # each person's locks on one of the days: it takes the longest
                continue
            # the second lock by itself
            role, seen = seen_by_the_database(key, day)
            assert role == (STAFF if eyes.works_here else PORTAL), who
            for table, ids in seen.items():
                may = {str(row) for row in eyes.sees(table)}
                assert ids == may, f"{table} of {who}: too many {ids - may}, too few {may - ids}"
    return views


def keys(rows) -> set:
    return set(rows.values_list("pk", flat=True))


def test_scope_locks_and_oracle_agree_on_random_worlds(db, questions):
    limit = Limit.objects.create(rule="faces_90d", support_kind="looked_after", review=3, reason="r", started_on=FAR).pk
    found = {"worlds": 0, "views": 0}

    @settings(
        max_examples=WORLDS,
        deadline=None,
        database=None,
        derandomize="WORLDS" not in os.environ,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(worlds())
    def every(world):
        try:
            with transaction.atomic():
                put(world, limit=limit)
                found["views"] += compare(world)
                found["worlds"] += 1
                raise TakenBack
        except TakenBack:
            pass

    every()
    print(f"\n{found['worlds']} worlds, {found['views']} views of them, 0 differences.")
    assert found["worlds"] >= WORLDS * 0.9


def test_the_oracle_speaks_of_every_table_about_a_family(db):
    """A table that somebody may read and the oracle does not know would be compared by nobody."""
    locked = {name for name in locks.gathered("LOCKS") if name.startswith("families_")}
    assert locked - set(TABLES) == {"families_changedfamily"}, "say in tests/trust who sees it, and make rows of it"
    with connection.cursor() as cursor:
        for role, rules in RULES.items():
            cursor.execute(
                "SELECT c.relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
                " AND has_any_column_privilege(%s, c.oid, 'SELECT')",
                [role],
            )
            may_ask = {table for (table,) in cursor.fetchall()} & set(TABLES)
            assert may_ask - OPEN_TO_ALL_WHO_SIGN_IN == set(rules), role
    assert Eyes({table: [] for table in TABLES} | {"relational_user": [{"id": 1, "is_active": True}]}, 1, DAY).sees(
        "families_keptapart"
    ) == NO_QUESTION
