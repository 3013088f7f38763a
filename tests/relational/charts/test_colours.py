import re
from pathlib import Path

import pytest

from relational.charts.ink import COLOURS

CSS = Path(__file__).parents[3] / "static" / "css"
CHART = (CSS / "ui" / "charts.css").read_text()
TOKENS = (CSS / "tokens.css").read_text()
DARK = "@media screen and (prefers-color-scheme: dark)"


def light_of(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", ["named", "volunteer", "introduced", "not-introduced"])
def test_every_mark_stands_out_three_to_one_from_its_card(name, dark):
    def value(css, wanted):
        return re.search(rf"--{wanted}:\s*(#\w{{6}}|var)", css.split(DARK)[dark])[1]

    colour = value(TOKENS, "teal") if name == "named" else value(CHART, f"chart-{name}")
    bright, deep = sorted((light_of(colour), light_of(value(TOKENS, "card"))), reverse=True)
    assert (bright + 0.05) / (deep + 0.05) >= 3


def test_every_colour_of_the_ink_is_in_the_stylesheet():
    for colour in COLOURS:
        assert f".stroke--{colour} " in CHART


def test_the_stylesheet_never_says_left_or_right():
    assert not re.search(r"\b(left|right|width|height)\s*:", CHART.replace("min-width:", ""))
