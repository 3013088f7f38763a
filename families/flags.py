"""Look again: a figure of one family went past a level we chose, so a person thinks and decides.

It is about how we organised visits, never about the family. A flag is raised by the service's own clock, seen by
the worker first, and closed by a person only, with a reason and a day to look again.

prompt    a quiet question to the worker; it never reaches the supervisor
review    the supervisor sees it too: a day after the worker, or at once when she has said her words, or when the
          family has nobody named who could see it first
eased     back within the limit. It still wants a person's yes
decided   then it is quiet: until its review day; "right as it is" only until then *and* as long as it gets no worse

What gets worse: a count grows, a share moves away from its limit. Days that merely pass are no news to somebody who
decided about them, so for "not seen" and "nobody named" worse means that the prompt has become a review.

A run for an earlier day never touches what a later day found.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from families import continuity, counting
from families.models import ChangedFamily, Family, Flag, Limit, Reading, Relationship, Rule, SupportPeriod, spoken
from relational import events
from relational.charts.words import count, listed, said
from relational.refusals import Refusal

REASON_AT_LEAST = 20  # characters
REVIEW_WITHIN_DAYS = 366
EASES_ABOVE = 5  # hundredths above its limit at which a named share has eased…
EASES_ANYWAY_DAYS = 30  # …or just above the limit, so many days after it was raised

CLOCKS = (Rule.DAYS_SINCE_NAMED, Rule.NO_NAMED_WORKER)
MOVES = (  # what the clock may change in an open flag
    "level", "version", "limit", "window_start", "window_end", "numerator", "denominator", "contacts", "supervisor_from", "eased_on",
)  # fmt: skip
PROMPT, REVIEW = Flag.Level.PROMPT, Flag.Level.REVIEW


# --- When a figure is past a limit --------------------------------------------------------------------------------


class Count(NamedTuple):
    """The two numbers a rule goes by; `numerator` None is unknown, and the unknown is never past a limit."""

    numerator: int | None
    denominator: int | None = None


def count_for(rule: str, reading: Reading, limit: Limit) -> Count:
    """What a reading says for one rule, in the unit of its limit."""
    working = limit.in_working_days
    match rule:
        case Rule.NAMED_SHARE_90D:
            return Count(reading.key_work_named_90d, reading.key_work_90d)
        case Rule.OUTSIDE_SHARE_90D:
            return Count(reading.others_outside_90d, reading.others_90d)
        case Rule.DAYS_SINCE_NAMED:
            return Count(reading.working_days_since_named if working else reading.days_since_named)
        case Rule.NO_NAMED_WORKER:
            return Count((reading.working_days_without_named if working else reading.days_without_named) or 0)
        case _:
            return Count(getattr(reading, rule))


def level_past(rule: str, counted: Count, limit: Limit) -> str | None:
    """Which level the numbers are past: REVIEW, PROMPT, or None. Counts and days reach a level; a share passes it."""
    if unknown(counted, limit):
        return None
    levels = ((REVIEW, limit.review), (PROMPT, limit.prompt))
    return next((level for level, at in levels if at is not None and _past(rule, counted, at)), None)


def unknown(counted: Count, limit: Limit) -> bool:
    """Too little to say anything: no number, nothing to make a share of, or fewer than the limit's minimum."""
    return counted.numerator is None or (
        counted.denominator is not None and counted.denominator < max(limit.minimum, 1)
    )


def _past(rule: str, counted: Count, at: int) -> bool:
    if rule == Rule.NAMED_SHARE_90D:
        return counted.numerator * 100 < at * counted.denominator
    if rule == Rule.OUTSIDE_SHARE_90D:
        return counted.numerator * 100 > at * counted.denominator
    return counted.numerator >= at


def _has_eased(flag: Flag, counted: Count, limit: Limit, on: date) -> bool:
    """Back within the limit for good: a share that hovers at its limit has not eased (continuity.md 2.8)."""
    if flag.rule == Rule.OUTSIDE_SHARE_90D and counted.numerator == 0:
        return True
    if unknown(counted, limit):
        return False
    if flag.rule != Rule.NAMED_SHARE_90D or on - flag.raised_on >= timedelta(days=EASES_ANYWAY_DAYS):
        return True
    at = limit.prompt if limit.prompt is not None else limit.review
    return counted.numerator * 100 >= (at + EASES_ABOVE) * counted.denominator


def _is_worse(rule: str, level: str, counted: Count, before: Flag) -> bool:
    if rule in CLOCKS:
        return level == REVIEW and before.level == PROMPT
    if counted.denominator is None or before.denominator is None:
        return counted.numerator > before.numerator
    now, then = counted.numerator * before.denominator, before.numerator * counted.denominator
    return now < then if rule == Rule.NAMED_SHARE_90D else now > then


def _stays_quiet(rule: str, level: str, counted: Count, decided: Flag | None, on: date) -> bool:
    if decided is None:
        return False
    if decided.window_end > on:
        return True
    if on >= decided.review_on:
        return False
    return decided.decision != Flag.Decision.RIGHT_AS_IT_IS or not _is_worse(rule, level, counted, decided)


# --- Raising ------------------------------------------------------------------------------------------------------


@dataclass
class Raised:
    """What a run did."""

    counted: int = 0
    raised: list[Flag] = field(default_factory=list)
    escalated: list[Flag] = field(default_factory=list)
    eased: list[Flag] = field(default_factory=list)

    def __iadd__(self, other):
        self.counted += other.counted
        self.raised += other.raised
        self.escalated += other.escalated
        self.eased += other.eased
        return self

    def __str__(self):
        parts = [
            f"{count(self.counted, 'family', 'families')} counted",
            f"{count(len(self.raised), 'new look-again', 'new look-agains')}",
        ]
        parts += [f"{len(self.escalated)} went on to the supervisor"] if self.escalated else []
        parts += [f"{len(self.eased)} eased"] if self.eased else []
        return f"{listed(parts)}."


def raise_flags(*, on: date, families: Iterable | None = None, now: datetime | None = None) -> Raised:
    """Count open families as of `on` (all, or those given), and raise, escalate and ease their flags.

    The same day again raises nothing new. One transaction for each chunk of families; families are held in one
    order meanwhile, so that two runs at once come one after the other and raise nothing twice.
    """
    done = Raised()
    for chunk in counting.chunks(on, families):
        with transaction.atomic():
            held = {
                family.pk: family
                for family in Family.objects.filter(pk__in=chunk).order_by("pk").select_for_update(no_key=True)
            }
            continuity.write_readings(on, list(held))
            done += _look(held, on, now or timezone.now())
    return done


def raise_for_changed_families(*, on: date) -> Raised:
    """Count again the families something happened to, and those that have no reading of `on` yet.

    The second makes it heal by itself: had nothing run for a day, the first run after it counts everybody. Marks
    are taken in the transaction that counts, by whoever finds them free, and go with it: a run that is killed
    gives them back.
    """
    done = Raised()
    while True:
        with transaction.atomic():
            marks = list(ChangedFamily.objects.order_by("pk").select_for_update(skip_locked=True)[: counting.CHUNK])
            done += raise_flags(on=on, families={mark.family_id for mark in marks})
            ChangedFamily.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
        if len(marks) < counting.CHUNK:
            break
    while True:
        with transaction.atomic():
            waiting = (
                Family.objects.open(on)
                .exclude(pk__in=Reading.objects.filter(counted_on=on).values("family"))
                .order_by("pk")
            )
            chunk = [
                family.pk
                for family in waiting.select_for_update(of=("self",), no_key=True, skip_locked=True)[: counting.CHUNK]
            ]
            done += raise_flags(on=on, families=chunk)
        if len(chunk) < counting.CHUNK:
            return done


class _Past(NamedTuple):
    """One family past one limit."""

    family: UUID
    rule: str
    level: str
    counted: Count
    limit: Limit


def _look(families: dict[UUID, Family], on: date, now: datetime) -> Raised:
    """Compare the readings of `on` with the limits of `on`: everything read at once, then written at once."""
    readings = {
        reading.family_id: reading for reading in Reading.objects.filter(family__in=list(families), counted_on=on)
    }
    kinds = dict(SupportPeriod.objects.on(on).filter(family__in=list(readings)).values_list("family", "kind"))
    limits = {(limit.rule, limit.support_kind): limit for limit in Limit.objects.on(on)}
    open_flags = Flag.objects.open().filter(family__in=list(readings)).order_by("pk").select_for_update(no_key=True)
    flags = {(flag.family_id, flag.rule): flag for flag in open_flags}
    decided = {
        (flag.family_id, flag.rule): flag
        for flag in Flag.objects.filter(family__in=list(readings), decided_at__isnull=False).order_by("family", "rule", "-decided_at")
        .distinct("family", "rule")
    }  # fmt: skip
    done, past, changed = Raised(counted=len(readings)), [], []
    for key, reading in readings.items():
        for rule in Rule.values:
            limit = limits.get((rule, kinds[key])) or limits.get((rule, ""))
            if limit is None:
                continue
            counted = count_for(rule, reading, limit)
            level, flag = level_past(rule, counted, limit), flags.get((key, rule))
            if flag is not None and max(flag.window_end, flag.eased_on or flag.window_end) > on:
                continue
            if level is None and flag is not None and flag.eased_on is None and _has_eased(flag, counted, limit, on):
                done.eased.append(_eased(flag, on))
                changed.append(flag)
            elif level is not None and (
                flag is not None or not _stays_quiet(rule, level, counted, decided.get((key, rule)), on)
            ):
                past.append(_Past(key, rule, level, counted, limit))
    news = [one for one in past if _is_news(one, flags.get((one.family, one.rule)))]
    behind = continuity.measures({one.family for one in news}, on) if news else {}
    new = []
    for one in news:
        flag, row = flags.get((one.family, one.rule)), behind[one.family].row
        evidence = _evidence(one, behind[one.family])
        if _only_asks_for_a_goodbye(one) and not row["changes_without_goodbye"]:
            if flag is not None and flag.eased_on is None:
                done.eased.append(_eased(flag, on))
                changed.append(flag)
        elif flag is None:
            new.append(_new(one, evidence, on, now, nobody_first=readings[one.family].days_without_named is not None))
        else:
            _still_past(flag, one, evidence, now, done)
            changed.append(flag)
    for flag in flags.values():
        if (
            flag.level == REVIEW
            and flag.supervisor_from > now
            and readings[flag.family_id].days_without_named is not None
        ):
            flag.supervisor_from = now
            changed.append(flag)
    done.raised = Flag.objects.bulk_create(new)
    Flag.objects.bulk_create(
        {flag.pk: flag for flag in changed}.values(), update_conflicts=True, unique_fields=["id"], update_fields=MOVES
    )
    _record("raise_flag", done.raised, families)
    _record("escalate_flag", done.escalated, families)
    return done


def _is_news(one: _Past, flag: Flag | None) -> bool:
    """Something that an open flag does not say yet. Evidence is of the day on which its numbers were last new."""
    if flag is None or flag.eased_on is not None or _only_asks_for_a_goodbye(one):
        return True
    said = (flag.numerator, flag.denominator, flag.limit_id, flag.version)
    return said != (*one.counted, one.limit.pk, counting.VERSION) or (flag.level, one.level) == (PROMPT, REVIEW)


def _only_asks_for_a_goodbye(one: _Past) -> bool:
    """A first change of the named worker asks only whether there was a goodbye and hello (limit T02)."""
    return one.rule == Rule.NAMED_CHANGES_12M and one.level == PROMPT


def _evidence(one: _Past, behind: continuity.Measures) -> dict:
    figure = {
        Rule.DAYS_SINCE_NAMED: behind.days_since_named,
        Rule.NO_NAMED_WORKER: behind.days_without_named,
    }.get(one.rule) or getattr(behind, one.rule)
    return {
        "version": counting.VERSION, "limit": one.limit, "window_start": figure.since, "window_end": figure.until,
        "numerator": one.counted.numerator, "denominator": one.counted.denominator, "contacts": list(figure.contacts),
    }  # fmt: skip


def _new(one: _Past, evidence: dict, on: date, now: datetime, *, nobody_first: bool) -> Flag:
    flag = Flag(family_id=one.family, rule=one.rule, level=one.level, raised_on=on, **evidence)
    if one.level == REVIEW:
        flag.supervisor_from = now if nobody_first else now + timedelta(hours=settings.WORKER_SEES_FIRST_HOURS)
    return flag


def _still_past(flag: Flag, one: _Past, evidence: dict, now: datetime, done: Raised):
    """Bring an open flag up to date: what is decided about it must be what is so. It is never lowered."""
    for name, value in evidence.items():
        setattr(flag, name, value)
    flag.eased_on = None
    if flag.level == PROMPT and one.level == REVIEW:
        flag.level = REVIEW
        seen_first = flag.raised_at + timedelta(hours=settings.WORKER_SEES_FIRST_HOURS)
        flag.supervisor_from = now if flag.worker_words else max(now, seen_first)
        done.escalated.append(flag)


def _eased(flag: Flag, on: date) -> Flag:
    flag.eased_on = on
    return flag


def _record(verb: str, flags: Iterable[Flag], families: dict[UUID, Family]):
    for flag in flags:
        events.record(
            verb, flag, by=None, family=families[flag.family_id], rule=flag.rule, level=flag.level, on=flag.window_end,
            numerator=flag.numerator, denominator=flag.denominator,
        )  # fmt: skip


# --- Deciding -----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_worker_words(*, flag: Flag, by, words: str, now: datetime) -> Flag:
    """The worker says how it came about. With her words it goes to the supervisor at once, if it goes there at all."""
    flag = _undecided(flag)
    if not words.strip():
        raise Refusal("Write a line about how it came about.", field="words")
    flag.worker_words, flag.worker_words_by, flag.worker_words_at = words.strip(), by, now
    if flag.level == REVIEW:
        flag.supervisor_from = min(flag.supervisor_from, now)
    flag.save(update_fields=["worker_words", "worker_words_by", "worker_words_at", "supervisor_from"])
    events.record("add_worker_words", flag, by=by, family=flag.family, rule=flag.rule)
    return flag


@transaction.atomic
def decide(*, flag: Flag, by, decision: str, reason: str, review_on: date, now: datetime) -> Flag:
    """Say what we make of it, why, and when we look again. This closes it; nothing else does."""
    flag = _undecided(flag)
    today = timezone.localdate(now)
    reason = reason.strip()
    if decision not in Flag.Decision.values:
        raise Refusal("Choose what we do about it.", field="decision")
    if len(reason) < REASON_AT_LEAST:
        raise Refusal(
            "Say why in a sentence, so that whoever looks again understands. At least 20 letters.", field="reason"
        )
    if review_on <= today:
        raise Refusal("Choose a day after today to look again.", field="review_on")
    if review_on > today + timedelta(days=REVIEW_WITHIN_DAYS):
        raise Refusal("Choose a day within a year, so that it is not forgotten.", field="review_on")
    flag.decision, flag.reason, flag.review_on, flag.decided_by, flag.decided_at = decision, reason, review_on, by, now
    flag.save(update_fields=["decision", "reason", "review_on", "decided_by", "decided_at"])
    events.record(
        "decide_flag", flag, by=by, family=flag.family, rule=flag.rule, decision=decision, review_on=review_on
    )
    return flag


def _undecided(flag: Flag) -> Flag:
    flag = Flag.objects.select_for_update(of=("self",)).select_related("family", "decided_by").get(pk=flag.pk)
    if flag.decided_at is not None:
        raise Refusal(f"{flag.decided_by} decided on this on {timezone.localdate(flag.decided_at):%-d %B %Y} already.")
    return flag


# --- Saying -------------------------------------------------------------------------------------------------------

NOT_ABOUT_THE_FAMILY = "This is about how we organised visits, not about the family."


YOU = "you"


def sentence(flag: Flag, *, worker: str | None = None) -> str:
    """The flag in plain words: what happened with us, one possible step, and what it does not mean.

    `worker` is what the named key worker is called, "" for nobody, YOU when it is said to her; if it is not given
    she is looked up.
    """
    if worker is None:
        named = (
            Relationship.objects.named()
            .key_workers()
            .filter(family=flag.family)
            .on(flag.window_end)
            .select_related("person")
            .first()
        )
        worker = str(named.person) if named else ""
    happened = _what_happened(flag, spoken(said(flag.family.name)), said(worker))
    return f"{happened[0].upper()}{happened[1:]} {_a_step(flag, said(worker))} {NOT_ABOUT_THE_FAMILY}"


def _what_happened(flag: Flag, family: str, worker: str) -> str:
    n, of = flag.numerator, flag.denominator
    match flag.rule:
        case Rule.FACES_90D:
            return f"{family} met {count(n, 'worker', 'different workers')} in 90 days."
        case Rule.NEW_FACES_30D:
            return f"{family} met {count(n, 'new person', 'new people')} in 30 days."
        case Rule.NAMED_CHANGES_12M:
            apart = ", and there was no visit with both people together" if flag.level == PROMPT else ""
            return f"the named worker of {family} changed {_times(n)} in 12 months{apart}."
        case Rule.NAMED_SHARE_90D:
            return (
                f"key workers met {family} {_times(of)} in 90 days. The person named on the day was there {_times(n)}."
            )
        case Rule.OUTSIDE_SHARE_90D:
            apart = "none" if n == 0 else "all" if n == of > 1 else n
            through = worker or "a named worker"
            return f"other professionals met {family} {_times(of)} in 90 days, {apart} of them without going through {through}."
        case Rule.DAYS_SINCE_NAMED:
            has = "have" if worker == YOU else "has"
            return f"{worker or 'the named worker'} {has} not seen {family} for {_days(flag)}."
        case _:
            return f"for {_days(flag)} {family} had no named worker."


def _a_step(flag: Flag, worker: str) -> str:
    match flag.rule:
        case Rule.FACES_90D | Rule.OUTSIDE_SHARE_90D:
            return f"Could {worker or 'one of us'} ring them this week and agree who needs to visit?"
        case Rule.NEW_FACES_30D:
            return f"Could {worker or 'one of us'} ask how that was for them, before anybody else comes?"
        case Rule.NAMED_CHANGES_12M if flag.level == PROMPT:
            return "Could both visit together once, to say goodbye and hello?"
        case Rule.NAMED_CHANGES_12M:
            return f"Could we see to it that {worker or 'the next person'} can stay?"
        case Rule.NAMED_SHARE_90D:
            whose = "yours" if worker == YOU else f"{worker}'s"
            return f"Could the next visits be {whose}?" if worker else "Could we name the person who knows them best?"
        case Rule.DAYS_SINCE_NAMED:
            return "Could a visit or a call find room this week, or should the stand-in come?"
        case _:
            return "Could we ask the stand-in, or whoever knows them best, to be their person?"


def _days(flag: Flag) -> str:
    return (
        count(flag.numerator, "working day", "working days")
        if flag.limit.in_working_days
        else count(flag.numerator, "day", "days")
    )


def _times(n: int) -> str:
    return "never" if n == 0 else "once" if n == 1 else "twice" if n == 2 else f"{n} times"
