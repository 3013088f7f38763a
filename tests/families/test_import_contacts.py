"""Contacts from another system: rehearsed, brought in once, taken back whole; and clear words for whatever is wrong."""

import csv
import io
import resource
import sys
import tracemalloc
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from families import contact_lines, flags, relationships
from families.models import (
    Arrival,
    ArrivedPerson,
    ChangedFamily,
    Contact,
    Family,
    Flag,
    Reading,
    Relationship,
    SupportPeriod,
    WhoCame,
)
from relational.models import Chain, Event, Link, Role, RoleHeld, Team, User
from tests import make

ENCOUNTERS = Path(__file__).parent.parent / "data" / "encounters.csv"
SYNTHEA = [
    "--family",
    "PATIENT",
    "--worker",
    "PROVIDER",
    "--at",
    "START",
    "--until",
    "STOP",
    "--kind",
    "ENCOUNTERCLASS",
]
HEADING = "Family,Worker,Start,End,Type\n"
OURS = ["--family", "Family", "--worker", "Worker", "--at", "Start", "--until", "End", "--kind", "Type"]
LINE = "F1,W1,27/01/2023 10:00,27/01/2023 11:00,Home visit\n"


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def bring(team, tmp_path):
    """bring(text or file, *options) gives (exit status, what was said)."""

    def bring_(text, *options, name="export.csv", columns=OURS):
        path = text if isinstance(text, Path) else tmp_path / name
        if not isinstance(text, Path):
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return run("import_contacts", str(path), *columns, *options)

    return bring_


def run(*arguments):
    said = io.StringIO()
    try:
        call_command(*arguments, stdout=said, stderr=said)
    except CommandError as error:
        return error.returncode, str(error)
    except SystemExit as stop:
        return stop.code, said.getvalue()
    return 0, said.getvalue()


def count_everything():
    return {
        model._meta.label: model.objects.count()
        for model in apps.get_models()
        if model._meta.app_label in ("families", "relational") and model._meta.managed and model not in (Arrival, Event, Link, Chain)
    }


def take_back(arrival=None):
    return run("take_back_import", str((arrival or Arrival.objects.get()).pk))


# The whole of it


def test_the_encounters_file_comes_in_whole(bring):
    before = count_everything()
    status, said = bring(ENCOUNTERS, columns=SYNTHEA)
    assert status == 0 and "604 contacts, from 21 January 1968 to 2 February 2024" in said and "rehearsal" in said
    assert count_everything() == before  # a rehearsal changes nothing
    status, said = bring(ENCOUNTERS, "--commit", columns=SYNTHEA)
    assert status == 0 and "27 new families" in said and "51 new people" in said and "take_back_import" in said
    assert (
        Contact.objects.count(),
        WhoCame.objects.count(),
        Family.objects.count(),
        ArrivedPerson.objects.count(),
    ) == (604, 604, 27, 51)
    assert not Relationship.objects.exists()  # law 6: no column said who was named
    assert not Path("encounters.to-mend.csv").exists()


def test_its_lines_are_what_the_file_says(bring):
    bring(ENCOUNTERS, "--commit", columns=SYNTHEA)
    with open(ENCOUNTERS) as file:
        lines = list(csv.DictReader(file))
    for line in (lines[0], lines[300], lines[-1]):
        contact = Contact.objects.get(
            family__arrival_name=line["PATIENT"],
            started_at=line["START"],
            who_came__person__arrived__known_as=line["PROVIDER"],
        )
        assert contact.happened_on == timezone.localtime(contact.started_at).date()
        assert contact.outcome == "seen" and contact.kind == "at_our_place" and contact.facts == ""
        assert contact.logged_by.arrived.known_as == line["PROVIDER"]
    family = Family.objects.get(arrival_name=lines[0]["PATIENT"])
    theirs = [line for line in lines if line["PATIENT"] == lines[0]["PATIENT"]]
    assert family.name == "Family 3edac2" and family.contacts.count() == len(theirs)
    assert family.periods.get().started_on == family.contacts.order_by("happened_on").first().happened_on
    assert ArrivedPerson.objects.get(known_as=lines[0]["PROVIDER"]).person.name == "Worker 2d85c4"
    assert User.objects.filter(arrived__isnull=False, email__isnull=False).count() == 0


def test_the_families_of_a_file_are_marked_measured_and_flagged(bring):
    bring(ENCOUNTERS, "--commit", columns=SYNTHEA)
    assert ChangedFamily.objects.count() == 27
    flags.raise_flags(on=timezone.localdate())
    assert Reading.objects.filter(family__arrival__isnull=False).count() == 27
    assert Flag.objects.filter(rule="no_named_worker").count() == 27
    # Readings as of the file's last day: the people a family met in 90 days, counted here by hand.
    flags.raise_flags(on=date(2024, 2, 2))
    for reading in Reading.objects.filter(counted_on=date(2024, 2, 2)):
        faces = WhoCame.objects.filter(
            family=reading.family,
            contact__happened_on__gt=date(2024, 2, 2) - timedelta(days=90),
            contact__happened_on__lte=date(2024, 2, 2),
        )
        assert reading.faces_90d == faces.values("person").distinct().count()


def test_an_import_is_one_event_by_whoever_brought_it(bring, jo):
    bring(HEADING + LINE, "--commit", "--by", "JO@example.org")
    event = Event.objects.get(verb="bring_in")
    assert (event.by, event.details["contacts"], event.subject_key) == (jo, 1, Arrival.objects.get().pk)
    assert SupportPeriod.objects.get().started_by == jo


# Once


def test_the_same_file_twice_adds_nothing(bring):
    bring(ENCOUNTERS, "--commit", columns=SYNTHEA)
    before = count_everything()
    status, said = bring(ENCOUNTERS, "--commit", columns=SYNTHEA)
    assert status == 0 and "Nothing new" in said and "604 lines that came in before" in said
    assert count_everything() == before and Arrival.objects.count() == 1


def test_a_longer_export_saved_otherwise_adds_only_its_new_lines(bring):
    bring(HEADING + LINE, "--commit")
    longer = (
        "Type;End;Start;Worker;Family\nHome visit;27 Jan 2023 11:00;27 Jan 2023 10:00;W1;F1\nPhone;;3 Feb 2023;W2;F1\n"
    )
    status, said = bring(longer.encode("utf-16"), "--commit")
    assert status == 0 and "1 contact," in said and "1 line that came in before" in said
    assert Family.objects.count() == 1 and SupportPeriod.objects.count() == 1
    assert sorted(Contact.objects.values_list("kind", flat=True)) == ["at_home", "call"]


def test_the_same_line_twice_counts_once_and_is_named(bring):
    status, said = bring(HEADING + LINE + LINE, "--commit")
    assert status == 0 and "1 line the very same as an earlier line, counted once: line 3" in said
    assert Contact.objects.count() == 1


def test_two_lines_that_differ_only_elsewhere_are_two_contacts_and_stay_two(bring):
    rows = "Family,Worker,Start,Note\nF1,W1,27/01/2023,first\nF1,W1,27/01/2023,second\nF1,W1,27/01/2023,first\n"
    columns = OURS[:6]
    bring(rows, "--commit", columns=columns)
    assert Contact.objects.count() == 2
    assert "Nothing new" in bring(rows, "--commit", columns=columns)[1]


def test_the_same_id_from_another_system_is_another_family(bring):
    bring(HEADING + LINE, "--commit", "--system", "Old")
    bring(HEADING + LINE, "--commit", "--system", "Older")
    assert Family.objects.count() == 2 and ArrivedPerson.objects.count() == 2


# People and names


def test_a_worker_known_by_e_mail_is_that_person(bring, amina):
    bring(
        "Family,Worker,Start\nF1,AMINA@example.org,27/01/2023\nF1,nobody@example.org,28/01/2023\n",
        "--commit",
        columns=OURS[:6],
    )
    assert WhoCame.objects.filter(person=amina).count() == 1
    assert ArrivedPerson.objects.get().person.email is None  # not invented, so nobody can sign in as her


def test_names_are_taken_from_the_file_where_it_has_them(bring):
    text = 'Family,Worker,Start,WN,FN\nF1,17,27/01/2023,,\nF1,17,28/01/2023,"Hussain, Amina",The Okafors\nF1,18,28/01/2023,Dr Marsh,\n'
    bring(text, "--commit", "--worker-name", "WN", "--family-name", "FN", columns=OURS[:6])
    assert Family.objects.get().name == "The Okafors"
    assert sorted(User.objects.filter(arrived__isnull=False).values_list("name", "called")) == [
        ("Amina Hussain", "Amina"),
        ("Dr Marsh", "Dr Marsh"),
    ]


# The named person


NAMED = (
    "Family,Worker,Start,WN,Named\n"
    "F1,W1,02/01/2023,Ann,W1\nF1,W2,09/01/2023,Bea,Ann\nF1,W1,16/01/2023,Ann,\nF1,W2,20/02/2023,Bea,W2\nF1,W2,27/02/2023,Bea,W2\n"
)


def test_named_spells_come_only_from_a_column_and_say_so(bring):
    status, said = bring(NAMED, "--commit", "--named", "Named", "--worker-name", "WN", columns=OURS[:6])
    assert status == 0
    ann, bea = Relationship.objects.order_by("started_on")
    assert (ann.person.name, ann.started_on, ann.ended_on) == ("Ann", date(2023, 1, 2), date(2023, 2, 20))
    assert (bea.person.name, bea.started_on, bea.ended_on) == ("Bea", date(2023, 2, 20), None)
    assert "from before: no voice" in ann.start_reason and ann.arrival
    how = list(Contact.objects.order_by("happened_on").values_list("how_it_came", flat=True))
    assert how == ["named", "outside", "named", "named", "named"]


def test_a_family_with_a_named_person_here_keeps_her(bring, okafors, amina, jo):
    okafors.arrival = Arrival.objects.create(file_name="old", fingerprint="", team=okafors.team)
    okafors.arrival_name = "F1"
    okafors.save()
    on = timezone.localdate() - timedelta(days=3)
    text = f"Family,Worker,Start,Named\nF1,amina@example.org,{on},W9\nF1,zofia@example.org,{on},W9\n"
    status, said = bring(text, "--commit", "--named", "Named", columns=OURS[:6])
    assert "kept them" in said and not Relationship.objects.filter(arrival__isnull=False).exists()
    assert dict(okafors.contacts.values_list("logged_by__called", "how_it_came")) == {
        "Amina": "named",
        "Zofia": "stand_in",
    }


# Lines that cannot be used


BAD = {
    ",W1,27/01/2023,,visit": "does not say the family",
    "F1,,27/01/2023,,visit": "does not say who came",
    "F1,W1,,,visit": "does not say when it happened",
    "F1,W1,30/02/2023,,visit": "not a day of any calendar",
    "F1,W1,27/01/2023 25:10,,visit": "no such time",
    "F1,W1,27/01/1899,,visit": "before 1900",
    "F1,W1,27/01/2999,,visit": "has not happened yet",
    "F1,W1,27/01/2023 10:00,27/01/2023 09:00,visit": "ends before it begins",
    "F1,W1,27/01/2023,26/01/2023,visit": "ends before it begins",
    "F1,W1,last Tuesday,,visit": "not a date we can read",
    "F1,W1,27/01/2023,soon,visit": "not a date we can read",
    "F1,W1,27/01/2023,,Ofsted": "--kind-as",
    "F1,W1,27/01/2023": "3 cells and the heading has 5",
    "F1,W1,27/01/2023,,visit,more": "6 cells and the heading has 5",
    "F\0,W1,27/01/2023,,visit": "NUL",
    "F" * 121 + ",W1,27/01/2023,,visit": "121 characters long",
}


@pytest.mark.parametrize("line", BAD)
def test_a_line_that_cannot_be_used_is_named_with_its_reason_and_the_rest_come(bring, line):
    status, said = bring(HEADING + LINE + line + "\n", "--commit")
    assert status == 3 and "line 3: " in said and BAD[line] in said and "export.to-mend.csv" in said
    assert Contact.objects.count() == 1
    with open("export.to-mend.csv", encoding="utf-8-sig", newline="") as file:
        heading, mend = csv.reader(file)
    assert heading == [*HEADING.strip().split(","), "why it did not come in"]
    assert mend[0] == line.split(",")[0] and BAD[line] in mend[-1]


def test_the_file_to_mend_comes_in_as_it_is_once_it_is_mended(bring):
    bring(HEADING + LINE + "-F2,=W2,30/02/2023,,visit\n", "--commit")
    path = Path("export.to-mend.csv")
    text = path.read_text(encoding="utf-8-sig")
    assert "'-F2,'=W2" in text  # no spreadsheet runs it
    path.write_text(text.replace("30/02/2023,", "28/02/2023,", 1))
    status, said = bring(path, "--commit")
    assert status == 0
    assert Family.objects.filter(arrival_name="-F2").exists() and ArrivedPerson.objects.filter(known_as="=W2").exists()


def test_nothing_is_written_over_a_file_somebody_may_be_mending(bring):
    bring(HEADING + "F1,W1,,,\n")
    Path("export.to-mend.csv").write_text("half mended")
    status, said = bring(HEADING + "F1,W1,,,\n")
    assert "export.to-mend-2.csv" in said and Path("export.to-mend.csv").read_text() == "half mended"
    status, said = bring(HEADING + "F1,W1,,,\n", "--rejects", "export.csv")
    assert status == 2 and "nothing is written over" in said


def test_empty_lines_and_a_heading_again_are_passed_over_and_said(bring):
    status, said = bring(HEADING + "\n,,,,\n" + LINE + HEADING)
    assert (
        status == 0
        and "2 lines passed over: an empty line" in said
        and "1 line passed over: the heading line again" in said
    )


def test_more_than_a_day_is_a_contact_of_unknown_length(bring):
    status, said = bring(HEADING + "F1,W1,27/01/2023 10:00,29/01/2023 10:00,visit\n", "--commit")
    assert status == 0 and "more than 24 hours" in said and Contact.objects.get().minutes is None


@pytest.mark.parametrize(
    "start, end, minutes",
    [
        ("26/03/2023 00:50", "26/03/2023 02:10", 20),  # the hour that is left out
        ("26/03/2023 01:55", "26/03/2023 02:20", 25),  # begins in it: nobody's clock, so the clock's own difference
        ("29/10/2023 01:50", "29/10/2023 01:10", 20),  # the hour that comes twice
        ("2023-10-29T00:30:00Z", "2023-10-29T01:30:00Z", 60),
        ("27/01/2023 10:00", "27/01/2023 10:00", None),
        ("27/01/2023", "27/01/2023 10:00", None),
    ],
)
def test_minutes_go_by_the_time_that_passed(bring, start, end, minutes):
    assert bring(HEADING + f"F1,W1,{start},{end},visit\n", "--commit")[0] == 0
    assert Contact.objects.get().minutes == minutes


def test_the_day_is_the_day_where_the_service_is(bring):
    bring(HEADING + "F1,W1,2023-06-27T23:30:00Z,,visit\n", "--commit")
    assert Contact.objects.get().happened_on == date(2023, 6, 28)
    bring(HEADING + "F2,W1,2023-06-27T23:30:00Z,,visit\n", "--commit", "--timezone", "America/New_York")
    assert Contact.objects.get(family__arrival_name="F2").happened_on == date(2023, 6, 27)


# Words of other systems


def test_every_meaning_is_one_we_have():
    assert {meant for meant, _ in contact_lines.KINDS} <= set(Contact.What.values)
    assert {meant for meant, _ in contact_lines.OUTCOMES} <= set(Contact.Outcome.values)
    assert {contact_lines.NOT_SAID_KIND, *contact_lines.SPOKEN} <= set(Contact.What.values)


@pytest.mark.parametrize(
    "word, meant",
    [
        ("Home Visit", "at_home"),
        ("VISIT", "at_home"),
        ("Telephone call", "call"),
        ("e-mail", "message"),
        ("SMS", "message"),
        ("Video call", "video"),
        ("ambulatory", "at_our_place"),
        ("Drop-in", "at_our_place"),
        ("Out and about", "out_together"),
        ("at_home", "at_home"),
        ("Outreach", ""),
        ("", ""),
    ],
)
def test_kinds_are_understood(word, meant):
    assert contact_lines.meaning(word, "kind") == meant


@pytest.mark.parametrize(
    "word, meant",
    [
        ("Attended", "seen"),
        ("Did not attend", "nobody_answered"),
        ("Not seen", "nobody_answered"),
        ("No", "nobody_answered"),
        ("Yes", "seen"),
        ("Cancelled by client", "family_cancelled"),
        ("Staff cancelled", "we_cancelled"),
        ("Rescheduled", "rearranged"),
        ("Cancelled", ""),
        ("Not attended", "nobody_answered"),
    ],
)
def test_outcomes_are_understood_and_who_cancelled_is_never_guessed(word, meant):
    assert contact_lines.meaning(word, "outcome") == meant


def test_whoever_brings_it_in_can_say_what_a_word_means(bring):
    rows = HEADING + "F1,W1,27/01/2023,,Ofsted\nF1,W1,28/01/2023,,File note\nF1,W1,29/01/2023,,\n"
    status, said = bring(
        rows, "--commit", "--kind-as", "OFSTED=at_our_place", "--kind-as", "file note=leave_out", "--kind-as", "=video"
    )
    assert status == 3 and "left out, as you said" in said
    assert sorted(Contact.objects.values_list("kind", flat=True)) == ["at_our_place", "video"]
    status, said = bring(rows, "--kind-as", "Ofsted=dancing")
    assert status == 2 and "one of: at_home" in said


def test_an_attempt_is_no_achieved_contact(bring):
    bring(
        "Family,Worker,Start,Type,Out\nF1,W1,27/01/2023,visit,DNA\nF1,W1,28/01/2023,phone,Attended\n",
        "--commit",
        "--kind",
        "Type",
        "--outcome",
        "Out",
        columns=OURS[:6],
    )
    assert list(Contact.objects.order_by("happened_on").values_list("outcome", flat=True)) == [
        "nobody_answered",
        "reached",
    ]


# Files and arguments that cannot be used


@pytest.mark.parametrize(
    "text, options, words",
    [
        (
            HEADING + LINE,
            ["--worker", "Wroker"],
            "Did you mean “Worker”? Its columns are: Family, Worker, Start, End, Type.",
        ),
        ("Family,Worker,Start,End,Type,Start\n", [], "“Start” is there 2 times"),
        (HEADING + LINE + "F1,W1,01/27/2023,,visit\n", [], "mixes day-first and month-first"),
        (HEADING + LINE, ["--timezone", "Europe/Bradford"], "no time zone “Europe/Bradford”"),
        (HEADING + LINE, ["--timezone", "../../etc/passwd"], "no time zone"),
        (HEADING + LINE, ["--team", "Maningham"], "Did you mean “Manningham”?"),
        (HEADING + LINE, ["--by", "nobody@example.org"], "Nobody here has the e-mail address"),
        (HEADING + LINE, ["--rejects", "nowhere/mend.csv"], "no folder nowhere"),
        (HEADING + LINE, ["--outcome-as", "x"], "should be VALUE=meaning"),
        ("", [], "is empty"),
        (b"PK\x03\x04" + bytes(3000), [], "save the table as"),
        (bytes(range(256)) * 9, [], "is not text"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_do(bring, text, options, words):
    status, said = bring(text, "--commit", *options)
    assert status == 2 and words in said
    assert not Arrival.objects.exists()


def test_told_how_dates_are_the_lines_that_do_not_fit_are_named(bring):
    status, said = bring(HEADING + LINE + "F1,W1,01/27/2023,,visit\n", "--dates", "day-first")
    assert status == 3 and "line 3: “01/27/2023” is not day-first" in said


def test_assumptions_are_said(bring):
    said = bring((HEADING + "Gül,W1,03/04/2023,,\n").replace(",", ";").encode("cp1252"))[1]
    for words in (
        "Windows-1252",
        "separated by semicolons",
        "taken as day-first",
        "Europe/London",
        "key work",
        "(empty)",
        "At home",
    ):
        assert words in said


def test_with_several_teams_somebody_must_choose_who_sees_the_families(bring):
    make.team("Toller")
    status, said = bring(HEADING + LINE)
    assert status == 2 and "Teams: Manningham, Toller" in said
    assert bring(HEADING + LINE, "--team", "Heaton", "--new-team")[0] == 0
    assert not Team.objects.filter(name="Heaton").exists()  # a rehearsal
    bring(HEADING + LINE, "--team", "Heaton", "--new-team", "--commit")
    assert Family.objects.get().team.name == "Heaton"


def test_what_fails_half_way_leaves_nothing(bring, monkeypatch):
    before = count_everything()
    monkeypatch.setattr("families.arrivals.CHUNK", 1)
    calls = []

    def fails_later(*arguments):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return "outside"

    monkeypatch.setattr("families.arrivals.how_it_came", fails_later)
    status, said = bring(HEADING + LINE + LINE.replace("F1", "F2") + LINE.replace("F1", "F3"), "--commit")
    assert status == 130 and said == "Stopped. Nothing came in."
    assert count_everything() == before


def test_a_file_that_breaks_off_leaves_no_half_file_to_mend(bring):
    status, said = bring(HEADING + "F1,W1,,,\n" + 'F1,"W1,27/01/2023\n' + LINE, "--commit")
    assert status == 2 and "is not closed" in said
    assert not Path("export.to-mend.csv").exists()


# Taking back


def test_taking_back_restores_every_count(bring, okafors, amina):
    make.contact(family=okafors, who=amina)
    before = count_everything()
    bring(NAMED, "--commit", "--named", "Named", columns=OURS[:6])
    flags.raise_flags(
        on=timezone.localdate(), families=[family.pk for family in Family.objects.filter(arrival__isnull=False)]
    )
    assert Flag.objects.filter(family__arrival__isnull=False).exists()
    status, said = take_back()
    assert status == 0 and "5 contacts, 1 families and 3 people are gone" in said
    assert count_everything() == before
    assert Event.objects.filter(verb="take_back").count() == 1
    assert "taken back already" in take_back()[1]
    assert (
        bring(NAMED, "--commit", columns=OURS[:6])[0] == 0
        and Contact.objects.filter(arrival__isnull=False).count() == 5
    )


def a_visit(family, amina, jo):
    make.contact(family=family, who=amina)


def a_named_person(family, amina, jo):
    relationships.appoint(
        family=family, person=amina, role=Role.KEY_WORKER, by=jo, on=timezone.localdate(), reason="They met."
    )


def an_answered_flag(family, amina, jo):
    flags.raise_flags(on=timezone.localdate(), families=[family.pk])
    today = timezone.localdate()
    flags.decide(
        flag=family.flags.first(),
        by=jo,
        decision="we_will_change",
        reason="We will ask Zofia to meet them.",
        review_on=today + timedelta(days=14),
        now=timezone.now(),
    )


def a_later_file(family, amina, jo):
    Path("later.csv").write_text(HEADING + LINE.replace("27/01", "28/01"))
    run("import_contacts", "later.csv", *OURS, "--commit")


def a_word_about_them(family, amina, jo):
    Family.objects.filter(pk=family.pk).update(safe_contact="Text first.")


@pytest.mark.parametrize(
    "build, words",
    [
        (a_visit, "1 visit written down since"),
        (a_named_person, "1 relationship"),
        (an_answered_flag, "look-again"),
        (a_later_file, "take that back first"),
        (a_word_about_them, "written more about"),
    ],
)
def test_what_somebody_built_on_is_not_taken_back(bring, amina, jo, build, words):
    bring(HEADING + LINE, "--commit")
    arrival = Arrival.objects.get()
    build(Family.objects.get(), amina, jo)
    before = count_everything()
    status, said = take_back(arrival)
    assert status == 2 and words in said and "Nothing was changed" in said
    assert count_everything() == before


def test_files_are_taken_back_the_last_first(bring):
    bring(HEADING + LINE, "--commit")
    first = Arrival.objects.get()
    bring(HEADING + LINE.replace("27/01", "28/01"), "--commit")
    assert take_back(first)[0] == 2
    assert take_back(Arrival.objects.exclude(pk=first.pk).get())[0] == 0
    assert Family.objects.count() == 1 and Contact.objects.count() == 1
    assert take_back(first)[0] == 0
    assert not Family.objects.exists()


def test_a_person_who_has_become_a_colleague_stays(bring, team):
    bring(HEADING + LINE, "--commit")
    RoleHeld.objects.create(
        user=User.objects.get(arrived__known_as="W1"), role=Role.KEY_WORKER, team=team, started_on=date(2024, 1, 1)
    )
    status, said = take_back()
    assert status == 0 and "1 people who came with it stay" in said
    assert ArrivedPerson.objects.get().known_as == "W1"


def test_outside_the_verb_the_database_still_refuses(bring):
    bring(HEADING + LINE, "--commit")
    for rows in (Family.objects.all(), SupportPeriod.objects.all(), User.objects.filter(arrived__isnull=False)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete("default")


def test_imports_are_listed_and_wrong_ids_get_words(bring):
    assert "No file has come in" in run("take_back_import")[1]
    bring(HEADING + LINE, "--commit")
    assert "export.csv" in run("take_back_import")[1]
    assert "not the id" in run("take_back_import", "17")[1]
    assert "no import with that id" in run("take_back_import", "00000000-0000-0000-0000-000000000000")[1]


# Size


def test_a_long_file_needs_little_memory(bring, tmp_path):
    path = tmp_path / "long.csv"
    with open(path, "w") as file:
        file.write(HEADING)
        for number in range(30_000):
            file.write(
                f"F{number % 500},W{number % 40},{1 + number % 28:02}/{1 + number // 28 % 12:02}/{2000 + number // 1500} 10:{number % 60:02},,visit\n"
            )
    peak_before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    status, said = bring(path, "--commit")
    grew = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak_before) / (
        1024 if sys.platform == "linux" else 1024 * 1024
    )
    assert status == 0 and Contact.objects.count() == 30_000
    assert grew < 50  # megabytes; held whole it would be some hundreds


def test_memory_does_not_grow_with_the_lines_but_for_their_keys(bring, tmp_path):
    def peak(lines):
        path = tmp_path / f"{lines}.csv"
        path.write_text(
            HEADING
            + "".join(
                f"F{n % 50},W{n % 7},2023-01-{1 + n % 28:02} {n // 60 % 24:02}:{n % 60:02}:00,,visit {n}\n"
                for n in range(lines)
            )
        )
        tracemalloc.start()
        assert bring(path)[0] == 0
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    small, large = peak(3_000), peak(9_000)
    assert (large - small) / 6_000 < 300  # bytes for each line more
