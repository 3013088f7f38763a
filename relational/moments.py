"""Days and times as people and programs write them: ISO with or without a zone, day first, month first, in words.

03/04/2023 is two different days. So a whole file is asked first: one date that can only be day-first settles
it for the file, and a file that holds both kinds is refused with the lines, unless somebody says which it is.
A time without a zone is the clock on the wall of the place; a day without a time stays a day.
"""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from relational.refusals import Refusal

DAY_FIRST, MONTH_FIRST, NO_CHOICE = "day-first", "month-first", "no choice to make"

MONTHS = {
    name: number + 1
    for number, names in enumerate(
        "jan january|feb february|mar march|apr april|may|jun june|jul july|aug august|sep sept september|oct october|nov november|dec december".split(
            "|"
        )
    )
    for name in names.split()
}
NUMBERS = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
YEAR_FIRST = re.compile(r"(\d{4})([/.\-]?)(\d{1,2})\2(\d{1,2})(?!\d)")
DAY_IN_WORDS = re.compile(
    r"(?:[a-z]{3,9},?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s\-]+([a-z]{3,9})\.?,?[\s\-]+(\d{4}|\d{2})(?!\d)", re.I
)
MONTH_IN_WORDS = re.compile(r"(?:[a-z]{3,9},?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)", re.I)
CLOCK = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?(?::(\d{2})(?:[.,]\d{1,9})?)?\s*([ap])?\.?(?:m\.?)?\s*(z|utc|gmt|[+\-]\d{2}:?(?:\d{2})?)?",
    re.I,
)
EXAMPLE = "Write it like 27/01/2023 16:17 or 2023-01-27T16:17."


class Unclear(ValueError):
    """`str()` says, within a sentence, what is wrong with a day or a time."""


class Moment(NamedTuple):
    day: date  # where the service is
    at: datetime | None  # with its zone; None if only the day is known
    written: str  # the same for the same moment, however the file was saved


class Survey:
    """Which of the two a file writes: collects proofs from its dates, then decides."""

    def __init__(self):
        self.counts = Counter()
        self.proofs: dict[str, list[tuple[int, str]]] = {DAY_FIRST: [], MONTH_FIRST: []}

    def look_at(self, number: int, words: str):
        found = NUMBERS.match(words)
        if not found:
            return
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            style = DAY_FIRST
        elif second > 12 >= first:
            style = MONTH_FIRST
        else:
            style = NO_CHOICE
        self.counts[style] += 1
        if style in self.proofs and len(self.proofs[style]) < 3:
            self.proofs[style].append((number, words[:30]))

    def decide(self, told: str | None) -> tuple[str, str]:
        """(style, why in a sentence). Refuses a file that mixes the two, unless told which it is."""
        if told:
            return told, f"Dates are {told}, as you said."
        if self.counts[DAY_FIRST] and self.counts[MONTH_FIRST]:
            raise Refusal(
                f"This file mixes day-first and month-first dates. Only day first can be {self.some(DAY_FIRST)}; "
                f"only month first can be {self.some(MONTH_FIRST)}. Mend the dates, or say which it is with "
                "--dates day-first or --dates month-first: the lines that do not fit are then named one by one."
            )
        for style in (DAY_FIRST, MONTH_FIRST):
            if self.counts[style]:
                return style, f"Dates are {style}: {self.some(style)}."
        if self.counts[NO_CHOICE]:
            return (
                DAY_FIRST,
                "Dates are taken as day-first; no date in the file says which. If they are not, add --dates month-first.",
            )
        return DAY_FIRST, "Dates name the year first or the month in words, so they can be read one way only."

    def some(self, style: str) -> str:
        proofs = self.proofs[style]
        more = f" and {self.counts[style] - len(proofs)} more" if self.counts[style] > len(proofs) else ""
        return ", ".join(f"line {number} ({words})" for number, words in proofs) + more


def read_moment(words: str, style: str, zone: tzinfo) -> Moment:
    """What day and, if it says so, what time `words` mean. Raises Unclear with the reason."""
    words = words.strip()
    quick = read_iso(words)
    if quick is None:
        day, rest = read_day(words, style)
        if not rest:
            return Moment(day, None, day.isoformat())
        quick = read_clock(day, rest, words)
    try:
        if quick.tzinfo is None:
            return Moment(quick.date(), quick.replace(tzinfo=zone), quick.isoformat())
        local = quick.astimezone(zone)
        return Moment(local.date(), local, quick.astimezone(UTC).isoformat())
    except (OverflowError, ValueError):
        raise Unclear(f"“{shown(words)}” is outside the calendar") from None


def read_iso(words: str) -> datetime | None:
    """The commonest way, quickly; None if it is written some other way or says no time."""
    dashed, compact = words[4:5] == "-" and words[10:11] in ("T", " "), words[8:9] == "T"
    if len(words) < 13 or not (dashed or compact):
        return None
    try:
        return datetime.fromisoformat(words).replace(microsecond=0)
    except ValueError:
        return None


def read_day(words: str, style: str) -> tuple[date, str]:
    """The day, and what stands after it."""
    if found := YEAR_FIRST.match(words):
        parts = int(found[1]), int(found[3]), int(found[4])
    elif found := NUMBERS.match(words):
        first, second = int(found[1]), int(found[3])
        day, month = (first, second) if style == DAY_FIRST else (second, first)
        if month > 12 >= day:
            raise Unclear(f"“{shown(words)}” is not {style}, and the file is read as {style}")
        parts = whole_year(found[4]), month, day
    elif (found := DAY_IN_WORDS.match(words)) and found[2].lower() in MONTHS:
        parts = whole_year(found[3]), MONTHS[found[2].lower()], int(found[1])
    elif (found := MONTH_IN_WORDS.match(words)) and found[1].lower() in MONTHS:
        parts = int(found[3]), MONTHS[found[1].lower()], int(found[2])
    elif re.fullmatch(r"\d{5}(\.\d+)?", words):
        raise Unclear(f"“{words}” is a spreadsheet's number for a day; show the column as a date and save again")
    else:
        raise Unclear(f"“{shown(words)}” is not a date we can read. {EXAMPLE}")
    try:
        return date(*parts), words[found.end() :].lstrip("T, \u00a0t").strip()
    except ValueError:
        raise Unclear(f"“{shown(words)}” is not a day of any calendar") from None


def read_clock(day: date, rest: str, words: str) -> datetime:
    found = CLOCK.fullmatch(rest)
    if not found or not (found[2] or found[4]):
        raise Unclear(f"the time in “{shown(words)}” cannot be read. {EXAMPLE}")
    hour, minute, second = int(found[1]), int(found[2] or 0), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            raise Unclear(f"“{shown(words)}” has no such hour")
        hour = hour % 12 + (12 if found[4].lower() == "p" else 0)
    try:
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=read_zone(found[5]))
    except ValueError:
        raise Unclear(f"“{shown(words)}” has no such time") from None


def read_zone(words: str | None) -> tzinfo | None:
    if not words:
        return None
    if words[0] not in "+-":
        return UTC
    digits = words[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(ahead if words[0] == "+" else -ahead)


def whole_year(words: str) -> int:
    """Two figures mean 1969 to 2068, as in most programs."""
    year = int(words)
    return year if len(words) == 4 else year + (2000 if year < 69 else 1900)


def shown(words: str) -> str:
    return words if len(words) <= 40 else words[:39] + "…"
