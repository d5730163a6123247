"""Two quick clicks: the second comes with the link of before the first, and is not lost."""

from __future__ import annotations

from views import state

PAGE = "pages/process/control.py"


def in_link(screen, key: str) -> str:
    value = screen.query_params[key]
    return value if isinstance(value, str) else value[0]


def choose(screen, part: str) -> None:
    screen.segmented_control(key=f"{state.CONTROL_PART}|en").set_value(part).run()


def test_a_click_with_the_link_of_the_view_before_is_not_lost(sample_store, app):
    screen = app(PAGE, lang="en", j="it_delivery", cpart="capability")
    choose(screen, "baselines")
    assert in_link(screen, "cpart") == "baselines"
    screen.query_params["cpart"] = "capability"  # what the browser still has
    choose(screen, "chart")
    assert in_link(screen, "cpart") == "chart"
    assert screen.get("vega_lite_chart")


def test_a_link_that_comes_without_a_click_is_taken_over(sample_store, app):
    screen = app(PAGE, lang="en", j="it_delivery", cpart="capability")
    choose(screen, "baselines")
    screen.query_params["cpart"] = "capability"  # Back in the browser
    screen.run()
    assert screen.segmented_control(key=f"{state.CONTROL_PART}|en").value == "capability"
