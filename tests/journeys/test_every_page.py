"""Every page, in a real browser: nothing for axe to find, nothing runs off a small phone, no script complains."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.test_who_gets_in import PEOPLE, TABLE, urls

NOT_PAGES = {"healthz", "families:who_looked_table"}  # an answer for a machine, and a file
PAGES = sorted(name for name, row in TABLE.items() if "200" in row.split() and name not in NOT_PAGES)
OPEN_PAGES = ["home", "sign_in"]


def address_of(name, world):
    pattern = dict(urls())[name].pattern
    return reverse(name, kwargs=world.get(name) or (world["family"] if "family" in pattern.converters else {}))


@pytest.fixture
def whoever_may(request):
    def one(name):
        row = TABLE.get(name, "").split()
        return request.getfixturevalue(PEOPLE[row.index("200")]) if row and row[-1] != "200" else None

    return one


def test_axe_finds_nothing_and_nothing_runs_off_a_small_phone(world, visit, whoever_may):
    wrong = []
    for name in PAGES + OPEN_PAGES:
        page = visit(whoever_may(name), viewport={"width": 320, "height": 640})
        answer = page.goto(address_of(name, world))
        wrong += [f"{name}: {trouble}" for trouble in page.troubles]  # before axe, which makes some of its own
        found = Axe().run(
            page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        )
        wrong += [
            f"{name}: {violation['id']}: {violation['nodes'][0]['html'][:160]}"
            for violation in found.response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{name}: runs off at 320 px")
        if answer.status != 200:
            wrong.append(f"{name}: {answer.status}")
        page.context.close()
    assert wrong == []


def test_nothing_is_cut_off_with_text_twice_as_big(world, visit, whoever_may):
    wrong = []
    for name in PAGES:
        page = visit(whoever_may(name), viewport={"width": 640, "height": 900})
        page.goto(address_of(name, world))
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(name)
        page.context.close()
    assert wrong == []
