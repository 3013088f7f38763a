"""Access ends with the spell, and words do not end with it: they reach the supervisor."""

from datetime import timedelta

import pytest
from django.utils import timezone

from families import relationships
from families.models import Contact, LateWords
from relational.models import Denial, Event, Letter
from tests import make

WORDS = {"kind": "at_home", "outcome": "seen", "facts": "Grace told me of her sister.", "how_it_was": "Quiet and warm."}


@pytest.fixture
def ended(okafors, amina, jo, today):
    """Amina's spell ended this morning; the form stands open on her phone."""
    spell = okafors.relationships.named().key_workers().get()
    relationships.end(relationship=spell, by=jo, on=today, reason="Moves on", side="service")
    return okafors


def send(client, family):
    return client.post(f"/families/{family.pk}/visits/new/", WORDS)


def test_the_form_that_stood_open_saves_nothing_and_the_words_reach_the_supervisor(ended, amina, jo, sign_in):
    answer = send(sign_in(amina), ended)
    assert answer.status_code == 404 and "What you wrote is kept" in answer.content.decode()
    assert not Contact.objects.exists()
    late = LateWords.objects.get()
    assert (late.family, late.by, late.page) == (ended, amina, "families:log")
    assert "Facts: Grace told me of her sister." in late.words and "csrf" not in late.words
    assert Letter.objects.get(kind="late_words").to == jo and "Grace" not in Letter.objects.get(kind="late_words").body
    assert Denial.objects.get().by == amina and Event.objects.filter(verb="keep_late_words", family=ended.pk).exists()

    page = sign_in(jo).get("/team/").content.decode()
    assert "Grace told me of her sister." in page and "Amina" in page
    assert sign_in(jo).post(f"/team/late/{late.pk}/").status_code == 302
    late.refresh_from_db()
    assert late.taken_up_by == jo and "Grace told me of her sister." not in sign_in(jo).get("/team/").content.decode()


def test_so_do_words_added_to_a_visit_of_hers(okafors, amina, jo, today, sign_in):
    visit = make.contact(family=okafors, who=amina)
    spell = okafors.relationships.named().key_workers().get()
    relationships.end(relationship=spell, by=jo, on=today, reason="Moves on", side="service")
    sign_in(amina).post(f"/visits/{visit.pk}/words/", {"how_it_was": "She was proud.", "whose_words": "mine"})
    assert "She was proud." in LateWords.objects.get().words
    visit.refresh_from_db()
    assert visit.how_it_was == ""


def test_the_author_cannot_read_them_again_nor_take_them_up(ended, amina, sign_in):
    client = sign_in(amina)
    send(client, ended)
    assert client.post(f"/team/late/{LateWords.objects.get().pk}/").status_code == 404
    assert "sister" not in client.get("/today/").content.decode()


@pytest.mark.parametrize("who", ["zofia", "kim", "ruth", "helen", "sana", "dee"])
def test_from_anybody_else_nothing_is_kept_and_nothing_is_told(okafors, maliks, who, request, sign_in):
    """A stranger's words open no door, not even this one: she is told what she would be told of no family at all."""
    from relational.keys import new_key

    client = sign_in(request.getfixturevalue(who))
    there = send(client, okafors)
    nowhere = client.post(f"/families/{new_key()}/visits/new/", WORDS)
    assert there.status_code in (403, 404) and not LateWords.objects.exists()
    if there.status_code == 404:
        assert there.content == nowhere.content


def test_after_two_weeks_it_is_a_closed_door_like_any_other(okafors, amina, jo, today, sign_in):
    spell = okafors.relationships.named().key_workers().get()
    relationships.end(relationship=spell, by=jo, on=today - timedelta(days=14), reason="Moves on", side="service")
    assert send(sign_in(amina), okafors).status_code == 404 and not LateWords.objects.exists()


def test_who_takes_it_up_first_stands(ended, amina, jo, sign_in):
    from families import late_words

    send(sign_in(amina), ended)
    late = LateWords.objects.get()
    first = late_words.take_up(late=late, by=jo, now=timezone.now()).taken_up_at
    assert late_words.take_up(late=late, by=jo, now=timezone.now()).taken_up_at == first
