"""What only a browser shows: the first page in both languages, clicks on the chart, links that carry the view."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlparse

import pytest

from tests.browser.conftest import settled

pytestmark = pytest.mark.browser
SECONDS = 30_000
PAGES = ("", "journey", "upload", "quality", "settings", "glossary", "voices", "stream", "control", "board", "kpis",
         "journey?present=1")  # fmt: skip


def codes(page) -> dict[str, str]:
    return {key: values[-1] for key, values in parse_qs(urlparse(page.url).query).items()}


def click_touchpoint(page, number: int) -> None:
    """Click the unseen cell of the touchpoint at `number` (1 = first) of the curve."""
    page.locator("[data-testid=stVegaLiteChart] svg.marks").first.wait_for(timeout=SECONDS)
    settled(page)
    cells = page.locator("[data-testid=stVegaLiteChart] svg.marks").first.locator("path")
    boxes = [box for index in range(cells.count()) if (box := cells.nth(index).bounding_box())]
    tall = sorted((box for box in boxes if box["height"] > 150 and 15 < box["width"] < 60), key=lambda box: box["x"])
    box = tall[number - 1]
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)


@pytest.mark.parametrize(
    ("language", "name", "interval"), [("en", "Requirement confirmation", "95% CI"), ("zh", "需求确认", "95%置信区间")]
)
def test_the_first_page_names_the_worst_point(server, visit, language, name, interval):
    page = visit(f"{server}/?lang={language}")
    answer = page.get_by_text(re.compile(f"{name}.*{interval}.*n = ", re.DOTALL)).first
    answer.wait_for(timeout=SECONDS)
    assert "Sample data" in page.content() or "示例数据" in page.content()


def test_a_click_on_the_curve_opens_the_touchpoint_and_is_in_the_link(server, visit):
    page = visit(f"{server}/journey")
    page.get_by_role("heading", name="Worst low point: Requirement confirmation").wait_for(timeout=SECONDS)
    click_touchpoint(page, 1)
    page.get_by_role("heading", name="Selected: Requirement interview").wait_for(timeout=SECONDS)
    settled(page)
    assert codes(page)["tp"] == "it_delivery.requirement_interview"


def test_a_pasted_link_opens_the_same_view_elsewhere(server, visit):
    page = visit(f"{server}/journey")
    page.get_by_role("heading", name="Worst low point: Requirement confirmation").wait_for(timeout=SECONDS)
    click_touchpoint(page, 2)
    page.get_by_role("heading", name="Selected: Requirement clarification").wait_for(timeout=SECONDS)
    settled(page)
    other = visit(page.url, locale="en-US")
    other.get_by_role("heading", name="Selected: Requirement clarification").wait_for(timeout=SECONDS)
    assert codes(other) == codes(page)


def test_a_deep_link_works_as_the_first_request_to_a_fresh_server(fresh_server, visit):
    page = visit(f"{fresh_server}/journey?tp=it_delivery.service_desk&lang=zh&per=h")
    page.get_by_role("heading", name="服务台响应").first.wait_for(timeout=SECONDS)
    assert page.get_by_role("heading", level=1).inner_text() == "旅程哪里让客户失望？"
    assert codes(page)["per"] == "h"
    assert page.get_by_text("Page not found").count() == 0


def test_a_language_switch_keeps_the_selection(server, visit):
    page = visit(f"{server}/journey?tp=it_delivery.kickoff_meeting&per=h")
    page.get_by_role("heading", name="Selected: Kick-off meeting").wait_for(timeout=SECONDS)
    page.get_by_text("中文", exact=True).click()
    page.get_by_role("heading", name="已选：项目启动会").wait_for(timeout=SECONDS)
    page.wait_for_url("**lang=zh**", timeout=SECONDS)
    kept = codes(page)
    assert (kept["tp"], kept["per"], kept["lang"]) == ("it_delivery.kickoff_meeting", "h", "zh")


def test_arrow_keys_walk_a_presentation(server, visit):
    page = visit(f"{server}/journey?present=1&tp=it_delivery.requirement_interview")
    page.get_by_text("1 of 23").wait_for(timeout=SECONDS)
    assert page.locator("[data-testid=stSidebarNav]").count() == 0
    settled(page)  # keys are heard once the buttons are drawn
    page.keyboard.press("ArrowRight")
    page.get_by_text("2 of 23").wait_for(timeout=SECONDS)


def test_a_touchpoint_can_be_clicked_again_after_the_table_chose_another(server, visit):
    page = visit(f"{server}/journey")
    page.get_by_role("heading", name="Worst low point: Requirement confirmation").wait_for(timeout=SECONDS)
    click_touchpoint(page, 1)
    page.get_by_role("heading", name="Selected: Requirement interview").wait_for(timeout=SECONDS)
    page.get_by_text("Show data").first.click()
    table = page.locator("[data-testid=stDataFrame]").first
    table.wait_for(timeout=SECONDS)
    settled(page)
    table.click(position={"x": 15, "y": 35 * 2 + 15})  # the box that ticks the second row
    page.get_by_role("heading", name="Selected: Requirement clarification").wait_for(timeout=SECONDS)
    settled(page)
    page.locator("[data-testid=stVegaLiteChart]").first.scroll_into_view_if_needed()
    click_touchpoint(page, 1)
    page.get_by_role("heading", name="Selected: Requirement interview").wait_for(timeout=SECONDS)


def test_no_page_asks_another_host(server, visit):
    page = visit(f"{server}/", locale="en-US")  # a profile of its own: everything is asked for anew
    own = (server, server.replace("http", "ws"), "data:", "blob:")
    for path in PAGES:
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto(f"{server}/{path}")
        page.wait_for_selector("h1", timeout=SECONDS)
        settled(page)
        assert asked, path
        assert not [url for url in asked if not url.startswith(own)], path
