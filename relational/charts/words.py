"""The words charts share: how often, when, and who. Numbers as digits, dates as people say them."""

import unicodedata
from collections.abc import Iterable
from datetime import date

DASH = "–"  # unknown is a dash, never 0


def times(n: int, more: bool = False) -> str:
    if n == 1:
        return "once more" if more else "once"
    return f"{n} more times" if more else f"{n} times"


def count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"


def day(on: date, until: date) -> str:
    """`3 September`, with the year as soon as the day alone could mean two days."""
    return f"{on.day} {on:%B}" if 0 <= (until - on).days < 365 else f"{on.day} {on:%B} {on.year}"


def whole_day(on: date) -> str:
    return f"{on:%A} {on.day} {on:%B} {on.year}"


def how_long(days: int) -> str:
    return count(days, "day", "days") if days < 730 else f"more than {days // 366} years"


def listed(parts: Iterable[str], last: str = "and") -> str:
    *head, tail = parts
    return f"{', '.join(head)} {last} {tail}" if head else tail


def said(name: str) -> str:
    """A name in an English sentence; one written right to left is fenced, so the full stop stays put."""
    if any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in name):
        return f"\u2068{name}\u2069"
    return name
