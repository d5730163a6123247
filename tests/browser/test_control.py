"""A browser on the control chart: a click on a point opens what stands behind it, a decision is kept and undone."""

from __future__ import annotations

import pytest

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser
SECONDS = 60_000
JUMP = "kpi:it_delivery.first_response_hours"
CHART = "[data-testid=stVegaLiteChart] svg.marks"


def test_a_click_on_a_point_opens_it_and_a_stage_is_kept(fresh_server, visit):
    page = visit(f"{fresh_server}/control?j=it_delivery&lang=en&cm={JUMP}")
    page.locator(CHART).first.wait_for(timeout=SECONDS)
    page.get_by_text("is not in control").first.wait_for(timeout=SECONDS)
    settled(page)
    name = page.get_by_role("textbox", name="Your name").first
    name.fill("Li Wei")
    heading = page.get_by_role("heading", name="At the point")
    before = heading.inner_text()
    box = page.locator(CHART).first.bounding_box()
    page.locator(CHART).first.click(position={"x": box["width"] * 0.3, "y": box["height"] * 0.5})
    page.wait_for_function(
        "told => ![...document.querySelectorAll('h2')].some(one => one.innerText === told)", arg=before, timeout=SECONDS
    )
    page.wait_for_function("() => location.search.includes('pt=')", timeout=SECONDS)
    assert heading.inner_text().startswith("At the point")
    settled(page)
    assert name.input_value() == "Li Wei", "what was typed is gone with the next point"
    page.get_by_role("button", name="Let the limits begin anew").click()
    page.get_by_text("Li Wei").first.wait_for(timeout=SECONDS)
    assert not page.locator("[data-testid=stException]").count()
    page.get_by_role("button", name="Take back").first.click()
    page.get_by_text("the limits of before hold again").first.wait_for(timeout=SECONDS)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chart_and_spread_fit_a_phone_in_chinese(server, chromium, theme):
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme=theme)
    try:
        page = context.new_page()
        page.goto(f"{server}/control?j=it_delivery&lang=zh&cm={JUMP}")
        page.locator(CHART).nth(1).wait_for(timeout=SECONDS)
        for place in (0, 1):
            assert page.locator(CHART).nth(place).bounding_box()["width"] <= 390
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    finally:
        context.close()
