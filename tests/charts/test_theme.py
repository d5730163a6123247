"""The colours of the charts are those of the pages, and all of them can be read."""

import tomllib
from pathlib import Path

import altair as alt
import pytest

from charts.theme import EMOTION, FONT, PALETTES, SIZES, STRENGTH, Mode, Palette, framed, palette

CONFIG = tomllib.loads((Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
MODES: list[Mode] = ["light", "dark"]


def luminance(color: str) -> float:
    parts = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_matches_the_published_extremes() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("mode", MODES)
def test_pages_and_charts_share_their_colours(mode: Mode) -> None:
    page, chart = CONFIG["theme"][mode], palette(mode)
    assert page["backgroundColor"] == chart.page
    assert page["secondaryBackgroundColor"] == chart.panel
    assert page["textColor"] == chart.ink
    assert page["borderColor"] == chart.border
    assert (page["blueColor"], page["orangeColor"], page["grayColor"]) == (chart.good, chart.bad, chart.neutral)
    assert (page["violetColor"], page["greenColor"]) == (chart.customer, chart.process)
    assert tuple(page["chartCategoricalColors"]) == chart.categories
    assert tuple(page["chartDivergingColors"]) == EMOTION
    assert set(page["chartSequentialColors"]) == set(STRENGTH)


def test_pages_and_charts_share_their_font() -> None:
    assert CONFIG["theme"]["font"] == FONT


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("role", ["good", "neutral", "bad", "customer", "process"])
def test_marks_stand_out_from_page_and_panel(mode: Mode, role: str) -> None:
    colours = palette(mode)
    assert min(contrast(getattr(colours, role), ground) for ground in (colours.page, colours.panel)) >= 2.95


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("role", ["ink", "muted", "bad_text", "customer", "process"])
def test_text_is_readable_on_page_and_panel(mode: Mode, role: str) -> None:
    colours = palette(mode)
    assert min(contrast(getattr(colours, role), ground) for ground in (colours.page, colours.panel)) >= 4.5


@pytest.mark.parametrize("colours", PALETTES.values(), ids=PALETTES.keys())
def test_text_on_fills_is_readable(colours: Palette) -> None:
    assert contrast(colours.on_good, colours.good) >= 4.5
    assert contrast(colours.on_bad, colours.bad) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["blue", "orange", "red", "yellow", "violet", "green", "gray"])
def test_text_on_its_tint_is_readable(mode: Mode, name: str) -> None:
    theme = CONFIG["theme"][mode]
    assert contrast(theme[f"{name}TextColor"], theme[f"{name}BackgroundColor"]) >= 4.5


@pytest.mark.parametrize("mode", MODES)
def test_white_is_readable_on_the_primary_button(mode: Mode) -> None:
    assert contrast("#FFFFFF", CONFIG["theme"][mode]["primaryColor"]) >= 4.5


def test_presenting_is_larger_than_the_screen() -> None:
    assert SIZES["present"].text >= 20
    assert SIZES["screen"].text == 12


def test_a_framed_chart_fills_its_container_and_says_its_takeaway() -> None:
    bare = alt.Chart(alt.NamedData("a")).mark_point()
    spec = framed(
        [bare], {"a": []}, labels={"alt": "It hurts.", "title": "Finding"}, mode="dark", scale="screen"
    ).to_dict()
    assert spec["width"] == "container"
    assert spec["description"] == "It hurts."
    assert spec["title"]["text"] == ["Finding"]
    assert spec["config"]["background"] == palette("dark").page


def test_the_server_stays_on_this_machine_and_keeps_quiet() -> None:
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["server"]["enableStaticServing"] is False
