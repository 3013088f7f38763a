"""C4, the run chart: a team beside its own past, month by month. No target and no other team.

Open dots stand on fewer than 10 visits; a month without any is a gap, never nought. The dashed line is
the middle month (the median). Six or more months in a row on one side of it earn a sentence; a month
exactly on it neither ends such a row nor counts in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from . import Chart, ink
from .words import DASH

WIDTH, TEXT, GUTTER = 320, 15, 54
TOP, FLOOR = 14, 148
FEW = 10  # below this many visits a dot is open
ROW = 6  # months on one side that earn a sentence
BARE = 4  # below this many visits no percentage


@dataclass(frozen=True)
class Point:
    month: date  # any day of it
    numerator: int
    denominator: int

    @property
    def share(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None


def run(
    points: Sequence[Point],
    *,
    what: str = "visits were by the person named that day",
    title: str = "The same faces",
    key: str = "run",
) -> Chart:
    """`what` ends the sentence "24 of 34 …"."""
    points = sorted((Point(p.month.replace(day=1), p.numerator, p.denominator) for p in points), key=lambda p: p.month)
    shares = [p.share for p in points if p.denominator]
    middle = median(shares) if shares else None
    rows = tuple((f"{p.month:%B %Y}", str(p.numerator), str(p.denominator), _percent(p)) for p in points)
    shapes, height = _draw(points, middle)
    svg = ink.picture(
        *shapes,
        width=WIDTH,
        height=height,
        text=TEXT,
        key=key,
        title=title,
        kind="small",
        told="A dot for each month. The sentence and the table beside the picture say the same.",
    )
    return Chart(title, svg, _sentence(points, middle, what), ("Month", "Of these", "All", "Share"), rows)


def _percent(point: Point) -> str:
    return f"{point.share:.0%}" if point.denominator >= BARE else DASH


def _sentence(points: Sequence[Point], middle: float | None, what: str) -> str:
    known = [p for p in points if p.denominator]
    if not known:
        return "There is nothing to count yet."
    last = known[-1]
    told = [f"In {last.month:%B %Y} {last.numerator} of {last.denominator} {what}."]
    if len(known) > 1:
        told.append(f"In the middle month it was {middle:.0%}.")
    side, row = _row(known, middle)
    if row:
        end = "since" if row[-1] is last else "in a row from"
        till = "" if row[-1] is last else f" to {row[-1].month:%B %Y}"
        told.append(f"It was {side} than that for {len(row)} months {end} {row[0].month:%B %Y}{till}.")
    return " ".join(told)


def _row(known: Sequence[Point], middle: float) -> tuple[str, list[Point]]:
    """The latest six or more in a row on one side of the middle."""
    found, now, side = ("", []), [], ""
    for point in known:
        if point.share == middle:
            continue
        here = "higher" if point.share > middle else "lower"
        now = [*now, point] if here == side else [point]
        side = here
        if len(now) >= ROW:
            found = side, now
    return found


def _draw(points: Sequence[Point], middle: float | None) -> tuple[list[str], float]:
    bottom = 0.5 if all(p.share is None or p.share >= 0.5 for p in points) else 0.0
    step = (WIDTH - GUTTER - 24) / max(len(points) - 1, 1)

    def y(share):
        return FLOOR - (FLOOR - TOP) * (share - bottom) / (1 - bottom)

    shapes = []
    for share in (bottom, (bottom + 1) / 2, 1):
        shapes += [
            ink.words(GUTTER - 10, y(share) + 5, f"{share:.0%}", "end"),
            ink.line(GUTTER - 4, y(share), WIDTH, y(share)),
        ]
    if middle is not None:
        shapes.append(ink.line(GUTTER - 4, y(middle), WIDTH, y(middle), "ink", 1.5, dashed=True))
    path, joined, full, few = "", False, "", ""
    for number, point in enumerate(points):
        if point.share is None:
            joined = False
            continue
        x, height = GUTTER + 6 + step * number, y(point.share)
        path += f"{'L' if joined else 'M'}{ink.number(x)} {ink.number(height)}"
        joined = True
        full += ink.dot(x, height)
        few += ink.dot(x, height) if point.denominator < FEW else ""
    if full:
        shapes += [ink.stroke(path, "named", 2.5), ink.stroke(full, "named", 9, cap="round")]
    if few:
        shapes.append(ink.stroke(few, "card", 4.5, cap="round"))
    shapes += _months(points, step)
    notes = ["Scale starts at 50%"] if bottom else []
    notes += ["Dashed line: the middle month"] if middle is not None else []
    notes += [f"Open dot: under {FEW} visits"] if few else []
    shapes += [ink.words(0, FLOOR + TEXT * 2 + 14 + 20 * number, note) for number, note in enumerate(notes)]
    return shapes, FLOOR + TEXT + 12 + 20 * len(notes)


def _months(points: Sequence[Point], step: float) -> list[str]:
    """As many months named as have room; January by its year."""
    every = next(n for n in (1, 2, 3, 4, 6, 12) if n * step >= ink.breadth("2026", TEXT) + 6 or n == 12)
    shapes = []
    for number, month in enumerate(point.month for point in points):
        if (month.month - 1) % every == 0:
            label = str(month.year) if month.month == 1 and len(points) > 1 else f"{month:%b}"
            x = min(GUTTER + 6 + step * number, WIDTH - ink.breadth(label, TEXT) / 2)
            shapes.append(ink.words(x, FLOOR + TEXT + 5, label, "middle"))
    return shapes
