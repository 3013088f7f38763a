"""The volunteer's home: whom she sees next, who is beside her, and nobody else's notes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from families import contacts, relationships
from families.models import Contact, PlannedContact
from relational.keys import new_key
from relational.models import Letter, Look, Role
from tests import make


@pytest.fixture
def plan(okafors, ruth, today):
    """plan(days=2) is a visit of Ruth's to the Okafors."""

    def planned(*, days, at="10:00"):
        return contacts.plan_contact(
            family=okafors, person=ruth, by=ruth, starts_at=make.moment(today + timedelta(days=days), at)
        )

    return planned


def diary(okafors, today, **more):
    return {
        "key": new_key(),
        "outcome": "seen",
        "facts": "We walked to the park.",
        "happened_on": today.isoformat(),
        "kind": "out_together",
        **more,
    }


def test_she_sees_her_family_by_first_names_her_supervisor_and_the_named_worker(okafors, ruth, plan, sign_in):
    plan(days=5)
    html = sign_in(ruth).get("/v/").content.decode()
    assert "Grace, Tobi and Eni" in html and "Okafor" not in html
    assert "Beside you" in html and "Call Jo" in html
    assert "Amina" in html and "01632 960102" in html


def test_without_a_family_it_says_that_we_ask_first(ruth, jo, sign_in):
    html = sign_in(ruth).get("/v/").content.decode()
    assert "You are not matched yet." in html and "We will ask you first." in html and "Call Jo" in html


@pytest.mark.parametrize(("days", "shown"), [(0, True), (2, True), (3, False)])
def test_the_address_stands_there_only_while_a_visit_is_due(okafors, ruth, plan, sign_in, days, shown):
    plan(days=days, at="23:30")
    html = sign_in(ruth).get("/v/").content.decode()
    assert ("1 Oak Lane" in html) is shown and ("01632 960001" in html) is shown
    assert Look.objects.filter(by=ruth, family=okafors.pk, page="volunteers:home").exists() is shown


def test_without_a_visit_there_is_no_address(okafors, ruth, sign_in):
    html = sign_in(ruth).get("/v/").content.decode()
    assert "1 Oak Lane" not in html and "No visit planned yet" in html


def test_she_reads_her_own_words_and_nobody_elses(okafors, ruth, amina, today, sign_in):
    make.contact(family=okafors, who=amina, on=today - timedelta(days=3), facts="Amina wrote this.")
    make.contact(
        family=okafors,
        who=ruth,
        on=today - timedelta(days=2),
        facts="Ruth wrote this.",
        how_it_was="We laughed.",
        whose_words="both",
    )
    html = sign_in(ruth).get("/v/").content.decode()
    assert "Ruth wrote this." in html and "We laughed." in html and "Amina wrote this." not in html


def test_after_the_relationship_ended_nothing_of_the_family_is_left(okafors, ruth, jo, today, plan, sign_in):
    make.contact(family=okafors, who=ruth, on=today - timedelta(days=2), facts="Ruth wrote this.")
    plan(days=1)
    spell = okafors.relationships.volunteers().get()
    relationships.end(relationship=spell, by=jo, on=today, reason="Ruth moves away", side="service")
    html = sign_in(ruth).get("/v/").content.decode()
    assert "Grace" not in html and "Ruth wrote this." not in html and "Oak Lane" not in html
    assert sign_in(ruth).get(f"/v/{okafors.pk}/diary/").status_code == 404


def test_whoever_covers_for_the_named_worker_is_the_one_to_call(okafors, ruth, jo, zofia, today, sign_in):
    relationships.cover(
        family=okafors, person=zofia, role=Role.KEY_WORKER, by=jo, on=today, until=today, reason="Leave"
    )
    html = sign_in(ruth).get("/v/").content.decode()
    assert "Stands in for Amina" in html and "01632 960103" in html


# The diary


def test_saying_how_it_went_is_one_post_from_her_first_page(okafors, ruth, today, sign_in):
    page = sign_in(ruth).get("/v/").content.decode()
    assert f'action="/v/{okafors.pk}/diary/"' in page
    answer = sign_in(ruth).post(
        f"/v/{okafors.pk}/diary/", diary(okafors, today, how_it_was="I slept.", whose_words="familys")
    )
    assert answer.url == "/v/"
    visit = Contact.objects.get(logged_by=ruth)
    assert (visit.facts, visit.how_it_was, visit.whose_words) == ("We walked to the park.", "I slept.", "familys")
    assert [one.person for one in visit.who_came.all()] == [ruth] and visit.who_came.get().capacity == "volunteer"
    assert visit.how_it_came == "named"


def test_posted_twice_it_is_one_visit(okafors, ruth, today, sign_in):
    form = diary(okafors, today)
    for _ in range(2):
        assert sign_in(ruth).post(f"/v/{okafors.pk}/diary/", form).url == "/v/"
    assert Contact.objects.filter(logged_by=ruth).count() == 1


def test_the_words_of_a_visit_that_was_planned_belong_to_that_plan(okafors, ruth, today, plan, sign_in):
    planned = plan(days=-1)
    html = sign_in(ruth).get(f"/v/{okafors.pk}/diary/").content.decode()
    assert str(planned.pk) in html and (today - timedelta(days=1)).isoformat() in html
    sign_in(ruth).post(f"/v/{okafors.pk}/diary/", diary(okafors, today - timedelta(days=1), planned=planned.pk))
    assert Contact.objects.get(planned=planned).facts == "We walked to the park."


def test_another_day_than_the_planned_one_leaves_the_plan_alone(okafors, ruth, today, plan, sign_in):
    planned = plan(days=-3)
    sign_in(ruth).post(f"/v/{okafors.pk}/diary/", diary(okafors, today, planned=planned.pk))
    assert Contact.objects.get(logged_by=ruth).planned is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"facts": " "}, "Write a line about what you did."),
        ({"how_it_was": "I slept."}, "Say whose words these are."),
        ({"happened_on": "2099-01-01"}, "This day has not come yet."),
        ({"happened_on": "yesterday"}, "Enter a valid date."),
    ],
)
def test_wrong_input_says_where_and_loses_nothing(okafors, ruth, today, sign_in, wrong, sentence):
    answer = sign_in(ruth).post(f"/v/{okafors.pk}/diary/", diary(okafors, today, **{"facts": "We walked.", **wrong}))
    html = answer.content.decode()
    assert answer.status_code == 422 and sentence in html
    assert wrong.get("how_it_was", "") in html and not Contact.objects.exists()


def test_nobody_answered_is_a_visit_that_did_not_happen(okafors, ruth, today, sign_in):
    sign_in(ruth).post(f"/v/{okafors.pk}/diary/", diary(okafors, today, outcome="nobody_answered", facts=""))
    visit = Contact.objects.get(logged_by=ruth)
    assert not visit.was_achieved and not visit.was_there.exists()


@pytest.mark.parametrize("who", ["amina", "jo", "grace"])
def test_the_diary_is_the_volunteers(okafors, who, request, sign_in):
    assert sign_in(request.getfixturevalue(who)).get(f"/v/{okafors.pk}/diary/").status_code == 403


@pytest.mark.parametrize("who", ["helen", "sana", "dee", "ade"])
def test_strangers_find_no_diary_and_no_volunteers_home(okafors, who, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(f"/v/{okafors.pk}/diary/").status_code == 404
    assert client.get("/v/").status_code == 403


# I cannot come


def test_i_cannot_come_calls_the_visit_off_and_tells_the_worker(okafors, ruth, amina, plan, sign_in):
    planned = plan(days=3)
    answer = sign_in(ruth).post("/v/", {"planned": planned.pk}, follow=True)
    planned.refresh_from_db()
    assert planned.called_off_at and "We have written to Amina" in answer.content.decode()
    letter = Letter.objects.get(kind="a_volunteer_cannot_come", to=amina)
    assert "Grace" not in letter.body + letter.subject and "Okafor" not in letter.body + letter.subject


def test_a_visit_of_today_is_logged_as_cancelled_by_us(okafors, ruth, plan, sign_in):
    planned = plan(days=0, at="23:30")
    sign_in(ruth).post("/v/", {"planned": planned.pk})
    assert Contact.objects.get(planned=planned).outcome == Contact.Outcome.WE_CANCELLED


def test_saying_it_twice_changes_nothing_more(okafors, ruth, amina, plan, sign_in):
    planned = plan(days=3)
    for _ in range(2):
        assert sign_in(ruth).post("/v/", {"planned": planned.pk}).url == "/v/"
    assert Letter.objects.filter(kind="a_volunteer_cannot_come").count() == 1


def test_only_her_own_visits_can_be_called_off(okafors, ruth, amina, today, sign_in):
    aminas = contacts.plan_contact(
        family=okafors, person=amina, by=amina, starts_at=make.moment(today + timedelta(days=2), "10:00")
    )
    sign_in(ruth).post("/v/", {"planned": aminas.pk})
    sign_in(ruth).post("/v/", {"planned": "nonsense"})
    aminas.refresh_from_db()
    assert aminas.called_off_at is None


def test_a_worry_stands_at_the_top_until_somebody_deals_with_it(okafors, ruth, sign_in):
    from families import concerns

    concerns.raise_concern(family=okafors, by=ruth, words="x", now=timezone.now())
    html = sign_in(ruth).get("/v/").content.decode()
    assert "See who is dealing with it" in html and "/urgent/" in html


def test_the_page_asks_as_many_questions_for_fifty_families_as_for_five(
    team, jo, amina, ruth, today, sign_in, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def more(n):
        for _ in range(n):
            family = make.family(name="The Browns", volunteer=ruth, key_worker=amina, by=jo, team=team)
            PlannedContact.objects.create(
                family=family, person=ruth, planned_by=ruth, starts_at=make.moment(today + timedelta(days=1), "10:00")
            )
            make.contact(family=family, who=ruth, on=today - timedelta(days=2))

    client = sign_in(ruth)
    more(5)
    client.get("/v/")
    with CaptureQueriesContext(connection) as few:
        client.get("/v/")
    more(45)
    with CaptureQueriesContext(connection) as many:
        client.get("/v/")
    assert len(many) == len(few)
