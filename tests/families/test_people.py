"""People and what they may see: who reads about whom, who may give which role, days away, and the pages."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from families import away, involvements, relationships, sight
from families.models import Kind, LiveLink, Professional, Relationship
from relational import people, see_as
from relational.keys import new_key
from relational.models import Away, Check, Event, Letter, Role, RoleHeld, User
from relational.permissions import GRANTED, Permission
from relational.refusals import Refusal
from tests import make

LIST, NEW, ME = "/people/", "/people/new/", "/people/me/"
FORM = {"name": "Nadia Rahman", "called": "", "email": "nadia@example.org", "phone": "", "answers": "", "speaks": ""}


def url(name, person, **more):
    return reverse(f"families:{name}", kwargs={"key": person.pk, **more})


def text_of(answer):
    return answer.content.decode()


def names_in(answer) -> list[str]:
    return re.findall(r'row__title"><a href="/people/[0-9a-f-]+/">([^<]+)</a>', text_of(answer))


# Whom one reads about


def test_a_supervisor_reads_about_her_own_team_and_outside_professionals(jo, kim, amina, ruth, helen, dee, ade, today):
    assert set(people.within_sight_of(jo, today)) == {jo, amina, ruth, helen}
    assert set(people.within_sight_of(kim, today)) == {kim, helen}


def test_who_is_only_of_a_family_is_never_among_the_people(ade, dee, ro, jo, okafors, grace, today):
    for viewer in (ade, dee, ro, jo):
        assert grace not in people.within_sight_of(viewer, today)


def test_that_a_volunteer_is_also_of_a_family_is_not_said(sign_in, ade, ruth, okafors, today):
    RoleHeld.objects.create(user=ruth, role=Role.FAMILY_MEMBER, started_on=today)
    text = text_of(sign_in(ade).get(url("person", ruth)))
    assert "olunteer" in text and "amily member" not in text


def test_whoever_works_beside_families_reads_about_nobody_here(amina, ruth, helen, grace, today):
    for viewer in (amina, ruth, helen, grace):
        assert not people.within_sight_of(viewer, today).exists()


def test_somebody_who_moved_to_another_team_is_not_read_about_in_the_old_one(jo, kim, amina, today):
    amina.roles_held.update(ended_on=today)
    RoleHeld.objects.create(user=amina, role=Role.KEY_WORKER, team=make.team("Keighley Road"), started_on=today)
    assert amina not in people.within_sight_of(jo, today)
    assert amina in people.within_sight_of(kim, today)


def test_somebody_who_left_is_still_read_about_where_she_was(jo, amina, today):
    amina.roles_held.update(ended_on=today)
    assert amina in people.within_sight_of(jo, today)


# The list


def test_the_list_is_by_role_and_filtered_by_its_address(sign_in, ade, jo, amina, zofia, ruth, helen):
    client = sign_in(ade)
    whole = text_of(client.get(LIST))
    order = [whole.index(f">{label}<") for label in ("Supervisors", "Key workers", "Volunteers", "From other services")]
    assert order == sorted(order)
    assert names_in(client.get(LIST, {"role": "volunteer"})) == ["Ruth Ackroyd"]
    assert names_in(client.get(LIST, {"name": "nowak"})) == ["Zofia Nowak"]
    assert names_in(client.get(LIST, {"role": "key_worker", "team": str(amina.roles_held.get().team_id)})) == [
        "Amina Hussain",
        "Zofia Nowak",
    ]
    assert "Nobody fits" in text_of(client.get(LIST, {"name": "xx"}))


def test_who_is_away_or_has_a_check_that_runs_out_can_be_asked_for(sign_in, jo, amina, zofia, today):
    people.write_check(
        person=amina, by=jo, what="keeping_safe", done_on=today, on=today, good_until=today + timedelta(9)
    )
    people.write_check(person=amina, by=jo, what="background", done_on=today, on=today)
    Away.objects.create(user=zofia, started_on=today, ended_on=today + timedelta(3), written_by=jo)
    client = sign_in(jo)
    assert "Zofia Nowak" in names_in(client.get(LIST, {"show": "away"}))
    assert "Amina Hussain" in names_in(client.get(LIST, {"show": "checks"}))
    assert "Keeping-safe training runs out on" in text_of(client.get(LIST))


def test_the_list_asks_as_much_for_many_as_for_few(sign_in, ade, jo, amina, helen, team):
    client = sign_in(ade)
    client.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(LIST)
    for number in range(8):
        made = make.person(f"Worker{number}", Role.KEY_WORKER, team=team)
        Check.objects.create(user=made, what="background", done_on=timezone.localdate(), written_by=jo)
        make.professional(f"Pro{number}", "teacher")
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(many) == len(few)


def test_a_persons_page_asks_as_much_for_many_families_as_for_one(sign_in, jo, amina, okafors, team):
    client = sign_in(jo)
    client.get(url("person", amina))
    with CaptureQueriesContext(connection) as few:
        client.get(url("person", amina))
    for number in range(6):
        make.family(name=f"The Elms {number}", key_worker=amina, by=jo, team=team)
    with CaptureQueriesContext(connection) as many:
        client.get(url("person", amina))
    assert len(many) == len(few)


# What she may see


def test_families_are_named_to_whoever_reaches_them_and_counted_to_others(
    sign_in, okafors, maliks, amina, jo, ade, dee, ro
):
    assert "The Okafors" in text_of(sign_in(jo).get(url("person", amina)))
    for viewer in (ade, dee, ro):
        text = text_of(sign_in(viewer).get(url("person", amina)))
        assert "1 family as named key worker" in text
        assert "Okafor" not in text and str(okafors.pk) not in text


def test_what_she_may_see_is_what_the_links_say(okafors, maliks, amina, zofia, jo, today):
    relationships.cover(
        family=okafors, person=zofia, role=Role.KEY_WORKER, by=jo, on=today, until=today, reason="On leave"
    )
    said = {one.how: one.count for one in sight.what_she_may_see(zofia, jo, today)}
    assert said == {"named key worker": 1, "stand-in at work, as key worker": 1}
    assert sum(said.values()) == LiveLink.objects.of(zofia, today).count()


def test_after_her_role_ended_she_sees_nothing_and_the_page_says_so(sign_in, okafors, amina, jo, today):
    amina.roles_held.update(ended_on=today)
    assert sight.what_she_may_see(amina, jo, today) == []
    assert "no family’s page opens" in text_of(sign_in(jo).get(url("person", amina)))


def test_see_as_says_what_the_gates_say(sign_in, ade):
    for role in Role.values:
        seen = see_as.seen_as(role)
        assert len(seen.opens) == len(GRANTED[role])
        assert sign_in(ade).get("/people/see-as/", {"role": role}).status_code == 200
    assert "/families/…/goodbye/" in {page for one in see_as.seen_as(Role.SUPERVISOR).opens for page in one.pages}
    assert "/families/…/goodbye/" not in {page for one in see_as.seen_as(Role.KEY_WORKER).opens for page in one.pages}


def test_every_permission_has_words_and_every_role_says_what_it_reaches():
    assert set(see_as.WORDS) == set(Permission)
    assert set(see_as.REACHES) == set(Role.values)


def test_unknown_and_out_of_sight_answer_with_the_same_bytes(sign_in, kim, amina):
    client = sign_in(kim)
    there, nowhere = client.get(url("person", amina)), client.get(f"/people/{new_key()}/")
    assert (there.status_code, there.content) == (404, nowhere.content)


# Inviting


def test_an_invitation_makes_a_place_and_owes_a_letter_without_a_familys_name(sign_in, jo, team, okafors):
    answer = sign_in(jo).post(NEW, FORM | {"role": "volunteer", "team": team.pk})
    nadia = User.objects.get(email="nadia@example.org")
    assert answer.url == url("person", nadia)
    assert nadia.called == "Nadia" and not nadia.has_usable_password()
    assert [(held.role, held.team, held.started_on) for held in nadia.roles_held.all()] == [
        ("volunteer", team, timezone.localdate())
    ]
    letter = Letter.objects.get(to=nadia)
    assert "/in/" in letter.body and "Okafor" not in letter.body + letter.subject
    assert not LiveLink.objects.of(nadia, timezone.localdate()).exists()


@pytest.mark.parametrize(
    "role", ["supervisor", "administrator", "service_manager", "records_officer", "family_member", "x"]
)
def test_a_supervisor_cannot_give_a_role_that_is_not_hers_to_give_whatever_the_form_says(sign_in, jo, team, role):
    answer = sign_in(jo).post(NEW, FORM | {"role": role, "team": team.pk})
    assert answer.status_code == 422
    assert not User.objects.filter(email="nadia@example.org").exists()


def test_a_supervisor_cannot_bring_somebody_into_another_team(sign_in, jo, kim):
    other = kim.roles_held.get().team
    answer = sign_in(jo).post(NEW, FORM | {"role": "volunteer", "team": other.pk})
    assert answer.status_code == 422 and "not a team of yours" in text_of(answer)
    with pytest.raises(Refusal):
        people.invite(
            by=jo,
            on=timezone.localdate(),
            name="N",
            email="n@example.org",
            role="volunteer",
            team=other,
            sign_in_at="/",
        )


@pytest.mark.parametrize("who", ["amina", "ruth", "helen", "grace", "dee", "ro"])
def test_whoever_may_not_invite_cannot_by_the_verb_either(request, who, team):
    by = request.getfixturevalue(who)
    for role in Role.values:
        with pytest.raises(Refusal):
            people.invite(
                by=by, on=timezone.localdate(), name="N", email="n@example.org", role=role, team=team, sign_in_at="/"
            )


def test_fields_that_are_not_in_the_form_change_nothing(sign_in, jo, team):
    sign_in(jo).post(
        NEW,
        FORM | {"role": "volunteer", "team": team.pk, "is_active": "", "password": "x", "user": str(jo.pk), "by": "x"},
    )
    nadia = User.objects.get(email="nadia@example.org")
    assert nadia.is_active and not nadia.has_usable_password()


def test_a_professional_says_her_job_and_belongs_to_no_team(sign_in, jo, team):
    client = sign_in(jo)
    assert "Write what she does" in text_of(client.post(NEW, FORM | {"role": "professional", "team": team.pk}))
    client.post(NEW, FORM | {"role": "professional", "team": team.pk, "job": "health visitor"})
    assert Professional.objects.get().user.roles_held.get().team is None


def test_bad_input_gets_a_sentence_at_its_field(sign_in, jo):
    answer = sign_in(jo).post(NEW, {"name": "", "email": "nobody", "role": "", "team": "x"})
    text = text_of(answer)
    assert answer.status_code == 422
    for sentence in ("Write the whole name.", "Write it like name@example.org.", "Choose a role."):
        assert sentence in text


def test_an_address_of_somebody_out_of_sight_answers_like_a_free_one(sign_in, jo, ade, grace, team, okafors):
    """Whether a mother's address is known here is not for another team's supervisor to find out."""
    client = sign_in(jo)
    free = client.post(NEW, FORM | {"role": "volunteer", "team": team.pk}, follow=True)
    taken = client.post(NEW, FORM | {"role": "volunteer", "team": team.pk, "email": grace.email.upper()}, follow=True)

    def plain(answer):
        return re.sub(
            r'[0-9a-f]{8}-[0-9a-f-]{27}|nonce-\S+|value="\w{64}"|<svg.*?</svg>', "", text_of(answer), flags=re.S
        )

    assert plain(free) == plain(taken)
    assert grace.roles_held.count() == 1
    assert Letter.objects.filter(to=ade, kind="an_address_is_taken").exists()
    assert not Letter.objects.filter(to=grace, kind="a_place_for_you").exists()


def test_an_address_of_somebody_in_sight_points_to_her_page(sign_in, jo, amina, team):
    answer = sign_in(jo).post(NEW, FORM | {"role": "volunteer", "team": team.pk, "email": amina.email})
    assert "Amina Hussain is here with this address already" in text_of(answer)


# Roles


def test_an_administrator_gives_a_role_and_it_is_on_the_record(sign_in, ade, amina, team, today):
    sign_in(ade).post(url("give_role", amina), {"role": "supervisor", "team": team.pk, "on": today})
    assert amina.roles_on(today) == {"key_worker", "supervisor"}
    assert Event.objects.get(verb="give_role").by == ade


def test_nobody_gives_or_ends_a_role_of_her_own(sign_in, ade, jo, team, today):
    for person in (ade, jo):
        client = sign_in(person)
        assert client.get(url("give_role", person)).status_code == 403
        assert (
            client.post(url("give_role", person), {"role": "supervisor", "team": team.pk, "on": today}).status_code
            == 403
        )
        held = person.roles_held.get()
        assert client.post(url("end_role", person, held=held.pk), {"last_day": today}).status_code == 403
        with pytest.raises(Refusal):
            people.give_role(person=person, by=person, role="supervisor", team=team, on=today)
        with pytest.raises(Refusal):
            people.end_role(held=held, by=person, on=today)


def test_a_supervisor_raises_nobody_to_supervisor(sign_in, jo, amina, team, today):
    answer = sign_in(jo).post(url("give_role", amina), {"role": "supervisor", "team": team.pk, "on": today})
    assert answer.status_code == 422 and amina.roles_on(today) == {"key_worker"}
    with pytest.raises(Refusal):
        people.give_role(person=amina, by=jo, role="supervisor", team=team, on=today)


def test_a_supervisor_does_not_manage_whoever_holds_more_than_she_may_give(sign_in, jo, amina, today):
    RoleHeld.objects.create(user=amina, role=Role.ADMINISTRATOR, started_on=today)
    client = sign_in(jo)
    assert client.get(url("person", amina)).status_code == 200
    for name in ("give_role", "write_check", "away", "leaving"):
        assert client.get(url(name, amina)).status_code == 403


def test_a_role_of_somebody_else_is_not_ended_through_another_persons_address(sign_in, ade, amina, zofia, today):
    held = zofia.roles_held.get()
    assert sign_in(ade).post(url("end_role", amina, held=held.pk), {"last_day": today}).status_code == 404
    held.refresh_from_db()
    assert held.ended_on is None


def test_a_role_begins_today_or_later(jo, ade, amina, team, today):
    with pytest.raises(Refusal, match="has passed"):
        people.give_role(person=amina, by=ade, role="volunteer", team=team, on=today - timedelta(1))


# Checks and own details


def test_a_check_is_written_by_somebody_else_and_the_newest_counts(sign_in, jo, amina, today):
    client = sign_in(jo)
    old = {"what": "keeping_safe", "done_on": today - timedelta(800), "good_until": today - timedelta(70)}
    client.post(url("write_check", amina), old)
    assert "ran out on" in text_of(client.get(url("person", amina)))
    client.post(url("write_check", amina), {"what": "keeping_safe", "done_on": today, "good_until": ""})
    assert "an out on" not in text_of(client.get(url("person", amina)))
    assert Check.objects.count() == 2
    with pytest.raises(Refusal):
        people.write_check(person=jo, by=jo, what="keeping_safe", done_on=today, on=today)
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.create(user=jo, written_by=jo, what="keeping_safe", done_on=today)


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"done_on": "yesterday"}, "not a day we can read"),
        ({"done_on": "2020-05-01", "good_until": "2019-05-01"}, "stop being good before"),
        ({"done_on": "2099-05-01"}, "yet to come"),
    ],
)
def test_a_check_with_wrong_days_says_so_at_the_field(sign_in, jo, amina, said, sentence):
    answer = sign_in(jo).post(url("write_check", amina), {"what": "background"} | said)
    assert answer.status_code == 422 and sentence in text_of(answer).replace("&#x27;", "'")


def test_everybody_who_works_here_writes_her_own_details_and_nothing_more(sign_in, amina, zofia):
    said = {"called": "Mina", "introduction": "Tea?", "speaks": "Urdu", "phone": "1", "answers": "Mondays"}
    sign_in(amina).post(ME, said | {"email": "x@example.org", "name": "Else", "is_active": "", "person": str(zofia.pk)})
    amina.refresh_from_db()
    assert (amina.called, amina.introduction, amina.name, amina.email) == (
        "Mina",
        "Tea?",
        "Amina Hussain",
        "amina@example.org",
    )
    zofia.refresh_from_db()
    assert zofia.called == "Zofia"
    with pytest.raises(Refusal):
        people.describe(person=zofia, by=amina, **said)


# Days away


def days(today, first, last):
    return {"on": today + timedelta(first), "until": today + timedelta(last)}


def test_days_away_show_who_comes_and_bring_the_stand_in_forward_on_a_yes(sign_in, okafors, amina, zofia, jo, today):
    client = sign_in(jo)
    when = days(today, 3, 6)
    shown = text_of(client.get(url("away", amina), when))
    assert "The Okafors" in shown and "Zofia comes" in shown
    assert not Relationship.objects.filter(kind=Kind.COVERING).exists()
    value = re.search(r'name="stand_ins" value="([^"]+)"', shown)[1]
    client.post(url("away", amina), when | {"reason": "On leave", "stand_ins": [value]})
    spell = Relationship.objects.get(kind=Kind.COVERING)
    assert (spell.person, spell.started_on, spell.ended_on) == (zofia, when["on"], when["until"] + timedelta(1))
    assert Away.objects.get().user == amina
    assert okafors.relationships.named().key_workers().on(when["on"]).get().person == amina


def test_a_stand_in_who_was_changed_after_the_list_was_shown_is_not_brought_forward(
    okafors, amina, zofia, jo, team, today
):
    bev = make.person("Bev", Role.KEY_WORKER, team=team)
    value = away.meanwhile(amina, jo, today, today, today=today)[0].value
    spell = okafors.relationships.stand_ins().get()
    relationships.end(relationship=spell, by=jo, on=today, reason="Moves", side="service")
    relationships.appoint(
        family=okafors, person=bev, role=Role.KEY_WORKER, kind=Kind.STAND_IN, by=jo, on=today, reason="They met."
    )
    with pytest.raises(Refusal, match="changed who stands in"):
        away.go_away(person=amina, by=jo, on=today, until=today, today=today, stand_ins=[value])
    assert not Away.objects.exists() and not Relationship.objects.filter(kind=Kind.COVERING).exists()


def test_a_family_without_a_stand_in_waits_for_somebody_to_choose(sign_in, maliks, zofia, jo, today):
    text = text_of(sign_in(jo).get(url("away", zofia), days(today, 1, 2)))
    assert "Choose somebody by hand" in text and 'name="stand_ins"' not in text


def test_days_away_are_written_down_once_at_a_time(jo, amina, today):
    away.go_away(person=amina, by=jo, on=today, until=today + timedelta(3), today=today)
    with pytest.raises(Refusal, match="already"):
        away.go_away(person=amina, by=jo, on=today + timedelta(3), until=today + timedelta(5), today=today)
    with pytest.raises(IntegrityError), transaction.atomic():
        Away.objects.create(user=amina, started_on=today, ended_on=today + timedelta(2), written_by=jo)
    with pytest.raises(IntegrityError), transaction.atomic():
        Away.objects.create(user=amina, started_on=today + timedelta(50), written_by=jo)


@pytest.mark.parametrize("first, last, sentence", [(5, 3, "before the first"), (0, 500, "more than a year")])
def test_odd_days_away_are_told_at_the_field(sign_in, amina, jo, today, first, last, sentence):
    answer = sign_in(jo).get(url("away", amina), days(today, first, last))
    assert answer.status_code == 422 and sentence in text_of(answer)


def test_only_who_reaches_her_families_writes_days_away(sign_in, ade, amina, okafors):
    assert sign_in(ade).get(url("away", amina)).status_code == 403


# Other professionals


def test_the_worker_withdraws_an_involvement_in_one_step_and_reach_ends_at_once(sign_in, okafors, amina, helen, today):
    one = involvements.involve(
        family=okafors, person=helen, by=amina, on=today, why="Eni's weight", asked_by="Grace", agreed="yes"
    )
    assert LiveLink.objects.of(helen, today).count() == 1
    story = text_of(sign_in(amina).get(reverse("families:story", args=[okafors.pk])))
    assert f"/involvements/{one.pk}/withdraw/" in story
    sign_in(amina).post(reverse("families:withdraw", args=[one.pk]))
    assert LiveLink.objects.of(helen, today).count() == 0
    one.refresh_from_db()
    assert one.ended_on == today and one.end_reason
    assert Event.objects.get(verb="withdraw").by == amina


def test_an_involvement_lasts_ninety_days_at_most(okafors, amina, helen, today):
    known = {"family": okafors, "person": helen, "by": amina, "on": today, "why": "Eni", "asked_by": "Grace"}
    with pytest.raises(Refusal, match="At most 90 days"):
        involvements.involve(**known, agreed="yes", days=91)
    assert involvements.involve(**known, agreed="yes").ended_on == today + timedelta(90)


@pytest.mark.parametrize("who, status", [("zofia", 404), ("kim", 404), ("ruth", 404), ("helen", 404), ("ade", 404)])
def test_others_withdraw_nothing(request, sign_in, okafors, amina, helen, today, who, status):
    one = make.involvement(family=okafors, person=helen, by=amina)
    person = request.getfixturevalue(who)
    assert sign_in(person).post(reverse("families:withdraw", args=[one.pk])).status_code == status
    one.refresh_from_db()
    assert one.ended_on > today


# Doors


@pytest.mark.parametrize("who", ["ade", "dee", "ro"])
def test_whoever_reaches_no_family_has_a_first_page_of_her_own(request, sign_in, who):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(client.get("/").url).status_code == 200


def test_managers_and_records_officers_only_read(sign_in, dee, ro, amina, team):
    for viewer in (dee, ro):
        client = sign_in(viewer)
        text = text_of(client.get(url("person", amina)))
        assert '<form method="post" action="/people/' not in text and "/leaving/" not in text
        assert client.post(NEW, FORM | {"role": "volunteer", "team": team.pk}).status_code == 403
