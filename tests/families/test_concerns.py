"""Keeping safe: the numbers always show, everyone who could act is told at once, and only true words are said."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from families import concerns, relationships
from families.models import Concern, ConcernTold, Kind
from relational.keys import new_key
from relational.models import Event, Letter, Role
from relational.refusals import Refusal
from tests import make


def raised(family, by, **more):
    return concerns.raise_concern(family=family, by=by, words="She did not look safe.", now=timezone.now(), **more)


def people_told(concern):
    return {told.person.called for told in concern.told.select_related("person")}


# The numbers: no test below asks for the database, so any query fails.


def test_the_numbers_show_signed_out_and_without_the_database(client):
    answer = client.get("/urgent/")
    assert answer.status_code == 200
    for label, number in settings.EMERGENCY_NUMBERS:
        assert label in answer.content.decode() and f"tel:{''.join(number.split())}" in answer.content.decode()


def test_the_numbers_show_to_somebody_who_was_signed_in_when_the_database_went_down(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "a-session-that-nobody-can-look-up"
    answer = client.get("/urgent/")
    assert answer.status_code == 200 and "999" in answer.content.decode()


def test_the_numbers_come_before_any_form_and_may_be_kept_by_the_browser(client):
    answer = client.get("/urgent/")
    html = answer.content.decode()
    assert "<form" not in html and html.index("tel:999") < html.index("/urgent/tell/")
    assert "public" in answer.headers["Cache-Control"] and not answer.cookies


def test_telling_wants_signing_in(client, db):
    assert client.get("/urgent/tell/").url.startswith("/in/")


# Who is told


def test_named_worker_stand_in_and_supervisor_are_told_at_once(okafors, ruth):
    concern = raised(okafors, ruth)
    assert people_told(concern) == {"Amina", "Zofia", "Jo"}
    assert Letter.objects.filter(kind="keeping_safe", about=str(concern.pk)).count() == 3
    assert Event.objects.filter(verb="raise_concern", by=ruth, family=okafors.pk).count() == 1


def test_whoever_covers_is_told_as_well_as_the_one_who_is_away(okafors, zofia, jo, ruth, team, today):
    bea = make.person("Bea", Role.KEY_WORKER, team=team)
    relationships.cover(family=okafors, person=bea, role=Role.KEY_WORKER, by=jo, on=today, until=today, reason="Leave")
    assert people_told(raised(okafors, ruth)) == {"Amina", "Zofia", "Bea", "Jo"}


def test_the_one_who_tells_is_not_told_by_the_machine(okafors, amina):
    assert people_told(raised(okafors, amina)) == {"Zofia", "Jo"}


def test_when_nobody_of_the_team_is_left_another_supervisor_is_told(team, jo):
    elsewhere = make.team("Bowling")
    nobody_there = make.family(name="The Browns", by=jo, team=elsewhere)
    assert people_told(raised(nobody_there, make.person("Vi", Role.VOLUNTEER, team=elsewhere))) == {"Jo"}


def test_a_concern_wants_a_line_of_words(okafors, ruth):
    with pytest.raises(Refusal, match="what worries you"):
        concerns.raise_concern(family=okafors, by=ruth, words="  ", now=timezone.now())
    assert not Concern.objects.exists()


def test_posted_twice_it_is_one_concern_and_one_letter_each(okafors, ruth, sign_in):
    form = {"key": new_key(), "family": okafors.pk, "words": "She did not look safe.", "called": "999"}
    first = sign_in(ruth).post("/urgent/tell/", form)
    again = sign_in(ruth).post("/urgent/tell/", form)
    assert first.url == again.url
    assert Concern.objects.count() == 1 and Letter.objects.filter(kind="keeping_safe").count() == 3


# Who may name which family


def test_one_may_only_name_a_family_one_reaches(okafors, maliks, ruth, sign_in):
    page = sign_in(ruth).get("/urgent/tell/").content.decode()
    assert "The Okafors" in page and "The Maliks" not in page
    answer = sign_in(ruth).post("/urgent/tell/", {"key": new_key(), "family": maliks.pk, "words": "x", "called": ""})
    assert answer.status_code == 422 and not Concern.objects.exists()


def test_a_professional_names_the_families_that_agreed_to_her_and_rings_about_any_other(
    okafors, maliks, helen, amina, sign_in
):
    assert "You are with no family here" in sign_in(helen).get("/urgent/tell/").content.decode()
    make.involvement(family=okafors, person=helen, by=amina)
    page = sign_in(helen).get("/urgent/tell/").content.decode()
    assert "The Okafors" in page and "The Maliks" not in page and settings.SERVICE_PHONE in page


def test_wrong_input_loses_nothing(okafors, maliks, jo, sign_in):
    answer = sign_in(jo).post(
        "/urgent/tell/", {"key": new_key(), "words": "Bruises on his arm", "called": "The police"}
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose the family." in html and "Bruises on his arm" in html and "The police" in html


def test_with_many_families_it_is_still_one_choice(team, jo, sign_in):
    for n in range(12):
        make.family(name=f"Family {n:02}", by=jo, team=team)
    assert "<select" in sign_in(jo).get("/urgent/tell/").content.decode()


# Who has opened it, who is dealing with it


def test_opened_is_said_only_when_the_person_who_was_told_opens_it(okafors, ruth, jo, sign_in):
    concern = raised(okafors, ruth)
    url = f"/urgent/{concern.pk}/"
    before = sign_in(ruth).get(url).content.decode()
    assert "Opened this" not in before and "Nobody has said yet that they are dealing with it." in before
    sign_in(jo).get(url)
    assert (
        concern.told.get(person=jo).opened_at
        and not concern.told.exclude(person=jo).filter(opened_at__isnull=False).exists()
    )
    after = sign_in(ruth).get(url).content.decode()
    assert after.count("Opened this") == 1 and "Nobody has said yet" in after


def test_a_letter_that_left_is_not_called_opened_or_seen(okafors, ruth, sign_in):
    concern = raised(okafors, ruth)
    Letter.objects.filter(kind="keeping_safe").update(delivered_at=timezone.now())
    html = sign_in(ruth).get(f"/urgent/{concern.pk}/").content.decode()
    assert html.count("Not opened yet. An e-mail left at") == 3
    assert "seen it" not in html.lower() and "delivered" not in html.lower()


def test_a_letter_that_could_not_be_sent_says_so(okafors, ruth, sign_in):
    concern = raised(okafors, ruth)
    Letter.objects.filter(kind="keeping_safe").update(given_up_at=timezone.now())
    assert "could not be sent" in sign_in(ruth).get(f"/urgent/{concern.pk}/").content.decode()


def test_after_a_quarter_of_an_hour_of_silence_it_says_call(okafors, ruth):
    concern = raised(okafors, ruth)
    assert not concerns.state(concern, ruth, concern.raised_at + timedelta(minutes=14)).call_again
    assert concerns.state(concern, ruth, concern.raised_at + timedelta(minutes=16)).call_again


def test_dealing_is_said_by_the_person_herself(okafors, ruth, jo, amina, sign_in):
    concern = raised(okafors, ruth)
    told = concern.told.get(person=jo)
    assert "I am dealing with this" in sign_in(jo).get(f"/urgent/{concern.pk}/").content.decode()
    sign_in(amina).post(f"/urgent/told/{told.pk}/dealing/")
    told.refresh_from_db()
    assert told.dealing_at is None
    sign_in(jo).post(f"/urgent/told/{told.pk}/dealing/")
    told.refresh_from_db()
    assert told.dealing_at
    assert "Jo says: “I am dealing with this.”" in sign_in(ruth).get(f"/urgent/{concern.pk}/").content.decode()


def test_saying_it_twice_keeps_the_first_moment(okafors, ruth, jo):
    told = raised(okafors, ruth).told.get(person=jo)
    first = concerns.say_dealing(told=told, by=jo, now=timezone.now()).dealing_at
    assert concerns.say_dealing(told=told, by=jo, now=timezone.now() + timedelta(hours=1)).dealing_at == first


def test_dealing_is_a_post(okafors, ruth, jo, sign_in):
    told = raised(okafors, ruth).told.get(person=jo)
    assert sign_in(jo).get(f"/urgent/told/{told.pk}/dealing/").status_code == 405


@pytest.mark.parametrize("stranger", ["helen", "sana", "dee", "ro", "ade"])
def test_strangers_find_nothing(okafors, maliks, ruth, stranger, request, sign_in):
    concern = raised(okafors, ruth)
    client = sign_in(request.getfixturevalue(stranger))
    assert client.get(f"/urgent/{concern.pk}/").status_code == 404
    assert client.post(f"/urgent/told/{concern.told.first().pk}/dealing/").status_code == 404
    assert client.get(f"/urgent/{new_key()}/").status_code == 404


def test_the_mother_herself_does_not_read_what_was_raised(okafors, ruth, grace, sign_in):
    concern = raised(okafors, ruth)
    assert sign_in(grace).get(f"/urgent/{concern.pk}/").status_code == 404


def test_the_news_comes_by_itself_and_without_javascript_by_a_link(okafors, ruth, sign_in):
    concern = raised(okafors, ruth)
    url = f"/urgent/{concern.pk}/"
    whole = sign_in(ruth).get(url).content.decode()
    assert f'<a href="{url}">Look for news</a>' in whole and 'hx-trigger="every 10s"' in whole
    part = sign_in(ruth).get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "Who was told" in part


# What stands before people


def test_a_concern_stands_before_everyone_told_until_somebody_deals_and_they_have_opened_it(
    okafors, ruth, jo, amina, zofia
):
    concern = raised(okafors, ruth)
    for person in (amina, zofia, jo, ruth):
        assert concerns.waiting_for(person) == [concern]
    concerns.say_dealing(told=concern.told.get(person=amina), by=amina, now=timezone.now())
    assert concerns.waiting_for(amina) == [] and concerns.waiting_for(ruth) == []
    assert concerns.waiting_for(jo) == [concern], "nobody closes it for another who has not opened it"
    concerns.opened(concern=concern, by=jo, now=timezone.now())
    assert concerns.waiting_for(jo) == []


def test_opening_alone_does_not_take_it_away(okafors, ruth, jo):
    concern = raised(okafors, ruth)
    concerns.opened(concern=concern, by=jo, now=timezone.now())
    assert concerns.waiting_for(jo) == [concern]


def test_nobody_is_told_twice(okafors, ruth):
    concern = raised(okafors, ruth)
    assert ConcernTold.objects.filter(concern=concern).count() == len(people_told(concern))
    assert okafors.relationships.filter(kind=Kind.STAND_IN).exists()
