"""Ink: how a mark, a line or a word is put on an SVG. Everything that is text is escaped here, once.

The strict content security policy forbids style attributes, so colour comes from the classes in
static/css/ui/charts.css; the plain attributes beside them serve print and readers without our CSS.
All marks of one kind are one path, which keeps a year of visits under 12 kB.
"""

import unicodedata
from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

COLOURS = {
    "named": "#1F5F5B",
    "volunteer": "#B98300",
    "introduced": "#9B72C8",
    "not-introduced": "#9E3420",
    "ink": "#5A5047",
    "line": "#8A7D70",
    "soft": "#DDD3C5",
    "card": "#FFFFFF",
}


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def tag(name: str, *content: str, **attributes: object) -> SafeString:
    """One element. Content and attribute values are escaped unless they came from here."""
    written = ""
    for key, value in attributes.items():
        if value is not None:
            value = number(value) if isinstance(value, float) else value
            written += f' {key.rstrip("_").replace("_", "-")}="{conditional_escape(value)}"'
    inside = "".join(conditional_escape(part) for part in content)
    element = f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"
    return mark_safe(element)  # noqa: S308 every part of it is escaped above


def picture(
    *shapes: str,
    width: int,
    height: float,
    text: int,
    key: str,
    title: str,
    kind: str,
    told: str = "",
    actual_size: bool = False,
) -> SafeString:
    """The whole drawing, named for those who hear it. `key` keeps its ids apart from others on the page."""
    named = [tag("title", title, id=f"{key}-title"), *([tag("desc", told, id=f"{key}-desc")] if told else [])]
    return tag(
        "svg",
        *named,
        *shapes,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"chart chart--{kind}",
        viewBox=f"0 0 {width} {number(height)}",
        width=width if actual_size else None,
        height=height if actual_size else None,
        role="img",
        aria_labelledby=f"{key}-title {key}-desc" if told else f"{key}-title",
        dir="ltr",
        font_size=text,
    )


def line(
    x1: float, y1: float, x2: float, y2: float, colour: str = "soft", width: float = 1.0, dashed: bool = False
) -> SafeString:
    path = f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"
    return stroke(path, colour, width, dash="3 4" if dashed else None)


def stroke(path: str, colour: str, width: float, dash: str | None = None, cap: str | None = None) -> SafeString:
    return tag(
        "path",
        class_=f"stroke stroke--{colour}",
        d=path,
        fill="none",
        stroke=COLOURS[colour],
        stroke_width=float(width),
        stroke_dasharray=dash,
        stroke_linecap=cap,
    )


def fill(path: str, colour: str) -> SafeString:
    return tag("path", class_=f"fill fill--{colour}", d=path, fill=COLOURS[colour])


def words(x: float, y: float, text: str, anchor: str | None = None, halo: bool = False) -> SafeString:
    """Text. Its halo is a second text element beneath: not every reader paints strokes first."""
    place = {"x": float(x), "y": float(y), "text_anchor": anchor}
    shown = tag("text", text, class_="chart__text", fill=COLOURS["ink"], **place)
    if not halo:
        return shown
    beneath = tag(
        "text",
        text,
        class_="chart__halo",
        fill="none",
        stroke=COLOURS["card"],
        stroke_width=4,
        stroke_linejoin="round",
        aria_hidden="true",
        **place,
    )
    return beneath + shown


def dot(x: float, y: float) -> str:
    return f"M{number(x)} {number(y)}h0"


def ring(x: float, y: float) -> str:
    return f"M{number(x - 4.4)} {number(y)}a4.4 4.4 0 1 0 8.8 0a4.4 4.4 0 1 0-8.8 0"


def diamond(x: float, y: float) -> str:
    return f"M{number(x)} {number(y - 6.5)}l6.5 6.5-6.5 6.5-6.5-6.5z"


def triangle(x: float, y: float) -> str:
    return f"M{number(x)} {number(y - 6)}l6.5 11h-13z"


def cross(x: float, y: float) -> str:
    return f"M{number(x - 4)} {number(y - 4)}l8 8m0-8l-8 8"


def marks(placed: Iterable[tuple[str, float, float]]) -> SafeString:
    """(kind, x, y) of each mark. Shape says the kind before colour does."""
    by_kind: dict[str, list[tuple[float, float]]] = {}
    for kind, x, y in sorted(set(placed)):
        by_kind.setdefault(kind, []).append((x, y))

    def path(shape, kind):
        return "".join(shape(x, y) for x, y in by_kind.get(kind, ()))

    drawn = []
    if "named" in by_kind or "stand_in" in by_kind:
        drawn.append(stroke(path(dot, "named") + path(dot, "stand_in"), "named", 11, cap="round"))
    if "stand_in" in by_kind:
        drawn.append(stroke(path(dot, "stand_in"), "card", 4.5, cap="round"))
    if "volunteer" in by_kind:
        drawn.append(fill(path(diamond, "volunteer"), "volunteer"))
    if "introduced" in by_kind:
        drawn.append(stroke(path(ring, "introduced"), "introduced", 2.2))
    if "not_introduced" in by_kind:
        drawn.append(fill(path(triangle, "not_introduced"), "not-introduced"))
    if "nobody" in by_kind:
        drawn.append(stroke(path(cross, "nobody"), "ink", 2))
    return format_html_join("", "{}", ((each,) for each in drawn))


def breadth(text: str, size: float) -> float:
    """About how wide a text will be; generous, since fonts differ."""
    return (
        sum(0 if unicodedata.combining(c) else 1 if unicodedata.east_asian_width(c) in "WF" else 0.56 for c in text)
        * size
    )


def shorten(text: str, room: float, size: float) -> str:
    """As much of a name as fits, visibly cut; nothing at all rather than a stray letter."""
    text = "".join(c for c in text if unicodedata.category(c) != "Cc")
    if breadth(text, size) <= room:
        return text
    while text and breadth(text + "…", size) > room:
        text = text[:-1]
    text = text.rstrip()
    return f"{text}…" if len(text) > 2 else ""
