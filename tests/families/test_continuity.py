"""What we count. Laws in words first; then a slow, independent oracle in plain Python on random histories."""

import csv
from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import holidays
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from families import continuity, counting, flags, relationships, who_came
from families.models import Contact, Family, Kind, Reading, Relationship, SupportPeriod, WhoCame
from relational.charts import ribbon
from relational.models import Role, User
from tests import make

VECTORS = Path(__file__).parent.parent / "data" / "continuity_vectors.csv"
What, Outcome, Capacity = Contact.What, Contact.Outcome, WhoCame.Capacity


def read(family, on) -> Reading:
    continuity.measure(on, [family])
    return Reading.objects.get(family=family, counted_on=on)


def days_before(day, n):
    return day - timedelta(days=n)


def raw_contact(
    family, people, on, *, how="named", kind=What.AT_HOME, outcome=Outcome.SEEN, knew=None, facts="", how_it_was=""
):
    """A contact as rows, for what the verbs would not do; `people` are (person, capacity)."""
    by = people[0][0] if people else family.periods.first().started_by
    contact = Contact.objects.create(
        family=family,
        kind=kind,
        outcome=outcome,
        happened_on=on,
        how_it_came=how,
        family_knew=knew,
        logged_by=by,
        facts=facts,
        how_it_was=how_it_was,
        whose_words="mine" if how_it_was else "",
    )
    WhoCame.objects.bulk_create(WhoCame(family=family, contact=contact, person=p, capacity=c) for p, c in people)
    return contact


# --- Events -------------------------------------------------------------------------------------------------------


def test_a_visit_made_together_is_one_event_and_two_people(okafors, amina, zofia, helen, today):
    make.contact(family=okafors, who=[amina, zofia, helen])
    reading = read(okafors, today)
    assert (reading.contacts_90d, reading.key_work_90d, reading.key_work_named_90d, reading.faces_90d) == (1, 1, 1, 3)
    assert (reading.others_90d, reading.others_outside_90d) == (1, 0)


def test_two_visits_of_the_same_person_on_one_day_are_one_event(okafors, amina, today):
    make.contact(family=okafors, who=amina, at="09:00")
    make.contact(family=okafors, who=amina, at="16:00", kind=What.CALL)
    reading = read(okafors, today)
    assert (reading.contacts_90d, reading.key_work_90d, reading.key_work_named_90d) == (1, 1, 1)


def test_two_people_who_come_apart_on_one_day_are_two_events(okafors, amina, zofia, today):
    make.contact(family=okafors, who=amina, at="09:00")
    make.contact(family=okafors, who=zofia, at="16:00")
    reading = read(okafors, today)
    assert (reading.contacts_90d, reading.key_work_90d, reading.key_work_named_90d) == (2, 2, 1)


def test_coming_alone_and_then_together_on_one_day_is_one_event(okafors, amina, zofia, today):
    make.contact(family=okafors, who=zofia, at="09:00")
    make.contact(family=okafors, who=[amina, zofia], at="16:00")
    reading = read(okafors, today)
    assert (reading.key_work_90d, reading.key_work_named_90d) == (1, 1)


def test_a_volunteer_who_came_with_both_does_not_make_two_key_workers_one(okafors, amina, zofia, ruth, today):
    make.contact(family=okafors, who=[amina, ruth], at="09:00")
    make.contact(family=okafors, who=[zofia, ruth], at="16:00")
    assert read(okafors, today).key_work_90d == 2


def test_an_event_is_outside_if_any_part_of_it_was(okafors, helen, today):
    raw_contact(okafors, [(helen, Capacity.PROFESSIONAL)], today, how="request")
    raw_contact(okafors, [(helen, Capacity.PROFESSIONAL)], today, how="outside")
    reading = read(okafors, today)
    assert (reading.others_90d, reading.others_outside_90d) == (1, 1)


def test_observers_and_what_did_not_happen_are_not_counted(okafors, amina, zofia, helen, today):
    make.contact(family=okafors, who=amina, observers=[helen])
    make.contact(family=okafors, who=zofia, outcome=Outcome.NOBODY_ANSWERED, on=days_before(today, 1))
    make.contact(family=okafors, who=zofia, outcome=Outcome.WE_CANCELLED, on=days_before(today, 2))
    make.contact(family=okafors, who=zofia, kind=What.MESSAGE, outcome=Outcome.REACHED, on=days_before(today, 3))
    raw_contact(okafors, [(helen, Capacity.OBSERVER)], days_before(today, 4))
    reading = read(okafors, today)
    assert (reading.contacts_90d, reading.faces_90d, reading.key_work_90d) == (1, 1, 1)


def test_a_window_holds_its_last_day_and_so_many_days_in_all(okafors, amina, zofia, today):
    make.contact(family=okafors, who=amina, on=today)
    make.contact(family=okafors, who=zofia, on=days_before(today, 89))
    assert read(okafors, today).faces_90d == 2
    late = read(okafors, today + timedelta(days=1))
    assert (late.faces_90d, late.key_work_90d) == (1, 1)


# --- Who was named ------------------------------------------------------------------------------------------------


def test_on_the_day_of_goodbye_and_hello_both_count_as_named(okafors, amina, zofia, jo, today):
    on = days_before(today, 10)
    make.contact(family=okafors, who=[amina, zofia], on=days_before(today, 12))
    relationships.hand_over(
        family=okafors, to=zofia, role=Role.KEY_WORKER, by=jo, on=on, reason="Amina moves to Leeds."
    )
    make.contact(family=okafors, who=amina, on=on, at="09:00")
    make.contact(family=okafors, who=zofia, on=on, at="15:00")
    make.contact(family=okafors, who=amina, on=on + timedelta(days=1), at="09:00")
    reading = read(okafors, today)
    assert (reading.key_work_90d, reading.key_work_named_90d, reading.named_changes_12m) == (4, 3, 1)


def test_contacts_stay_with_the_person_who_was_named_on_their_day(okafors, amina, zofia, jo, today):
    for back in (40, 30):
        make.contact(family=okafors, who=amina, on=days_before(today, back))
    relationships.hand_over(
        family=okafors,
        to=zofia,
        role=Role.KEY_WORKER,
        by=jo,
        on=days_before(today, 20),
        reason="Leave",
        why_not_together="Amina fell ill.",
    )
    make.contact(family=okafors, who=zofia, on=days_before(today, 5))
    reading = read(okafors, today)
    assert (reading.key_work_named_90d, reading.key_work_90d) == (3, 3)


def test_cover_is_no_change_and_counts_as_stand_in(okafors, amina, jo, team, today):
    nadia = make.person("Nadia", Role.KEY_WORKER, team=team)
    relationships.cover(
        family=okafors,
        person=nadia,
        role=Role.KEY_WORKER,
        by=jo,
        on=days_before(today, 20),
        until=days_before(today, 6),
        reason="Leave",
    )
    make.contact(family=okafors, who=nadia, on=days_before(today, 10))
    make.contact(family=okafors, who=nadia, on=days_before(today, 5))
    reading = read(okafors, today)
    assert reading.named_changes_12m == 0
    assert (reading.key_work_90d, reading.key_work_named_90d, reading.key_work_named_or_stand_in_90d) == (2, 0, 1)


def spells(family, by, *held, role=Role.KEY_WORKER, kind=Kind.NAMED):
    """Spells as rows: (person, started_on, ended_on)."""
    for person, started_on, ended_on in held:
        ended = {"end_reason": "Ends", "end_side": "service", "ended_by": by} if ended_on else {}
        Relationship.objects.create(
            family=family,
            person=person,
            role=role,
            kind=kind,
            started_on=started_on,
            ended_on=ended_on,
            start_reason="Begins",
            started_by=by,
            **ended,
        )


@pytest.fixture
def unnamed(team, jo):
    """A family that nobody has been named for yet, with us for two years."""
    return make.family(name="The Khans", by=jo, team=team, since=date(2024, 6, 3))


ON = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("order", "changes"),
    [("A", 0), ("AB", 1), ("ABA", 2), ("AA", 0), ("ABB", 1), ("ABAB", 3)],
    ids=lambda value: str(value),
)
@pytest.mark.parametrize("gap", [0, 5])
def test_changes_are_counted_between_different_people_and_a_gap_is_none(unnamed, amina, zofia, jo, order, changes, gap):
    start = date(2026, 1, 5)
    people = {"A": amina, "B": zofia}
    held = [
        (people[who], start + timedelta(days=30 * n), start + timedelta(days=30 * (n + 1) - gap))
        for n, who in enumerate(order)
    ]
    spells(unnamed, jo, *held[:-1], (*held[-1][:2], None))
    assert read(unnamed, ON).named_changes_12m == changes


def test_a_change_leaves_the_count_after_a_year(unnamed, amina, zofia, jo):
    on = ON - timedelta(days=364)
    spells(unnamed, jo, (amina, date(2024, 7, 1), on), (zofia, on, None))
    assert read(unnamed, ON).named_changes_12m == 1
    assert read(unnamed, ON + timedelta(days=1)).named_changes_12m == 0


def test_with_nobody_named_the_share_is_unknown_and_never_nought(unnamed, amina):
    raw_contact(unnamed, [(amina, Capacity.KEY_WORK)], ON)
    reading = read(unnamed, ON)
    assert (reading.contacts_90d, reading.key_work_90d, reading.days_since_named) == (1, 0, None)
    assert continuity.named_share(unnamed, ON).share is None
    assert continuity.named_share(unnamed, ON).contacts == ()


def test_a_share_of_nothing_is_unknown_and_a_share_of_one_is_not(okafors, amina, today):
    assert continuity.named_share(okafors, today).share is None
    make.contact(family=okafors, who=amina)
    assert continuity.named_share(okafors, today).share == 1


def test_a_family_that_is_not_with_us_is_not_counted(unnamed, jo):
    assert continuity.measure(date(2024, 6, 2), [unnamed]) == 0
    assert continuity.faces(unnamed, date(2024, 6, 2)) == continuity.Figure()


# --- New faces, introductions -------------------------------------------------------------------------------------


def test_the_first_named_people_of_a_family_are_not_churn(team, jo, amina, ruth, zofia, today):
    family = make.family(
        name="The Newcomers", key_worker=amina, volunteer=ruth, since=days_before(today, 20), team=team, by=jo
    )
    make.contact(family=family, who=[amina, ruth], on=days_before(today, 18))
    assert read(family, today).new_faces_30d == 0
    make.contact(family=family, who=zofia, on=days_before(today, 3))
    assert continuity.new_faces(family, today).people == (zofia.pk,)


def test_a_person_met_before_is_no_new_face_and_who_follows_later_is_one(okafors, amina, zofia, helen, today):
    make.contact(family=okafors, who=helen, on=days_before(today, 150))
    make.contact(family=okafors, who=helen, on=days_before(today, 2))
    make.contact(family=okafors, who=amina, on=days_before(today, 2))
    assert continuity.new_faces(okafors, today).people == (amina.pk,)


def test_introduced_once_is_introduced(okafors, helen, zofia, ruth, today):
    professional = [(helen, Capacity.PROFESSIONAL)]
    raw_contact(okafors, professional, days_before(today, 4), how="outside")
    assert continuity.not_introduced(okafors, today).people == (helen.pk,)
    raw_contact(okafors, professional, days_before(today, 3), how="urgent", knew=False)
    assert read(okafors, today).not_introduced_56d == 1
    raw_contact(okafors, professional, days_before(today, 2), how="outside", knew=True)
    assert (read(okafors, today).faces_56d, read(okafors, today).not_introduced_56d) == (1, 0)


def test_a_telephone_call_brings_no_face_to_the_door(okafors, helen, today):
    raw_contact(okafors, [(helen, Capacity.PROFESSIONAL)], today, how="outside", kind=What.CALL)
    reading = read(okafors, today)
    assert (reading.faces_56d, reading.not_introduced_56d, reading.faces_90d) == (0, 0, 1)


# --- Clocks -------------------------------------------------------------------------------------------------------


def test_days_since_named_begin_on_her_first_day_and_again_when_she_comes(unnamed, amina, zofia, jo):
    spells(unnamed, jo, (amina, date(2026, 4, 1), None))
    assert read(unnamed, date(2026, 4, 10)).days_since_named == 9
    raw_contact(unnamed, [(zofia, Capacity.KEY_WORK)], date(2026, 4, 8))
    raw_contact(unnamed, [(amina, Capacity.KEY_WORK)], date(2026, 4, 9), outcome=Outcome.NOBODY_ANSWERED)
    assert read(unnamed, date(2026, 4, 10)).days_since_named == 9
    raw_contact(unnamed, [(amina, Capacity.KEY_WORK)], date(2026, 4, 9), kind=What.CALL, outcome=Outcome.REACHED)
    assert read(unnamed, date(2026, 4, 10)).days_since_named == 1


def test_working_days_leave_out_weekends_and_bank_holidays(unnamed, amina, jo):
    # Maundy Thursday 2 April 2026, then Good Friday, Easter Monday 6 April, then Tuesday to Friday.
    spells(unnamed, jo, (amina, date(2026, 4, 2), None))
    reading = read(unnamed, date(2026, 4, 10))
    assert (reading.days_since_named, reading.working_days_since_named) == (8, 4)


def test_days_without_a_named_worker_count_from_the_last_end_or_from_the_start(unnamed, amina, jo):
    assert read(unnamed, date(2024, 6, 10)).days_without_named == 7
    spells(unnamed, jo, (amina, date(2024, 7, 1), date(2026, 6, 26)))
    assert read(unnamed, date(2026, 6, 25)).days_without_named is None
    reading = read(unnamed, date(2026, 6, 30))
    assert (reading.days_without_named, reading.working_days_without_named, reading.days_since_named) == (4, 2, None)


def test_a_logged_visit_has_two_halves(okafors, amina, today):
    make.contact(family=okafors, who=amina, facts="Weighed Eni.", how_it_was="Grace laughed.", whose_words="mine")
    make.contact(family=okafors, who=amina, on=days_before(today, 3), facts="Filled in the form.")
    reading = read(okafors, today)
    assert (reading.both_halves_90d, reading.logs_90d) == (1, 2)


# --- One definition -----------------------------------------------------------------------------------------------


def test_each_figure_gives_the_number_and_the_list_behind_it(okafors, amina, zofia, helen, today):
    mine = [make.contact(family=okafors, who=amina, on=days_before(today, back)) for back in (1, 8)]
    hers = make.contact(family=okafors, who=zofia, on=days_before(today, 15))
    outside = make.contact(family=okafors, who=helen, on=days_before(today, 20), how="outside")
    share, faces, beyond = (
        f(okafors, today) for f in (continuity.named_share, continuity.faces, continuity.outside_share)
    )
    assert (share.numerator, share.denominator) == (2, 3)
    assert set(share.these) == {c.pk for c in mine} and set(share.contacts) == {c.pk for c in [*mine, hers]}
    assert faces.numerator == 3 and set(faces.people) == {amina.pk, zofia.pk, helen.pk} and len(faces.contacts) == 4
    assert (beyond.numerator, beyond.denominator, beyond.these) == (1, 1, (outside.pk,))
    assert continuity.days_since_named(okafors, today).contacts == (mine[0].pk,)
    assert (share.since, share.until) == (days_before(today, 89), today)


def test_one_family_a_team_and_everybody_are_counted_alike(okafors, maliks, amina, zofia, helen, today):
    for back, who in ((1, amina), (3, helen), (9, zofia)):
        make.contact(family=okafors, who=who, on=days_before(today, back))
        make.contact(family=maliks, who=who, on=days_before(today, back))
    counted = counting.FIGURES

    def all_readings():
        return list(Reading.objects.order_by("family").values_list("family", *counted))

    assert continuity.measure(today, [okafors]) == continuity.measure(today, [maliks.pk]) == 1
    one_by_one = all_readings()
    assert continuity.measure(today, Family.objects.filter(team=okafors.team)) == 2 and all_readings() == one_by_one
    assert continuity.measure(today) == 2 and all_readings() == one_by_one


def test_counting_the_same_day_again_writes_over_it(okafors, amina, today):
    assert read(okafors, today).contacts_90d == 0
    make.contact(family=okafors, who=amina)
    assert read(okafors, today).contacts_90d == 1


def several(team, jo, amina, n, contacts=2):
    today = timezone.localdate()
    families = [Family(name=f"The Family {number}", team=team) for number in range(n)]
    Family.objects.bulk_create(families)
    SupportPeriod.objects.bulk_create(
        SupportPeriod(family=f, started_on=days_before(today, 200), why="Company", started_by=jo) for f in families
    )
    Relationship.objects.bulk_create(
        Relationship(
            family=f,
            person=amina,
            role="key_worker",
            started_on=days_before(today, 200),
            start_reason="x",
            started_by=jo,
        )
        for f in families
    )
    made = [
        Contact(
            family=f,
            kind="at_home",
            outcome="seen",
            happened_on=days_before(today, 3 + back),
            how_it_came="named",
            logged_by=amina,
        )
        for f in families
        for back in range(contacts)
    ]
    Contact.objects.bulk_create(made)
    WhoCame.objects.bulk_create(
        WhoCame(family_id=c.family_id, contact=c, person=amina, capacity="key_work") for c in made
    )
    return families


def test_no_query_count_grows_with_the_caseload(team, jo, amina, today):
    def queries(act):
        with CaptureQueriesContext(connection) as seen:
            act()
        return len(seen)

    few, counts = several(team, jo, amina, 5), []
    for families in (few, several(team, jo, amina, 50)):
        counts.append(
            [
                queries(lambda families=families: continuity.measure(today, families)),
                queries(lambda families=families: continuity.team_figures(families, today)),
                queries(lambda families=families: continuity.monthly_named_share(families, today)),
                queries(lambda families=families: who_came.caseload_visits(families, days_before(today, 90), today)),
                queries(lambda families=families: continuity.measures(families, today)),
                queries(lambda families=families: flags.raise_flags(on=today, families=families)),
            ]
        )
    assert counts[0] == counts[1]
    assert counts[0][1:5] == [1, 1, 1, 1]


# --- Teams --------------------------------------------------------------------------------------------------------


def test_a_team_is_read_from_readings_only_and_small_numbers_are_hidden(team, jo, amina, today):
    families = several(team, jo, amina, 5)
    assert continuity.team_figures(families, today).not_counted == 5
    continuity.measure(today)
    with CaptureQueriesContext(connection) as seen:
        figures = continuity.team_figures(Family.objects.filter(team=team), today)
    assert not any("families_contact" in query["sql"] for query in seen)
    assert (figures.named.numerator, figures.named.denominator, figures.named.families) == (10, 10, 5)
    assert sorted(figures.faces.values()) == [1] * 5 and timezone.localdate(figures.counted_at) == today
    assert figures.outside.too_few and figures.outside.share is None
    small = continuity.team_figures(families[:4], today)
    assert small.named.too_few and small.named.numerator is None and small.faces == {}


def test_months_are_of_the_day_of_the_visit_and_an_empty_month_has_no_share(okafors, amina, zofia):
    on = date(2026, 11, 10)
    start = okafors.relationships.first().started_on
    days = [day for day in (date(2026, 10, 31), date(2026, 11, 1)) if day >= start]
    for day in days:
        raw_contact(okafors, [(amina, Capacity.KEY_WORK)], day)
    raw_contact(okafors, [(zofia, Capacity.KEY_WORK)], date(2026, 11, 2))
    points = continuity.monthly_named_share([okafors], on)
    assert [p.month for p in points][-2:] == [date(2026, 10, 1), date(2026, 11, 1)] and len(points) == 13
    assert points[0].month == date(2025, 11, 1) and (points[0].numerator, points[0].denominator) == (0, 0)
    assert [(p.numerator, p.denominator) for p in points[-2:]] == [(1, 1), (1, 2)]


# --- Pictures -----------------------------------------------------------------------------------------------------


def test_the_ribbon_takes_few_queries_and_tells_as_many_visits_as_we_count(
    okafors, amina, zofia, ruth, helen, jo, today
):
    for back, who in (
        (60, amina),
        (50, [amina, zofia]),
        (40, ruth),
        (30, helen),
        (20, zofia),
        (20, [zofia, ruth]),
        (10, zofia),
    ):
        make.contact(family=okafors, who=who, on=days_before(today, back))
    make.contact(family=okafors, who=zofia, on=days_before(today, 5), outcome=Outcome.NOBODY_ANSWERED)
    relationships.hand_over(
        family=okafors, to=zofia, role=Role.KEY_WORKER, by=jo, on=days_before(today, 40), reason="Amina moves."
    )
    since = days_before(today, 89)
    with CaptureQueriesContext(connection) as seen:
        held, visits = who_came.ribbon_rows(okafors, since, today)
    assert len(seen) <= 3
    assert sum(not v.nobody for v in visits) == read(okafors, today).contacts_90d == 6
    assert [(s.lane, s.name, s.goodbye) for s in held] == [
        ("named", "Amina", True),
        ("volunteer", "Ruth", True),
        ("named", "Zofia", True),
    ]
    how = {(v.on, p.name): p.how for v in visits for p in v.people}
    assert how[days_before(today, 60), "Amina"] == "named" and how[days_before(today, 50), "Zofia"] == "stand_in"
    assert how[days_before(today, 10), "Zofia"] == "named" and how[days_before(today, 40), "Ruth"] == "volunteer"
    assert how[days_before(today, 30), "Helen"] == "not_introduced"
    assert ribbon.ribbon(spells=held, visits=visits, since=since, until=today).sentence


def test_an_ending_without_a_last_visit_is_a_missing_goodbye(okafors, amina, ruth, jo, today):
    make.contact(family=okafors, who=ruth, on=days_before(today, 25))
    for spell in okafors.relationships.named():
        relationships.end(relationship=spell, by=jo, on=days_before(today, 1), reason="Left", side="service")
    held, _ = who_came.ribbon_rows(okafors, days_before(today, 10), today)
    assert {s.name: s.goodbye for s in held} == {"Amina": False, "Ruth": True}


def test_two_people_of_one_name_are_told_apart(okafors, amina, team, today):
    other = make.person("Amina", Role.KEY_WORKER, surname="Shah", team=team, email="other@example.org")
    make.contact(family=okafors, who=[amina, other])
    _, visits = who_came.ribbon_rows(okafors, today, today)
    assert {p.name for p in visits[0].people} == {"Amina Hussain", "Amina Shah"}


# --- Vectors and oracle -------------------------------------------------------------------------------------------


def test_the_published_vectors_come_out(team, jo):
    """Sequences with their named share and number of people, two published tables among them."""
    rows = [row for row in csv.DictReader(VECTORS.open()) if len(row["sequence"].split()) <= 90]
    names = sorted({who for row in rows for who in [*row["sequence"].split(), row["usual_provider"]]})
    people = {name: User.objects.create_user(name=name or "Nobody", called=name or "Nobody") for name in names}
    families = {}
    for row in rows:
        family = families[row["id"]] = Family.objects.create(name=row["id"], team=team)
        SupportPeriod.objects.create(family=family, started_on=date(2026, 1, 1), why="x", started_by=jo)
        if row["usual_provider"]:
            spells(family, jo, (people[row["usual_provider"]], date(2026, 1, 1), None))
        for back, who in enumerate(reversed(row["sequence"].split())):
            raw_contact(family, [(people[who], Capacity.KEY_WORK)], ON - timedelta(days=back))
    found = continuity.measures(families.values(), ON)
    for row in rows:
        measured = found[families[row["id"]].pk]
        share = measured.named_share_90d.share
        assert ("" if share is None else f"{share:.6f}") == row["upc_named"], row["id"]
        assert measured.faces_90d.numerator == int(row["providers"]), row["id"]
        assert measured.contacts_90d.numerator == int(row["n"]), row["id"]


PEOPLE = 5
DAYS_COUNTED = st.sampled_from([date(2026, 3, 29), date(2025, 10, 26), date(2026, 1, 2), date(2024, 2, 29)]) | st.dates(
    date(2023, 1, 1), date(2026, 6, 30)
)  # both changes of the clock are among them
SPELL = st.tuples(st.sampled_from([0, 0, 0, 1, 9]), st.sampled_from([0, 1, 7, 40, 90, 200]), st.integers(0, PEOPLE - 1))
CAME = st.dictionaries(
    st.integers(0, PEOPLE - 1),
    st.sampled_from(["key_work", "key_work", "professional", "volunteer", "observer"]),
    max_size=3,
)
CONTACT = st.tuples(
    st.sampled_from([0, 1, 2, 2, 3, 29, 30, 31, 55, 56, 57, 89, 90, 91, 130, 400]) | st.integers(-2, 120) | st.sampled_from(["edge"] * 3), CAME,
    st.sampled_from(["seen", "seen", "seen", "reached", "at_the_door", "nobody_answered", "we_cancelled"]),
    st.sampled_from(["at_home", "at_home", "at_our_place", "call", "video", "message"]),
    st.sampled_from(["named", "stand_in", "request", "by_law", "urgent", "outside"]), st.sampled_from([None, True, False]),
    st.booleans(), st.booleans(),
)  # fmt: skip
HISTORY = st.fixed_dictionaries(
    {
        "on": DAYS_COUNTED,
        "with_us": st.sampled_from([29, 30, 31]) | st.integers(0, 420),
        "named": st.lists(SPELL, max_size=6),
        "volunteers": st.lists(SPELL, max_size=3),
        "stand_ins": st.lists(SPELL, max_size=3),
        "cover": st.none() | st.tuples(st.integers(0, 100), st.integers(1, 30), st.integers(0, PEOPLE - 1)),
        "contacts": st.lists(CONTACT, max_size=25),
    }
)


def laid_out(first, spells_drawn, until):
    """Spells one after another with their gaps; the last may go on."""
    at, held = first, []
    for number, (gap, length, who) in enumerate(spells_drawn):
        start = at + timedelta(days=gap)
        end = start + timedelta(days=length)
        if number == len(spells_drawn) - 1 and length == 200:
            end = None
        held.append(SimpleNamespace(who=who, start=start, end=end))
        at = end or until
    return held


def at_the_edges(history, named):
    """Contacts said to be at an edge go to the days on which named spells begin and end, one after the other."""
    edges = [(history["on"] - day).days for s in named for day in (s.start, s.end) if day]
    for number, (back, *rest) in enumerate(history["contacts"]):
        if back == "edge":
            history["contacts"][number] = (edges[number % len(edges)] if edges else 0, *rest)


def oracle(history, named, volunteers, stand_ins, cover):
    """The same figures, the slow way: day by day and person by person."""
    on = history["on"]
    since_support = on - timedelta(days=history["with_us"])
    in_england = holidays.country_holidays("GB", subdiv="ENG", years=range(2020, 2028))
    named, volunteers, stand_ins = (
        [s for s in held if s.end is None or s.end > s.start] for held in (named, volunteers, stand_ins)
    )
    known = [s for s in named if s.start <= on]

    def holds(held, day, who=None, *, goodbye_day):
        held = [s for s in held if s.start <= on]
        starts = {s.start for s in held}
        for s in held:
            if who in (None, s.who):
                if s.start <= day and (s.end is None or day < s.end):
                    return True
                if goodbye_day and s.end == day and day in starts:
                    return True
        return False

    contacts = []
    for number, (back, came, outcome, kind, how, knew, facts, words) in enumerate(history["contacts"]):
        day = on - timedelta(days=back)
        if day <= on and outcome in ("seen", "reached", "at_the_door") and kind != "message":
            people = {who: capacity for who, capacity in came.items() if capacity != "observer"}
            contacts.append(
                SimpleNamespace(
                    n=number,
                    day=day,
                    people=people,
                    kind=kind,
                    how=how,
                    facts=facts,
                    words=words,
                    introduced=how in ("named", "stand_in", "request", "by_law") or knew is True,
                )
            )

    def within(days):
        return [c for c in contacts if (on - c.day).days < days]

    def events(capacity=None):
        sets = defaultdict(list)
        for c in within(90):
            people = frozenset(who for who, cap in c.people.items() if capacity in (None, cap))
            if people:
                sets[c.day].append((people, c))
        for day, of_day in sets.items():
            for people in {p for p, _ in of_day}:
                if not any(people < other for other, _ in of_day):
                    yield day, people, [c for p, c in of_day if p <= people]

    def working(after):
        days = (after + timedelta(days=n) for n in range(1, (on - after).days + 1))
        return sum(day.weekday() < 5 and day not in in_england for day in days)

    key_work = [(d, p) for d, p, _ in events("key_work") if holds(named, d, goodbye_day=True)]
    with_named = [(d, p) for d, p in key_work if any(holds(named, d, who, goodbye_day=True) for who in p)]
    covering = [cover] if cover else []
    with_either = [
        (d, p)
        for d, p in key_work
        if (d, p) in with_named
        or any(holds(stand_ins, d, who, goodbye_day=False) or holds(covering, d, who, goodbye_day=False) for who in p)
    ]
    others = list(events("professional"))
    new = set()
    for who in range(PEOPLE):
        days = sorted(c.day for c in contacts if who in c.people)
        if days and (on - days[0]).days < 30:
            settling = days[0] < since_support + timedelta(days=30)
            was_named = holds(named, days[0], who, goodbye_day=True) or holds(
                volunteers, days[0], who, goodbye_day=True
            )
            if not (settling and was_named):
                new.add(who)
    door = [c for c in within(56) if c.kind in ("at_home", "at_our_place")]
    at_door = {who for c in door for who in c.people}
    now_named = next((s for s in known if s.end is None or on < s.end), None)
    seen = without = None
    if now_named:
        seen = max(
            [now_named.start] + [c.day for c in contacts if now_named.who in c.people and c.day >= now_named.start]
        )
    else:
        without = max([since_support] + [s.end for s in known])
    return {
        "contacts_90d": len(list(events())),
        "key_work_90d": len(key_work),
        "key_work_named_90d": len(with_named),
        "key_work_named_or_stand_in_90d": len(with_either),
        "faces_90d": len(
            {who for c in within(90) for who, cap in c.people.items() if cap in ("key_work", "professional")}
        ),
        "others_90d": len(others),
        "others_outside_90d": sum(any(c.how == "outside" for c in parts) for _, _, parts in others),
        "new_faces_30d": len(new),
        "faces_56d": len(at_door),
        "not_introduced_56d": sum(not any(c.introduced for c in door if who in c.people) for who in at_door),
        "named_changes_12m": sum(b.who != a.who and (on - b.start).days < 365 for a, b in pairwise(known)),
        "days_since_named": None if seen is None else (on - seen).days,
        "working_days_since_named": None if seen is None else working(seen),
        "days_without_named": None if without is None else (on - without).days,
        "working_days_without_named": None if without is None else working(without),
        "logs_90d": sum(c.facts for c in within(90)),
        "both_halves_90d": sum(c.facts and c.words for c in within(90)),
    }


@pytest.fixture
def crowd(team):
    return [make.person(f"Person{n}", email="") for n in range(PEOPLE)]


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(history=HISTORY)
def test_any_history_is_counted_as_a_person_with_a_calendar_would(crowd, team, history):
    by, on = crowd[0], history["on"]
    first = on - timedelta(days=history["with_us"])
    family = Family.objects.create(name="The Anybodies", team=team)
    SupportPeriod.objects.create(family=family, started_on=first, why="x", started_by=by)
    held = {name: laid_out(first, history[name], on) for name in ("named", "volunteers", "stand_ins")}
    at_the_edges(history, held["named"])
    for name, role, kind in (
        ("named", "key_worker", "named"),
        ("volunteers", "volunteer", "named"),
        ("stand_ins", "key_worker", "stand_in"),
    ):
        spells(family, by, *((crowd[s.who], s.start, s.end) for s in held[name]), role=role, kind=kind)
    cover = None
    if history["cover"] and held["named"]:
        start, length, who = history["cover"]
        cover = SimpleNamespace(
            who=who, start=first + timedelta(days=start), end=first + timedelta(days=start + length)
        )
        Relationship.objects.create(
            family=family,
            person=crowd[who],
            role="key_worker",
            kind="covering",
            covers_for=family.relationships.named().first(),
            started_on=cover.start,
            ended_on=cover.end,
            start_reason="x",
            started_by=by,
            end_reason="x",
            end_side="service",
            ended_by=by,
        )
    made, came = [], []
    for back, people, outcome, kind, how, knew, facts, words in history["contacts"]:
        day = on - timedelta(days=back)
        contact = Contact(
            family=family,
            kind=kind,
            outcome=outcome,
            happened_on=day,
            how_it_came=how,
            family_knew=knew,
            logged_by=by,
            started_at=timezone.make_aware(datetime(day.year, day.month, day.day, 23, 30)),
            facts="Something." if facts else "",
            how_it_was="Well." if words else "",
            whose_words="mine" if words else "",
        )
        made.append(contact)
        came += [
            WhoCame(family=family, contact=contact, person=crowd[who], capacity=capacity)
            for who, capacity in people.items()
        ]
    Contact.objects.bulk_create(made)
    WhoCame.objects.bulk_create(came)
    reading = read(family, on)
    assert {name: getattr(reading, name) for name in counting.FIGURES} == oracle(history, **held, cover=cover)
    figures = continuity.measures([family], on)[family.pk]
    assert len(figures.faces_90d.people) == reading.faces_90d
    assert len(figures.faces_56d.people) == reading.faces_56d
    assert len(figures.not_introduced_56d.people) == reading.not_introduced_56d
    assert len(figures.new_faces_30d.people) == reading.new_faces_30d
    assert len(figures.contacts_90d.contacts) >= reading.contacts_90d
    assert len(figures.both_halves_90d.these) == reading.both_halves_90d
    _, visits = who_came.ribbon_rows(family, on - timedelta(days=89), on)
    assert sum(not visit.nobody for visit in visits) == reading.contacts_90d
