import random
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relational.charts.ribbon import Person, Spell, Visit, ribbon

START = date(2025, 6, 1)
CAST = ("Amina", "Zofia", "Ruth", "Helen", "Kit", "Lou", "Sam", "Nadia", "Ola", "Wren")
HOWS = ("named", "stand_in", "volunteer", "introduced", "not_introduced")

days = st.integers(0, 400).map(lambda n: START + timedelta(days=n))
people = st.lists(st.builds(Person, st.sampled_from(CAST), st.sampled_from(HOWS)), min_size=1, max_size=4,
                  unique_by=lambda p: p.name).map(tuple)  # fmt: skip
visits_made = st.builds(Visit, days, people)
visits_tried = st.builds(Visit, days, st.just(()) | people, st.just(True))
spells_held = st.builds(
    lambda lane, name, start, length, stand_in, goodbye: Spell(
        lane, name, start, length and start + timedelta(days=length), stand_in, goodbye
    ),
    st.sampled_from(("named", "volunteer")), st.sampled_from(CAST), days, st.none() | st.integers(1, 300),
    st.booleans(), st.booleans(),
)  # fmt: skip
windows = st.tuples(days, st.integers(0, 400)).map(lambda w: (w[0], w[0] + timedelta(days=w[1])))


def on(month, day, *people, nobody=False):
    return Visit(date(2025, month, day), tuple(Person(*person) for person in people), nobody)


def told(visits, spells=(), since=START, until=date(2025, 10, 1)):
    return ribbon(spells=spells, visits=visits, since=since, until=until).sentence


def counted(sentence):
    """(visits said at the start, visits said one by one, times nobody answered), read from the words."""
    total = parts = unanswered = 0
    for said in re.split(r"\.\s*", sentence):
        if found := re.match(r"Since .* there (?:was|were) (\d+) visits?$", said):
            total = int(found[1])
        elif found := re.match(r"(One|\d+) other times?, nobody", said):
            unanswered = 1 if found[1] == "One" else int(found[1])
        elif found := re.match(r"Nobody has|Somebody came (?:(\d+) times|once), but", said):
            unanswered = int(found[1] or 1) if "Somebody" in said else 0
        elif found := re.match(r"There (?:was|were) (\d+) ", said):
            parts += int(found[1])
        elif not re.search(r"together|of these visits|The longest", said):
            parts += sum(int(n or 1) for n in re.findall(r"once|(\d+)(?: more)? times", said))
    return total, parts, unanswered


@settings(max_examples=300, deadline=None)
@given(st.lists(visits_made | visits_tried, max_size=30), st.lists(spells_held, max_size=7), windows)
def test_the_numbers_in_the_sentence_add_up_to_the_visits(visits, spells, window):
    since, until = window
    chart = ribbon(spells=spells, visits=visits, since=since, until=until)
    seen = [v for v in visits if since <= v.on <= until]
    met = sum(not v.nobody for v in seen)
    assert counted(chart.sentence) == (met, met, len(seen) - met)
    assert len(chart.rows) == len(seen)
    assert not re.search(r"\b1 (visits|times|days)\b|\b0 times|\s\s|\.\.|None", chart.sentence)


@settings(max_examples=60, deadline=None)
@given(st.lists(visits_made | visits_tried, max_size=20), st.lists(spells_held, max_size=5), st.randoms())
def test_the_order_in_which_rows_come_changes_nothing(visits, spells, chance):
    window = {"since": START, "until": date(2026, 7, 1)}
    before = ribbon(spells=spells, visits=visits, **window)
    mixed = [Visit(v.on, tuple(chance.sample(v.people, len(v.people))), v.nobody) for v in visits]
    chance.shuffle(mixed)
    chance.shuffle(spells)
    assert ribbon(spells=spells, visits=mixed, **window) == before


@settings(max_examples=100, deadline=None)
@given(
    st.lists(visits_made | visits_tried, max_size=60),
    st.lists(spells_held, max_size=9),
    windows,
    st.booleans(),
)
def test_every_picture_is_one_well_made_drawing(visits, spells, window, narrow):
    chart = ribbon(spells=spells, visits=visits, since=window[0], until=window[1], narrow=narrow)
    root = ElementTree.fromstring(chart.svg)
    assert root.get("role") == "img"
    assert {e.get("id") for e in root.iter() if e.get("id")} == set(root.get("aria-labelledby").split())
    assert "style" not in chart.svg and "NaN" not in chart.svg
    assert float(root.get("font-size")) * (256 / 320 if narrow else 740 / 860) >= 12
    assert not [e for e in root.iter() if e is not root and e.get("font-size")]


def test_a_year_with_a_handover_reads_like_a_story():
    visits = [on(6, 1 + 4 * n, ("Amina", "named")) for n in range(7)]
    visits += [on(9, 4 + 5 * n, ("Zofia", "named")) for n in range(5)]
    visits += [on(7, 1 + 2 * n, ("Ruth", "volunteer")) for n in range(11)]
    visits += [on(8, 5, ("Helen", "introduced")), on(8, 9, ("Helen", "introduced"))]
    visits += [on(8, 11 + n, ("Kit", "not_introduced")) for n in range(3)]
    visits += [on(8, 20, ("Amina", "named"), nobody=True)]
    spells = [Spell("named", "Amina", date(2025, 1, 1), date(2025, 9, 3)),
              Spell("named", "Zofia", date(2025, 9, 3))]  # fmt: skip
    assert told(visits, spells) == (
        "Since 1 June there were 28 visits. Amina came 7 times until 3 September, then Zofia 5 times. "
        "Ruth came 11 times. There were 5 visits by other people; 3 of them were not introduced. "
        "One other time, nobody answered. The longest time without Amina or Zofia was 71 days."
    )


def test_a_visit_made_together_is_one_visit():
    visits = [on(6, 3, ("Amina", "named")), on(6, 10, ("Amina", "named"), ("Ruth", "volunteer")),
              on(6, 12, ("Ruth", "volunteer"))]  # fmt: skip
    assert told(visits).startswith(
        "Since 1 June there were 3 visits. Amina came 2 times. Amina and Ruth came together once. Ruth came once more."
    )


def test_at_goodbye_and_hello_the_visit_belongs_to_the_person_named_that_day():
    both = on(9, 2, ("Amina", "named"), ("Zofia", "named"))
    spells = [Spell("named", "Zofia", date(2025, 1, 1), date(2025, 9, 3)),
              Spell("named", "Amina", date(2025, 9, 3))]  # fmt: skip
    assert told([both], spells) == (
        "Since 1 June there was 1 visit. Zofia came once until 3 September. Zofia and Amina came together once."
    )


@pytest.mark.parametrize(
    ("visits", "words"),
    [
        ([], "Nobody has visited since 1 June."),
        ([Visit(date(2025, 6, 5), (), True)],
         "Nobody has visited since 1 June. Somebody came once, but nobody answered."),
        ([on(6, 5, ("Kit", "not_introduced"))],
         "Since 1 June there was 1 visit. There was 1 visit by another person, who was not introduced."),
        ([on(6, 5, ("Zofia", "stand_in"))],
         "Since 1 June there was 1 visit. Zofia came once as stand-in."),
        ([on(6, 5, ("Helen", "introduced")), on(6, 6, ("Helen", "introduced"))],
         "Since 1 June there were 2 visits. There were 2 visits by other people, all introduced."),
    ],
)  # fmt: skip
def test_small_numbers_are_said_plainly(visits, words):
    assert told(visits) == words


def test_a_named_person_who_has_not_come_is_said_to_have_not_come():
    spells = [
        Spell("named", "Amina", date(2025, 1, 1), date(2025, 7, 1)),
        Spell("named", "Zofia", date(2025, 7, 1)),
    ]
    assert "Amina came once until 1 July, then Zofia, who has not come yet." in told(
        [on(6, 5, ("Amina", "named"))], spells
    )


def test_the_time_since_the_last_visit_counts_as_time_without_her():
    visits = [on(6, 3, ("Amina", "named")), on(6, 10, ("Amina", "named"))]
    assert told(visits).endswith("The longest time without Amina was 113 days, up to 1 October.")


def test_names_are_whole_in_the_table_and_never_markup_in_the_picture():
    long = "Bernadette-Marie Konstantinopoulou-Wojciechowska of Manningham"
    names = ("<b>Stay</b> & play", '"><script>alert(1)</script>', "فاطمہ", long)
    for name in names:
        spells = [Spell("named", name, date(2025, 8, 1), date(2025, 9, 1))]
        chart = ribbon(spells=spells, visits=[on(8, 5, (name, "named"))], since=START, until=date(2025, 10, 1))
        drawn = [e.text for e in ElementTree.fromstring(chart.svg).iter("{http://www.w3.org/2000/svg}text")]
        assert any(text == name or (text.endswith("…") and name.startswith(text[:-1])) for text in drawn)
        assert chart.rows == (("Tuesday 5 August 2025", name, "named worker"),)
        assert "<b>" not in chart.svg and "<script" not in chart.svg
    assert long not in drawn


def test_wide_and_narrow_can_stand_on_one_page():
    both = [ribbon(spells=[], visits=[], since=START, until=START, narrow=n, key="okafor") for n in (False, True)]
    ids = [found for chart in both for found in re.findall(r'\bid="([^"]+)"', chart.svg)]
    assert len(ids) == len(set(ids)) == 4


def test_the_narrow_drawing_tells_its_own_thirteen_weeks():
    visits = [on(6, 2, ("Amina", "named")), on(9, 20, ("Amina", "named"))]
    chart = ribbon(spells=[], visits=visits, since=START, until=date(2025, 10, 1), narrow=True)
    assert chart.title == "Who came, last 13 weeks" and ">The last 13 weeks<" in chart.svg and len(chart.rows) == 1
    assert chart.sentence.startswith("Since 3 July there was 1 visit.")


def test_a_break_without_goodbye_can_be_seen():
    spells = [
        Spell("named", "Amina", START, date(2025, 8, 1), goodbye=False),
        Spell("named", "Zofia", date(2025, 8, 1)),
    ]
    chart = ribbon(spells=spells, visits=[], since=START, until=date(2025, 10, 1))
    assert ">no goodbye<" in chart.svg and ">hello<" in chart.svg


@pytest.mark.parametrize("weeks", [2, 13, 52, 260, 2600])
def test_any_length_of_time_is_a_picture_of_the_same_width_with_years_when_years_matter(weeks):
    until = date(2024, 5, 30)
    since = until - timedelta(weeks=weeks)
    visits = [Visit(since + timedelta(weeks=n), (Person("Amina", "named"),)) for n in range(weeks)]
    chart = ribbon(spells=[Spell("named", "Amina", since)], visits=visits, since=since, until=until)
    assert 'viewBox="0 0 860 ' in chart.svg
    assert bool(re.search(r">20\d\d<", chart.svg)) == (weeks >= 52)
    assert ("One mark is up to" in chart.svg) == (weeks >= 260)
    assert len(chart.svg) < 25_000


def test_eighty_five_visits_weigh_no_more_than_twelve_kilobytes():
    chance = random.Random(1)
    visits = [
        Visit(
            START + timedelta(days=chance.randrange(365)),
            (Person(*chance.choice(list(zip(CAST, HOWS, strict=False)))),),
        )
        for _ in range(85)
    ]
    chart = ribbon(spells=[Spell("named", "Amina", START)], visits=visits, since=START, until=date(2026, 5, 31))
    assert len(chart.svg.encode()) <= 12_000


def test_a_visit_says_who_came_or_that_nobody_answered():
    with pytest.raises(ValueError, match="say who came"):
        Visit(START, ())
    with pytest.raises(ValueError, match="no way to come"):
        Person("Kit", "by bus")
