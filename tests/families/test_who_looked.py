"""Who looked: each person reads what her role may review, in plain words, and to read it is written down as well."""

import ast
import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from families import concerns, contacts, relationships, told, who_looked
from families.models import FamilyMember
from relational import denials, events, record
from relational.csv_out import csv_cell
from relational.keys import new_key
from relational.models import Denial, Event, Look, RecordCheck, Role
from tests import make
from tests.test_who_gets_in import urls

ROOT = Path(__file__).parent.parent.parent
AUDIT = "/audit/"


def read(client, who, /, **asked):
    client.force_login(who)
    answer = client.get(AUDIT, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def without_token(text):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def lines(text):
    found = re.findall(r'class="record__said" dir="auto">(.*?)</span>', text, re.S)
    return [" ".join(line.split()) for line in found]


def look(by, family, page="families:story", through=Role.KEY_WORKER):
    return Look.objects.create(by=by, family=getattr(family, "pk", family), page=page, through=through)


# --- Words --------------------------------------------------------------------------------------------------------


def verbs_in_the_code():
    """Every word given to events.record, or to a function here that hands it on."""
    for app in ("relational", "families", "volunteers"):
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    if name in ("record", "_record", "_written", "note"):
                        words = [*node.args[:2], *(one.value for one in node.keywords if one.arg == "verb")]
                        yield from (
                            one.value for one in words if isinstance(one, ast.Constant) and isinstance(one.value, str)
                        )


def test_every_deed_in_the_code_has_a_sentence():
    verbs = set(verbs_in_the_code())
    assert len(verbs) > 30 and {verb for verb in verbs if told.deed(verb) is None} == set()


def test_every_page_has_words():
    names = {name for name, _ in urls(get_resolver())}
    assert {name for name in names if not told.has_words(name)} == set()


def test_the_sentences_are_plain(okafors, amina, jo, zofia, kim, ro, client, today):
    look(amina, okafors)
    relationships.hand_over(
        family=okafors, to=zofia, role=Role.KEY_WORKER, by=jo, on=today, reason="Moves on", side="service",
        why_not_together="Amina is ill",
    )  # fmt: skip
    said = lines(read(client, ro, what="event"))
    assert "Jo Green handed family" in said[1] and said[1].endswith("over to Zofia Nowak.")
    said = lines(read(client, zofia, family=okafors.pk))
    assert said[1] == "Jo Green handed the Okafors over to Zofia Nowak."
    assert lines(read(client, jo, family=okafors.pk))[:2] == [
        "Zofia Nowak read who looked, as key worker.",
        "Amina Hussain read the story, as key worker.",
    ]


# --- Who reads what -----------------------------------------------------------------------------------------------


@pytest.fixture
def happened(okafors, maliks, amina, zofia, jo, kim, ruth, ro, ade, today):
    """Everybody did something that has a name of its own."""
    look(amina, okafors)
    look(zofia, maliks)
    look(jo, okafors, "families:look", Role.SUPERVISOR)
    look(ruth, okafors, "volunteers:diary", Role.VOLUNTEER)
    contacts.plan_contact(
        family=okafors, person=amina, by=amina, starts_at=make.moment(today + timedelta(days=1), "10:00")
    )
    contacts.plan_contact(
        family=maliks, person=zofia, by=zofia, starts_at=make.moment(today + timedelta(days=1), "10:00")
    )
    events.record("sign_in_as", ruth, by=ruth)
    Denial.objects.create(by=amina, page="families:story", family=maliks.pk, why="out_of_reach")
    visit = make.contact(family=okafors, who=amina)
    contacts.keep_apart(contact=visit, words="Only Jo", reason="safety", reviewer=jo, by=amina)


def test_a_key_worker_reads_her_own_acts_and_what_was_done_with_her_families_but_not_who_looked(
    happened, amina, client
):
    text = read(client, amina)
    assert "Amina Hussain read the story, about the Okafors" in text
    assert "Jo Green brought the Okafors to us" in text  # what was done
    assert "look-again" not in text and "the diary" not in text  # others' looks
    assert "Malik" not in text and "Zofia Nowak planned" not in text
    assert "was not let in to the story" in text  # her own, and no name with it
    assert "kept a passage" in text  # she wrote it


def test_a_supervisor_reads_what_others_did_with_her_teams_families_and_does_not_review_herself(
    happened, jo, kim, client
):
    text = read(client, jo)
    assert "Zofia Nowak read the story, about the Maliks" in text and "Ruth Ackroyd opened the diary" in text
    assert "Amina Hussain was not let in to the story, about the Maliks" in text
    assert not any(line.startswith("Jo Green") for line in lines(text))
    assert "kept a passage" not in text  # the event would be a trace of it
    mine = lines(read(client, jo, person=jo.pk))
    assert mine and all(line.startswith("Jo Green") for line in mine)
    assert not [line for line in lines(read(client, kim)) if "Okafor" in line or "Malik" in line]


def test_a_records_officer_reads_everything_and_no_familys_name(happened, ro, okafors, client):
    text = read(client, ro)
    assert "Okafor" not in text and "Malik" not in text
    assert "Ruth Ackroyd signed in" in text and "kept a passage" in text and "Jo Green opened" in text or "read" in text
    assert who_looked.reference(okafors.pk) in text
    one = lines(read(client, ro, family=okafors.pk))
    assert one and any("Amina Hussain read the story" in line for line in one)
    assert not any("Zofia Nowak planned" in line for line in one)


def test_whoever_is_of_a_family_is_named_only_to_somebody_who_reads_the_familys_name(okafors, grace, ro, jo, client):
    look(grace, okafors, "families:my_person", Role.FAMILY_MEMBER)
    events.record("signed_in", grace, by=grace)
    text = read(client, ro)
    assert "Grace" not in text and "Somebody of a family read the family’s own page." in text
    assert "Somebody of a family signed in." in text
    assert "Grace" not in client.get("/audit/table/").content.decode()
    assert "Grace Okafor read the family’s own page." in read(client, jo)


def test_an_administrator_reads_accounts_alone_and_not_those_of_families(happened, ade, grace, client):
    events.record("signed_in", grace, by=grace)
    said = lines(read(client, ade))
    assert said == ["Ade read who looked.", "Ruth Ackroyd signed in, in the demo."]


@pytest.mark.parametrize("person", ["dee", "ruth", "helen", "zofia"])
def test_everybody_else_reads_what_she_did_herself(happened, okafors, person, client, request):
    person = request.getfixturevalue(person)
    said = lines(read(client, person))
    others = [line for line in said if not line.startswith(person.name)]
    assert not others or person.called == "Zofia" and all("Okafor" not in line for line in others)


def test_a_family_out_of_reach_and_one_that_nobody_has_are_answered_alike(happened, maliks, amina, client):
    client.force_login(amina)
    masked = []
    for key in (maliks.pk, new_key()):
        text = client.get(AUDIT, {"family": key}).content.decode()
        masked.append(without_token(text.replace(str(key), "KEY")))
    assert masked[0] == masked[1] and "cannot be asked" in masked[0]


def test_a_person_who_may_not_be_asked_about_is_refused_alike(happened, zofia, kim, amina, client):
    client.force_login(amina)
    texts = [
        without_token(client.get(AUDIT, {"person": key}).content.decode().replace(str(key), "KEY"))
        for key in (kim.pk, new_key())
    ]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    "odd",
    [
        {"family": "x"}, {"person": "x"}, {"what": "x"}, {"since": "yesterday"}, {"until": "9999-12-31"},
        {"before": "x"}, {"before": "2026-01-01T00:00:00 x"}, {"before": "0001-01-01T00:00:00+00:00 " + str(new_key())},
        {"since": "0001-01-01"}, {"since": "2026-01-02", "until": "2026-01-01"},
    ],
)  # fmt: skip
@pytest.mark.parametrize("person", ["ro", "jo"])
def test_no_odd_question_makes_it_fall_over(happened, odd, person, client, request):
    client.force_login(request.getfixturevalue(person))
    assert client.get(AUDIT, odd).status_code == 200
    assert client.get("/audit/table/", odd).status_code == 200


# --- To look is to be seen ----------------------------------------------------------------------------------------


def test_to_read_the_record_of_a_family_is_a_look_at_it(okafors, jo, ro, client):
    read(client, jo, family=okafors.pk)
    seen = Look.objects.get()
    assert (seen.by, seen.family, seen.page, seen.through) == (jo, okafors.pk, "families:who_looked", "supervisor")
    read(client, ro, family=okafors.pk)
    assert Look.objects.filter(by=ro, through="records_officer").count() == 1
    read(client, ro, family=new_key())  # a key about which nothing is written begins no chain
    assert Look.objects.count() == 2 and Event.objects.filter(verb="read_record", by=ro).count() == 1


def test_to_read_or_take_out_the_record_otherwise_is_on_the_record(happened, jo, client):
    read(client, jo, what="look")
    assert Event.objects.get(verb="read_record").details["what"] == "look"
    client.get("/audit/table/", {"what": "look"})
    assert Event.objects.get(verb="export_record").details["count"] == 3
    connection.check_constraints()
    assert record.verify().ok


def test_a_form_that_comes_back_with_errors_is_a_look_and_one_that_is_done_is_none(okafors, amina, client):
    client.force_login(amina)
    address = reverse("families:log", args=[okafors.pk])
    answer = client.post(address, {"facts": ""})
    assert answer.status_code == 422 and Look.objects.filter(page="families:log").count() == 1
    assert [seen["page"] for seen in answer.wsgi_request.looks] == ["families:log"]


# --- The page -----------------------------------------------------------------------------------------------------


def test_fifty_on_a_page_each_once_and_the_number_of_questions_does_not_grow(okafors, amina, jo, client):
    for _ in range(120):
        look(amina, okafors)
    client.force_login(jo)
    client.get("/help/")  # what a new session costs is not the page's
    keys, address, costs = [], f"{AUDIT}?what=look", []
    while address:
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        costs.append(len(asked))
        keys += [entry.key for entry in answer.context["told"].entries]
        more = re.search(r'href="(\?[^"]*before=[^"]*)"', answer.content.decode())
        address = f"{AUDIT}{more[1].replace('&amp;', '&')}" if more else ""
    assert len(keys) == len(set(keys)) == 120
    assert len(set(costs)) == 1 and costs[0] <= 20 + make.WAY_IN, costs
    for number in range(12):
        other = make.family(name=f"Family {number}", by=jo, team=okafors.team)
        look(amina, other)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{AUDIT}?what=look")
    assert len(asked) == costs[0]


def test_the_table_is_the_page_and_no_cell_of_it_runs(happened, jo, amina, client):
    amina.name = "=cmd()"
    amina.save()
    client.force_login(jo)
    page = client.get(AUDIT, {"what": "look"}).context["told"].entries
    answer = client.get("/audit/table/", {"what": "look"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="who-looked.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["in words"].removeprefix("'") for row in rows] == [entry.sentence for entry in page]
    assert "'=cmd()" in [row["who"] for row in rows]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_cell_that_would_run_does_not(cell):
    assert csv_cell(cell) == f"'{cell}" and csv_cell(f"a{cell}") == f"a{cell}" and csv_cell(None) == ""


@pytest.mark.parametrize(
    "made, said",
    [
        (None, "first check is still to come"),
        ({"ok": True}, "nothing was changed or removed"),
        ({"ok": True, "days": 3}, "has not been checked since"),
        ({"ok": False, "found": ["the look 1 was changed"]}, "The record is broken"),
    ],
)
def test_the_last_check_is_shown_and_a_broken_record_says_whom_to_call(team, ro, jo, made, said, client):
    if made:
        at = timezone.now() - timedelta(days=made.pop("days", 0))
        RecordCheck.objects.create(at=at, rows=1, chains=1, **made)
    assert said in read(client, ro)
    text = read(client, jo)
    assert said in text and "the look 1" not in text


def test_a_story_leads_to_who_looked(okafors, amina, client):
    client.force_login(amina)
    assert f"/audit/?family={okafors.pk}" in client.get(reverse("families:story", args=[okafors.pk])).content.decode()


# --- What the family is told --------------------------------------------------------------------------------------


def told_to(client, person):
    client.force_login(person)
    answer = client.get("/me/looked/")
    assert answer.status_code == 200
    return " ".join(
        re.sub(r"<svg.*?</svg>|<[^>]+>", " ", answer.content.decode().split("<main")[1], flags=re.S).split()
    )


def test_a_family_reads_who_looked_by_first_name_and_part_and_day(okafors, grace, amina, jo, ruth, client):
    look(amina, okafors)
    look(jo, okafors, "families:told", Role.SUPERVISOR)
    look(ruth, okafors, "volunteers:diary", Role.VOLUNTEER)
    said = told_to(client, grace)
    assert "Amina Your person" in said and "Ruth Your volunteer" in said and "Jo Helps the workers here" in said
    for hidden in ("Hussain", "Green", "story", "worry", "diary", "supervisor", "Grace"):
        assert hidden not in said
    assert f"{timezone.localdate():%-d %B}" in said


def test_with_nobody_it_says_so(okafors, grace, client):
    assert "No one but you" in told_to(client, grace)


def other_adult(family, name):
    user = make.person(name, Role.FAMILY_MEMBER)
    FamilyMember.objects.create(family=family, name=name, called=name, user=user)
    return user


def test_one_adult_does_not_read_that_another_looked_nor_who_helps_that_other(okafors, grace, helen, client):
    """Somebody from outside may be helping the other adult: then a family is not told of her."""
    look(helen, okafors, "families:asked", Role.PROFESSIONAL)
    assert "Health visitor" in told_to(client, grace) and "Helen" not in told_to(client, grace)
    david = other_adult(okafors, "David")
    look(david, okafors, "families:my_person", Role.FAMILY_MEMBER)
    for person, other in ((grace, "David"), (david, "Grace")):
        said = told_to(client, person)
        assert other not in said and "ealth visitor" not in said and "No one but you" in said


def test_the_familys_page_says_no_kind_of_service_and_loads_no_programs(okafors, grace, amina, client):
    look(amina, okafors)
    client.force_login(grace)
    text = client.get("/me/looked/").content.decode()
    assert "<title>Home</title>" in text and "htmx" not in text


# --- What may not be on it ----------------------------------------------------------------------------------------


def test_no_event_carries_what_was_said(okafors, amina, jo, zofia, helen, today):
    secret = "Canary words that nobody may read here"
    visit = make.contact(family=okafors, who=amina, facts=secret, how_it_was=secret, whose_words="mine",
                         promise=secret, promise_by=today)  # fmt: skip
    contacts.keep_apart(contact=visit, words=secret, reason=secret, reviewer=jo, by=amina)
    concerns.raise_concern(family=okafors, by=amina, words=secret, now=timezone.now())
    make.request(by=helen, family=okafors, need=secret)
    assert not [event for event in Event.objects.all() if "Canary" in str(event.details)]


def test_a_refusal_is_told_without_saying_whether_the_family_is_there(okafors, maliks, amina, client, rf):
    from django.urls import resolve

    for key in (maliks.pk, new_key()):
        request = rf.get(f"/families/{key}/")
        request.user, request.resolver_match = amina, resolve(f"/families/{key}/")
        denials.denied(request, why="out_of_reach", now=timezone.now())
    said = [re.sub(r"family [0-9A-F]{8}", "family X", line) for line in lines(read(client, amina, what="denial"))]
    assert len(said) == 2 and said[0] == said[1]


@pytest.mark.parametrize("address", ["/today/", "/families/"])
def test_a_list_that_shows_what_a_family_said_is_a_look_at_it(okafors, maliks, amina, today, client, address):
    make.contact(
        family=okafors, who=amina, how_it_was="It was warm.", whose_words="familys",
        promise="Ring the nursery", promise_by=today,
    )  # fmt: skip
    client.force_login(amina)
    client.get(address)
    assert {(look.by, look.family) for look in Look.objects.all()} == {(amina, okafors.pk)}
