import re
from datetime import date, timedelta
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from relational.charts.strip import strip
from relational.charts.visits import CLOSENESS, Person, Visit

SUNDAY = date(2026, 5, 31)
hows = st.lists(st.sampled_from(CLOSENESS), min_size=1, max_size=3)
visits = st.lists(
    st.builds(
        lambda back, hows: Visit(SUNDAY - timedelta(days=back), tuple(Person("x", h) for h in hows)),
        st.integers(-20, 250), hows,
    ), max_size=40,
)  # fmt: skip


def draw(visits, **options):
    return strip(visits=visits, until=SUNDAY, family="The Okafors", **options)


@given(visits, st.booleans())
def test_the_words_count_the_weeks_the_table_shows(visits, narrow):
    chart = draw(visits, narrow=narrow)
    weeks = 13 if narrow else 26
    with_us = sum(kind in {"named worker", "volunteer"} for _, kind in chart.rows)
    assert chart.sentence == f"{with_us} of {weeks} weeks" and len(chart.rows) == weeks
    assert draw(visits[::-1], narrow=narrow) == chart


def test_the_closest_person_of_the_week_wins():
    week = [Visit(SUNDAY - timedelta(days=n), (Person("x", how),)) for n, how in enumerate(CLOSENESS)]
    for number, shown in enumerate(["named worker", "stand-in", "volunteer", "introduced", "not introduced"]):
        assert draw(week[number:]).rows[-1] == ("Monday 25 May 2026", shown)
    assert draw([]).rows[-1][1] == "nobody"


def test_nobody_answering_is_not_a_week_with_somebody():
    assert draw([Visit(SUNDAY, (Person("Amina", "named"),), nobody=True)]).sentence == "0 of 26 weeks"


def test_forty_families_stay_light_and_apart():
    visits = [Visit(SUNDAY - timedelta(days=5 * n), (Person("x", CLOSENESS[n % 5]),)) for n in range(36)]
    charts = [strip(visits=visits, until=SUNDAY, family="Stay & <b>", key=f"row-{n}") for n in range(40)]
    page = "".join(chart.svg for chart in charts)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 40
    assert "style" not in page and "<b>" not in page
    assert max(len(chart.svg) for chart in charts) < 1_500
    assert ElementTree.fromstring(charts[0].svg)[0].text.startswith("Stay & <b>: ")
