"""Access ends with the spell: at midnight, to the second, at the next request; and an open page saves nothing any more.

What was typed into a page whose time had run out is not lost: it waits for the supervisor (late words).
"""

import hashlib
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from families import leaving, relationships
from families.models import Contact, LiveLink
from relational.identity import become, one_transaction
from relational.keys import new_key
from relational.models import Role, User
from tests import make

# Written by being refused, and by nothing else: who looked, who was not let in, where she is signed in, late words.
BESIDE = {
    "relational_look", "relational_denial", "relational_link", "relational_chain", "django_session", "cache",
    "usersessions_usersession", "families_latewords", "relational_letter", "relational_event", "families_changedfamily",
}  # fmt: skip
A_SECOND = timedelta(seconds=1)


def midnight(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def everything() -> dict:
    """A mark for each table, of all its rows: whether anything at all was written."""
    marks = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if model._meta.managed and table not in BESIDE and table.startswith(("families_", "relational_")):
                cursor.execute(f'SELECT coalesce(string_agg(t::text, chr(10) ORDER BY t::text), \'\') FROM "{table}" t')
                marks[table] = hashlib.sha256(cursor.fetchone()[0].encode()).hexdigest()
    assert len(marks) > 20
    return marks


def story_of(family):
    return reverse("families:story", args=[family.pk])


# --- To the second ------------------------------------------------------------------------------------------------


def spell_ends(world, day):
    relationships.end(
        relationship=world.okafors.relationships.named().key_workers().get(),
        by=world.jo, on=day, reason="Moves on", side="service",
    )  # fmt: skip


def volunteering_ends(world, day):
    relationships.end(
        relationship=world.okafors.relationships.named().volunteers().get(),
        by=world.jo, on=day, reason="Moves on", side="service",
    )  # fmt: skip


def role_ends(person):
    def ends(world, day):
        getattr(world, person).roles_held.update(ended_on=day)

    return ends


def she_moves_out(world, day):
    world.okafors.members.filter(user=world.grace).update(left_on=day)


def she_dies(world, day):
    world.okafors.members.filter(user=world.grace).update(died_on=day)


ENDS = {
    "the key worker's spell": (spell_ends, "amina", "story", 404),
    "the key worker's role": (role_ends("amina"), "amina", "story", 404),
    "the volunteer's spell": (volunteering_ends, "ruth", "diary", 404),
    "the volunteer's role": (role_ends("ruth"), "ruth", "diary", 404),
    "the supervisor's role": (role_ends("jo"), "jo", "story", 404),
    "a mother moves out": (she_moves_out, "grace", "my_person", 403),
    "a mother dies": (she_dies, "grace", "my_person", 403),
    "a mother's way in is switched off": (role_ends("grace"), "grace", "my_person", 403),
}


@pytest.fixture
def cast(okafors, maliks, amina, zofia, jo, ruth, grace, helen):
    class Cast:
        pass

    found = Cast()
    found.__dict__.update(
        okafors=okafors, maliks=maliks, amina=amina, zofia=zofia, jo=jo, ruth=ruth, grace=grace, helen=helen
    )
    return found


def page_of(cast, name) -> str:
    return {
        "story": story_of(cast.okafors),
        "diary": reverse("volunteers:diary", args=[cast.okafors.pk]),
        "my_person": reverse("families:my_person"),
    }[name]


@pytest.mark.parametrize("what", ENDS)
def test_it_ends_at_midnight_and_not_a_second_later(cast, what, sign_in, time_machine, today):
    ends, person, page, refused = ENDS[what]
    day = today + timedelta(days=3)
    time_machine.move_to(midnight(day) - 2 * A_SECOND, tick=False)
    ends(cast, day)
    client = sign_in(getattr(cast, person))
    time_machine.move_to(midnight(day) - A_SECOND, tick=False)
    assert client.get(page_of(cast, page)).status_code == 200
    time_machine.move_to(midnight(day), tick=False)
    assert client.get(page_of(cast, page)).status_code == refused
    time_machine.move_to(midnight(day) + A_SECOND, tick=False)
    assert client.get(page_of(cast, page)).status_code == refused


def test_it_begins_at_midnight_and_not_a_second_before(cast, sign_in, time_machine, today):
    """Somebody who stands in: a name until she comes, and a name again after her last day."""
    first, last = today + timedelta(days=3), today + timedelta(days=5)
    relationships.cover(
        family=cast.okafors, person=cast.zofia, role=Role.KEY_WORKER, by=cast.jo, on=first, until=last, reason="Away"
    )
    for moment, status in (
        (midnight(first) - A_SECOND, 404),
        (midnight(first), 200),
        (midnight(last + timedelta(days=1)) - A_SECOND, 200),
        (midnight(last + timedelta(days=1)), 404),
    ):
        time_machine.move_to(moment, tick=False)
        assert sign_in(cast.zofia).get(story_of(cast.okafors)).status_code == status, moment


def test_an_involvement_ends_on_its_last_day_and_without_a_yes_never_began(cast, sign_in, time_machine, today):
    around = make.involvement(family=cast.okafors, person=cast.helen, by=cast.amina, since=today, days=10)
    for moment, named in (
        (midnight(today + timedelta(days=10)) - A_SECOND, True),
        (midnight(today + timedelta(days=10)), False),
    ):
        time_machine.move_to(moment, tick=False)
        page = sign_in(cast.helen).get(reverse("families:tell")).content.decode()
        assert ("Okafor" in page) is named
    around.agreed = "no"
    around.save()
    time_machine.move_to(midnight(today) + A_SECOND, tick=False)
    assert "Okafor" not in sign_in(cast.helen).get(reverse("families:tell")).content.decode()


# --- A page that was open -----------------------------------------------------------------------------------------

WORDS = "Grace said the landlord came again."


def typed(cast, today) -> dict:
    return {
        "key": new_key(), "who_came": [cast.amina.pk], "happened_on": today, "start": "10:00", "minutes": "50",
        "kind": "at_home", "outcome": "seen", "facts": WORDS, "worry": "no", "next_visit": "7", "may_read": "on",
    }  # fmt: skip


@pytest.fixture
def too_late(cast, sign_in, today):
    """Amina has the form before her; her spell ends; then she sends it."""
    client, address = sign_in(cast.amina), reverse("families:log", args=[cast.okafors.pk])
    assert client.get(address).status_code == 200
    spell_ends(cast, today)
    before = everything()
    return client.post(address, typed(cast, today)), before


def test_the_form_would_have_been_saved_a_moment_earlier(cast, sign_in, today):
    answer = sign_in(cast.amina).post(reverse("families:log", args=[cast.okafors.pk]), typed(cast, today))
    assert answer.status_code == 302 and Contact.objects.filter(facts=WORDS).count() == 1


def test_a_form_sent_after_the_end_saves_nothing(too_late):
    answer, before = too_late
    assert answer.status_code >= 400
    assert everything() == before
    assert not Contact.objects.filter(facts=WORDS).exists()


def test_what_was_typed_too_late_waits_for_the_supervisor(too_late, cast):
    try:
        late_words = apps.get_model("families", "LateWords")
    except LookupError:
        pytest.skip("Late words are not kept yet.")
    kept = late_words.objects.get()
    assert (kept.by, kept.family) == (cast.amina, cast.okafors) and WORDS in str(kept.words) and kept.page and kept.at


@pytest.mark.parametrize("name", ["add_words", "plan", "call_off", "keep_promise"])
def test_no_other_open_form_saves_either(cast, sign_in, today, name):
    from families import contacts

    visit = make.contact(family=cast.okafors, who=cast.amina, promise="Bring the form", promise_by=today)
    planned = contacts.plan_contact(
        family=cast.okafors, person=cast.amina, by=cast.amina, starts_at=timezone.now() + timedelta(days=1)
    )
    address, sent = {
        "add_words": (reverse("families:add_words", args=[visit.pk]), {"how_it_was": WORDS, "whose_words": "mine"}),
        "plan": (
            reverse("families:plan", args=[cast.okafors.pk]),
            {"person": cast.amina.pk, "day": today + timedelta(days=2), "start": "11:00", "minutes": 60,
             "kind": "at_home"},
        ),
        "call_off": (reverse("families:call_off", args=[planned.pk]), {}),
        "keep_promise": (reverse("families:keep_promise", args=[visit.promises.get().pk]), {}),
    }[name]  # fmt: skip
    client = sign_in(cast.amina)
    spell_ends(cast, today)
    before = everything()
    assert client.post(address, sent).status_code == 404
    assert everything() == before


def test_without_the_pages_gate_the_database_still_refuses_the_write(cast, today):
    spell_ends(cast, today)
    with one_transaction():
        become(cast.amina.pk, today)
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            Contact.objects.create(
                family_id=cast.okafors.pk, kind="at_home", outcome="seen", happened_on=today, how_it_came="named",
                facts=WORDS, logged_by=cast.amina,
            )  # fmt: skip


# --- Somebody who leaves ------------------------------------------------------------------------------------------


def test_whoever_leaves_is_out_at_the_next_request_and_of_everything(cast, sign_in, today):
    asked = make.request(by=cast.helen, family=cast.okafors)
    assert asked.held_by == cast.amina
    client = sign_in(cast.amina)
    assert client.get(story_of(cast.okafors)).status_code == 200
    ade = make.person("Ade", Role.ADMINISTRATOR)
    leaving.end_access_now(person=cast.amina, by=ade, reason="It must be now", now=timezone.now())
    before = everything()
    for address in (story_of(cast.okafors), "/today/", "/families/", "/requests/", "/audit/", "/in/where/"):
        answer = client.get(address)
        assert answer.status_code == 302 and answer.url.startswith("/in/"), address
        assert b"Okafor" not in answer.content
    answer = client.post(reverse("families:log", args=[cast.okafors.pk]), typed(cast, today))
    assert answer.status_code in (302, 403) and everything() == before
    gone = User.objects.get(pk=cast.amina.pk)
    assert not gone.is_active and not LiveLink.objects.of(gone, today).exists()
    asked.refresh_from_db()
    assert asked.held_by not in (None, gone)
    with one_transaction():  # whoever had kept her seal finds nothing with it either
        become(gone.pk, today)
        for table in ("families_contact", "families_plannedcontact", "families_supportperiod", "families_relationship"):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM (SELECT family_id FROM {table}) there")
                assert cursor.fetchone() == (0,), table
