"""Tenures: the bands that say who held a place and how long, and the goodbyes between them."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from . import ink
from .days import Frame
from .visits import Spell


class Turn(NamedTuple):
    x: float
    before: str
    after: str


LANE = {"named": 0, "volunteer": 1}


def bands(frame: Frame, spells: Sequence[Spell], lanes: Sequence[float], half: float) -> list[str]:
    return [_band(frame, spell, lanes[LANE[spell.lane]], half) for spell in spells]


def _band(frame: Frame, spell: Spell, y: float, half: float) -> str:
    """Round where it began or ended, straight where the window cuts it, torn without a goodbye."""
    began = spell.started_on >= frame.since
    ended = spell.ended_on is not None and spell.ended_on <= frame.until
    torn = ended and not spell.goodbye
    half = half - 3 if spell.stand_in else half
    x1 = frame.edge(spell.started_on) + (1 if began else 0)
    x2 = frame.edge(spell.ended_on or date.max) - (7 if torn else 1 if ended else 0)
    x2 = max(x2, x1 + 3)
    r = min(half, (x2 - x1) / 2, 10)
    n = ink.number
    path = f"M{n(x1 + r * began)} {n(y - half)}H{n(x2 - r * (ended and not torn))}"
    if torn:
        tear = "l-5 {0} 5 {0}-5 {0} 5 {0}".format(n(half / 2))
        path += tear
    elif ended:
        path += f"q{n(r)} 0 {n(r)} {n(r)}V{n(y + half - r)}q0 {n(r)}-{n(r)} {n(r)}"
    else:
        path += f"V{n(y + half)}"
    path += (
        f"H{n(x1 + r * began)}"
        + (f"q-{n(r)} 0-{n(r)}-{n(r)}V{n(y - half + r)}q0-{n(r)} {n(r)}-{n(r)}" if began else "")
        + "z"
    )
    look = {"class_": f"band band--{spell.lane}", "fill": ink.COLOURS[spell.lane], "fill_opacity": ".14"}
    if spell.stand_in:
        look = {
            "class_": f"band band--{spell.lane} band--stand-in",
            "fill": "none",
            "stroke": ink.COLOURS[spell.lane],
            "stroke_dasharray": "3 3",
        }
    band = ink.tag("path", d=path, **look)
    return band + ink.stroke(f"M{n(x2)} {n(y - half)}{tear}", "ink", 1.5) if torn else band


def turns_of(frame: Frame, spells: Sequence[Spell]) -> list[Turn]:
    """Each end of a named spell inside the window, with what was said."""
    named = [s for s in spells if s.lane == "named" and not s.stand_in]
    begins = {s.started_on for s in named}
    turns = []
    for spell in named:
        if spell.ended_on and frame.since < spell.ended_on <= frame.until:
            x = frame.edge(spell.ended_on)
            hello = spell.ended_on in begins and x + 5 + ink.breadth("hello", frame.text) <= frame.width
            turns.append(Turn(x, "goodbye" if spell.goodbye else "no goodbye", "hello" if hello else ""))
    return sorted(turns)


def said_above(frame: Frame, turns: Sequence[Turn]) -> bool:
    """Whether every goodbye and hello has room for its words; if not, the key says what the lines mean."""
    free = 0.0
    for turn in turns:
        if turn.x - 5 - ink.breadth(turn.before, frame.text) < free:
            return False
        free = turn.x + 13 + ink.breadth(turn.after, frame.text)
    return bool(turns)


def goodbyes(frame: Frame, turns: Sequence[Turn], top: float, bottom: float) -> list[str]:
    shapes = []
    for turn in turns:
        shapes.append(ink.line(turn.x, top + 4, turn.x, bottom, "line", 1.5, dashed=True))
        if said_above(frame, turns):
            shapes += [ink.words(turn.x - 5, top, turn.before, "end")]
            shapes += [ink.words(turn.x + 5, top, turn.after)] if turn.after else []
    return shapes


def names(frame: Frame, spells: Sequence[Spell], lanes: Sequence[float], half: float) -> list[str]:
    shapes = []
    for lane in ("named", "volunteer"):
        taken: list[tuple[float, float]] = []
        for spell in (s for s in spells if s.lane == lane):
            x = frame.edge(spell.started_on) + 4
            room = (
                frame.width if spell.ended_on is None else max(frame.edge(spell.ended_on), x + 60 * spell.stand_in)
            ) - x
            room = min([room, *(start - x - 8 for start, _ in taken if start > x)])
            name = ink.shorten(spell.name, room, frame.text)
            if name and not any(start - 8 < x < end + 8 for start, end in taken):
                taken.append((x, x + ink.breadth(name, frame.text)))
                shapes.append(ink.words(x, lanes[LANE[lane]] - half - 4, name, halo=True))
    return shapes
