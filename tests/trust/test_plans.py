"""The second lock leaves the indexes in use: no query of a worker's page can only be answered row by row.

The tables of a test are so small that reading them row by row is right. So that is forbidden for a moment, and
whatever still does it has no other way: a policy stands in front of its index.
"""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from relational import locks
from relational.identity import become, one_transaction


def nodes(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def row_by_row(sql: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql.replace('%', '%%')}")
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return {node["Relation Name"] for node in nodes(plan[0]["Plan"]) if node["Node Type"] == "Seq Scan"}


@pytest.mark.parametrize("page", ["story", "today", "index"])
def test_no_protected_table_is_read_row_by_row_for_a_workers_page(world, amina, okafors, sign_in, today, page):
    address = reverse(f"families:{page}", args=[okafors.pk] if page == "story" else [])
    with CaptureQueriesContext(connection) as asked:
        assert sign_in(amina).get(address).status_code == 200
    locked, explained, found = set(locks.gathered("LOCKS")), 0, []
    with one_transaction(), connection.cursor() as cursor:
        become(amina.pk, today)
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query in asked.captured_queries:
            sql = query["sql"]
            if sql.startswith("SELECT") and any(f'"{table}"' in sql for table in locked):
                explained += 1
                found += [f"{table}: {sql[:200]}" for table in row_by_row(sql) & locked]
    assert explained > 5
    assert found == []


def test_who_reaches_whom_is_found_by_indexes(world, amina, db):
    """What the locks' functions ask for every query: all links of one person."""
    with one_transaction(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE relational_reach")
        cursor.execute("SET LOCAL enable_seqscan = off")
        assert row_by_row(f"SELECT * FROM families_every_link WHERE user_id = '{amina.pk}'") == set()
