"""C2, the strip: one family's weeks in a row of cells, to stand in a table of many families.

A cell is one week, Monday to Sunday, and shows the closest person who came in it: named worker,
stand-in (a white dot), volunteer, somebody introduced (a short cell), somebody not introduced (a white
diagonal), nobody (a hairline). The last cell is the week of `until`. The sentence counts the weeks in
which the named worker or the volunteer came; it is short because the table's heading says of what.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from . import Chart, ink
from .visits import CLOSENESS, HOW_IN_WORDS, Visit
from .words import whole_day

WIDTH, HEIGHT = 17, 16
WEEKS, NARROW_WEEKS = 26, 13
WEEK = timedelta(days=7)


def strip(*, visits: Sequence[Visit], until: date, family: str, narrow: bool = False, key: str = "strip") -> Chart:
    """`key` must differ from row to row. 26 weeks, narrow 13."""
    weeks = NARROW_WEEKS if narrow else WEEKS
    last = until - timedelta(days=until.weekday())
    mondays = [last - WEEK * back for back in reversed(range(weeks))]
    closest: dict[date, str] = {}
    for visit in visits:
        if not visit.nobody and visit.on <= until:
            monday = visit.on - timedelta(days=visit.on.weekday())
            came = [person.how for person in visit.people] + [closest.get(monday, CLOSENESS[-1])]
            closest[monday] = min(came, key=CLOSENESS.index)
    cells = [closest.get(monday) for monday in mondays]
    with_us = sum(cell in {"named", "volunteer"} for cell in cells)
    sentence = f"{with_us} of {weeks} weeks"
    title = f"{family}: named worker or volunteer came in {sentence}"
    rows = tuple(
        (whole_day(monday), HOW_IN_WORDS.get(cell, "nobody")) for monday, cell in zip(mondays, cells, strict=True)
    )
    svg = ink.picture(
        *_cells(cells),
        width=weeks * WIDTH,
        height=HEIGHT,
        text=12,
        key=f"{key}-narrow" if narrow else key,
        title=title,
        kind="strip-narrow" if narrow else "strip",
        actual_size=True,
    )
    return Chart(title, svg, sentence, ("Week from", "Closest person who came"), rows)


def _cells(cells: Sequence[str | None]) -> list[str]:
    def each(kind, draw):
        return "".join(draw(number * WIDTH) for number, cell in enumerate(cells) if cell in kind)

    def block(x):
        return f"M{x} 8h15"

    drawn = [
        (each({None}, lambda x: f"M{x} 15.5h15"), "soft", 1),
        (each({"named", "stand_in"}, block), "named", 16),
        (each({"stand_in"}, lambda x: f"M{x + 5} 8h5"), "card", 5),
        (each({"volunteer"}, block), "volunteer", 16),
        (each({"introduced"}, lambda x: f"M{x} 12h15"), "introduced", 8),
        (each({"not_introduced"}, block), "not-introduced", 16),
        (each({"not_introduced"}, lambda x: f"M{x} 16l15-16"), "card", 2.5),
    ]
    return [ink.stroke(path, colour, width) for path, colour, width in drawn if path]
