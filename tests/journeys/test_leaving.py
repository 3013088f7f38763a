"""Leave this page: somebody comes in, and a moment later the screen shows the weather and nothing leads back."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.journeys.test_the_heart import t

WEATHER = "<!doctype html><title>Weather</title><h1>Rain later</h1>"
WIDE = {"width": 1280, "height": 900}


@pytest.fixture
def at_home(visit, okafors, grace):
    """Grace has come from the weather to her page, on a phone or with a keyboard, with scripts or without."""

    def go(*, js=True, **more):
        page = visit(grace, js=js, **more)
        page.context.route(
            "https://www.bbc.co.uk/**", lambda route: route.fulfill(body=WEATHER, content_type="text/html")
        )
        page.goto("https://www.bbc.co.uk/weather?before")
        page.goto("/me/safe/")
        page.goto("/me/")
        expect(page.locator("main")).to_contain_text("Amina")
        return page

    return go


def is_gone(page):
    expect(page).to_have_url(re.compile("bbc.co.uk/weather$"))
    expect(page.get_by_role("heading")).to_have_text("Rain later")
    assert not Session.objects.exists(), "and the server knows her no more"


@pytest.mark.parametrize("js", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}, WIDE], ids=["phone", "wide"])
def test_one_tap_and_back_leads_to_the_letter_and_never_to_her_page(at_home, js, viewport):
    page = at_home(js=js, viewport=viewport)
    t(page, "leave").click()
    is_gone(page)
    for _ in range(3):
        page.go_back()
        if "bbc" in page.url:
            break
        expect(page).to_have_url(re.compile("/in/letter/$"))
        expect(page.locator("body")).not_to_contain_text("Amina")
        assert page.title() == "Home"


def test_with_scripts_the_page_she_was_on_is_gone_from_the_history(at_home):
    page = at_home()
    page.evaluate("window.was = history.length")
    length = page.evaluate("history.length")
    t(page, "leave").click()
    is_gone(page)
    assert page.evaluate("history.length") == length, "replaced, not added"


def test_the_screen_is_blank_at_once_whatever_the_network_does(at_home):
    page = at_home()
    page.context.route("**/me/w/", lambda route: time.sleep(1) or route.continue_())
    took = page.evaluate(
        """() => {
          const began = performance.now();
          document.querySelector('[data-t="leave"]').click();
          const blank = getComputedStyle(document.body).display === "none";
          return blank ? performance.now() - began : -1;
        }"""
    )
    assert 0 <= took < 100
    is_gone(page)


def test_shift_three_times_leaves_and_says_how_far_it_is(at_home):
    page = at_home(viewport=WIDE)
    dots = page.locator(".exit-bar__dots")
    expect(dots).to_be_hidden()
    page.keyboard.press("Shift")
    expect(dots).to_be_visible()
    page.keyboard.press("Shift")
    assert page.locator("html").get_attribute("data-shift") == "2"
    page.keyboard.press("Shift")
    is_gone(page)


def test_shift_while_writing_and_shift_long_ago_do_not_count(at_home):
    page = at_home(viewport=WIDE)
    page.clock.install()
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")
    assert page.locator("html").get_attribute("data-shift") == "0"
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.clock.run_for(5100)
    assert page.locator("html").get_attribute("data-shift") == "0"
    page.keyboard.press("Shift")
    assert page.locator("html").get_attribute("data-shift") == "1" and page.url.endswith("/me/")


def test_with_a_keyboard_it_is_the_second_stop(at_home):
    page = at_home(js=False, viewport=WIDE)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_text("Leave this page")
    expect(focused).to_be_in_viewport()
    page.keyboard.press("Enter")
    is_gone(page)


def test_on_a_phone_it_stays_at_the_bottom_edge_and_covers_nothing_that_has_the_focus(at_home):
    page = at_home()
    for _ in range(6):
        page.keyboard.press("Tab")
        bar = t(page, "leave").bounding_box()
        assert abs(bar["y"] + bar["height"] - 740) < 1 and bar["width"] == 360 and bar["height"] >= 48
        box = page.locator(":focus").bounding_box()
        if page.locator(":focus").get_attribute("data-t") != "leave" and box["height"] < 200:
            assert box["y"] + box["height"] <= bar["y"] + 1
