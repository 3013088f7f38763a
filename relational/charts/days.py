"""Days across a drawing: where a day stands, and which days, months or years are named beneath it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .ink import breadth

STEPS = (
    ("day", 1),
    ("day", 7),
    ("month", 1),
    ("month", 3),
    ("month", 6),
    *(("month", 12 * y) for y in (1, 2, 5, 10, 20)),
)


@dataclass(frozen=True)
class Frame:
    """A drawing's measures. On a page the wide one is shown from 740 px, the narrow one below."""

    width: int
    gutter: int
    text: int
    since: date
    until: date
    cut: bool = False  # less than was asked for: the last 13 weeks

    @property
    def room(self) -> float:
        return self.width - self.gutter - 8

    def edge(self, on: date) -> float:
        """Where a day begins, kept inside the window."""
        days = (self.until - self.since).days + 1
        return self.gutter + self.room * min(max((on - self.since).days, 0), days) / days

    def x(self, on: date) -> float:
        return self.edge(on) + self.room / ((self.until - self.since).days + 1) / 2


def ticks(since: date, until: date, width: float, size: float) -> list[tuple[date, str]]:
    """The finest line of days whose labels keep clear of each other; its first may be cut by the window."""
    days = (until - since).days + 1
    found = [(since, _label(since, "day", 1, since, until))]
    for unit, step in STEPS:
        found = [(on, _label(on, unit, step, since, until)) for on in _starts(unit, step, since, until)]
        widest = max((breadth(label, size) for _, label in found), default=0)
        pitch = width * (step if unit == "day" else step * 30) / days
        if pitch >= widest + size and len(found) <= (9 if unit == "day" else 13):
            break
    return found


def _starts(unit: str, step: int, since: date, until: date) -> Iterator[date]:
    if unit == "day":
        on = since + timedelta(days=-since.weekday() % 7 if step == 7 else 0)
        while on <= until:
            yield on
            on += timedelta(days=step)
        return
    month = since.year * 12 + since.month - 1
    month -= month % step
    while (on := date(month // 12, month % 12 + 1, 1)) <= until:
        yield max(on, since)
        month += step


def _label(on: date, unit: str, step: int, since: date, until: date) -> str:
    if unit == "day":
        return f"{on.day} {on:%b}"
    if step >= 12 or (step > 1 and on == since and since.year != until.year):
        return str(on.year)
    return str(on.year) if on.month == 1 and since.year != until.year else f"{on:%b}"
