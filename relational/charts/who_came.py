"""Who came, in words that add up.

Each visit is counted once, under the closest person who came. Visits made together are then named, and a
person first named there comes "more times" afterwards. So the numbers in the sentence always add up to the
visits, and times when nobody answered are told as other times.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from .visits import Spell, Visit, lead
from .words import count, day, how_long, listed, said, times

NAMES_TOLD = 4  # beyond this many, people are counted and not listed


def sentence(spells: Sequence[Spell], visits: Sequence[Visit], since: date, until: date) -> str:
    """`visits` are those of the window, in order."""
    met = [v for v in visits if not v.nobody]
    unanswered = len(visits) - len(met)
    spells = sorted((s for s in spells if s.overlaps(since, until)), key=lambda s: (s.started_on, s.name))
    if not met:
        none = f"Nobody has visited since {day(since, until)}."
        return f"{none} Somebody came {times(unanswered)}, but nobody answered." if unanswered else none
    led = [(v, lead(v, spells)) for v in met]
    beside = {p.name for v, first in led for p in v.people if p.name != first.name}
    there = "there was 1 visit" if len(met) == 1 else f"there were {len(met)} visits"
    told = [f"Since {day(since, until)} {there}."]
    told += _named(spells, [(v, who) for v, who in led if who.how == "named"], beside, until)
    told += _each("stand_in", led, set())
    told += _together([(v, who) for v, who in led if who.how in {"named", "stand_in"}])
    told += _each("volunteer", led, beside)
    met_names = {p.name for v in met for p in v.people}
    told += [
        f"{said(s.name)} has not come yet."
        for s in spells
        if s.lane == "volunteer" and s.covers(until) and s.name not in met_names
    ]
    told += _together([(v, who) for v, who in led if who.how == "volunteer"])
    told += _others(led)
    if unanswered:
        told.append(f"{'One other time' if unanswered == 1 else f'{unanswered} other times'}, nobody answered.")
    return " ".join(told + _longest_without(spells, met, since, until))


def _named(spells, led, beside, until):
    """Named people one after another: "Amina came 7 times until 3 September, then Zofia 5 times."."""
    tenures = [s for s in spells if s.lane == "named" and not s.stand_in]
    turns: dict[object, list] = {s: [s.started_on, s.name, s.ended_on, 0] for s in tenures}
    for visit, who in led:
        spell = next((s for s in tenures if s.name == who.name and s.covers(visit.on)), who.name)
        turns.setdefault(spell, [visit.on, who.name, None, 0])[3] += 1
    joined: list[list] = []
    for turn in sorted(turns.values(), key=lambda t: t[:2]):
        if joined and joined[-1][1] == turn[1]:
            joined[-1][2:] = [turn[2], joined[-1][3] + turn[3]]
        elif turn[3] or turn[1] not in beside:
            joined.append(turn)
    if len(joined) > NAMES_TOLD:
        people = len({turn[1] for turn in joined})
        return [f"One after another, {people} named people came {times(sum(turn[3] for turn in joined))}."]
    parts = []
    for _, name, ended_on, n in joined:
        ended = ended_on is not None and ended_on <= until
        never = "did not come" if ended else "has not come yet"
        if parts:
            parts.append(f"then {said(name)} {times(n)}" if n else f"then {said(name)}, who {never}")
        else:
            parts.append(f"{said(name)} came {times(n)}" if n else f"{said(name)} {never}")
        if ended and n:
            parts[-1] += f" until {day(ended_on, until)}"
    return [", ".join(parts) + "."] if parts else []


def _each(how, led, beside):
    """ "Ruth came 11 times and Sam once." """
    came = sorted(Counter(who.name for _, who in led if who.how == how).items(), key=lambda pair: (-pair[1], pair[0]))
    if not came:
        return []
    role = " as stand-in" if how == "stand_in" else ""
    if len(came) > NAMES_TOLD:
        group = "stand-ins" if how == "stand_in" else "volunteers"
        return [f"{len(came)} {group} came {times(sum(n for _, n in came))}."]
    parts = [f"{said(name)} {'' if i else 'came '}{times(n, more=name in beside)}" for i, (name, n) in enumerate(came)]
    return [f"{listed(parts)}{role}."]


def _together(led):
    groups = Counter(
        (who.name, *sorted({p.name for p in v.people} - {who.name}))
        for v, who in led
        if len({p.name for p in v.people}) > 1
    )
    if len(groups) > 2 or any(len(group) > NAMES_TOLD for group in groups):
        return [f"{count(groups.total(), 'of these visits was', 'of these visits were')} made with somebody else."]
    return [f"{listed(map(said, group))} came together {times(n)}." for group, n in sorted(groups.items())]


def _others(led):
    others = {"introduced", "not_introduced"}
    visits = [v for v, who in led if who.how in others]
    if not visits:
        return []
    strangers = sum(any(p.how == "not_introduced" for p in v.people) for v in visits)
    more = "more " if any(p.how in others for v, who in led if who.how not in others for p in v.people) else ""
    if len(visits) == 1:
        by = "another person, who was" if len(visits[0].people) == 1 else "other people, who were"
        return [f"There was 1 {more}visit by {by} {'not ' if strangers else ''}introduced."]
    end = {
        0: ", all introduced",
        1: "; 1 of them was not introduced",
        len(visits): "; none of them were introduced",
    }
    tail = end.get(strangers, f"; {strangers} of them were not introduced")
    return [f"There were {len(visits)} {more}visits by other people{tail}."]


def _longest_without(spells, met, since, until):
    """Days between two visits by a named person, or from the last one to the end of the window."""
    days = sorted({v.on for v in met if any(p.how == "named" for p in v.people)})
    if len(days) < 2:
        return []
    first = {p.name: v.on for v in reversed(met) for p in v.people if p.how == "named"}
    names = sorted(first, key=lambda name: (first[name], name))
    began = min((s.started_on for s in spells if s.lane == "named" and not s.stand_in), default=days[0])
    marks = ([began] if since <= began < days[0] else []) + days + [until]
    longest, up_to = max(((b - a).days, b) for a, b in zip(marks, marks[1:], strict=False))
    who = listed(map(said, names), "or") if len(names) <= NAMES_TOLD else "a named person"
    still = f", up to {day(until, until)}" if up_to == until and until not in days else ""
    return [f"The longest time without {who} was {how_long(longest)}{still}."]
