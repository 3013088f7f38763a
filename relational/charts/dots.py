"""C3, faces at the door: how many different people each family met. It shows the spread an average hides.

One dot is one family; a team too large for that is drawn with one dot for several, and says so.
The dashed line is the limit this service chose; beyond it a dot becomes a triangle.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from . import Chart, ink
from .words import count

WIDTH, TEXT = 320, 15
STACK, PITCH = 12, 11  # most dots in a column, and from one to the next
FLOOR = STACK * PITCH + TEXT + 10
FIRST, LAST = 12, WIDTH - 22


def dots(
    counts: Mapping[int, int] | Sequence[int],
    limit: int,
    *,
    weeks: int = 8,
    title: str = "Faces at the door",
    key: str = "faces",
) -> Chart:
    """`counts`: people met → families, or for each family how many people it met.

    `limit`: "we look again after" so many. `weeks` only says over how long the caller counted.
    """
    met = Counter(dict(counts)) if isinstance(counts, Mapping) else Counter(counts)
    top = max(9, limit + 1)
    columns = [met[n] for n in range(top)] + [sum(families for n, families in met.items() if n >= top)]
    names = [*(str(n) for n in range(top)), f"{top}+"]
    total, beyond = sum(columns), sum(columns[limit + 1 :])
    each = max(1, -(-max(columns) // STACK))
    rows = tuple((name, str(families)) for name, families in zip(names, columns, strict=True))
    svg = ink.picture(
        *_draw(columns, names, limit, each),
        width=WIDTH,
        height=FLOOR + TEXT * 2 + 24,
        text=TEXT,
        key=key,
        title=title,
        told="Across: different people met. Up: families. The sentence and the table say the same.",
        kind="small",
    )
    sentence = _sentence(total, beyond, limit, weeks)
    return Chart(title, svg, sentence, ("Different people met", "Families"), rows)


def _sentence(total: int, beyond: int, limit: int, weeks: int) -> str:
    if not total:
        return "There are no families to show yet."
    span = count(weeks, "week", "weeks")
    people = count(limit, "person", "different people")
    families = count(total, "family", "families")
    if not beyond:
        return f"In {span} none of {families} met more than {people}."
    return f"In {span} {beyond} of {families} met more than {people}; {total - beyond} did not."


def _draw(columns: Sequence[int], names: Sequence[str], limit: int, each: int) -> list[str]:
    step = (LAST - FIRST) / (len(columns) - 1)
    shapes = [ink.line(0, FLOOR + 8, WIDTH, FLOOR + 8)]
    edge = FIRST + step * (limit + 0.5)
    told = f"we look again after {limit}"
    half = ink.breadth(told, TEXT) / 2
    shapes.append(ink.words(min(max(edge, half), WIDTH - half), TEXT - 2, told, "middle"))
    shapes.append(ink.line(edge, TEXT + 4, edge, FLOOR + 8, "line", 1.5, dashed=True))
    path, marks = "", []
    for number, families in enumerate(columns):
        for height in range(-(-families // each)):
            x, y = FIRST + step * number, FLOOR - PITCH * height
            if number > limit:
                marks.append(("not_introduced", x, y))
            else:
                path += ink.dot(x, y)
    shapes += [ink.stroke(path, "named", 9.5, cap="round")] if path else []
    shapes.append(ink.marks(marks))
    crowded = step < 26  # a high limit makes many columns; then only every third is named
    shapes += [
        ink.words(FIRST + step * number, FLOOR + TEXT + 10, name, "middle")
        for number, name in enumerate(names)
        if not crowded or (len(names) - 1 - number) % 3 == 0
    ]
    said = "one family" if each == 1 else f"up to {each} families"
    shapes.append(ink.words(0, FLOOR + TEXT * 2 + 18, f"One mark is {said}"))
    return shapes
