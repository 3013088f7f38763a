"""How a family's tale is told: what was done, by whom, on which day. Pure: no clock, no database.

A Tale turns a few sentences ("Amina came weekly from here to there") into acts in order of time. Days are given as
days before today (0 is today, -3 in three days). Key workers come on working days, volunteers on their day; nobody
comes over Christmas, nor to a family that keeps Eid on that day. Nothing is said twice in one family.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from relational.working_days import is_working_day

from . import texts
from .people import BY_KEY, MANNINGHAM, SUPERVISOR_OF

EID = {
    date(2024, 6, 16), date(2025, 3, 31), date(2025, 6, 6), date(2026, 3, 20), date(2026, 5, 27), date(2027, 3, 10), date(2027, 5, 17),
    date(2028, 2, 27), date(2028, 5, 5),
}  # fmt: skip
FEASTS = ((12, 25), (12, 26), (1, 1))  # on which not even a volunteer comes
OUT = re.compile(
    r"\b(we walked|we went (to|for|together|through the town)|we took .* to|i took one|rode to|to the swings|in the park|sat in the library|came with you|i walked|we pushed|fed the geese)\b"
)
OUR_PLACE = ("stay-and-play", "swap shop")
HOW_OFTEN_BOTH_HALVES = 0.62
THURSDAY = 3
MEN = {"brian", "jozef", "tariq", "callum"}


@dataclass(frozen=True)
class Member:
    name: str
    tie: str = ""
    born: int | None = None  # days ago; before today is a due date
    sex: str = "f"
    face: str = ""
    user: str = ""
    died: int | None = None

    @property
    def called(self) -> str:
        return self.name.split()[0]

    @property
    def is_adult(self) -> bool:
        return self.born is None


@dataclass(frozen=True)
class Household:
    key: str
    name: str
    members: tuple[Member, ...]
    street: str
    postcode: str
    phone: str
    area: str = "Manningham"
    speaks: str = "English"
    safe_contact: str = "Any time by text"
    rhythm: int = 14
    team: str = MANNINGHAM
    themes: tuple[str, ...] = ()
    keeps_eid: bool = False
    unsaid: str = ""  # a word nobody says lightly in this house

    @property
    def supervisor(self) -> str:
        return SUPERVISOR_OF[self.team]


@dataclass
class Act:
    at: datetime
    does: str
    words: dict = field(default_factory=dict)


class Tale:
    def __init__(self, household: Household, today: date, seed: int):
        self.household, self.today = household, today
        self.chance = Random(f"{seed} {household.key}")  # noqa: S311, it only makes up a demo
        self.acts: list[Act] = []
        self.said: set[str] = set()
        self.named: dict[str, str] = {}
        self.asked = 0

    # --- days ---

    def day(self, ago: int) -> date:
        return self.today - timedelta(days=ago)

    def working(self, ago: int) -> date:
        """That day, or the last working day before it (after it, for a day to come)."""
        day, step = self.day(ago), timedelta(days=1 if ago < 0 else -1)
        while not is_working_day(day):
            day += step
        return day

    def working_days_ago(self, n: int) -> int:
        """How many days ago it was that many working days ago."""
        day = self.today
        while n:
            n -= is_working_day(day)
            day -= timedelta(days=1)
        return (self.today - day).days

    def at(self, ago: int, time_of_day: str) -> datetime:
        return datetime.combine(self.day(ago), time.fromisoformat(time_of_day))

    def act(self, on: date | int, at: str, does: str, /, **words) -> Act:
        on = on if isinstance(on, date) else self.day(on)
        act = Act(datetime.combine(on, time.fromisoformat(at)), does, words)
        self.acts.append(act)
        return act

    def told(self) -> list[Act]:
        """Everything, in order of time; on one moment, in the order in which it was told."""
        return sorted(self.acts, key=lambda act: act.at)

    # --- coming, staying, going ---

    def comes(self, ago: int, *, asked_by: str, why: str, kind: str = "family_support"):
        self.act(
            self.working(ago), "08:00", "refer", asked_by=asked_by, why=why, kind=kind, by=self.household.supervisor
        )

    def comes_back(self, ago: int, *, asked_by: str, why: str, kind: str = "family_support"):
        self.act(
            self.working(ago),
            "08:00",
            "welcome_back",
            asked_by=asked_by,
            why=why,
            kind=kind,
            by=self.household.supervisor,
        )

    def goodbye(self, ago: int, *, reason: str):
        self.act(self.working(ago), "17:00", "goodbye", reason=reason, by=self.household.supervisor)

    def appoint(self, person: str, ago: int, *, reason: str, kind: str = "named", side: str = "service"):
        role = str(BY_KEY[person].role)
        self.act(
            self.working(ago),
            "08:10",
            "appoint",
            person=person,
            role=role,
            kind=kind,
            reason=reason,
            side=side,
            by=self.household.supervisor,
        )
        if kind == "named":
            self.named[role] = person

    def end(self, person: str, ago: int, *, reason: str, side: str):
        self.act(
            ago,
            "17:10",
            "end",
            person=person,
            role=str(BY_KEY[person].role),
            reason=reason,
            side=side,
            by=self.household.supervisor,
        )

    def hand_over(
        self, to: str, ago: int, *, reason: str, why_not: str = "", need_not: str = "", side: str = "service"
    ):
        role = str(BY_KEY[to].role)
        leaving = self.named.get(role)
        if not why_not:
            text = self._unsaid(texts.JOINT["hello"]).format(one=BY_KEY[leaving].called, other=BY_KEY[to].called)
            self.visit(ago + 6, [leaving, to], text, self._unsaid(texts.HOW_GOODBYE), at="11:00")
        self.act(self.working(ago), "08:05", "hand_over", to=to, role=role, reason=reason, why_not=why_not, need_not=need_not, side=side,
                 by=self.household.supervisor)  # fmt: skip
        self.named[role] = to

    def cover(self, person: str, first: int, last: int, *, reason: str):
        self.act(
            first,
            "08:05",
            "cover",
            person=person,
            role="key_worker",
            until=self.day(last),
            reason=reason,
            by=self.household.supervisor,
        )

    # --- visits ---

    def visit(
        self,
        on: date | int,
        who: str | list[str],
        facts: str,
        how: str = "",
        *,
        kind: str = "",
        outcome: str = "",
        at: str = "10:00",
        minutes: int | None = None,
        promise: tuple[str, int, int | None] | None = None,
        by: str = "",
        **more,
    ):
        """One visit told by hand. `how` is as in texts: whose letter, words, feelings after a bar.

        `promise` is the words, in how many days, and in how many days it was kept (None: still open).
        """
        who = [who] if isinstance(who, str) else who
        on = on if isinstance(on, date) else (self.working(on) if BY_KEY[who[0]].role != "volunteer" else self.day(on))
        if (on.month, on.day) in FEASTS:
            return
        self.said.add(facts)
        whose, words, feelings = parsed(how)
        if words:
            self.said.add(words)
        if promise:
            said, due, kept = promise
            if kept is None and on + timedelta(days=due + 7) < self.today:
                kept = due + 2  # nothing promised long ago is still open: late, but done
            more |= {"promise": said, "promise_by": on + timedelta(days=due)}
            if kept is not None and on + timedelta(days=kept) <= self.today:
                done_on = on + timedelta(days=kept)
                while done_on > on and not is_working_day(done_on):
                    done_on -= timedelta(days=1)
                self.act(done_on, "16:40", "keep_promise", said=said, by=by or who[0])
        kind = kind or kind_of(facts)
        minutes = minutes or (12 if kind == "call" else 110 if BY_KEY[who[0]].role == "volunteer" else 50)
        self.act(on, at, "log", who=who, by=by or who[0], facts=facts, how=words, whose=whose, feelings=feelings, kind=kind,
                 outcome=outcome or ("reached" if kind in ("call", "message", "video") else "seen"), minutes=minutes,
                 present=more.pop("present", None) or self.household_on(on), **more)  # fmt: skip

    def household_on(self, on: date) -> list[str]:
        adults = [member.called for member in self.household.members if member.is_adult][:1]
        return adults + [child.called for child, _ in self.children(on)]

    def children(self, on: date) -> list[tuple[Member, int]]:
        """Children alive on that day, with their age in days."""
        ages = [(m, (on - self.day(m.born)).days) for m in self.household.members if not m.is_adult]
        return [(m, age) for m, age in ages if age >= 0 and (m.died is None or on < self.day(m.died))]

    def comes_every(
        self, who: str, first: int, last: int, every: int = 7, *, themes: Iterable[str] | None = None, weekday: int | None = None, hour: int | None = None,
        misses: float = 0.04, how: float = HOW_OFTEN_BOTH_HALVES, calls: float = 0.13,
    ):  # fmt: skip
        """`who` came every so many days, the first time at the latest `first`, the last time `last` days ago."""
        person = BY_KEY[who]
        volunteer = person.role == "volunteer"
        themes = self.household.themes if themes is None else themes
        hour = hour if hour is not None else self.chance.choice([13, 14, 10] if volunteer else [9, 10, 11, 13, 14, 15])
        for on in self._days(first, last, every, weekday, volunteer, misses):
            at = f"{hour:02}:{self.chance.choice(['00', '00', '00', '30', '10'])}"
            chance = self.chance.random()
            long_ago = (self.today - on).days > 25
            line, kind = "", "video" if self.chance.random() < 0.2 else "call"
            if not volunteer and long_ago and chance < 0.075:
                self._missed(on, who, at, chance)
                continue
            if not volunteer and long_ago and chance > 0.97 and (line := self._unsaid(texts.MESSAGES, strict=False)):
                self.visit(on, who, line, kind="message", at=at, minutes=2)
            elif (
                not volunteer
                and chance < 0.075 + calls
                and (line := self._unsaid(texts.CALLS["video" if kind == "video" else "any"], strict=False))
            ):
                said = self._said_by_phone() if chance < 0.13 else ""
                self.visit(on, who, line, said, kind=kind, at=at, minutes=self.chance.randrange(8, 26), made_up=True)
            elif line := self._facts(on, themes, who):
                minutes = self.chance.randrange(85, 155, 5) if volunteer else self.chance.randrange(35, 80, 5)
                said = self._how(on, themes, who) if self.chance.random() < how else ""
                self.visit(on, who, line, said, at=at, minutes=minutes, promise=self._promise(volunteer), made_up=True)

    def _days(self, first, last, every, weekday, volunteer, misses):
        on = self.day(last)
        if weekday is not None:
            on -= timedelta(days=(on.weekday() - weekday) % 7)
        found = []
        while on >= self.day(first):
            day = on
            recent = (self.today - day).days < 31
            if not volunteer:
                if not recent and self.chance.random() < 0.12:
                    day += timedelta(days=self.chance.choice([-1, 1]))
                while not is_working_day(day):
                    day -= timedelta(days=1)
            if not self._nobody_comes(day) and (recent or self.chance.random() >= misses) and day >= self.day(first):
                found.append(day)
            on -= timedelta(days=every)
        return sorted(set(found))

    def _nobody_comes(self, day: date) -> bool:
        christmas = (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 2)
        eid = self.household.keeps_eid and any(abs((day - feast).days) <= 1 for feast in EID)
        return christmas or eid

    def everyday(self, *, standing_in: bool = True, requests: float = 1.0):
        """What happens anyway: the stand-in comes once in a while, and other professionals ask. To be told last."""
        self._not_twice_in_a_day_or_two()
        now_and_then = [
            act for act in self.acts if act.words.get("made_up") and BY_KEY[act.words["by"]].role == "key_worker"
        ]
        stand_ins = [
            (act.at, act.words["person"])
            for act in self.acts
            if act.does == "appoint" and act.words["kind"] == "stand_in"
        ]
        named = [(act.at, act.words.get("person") or act.words["to"]) for act in self.told()
                 if act.does == "hand_over" or (act.does == "appoint" and act.words["kind"] == "named" and act.words["role"] == "key_worker")]  # fmt: skip
        for act in sorted(now_and_then, key=lambda act: act.at):
            since = next((since for since, who in stand_ins if who not in act.words["who"]), None)
            if (
                standing_in
                and since
                and act.at > since + timedelta(days=10)
                and (self.today - act.at.date()).days > 24
                and self.chance.random() < 0.09
            ):
                act.words |= {"who": [stand_ins[0][1]], "by": stand_ins[0][1], "promise": "", "promise_by": None}
        seen = sorted(act.at.date() for act in now_and_then)
        if not seen or not requests:
            return
        ends = sorted(
            act.at.date()
            for act in self.acts
            if act.does == "goodbye" or (act.does == "end" and act.words["role"] == "key_worker")
        )
        back = [act.at.date() for act in self.acts if act.does == "welcome_back"]
        away = [(end, next((day for day in back if day > end), date.max)) for end in ends]
        ago = (self.today - seen[0]).days - self.chance.randrange(25, 60)
        while ago > 12:
            on = self.day(ago)
            by = next((who for since, who in reversed(named) if since.date() <= on), None)
            if (
                by
                and not any(-20 <= (on - end).days <= 0 or end <= on < begin for end, begin in away)
                and any(abs((day - on).days) < 15 for day in seen)
            ):
                self._somebody_asks(ago, by)
            ago -= int(self.chance.randrange(38, 105) / requests)

    def _not_twice_in_a_day_or_two(self):
        """What was told by hand stands; a made-up visit of the same person beside it goes."""
        by_hand = [
            (act.at.date(), who)
            for act in self.acts
            if act.does == "log" and not act.words.get("made_up")
            for who in act.words["who"]
        ]
        self.acts = [
            act for act in self.acts
            if not act.words.get("made_up") or not any(who == act.words["by"] and abs((act.at.date() - day).days) < 3 for day, who in by_hand)
        ]  # fmt: skip

    def _somebody_asks(self, ago: int, by: str):
        on = self.day(ago)
        ages = dict(self.children(on))
        fitting = [
            row for row in texts.REQUESTS
            if row[3] not in self.said and (ages if row[1] is None else any(row[1][0] <= age <= row[1][1] for age in ages.values()))
        ]  # fmt: skip
        if not fitting:
            return
        who, span, purpose, need, hears, decision, reply, plan, facts = self.chance.choice(fitting)
        self.said.add(need)
        child = self.chance.choice(
            [child for child, age in ages.items() if span is None or span[0] <= age <= span[1]]
        ).called
        need, hears, reply, facts = (text.format(child=child) for text in (need, hears, reply, facts))
        after = self.chance.choice([0, 1, 1, 1, 2])
        came = max(ago - after - self.chance.randrange(3, 8), 1) if facts else None
        self.asks(who, ago, purpose=purpose, need=need, hears=hears, decision=decision, reply=reply, plan=plan, by=by, after=after, came=came, child=child, facts=facts,
                  how=self._how(self.working(came), [], by) if came and self.chance.random() < 0.5 else "")  # fmt: skip
        if (
            self.chance.random() < 0.09
            and ago > 30
            and (late := [row for row in texts.KNOWN_OUTSIDE if row[1] not in self.said])
        ):
            who, facts = self.chance.choice(late)
            self.outside(ago - 9, by, who=who, facts=facts)

    def _missed(self, on, who, at, chance):
        lines, outcome = (
            (texts.NOBODY, "nobody_answered") if chance < 0.03 else (texts.FAMILY_CANCELLED, "family_cancelled") if chance < 0.06
            else (texts.WE_CANCELLED, "we_cancelled")
        )  # fmt: skip
        if line := self._unsaid(lines, strict=False):
            self.visit(on, who, line, kind="at_home", outcome=outcome, at=at, present=[])

    def _promise(self, none: bool):
        if none or self.chance.random() > 0.11:
            return None
        due = self.chance.randrange(3, 10)
        kept = due - self.chance.randrange(0, 3) if self.chance.random() < 0.86 else due + self.chance.randrange(1, 6)
        said = self._unsaid(texts.PROMISES, strict=False)
        return said and (said, due, kept if self.chance.random() < 0.95 else None)

    # --- what is said ---

    def _unsaid(self, lines: list[str], *, strict: bool = True) -> str:
        left = [line for line in lines if self._may_be_said(line)]
        if not left and strict:
            raise LookupError(f"{self.household.name} has heard all of this already: {lines[0]}")
        if not left:
            return ""
        line = self.chance.choice(left)
        self.said.add(line)
        return line

    def _may_be_said(self, line: str) -> bool:
        return line not in self.said and not (self.household.unsaid and self.household.unsaid in line)

    def _ages(self, on) -> list[int]:
        return [age for _, age in self.children(on)]

    def _themes(self, on: date, themes) -> list[str]:
        expecting = any(m.born is not None and 0 < (self.day(m.born) - on).days < 230 for m in self.household.members)
        ages = self._ages(on)
        here = {
            "pregnant": expecting,
            "afar": self.household.speaks != "English",
            "women": self.household.members[0].tie == "mother",
        }
        return [theme for theme in themes if here.get(theme, True) and texts.fits(theme, on, ages)]

    def _with_names(self, line: str, theme: str, on: date) -> str:
        low, high = texts.NEEDS.get(theme, (0, 99999))
        children = [child for child, age in self.children(on) if low <= age <= high]
        return line.format(
            child=self.chance.choice(children).called if children else "", name=self.household.members[0].called
        )

    def _line(self, bank: dict[str, list[str]], on: date, themes: list[str], ordinary: list[str], share: float) -> str:
        """A line not yet said here: `share` of the time from the family's own themes while they last."""
        mine = [
            (theme, line)
            for theme in self._themes(on, themes)
            for line in bank.get(theme, [])
            if self._may_be_said(line)
        ]
        rest = [
            (theme, line)
            for theme in self._themes(on, ordinary)
            for line in bank.get(theme, [])
            if self._may_be_said(line)
        ]
        choose = mine if mine and (not rest or self.chance.random() < share) else rest
        if not choose:
            return ""
        theme, line = self.chance.choice(choose)
        self.said.add(line)
        return self._with_names(line, theme, on)

    def _facts(self, on, themes, who: str) -> str:
        bank = texts.VOLUNTEER if BY_KEY[who].role == "volunteer" else texts.WORKER
        return self._line(bank, on, list(themes), self._ordinary(who), 0.55)

    def _how(self, on, themes, who: str) -> str:
        bank = texts.HOW_VOLUNTEER if BY_KEY[who].role == "volunteer" else texts.HOW_WORKER
        return self._line(bank, on, list(themes), self._ordinary(who), 0.4)

    def _said_by_phone(self) -> str:
        return self._unsaid([line for line in texts.HOW_WORKER["any"] if line.startswith("f")], strict=False)

    def _ordinary(self, who: str) -> list[str]:
        """Themes that fit any week; "women" between two of them."""
        return ["any", "child", "early", "afar", "winter", "spring", "summer", "december", "january"] + (
            ["women"] if who not in MEN else []
        )

    # --- people who follow in somebody's steps ---

    def first_meeting(self, who: str, ago: int, *, at: str = "10:00"):
        self.visit(ago, who, self._unsaid(texts.FIRST), self._how(self.working(ago), [], who), at=at, minutes=60)

    def introduces(self, who: str, other: str, ago: int, how: str = "", *, at: str = "13:00"):
        """The named worker brings a stand-in or a volunteer along."""
        role = "volunteer" if BY_KEY[other].role == "volunteer" else "stand_in"
        line = self._unsaid(texts.JOINT[role])
        self.visit(
            ago,
            [who, other],
            line.format(one=BY_KEY[who].called, other=BY_KEY[other].called, day=f"{self.working(ago):%A}"),
            how,
            at=at,
        )

    def stand_in(self, who: str, ago: int, *, met_with: str = ""):
        self.appoint(
            who, ago, kind="stand_in", reason="They have met, or will before it is needed, and the family has the name."
        )
        if met_with:
            self.introduces(met_with, who, ago + 1)

    def volunteer(
        self,
        who: str,
        ago: int,
        *,
        reason: str,
        brought_by: str,
        last: int = 5,
        every: int = 7,
        weekday: int | None = None,
        **more,
    ):
        self.introduces(brought_by, who, ago)
        self.appoint(who, ago, reason=reason)
        self.comes_every(who, ago - 4, last, every, weekday=weekday, **more)

    def last_visit(self, who: str, ago: int, how: str = "b We were both sorry and both glad. | mixed"):
        self.visit(ago, who, self._unsaid(texts.LAST), how)

    # --- the others ---

    def plans(
        self, who: str, ago: int, at: str, *, kind: str = "at_home", minutes: int = 60, planned: int | None = None
    ):
        """A visit planned: on that very day, said `planned` days ago (yesterday or before, never in the time to come)."""
        starts = datetime.combine(
            self.working(ago) if ago < 0 and BY_KEY[who].role != "volunteer" else self.day(ago), time.fromisoformat(at)
        )
        self.act(
            planned if planned is not None else max(ago, 0) + 7,
            "17:20",
            "plan",
            who=who,
            starts=starts,
            kind=kind,
            minutes=minutes,
        )

    def asks(
        self, who: str, ago: int, *, purpose: str, need: str, hears: str, decision: str = "", reply: str = "", plan: str = "", by: str = "",
        after: int = 1, came: int | None = None, facts: str = "", how: str = "", agreed: str = "yes", at: str = "14:20", child: str = "", carry: bool = False,
        wanted: int | None = None,
    ):  # fmt: skip
        """Another professional asks; somebody decides `after` days; and `came` days ago it happened."""
        self.asked += 1
        handle = f"{self.household.key} {self.asked}"
        child = child or self.children(self.day(ago))[-1][0].called
        asked_on = self.working(ago)
        self.act(asked_on, at, "ask", handle=handle, who=who, child=child, purpose=purpose, need=need, hears=hears, carry=carry,
                 wanted=self.day(wanted) if wanted is not None else None)  # fmt: skip
        if decision:
            by = by or self.named["key_worker"]
            decided_on = max(self.working(max(ago - after, 0)), asked_on)
            self.act(
                decided_on,
                "15:30",
                "decide",
                handle=handle,
                by=by,
                decision=decision,
                reply=reply,
                plan=plan,
                agreed=agreed,
            )
            if decision in ("introduce", "together"):
                self.act(
                    decided_on,
                    "15:35",
                    "involve",
                    who=who,
                    by=by,
                    why=need[:180],
                    until=decided_on + timedelta(days=150),
                    asked_by=BY_KEY[who].called,
                )
        if came is not None:
            by = by or self.named["key_worker"]
            with_her = {"together": [by, who], "introduce": [who], "carry": [by]}[decision]
            came_on = self.working(came)
            while came_on <= decided_on or not is_working_day(came_on):
                came_on += timedelta(days=1)
            self.visit(came_on, with_her, facts, how, at="11:00", by=by, request=handle, family_knew=True)

    def outside(
        self,
        ago: int,
        by: str,
        number: int | None = None,
        *,
        who: str = "",
        facts: str = "",
        how: str = "",
        knew: bool | None = False,
    ):
        """Somebody came who had not come through the link; her key worker wrote it down, as the family told it."""
        name, job, line = texts.OUTSIDE[number] if number is not None else ("", "", facts)
        line = facts or line
        self.said.add(line)
        self.act(
            self.working(ago), "12:00", "outside", by=by, who=who, name=name, job=job, facts=line, knew=knew, how=how
        )


def parsed(how: str) -> tuple[str, str, list[str]]:
    """Whose words, the words, and the feeling words, of a line as texts.py has them."""
    if not how:
        return "", "", []
    whose = {"f": "familys", "m": "mine", "b": "both"}[how[0]]
    words, _, feelings = how[2:].partition("|")
    return whose, words.strip(), [feeling.strip() for feeling in feelings.split(",") if feeling.strip()]


def kind_of(facts: str) -> str:
    said = facts.lower()
    if any(word in said for word in OUR_PLACE):
        return "at_our_place"
    return "out_together" if OUT.search(said) else "at_home"
