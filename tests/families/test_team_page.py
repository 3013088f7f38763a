"""The supervisor's page: where to look, what we count, what families say; one look-again; how we count."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from families import continuity, flags, relationships, routing, support
from families import team as teams
from families.how_we_count import DEFINITIONS
from families.models import Contact, Flag, Limit, Reading
from relational.models import Look, Role
from relational.templatetags import ui
from tests import make

TEAM = "/team/"


def text_of(answer):
    return answer.content.decode()


def pairs_in(html) -> dict[str, str]:
    """Each pair of the page by its key."""
    found = re.split(r'<div class="paired" id="([a-z-]+)"', html)[1:]
    return dict(zip(found[::2], found[1::2], strict=True))


def number_in(pair) -> str:
    return re.search(r'figure__number">([^<]+)<', pair)[1]


def listed_in(pair) -> list[list[str]]:
    """The rows of the list behind a figure (the last table of its half)."""
    table = re.findall(r"<tbody>(.*?)</tbody>", pair, re.S)[-1]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)
    ]


def visit(family, who, days=3, **more):
    return make.contact(family=family, who=who, on=timezone.localdate() - timedelta(days=days), **more)


def own_words(family, who, words, days=3):
    return visit(family, who, days=days, how_it_was=words, whose_words="familys")


@pytest.fixture
def several(team, jo, amina, zofia):
    """Seven families with a few visits each, by Amina and now and then by Zofia."""
    families = []
    for number, name in enumerate(["Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse"]):
        family = make.family(
            name=f"The {name}s", key_worker=amina, stand_in=zofia if number % 2 else None, by=jo, team=team
        )
        for days in (4, 11, 18):
            visit(family, amina, days=days)
        if number < 3:
            visit(family, zofia, days=25)
        families.append(family)
    return families


def counted(on):
    continuity.measure(on)


def flag(family, *, rule="faces_90d", level="review", hours=1, **more):
    on = timezone.localdate()
    known = {
        "version": 1, "limit": Limit.objects.filter(rule=rule).first(), "window_start": on - timedelta(days=89), "window_end": on,
        "numerator": 6, "denominator": None, "raised_on": on, "supervisor_from": timezone.now() - timedelta(hours=hours),
    }  # fmt: skip
    return Flag.objects.create(family=family, rule=rule, level=level, **known | more)


def look(one):
    return reverse("families:look", args=[one.pk])


# The team page


def test_only_a_supervisor_sees_the_team_page(sign_in, jo, amina, ruth, helen, grace, dee, client):
    assert sign_in(jo).get(TEAM).status_code == 200
    for person in (amina, ruth, helen, grace, dee):
        assert sign_in(person).get(TEAM).status_code == 403
    client.logout()
    assert client.get(TEAM).url.startswith("/in/")


def test_a_supervisor_sees_the_families_of_her_own_teams_and_no_others(sign_in, okafors, jo):
    other = make.team("Keighley Road")
    kim = make.person("Kim", Role.SUPERVISOR, team=other)
    make.family(name="The Larches", by=kim, team=other)
    assert "The Larches" not in text_of(sign_in(jo).get(TEAM)) and "The Okafors" in text_of(sign_in(jo).get(TEAM))
    assert "The Okafors" not in text_of(sign_in(kim).get(TEAM)) and "The Larches" in text_of(sign_in(kim).get(TEAM))


def test_every_figure_stands_with_a_voice_or_says_that_it_is_half_the_picture(sign_in, several, amina, jo, today):
    own_words(several[0], amina, "She rang before she came.")
    counted(today)
    pairs = pairs_in(text_of(sign_in(jo).get(TEAM)))
    assert list(pairs) == [one.key for one in DEFINITIONS]
    for pair in pairs.values():
        assert "figure__number" in pair and "paired-half--voice" in pair
        assert "<blockquote" in pair or "Only half the picture" in pair
    assert sum("She rang before she came." in pair for pair in pairs.values()) == 1


def test_no_voice_at_all_is_said_at_every_figure(sign_in, several, jo, today):
    counted(today)
    pairs = pairs_in(text_of(sign_in(jo).get(TEAM)))
    assert all("Only half the picture" in pair and "<blockquote" not in pair for pair in pairs.values())


def test_a_voice_is_the_familys_own_and_never_the_workers(sign_in, several, amina, jo, today):
    visit(several[0], amina, how_it_was="I think it went well.", whose_words="mine")
    visit(several[1], amina, how_it_was="We both laughed.", whose_words="both")
    counted(today)
    text = text_of(sign_in(jo).get(TEAM))
    assert "I think it went well." not in text and "We both laughed." not in text


def test_voices_are_of_her_own_families_only_and_are_on_the_record(sign_in, several, amina, jo, today):
    other = make.team("Keighley Road")
    kim = make.person("Kim", Role.SUPERVISOR, team=other)
    lena = make.person("Lena", Role.KEY_WORKER, team=other)
    larches = make.family(name="The Larches", key_worker=lena, by=kim, team=other)
    own_words(larches, lena, "Nobody else may read this.")
    own_words(several[2], amina, "My boy waits at the window.")
    counted(today)
    text = text_of(sign_in(jo).get(TEAM))
    assert "Nobody else may read this." not in text and "My boy waits at the window." in text
    assert list(Look.objects.filter(page="families:team").values_list("by", "family")) == [(jo.pk, several[2].pk)]


def test_no_familys_words_stand_twice(sign_in, several, amina, jo, today):
    for number, family in enumerate(several):
        for days in (2, 9):
            own_words(family, amina, f"Words {number}.{days}", days=days)
    counted(today)
    found = re.findall(r"“(Words \d\.\d)”", text_of(sign_in(jo).get(TEAM)))
    assert found and len(found) == len(set(found)) == len({words.split(".")[0] for words in found})
    assert all(words.endswith(".2") for words in found)  # each family's newest


def test_the_same_page_twice_shows_the_same_voices(sign_in, several, amina, jo, today):
    for family in several:
        own_words(family, amina, f"From {family.name}")
    counted(today)
    one, two = (re.findall(r"“(From [^”]+)”", text_of(sign_in(jo).get(TEAM))) for _ in range(2))
    assert one == two


def test_each_number_is_the_sum_of_the_list_behind_it(sign_in, several, amina, zofia, helen, jo, today):
    for family in several[:5]:
        own_words(family, amina, "Good.")
    for days in (1, 2):
        for who in ("Tom", "Lena", "Ros"):
            visit(several[0], amina, days=days, someone_else=f"{who} Field", someone_else_job="housing officer")
    type(several[0]).objects.filter(pk__in=[family.pk for family in several]).update(rhythm_days=2)
    counted(today)
    pairs = pairs_in(text_of(sign_in(jo).get(TEAM)))
    rows = listed_in(pairs["same-faces"])
    assert number_in(pairs["same-faces"]) == f"{sum(int(row[1]) for row in rows)} of {sum(int(row[2]) for row in rows)}"
    assert rows and [row[0] for row in rows] == sorted(row[0] for row in rows)
    rows = listed_in(pairs["both-halves"])
    assert (
        number_in(pairs["both-halves"]) == f"{sum(int(row[1]) for row in rows)} of {sum(int(row[2]) for row in rows)}"
    )
    for key in ("rhythm", "not-heard", "faces"):
        number = int(number_in(pairs[key]))
        assert number == len(listed_in(pairs[key])) if number else "Which families" not in pairs[key]
    assert (
        int(number_in(pairs["faces"])) == 1
        and int(number_in(pairs["not-heard"])) == 2
        and int(number_in(pairs["rhythm"])) > 0
    )


def test_requests_answered_by_the_day_we_said(sign_in, several, helen, jo, today):
    def asked(family, days, answered_after=None):
        when = timezone.now() - timedelta(days=days)
        one = make.request(by=helen, family=family, now=when) if family.members.exists() else None
        if answered_after is not None:
            routing.decide(
                request=one,
                by=jo,
                decision="carry",
                reply="On my next visit.",
                now=when + timedelta(days=answered_after),
            )
        return one

    for number, family in enumerate(several[:6]):
        family.members.create(
            name=f"Child{number}", called=f"Child{number}", is_adult=False, born_on=today - timedelta(days=800 + number)
        )
        asked(family, 40, answered_after=1 if number < 4 else 30 if number == 4 else None)
    asked(several[0], 0)  # still has time: not counted
    counted(today)
    pair = pairs_in(text_of(sign_in(jo).get(TEAM)))["requests"]
    rows = listed_in(pair)
    assert number_in(pair) == "4 of 6" and len(rows) == 6 and sum(row[3] == "yes" for row in rows) == 4
    assert "I will carry it: 5" in pair and "not answered yet: 1" in pair


def test_small_numbers_are_too_few_to_say(sign_in, okafors, amina, jo, today):
    for days in (1, 2, 3, 4, 5):
        own_words(okafors, amina, "Good.", days=days)
    counted(today)
    pairs = pairs_in(text_of(sign_in(jo).get(TEAM)))
    for key in ("same-faces", "faces", "requests", "both-halves"):
        assert number_in(pairs[key]) == "–" and "too few to say" in pairs[key]
        assert "<svg" not in pairs[key] and "<tbody>" not in pairs[key]


def test_nothing_is_0_or_100_percent_before_anything_was_counted(sign_in, several, jo):
    text = text_of(sign_in(jo).get(TEAM))
    assert "7 not counted yet" in text and number_in(pairs_in(text)["same-faces"]) == "–"


def test_each_figure_leads_to_how_it_was_counted(sign_in, several, jo, client):
    text = text_of(sign_in(jo).get(TEAM))
    how = text_of(client.get("/how-we-count/"))
    for one in DEFINITIONS:
        assert f'href="/how-we-count/#{one.key}"' in text and f'id="{one.key}"' in how


def test_the_page_says_when_it_was_worked_out(sign_in, several, jo, today):
    assert "worked out" not in text_of(sign_in(jo).get(TEAM))
    counted(today)
    Reading.objects.update(counted_at=make.moment(today - timedelta(days=2), "06:00"))
    assert f"worked out at 06:00 on {ui.day(today - timedelta(days=2))}" in text_of(sign_in(jo).get(TEAM))


def test_families_are_ordered_by_name_and_by_no_figure(sign_in, several, zofia, jo, today):
    for days in range(1, 6):
        visit(several[5], zofia, days=days)
    counted(today)
    text = text_of(sign_in(jo).get(TEAM))
    names = re.findall(r'data-t="family">.*?<a href="[^"]+">([^<]+)</a>', text, re.S)
    assert names == sorted(names) and len(names) == 7
    for pair in pairs_in(text).values():
        if "<tbody>" in pair and 'data-t="behind"' in pair:
            listed = [row[0] for row in listed_in(pair)]
            assert listed == sorted(listed)


def test_no_worker_is_counted_or_compared(sign_in, several, jo, today):
    counted(today)
    text = text_of(sign_in(jo).get(TEAM))
    assert not re.search(r"(Amina|Zofia)[^<]{0,40}\d+ (of|visits|families)", text)


# Look again


def test_look_agains_stand_in_the_order_in_which_they_were_asked(sign_in, several, jo):
    now = timezone.now()
    for family, days in ((several[0], 2), (several[1], 5), (several[1], 1), (several[2], 9)):
        one = flag(family, rule="faces_90d" if days != 1 else "new_faces_30d")
        Flag.objects.filter(pk=one.pk).update(raised_at=now - timedelta(days=days))
    text = text_of(sign_in(jo).get(TEAM))
    shown = re.findall(r'data-t="look">.*?<p>(.*?)</p>', text, re.S)
    assert [next(name for name in ("Ash", "Birch", "Cedar") if name in one) for one in shown] == [
        "Cedar",
        "Birch",
        "Ash",
        "Birch",
    ]
    assert text.count("not about the family") == 1


def test_the_worker_sees_it_a_day_before_the_supervisor(sign_in, several, amina, jo, settings):
    settings.WORKER_SEES_FIRST_HOURS = 24
    one = flag(several[0], supervisor_from=timezone.now() + timedelta(hours=20), numerator=9)
    text = text_of(sign_in(jo).get(TEAM))
    assert "9 different workers" not in text and look(one) not in text
    assert "1 more comes to you once the worker has had a day" in text
    assert sign_in(jo).get(look(one)).status_code == 404
    assert sign_in(amina).get(look(one)).status_code == 200


def test_without_a_waiting_time_the_page_says_so(sign_in, several, jo, settings):
    settings.WORKER_SEES_FIRST_HOURS = 0
    assert "this service set no waiting time" in text_of(sign_in(jo).get(TEAM))


def test_a_family_with_nobody_named_stands_there_once(sign_in, team, jo, today):
    alone = make.family(name="The Dunns", by=jo, team=team)
    text = text_of(sign_in(jo).get(TEAM))
    assert "The Dunns: nobody is named for them today." in text and reverse("families:appoint", args=[alone.pk]) in text
    flag(alone, rule="no_named_worker")
    text = text_of(sign_in(jo).get(TEAM))
    assert "nobody is named for them today" not in text and text.count('data-t="look"') == 1


def test_nothing_to_look_again_at_asks_to_read_voices(sign_in, several, jo):
    text = text_of(sign_in(jo).get(TEAM))
    assert "Nothing to look again at." in text and "Read three of the voices" in text


# The list of families


def test_the_list_shows_who_is_there_and_can_be_narrowed(sign_in, okafors, maliks, amina, zofia, team, jo, today):
    make.family(name="The Dunns", by=jo, team=team)
    spell = maliks.relationships.get()
    relationships.end(relationship=spell, by=jo, on=today + timedelta(days=9), reason="Moves", side="service")

    def names(show):
        text = text_of(sign_in(jo).get(TEAM, {"show": show}))
        return re.findall(r'data-t="family">.*?<a href="[^"]+">([^<]+)</a>', text, re.S)

    assert names("all") == names("nonsense") == ["The Dunns", "The Maliks", "The Okafors"]
    assert names("no_named") == ["The Dunns"]
    assert names("goodbye") == ["The Maliks"]
    text = text_of(sign_in(jo).get(TEAM))
    assert "volunteer Ruth" in text and "goodbye to Zofia on" in text


def test_a_family_that_said_goodbye_is_not_on_the_page(sign_in, okafors, jo, today):
    support.say_goodbye_for_now(family=okafors, by=jo, on=today, reason="Moved")
    assert "The Okafors" not in text_of(sign_in(jo).get(TEAM))


def test_an_empty_team_is_told_what_will_be_here(sign_in, jo):
    text = text_of(sign_in(jo).get(TEAM))
    assert "No families yet." in text and "/families/new/" in text


def test_the_page_asks_the_same_of_the_database_for_five_families_and_fifty(
    sign_in, several, amina, helen, jo, team, today
):
    client = sign_in(jo)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(TEAM).status_code == 200
        return len(queries)

    def live(family):
        own_words(family, amina, "Good.")
        flag(family)

    for family in several:
        live(family)
    counted(today)
    few = asked()
    for number in range(45):
        live(make.family(name=f"The {number}s", key_worker=amina, by=jo, team=team))
    counted(today)
    assert asked() == few
    assert few <= 26 + make.WAY_IN


# One look-again


def deciding(on, **more):
    return {
        "decision": "we_will_change",
        "reason": "Amina rings the three of them this week.",
        "review_on": (on + timedelta(days=28)).isoformat(),
    } | more


def test_strangers_find_no_look_again_nor_does_the_volunteer(sign_in, okafors, zofia, ruth, sana, grace, helen):
    one = flag(okafors)
    for person, status in ((zofia, 404), (sana, 404), (helen, 404), (ruth, 404), (grace, 404)):
        assert sign_in(person).get(look(one)).status_code == status
        assert sign_in(person).post(look(one), deciding(one.raised_on)).status_code == status
    one.refresh_from_db()
    assert one.decided_at is None


def test_a_look_again_shows_its_evidence_and_says_what_it_is_not(sign_in, okafors, amina, zofia, jo, today):
    visits = [visit(okafors, amina, days=3), visit(okafors, zofia, days=8)]
    own_words(okafors, amina, "Three people asked me the same.", days=2)
    text = text_of(sign_in(jo).get(look(flag(okafors, contacts=[one.pk for one in visits]))))
    assert "This is about how we organised visits, not about the family." in text
    assert (
        "We look again when a family meets 4 different workers or more in 90 days. The supervisor sees it too from 6."
        in text
    )
    assert "The 2 visits behind it" in text and "Three people asked me the same." in text
    assert "<svg" in text and "Amina has not written about it yet." in text
    assert Look.objects.filter(by=jo, family=okafors.pk, page="families:look").exists()


def test_the_supervisor_decides_with_a_reason_and_a_day(sign_in, okafors, jo, today):
    one = flag(okafors)
    answer = sign_in(jo).post(look(one), deciding(today), follow=True)
    assert "Decided for the Okafors: we will change something. We look again on" in text_of(answer)
    one.refresh_from_db()
    assert (one.decision, one.decided_by) == ("we_will_change", jo)
    again = sign_in(jo).post(look(one), deciding(today, reason="Something else entirely, later."))
    one.refresh_from_db()
    assert again.status_code == 422 and one.reason == "Amina rings the three of them this week."


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"decision": ""}, "Choose what we do about it."),
        ({"decision": "close"}, "Select a valid choice"),
        ({"reason": "ok"}, "Say why in a sentence"),
        ({"reason": " "}, "Say why, in a sentence."),
        ({"review_on": ""}, "Choose a day to look again."),
        ({"review_on": "2020-01-01"}, "Choose a day after today"),
        ({"review_on": "2099-01-01"}, "within a year"),
        ({"review_on": "soon"}, "not a day we can read"),
    ],
)
def test_a_decision_is_whole_or_it_is_none(sign_in, okafors, jo, today, wrong, words):
    one = flag(okafors)
    answer = sign_in(jo).post(look(one), deciding(today, **wrong))
    assert answer.status_code == 422 and words in text_of(answer)
    assert "Amina rings the three of them this week." in text_of(answer) or "reason" in wrong
    one.refresh_from_db()
    assert one.decided_at is None


def test_the_worker_adds_her_side_and_does_not_decide(sign_in, okafors, amina, jo, today):
    one = flag(okafors)
    client = sign_in(amina)
    assert "Record what we decided" not in text_of(client.get(look(one)))
    assert client.post(look(one), deciding(today)).status_code == 403
    answer = client.post(look(one), {"words": "I knew of one of them only."}, follow=True)
    assert "I knew of one of them only." in text_of(answer)
    one.refresh_from_db()
    assert (one.worker_words_by, one.decided_at) == (amina, None)
    assert "I knew of one of them only." in text_of(sign_in(jo).get(look(one)))
    assert sign_in(jo).post(look(one), {"words": "Hers would be other words."}).status_code == 403


def test_an_empty_side_is_asked_for_again(sign_in, okafors, amina):
    one = flag(okafors)
    answer = sign_in(amina).post(look(one), {"words": " "})
    assert answer.status_code == 422 and "Write a line about how it came about" in text_of(answer)


def test_a_quiet_question_stays_with_the_worker_who_answers_it_herself(sign_in, okafors, amina, jo, today):
    one = flag(okafors, level="prompt", supervisor_from=None, numerator=4)
    assert look(one) not in text_of(sign_in(jo).get(TEAM))
    assert sign_in(jo).get(look(one)).status_code == 404
    answer = sign_in(amina).post(look(one), deciding(today, decision="right_as_it_is"))
    assert answer.status_code == 302 and answer.url == "/today/"


def test_what_was_decided_before_stands_beside_it(sign_in, okafors, jo, today):
    before = flag(okafors)
    flags.decide(
        flag=before,
        by=jo,
        decision="ask_family",
        reason="Grace says it is fine by her.",
        review_on=today + timedelta(days=3),
        now=timezone.now(),
    )
    text = text_of(sign_in(jo).get(look(flag(okafors))))
    assert "What we decided before" in text and "Grace says it is fine by her." in text
    assert "Record what we decided" not in text_of(sign_in(jo).get(look(before)))


def test_eased_is_said_and_still_wants_a_yes(sign_in, okafors, jo, today):
    text = text_of(sign_in(jo).get(look(flag(okafors, eased_on=today))))
    assert "It has eased since" in text and "Record what we decided" in text


@pytest.mark.parametrize(
    "rule",
    [
        "faces_90d",
        "new_faces_30d",
        "named_changes_12m",
        "named_share_90d",
        "outside_share_90d",
        "days_since_named",
        "no_named_worker",
    ],
)
def test_every_rule_has_a_page(sign_in, okafors, amina, jo, rule):
    visit(okafors, amina)
    more = {"numerator": 2, "denominator": 5} if rule.endswith("share_90d") else {"numerator": 6}
    text = text_of(sign_in(jo).get(look(flag(okafors, rule=rule, **more))))
    assert "We look again when" in text and not re.search(
        r"\brisk|breach|alert\b", re.sub(r"<[^>]+>", " ", text).lower()
    )


# How we count


def test_everybody_signed_in_can_read_how_we_count(sign_in, amina, ruth, grace, helen, dee, client):
    for person in (amina, ruth, grace, helen, dee):
        text = text_of(sign_in(person).get("/how-we-count/"))
        assert "We look again when" in text
    client.logout()
    assert client.get("/how-we-count/").status_code == 302


def test_every_limit_in_force_is_a_sentence(db, today):
    said = [sentence for sentence, _ in teams.limits_in_force(today)]
    assert len(said) == Limit.objects.on(today).count() and len(set(said)) == len(said)
    assert all(
        sentence.startswith("We look again when") and "None" not in sentence and "{" not in sentence
        for sentence in said
    )


def test_the_whole_team_is_counted_as_the_sum_of_its_families(several, jo, today):
    counted(today)
    figures = continuity.team_figures(several, today)
    pair = next(pair for pair in teams.how_we_are(jo, timezone.now()).pairs if pair.key == "same-faces")
    assert pair.number == f"{figures.named.numerator} of {figures.named.denominator}"
    assert figures.named.denominator == Contact.objects.count()
