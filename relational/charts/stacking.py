"""Stacking: what becomes of marks too close to tell apart.

Up to three stand one above another. More become one mark of each kind with ×n. Where that would
happen all along the ribbon (many years, or imported records), the ribbon is cut into even stretches of
time instead and one mark stands for up to so many visits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import ink
from .days import Frame

NEAR = 9  # marks closer than this stack
PITCH = 12  # from one stacked mark to the next
CROWDS = 3  # with more clusters than this that need ×n, cut into stretches


@dataclass(frozen=True)
class Mark:
    lane: int
    kind: str
    x: float
    visit: int


@dataclass
class Placed:
    """Marks after stacking: `dy` from the lane's middle; `labels` say ×n; `each` is visits per mark."""

    marks: list[tuple[Mark, float, float]]
    labels: list[tuple[int, float, float, str]]
    each: int = 1


def place(frame: Frame, marks: Sequence[Mark]) -> Placed:
    label = 12 + ink.breadth("×99", frame.text)
    clusters = _clusters(marks, lambda m, cluster: m.x - cluster[0].x < (NEAR if len(cluster) <= 3 else label))
    if sum(len(cluster) > 3 for cluster in clusters) > CROWDS:
        return _bins(frame, marks)
    placed = Placed([], [])
    for cluster in clusters:
        x, lane, kinds = cluster[0].x, cluster[0].lane, _by_kind(cluster)
        if len(cluster) <= 3:
            placed.marks += [(m, x, dy) for m, dy in zip(cluster, _stack(len(cluster)), strict=True)]
            continue
        for (kind, n), dy in zip(kinds.items(), _stack(len(kinds), frame.text), strict=True):
            placed.marks += [(m, x, dy) for m in cluster if m.kind == kind]
            if n > 1:
                placed.labels.append((lane, x + 8, dy, f"×{n}"))
    return placed


def _bins(frame: Frame, marks: Sequence[Mark]) -> Placed:
    """Too many to show one by one: even stretches of time, one mark for up to `each` visits."""
    width = frame.room / int(frame.room / PITCH)

    def stretch(mark):
        return int((mark.x - frame.gutter) / width)

    clusters = _clusters(marks, lambda mark, cluster: stretch(mark) == stretch(cluster[0]))
    each, most = 1, 4
    while most > 3:
        each += 1
        most = max(sum(-(-n // each) for n in _by_kind(c).values()) for c in clusters)
    placed = Placed([], [], each)
    for cluster in clusters:
        x = frame.gutter + (stretch(cluster[0]) + 0.5) * width
        shown = [m for kind in _by_kind(cluster) for m in [m for m in cluster if m.kind == kind][::each]]
        placed.marks += [(m, x, dy) for m, dy in zip(shown, _stack(len(shown)), strict=True)]
    return placed


def _clusters(marks: Sequence[Mark], near: Callable[[Mark, list[Mark]], bool]) -> list[list[Mark]]:
    clusters: list[list[Mark]] = []
    for mark in marks:
        if clusters and clusters[-1][0].lane == mark.lane and near(mark, clusters[-1]):
            clusters[-1].append(mark)
        else:
            clusters.append([mark])
    return clusters


def _by_kind(cluster: Sequence[Mark]) -> dict[str, int]:
    kinds = sorted(m.kind for m in cluster)
    return {kind: kinds.count(kind) for kind in kinds}


def _stack(n: int, pitch: float = PITCH) -> list[float]:
    return [pitch * (i - (n - 1) / 2) for i in range(n)]
