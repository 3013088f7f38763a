"""Somebody leaves: planned, or at once. Nothing ends silently, nothing stays open, and it is all or nothing."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from families import leaving, relationships, routing, sight
from families.models import Contact, Involvement, Relationship, RoutedRequest
from relational import people
from relational.models import Event, Letter, Role, RoleHeld
from relational.refusals import Refusal
from tests import make


def url(name, person, **more):
    return reverse(f"families:{name}", kwargs={"key": person.pk, **more})


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def now():
    return timezone.now()


def end_now(person, by, now):
    return leaving.end_access_now(person=person, by=by, reason="She asked us to.", now=now)


# Planned


def test_a_planned_leaving_asks_who_will_say_goodbye_and_the_list_shrinks(
    sign_in, okafors, maliks, amina, zofia, jo, today
):
    relationships.hand_over(
        family=maliks,
        to=amina,
        role="key_worker",
        by=jo,
        on=today - timedelta(1),
        reason="Days",
        why_not_together="Ill",
    )
    client = sign_in(jo)
    assert "Who will say goodbye to these 2 families?" in text_of(client.get(url("leaving", amina)))
    client.post(url("leaving", amina), {"last_day": today + timedelta(20), "reason": "A new job"})
    assert amina.roles_held.get().ended_on == today + timedelta(21)
    relationships.hand_over(
        family=okafors, to=zofia, role="key_worker", by=jo, on=today, reason="A new job", why_not_together="Ill"
    )
    text = text_of(client.get(url("leaving", amina)))
    assert "Who will say goodbye to this family?" in text
    assert "The Maliks" in text and "The Okafors" not in text
    assert reverse("families:hand_over", args=[maliks.pk]) in text


def test_until_her_last_day_nothing_changes_and_the_day_after_everything_is_shut(
    sign_in, okafors, amina, jo, today, now
):
    leaving.plan(person=amina, by=jo, last_day=today, reason="A new job", now=now)
    story = reverse("families:story", args=[okafors.pk])
    assert sign_in(amina).get(story).status_code == 200
    assert leaving.finish(now=now) == 0
    assert leaving.finish(now=now + timedelta(days=1)) == 1
    amina.refresh_from_db()
    assert not amina.is_active
    assert okafors.relationships.named().key_workers().get().ended_on is None


def test_a_planned_leaving_tells_the_supervisors_of_her_team_without_a_familys_name(
    okafors, amina, jo, ade, today, now
):
    leaving.plan(person=amina, by=ade, last_day=today + timedelta(9), reason="A new job", now=now)
    letter = Letter.objects.get(to=jo, kind="somebody_leaves")
    assert "Okafor" not in letter.subject + letter.body


@pytest.mark.parametrize("days, sentence", [(-1, "has passed"), (400, "more than a year")])
def test_an_odd_last_day_is_told_at_the_field(sign_in, amina, jo, today, days, sentence):
    answer = sign_in(jo).post(url("leaving", amina), {"last_day": today + timedelta(days), "reason": "x"})
    assert answer.status_code == 422 and sentence in text_of(answer)
    assert amina.roles_held.get().ended_on is None


# At once


def test_access_ends_with_the_next_request_and_an_open_page_cannot_save(client, okafors, amina, jo, now):
    client.force_login(amina)
    log = reverse("families:log", args=[okafors.pk])
    assert client.get(log).status_code == 200
    end_now(amina, jo, now)
    before = Contact.objects.count()
    answer = client.post(log, {"facts": "I was there."})
    assert answer.status_code in (302, 403) and Contact.objects.count() == before
    assert not Contact.objects.filter(facts__contains="I was there").exists()
    answer = client.get(reverse("families:story", args=[okafors.pk]))
    assert answer.status_code == 302 and answer.url.startswith(settings.LOGIN_URL)


def test_her_sessions_are_dead_even_if_the_account_is_opened_again(client, amina, jo, ade, team, today, now):
    client.force_login(amina)
    client.get("/today/")
    end_now(amina, jo, now)
    people.give_role(person=amina, by=ade, role="key_worker", team=team, on=today)
    assert client.get("/today/").status_code == 302


def test_a_supervisor_cannot_open_an_account_that_has_ended(amina, jo, ade, team, today, now):
    end_now(amina, ade, now)
    with pytest.raises(Refusal, match="administrator opens it again"):
        people.give_role(person=amina, by=jo, role="key_worker", team=team, on=today)


def test_what_waited_for_her_goes_to_the_next_person_with_a_letter(okafors, amina, zofia, jo, helen, now):
    asked = make.request(by=helen, family=okafors)
    assert asked.held_by == amina
    end_now(amina, jo, now)
    asked.refresh_from_db()
    assert asked.held_by == zofia and asked.holder == RoutedRequest.Holder.STAND_IN
    letter = Letter.objects.get(to=zofia, kind="a_request_waits")
    assert "Okafor" not in letter.subject + letter.body
    assert routing.who_answers(okafors, timezone.localdate())[0] == zofia


def test_without_a_stand_in_it_goes_to_the_supervisor(maliks, zofia, jo, helen, now):
    asked = make.request(by=helen, family=maliks)
    end_now(zofia, jo, now)
    asked.refresh_from_db()
    assert asked.held_by == jo and asked.holder == RoutedRequest.Holder.SUPERVISOR


def test_other_peoples_requests_stay_where_they_are(okafors, maliks, amina, zofia, jo, helen, now):
    other = make.request(by=helen, family=maliks)
    end_now(amina, jo, now)
    other.refresh_from_db()
    assert other.held_by == zofia


def test_no_relationship_ends_silently_and_the_supervisor_sees_who_needs_somebody(
    sign_in, okafors, amina, zofia, jo, now, today
):
    before = list(Relationship.objects.order_by("pk").values())
    end_now(amina, jo, now)
    assert list(Relationship.objects.order_by("pk").values()) == before
    needs = sight.need_somebody(jo, today)
    assert [(one.family, one.spell.person, one.meanwhile) for one in needs] == [(okafors, amina, zofia)]
    for page in (url("leaving", amina), reverse("families:team")):
        text = text_of(sign_in(jo).get(page))
        assert "Families that need somebody now" in text
        assert f"{reverse('families:hand_over', args=[okafors.pk])}?role=key_worker" in text


def test_a_goodbye_and_hello_still_works_after_her_access_ended_and_clears_the_list(
    sign_in, okafors, amina, zofia, jo, now, today
):
    end_now(amina, jo, now)
    sign_in(jo).post(
        reverse("families:hand_over", args=[okafors.pk]) + "?role=key_worker",
        {"to": zofia.pk, "on": today, "reason": "Amina left", "side": "service", "why_not_together": "She has left."},
    )
    assert okafors.relationships.named().key_workers().on(today).get().person == zofia
    assert sight.need_somebody(jo, today) == []


def test_a_supervisor_of_another_team_sees_nothing_of_it(okafors, amina, jo, kim, now, today):
    end_now(amina, jo, now)
    assert sight.need_somebody(kim, today) == []


def test_involvements_end_and_letters_still_owed_are_not_sent(okafors, amina, helen, jo, now, today):
    make.involvement(family=okafors, person=helen, by=amina)
    Letter.objects.create(to=helen, kind="x", about="x", subject="x", body="x")
    end_now(helen, jo, now)
    assert Involvement.objects.get().ended_on == today
    assert not helen.letters.owed().exists()


def test_who_is_also_of_a_family_keeps_that_way_in_alone(client, okafors, grace, jo, team, now, today):
    RoleHeld.objects.create(user=grace, role=Role.VOLUNTEER, team=team, started_on=today - timedelta(30))
    end_now(grace, jo, now)
    grace.refresh_from_db()
    assert grace.is_active and grace.roles_on(today) == {"family_member"}


@pytest.mark.parametrize("breaks", ["families.leaving.forget_factors", "families.leaving.routing.pass_on"])
def test_a_failure_in_the_middle_leaves_everything_as_before(okafors, amina, jo, helen, now, monkeypatch, breaks):
    asked = make.request(by=helen, family=okafors)
    make.involvement(family=okafors, person=amina, by=jo)

    def fail(**known):
        raise RuntimeError("in the middle")

    monkeypatch.setattr(breaks, fail)
    events = Event.objects.count()
    with pytest.raises(RuntimeError):
        end_now(amina, jo, now)
    amina.refresh_from_db()
    asked.refresh_from_db()
    assert amina.is_active and asked.held_by == amina
    assert amina.roles_held.get().ended_on is None
    assert Involvement.objects.get().ended_on > timezone.localdate()
    assert Event.objects.count() == events and not Letter.objects.filter(kind="access_has_ended").exists()


def test_ending_access_says_why_and_is_on_the_record(sign_in, amina, jo, ade):
    client = sign_in(ade)
    answer = client.post(url("end_access", amina), {"reason": ""})
    assert answer.status_code == 422 and "Say why" in text_of(answer)
    client.post(url("end_access", amina), {"reason": "Her phone was taken."})
    event = Event.objects.get(verb="end_access")
    assert (event.by, event.details["reason"]) == (ade, "Her phone was taken.")
    assert Letter.objects.filter(to=jo, kind="access_has_ended").exists()


def test_to_an_administrator_the_families_are_a_number_and_somebody_to_ask(sign_in, okafors, amina, jo, ade, now):
    client = sign_in(ade)
    text = text_of(client.get(url("leaving", amina)))
    assert "Who will say goodbye to this family?" in text and "Jo Green" in text
    assert "Okafor" not in text and str(okafors.pk) not in text
    end_now(amina, ade, now)
    assert "Okafor" not in text_of(client.get(url("leaving", amina)))


# Who cannot leave


def test_the_last_supervisor_cannot_leave(sign_in, ade, jo, today, now):
    client = sign_in(ade)
    for name, said in (("leaving", {"last_day": today, "reason": "x"}), ("end_access", {"reason": "x"})):
        answer = client.post(url(name, jo), said)
        assert answer.status_code == 422 and "is the last supervisor here" in text_of(answer)
    jo.refresh_from_db()
    assert jo.is_active and jo.roles_held.get().ended_on is None


def test_the_last_supervisor_of_a_team_with_families_cannot_leave(ade, jo, kim, okafors, now):
    with pytest.raises(Refusal, match="last supervisor of Manningham"):
        end_now(jo, ade, now)
    end_now(kim, ade, now)  # nobody is with her team


def test_a_supervisor_whose_own_end_is_agreed_does_not_count_as_another(ade, jo, team, okafors, today, now):
    other = make.person("Pat", Role.SUPERVISOR, team=team)
    leaving.plan(person=other, by=ade, last_day=today + timedelta(40), reason="A new job", now=now)
    with pytest.raises(Refusal, match="last supervisor"):
        leaving.plan(person=jo, by=ade, last_day=today + timedelta(5), reason="A new job", now=now)


def test_once_somebody_else_holds_the_role_she_may_leave(ade, jo, team, okafors, today, now):
    make.person("Pat", Role.SUPERVISOR, team=team)
    end_now(jo, ade, now)
    jo.refresh_from_db()
    assert not jo.is_active


def test_the_last_administrator_cannot_leave(ade, today, now):
    """Whoever ends it is one herself; but if her own end is agreed, she is no other who could go on."""
    leaves = make.person("Bo", Role.ADMINISTRATOR)
    leaving.plan(person=leaves, by=ade, last_day=today + timedelta(9), reason="A new job", now=now)
    for verb, known in (
        (leaving.end_access_now, {"reason": "x", "now": now}),
        (leaving.plan, {"reason": "x", "now": now, "last_day": today}),
    ):
        with pytest.raises(Refusal, match="the last administrator here"):
            verb(person=ade, by=leaves, **known)
    make.person("Cy", Role.ADMINISTRATOR)
    leaving.end_access_now(person=ade, by=leaves, reason="x", now=now)


def test_nobody_ends_her_own_access(sign_in, jo, ade, now):
    for person in (jo, ade):
        client = sign_in(person)
        assert client.get(url("leaving", person)).status_code == 403
        assert client.post(url("end_access", person), {"reason": "x"}).status_code == 403
        assert client.post(url("forget_keys", person)).status_code == 403
        with pytest.raises(Refusal):
            end_now(person, person, now)


@pytest.mark.parametrize(
    "who, status", [("amina", 403), ("ruth", 403), ("dee", 403), ("ro", 403), ("kim", 404), ("helen", 403)]
)
def test_others_end_nobodys_access(request, sign_in, okafors, zofia, who, status):
    answer = sign_in(request.getfixturevalue(who)).post(url("end_access", zofia), {"reason": "x"})
    assert answer.status_code in (404, status)
    zofia.refresh_from_db()
    assert zofia.is_active


def test_a_supervisor_ends_no_role_that_only_an_administrator_gives(jo, team, today):
    other = make.person("Pat", Role.SUPERVISOR, team=team)
    with pytest.raises(Refusal, match="may not end"):
        people.end_role(held=other.roles_held.get(), by=jo, on=today)


def test_whoever_may_not_manage_her_cannot_by_the_verb_either(amina, zofia, kim, dee, ruth, jo, today, now):
    for by in (zofia, kim, dee, ruth):
        with pytest.raises(Refusal):
            end_now(amina, by, now)
        with pytest.raises(Refusal):
            leaving.plan(person=amina, by=by, last_day=today, reason="x", now=now)
    with pytest.raises(Refusal, match="An administrator may"):
        RoleHeld.objects.create(user=amina, role=Role.RECORDS_OFFICER, started_on=today)
        end_now(amina, jo, now)
    assert amina.roles_on(today) == {"key_worker", "records_officer"}


# A lost phone or key


def test_a_lost_key_is_forgotten_by_somebody_else_and_signs_her_out(sign_in, client, amina, jo):
    from allauth.mfa.models import Authenticator
    from django.test import Client

    Authenticator.objects.create(user=amina, type="totp", data={})
    hers = Client()
    hers.force_login(amina)
    hers.get("/today/")
    answer = sign_in(jo).post(url("forget_keys", amina))
    assert answer.status_code == 302
    assert not Authenticator.objects.filter(user=amina).exists()
    assert hers.get("/today/").status_code == 302
    amina.refresh_from_db()
    assert amina.is_active


def test_the_dangerous_pages_ask_again_who_she_is(sign_in, amina, jo, settings, today):
    settings.STEP_UP = True
    client = sign_in(jo)
    held = amina.roles_held.get()
    for address in (
        "/people/new/",
        url("give_role", amina),
        url("leaving", amina),
        url("end_role", amina, held=held.pk),
    ):
        assert client.get(address).status_code == 302, address
    for address in (url("end_access", amina), url("forget_keys", amina)):
        assert client.post(address, {"reason": "x"}).status_code == 302, address
    amina.refresh_from_db()
    assert amina.is_active


def test_a_name_that_cannot_come_is_not_told_to_the_family_nor_told_of_a_worry(okafors, amina, jo, grace, today, sign_in):
    from families import concerns

    amina.roles_held.update(ended_on=today)
    page = sign_in(grace).get("/me/").content.decode()
    assert "Amina" not in page.split("before")[0] and "01632 960102" not in page
    assert amina not in concerns.who_is_told(okafors, today)
