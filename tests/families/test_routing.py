"""One door: ask, decide, pass on, place, and the truth when somebody came another way."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families import relationships, routing, support
from families.models import Contact, Involvement, Kind, Relationship, RoutedRequest
from families.models.families import FamilyMember
from relational.keys import new_key
from relational.models import Event, Letter, Look, Role, RoleHeld, User
from relational.refusals import Refusal
from relational.working_days import add_working_days
from tests import make

Holder = RoutedRequest.Holder
LONG = "I see them on Thursday and will weigh Eni then."


def at(day, clock="09:00"):
    return make.moment(day, clock)


@pytest.fixture
def monday(okafors):
    """A Monday on which the Okafors are with us, with no bank holiday in the two weeks that follow."""
    return date(2026, 10, 5)


def asked_on(day, helen, okafors, **more):
    return make.request(by=helen, family=okafors, now=at(day), **more)


@pytest.fixture
def since_long(okafors):
    """The Okafors and their people, as if since early 2026."""
    for rows in (okafors.periods, okafors.relationships, okafors.contact_details):
        rows.update(started_on=date(2026, 1, 5))
    return okafors


# Asking


def test_a_request_goes_to_the_named_worker_with_a_day_to_answer_by(since_long, helen, amina, monday):
    asked = asked_on(monday, helen, since_long)
    assert (asked.family, asked.held_by, asked.holder) == (since_long, amina, Holder.NAMED)
    assert asked.answer_by == date(2026, 10, 12) and asked.moves_on == date(2026, 10, 7)
    assert Letter.objects.filter(to=amina, kind="a_request_waits").count() == 1


def test_asking_creates_nothing_but_the_request(okafors, helen):
    before = Relationship.objects.count()
    make.request(by=helen, family=okafors)
    assert not Involvement.objects.exists() and Relationship.objects.count() == before and not Contact.objects.exists()
    assert Event.objects.filter(verb="ask").count() == 1


def test_when_she_is_away_it_goes_at_once_to_whoever_covers(okafors, helen, zofia, jo, today):
    relationships.cover(
        family=okafors,
        person=zofia,
        role=Role.KEY_WORKER,
        by=jo,
        on=today,
        until=today + timedelta(days=20),
        reason="Leave",
    )
    asked = make.request(by=helen, family=okafors)
    assert (asked.held_by, asked.holder) == (zofia, Holder.STAND_IN)
    assert asked.moves_on == add_working_days(today, routing.SUPERVISOR_AFTER)


def test_when_nobody_is_named_the_stand_in_is_asked_whom_the_family_knows(okafors, helen, zofia, jo, today):
    named = okafors.relationships.key_workers().named().get()
    relationships.end(relationship=named, by=jo, on=today, reason="Amina moved away", side="service")
    assert make.request(by=helen, family=okafors).held_by == zofia


def test_nobody_who_has_left_is_given_anything_to_answer(okafors, helen, amina, zofia, jo, today):
    amina.roles_held.update(ended_on=today)
    assert make.request(by=helen, family=okafors).held_by == zofia
    zofia.is_active = False
    zofia.save()
    asked = make.request(by=helen, family=okafors)
    assert (asked.held_by, asked.holder, asked.moves_on) == (jo, Holder.SUPERVISOR, None)


def test_a_team_without_a_supervisor_leaves_no_request_with_nobody(team, jo, helen, today):
    elsewhere = make.team("Bowling")
    browns = make.family(
        name="The Browns",
        by=jo,
        team=elsewhere,
        members=[support.new_member(name="Kit Brown", is_adult=False, born_on=date(2024, 2, 2))],
    )
    assert make.request(by=helen, family=browns).held_by == jo


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"child_name": "tobi"}, True),
        ({"child_name": "  Tobi   Okafor "}, True),
        ({"child_name": "Tóbi"}, True),
        ({"postcode": "bd87ab"}, True),
        ({"postcode": ""}, False),
        ({"postcode": "BD1 1AA"}, False),
        ({"child_name": "Eni"}, False),
        ({"child_name": "Grace Okafor"}, False),
        ({"child_born_on": date(2023, 3, 5)}, False),
        ({"child_name": "   "}, False),
    ],
)
def test_the_family_is_found_only_by_its_own_childs_name_date_and_postcode(okafors, today, said, found):
    words = {"child_name": "Tobi", "child_born_on": date(2023, 3, 4), "postcode": "BD8 7AB", **said}
    assert routing.whom_it_means(**words, on=today) == (okafors if found else None)


def test_a_child_not_yet_born_is_found_by_the_mothers_name_and_the_due_date(team, jo, today):
    due = today + timedelta(days=60)
    family = make.family(
        name="The Bakers",
        by=jo,
        team=team,
        members=[
            support.new_member(name="Magda Baker", tie="mother"),
            support.new_member(name="Baby Baker", is_adult=False, due_on=due),
        ],
    )
    assert routing.whom_it_means("Magda Baker", due, "BD8 7AB", today) == family
    assert routing.whom_it_means("Magda Baker", due + timedelta(days=1), "BD8 7AB", today) is None


def test_two_families_that_fit_are_nobody(okafors, team, jo, today):
    make.family(
        name="The Others",
        by=jo,
        team=team,
        members=[support.new_member(name="Tobi Other", is_adult=False, born_on=date(2023, 3, 4))],
    )
    assert routing.whom_it_means("Tobi", date(2023, 3, 4), "BD8 7AB", today) is None


def test_a_child_who_lives_there_no_more_and_a_family_that_left_are_nobody(okafors, jo, today):
    FamilyMember.objects.filter(called="Tobi").update(left_on=today)
    assert routing.whom_it_means("Tobi", date(2023, 3, 4), "BD8 7AB", today) is None
    FamilyMember.objects.filter(called="Tobi").update(left_on=None)
    support.say_goodbye_for_now(family=okafors, by=jo, on=today, reason="It went well")
    assert routing.whom_it_means("Tobi", date(2023, 3, 4), "BD8 7AB", today) is None


def test_what_fits_no_family_is_told_to_every_supervisor(okafors, helen, jo, team):
    ola = make.person("Ola", Role.SUPERVISOR, team=make.team("Bowling"))
    asked = ask_in_verbs(helen, child_name="Nobody")
    assert asked.family is None and asked.held_by is None
    assert {letter.to for letter in Letter.objects.filter(kind="a_request_waits")} == {jo, ola}


def ask_in_verbs(by, **more):
    words = {
        "child_name": "Tobi",
        "child_born_on": date(2023, 3, 4),
        "postcode": "BD8 7AB",
        "purpose": "see",
        "need": "His weight",
        "for_the_family": "I would like to see Tobi.",
        "now": timezone.now(),
        **more,
    }
    asked = routing.ask(by=by, **words)
    routing.find_doors(now=words["now"])
    asked.refresh_from_db()
    return asked


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"child_born_on": date(2099, 1, 1)}, "child_born_on"),
        ({"child_born_on": date(1970, 1, 1)}, "child_born_on"),
        ({"wanted_by": date(2020, 1, 1)}, "wanted_by"),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_field(okafors, helen, said, field):
    with pytest.raises(Refusal) as refused:
        ask_in_verbs(helen, **said)
    assert refused.value.field == field


def test_somebody_elses_key_gives_nothing_away(okafors, helen, team):
    key = new_key()
    ask_in_verbs(helen, key=key)
    with pytest.raises(Refusal, match="under its number"):
        ask_in_verbs(make.professional("Nell", "teacher"), key=key)


# The clock


def test_after_two_working_days_the_stand_in_is_asked_and_after_four_the_supervisor(
    since_long, helen, amina, zofia, jo, monday
):
    asked = asked_on(monday, helen, since_long)
    assert routing.pass_on(on=monday + timedelta(days=1)) == 0
    for day, holder, kind in (
        (2, zofia, Holder.STAND_IN),
        (3, zofia, Holder.STAND_IN),
        (4, jo, Holder.SUPERVISOR),
        (9, jo, Holder.SUPERVISOR),
    ):
        routing.pass_on(on=monday + timedelta(days=day))
        asked.refresh_from_db()
        assert (asked.held_by, asked.holder) == (holder, kind), day
    assert asked.moves_on is None and asked.answer_by == date(2026, 10, 12)
    assert [letter.to.called for letter in Letter.objects.filter(kind="a_request_waits").order_by("written_at")] == [
        "Amina",
        "Zofia",
        "Jo",
    ]
    assert Event.objects.filter(verb="pass_on_request", by=None).count() == 2


def test_passing_on_twice_on_one_day_passes_on_once(since_long, helen, monday):
    asked_on(monday, helen, since_long)
    assert [routing.pass_on(on=monday + timedelta(days=2)) for _ in range(2)] == [1, 0]


def test_the_weekend_is_no_working_day(since_long, helen, zofia, monday):
    friday = monday + timedelta(days=4)
    asked = asked_on(friday, helen, since_long)
    assert routing.pass_on(on=friday + timedelta(days=3)) == 0
    assert routing.pass_on(on=friday + timedelta(days=4)) == 1
    asked.refresh_from_db()
    assert asked.held_by == zofia and asked.answer_by == friday + timedelta(days=7)


def test_a_bank_holiday_is_no_working_day(since_long, helen, jo):
    asked = asked_on(date(2026, 4, 2), helen, since_long)  # Maundy Thursday: Good Friday and Easter Monday follow
    assert asked.moves_on == date(2026, 4, 8) and asked.answer_by == date(2026, 4, 13)
    assert routing.pass_on(on=date(2026, 4, 7)) == 0
    assert routing.pass_on(on=date(2026, 4, 8)) == 1


def test_a_clock_that_stood_still_for_a_week_goes_straight_to_the_supervisor(since_long, helen, jo, monday):
    asked = asked_on(monday, helen, since_long)
    routing.pass_on(on=monday + timedelta(days=8))
    asked.refresh_from_db()
    assert (asked.held_by, asked.holder) == (jo, Holder.SUPERVISOR)


def test_without_a_stand_in_the_supervisor_is_asked_after_two_days(since_long, helen, jo, monday):
    since_long.relationships.filter(kind=Kind.STAND_IN).update(
        ended_on=monday, end_reason="x", end_side="service", ended_by=jo
    )
    asked = asked_on(monday, helen, since_long)
    routing.pass_on(on=monday + timedelta(days=2))
    asked.refresh_from_db()
    assert asked.held_by == jo


def test_whoever_covers_from_the_start_has_until_the_fourth_day(since_long, helen, zofia, jo, monday):
    relationships.cover(
        family=since_long,
        person=zofia,
        role=Role.KEY_WORKER,
        by=jo,
        on=monday,
        until=monday + timedelta(days=20),
        reason="Leave",
    )
    asked = asked_on(monday, helen, since_long)
    assert routing.pass_on(on=monday + timedelta(days=3)) == 0
    routing.pass_on(on=monday + timedelta(days=4))
    asked.refresh_from_db()
    assert asked.held_by == jo


def test_what_is_answered_does_not_move(since_long, helen, amina, monday):
    asked = asked_on(monday, helen, since_long)
    routing.decide(request=asked, by=amina, decision="carry", reply=LONG, now=at(monday))
    assert routing.pass_on(on=monday + timedelta(days=30)) == 0


# Deciding


def test_deciding_answers_once_and_tells_the_asker(okafors, helen, amina, zofia):
    asked = make.request(by=helen, family=okafors)
    routing.decide(request=asked, by=amina, decision="together", reply=LONG, plan="Thursday", now=timezone.now())
    with pytest.raises(Refusal, match="Amina answered this"):
        routing.decide(request=asked, by=zofia, decision="carry", reply=LONG, now=timezone.now())
    assert Letter.objects.filter(to=helen, kind="your_request_was_answered").count() == 1
    assert not Involvement.objects.exists(), "an answer adds nobody to a family"


def test_what_must_be_by_law_is_not_put_off(okafors, helen, amina, sign_in):
    asked = make.request(by=helen, family=okafors, purpose="by_law")
    with pytest.raises(Refusal, match="by law") as refused:
        routing.decide(request=asked, by=amina, decision="not_now", reply=LONG, now=timezone.now())
    assert refused.value.field == "decision"
    page = sign_in(amina).get(f"/requests/{asked.pk}/").content.decode()
    assert 'value="carry"' in page and 'value="not_now"' not in page
    answer = sign_in(amina).post(
        f"/requests/{asked.pk}/", {"decision": "not_now", "family_agreed": "yes", "reply": LONG}
    )
    assert answer.status_code == 422 and "by law" in answer.content.decode() and LONG in answer.content.decode()
    asked.refresh_from_db()
    assert asked.decided_at is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"decision": ""}, "Choose one of the answers."),
        ({"reply": "No."}, "Write a sentence or two. The asker will read it"),
        ({"family_agreed": ""}, "Say whether the family has been asked."),
    ],
)
def test_a_decision_that_lacks_something_says_what_and_loses_nothing(okafors, helen, amina, sign_in, wrong, sentence):
    asked = make.request(by=helen, family=okafors)
    words = {
        "decision": "not_now",
        "not_now_plan": "After the summer",
        "family_agreed": "not_yet",
        "reply": LONG,
        **wrong,
    }
    answer = sign_in(amina).post(f"/requests/{asked.pk}/", words)
    html = answer.content.decode()
    assert answer.status_code == 422 and sentence in html and "After the summer" in html


def test_the_plan_is_the_one_on_the_chosen_card(okafors, helen, amina, sign_in):
    asked = make.request(by=helen, family=okafors)
    sign_in(amina).post(
        f"/requests/{asked.pk}/",
        {
            "decision": "together",
            "together_plan": "Thursday at ten",
            "carry_plan": "left over",
            "family_agreed": "yes",
            "reply": LONG,
        },
    )
    asked.refresh_from_db()
    assert (asked.plan, asked.decision, asked.family_agreed, asked.decided_by) == (
        "Thursday at ten",
        "together",
        "yes",
        amina,
    )


def test_the_page_shows_the_ask_the_number_beside_the_voice_and_who_came(okafors, helen, amina, today, sign_in):
    make.contact(
        family=okafors,
        who=amina,
        on=today - timedelta(days=3),
        how_it_was="It was good to laugh.",
        whose_words="familys",
    )
    asked = make.request(by=helen, family=okafors)
    html = sign_in(amina).get(f"/requests/{asked.pk}/").content.decode()
    for words in (
        "Helen",
        "Health visitor",
        "0-19 service",
        "Eni&#x27;s weight",
        "Has Grace said yes?",
        "Faces at the door",
        "It was good to laugh.",
        "Who came",
    ):
        assert words in html, words


def test_a_number_without_a_voice_says_that_it_is_half_the_picture(okafors, helen, amina, sign_in):
    asked = make.request(by=helen, family=okafors)
    assert "Only half the picture" in sign_in(amina).get(f"/requests/{asked.pk}/").content.decode()


def test_a_stand_in_who_only_holds_the_request_sees_no_more_of_the_family(since_long, helen, zofia, today, sign_in):
    asked = asked_on(add_working_days(today - timedelta(days=6), 0), helen, since_long)
    RoutedRequest.objects.filter(pk=asked.pk).update(held_by=zofia, holder=Holder.STAND_IN)
    html = sign_in(zofia).get(f"/requests/{asked.pk}/").content.decode()
    assert "Faces at the door" not in html and "Who came" not in html and "Has the family said yes?" in html
    assert sign_in(zofia).get(f"/families/{since_long.pk}/").status_code == 404


def test_once_answered_the_page_shows_the_answer_and_no_form(okafors, helen, amina, sign_in):
    asked = make.request(by=helen, family=okafors)
    routing.decide(request=asked, by=amina, decision="carry", reply=LONG, now=timezone.now())
    html = sign_in(amina).get(f"/requests/{asked.pk}/").content.decode()
    assert LONG in html and "Send my decision" not in html
    again = sign_in(amina).post(
        f"/requests/{asked.pk}/", {"decision": "together", "family_agreed": "yes", "reply": LONG}
    )
    assert again.status_code == 422
    asked.refresh_from_db()
    assert asked.decision == "carry"


@pytest.mark.parametrize(
    ("who", "status"),
    [("zofia", 404), ("helen", 404), ("sana", 404), ("dee", 404), ("grace", 404), ("ruth", 404), ("jo", 200)],
)
def test_who_comes_to_a_request_to_decide(okafors, maliks, helen, who, status, request, sign_in):
    asked = make.request(by=helen, family=okafors)
    assert sign_in(request.getfixturevalue(who)).get(f"/requests/{asked.pk}/").status_code == status


# The asker's pages


def words_of(**more):
    return {
        "key": str(new_key()),
        "safe": "no",
        "child_name": "Tobi",
        "child_born_on": "2023-03-04",
        "postcode": "BD8 7AB",
        "purpose": "see",
        "need": "His weight",
        "wanted_by": "",
        "for_the_family": "I would like to see Tobi.",
        **more,
    }


def plain(html, key):
    """A page without what is different every time: the token, and the request's own key."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html).replace(str(key), "KEY")


def test_a_known_and_an_unknown_family_give_the_same_pages_to_the_byte(team, helen, jo, amina, zofia, sign_in):
    client = sign_in(helen)

    def ask():
        words = words_of()
        answer = client.post("/ask/new/", words)
        routing.find_doors(now=timezone.now())
        pages = [plain(client.get(answer.url).content.decode(), words["key"])]
        RoutedRequest.objects.filter(pk=words["key"]).update(holder=Holder.SUPERVISOR, held_by=jo)
        return answer.status_code, pages + [plain(client.get(answer.url).content.decode(), words["key"])]

    unknown = ask()
    make.family(
        name="The Okafors",
        key_worker=amina,
        by=jo,
        team=team,
        members=[support.new_member(name="Tobi Okafor", is_adult=False, born_on=date(2023, 3, 4))],
    )
    known = ask()
    assert RoutedRequest.objects.filter(family=None).count() == 1 and RoutedRequest.objects.count() == 2
    assert known == unknown
    assert "Amina" not in known[1][0] and "If this family is with us, their person will get your request" in known[1][0]


def test_posted_twice_it_is_one_request(okafors, helen, sign_in):
    words = words_of()
    urls = {sign_in(helen).post("/ask/new/", words).url for _ in range(2)}
    assert [routing.find_doors(now=timezone.now()) for _ in range(2)] == [1, 0]
    assert (
        len(urls) == 1
        and RoutedRequest.objects.count() == 1
        and Letter.objects.filter(kind="a_request_waits").count() == 1
    )


def test_danger_now_is_not_taken_as_a_message(okafors, helen, sign_in):
    answer = sign_in(helen).post("/ask/new/", words_of(safe="yes", need="There is a bruise"))
    html = answer.content.decode()
    assert (
        answer.status_code == 422
        and "Please call first: 999" in html
        and "There is a bruise" in html
        and not RoutedRequest.objects.exists()
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"safe": ""}, "Answer this first"),
        ({"child_name": ""}, "Write the child’s name."),
        ({"child_born_on": "soon"}, "Write the date as day, month, year"),
        ({"child_born_on": "2099-01-01"}, "This date is too far ahead."),
        ({"purpose": ""}, "Choose what it is for."),
        ({"need": " "}, "Say in a line what you need."),
        ({"for_the_family": ""}, "Write what the family may hear from you."),
        ({"wanted_by": "2020-01-01"}, "This day has passed."),
    ],
)
def test_wrong_input_says_what_at_its_field_and_loses_nothing(okafors, helen, sign_in, wrong, sentence):
    words = words_of(need="His weight chart", **wrong) if "need" not in wrong else words_of(**wrong)
    answer = sign_in(helen).post("/ask/new/", words)
    html = answer.content.decode()
    assert answer.status_code == 422 and html.count(sentence) == 2, "in the summary and at the field"
    assert words["key"] in html and "BD8 7AB" in html and (words["need"] == " " or "His weight chart" in html)


def test_the_answer_is_read_in_full_with_who_gave_it(okafors, helen, amina, sign_in):
    asked = make.request(by=helen, family=okafors)
    routing.decide(
        request=asked,
        by=amina,
        decision="not_now",
        reply="They lost their grandmother this week.",
        plan="From Monday 7 December",
        now=timezone.now(),
    )
    html = sign_in(helen).get(f"/ask/{asked.pk}/").content.decode()
    for words in (
        "Not now, because…",
        "They lost their grandmother this week.",
        "You may ask again:",
        "From Monday 7 December",
        "Amina",
    ):
        assert words in html, words
    assert "The Okafors" not in html
    assert "Amina: Not now, because…" in sign_in(helen).get("/ask/").content.decode()


def test_what_should_have_been_answered_says_sorry_and_whom_to_call(okafors, helen, sign_in):
    asked = make.request(by=helen, family=okafors)
    RoutedRequest.objects.filter(pk=asked.pk).update(answer_by=timezone.localdate() - timedelta(days=1))
    assert "You should have heard by now." in sign_in(helen).get(f"/ask/{asked.pk}/").content.decode()


def test_the_first_page_is_open_with_the_numbers_first(client, db, helen, amina, sign_in):
    html = client.get("/ask/").content.decode()
    assert html.index("tel:999") < html.index("How it works") and "Sign in to ask" in html
    assert "My requests" in sign_in(helen).get("/ask/").content.decode()
    staff = sign_in(amina).get("/ask/").content.decode()
    assert "My requests" not in staff and "/ask/new/" not in staff


def test_a_request_is_its_askers_alone(okafors, helen, amina, sign_in):
    asked = make.request(by=helen, family=okafors)
    assert sign_in(make.professional("Nell", "teacher")).get(f"/ask/{asked.pk}/").status_code == 404
    assert sign_in(amina).get(f"/ask/{asked.pk}/").status_code == 403
    assert sign_in(helen).get(f"/ask/{new_key()}/").status_code == 404
    for who in (amina,):
        assert sign_in(who).get("/ask/new/").status_code == 403
    client = sign_in(helen)
    client.logout()
    assert client.get("/ask/new/").url.startswith("/in/")


# What waits


def test_the_oldest_request_stands_first_with_the_days_that_are_left(okafors, helen, amina, today, sign_in):
    new = make.request(by=helen, family=okafors, need="The second thing")
    old = make.request(by=helen, family=okafors, need="The first thing", now=timezone.now() - timedelta(days=3))
    assert routing.waiting_for(amina, today).held == [old, new]
    html = sign_in(amina).get("/requests/").content.decode()
    assert html.index("The first thing") < html.index("The second thing") and "working days left" in html
    assert "Which family is it?" not in html


def test_a_supervisor_sees_what_is_late_and_what_is_not_placed(okafors, maliks, helen, jo, zofia, today, sign_in):
    RoutedRequest.objects.filter(pk=make.request(by=helen, family=okafors).pk).update(
        answer_by=today - timedelta(days=1)
    )
    make.request(by=helen, family=maliks)
    ask_in_verbs(helen, child_name="Nobody")
    waiting = routing.waiting_for(jo, today)
    assert [one.family for one in waiting.late] == [okafors] and [one.child_name for one in waiting.not_placed] == [
        "Nobody"
    ]
    html = sign_in(jo).get("/requests/").content.decode()
    assert "Amina has it." in html and "Find the family" in html
    assert routing.waiting_for(zofia, today).late == [] and routing.waiting_for(zofia, today).not_placed == []


def test_another_teams_supervisor_sees_none_of_ours_that_are_late(okafors, helen, today):
    ola = make.person("Ola", Role.SUPERVISOR, team=make.team("Bowling"))
    RoutedRequest.objects.filter(pk=make.request(by=helen, family=okafors).pk).update(
        answer_by=today - timedelta(days=1)
    )
    assert routing.waiting_for(ola, today).late == []


@pytest.mark.parametrize("who", ["helen", "grace", "ruth", "dee", "ade"])
def test_the_list_is_for_those_who_decide(okafors, who, request, sign_in):
    assert sign_in(request.getfixturevalue(who)).get("/requests/").status_code == 403


def test_the_list_asks_as_many_questions_for_fifty_requests_as_for_five(team, jo, amina, helen, sign_in):
    def more(n):
        for _ in range(n):
            family = make.family(
                name="The Browns",
                key_worker=amina,
                by=jo,
                team=team,
                members=[support.new_member(name="Kit Brown", is_adult=False, born_on=date(2024, 2, 2))],
            )
            RoutedRequest.objects.create(
                family=family,
                asked_by=helen,
                asked_at=timezone.now(),
                child_name="Kit",
                child_born_on=date(2024, 2, 2),
                postcode="",
                purpose="see",
                need="x",
                for_the_family="x",
                held_by=jo,
                holder=Holder.SUPERVISOR,
                answer_by=timezone.localdate(),
            )

    client = sign_in(jo)
    more(5)
    client.get("/requests/")
    with CaptureQueriesContext(connection) as few:
        client.get("/requests/")
    more(45)
    with CaptureQueriesContext(connection) as many:
        html = client.get("/requests/").content.decode()
    assert len(many) == len(few) and html.count('data-t="request"') == 50


# Placing


@pytest.fixture
def unplaced(okafors, helen):
    return ask_in_verbs(helen, postcode="")


def test_a_supervisor_places_a_request_with_the_family_it_means(okafors, unplaced, jo, amina, sign_in):
    html = sign_in(jo).get(f"/team/place/{unplaced.pk}/").content.decode()
    assert "Tobi Okafor: the same date, the same first name" in html
    answer = sign_in(jo).post(f"/team/place/{unplaced.pk}/", {"which": str(okafors.pk), "reply": ""}, follow=True)
    unplaced.refresh_from_db()
    assert (unplaced.family, unplaced.held_by) == (
        okafors,
        amina,
    ) and "Amina has this request now." in answer.content.decode()
    assert Letter.objects.filter(to=amina, kind="a_request_waits").exists()


def test_any_family_of_hers_can_be_chosen_and_nobody_elses(okafors, unplaced, jo, helen, team, sign_in):
    make.person("Ola", Role.SUPERVISOR, team=make.team("Bowling"))
    browns = make.family(name="The Browns", by=jo, team=make.team("Bowling"))
    answer = sign_in(jo).post(f"/team/place/{unplaced.pk}/", {"which": "other", "other": str(browns.pk)})
    assert answer.status_code == 422 and "The Browns" not in answer.content.decode()
    assert sign_in(jo).post(f"/team/place/{unplaced.pk}/", {"which": "other"}).status_code == 422
    assert (
        sign_in(jo).post(f"/team/place/{unplaced.pk}/", {"which": "other", "other": str(okafors.pk)}).status_code == 302
    )


@pytest.mark.parametrize(("purpose", "decision"), [("see", "not_now"), ("by_law", "carry")])
def test_a_request_about_nobody_is_answered_without_saying_so(helen, jo, sign_in, purpose, decision):
    asked = ask_in_verbs(helen, purpose=purpose)
    page = sign_in(jo).get(f"/team/place/{asked.pk}/").content.decode()
    assert "This does not tell you whether we know this family." in page
    sign_in(jo).post(
        f"/team/place/{asked.pk}/", {"which": "none", "reply": "Thank you. Please go on as you would without us."}
    )
    asked.refresh_from_db()
    assert (asked.decision, asked.decided_by, asked.family) == (decision, jo, None)
    html = sign_in(helen).get(f"/ask/{asked.pk}/").content.decode()
    assert "Please go on as you would without us." in html and "not with us" not in html


def test_an_empty_answer_is_not_sent(unplaced, jo, sign_in):
    answer = sign_in(jo).post(f"/team/place/{unplaced.pk}/", {"which": "none", "reply": " "})
    assert answer.status_code == 422 and "Write a sentence or two." in answer.content.decode()


def test_placing_twice_is_refused_with_a_sentence(okafors, maliks, unplaced, jo, sign_in):
    routing.place(request=unplaced, family=okafors, by=jo, now=timezone.now())
    answer = sign_in(jo).post(f"/team/place/{unplaced.pk}/", {"which": "other", "other": str(maliks.pk)})
    unplaced.refresh_from_db()
    assert answer.status_code == 422 and unplaced.family == okafors


@pytest.mark.parametrize("who", ["amina", "helen", "grace", "ruth", "dee", "sana"])
def test_only_supervisors_place(okafors, maliks, unplaced, who, request, sign_in):
    assert sign_in(request.getfixturevalue(who)).get(f"/team/place/{unplaced.pk}/").status_code == 404


def test_a_placed_request_is_reached_as_its_family_is(okafors, helen, amina, sign_in):
    ola = make.person("Ola", Role.SUPERVISOR, team=make.team("Bowling"))
    asked = make.request(by=helen, family=okafors)
    assert sign_in(ola).get(f"/team/place/{asked.pk}/").status_code == 404
    assert sign_in(amina).get(f"/team/place/{asked.pk}/").status_code == 403


# Truth beats the rule


def outside(today, **more):
    return {
        "key": str(new_key()),
        "happened_on": today.isoformat(),
        "kind": "at_home",
        "how": "outside",
        "family_knew": "no",
        "facts": "",
        "person": "else",
        **more,
    }


def test_somebody_new_who_came_by_herself_is_written_down_and_counts_as_outside(okafors, amina, today, sign_in):
    answer = sign_in(amina).post(
        f"/families/{okafors.pk}/outside/", outside(today, someone_else="Del Hart", someone_else_job="housing officer")
    )
    assert answer.url == f"/families/{okafors.pk}/"
    visit = Contact.objects.get()
    assert (visit.how_it_came, visit.family_knew, visit.logged_by, visit.outcome) == ("outside", False, amina, "seen")
    came = visit.who_came.get()
    assert (came.person.name, came.person.professional.job, came.capacity) == (
        "Del Hart",
        "housing officer",
        "professional",
    )
    assert not Involvement.objects.exists(), "writing it down adds nobody to the family"


def test_somebody_the_family_knows_is_chosen_by_name(okafors, amina, helen, today, sign_in):
    make.involvement(family=okafors, person=helen, by=amina)
    assert "Helen Marsh, health visitor" in sign_in(amina).get(f"/families/{okafors.pk}/outside/").content.decode()
    sign_in(amina).post(
        f"/families/{okafors.pk}/outside/", outside(today, person=str(helen.pk), how="urgent", family_knew="unknown")
    )
    visit = Contact.objects.get()
    assert visit.how_it_came == "urgent" and visit.family_knew is None and visit.who_came.get().person == helen
    assert User.objects.filter(name="Helen Marsh").count() == 1


def test_a_call_was_spoken_not_met(okafors, amina, today, sign_in):
    sign_in(amina).post(f"/families/{okafors.pk}/outside/", outside(today, someone_else="Del", kind="call"))
    assert Contact.objects.get().outcome == Contact.Outcome.REACHED


def test_written_twice_it_is_one_visit_and_one_face(okafors, amina, today, sign_in):
    words = outside(today, someone_else="Del Hart")
    for _ in range(2):
        assert sign_in(amina).post(f"/families/{okafors.pk}/outside/", words).status_code == 302
    assert Contact.objects.count() == 1 and User.objects.filter(name="Del Hart").count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({}, "Write the name"),
        ({"person": ""}, "Say who came"),
        ({"someone_else": "Del", "family_knew": ""}, "Say whether the family knew."),
        ({"someone_else": "Del", "happened_on": "2099-01-01"}, "This day has not come yet."),
        ({"someone_else": "Del", "happened_on": ""}, "Say on which day."),
    ],
)
def test_what_lacks_something_says_what_and_loses_nothing(okafors, amina, today, sign_in, wrong, sentence):
    answer = sign_in(amina).post(
        f"/families/{okafors.pk}/outside/", outside(today, facts="She told me on the phone", **wrong)
    )
    assert (
        answer.status_code == 422
        and sentence in answer.content.decode()
        and "She told me on the phone" in answer.content.decode()
    )


def test_the_page_blames_nobody(okafors, amina, sign_in):
    html = sign_in(amina).get(f"/families/{okafors.pk}/outside/").content.decode()
    assert "Truth beats the rule." in html
    assert not re.search(r"\b(breach|unauthori[sz]ed|violation|bypass|failed|non-compliant|case)\b", html, re.I)
    assert Look.objects.filter(by=amina, family=okafors.pk).exists()


@pytest.mark.parametrize(
    ("who", "status"), [("zofia", 404), ("helen", 404), ("sana", 404), ("ruth", 403), ("grace", 403)]
)
def test_who_may_write_it_down(okafors, maliks, who, status, request, sign_in):
    assert sign_in(request.getfixturevalue(who)).get(f"/families/{okafors.pk}/outside/").status_code == status


def test_roles_are_asked_of_the_day(okafors, jo, unplaced, today, sign_in):
    RoleHeld.objects.filter(user=jo).update(ended_on=today)
    assert sign_in(jo).get(f"/team/place/{unplaced.pk}/").status_code == 404
    assert sign_in(jo).get("/requests/").status_code == 403


def test_a_visit_agreed_through_a_request_does_not_count_as_outside(okafors, amina, helen, sign_in, today):
    from families.models import Contact

    asked = make.request(by=helen, family=okafors)
    routing.decide(
        request=asked, by=amina, decision="introduce", reply="Grace expects you on Friday.", now=timezone.now()
    )
    address = f"/families/{okafors.pk}/outside/"
    client = sign_in(amina)
    assert "As agreed with Helen Marsh" in client.get(address).content.decode()
    form = {
        "key": str(new_key()),
        "person": str(helen.pk),
        "happened_on": today.isoformat(),
        "kind": "at_home",
        "how": str(asked.pk),
        "family_knew": "yes",
    }
    assert client.post(address, form).status_code == 302
    contact = Contact.objects.get()
    assert (contact.how_it_came, contact.request) == ("request", asked)


def test_a_request_put_off_or_of_another_family_agrees_to_nothing(okafors, maliks, amina, zofia, helen, jo, today):
    from families import contacts

    asked = make.request(by=helen, family=maliks)
    routing.decide(
        request=asked, by=zofia, decision="not_now", reply="She is in hospital this month.", now=timezone.now()
    )
    assert not maliks.requests.agreed().exists()
    with pytest.raises(Refusal, match="about somebody else"):
        contacts.log_contact(
            family=okafors,
            by=amina,
            kind="at_home",
            outcome="seen",
            happened_on=today,
            now=timezone.now(),
            who_came=[helen],
            facts="x",
            request=asked,
        )
