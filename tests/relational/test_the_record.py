"""The record can only grow, and shows it: the database refuses every change, and the chains show what got past it."""

import threading
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.pq import TransactionStatus

from relational import denials, record, tasks
from relational.identity import become, one_transaction
from relational.keys import new_key
from relational.models import NO_FAMILY, Chain, Denial, Event, Letter, Link, Look, RecordCheck, Role, Seal
from relational.roles import KEEPER, OWNER
from tests import make
from tests.conftest import begin_as

INERROR = TransactionStatus.INERROR
TABLES = ("event", "look", "denial", "seal", "link", "chain", "recordcheck")


def run(query, *given):
    """As the keeper, who sees every row; what changes a table itself, or empties it, as the owner of the tables."""
    as_whom = OWNER if query.startswith(("ALTER", "TRUNCATE", "DROP", "CREATE")) else KEEPER
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, false)", [as_whom])
        try:
            cursor.execute(query, given)
        finally:
            if not connection.needs_rollback and connection.connection.info.transaction_status != INERROR:
                cursor.connection.execute("SELECT set_config('role', %s, false)", [KEEPER])
        return cursor.fetchall() if cursor.description else cursor.rowcount


def look_at(family, by, page="families:story"):
    return Look.objects.create(by=by, family=family, page=page, through="key_worker")


def event_of(by, family=None, **details):
    return Event.objects.create(
        by=by, verb="log_contact", family=family, subject="user", subject_key=by.pk, details=details
    )


def denial_of(by, family=None):
    return Denial.objects.create(by=by, page="families:story", family=family, why="out_of_reach")


@pytest.fixture
def written(amina, jo):
    """Two families' chains and the service's, with every kind of row, sealed."""
    one, other = new_key(), new_key()
    look_at(one, amina)
    event_of(amina, one, on="2026-11-22", count=3, said=["a", None, True], ü="ß “x”")
    look_at(other, jo)
    look_at(one, jo, page="families:look")
    event_of(jo)
    connection.check_constraints()
    denial_of(amina, one)
    denial_of(amina, new_key())
    denial_of(amina)
    Seal.objects.create()
    connection.check_constraints()
    look_at(one, amina)
    connection.check_constraints()
    assert record.verify().ok
    return one, other


def tampered(*tables):
    """As somebody who owns the tables and switched the triggers off."""
    connection.check_constraints()
    for table in tables or TABLES:
        run(f"ALTER TABLE relational_{table} DISABLE TRIGGER USER")


# --- It can only grow ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_what_is_on_the_record_stays_there_even_for_the_owner_of_its_tables(written, table, change):
    RecordCheck.objects.create(rows=1, chains=1, ok=True)
    connection.check_constraints()
    run(f"ALTER TABLE relational_{table} ENABLE TRIGGER is_never_emptied")  # which tests need off to clear up
    connection.check_constraints()
    column = {"chain": "sealed", "link": "kind", "recordcheck": "rows", "seal": "chains"}.get(table, "id")
    with pytest.raises(DatabaseError) as said, transaction.atomic():
        run(change.format(f"relational_{table}", column))
    assert "append-only" in str(said.value) or "written by the record alone" in str(said.value)
    assert record.verify().ok


@pytest.mark.parametrize(
    "write",
    [
        "INSERT INTO relational_chain VALUES (gen_random_uuid(), 0, '', 0)",
        "INSERT INTO relational_link SELECT chain, position + 1, kind, gen_random_uuid(), content, hash FROM relational_link LIMIT 1",
    ],
)
def test_only_the_record_writes_its_chains(written, write):
    with pytest.raises(DatabaseError, match="written by the record alone"), transaction.atomic():
        run(write)


def test_a_setting_that_any_session_may_make_switches_nothing_off(written):
    import pgtrigger

    with pgtrigger.ignore(), pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Look.objects.update(page="x")


# --- It shows what got past it ------------------------------------------------------------------------------------


def test_every_column_of_every_row_is_in_the_hash():
    for model in (Event, Look, Denial, Seal):
        table, columns = record.ROWS[model._meta.model_name]
        assert (model._meta.db_table, {field.column for field in model._meta.fields}) == (table, set(columns))


def test_the_chain_of_a_family_holds_its_events_looks_and_denials_in_their_order(written):
    one, other = written
    kinds = list(Link.objects.filter(chain=one).order_by("position").values_list("kind", flat=True))
    assert kinds == ["look", "event", "look", "denial", "look"]
    assert Chain.objects.get(chain=other).position == 1
    # An event about no family, a denial for a key nobody has, one for no key, and the seal.
    assert list(Link.objects.filter(chain=NO_FAMILY).order_by("position").values_list("kind", flat=True))[-4:] == [
        "event", "denial", "denial", "seal",
    ]  # fmt: skip
    assert set(Chain.objects.values_list("chain", flat=True)) == {one, other, NO_FAMILY}


def test_no_setting_of_a_session_changes_what_is_hashed(written, amina):
    one, _ = written
    with transaction.atomic():
        run("SET LOCAL TimeZone = 'Asia/Kathmandu'")
        run("SET LOCAL DateStyle = 'German, DMY'")
        run("SET LOCAL IntervalStyle = 'sql_standard'")
        run("SET LOCAL extra_float_digits = -15")
        run("SET LOCAL bytea_output = 'escape'")
        event_of(amina, one, share=0.1, many=10**20, none=None)
        Seal.objects.create()
        connection.check_constraints()
        assert record.verify().ok
    run("SET TimeZone = 'UTC'")
    assert record.verify().ok


def test_a_moment_that_is_given_is_kept_and_hashed(written, amina):
    one, _ = written
    run(
        "INSERT INTO relational_look (id, at, by_id, family, page, through)"
        " VALUES (gen_random_uuid(), '2019-03-31 01:30:00.123456+05:45', %s, %s, 'x', 'y')", amina.pk, one,
    )  # fmt: skip
    assert record.verify().ok


# Each is a way to change one thing; `%s` is the row's key. What follows is a part of what is found.
def changes():
    texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=5)
    numbers = st.integers(0, 10**6)
    columns = {
        "event": {"id": 0, "at": 1, "by_id": 2, "verb": 3, "family": 0, "subject": 3, "subject_key": 0, "details": 4},
        "look": {"id": 0, "at": 1, "by_id": 2, "family": 0, "page": 3, "through": 3},
        "denial": {"id": 0, "at": 1, "by_id": 2, "page": 3, "family": 0, "why": 3},
        "seal": {"id": 0, "at": 1, "chains": 5, "hash": 6},
        "link": {"chain": 0, "position": 5, "kind": 3, "row": 0, "content": 6, "hash": 6},
        "chain": {"chain": 0, "position": 5, "hash": 6, "sealed": 5},
    }
    places = [(table, column, how) for table, its in columns.items() for column, how in its.items()]
    return st.tuples(st.sampled_from(places), texts, numbers)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes())
def test_a_single_changed_byte_of_any_column_of_any_row_is_found(written, amina, jo, change):
    (table, column, how), text, number = change
    point = transaction.atomic()
    point.__enter__()
    try:
        tampered()
        drop_foreign_keys()
        rows = run(f"SELECT ctid::text FROM relational_{table} ORDER BY 1")
        where = rows[number % len(rows)][0]
        quoted = f'"{column}"'
        new = {
            0: ("set_byte(uuid_send({c}), %s %% 16, get_byte(uuid_send({c}), %s %% 16) # (1 + %s %% 255))", "uuid"),
            1: ("{c} + (1 + %s) * interval '1 microsecond'", None),
            2: ("(SELECT id FROM relational_user WHERE id IS DISTINCT FROM {c} ORDER BY id LIMIT 1)", None),
            3: ("CASE WHEN left({c}, 1) = 'x' THEN 'y' ELSE 'x' END || substr({c}, 2)", None),
            4: ("jsonb_set({c}, '{{added}}', to_jsonb(%s::text))", None),
            5: ("{c} + 1000 + %s", None),
            6: ("set_byte({c}, %s %% 32, get_byte({c}, %s %% 32) # (1 + %s %% 255))", None),
        }[how]  # fmt: skip
        said = new[0].format(c=quoted)
        if new[1] == "uuid":
            said = f"encode({said}, 'hex')::uuid"
            said = f"CASE WHEN {quoted} IS NULL THEN gen_random_uuid() ELSE {said} END"
        given = [text if how == 4 else number] * said.replace("%%", "").count("%s")
        run(f"UPDATE relational_{table} SET {quoted} = {said} WHERE ctid = '{where}'", *given)
        assert not record.verify().ok, (table, column)
    finally:
        transaction.set_rollback(True)
        point.__exit__(None, None, None)


def drop_foreign_keys():
    for table, name in run(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' AND"
        " conrelid::regclass::text IN ('relational_event', 'relational_look', 'relational_denial', 'relational_recordcheck')"
    ):
        run(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def faults():
    return [str(fault) for fault in record.verify().faults]


def test_a_changed_row_is_named(written):
    one, _ = written
    tampered()
    key = Look.objects.filter(family=one).order_by("at").first().pk
    run("UPDATE relational_look SET page = 'families:index' WHERE id = %s", key)
    assert faults() == [f"the chain of family {one}, link 1: the look {key} was changed"]


def test_a_removed_row_is_found_and_so_is_one_with_its_link(written):
    one, _ = written
    tampered()
    key = Event.objects.get(family=one).pk
    run("DELETE FROM relational_event WHERE id = %s", key)
    assert "is missing: its link stands and the row is gone" in faults()[0]
    run("DELETE FROM relational_link WHERE row = %s", key)
    assert "link 2: is missing: after 1 comes 3" in faults()[0]


def test_the_last_rows_cannot_go_unseen(written):
    one, _ = written
    tampered()
    link = Link.objects.filter(chain=one).order_by("-position").first()
    run("DELETE FROM relational_look WHERE id = %s", link.row)
    run("DELETE FROM relational_link WHERE row = %s", link.row)
    assert "link 5: is missing: the chain had 5 links" in faults()[0]


def test_a_whole_chain_that_goes_with_its_end_is_missed_by_the_seal(written):
    _, other = written
    tampered()
    run("DELETE FROM relational_look WHERE family = %s", other)
    run("DELETE FROM relational_link WHERE chain = %s", other)
    run("DELETE FROM relational_chain WHERE chain = %s", other)
    assert "covers 3 chains and 2 are there" in faults()[0]


def test_a_seal_that_goes_is_missed_by_the_last_check_and_by_who_kept_it(written):
    made = record.check(now=timezone.now())
    assert made.ok and record.verify(known_seal=bytes(made.seal.hash).hex()).ok
    tampered()
    run("DELETE FROM relational_link WHERE row = %s", made.seal.pk)
    run("UPDATE relational_chain SET position = position - 1 WHERE chain = %s", NO_FAMILY)
    run("UPDATE relational_chain c SET hash = l.hash, sealed = c.position FROM relational_link l"
        " WHERE c.chain = %s AND l.chain = c.chain AND l.position = c.position", NO_FAMILY)  # fmt: skip
    run("ALTER TABLE relational_recordcheck DROP CONSTRAINT IF EXISTS x")
    assert any("is gone" in fault for fault in faults())
    assert any("is not on the record" in str(fault) for fault in record.verify(known_seal="ab" * 32).faults)


def test_two_rows_that_change_places_are_found(written):
    one, _ = written
    tampered()
    run("UPDATE relational_link SET position = -position WHERE chain = %s AND position IN (1, 2)", one)
    run("UPDATE relational_link SET position = 3 + position WHERE chain = %s AND position < 0", one)
    assert "out of order" in faults()[0]


def test_a_row_slipped_in_past_the_chain_is_found(written, amina):
    one, _ = written
    tampered("look")
    slipped = look_at(one, amina)
    assert faults() == [f"the look {slipped.pk} was inserted past the chain"]


def test_a_broken_chain_tells_its_first_fault_and_the_others_are_still_read(written):
    one, other = written
    tampered()
    run("UPDATE relational_look SET page = 'x'")
    told = faults()
    assert len(told) == 2 and all("link 1" in fault and "was changed" in fault for fault in told)


# --- The command and the night ------------------------------------------------------------------------------------


def verified(*given):
    out = StringIO()
    try:
        call_command("verify_record", *given, stdout=out)
    except (SystemExit, CommandError) as ended:
        return out.getvalue(), getattr(ended, "code", 1)
    return out.getvalue(), 0


def test_the_command_says_one_sentence_and_ends_well_or_names_what_is_broken(written):
    said, code = verified()
    assert code == 0 and "every link as it was written" in said
    tampered()
    run("UPDATE relational_event SET verb = 'x' WHERE family IS NOT NULL")
    said, code = verified()
    assert code == 1 and "link 2: the event" in said and "was changed" in said


def test_the_night_verifies_seals_and_keeps_what_it_found(written, ro, mailoutbox):
    tasks.verify_record()
    made = record.last_check()
    assert made.ok and made.seal.chains == 3 and made.found == [] and not Letter.objects.exists()
    tampered()
    run("UPDATE relational_look SET page = 'x'")
    tasks.verify_record()
    broken = record.last_check()
    assert not broken.ok and broken.seal is None and len(broken.found) == 2
    letter = Letter.objects.get()
    assert letter.to == ro and letter.kind == "the_record_is_broken" and "x" not in letter.body.split("found")[0]


def test_the_night_is_on_the_clock():
    from django.conf import settings as now

    assert "relational.tasks.verify_record" in {entry["task"] for entry in now.CELERY_BEAT_SCHEDULE.values()}


# --- Many at once -------------------------------------------------------------------------------------------------


@pytest.fixture
def for_real(transactional_db):
    """Real transactions. The tables are emptied afterwards, which only a test may do."""
    make.service()
    yield make.person("Amina", Role.KEY_WORKER, team=make.team())


def at_once(*jobs):
    wrong = []

    def do(job):
        try:
            begin_as(KEEPER)
            job()
        except Exception as problem:  # noqa: BLE001 (told below)
            wrong.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not wrong and not any(thread.is_alive() for thread in threads)


def test_many_who_write_to_one_chain_make_one_unbroken_chain(for_real):
    family = new_key()

    def write():
        for _ in range(10):
            with transaction.atomic():
                look_at(family, for_real)
                event_of(for_real)

    at_once(*[write] * 6)
    found = record.verify()
    assert found.ok and Chain.objects.get(chain=family).position == 60


def test_two_who_write_to_the_same_chains_in_another_order_do_not_stop_each_other(for_real):
    families = [new_key() for _ in range(8)]

    def write(order):
        def job():
            for _ in range(10):
                with transaction.atomic():
                    for family in order:
                        look_at(family, for_real)

        return job

    at_once(write(families), write(families[::-1]), write(families[4:] + families[:4]))
    assert record.verify().ok


def test_nobody_waits_for_a_transaction_that_has_only_looked(for_real):
    """The end of a chain is held from the end of a transaction only: two who read one family do not wait."""
    family, others = new_key(), new_key()
    begun, done = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            look_at(family, for_real)
            look_at(others, for_real)
            begun.set()
            assert done.wait(10)

    def quick():
        assert begun.wait(10)
        run("SET lock_timeout = '500ms'")
        look_at(family, for_real)
        look_at(others, for_real)
        done.set()

    at_once(slow, quick)
    assert record.verify().ok and Chain.objects.get(chain=family).position == 2


def test_who_writes_to_one_chain_does_not_wait_for_whoever_holds_another(for_real):
    one, other = new_key(), new_key()
    held, done = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            look_at(one, for_real)
            connection.check_constraints()  # linked: the end of this chain is held from here
            held.set()
            assert done.wait(10)

    def quick():
        assert held.wait(10)
        run("SET lock_timeout = '500ms'")
        look_at(other, for_real)
        with pytest.raises(DatabaseError, match="lock timeout"):
            look_at(one, for_real)
        done.set()

    at_once(slow, quick)
    assert record.verify().ok and Chain.objects.get(chain=one).position == 1


def test_who_may_only_add_to_the_record_can(for_real):
    """The role that a page runs in cannot read the chains or their links, and its row is linked all the same."""
    family = new_key()
    with one_transaction():
        become(for_real.pk, timezone.localdate())
        look_at(family, for_real)
        event_of(for_real)
        denial_of(for_real, family)
    assert record.verify().ok and Link.objects.count() == 3
    for table in ("chain", "link", "seal"):
        with pytest.raises(DatabaseError, match="permission denied"), one_transaction():
            become(for_real.pk, timezone.localdate())
            run_as_we_are(f"SELECT 1 FROM relational_{table}")


def run_as_we_are(query):
    with connection.cursor() as cursor:
        cursor.execute(query)


# --- Not let in ---------------------------------------------------------------------------------------------------


def refused(person, url):
    request = RequestFactory().get(url)
    request.user, request.resolver_match = person, resolve(url)
    return request


def test_a_refusal_says_who_which_page_which_key_and_why(team, amina):
    asked_for, now = new_key(), timezone.now()
    url = reverse("families:story", args=[asked_for])
    made = denials.denied(refused(amina, url), why=denials.WHY[404], now=now)
    assert (made.by, made.page, made.family, made.why) == (amina, "families:story", asked_for, "out_of_reach")
    assert not Letter.objects.exists() and record.verify().ok


def test_many_refusals_in_a_short_time_are_told_once_an_hour_without_any_family(team, amina, jo, ro, kim, settings):
    settings.MANY_DENIALS, settings.MANY_DENIALS_MINUTES = 5, 10
    now = timezone.now().replace(minute=5)
    for number in range(9):
        key = new_key()
        request = refused(amina, reverse("families:story", args=[key]))
        denials.denied(request, why="out_of_reach", now=now + timedelta(seconds=number))
        assert Letter.objects.count() == (0 if number < 4 else 2)
    assert {letter.to for letter in Letter.objects.all()} == {jo, ro}  # not Kim, who supervises another team
    assert str(key) not in Letter.objects.first().body
    later = now + timedelta(hours=1)
    for number in range(5):
        denials.denied(request, why="out_of_reach", now=later + timedelta(seconds=number))
    assert Letter.objects.count() == 4


def test_nobody_is_asked_about_herself(team, jo, ro, settings):
    settings.MANY_DENIALS = 1
    denials.denied(refused(jo, "/today/"), why="no_right", now=timezone.now())
    assert {letter.to for letter in Letter.objects.all()} == {ro}


# --- What is on it ------------------------------------------------------------------------------------------------


def test_a_protected_page_is_not_shown_when_the_look_cannot_be_written(okafors, amina, client):
    connection.check_constraints()
    run("ALTER TABLE relational_look ADD CONSTRAINT out_of_room CHECK (page <> 'families:story') NOT VALID")
    client.force_login(amina)
    client.raise_request_exception = False
    with transaction.atomic():
        answer = client.get(reverse("families:story", args=[okafors.pk]))
        transaction.set_rollback(True)
    assert answer.status_code == 500 and "Okafor" not in answer.content.decode()
