"""The value-stream map in a browser: a click on a box or on the bar selects the step, and the link carries it."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import settled
from tests.browser.test_journey import SECONDS, codes

pytestmark = pytest.mark.browser
CHART = "[data-testid=stVegaLiteChart] svg.marks"
STEP_IN_LINK = "step => new URLSearchParams(location.search).get('step')?.endsWith(step)"


def test_a_click_on_a_box_and_on_the_bar_selects_the_step(server, visit):
    page = visit(f"{server}/stream?per=all")
    page.get_by_role("heading", name="Proposed as waste: Confirm requirements").wait_for(timeout=SECONDS)
    settled(page)
    page.locator(CHART).nth(1).get_by_text("Show prototype", exact=True).click(force=True)
    page.get_by_role("heading", name="Selected: Show prototype").wait_for(timeout=SECONDS)
    settled(page)
    assert codes(page)["step"] == "sample.it_delivery/Show prototype"
    bar = page.locator(CHART).nth(0)
    box = bar.bounding_box()
    bar.click(position={"x": box["width"] - 12, "y": box["height"] * 0.45})
    page.get_by_role("heading", name=re.compile("Selected: (Close service|Hand over data)")).wait_for(timeout=SECONDS)
    settled(page)
    other = visit(page.url, locale="en-US")
    other.get_by_role("heading", name=re.compile("Selected: (Close service|Hand over data)")).wait_for(timeout=SECONDS)


def test_a_narrow_window_gets_the_whole_map_from_top_to_bottom(server, visit):
    page = visit(f"{server}/stream?per=all&lang=zh")
    page.locator(CHART).nth(1).wait_for(timeout=SECONDS)
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    box = page.locator(CHART).nth(1).bounding_box()
    assert box["height"] > 700
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.locator(CHART).nth(1).get_by_text("Show prototype", exact=True).last.click(force=True)
    page.wait_for_function(STEP_IN_LINK, arg="Show prototype", timeout=SECONDS)
    assert codes(page)["step"] == "sample.it_delivery/Show prototype"
