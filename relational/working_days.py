"""Working days: Monday to Friday, bank holidays in England left out.

Every wait that is promised or counted "in working days" is counted here, and in one other place: the measuring
SQL of families.continuity counts them the same way, from the same bank holidays. See also each other.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5


@cache
def _of_the_year(year: int) -> frozenset[date]:
    """Bank holidays of one year that take a working day away; one that falls on a weekend takes none."""
    return frozenset(
        day for day in holidays.country_holidays("GB", subdiv="ENG", years=year) if day.weekday() < SATURDAY
    )


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in _of_the_year(day.year)


def bank_holidays(since: date, until: date) -> list[date]:
    """Bank holidays from Monday to Friday, both days included, in order."""
    return sorted(
        day for year in range(since.year, until.year + 1) for day in _of_the_year(year) if since <= day <= until
    )


def add_working_days(day: date, n: int) -> date:
    """The working day that is `n` working days after `day`; for 0, `day` itself or the first working day after it."""
    if n < 0:
        raise ValueError("Working days are counted forwards.")
    while n > 0 or not is_working_day(day):
        day += timedelta(days=1)
        n -= is_working_day(day)
    return day


def working_days_between(a: date, b: date) -> int:
    """How many working days lie after `a` and up to `b`, `b` included: the days waited when it began on `a`. Never below 0."""
    whole_weeks, rest = divmod(max((b - a).days, 0), 7)
    left = sum((b - timedelta(days=back)).weekday() < SATURDAY for back in range(rest))
    return whole_weeks * 5 + left - len(_after(bank_holidays(a, b), a))


def _after(days: Iterable[date], day: date) -> list[date]:
    return [each for each in days if each > day]
