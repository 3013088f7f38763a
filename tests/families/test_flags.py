"""Look again: raised once, with its evidence, seen by the worker first, closed by a person only."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families import counting, flags, relationships, support, tasks
from families.models import ChangedFamily, Contact, Flag, Limit, Reading, Rule
from relational.models import Event, Role
from relational.refusals import Refusal
from tests import make

LONG_ENOUGH = "Grandmother is there until the spring, and they asked for it."


@pytest.fixture(autouse=True)
def a_day_for_the_worker(settings):
    settings.WORKER_SEES_FIRST_HOURS = 24


@pytest.fixture
def ago(today):
    return lambda days: today - timedelta(days=days)


def kept(family, amina, today, every=7):
    """Amina comes every week, so that nothing is to be said about her."""
    for back in range(2, 90, every):
        make.contact(family=family, who=amina, on=today - timedelta(days=back))


def strangers(family, n, today, *, first=0, back=40, how="by_law"):
    """So many other professionals, long enough ago to be no new faces of this month."""
    people = [make.professional(f"Visitor{number}", "counsellor") for number in range(first, first + n)]
    for person in people:
        make.contact(family=family, who=person, on=today - timedelta(days=back), how=how)
    return people


def only(family, rule) -> Flag:
    return Flag.objects.get(family=family, rule=rule)


# --- Each rule ----------------------------------------------------------------------------------------------------


def test_the_starting_limits_are_those_of_the_design(db):
    found = {
        (limit.rule, limit.support_kind): (limit.prompt, limit.review, limit.minimum, limit.in_working_days)
        for limit in Limit.objects.all()
    }
    assert found == {
        ("faces_90d", ""): (4, 6, 0, False),
        ("new_faces_30d", ""): (2, 3, 0, False),
        ("named_changes_12m", ""): (1, 2, 0, False),
        ("named_share_90d", ""): (70, 50, 4, False),
        ("outside_share_90d", ""): (20, 40, 5, False),
        ("days_since_named", "family_support"): (21, 28, 0, False),
        ("days_since_named", "child_in_need"): (15, 20, 0, True),
        ("days_since_named", "child_protection"): (8, 10, 0, True),
        ("days_since_named", "looked_after"): (35, 42, 0, False),
        ("no_named_worker", ""): (2, 5, 0, True),
    }
    assert {rule for rule, _ in found} == set(Rule.values)
    assert all(limit.reason and limit.agreed_by for limit in Limit.objects.all())


def test_a_family_that_is_well_raises_nothing(okafors, amina, today):
    kept(okafors, amina, today)
    done = flags.raise_flags(on=today)
    assert (done.counted, done.raised) == (1, []) and not Flag.objects.exists()


def test_too_many_people_is_raised_with_its_evidence(okafors, amina, today, ago):
    kept(okafors, amina, today)
    people = strangers(okafors, 3, today)
    flags.raise_flags(on=today)
    flag = only(okafors, Rule.FACES_90D)
    assert (flag.level, flag.numerator, flag.denominator, flag.version) == ("prompt", 4, None, counting.VERSION)
    assert (flag.window_start, flag.window_end, flag.raised_on) == (ago(89), today, today)
    assert set(flag.contacts) == set(Contact.objects.filter(happened_on__gte=ago(89)).values_list("pk", flat=True))
    assert flag.limit == Limit.objects.get(rule=Rule.FACES_90D) and len(people) == 3
    event = Event.objects.get(verb="raise_flag")
    assert (event.by, event.family, event.subject_key, event.details["numerator"]) == (None, okafors.pk, flag.pk, 4)


def test_new_faces_of_a_month_are_raised(okafors, amina, today):
    kept(okafors, amina, today)
    strangers(okafors, 3, today, back=5)
    flags.raise_flags(on=today)
    assert only(okafors, Rule.NEW_FACES_30D).level == "review"


def test_two_changes_are_for_review_and_one_only_asks_for_a_goodbye(okafors, amina, zofia, jo, today, ago):
    kept(okafors, amina, today)
    make.contact(family=okafors, who=[amina, zofia], on=ago(21))
    handing = {"family": okafors, "role": Role.KEY_WORKER, "by": jo, "reason": "Hours change."}
    relationships.hand_over(**handing, to=zofia, on=ago(20))
    flags.raise_flags(on=ago(19))
    assert not Flag.objects.filter(rule=Rule.NAMED_CHANGES_12M).exists()
    relationships.hand_over(**handing, to=amina, on=ago(10), why_not_together="Zofia fell ill.")
    flags.raise_flags(on=today)
    flag = only(okafors, Rule.NAMED_CHANGES_12M)
    assert (flag.level, flag.numerator) == ("review", 2)


def test_one_change_without_a_visit_together_is_asked_about(okafors, amina, zofia, jo, today, ago):
    kept(okafors, amina, today)
    relationships.hand_over(
        family=okafors,
        to=zofia,
        role=Role.KEY_WORKER,
        by=jo,
        on=ago(10),
        reason="Hours change.",
        why_not_together="Amina fell ill.",
    )
    flags.raise_flags(on=today)
    flag = only(okafors, Rule.NAMED_CHANGES_12M)
    assert (flag.level, flag.numerator) == ("prompt", 1)
    assert "both visit together" in flags.sentence(flag)


def test_a_low_named_share_is_raised_from_four_events(okafors, amina, zofia, today, ago):
    for back in (3, 10):
        make.contact(family=okafors, who=zofia, on=ago(back))
    make.contact(family=okafors, who=amina, on=ago(1))
    flags.raise_flags(on=today)
    assert not Flag.objects.filter(rule=Rule.NAMED_SHARE_90D).exists()
    make.contact(family=okafors, who=zofia, on=ago(17))
    flags.raise_flags(on=today)
    flag = only(okafors, Rule.NAMED_SHARE_90D)
    assert (flag.level, flag.numerator, flag.denominator, len(flag.contacts)) == ("review", 1, 4, 4)


def test_exactly_at_a_share_is_not_past_it(okafors, amina, zofia, today, ago):
    for back, who in enumerate([amina, amina, zofia, zofia], start=1):
        make.contact(family=okafors, who=who, on=ago(back))
    flags.raise_flags(on=today)
    assert only(okafors, Rule.NAMED_SHARE_90D).level == "prompt"


def test_contacts_outside_the_link_are_raised(okafors, amina, helen, today, ago):
    kept(okafors, amina, today)
    for back in (35, 40, 45, 50, 55):
        make.contact(family=okafors, who=helen, on=ago(back), how="outside" if back > 45 else "by_law")
    flags.raise_flags(on=today)
    flag = only(okafors, Rule.OUTSIDE_SHARE_90D)
    assert (flag.level, flag.numerator, flag.denominator) == ("prompt", 2, 5)


@pytest.mark.parametrize(
    ("kind", "days", "level"),
    [
        ("family_support", 20, None),
        ("family_support", 21, "prompt"),
        ("family_support", 28, "review"),
        ("looked_after", 34, None),
    ],
)
def test_not_seen_for_too_long_depends_on_the_kind_of_support(okafors, amina, today, ago, kind, days, level):
    okafors.periods.update(kind=kind)
    make.contact(family=okafors, who=amina, on=ago(days))
    flags.raise_flags(on=today)
    found = Flag.objects.filter(rule=Rule.DAYS_SINCE_NAMED).first()
    assert (found and found.level) == level


def test_a_child_protection_plan_counts_working_days(team, jo, amina):
    family = make.family(name="The Reids", key_worker=amina, by=jo, team=team, since=date(2026, 3, 2))
    family.periods.update(kind="child_protection")
    make.contact(family=family, who=amina, on=date(2026, 4, 1))
    flags.raise_flags(on=date(2026, 4, 14))  # seven working days: Good Friday and Easter Monday are none
    assert not Flag.objects.filter(rule=Rule.DAYS_SINCE_NAMED).exists()
    flags.raise_flags(on=date(2026, 4, 15))
    flag = Flag.objects.get(rule=Rule.DAYS_SINCE_NAMED)
    assert (flag.level, flag.numerator) == ("prompt", 8) and "8 working days" in flags.sentence(flag)


def test_nobody_named_reaches_the_supervisor_at_once(team, jo):
    family = make.family(name="The Khans", by=jo, team=team, since=date(2026, 6, 1))
    now = timezone.now()
    flags.raise_flags(on=date(2026, 6, 3), now=now)
    assert only(family, Rule.NO_NAMED_WORKER).level == "prompt"
    assert not Flag.objects.visible_to_supervisor(now).exists()
    flags.raise_flags(on=date(2026, 6, 8), now=now)
    flag = only(family, Rule.NO_NAMED_WORKER)
    assert (flag.level, flag.supervisor_from) == ("review", now)
    assert list(Flag.objects.open().visible_to_supervisor(now)) == [flag]


def test_somebody_named_again_eases_it(team, jo, amina):
    family = make.family(name="The Khans", by=jo, team=team, since=date(2026, 6, 1))
    flags.raise_flags(on=date(2026, 6, 8))
    relationships.appoint(
        family=family, person=amina, role=Role.KEY_WORKER, by=jo, on=date(2026, 6, 9), reason="They know her."
    )
    flags.raise_flags(on=date(2026, 6, 9))
    flag = only(family, Rule.NO_NAMED_WORKER)
    assert flag.eased_on == date(2026, 6, 9) and flag.decided_at is None


# --- Once, and never lowered --------------------------------------------------------------------------------------


@pytest.fixture
def looked_at(okafors, amina, today):
    """The Okafors met four professionals in 90 days: one open flag."""
    kept(okafors, amina, today)
    strangers(okafors, 3, today)
    flags.raise_flags(on=today)
    return only(okafors, Rule.FACES_90D)


def test_the_same_day_again_raises_nothing_and_changes_nothing(looked_at, today):
    before = list(Flag.objects.values())
    done = flags.raise_flags(on=today)
    assert (done.raised, done.escalated, done.eased) == ([], [], [])
    assert list(Flag.objects.values()) == before and Event.objects.filter(verb="raise_flag").count() == 1


def test_one_open_flag_goes_from_prompt_to_review_in_its_place(looked_at, okafors, today, ago):
    strangers(okafors, 2, today, first=10)
    now = timezone.now()
    done = flags.raise_flags(on=today, now=now)
    looked_at.refresh_from_db()
    assert done.escalated == [looked_at] and Flag.objects.filter(rule=Rule.FACES_90D).count() == 1
    assert (looked_at.level, looked_at.numerator) == ("review", 6)
    assert looked_at.supervisor_from == looked_at.raised_at + timedelta(hours=24)
    assert Event.objects.filter(verb="escalate_flag", subject_key=looked_at.pk).count() == 1


def test_the_worker_sees_it_first(looked_at, okafors, today):
    strangers(okafors, 2, today, first=10)
    flags.raise_flags(on=today)
    now = timezone.now()
    assert not Flag.objects.visible_to_supervisor(now).exists()
    assert Flag.objects.visible_to_supervisor(now + timedelta(hours=25)).count() == 1


def test_her_words_bring_it_to_the_supervisor_at_once(looked_at, okafors, amina, today):
    now = timezone.now()
    assert (
        flags.add_worker_words(flag=looked_at, by=amina, words="The clinic sent three.", now=now).supervisor_from
        is None
    )
    assert not Flag.objects.visible_to_supervisor(now).exists()
    strangers(okafors, 2, today, first=10)
    flags.raise_flags(on=today, now=now)
    assert Flag.objects.visible_to_supervisor(now).count() == 1


def test_words_on_a_review_release_it(okafors, amina, today, ago):
    make.contact(family=okafors, who=amina, on=ago(30))
    flags.raise_flags(on=today)
    now = timezone.now()
    flag = flags.add_worker_words(flag=only(okafors, Rule.DAYS_SINCE_NAMED), by=amina, words="They were away.", now=now)
    assert flag.supervisor_from == now and flag.worker_words_by == amina
    assert Event.objects.filter(verb="add_worker_words").count() == 1
    with pytest.raises(Refusal):
        flags.add_worker_words(flag=flag, by=amina, words="  ", now=now)


def test_a_review_waiting_for_a_worker_who_left_goes_to_the_supervisor(okafors, amina, jo, today, ago):
    strangers(okafors, 6, today)
    make.contact(family=okafors, who=amina, on=ago(1))
    flags.raise_flags(on=today)
    now = timezone.now()
    assert only(okafors, Rule.FACES_90D).supervisor_from > now
    relationships.end(
        relationship=okafors.relationships.named().key_workers().get(), by=jo, on=today, reason="Left", side="service"
    )
    flags.raise_flags(on=today, now=now)
    assert only(okafors, Rule.FACES_90D).supervisor_from == now


def test_back_within_the_limit_is_eased_and_still_open_and_past_again_is_not_eased(okafors, amina, today, ago):
    make.contact(family=okafors, who=amina, on=ago(30))
    flags.raise_flags(on=ago(1))
    make.contact(family=okafors, who=amina, on=today)
    assert len(flags.raise_flags(on=today).eased) == 1
    flag = only(okafors, Rule.DAYS_SINCE_NAMED)
    assert (flag.eased_on, flag.level, flag.decided_at, flag.numerator) == (today, "review", None, 29)
    flags.raise_flags(on=today)
    flags.raise_flags(on=today + timedelta(days=22))
    flag.refresh_from_db()
    assert (flag.eased_on, flag.level, flag.numerator) == (None, "review", 22)


def test_a_share_that_hovers_at_its_limit_has_not_eased(okafors, amina, zofia, today, ago):
    for back in range(1, 5):
        make.contact(family=okafors, who=zofia, on=ago(back))
    for back in range(5, 14):
        make.contact(family=okafors, who=amina, on=ago(back))
    flags.raise_flags(on=today)
    flag = only(okafors, Rule.NAMED_SHARE_90D)
    assert (flag.numerator, flag.denominator) == (9, 13)
    make.contact(family=okafors, who=amina, on=ago(14))
    flags.raise_flags(on=today)
    assert only(okafors, Rule.NAMED_SHARE_90D).eased_on is None  # 10 of 14 is above 70, not yet above 75 in a hundred
    for back in range(15, 18):
        make.contact(family=okafors, who=amina, on=ago(back))
    flags.raise_flags(on=today)
    assert only(okafors, Rule.NAMED_SHARE_90D).eased_on == today


def test_a_run_for_an_earlier_day_leaves_what_a_later_day_found(looked_at, today, ago):
    before = list(Flag.objects.values())
    flags.raise_flags(on=ago(80))
    assert list(Flag.objects.values()) == before


def test_a_run_for_a_day_before_it_eased_does_not_take_that_back(okafors, amina, today, ago):
    make.contact(family=okafors, who=amina, on=ago(40))
    flags.raise_flags(on=ago(5))
    make.contact(family=okafors, who=amina, on=ago(3))
    flags.raise_flags(on=today)
    flags.raise_flags(on=ago(4))
    assert only(okafors, Rule.DAYS_SINCE_NAMED).eased_on == today


def test_a_limit_changed_today_does_not_change_yesterday(okafors, amina, today, ago):
    kept(okafors, amina, today)
    strangers(okafors, 2, today)
    old = Limit.objects.get(rule=Rule.FACES_90D)
    Limit.objects.filter(pk=old.pk).update(ended_on=today)
    new = Limit.objects.create(rule=Rule.FACES_90D, prompt=2, started_on=today, reason="We want to know sooner.")
    flags.raise_flags(on=ago(1))
    assert not Flag.objects.exists()
    flags.raise_flags(on=today)
    assert only(okafors, Rule.FACES_90D).limit == new


def test_a_family_we_said_goodbye_to_is_left_in_peace(okafors, jo, today, ago):
    support.say_goodbye_for_now(family=okafors, by=jo, on=today, reason="They are well.")
    assert flags.raise_flags(on=today).counted == 0 and not Flag.objects.exists()


# --- Deciding -----------------------------------------------------------------------------------------------------


def decide(flag, jo, decision="right_as_it_is", *, days=30, reason=LONG_ENOUGH, now=None):
    now = now or timezone.now()
    return flags.decide(
        flag=flag,
        by=jo,
        decision=decision,
        reason=reason,
        review_on=timezone.localdate(now) + timedelta(days=days),
        now=now,
    )


def test_a_decision_says_what_why_and_when_and_is_made_once(looked_at, jo):
    decided = decide(looked_at, jo)
    assert (decided.decided_by, decided.decision, decided.reason) == (jo, "right_as_it_is", LONG_ENOUGH)
    assert Event.objects.get(verb="decide_flag").by == jo
    with pytest.raises(Refusal, match="Jo decided on this"):
        decide(looked_at, jo)
    with pytest.raises(Refusal):
        flags.add_worker_words(flag=looked_at, by=jo, words="Late", now=timezone.now())


@pytest.mark.parametrize(
    ("field", "change"),
    [("reason", {"reason": "  It is fine so.     "}), ("review_on", {"days": 0}), ("review_on", {"days": -4}),
     ("review_on", {"days": 4000}), ("decision", {"decision": "close"})],
)  # fmt: skip
def test_a_decision_without_a_reason_or_a_day_is_refused(looked_at, jo, field, change):
    with pytest.raises(Refusal) as refused:
        decide(looked_at, jo, **change)
    assert refused.value.field == field
    looked_at.refresh_from_db()
    assert looked_at.decided_at is None and not Event.objects.filter(verb="decide_flag").exists()


def test_right_as_it_is_stays_quiet_until_it_gets_worse(looked_at, okafors, jo, today):
    decide(looked_at, jo)
    assert flags.raise_flags(on=today + timedelta(days=1)).raised == []
    strangers(okafors, 1, today, first=10)
    (new,) = flags.raise_flags(on=today + timedelta(days=2)).raised
    assert (new.rule, new.numerator) == (Rule.FACES_90D, 5) and new.pk != looked_at.pk


def test_we_will_change_stays_quiet_until_its_day(looked_at, okafors, jo, today):
    decide(looked_at, jo, "we_will_change", days=7)
    strangers(okafors, 1, today, first=10)
    assert flags.raise_flags(on=today + timedelta(days=6)).raised == []
    assert [flag.rule for flag in flags.raise_flags(on=today + timedelta(days=7)).raised] == [Rule.FACES_90D]


def test_days_that_only_pass_are_no_news_to_whoever_decided_about_them(okafors, amina, jo, today, ago):
    make.contact(family=okafors, who=amina, on=ago(21))
    flags.raise_flags(on=today)
    decide(only(okafors, Rule.DAYS_SINCE_NAMED), jo)
    assert flags.raise_flags(on=today + timedelta(days=3)).raised == []
    (new,) = flags.raise_flags(on=today + timedelta(days=7)).raised
    assert (new.level, new.numerator) == ("review", 28)


# --- By themselves ------------------------------------------------------------------------------------------------


def test_a_changed_family_is_counted_again_and_its_mark_goes(okafors, amina, today):
    kept(okafors, amina, today)
    flags.raise_flags(on=today)
    ChangedFamily.objects.all().delete()
    strangers(okafors, 3, today)
    assert ChangedFamily.objects.count() == 3
    tasks.measure_changed_families()
    assert not ChangedFamily.objects.exists() and only(okafors, Rule.FACES_90D).numerator == 4


def test_after_a_day_without_broker_or_beat_everybody_is_counted_by_the_first_run(
    okafors, maliks, amina, zofia, today, ago
):
    flags.raise_flags(on=ago(2))
    ChangedFamily.objects.all().delete()
    assert tasks.measure_changed_families() is None
    assert set(Reading.objects.filter(counted_on=today).values_list("family", flat=True)) == {okafors.pk, maliks.pk}
    with CaptureQueriesContext(connection) as seen:
        tasks.measure_changed_families()
    assert not any("INSERT INTO families_reading" in query["sql"] for query in seen)


def test_a_run_that_fails_gives_the_marks_back(okafors, monkeypatch, today):
    marks = ChangedFamily.objects.count()
    monkeypatch.setattr(flags, "raise_flags", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.measure_changed_families()
    assert ChangedFamily.objects.count() == marks > 0


@pytest.mark.django_db(transaction=True)
def test_marks_another_worker_holds_are_left_to_it(okafors, today):
    """Two Celery workers at once: the second goes past what the first has taken, and waits for nothing."""
    flags.raise_flags(on=today)
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT id FROM families_changedfamily FOR UPDATE")
            held = len(cursor.fetchall())
        tasks.measure_changed_families()
        assert ChangedFamily.objects.count() == held > 0
    finally:
        other.rollback()
        other.close()
    tasks.measure_changed_families()
    assert not ChangedFamily.objects.exists()


def test_the_number_of_queries_does_not_grow_with_families_that_have_open_flags(team, jo, amina, today):
    def queries():
        with CaptureQueriesContext(connection) as seen, transaction.atomic():
            flags.raise_flags(on=today)
        return len(seen)

    counts = []
    for n in (2, 6):
        for number in range(n):
            make.family(name=f"The Family {n} {number}", key_worker=amina, by=jo, team=team)
        flags.raise_flags(on=today - timedelta(days=1))
        counts.append(queries())
    assert counts[0] == counts[1] <= 20 and Flag.objects.filter(rule=Rule.DAYS_SINCE_NAMED).count() == 8


def run(*args):
    out = StringIO()
    call_command("raise_flags", *args, stdout=out)
    return out.getvalue()


def test_the_command_says_what_it_did(okafors, today, ago):
    assert run("--on", str(ago(1))) == f"{ago(1):%-d %B %Y}: 1 family counted and 1 new look-again.\n"
    assert run() == f"{today:%-d %B %Y}: 1 family counted and 0 new look-agains.\n"


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "2999-01-01", "1066-10-14", "", "31/01/2026"])
def test_the_command_refuses_a_day_that_makes_no_sense_in_one_line(okafors, day):
    with pytest.raises(CommandError) as refused:
        run("--on", day)
    assert "\n" not in str(refused.value) and str(refused.value).endswith(".")


# --- Words --------------------------------------------------------------------------------------------------------

FORBIDDEN = ("risk", "case", "client", "breach", "churn", "closed", "red", "amber")


@pytest.mark.parametrize("rule", Rule.values)
@pytest.mark.parametrize("name", ["The Okafors", "Malik", "Sana's family"])
@pytest.mark.parametrize("worker", ["Amina", ""])
def test_a_flag_speaks_plainly_of_what_we_did(rule, name, worker, okafors):
    okafors.name = name
    flag = Flag(
        family=okafors,
        rule=rule,
        level="prompt",
        numerator=2,
        denominator=6,
        limit=Limit(rule=rule),
        window_end=date(2026, 6, 1),
    )
    said = flags.sentence(flag, worker=worker)
    assert said.endswith("This is about how we organised visits, not about the family.")
    assert said[0].isupper() and "  " not in said and "None" not in said and "family family" not in said
    assert not set(said.lower().replace(",", " ").replace(".", " ").split()) & set(FORBIDDEN)


def test_the_sentence_finds_the_worker_itself(looked_at):
    assert flags.sentence(looked_at) == (
        "The Okafors met 4 different workers in 90 days. Could Amina ring them this week and agree who needs to visit? "
        "This is about how we organised visits, not about the family."
    )


def test_moments_are_those_it_is_given(looked_at, jo):
    now = timezone.make_aware(datetime(2027, 3, 28, 12))
    assert decide(looked_at, jo, now=now).decided_at == now
