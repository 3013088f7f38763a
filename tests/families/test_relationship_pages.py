"""Appoint, cover, goodbye and hello, end: the pages. Each shows faces first and says what will happen before it does."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from families import choice, relationships, support
from families.models import Contact, Handover, Kind, Relationship
from relational.models import Event, Role
from tests import make

PAGES = ("appoint", "cover", "hand_over", "end")


def url(name, family, query=""):
    return reverse(f"families:{name}", args=[family.pk]) + query


def text_of(answer):
    return answer.content.decode()


def offered(answer) -> list[str]:
    """Names on the choice cards, in their order."""
    return re.findall(r'choice-card__title"><bdi>([^<]+)</bdi>', text_of(answer))


@pytest.fixture
def dunns(team, jo):
    """A family with nobody named."""
    return make.family(name="The Dunns", by=jo, team=team)


@pytest.fixture
def bev(team):
    return make.person("Bev", Role.KEY_WORKER, surname="Carter", team=team)


# Who comes in


@pytest.mark.parametrize("name", PAGES)
def test_strangers_find_nothing_and_colleagues_may_not(
    sign_in, okafors, maliks, amina, zofia, ruth, helen, sana, grace, dee, name
):
    for person, status in (
        (zofia, 404),
        (helen, 404),
        (sana, 404),
        (dee, 404),
        (amina, 403),
        (ruth, 403),
        (grace, 403),
    ):
        client = sign_in(person)
        assert client.get(url(name, okafors)).status_code == status
        assert client.post(url(name, okafors), {}).status_code == status


@pytest.mark.parametrize("name", PAGES)
def test_a_supervisor_of_another_team_finds_nothing(sign_in, okafors, name):
    kim = make.person("Kim", Role.SUPERVISOR, team=make.team("Keighley Road"))
    assert sign_in(kim).get(url(name, okafors)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_faces_stand_at_the_top_and_what_will_happen_before_the_button(sign_in, okafors, jo, amina, name):
    query = "?role=volunteer&kind=stand_in" if name == "appoint" else ""
    make.person("Ola", Role.VOLUNTEER, team=okafors.team)
    text = text_of(sign_in(jo).get(url(name, okafors, query)))
    assert text.index('class="person ') < text.index('class="form ')
    assert text.index("What will happen") < text.index('type="submit"', text.index('class="form '))


# Appoint


def appointing(person, on, **more):
    return {"person": person.pk, "on": on.isoformat(), "reason": "They get on.", "side": "service"} | more


def test_appointing_names_the_one_chosen_and_says_so(sign_in, dunns, zofia, amina, jo, today):
    client = sign_in(jo)
    answer = client.post(url("appoint", dunns), appointing(zofia, today))
    assert answer.status_code == 302 and answer.url == url("story", dunns)
    assert dunns.relationships.named().on(today).get().person == zofia
    again = client.post(url("appoint", dunns), appointing(zofia, today))
    assert again.status_code == 422 and "already has Zofia as key worker" in text_of(again)
    assert (
        Relationship.objects.filter(family=dunns).count() == 1
        and Event.objects.filter(verb="appoint", family=dunns.pk).count() == 1
    )


def test_people_stand_by_name_and_never_by_how_many_families_they_hold(sign_in, dunns, amina, bev, zofia, jo, team):
    for number in range(3):
        make.family(name=f"Family {number}", key_worker=zofia, by=jo, team=team)
    make.family(name="Family 4", key_worker=amina, by=jo, team=team)
    answer = sign_in(jo).get(url("appoint", dunns))
    assert offered(answer) == ["Amina Hussain", "Bev Carter", "Zofia Nowak"]
    text = text_of(answer)
    assert "Holds 1 family." in text and "Holds 3 families." in text and "Holds no family now." in text
    assert "People stand by name" in text and "checked" not in text.split('name="side"')[0].split('name="person"', 1)[1]


def test_each_choice_says_what_it_does_to_the_people_the_family_has_met(sign_in, dunns, amina, zofia, jo, today):
    make.contact(family=dunns, who=zofia, by=jo, on=today - timedelta(days=3))
    make.contact(family=dunns, who=zofia, by=jo, on=today - timedelta(days=9))
    text = text_of(sign_in(jo).get(url("appoint", dunns)))
    assert "They have met Zofia twice, last on" in text
    assert "They have not met yet: a new person for the family." in text


def test_a_visit_where_nobody_answered_is_no_meeting(dunns, zofia, jo, today):
    make.contact(family=dunns, who=zofia, by=jo, outcome=Contact.Outcome.NOBODY_ANSWERED, on=today)
    assert next(one for one in choice.to_appoint(dunns, "key_worker", "named", today) if one.person == zofia).met == 0


def test_who_was_there_before_stands_first_and_is_chosen_already(sign_in, okafors, amina, zofia, bev, jo, today):
    spell = okafors.relationships.named().key_workers().get()
    relationships.end(relationship=spell, by=jo, on=today, reason="Long leave", side="service")
    answer = sign_in(jo).get(url("appoint", okafors))
    assert offered(answer)[0] == "Amina Hussain" and "Whoever the family knows in this place stands first" in text_of(
        answer
    )
    assert re.search(rf'value="{amina.pk}"[^>]*checked', text_of(answer))
    answer = sign_in(jo).post(url("appoint", okafors), appointing(bev, today))
    assert answer.status_code == 302  # somebody else is fine too


def test_a_place_that_is_held_leads_to_goodbye_and_hello(sign_in, okafors, jo):
    text = text_of(sign_in(jo).get(url("appoint", okafors)))
    assert "This place is held" in text and url("hand_over", okafors) in text and 'class="form ' not in text


def test_a_stand_in_and_a_volunteer_are_appointed_on_the_same_page(sign_in, maliks, amina, ruth, jo, today):
    client = sign_in(jo)
    assert (
        client.post(url("appoint", maliks, "?role=key_worker&kind=stand_in"), appointing(amina, today)).status_code
        == 302
    )
    assert client.post(url("appoint", maliks, "?role=volunteer"), appointing(ruth, today)).status_code == 302
    assert maliks.relationships.stand_ins().get().person == amina
    assert maliks.relationships.volunteers().named().get().person == ruth


def test_the_named_worker_is_not_offered_as_her_own_stand_in(sign_in, maliks, amina, zofia, jo):
    assert offered(sign_in(jo).get(url("appoint", maliks, "?role=key_worker&kind=stand_in"))) == ["Amina Hussain"]


def test_an_address_that_asks_for_nonsense_asks_for_a_key_worker(sign_in, dunns, jo, amina):
    for query in ("?role=queen", "?role=key_worker&kind=covering", "?role=supervisor&kind=named"):
        assert offered(sign_in(jo).get(url("appoint", dunns, query))) == ["Amina Hussain"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"person": ""}, "Choose somebody."),
        ({"person": "11111111-1111-1111-1111-111111111111"}, "is not one to choose any more"),
        ({"person": "<script>"}, "is not one to choose any more"),
        ({"reason": ""}, "Say why. The family may read it."),
        ({"on": ""}, "Choose a day."),
        ({"on": "soon"}, "not a day we can read"),
        ({"side": "nobody"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(sign_in, dunns, zofia, jo, today, wrong, words):
    answer = sign_in(jo).post(url("appoint", dunns), appointing(zofia, today) | wrong)
    assert answer.status_code == 422 and words in text_of(answer)
    assert "They get on." in text_of(answer) or "reason" in wrong
    assert re.search(rf'value="{zofia.pk}"[^>]*checked', text_of(answer)) or "person" in wrong
    assert not dunns.relationships.exists()


@pytest.mark.parametrize(
    ("days", "words"), [(-15, "That is too long ago. Choose"), (91, "That is too far ahead. Choose")]
)
def test_a_change_is_dated_near_today(sign_in, dunns, zofia, jo, today, days, words):
    answer = sign_in(jo).post(url("appoint", dunns), appointing(zofia, today + timedelta(days=days)))
    assert answer.status_code == 422 and words in text_of(answer)


def test_a_family_that_is_not_with_us_is_welcomed_back_first(sign_in, okafors, amina, jo, today):
    support.say_goodbye_for_now(family=okafors, by=jo, on=today, reason="Moved")
    answer = sign_in(jo).post(url("appoint", okafors), appointing(amina, today))
    assert answer.status_code == 422 and "Welcome the family back first" in text_of(answer)


# Cover


def test_the_stand_in_stands_first_for_cover_and_nobody_changes(sign_in, okafors, amina, zofia, bev, jo, today):
    client = sign_in(jo)
    answer = client.get(url("cover", okafors))
    assert offered(answer) == ["Zofia Nowak", "Bev Carter"] and "Is their stand-in, so stands first." in text_of(answer)
    form = {
        "person": zofia.pk,
        "on": today.isoformat(),
        "until": (today + timedelta(days=6)).isoformat(),
        "reason": "On leave",
    }
    assert client.post(url("cover", okafors), form).status_code == 302
    assert okafors.relationships.named().key_workers().on(today).get().person == amina
    assert okafors.relationships.covering().get().ended_on == today + timedelta(days=7)
    again = client.post(url("cover", okafors), form)
    assert again.status_code == 422 and "covers for Amina in those days already" in text_of(again)


def test_cover_needs_somebody_to_stand_in_for_and_days_in_order(sign_in, dunns, okafors, zofia, jo, today):
    assert "Nobody to stand in for" in text_of(sign_in(jo).get(url("cover", dunns)))
    form = {
        "person": zofia.pk,
        "on": today.isoformat(),
        "until": (today - timedelta(days=1)).isoformat(),
        "reason": "On leave",
    }
    answer = sign_in(jo).post(url("cover", okafors), form)
    assert answer.status_code == 422 and "The last day is before the first" in text_of(answer)


# Goodbye and hello


def handing(to, on, **more):
    return {"to": to.pk, "on": on.isoformat(), "reason": "Amina moves to Leeds", "side": "service"} | more


def test_a_goodbye_and_hello_without_a_visit_together_asks_why(sign_in, okafors, amina, zofia, jo, today):
    client = sign_in(jo)
    assert "Amina and Zofia have not been there together in the last four weeks." in text_of(
        client.get(url("hand_over", okafors))
    )
    answer = client.post(
        url("hand_over", okafors), handing(zofia, today, need_not_tell_again="Her mother died in March.")
    )
    assert answer.status_code == 422 and "have not met the family together" in text_of(answer)
    assert "Her mother died in March." in text_of(answer)
    answer = client.post(url("hand_over", okafors), handing(zofia, today, why_not_together="Amina fell ill."))
    assert answer.status_code == 302
    assert okafors.relationships.named().key_workers().on(today).get().person == zofia


def test_a_visit_together_is_found_and_shown(sign_in, okafors, amina, zofia, bev, jo, today):
    together = make.contact(family=okafors, who=[amina, zofia], on=today - timedelta(days=4))
    client = sign_in(jo)
    text = text_of(client.get(url("hand_over", okafors)))
    assert "Amina and Zofia were there together on" in text
    assert "Amina and Bev have not been there together" in text
    form = handing(zofia, today, need_not_tell_again="Her mother died in March.")
    assert client.post(url("hand_over", okafors), form).status_code == 302
    handover = Handover.objects.get()
    assert handover.met_together == together and handover.need_not_tell_again == "Her mother died in March."
    again = client.post(url("hand_over", okafors), form)
    assert again.status_code == 422 and Handover.objects.count() == 1


def test_what_the_page_says_of_a_visit_together_is_what_the_verb_finds(okafors, amina, zofia, bev, jo, today):
    for days, who in ((28, zofia), (29, bev)):
        make.contact(family=okafors, who=[amina, who], on=today - timedelta(days=days))
    spell = okafors.relationships.named().key_workers().get()
    for one in choice.to_follow(okafors, spell, today):
        found = relationships.met_together(okafors, amina, one.person, today)
        assert one.together == (found.happened_on if found else None)


def test_the_volunteers_goodbye_is_on_the_same_page(sign_in, okafors, ruth, jo, team, today):
    ola = make.person("Ola", Role.VOLUNTEER, surname="Bello", team=team)
    client = sign_in(jo)
    query = "?role=volunteer"
    assert offered(client.get(url("hand_over", okafors, query))) == ["Ola Bello"]
    assert (
        client.post(
            url("hand_over", okafors, query), handing(ola, today, why_not_together="Ruth is in hospital.")
        ).status_code
        == 302
    )
    assert okafors.relationships.volunteers().named().on(today).get().person == ola


def test_with_nobody_named_there_is_nobody_to_say_goodbye_to(sign_in, dunns, zofia, jo, today):
    assert "Nobody to say goodbye to" in text_of(sign_in(jo).get(url("hand_over", dunns)))
    assert sign_in(jo).post(url("hand_over", dunns), handing(zofia, today)).status_code == 422


# End


def test_one_chooses_whose_time_ends(sign_in, okafors, amina, zofia, ruth, jo, today):
    client = sign_in(jo)
    assert offered(client.get(url("end", okafors))) == ["Amina Hussain", "Zofia Nowak", "Ruth Ackroyd"]
    spell = okafors.relationships.volunteers().get()
    form = {"relationship": spell.pk, "on": today.isoformat(), "reason": "Ruth moves away", "side": "neither"}
    assert client.post(url("end", okafors), form).status_code == 302
    spell.refresh_from_db()
    assert (spell.ended_on, spell.end_side, spell.ended_by) == (today, "neither", jo)
    again = client.post(url("end", okafors), form)
    assert again.status_code == 422
    assert Event.objects.filter(verb="end", family=okafors.pk).count() == 1


def test_nobody_ends_a_time_with_another_family_from_this_page(sign_in, okafors, maliks, jo, today):
    spell = maliks.relationships.get()
    answer = sign_in(jo).post(
        url("end", okafors), {"relationship": spell.pk, "on": today.isoformat(), "reason": "x", "side": "service"}
    )
    spell.refresh_from_db()
    assert answer.status_code == 422 and spell.ended_on is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"side": ""}, "Say whose reason it is."), ({"reason": ""}, "Say why."), ({"relationship": ""}, "Choose whose")],
)
def test_an_ending_says_why_and_whose_reason(sign_in, okafors, jo, today, wrong, words):
    spell = okafors.relationships.volunteers().get()
    form = {"relationship": spell.pk, "on": today.isoformat(), "reason": "Moves", "side": "service"} | wrong
    answer = sign_in(jo).post(url("end", okafors), form)
    assert answer.status_code == 422 and words in text_of(answer)


def test_cover_can_end_before_its_day(sign_in, okafors, zofia, bev, jo, today):
    relationships.cover(
        family=okafors,
        person=bev,
        role=Role.KEY_WORKER,
        by=jo,
        on=today,
        until=today + timedelta(days=9),
        reason="Leave",
    )
    covering = okafors.relationships.covering().get()
    client = sign_in(jo)
    assert "Comes for Amina" in text_of(client.get(url("end", okafors)))
    form = {
        "relationship": covering.pk,
        "on": (today + timedelta(days=2)).isoformat(),
        "reason": "Back early",
        "side": "service",
    }
    assert client.post(url("end", okafors), form).status_code == 302
    covering.refresh_from_db()
    assert covering.ended_on == today + timedelta(days=2) and covering.kind == Kind.COVERING


# All of them


@pytest.mark.parametrize("name", PAGES)
def test_no_page_asks_more_of_the_database_with_more_people(sign_in, okafors, jo, team, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(jo)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url(name, okafors)).status_code == 200
        counts.append(len(asked))
        for number in range(8):
            make.person(f"Worker{len(counts)}{number}", Role.KEY_WORKER, team=team)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", PAGES)
def test_plain_words_only(sign_in, okafors, jo, name):
    text = re.sub(r"<[^>]+>", " ", text_of(sign_in(jo).get(url(name, okafors)))).lower()
    for never in (
        "caseload",
        "service user",
        "client",
        "reassign",
        "transfer",
        "churn",
        "breach",
        "discharge",
        "case manager",
    ):
        assert never not in text
