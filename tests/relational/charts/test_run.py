from datetime import date
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from relational.charts.run import Point, run


def months(*pairs):
    return [Point(date(2025 + n // 12, n % 12 + 1, 1), *pair) for n, pair in enumerate(pairs)]


pairs = st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@settings(deadline=None)
@given(st.lists(pairs, max_size=24), st.randoms())
def test_every_month_is_in_the_table_and_order_does_not_matter(pairs, chance):
    points = months(*pairs)
    chart = run(points)
    assert [(int(row[1]), int(row[2])) for row in chart.rows] == pairs
    chance.shuffle(points)
    assert run(points) == chart
    root = ElementTree.fromstring(chart.svg)
    assert "style" not in chart.svg and float(root.get("font-size")) * 256 / 320 >= 12


def test_a_month_without_visits_is_a_gap_and_a_dash():
    chart = run(months((20, 30), (0, 0), (20, 30)))
    assert chart.rows[1] == ("February 2025", "0", "0", "–")
    line = next(e.get("d") for e in ElementTree.fromstring(chart.svg).iter() if e.get("stroke-width") == "2.5")
    assert line.count("M") == 2 and "L" not in line


def test_under_four_visits_no_percentage():
    assert run(months((2, 3))).rows[0][3] == "–"
    assert run(months((3, 4))).rows[0][3] == "75%"


def test_the_scale_starts_at_half_and_says_so_until_a_month_is_lower():
    assert "Scale starts at 50%" in run(months((20, 30))).svg
    low = run(months((20, 30), (10, 30)))
    assert "Scale starts" not in low.svg and ">0%<" in low.svg


def test_dots_on_few_visits_are_open():
    assert "Open dot" in run(months((6, 9))).svg
    assert "Open dot" not in run(months((6, 10))).svg


def test_six_months_in_a_row_on_one_side_earn_a_sentence():
    five = run(months(*[(20, 40)] * 5, *[(30, 40)] * 5))
    six = run(months(*[(20, 40)] * 6, *[(30, 40)] * 6))
    assert "months" not in five.sentence
    assert six.sentence.endswith("It was higher than that for 6 months since July 2025.")


def test_a_row_that_is_over_says_when_it_was():
    chart = run(months(*[(36, 40)] * 6, *[(20, 40), (30, 40)] * 4, (20, 40)))
    assert "higher than that for 6 months in a row from January 2025 to June 2025." in chart.sentence


def test_nothing_to_count_is_said_and_not_drawn_as_nought():
    assert run([]).sentence == run(months((0, 0))).sentence == "There is nothing to count yet."
    assert run(months((3, 3))).sentence == "In January 2025 3 of 3 visits were by the person named that day."
