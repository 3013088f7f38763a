import re
from collections import Counter
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st

from relational.charts.dots import dots

met = st.lists(st.integers(0, 25), max_size=200)


@settings(deadline=None)
@given(met, st.integers(1, 14))
def test_families_in_table_sentence_and_rows_are_the_same_families(met, limit):
    chart = dots(met, limit)
    assert sum(int(families) for _, families in chart.rows) == len(met)
    said = [int(n) for n in re.findall(r"\d+", chart.sentence)]
    beyond = sum(n > limit for n in met)
    if beyond:
        assert said == [8, beyond, len(met), limit, len(met) - beyond]
    assert dots(Counter(met), limit) == dots(met[::-1], limit) == chart


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 25), st.integers(0, 3000), max_size=12), st.integers(1, 9))
def test_any_number_of_families_fits(met, limit):
    root = ElementTree.fromstring(dots(met, limit).svg)
    for path in root.iter("{http://www.w3.org/2000/svg}path"):
        assert all(float(y) > 15 for y in re.findall(r"M[\d.]+ (-?[\d.]+)", path.get("d")))


def test_one_dot_is_one_family_until_it_cannot_be():
    few = dots([1, 2, 2, 6], 4)
    assert "One mark is one family" in few.svg
    assert few.svg.count("h0") == 3 and few.svg.count("l6.5 11h-13z") == 1
    assert "One mark is up to 15 families" in dots({2: 180, 3: 40}, 4).svg


def test_words_for_none_one_and_no_families():
    assert dots([1, 2], 4).sentence == "In 8 weeks none of 2 families met more than 4 different people."
    assert dots([2], 1, weeks=1).sentence == "In 1 week 1 of 1 family met more than 1 person; 0 did not."
    assert dots([], 4).sentence == "There are no families to show yet."


def test_the_drawing_is_plain_and_readable_on_a_small_phone():
    chart = dots([1, 5], 4, key="team")
    root = ElementTree.fromstring(chart.svg)
    assert "style" not in chart.svg and float(root.get("font-size")) * 256 / 320 >= 12
    assert root.get("aria-labelledby") == "team-title team-desc"
