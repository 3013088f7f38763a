"""C1, the ribbon: who came to one family. Three lanes, one mark for each person at each visit.

Named and volunteer lanes carry a band for as long as somebody held the place, with her name. Where
one named person follows another stands "goodbye | hello"; where no goodbye was possible the band is
torn. A visit made together joins its marks. Marks too close to tell apart stack up to three, then
×n; where even that would crowd, one mark stands for several visits and the picture says so.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from . import Chart, ink
from .days import Frame, ticks
from .stacking import Mark, Placed, place
from .tenures import Turn, bands, goodbyes, names, said_above, turns_of
from .visits import CLOSENESS, Person, Spell, Visit, in_window, lead, table
from .who_came import sentence

__all__ = ["Person", "Spell", "Visit", "ribbon"]

LANES = ("Named", "Volunteer", "Others")
LANE_OF = {"named": 0, "stand_in": 0, "volunteer": 1, "introduced": 2, "not_introduced": 2}
KEY = {
    "stand_in": "stand-in",
    "introduced": "introduced",
    "not_introduced": "not introduced",
    "nobody": "nobody answered",
}
NARROW_DAYS = 13 * 7
HOW_TO_READ = (
    "Three lanes: named, volunteer, others. Each mark is a visit. "
    "The sentence and the table beside the picture say the same."
)


def ribbon(
    *,
    spells: Sequence[Spell],
    visits: Sequence[Visit],
    since: date,
    until: date,
    narrow: bool = False,
    key: str = "who-came",
) -> Chart:
    """The ribbon from `since` to `until`, both included. The narrow drawing shows its last 13 weeks."""
    cut = narrow and (until - since).days >= NARROW_DAYS
    if cut:
        since = until - timedelta(days=NARROW_DAYS - 1)
    seen = in_window(visits, since, until)
    frame = Frame(320, 76, 15, since, until, cut) if narrow else Frame(860, 92, 14, since, until)
    title = "Who came, last 13 weeks" if cut else "Who came"
    held = sorted(
        (s for s in spells if s.overlaps(since, until)),
        key=lambda s: (s.stand_in, s.started_on, s.name, s.ended_on or date.max),
    )
    shapes, height = _draw(frame, held, seen)
    svg = ink.picture(
        *shapes,
        width=frame.width,
        height=height,
        text=frame.text,
        key=f"{key}-narrow" if narrow else key,
        title=title,
        told=HOW_TO_READ,
        kind="narrow" if narrow else "wide",
    )
    headers, rows = table(seen)
    return Chart(title, svg, sentence(spells, seen, since, until), headers, rows)


def _draw(frame: Frame, spells: Sequence[Spell], visits: Sequence[Visit]) -> tuple[list[str], float]:
    placed = place(frame, _marks(frame, spells, visits))
    half = max([10.0, *(abs(dy) + 7 for _, _, dy in placed.marks)])
    turns = turns_of(frame, spells)
    first = (frame.text + 6 if said_above(frame, turns) else 0) + frame.text + 6 + half
    lanes = [first + i * (half * 2 + frame.text + 8) for i in range(3)]
    lanes[2] -= frame.text / 2 + 2  # the others have no band and no names
    foot = lanes[2] + half + 6
    shapes: list[str] = []
    for name, y in zip(LANES, lanes, strict=True):
        shapes += [ink.words(0, y + 5, name), ink.line(frame.gutter, y, frame.width - 8, y)]
    shapes += bands(frame, spells, lanes, half)
    shapes += goodbyes(frame, turns, frame.text if said_above(frame, turns) else 0, lanes[2] + half)
    shapes += names(frame, spells, lanes, half)
    shapes += _joints(placed, lanes)
    shapes.append(ink.marks((m.kind, x, lanes[m.lane] + dy) for m, x, dy in placed.marks))
    shapes += [ink.words(x, lanes[lane] + dy + 4, text, halo=True) for lane, x, dy, text in placed.labels]
    shapes += _days(frame, foot)
    key, bottom = _key(frame, turns, visits, placed, foot + frame.text * 2 + 18)
    return shapes + key, bottom


def _marks(frame: Frame, spells: Sequence[Spell], visits: Sequence[Visit]) -> list[Mark]:
    marks = []
    for number, visit in enumerate(visits):
        first = lead(visit, spells)
        if visit.nobody:
            marks.append(Mark(LANE_OF[first.how] if first else 2, "nobody", frame.x(visit.on), number))
        else:
            people = {p.name: p for p in sorted(visit.people, key=lambda p: CLOSENESS.index(p.how), reverse=True)}
            marks += [Mark(LANE_OF[p.how], p.how, frame.x(visit.on), number) for p in people.values()]
    return sorted(marks, key=lambda m: (m.lane, m.x, m.kind, m.visit))


def _joints(placed: Placed, lanes: Sequence[float]) -> list[str]:
    together: dict[int, list[tuple[float, float]]] = {}
    for mark, x, dy in placed.marks if placed.each == 1 else ():
        together.setdefault(mark.visit, []).append((lanes[mark.lane] + dy, x))
    path = ""
    for _, ends in sorted(together.items()):
        if len(ends) > 1:
            path += "M" + "L".join(f"{ink.number(x)} {ink.number(y)}" for y, x in sorted(ends))
    return [ink.stroke(path, "ink", 1.5)] if path else []


def _days(frame: Frame, y: float) -> list[str]:
    shapes, free, path = [], float(frame.gutter), ""
    found = ticks(frame.since, frame.until, frame.room, frame.text)
    for (on, label), after in zip(found, [*(frame.edge(on) for on, _ in found[1:]), frame.width + 4.0], strict=True):
        x = frame.edge(on)
        path += f"M{ink.number(x)} {ink.number(y)}v5"
        if x >= free and x + ink.breadth(label, frame.text) <= after - 4:
            shapes.append(ink.words(x, y + 7 + frame.text, label))
            free = x + ink.breadth(label, frame.text) + 6
    return [ink.stroke(path, "line", 1), *shapes]


def _key(
    frame: Frame, turns: Sequence[Turn], visits: Sequence[Visit], placed: Placed, y: float
) -> tuple[list[str], float]:
    """The marks a newcomer could not guess, in words; only those that are in the picture."""
    kinds = {m.kind for m, _, _ in placed.marks}
    entries = [(kind, word) for kind, word in KEY.items() if kind in kinds]
    if placed.each == 1 and any(len({p.name for p in v.people}) > 1 and not v.nobody for v in visits):
        entries.append(("joint", "together"))
    if turns and not said_above(frame, turns):
        entries.append(("turn", "goodbye and hello"))
        entries += [("torn", "no goodbye")] if any(turn.before == "no goodbye" for turn in turns) else []
    if frame.cut:
        entries.append(("", "The last 13 weeks"))
    if placed.each > 1:
        entries.append(("", f"One mark is up to {placed.each} visits"))
    shapes, marks, x = [], [], float(frame.gutter)
    for kind, word in entries:
        end = x + (14 if kind else 0) + ink.breadth(word, frame.text)
        if end > frame.width and x > frame.gutter:
            x, y = float(frame.gutter), y + frame.text + 8
            end = x + (14 if kind else 0) + ink.breadth(word, frame.text)
        if kind == "joint":
            shapes.append(ink.line(x + 5, y - 11, x + 5, y + 1, "ink", 1.5))
        elif kind == "turn":
            shapes.append(ink.line(x + 5, y - 13, x + 5, y + 3, "line", 1.5, dashed=True))
        elif kind == "torn":
            shapes.append(ink.stroke(f"M{ink.number(x + 7)} {ink.number(y - 12)}l-5 3.5 5 3.5-5 3.5 5 3.5", "ink", 1.5))
        elif kind:
            marks.append((kind, x + 5, y - 5))
        shapes.append(ink.words(x + (16 if kind else 0), y, word))
        x = end + 22
    return [*shapes, ink.marks(marks)], y + 6 if entries else y - frame.text
