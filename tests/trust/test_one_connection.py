"""Connections are shared, people are not: whoever asks next on a connection is told nothing of whoever asked before.

Many people, few connections, in any order, with commits, refusals and errors between them. IDENTITIES=100000 for more.
"""

import http.client
import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from families.models import Contact, Family
from relational import locks
from relational.identity import become, one_transaction
from relational.roles import WEB
from tests import make

IDENTITIES = int(os.environ.get("IDENTITIES", 1000))
THREADS, CONNECTIONS = 8, 3
ASK = "SELECT DISTINCT family_id FROM families_contact"
NOBODY_NOW = (
    "SELECT coalesce(current_setting('relational.identity', true), ''), current_user, session_user,"
    " current_setting('role')"
)


class Refused(Exception):
    """A page that ends in an error."""


@pytest.fixture
def crowd(transactional_db):
    """Six key workers with two families each, and nobody in common; a mother and a professional, who see no words."""
    make.service()
    team = make.team("Manningham")
    make.person("Jo", "supervisor", team=team)
    hers = {}
    for number in range(6):
        worker = make.person(f"Worker{number}", "key_worker", team=team)
        families = [make.family(name=f"The CANARY{number}x{n}", key_worker=worker, team=team) for n in range(2)]
        for family in families:
            make.contact(family=family, who=worker, facts=f"WORDS{number}")
        hers[worker.pk] = {family.pk for family in families}
    hers[make.person("Grace", "family_member").pk] = set()
    hers[make.professional("Helen", "health visitor").pk] = set()
    return hers


def shared_out(crowd, work, *, threads=THREADS) -> list:
    """`work(person, random)` for IDENTITIES random people over the threads; everything that was found wrong."""
    people, wrong = list(crowd), []

    def one_thread(seed):
        chance = random.Random(seed)
        try:
            for _ in range(IDENTITIES // threads):
                wrong.extend(work(chance.choice(people), chance))
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(one_thread, seed) for seed in range(threads)]:
            done.result()
    return wrong


# --- The web's own login, few connections passed from hand to hand -------------------------------------------------


@pytest.fixture
def few_connections(crowd):
    address = os.environ.get("WEB_DATABASE_URL")
    if not address:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("WEB_DATABASE_URL is not set: the web's own login would not be tried.")
        pytest.skip("WEB_DATABASE_URL is not set.")
    there = urlunsplit(urlsplit(address)._replace(path=f"/{connection.settings_dict['NAME']}"))
    free, made = SimpleQueue(), []
    for _ in range(CONNECTIONS):
        made.append(psycopg.connect(there, autocommit=True))
        free.put(made[-1])
    yield free
    for one in made:
        one.close()


def test_a_connection_that_goes_from_hand_to_hand_mixes_nobody_up(crowd, few_connections):
    day, asked = timezone.localdate(), 0
    seen_go_by, lock = [], threading.Lock()

    def sealed(there, person) -> str:
        """As relational.identity.claim makes it, on this connection and for the transaction it is in."""
        here = there.execute("SELECT pg_backend_pid() || ' ' || extract(epoch FROM now())").fetchone()[0]
        return locks.sealed(f"{person}|{day}|in|{here}")

    def work(person, chance):
        """One request on a connection somebody else had a moment ago; it ends well, is taken back, or goes wrong."""
        nonlocal asked
        there, found = few_connections.get(), []
        try:
            how = chance.choice(["commit", "commit", "taken back", "error", "error in a savepoint"])
            seen = None
            try:
                with there.transaction(force_rollback=how == "taken back"):
                    seal = sealed(there, person)
                    there.execute("SELECT set_config('relational.identity', %s, true)", [seal])
                    there.execute("SELECT set_config('role', relational_my_role(), true)")
                    try:
                        with there.transaction():  # a savepoint: a portal may not even ask for words
                            seen = {f for (f,) in there.execute(ASK, prepare=chance.random() < 0.8).fetchall()}
                            there.execute("SELECT facts FROM families_contact", prepare=True).fetchall()
                            if how == "error in a savepoint":
                                there.execute("SELECT 1 / 0")
                    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.DivisionByZero):
                        seen = {f for (f,) in there.execute(ASK).fetchall()}
                    if how == "error":
                        there.execute("SELECT 1 / 0")
            except psycopg.errors.DivisionByZero:
                pass
            if seen != crowd[person]:
                found.append((how, person, seen))
            if chance.random() < 0.2:  # and between two requests it is nobody's
                left = there.execute(NOBODY_NOW).fetchone()
                if left != ("", WEB, WEB, "none"):
                    found.append(("left behind", *left))
                try:
                    found.append(("nobody saw", there.execute(ASK).fetchall()))
                except psycopg.errors.InsufficientPrivilege:
                    pass
            with there.transaction():  # a seal that somebody wrote down holds in no later transaction, for nobody
                if seen_go_by and chance.random() < 0.2:
                    there.execute("SELECT set_config('relational.identity', %s, true)", [chance.choice(seen_go_by)])
                    there.execute("SELECT set_config('role', 'relational_staff', true)")
                    if there.execute(ASK).fetchall():
                        found.append(("an old seal opened something", how))
            with lock:
                asked += 1
                seen_go_by.append(seal)
        finally:
            few_connections.put(there)
        return found

    assert shared_out(crowd, work) == []
    print(f"\n{asked} identities over {CONNECTIONS} connections in {THREADS} threads, 0 foreign rows.")
    assert asked == IDENTITIES // THREADS * THREADS


# --- Django's own connections, one for each thread -----------------------------------------------------------------


def test_the_next_person_of_a_thread_sees_her_own_and_nothing_else(crowd):
    day = timezone.localdate()

    def work(person, chance):
        how, found, seen = chance.choice(["commit", "rollback", "error"]), [], None
        try:
            with one_transaction():
                become(person, day)
                seen = set(Contact.objects.values_list("family_id", flat=True))
                if how == "error":
                    raise Refused
                if how == "rollback":
                    transaction.set_rollback(True)
        except Refused:
            pass
        if seen != crowd[person]:
            found.append((how, person, seen))
        with connection.cursor() as cursor:
            cursor.execute(NOBODY_NOW)
            left = cursor.fetchone()
        if (left[0], left[1]) != ("", WEB):  # a test's thread logs in as the owner, and begins as the web
            found.append(("left behind", how, *left))
        return found

    assert shared_out(crowd, work) == []


# --- Pages of a running server -------------------------------------------------------------------------------------


def test_browsers_side_by_side_are_never_given_each_others_pages(crowd, live_server):
    """Eight browsers at once, each with its own session: Today, all my families, a story, and somebody else's story."""
    names = dict(Family.objects.values_list("pk", "name"))
    cookies = {}
    for person in list(crowd)[:6]:
        client = Client()
        client.force_login(Contact.objects.filter(logged_by=person).first().logged_by)
        cookies[person] = client.cookies[settings.SESSION_COOKIE_NAME].value
    turns = max(3, IDENTITIES // 1000)

    def browse(seed):
        chance, found, pages = random.Random(seed), [], 0
        place = urlsplit(live_server.url)
        browser = http.client.HTTPConnection(place.hostname, place.port)  # kept open, and shared by two people
        two = list(cookies)[seed % 6 : seed % 6 + 2] or list(cookies)[:2]
        for _ in range(turns):
            for person in two:
                own, foreign = chance.choice(list(crowd[person])), chance.choice(list(set(names) - crowd[person]))
                for address in ("/today/", "/families/", f"/families/{own}/", f"/families/{foreign}/"):
                    browser.request("GET", address, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookies[person]}"})
                    answer = browser.getresponse()
                    body, pages = answer.read().decode(), pages + 1
                    others = [name for key, name in names.items() if key not in crowd[person] and name[4:] in body]
                    if others or answer.status != (404 if str(foreign) in address else 200):
                        found.append((address, answer.status, others))
        browser.close()
        return found, pages

    with ThreadPoolExecutor(THREADS) as pool:
        results = list(pool.map(browse, range(THREADS)))
    assert [wrong for found, _ in results for wrong in found] == []
    print(f"\n{sum(pages for _, pages in results)} pages to {THREADS} browsers at once, 0 foreign names.")
