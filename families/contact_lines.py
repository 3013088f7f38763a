"""One line of somebody's contact export, as we understand it: which family, who came, when, and what it was.

A line either says these things or it does not; what it does not say is never made up. The words of other
systems for kinds and outcomes are understood by a small list, and whoever brings the file in can say how a
word is to be understood. Needs no database and no model.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple

from relational.moments import Moment, Survey, Unclear, read_moment
from relational.refusals import Refusal
from relational.tables import PASSED_OVER, Table, short

LEAVE_OUT = "leave_out"
LONGEST_ID = 120
FIRST_YEAR = 1900
DAY_IN_MINUTES = 1440

# Other systems' words. The first row in which one of the words stands as a whole word decides.
KINDS = [
    ("video", "video|zoom|teams|skype|facetime|virtual|telehealth|online"),
    ("message", "text|sms|email|e mail|letter|message|whatsapp|voicemail"),
    ("call", "phone|telephone|tel|call|phoned|called"),
    ("out_together", "out|outing|outdoors|park|walk|community|accompanied|accompany"),
    (
        "at_our_place",
        "office|clinic|ambulatory|outpatient|inpatient|wellness|emergency|urgentcare|urgent care|hospice|snf|hospital|"
        "centre|center|hub|group|session|drop in|appointment|surgery",
    ),
    ("at_home", "home|house|doorstep|visit|visited"),
]
OUTCOMES = [
    (
        "family_cancelled",
        "cancelled by family|cancelled by parent|cancelled by mother|cancelled by client|cancelled by patient|family cancelled|"
        "parent cancelled|client cancelled|patient cancelled",
    ),
    (
        "we_cancelled",
        "cancelled by us|cancelled by staff|cancelled by worker|cancelled by service|cancelled by provider|we cancelled|staff cancelled|"
        "worker cancelled|service cancelled|provider cancelled",
    ),
    ("rearranged", "rearranged|rescheduled|moved|postponed|re arranged"),
    (
        "nobody_answered",
        "not in|no access|no answer|no reply|nobody|not at home|not home|dna|did not attend|did not answer|fta|failed|no show|"
        "unsuccessful|attempted|not seen|not reached|no contact|missed|was not brought|not attended",
    ),
    ("at_the_door", "at the door|doorstep|door"),
    (
        "seen",
        "seen|attended|completed|complete|achieved|successful|met|finished|arrived|held|kept|spoke|reached|answered|done",
    ),
]
YES_OR_NO = {
    "yes": "seen",
    "y": "seen",
    "true": "seen",
    "no": "nobody_answered",
    "n": "nobody_answered",
    "false": "nobody_answered",
}
SPOKEN = ("call", "message")
NOT_SAID_KIND, NOT_SAID_OUTCOME = "at_home", "seen"


class Columns(NamedTuple):
    """The names of the columns; empty where the file has none."""

    family: str
    worker: str
    at: str
    until: str = ""
    kind: str = ""
    outcome: str = ""
    named: str = ""
    worker_name: str = ""
    family_name: str = ""


class ContactLine(NamedTuple):
    number: int
    family: str
    worker: str
    day: date
    started_at: datetime | None  # in UTC
    minutes: int | None
    kind: str
    outcome: str
    named: str
    worker_name: str
    family_name: str
    key: str  # the same for the same line in a later file
    kind_word: str
    outcome_word: str
    over_a_day: bool
    mark: int  # tells two lines apart that say the same of these things and differ in another column


class Unusable(NamedTuple):
    number: int
    cells: list[str]
    why: str


class PassedOver(NamedTuple):
    number: int
    why: str


@dataclass(frozen=True)
class ContactFile:
    """A table together with how its lines are to be read."""

    table: Table
    columns: Columns
    zone: tzinfo
    style: str
    style_said: str
    last_day: date  # no contact can be after it
    kind_as: dict[str, str]
    outcome_as: dict[str, str]

    def read(
        self, watch: Callable[[int], None] = lambda position: None
    ) -> Iterator[ContactLine | Unusable | PassedOver]:
        places = [self.table.place(name) if name else None for name in self.columns]
        for line in self.table.lines(watch):
            if line.trouble in PASSED_OVER:
                yield PassedOver(line.number, line.trouble)
            elif line.trouble:
                yield Unusable(line.number, line.cells, line.trouble)
            else:
                said = Columns(*("" if place is None else bare(line.cells[place]) for place in places))
                try:
                    yield self.understand(line.number, said, hash(tuple(line.cells)) & 0x3FFFFFFF)
                except Unclear as unclear:
                    yield Unusable(line.number, line.cells, str(unclear))

    def understand(self, number: int, said: Columns, mark: int) -> ContactLine:
        check_ids(said)
        began = self.moment(said.at, self.columns.at, "it happened")
        ended = self.moment(said.until, self.columns.until, "it ended") if said.until else None
        minutes, over_a_day = minutes_between(began, ended)
        kind = understand(said.kind, "kind", self.kind_as, NOT_SAID_KIND)
        outcome = understand(said.outcome, "outcome", self.outcome_as, NOT_SAID_OUTCOME)
        if outcome == "seen" and kind in SPOKEN:
            outcome = "reached"
        return ContactLine(
            number=number,
            family=said.family,
            worker=said.worker,
            day=began.day,
            started_at=began.at and began.at.astimezone(UTC),
            minutes=minutes,
            kind=kind,
            outcome=outcome,
            named=said.named,
            worker_name=said.worker_name,
            family_name=said.family_name,
            key=key_of(said.family, said.worker, began.written, ended.written if ended else "", said.kind),
            kind_word=said.kind,
            outcome_word=said.outcome,
            over_a_day=over_a_day,
            mark=mark,
        )

    def moment(self, words: str, column: str, what: str) -> Moment:
        if not words:
            raise Unclear(f"it does not say when {what} (“{column}” is empty)")
        moment = read_moment(words, self.style, self.zone)
        if moment.day.year < FIRST_YEAR:
            raise Unclear(f"“{short(words, 40)}” is before {FIRST_YEAR}")
        if moment.day > self.last_day and column == self.columns.at:
            raise Unclear(f"“{short(words, 40)}” has not happened yet")
        return moment


def look_at_contacts(
    table: Table,
    columns: Columns,
    *,
    zone: tzinfo,
    last_day: date,
    dates: str | None = None,
    kind_as: dict[str, str] | None = None,
    outcome_as: dict[str, str] | None = None,
    watch=lambda position: None,
) -> ContactFile:
    """Find the columns and how the file writes its dates. Refuses a wrong column and a file that mixes dates."""
    places = {name: table.place(name) for name in columns if name}
    survey = Survey()
    dated = [places[name] for name in (columns.at, columns.until) if name]
    for line in table.lines(watch):
        if not line.trouble:
            for place in dated:
                survey.look_at(line.number, line.cells[place].strip())
    style, style_said = survey.decide(dates)
    return ContactFile(
        table=table,
        columns=columns,
        zone=zone,
        style=style,
        style_said=style_said,
        last_day=last_day,
        kind_as={plain(word): meant for word, meant in (kind_as or {}).items()},
        outcome_as={plain(word): meant for word, meant in (outcome_as or {}).items()},
    )


def check_ids(said: Columns):
    for what, words in (("the family", said.family), ("who came", said.worker)):
        if not words:
            raise Unclear(f"it does not say {what}")
        if len(words) > LONGEST_ID:
            raise Unclear(f"what should be a short name or number for {what} is {len(words)} characters long")
        if "\ufffd" in words:
            raise Unclear(f"what it says for {what} has letters that cannot be read; save the file as UTF-8")
    if len(said.named) > LONGEST_ID:
        raise Unclear(
            f"what should be a short name or number for the named person is {len(said.named)} characters long"
        )
    if any("\0" in words for words in said):
        raise Unclear("it holds a NUL byte, which is not text")


def minutes_between(began: Moment, ended: Moment | None) -> tuple[int | None, bool]:
    """(minutes, whether it says more than a day). More than a day is not a visit's length: unknown."""
    if ended is None:
        return None, False
    if ended.day < began.day:
        raise Unclear("it ends before it begins")
    if not (began.at and ended.at):
        return None, False
    seconds = seconds_between(began.at, ended.at)
    if seconds < 0:
        raise Unclear("it ends before it begins")
    minutes = int(seconds / 60 + 0.5)
    return (None, True) if minutes > DAY_IN_MINUTES else (minutes or None, False)


def seconds_between(began: datetime, ended: datetime) -> float:
    """As time went by; in the night the clocks change, a time without a zone may need its second reading."""
    start = began.astimezone(UTC)
    for reading in (ended, ended.replace(fold=1)):
        if (end := reading.astimezone(UTC)) >= start:
            return (end - start).total_seconds()
    return (ended.replace(tzinfo=None) - began.replace(tzinfo=None)).total_seconds()


def understand(word: str, of: str, told: dict[str, str], not_said: str) -> str:
    """What a line's word for its kind or outcome means here. Unclear if nobody has said."""
    meant = told.get(plain(word)) or (meaning(word, of) if word else not_said)
    if not meant:
        example = "at_home" if of == "kind" else "seen"
        raise Unclear(
            f'“{short(word, 40)}” is no {of} we know; say what it means with --{of}-as "{short(word, 40)}={example}" or "…={LEAVE_OUT}"'
        )
    if meant == LEAVE_OUT:
        raise Unclear(f"the {of} “{short(word, 40)}” is left out, as you said")
    return meant


@lru_cache(maxsize=4096)
def meaning(word: str, of: str) -> str:
    """What a word of another system means here; empty if we do not know."""
    padded = f" {plain(word)} "
    if of == "outcome" and plain(word) in YES_OR_NO:
        return YES_OR_NO[plain(word)]
    for meant, words in KINDS if of == "kind" else OUTCOMES:
        if plain(word) in (meant.replace("_", " "), meant) or any(f" {known} " in padded for known in words.split("|")):
            return meant
    return ""


@lru_cache(maxsize=4096)
def plain(word: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", word.casefold()))


def key_of(*said: str) -> str:
    """Lengths go in as well, so that no two different lines run together into one."""
    return hashlib.sha256("".join(f"{len(words)}:{words}" for words in said).encode()).hexdigest()


class Seen:
    """The lines of this file so far. The very same line again is a double; one that differs in some other column
    is another contact, and has a key of its own: the second of its kind, the third."""

    def __init__(self):
        self.first: dict[int, int] = {}  # a number for the key, and the mark of the first line with it
        self.others: dict[int, list[int]] = {}

    def once(self, line: ContactLine) -> ContactLine | None:
        number = int(line.key[:15], 16)
        if number not in self.first:
            self.first[number] = line.mark
            return line
        others = self.others.setdefault(number, [])
        if line.mark == self.first[number] or line.mark in others:
            return None
        others.append(line.mark)
        return line._replace(key=key_of(line.key, str(len(others) + 1)))


def bare(cell: str) -> str:
    """Without the spaces, hard spaces and marks that exports leave around a cell."""
    return cell.strip(" \t\r\n\u00a0\ufeff\u200b")


def parse_meanings(pairs: list[str], known: list[str], option: str) -> dict[str, str]:
    """`VALUE=meaning` from the command line; refuses a meaning we do not have."""
    meanings = {}
    for pair in pairs:
        word, equals, meant = pair.rpartition("=")
        if not equals or meant not in (*known, LEAVE_OUT):
            raise Refusal(
                f"{option} “{pair}” should be VALUE=meaning, the meaning one of: {', '.join(known)}, {LEAVE_OUT}."
            )
        meanings[plain(word)] = meant
    return meanings
