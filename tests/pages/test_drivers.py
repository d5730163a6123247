"""The page on key drivers as its readers meet it."""

from __future__ import annotations

import pytest

from reports.numbers import share
from tests.pages.bench import words
from workflows.commands import run_command

PAGE = "pages/journey/drivers.py"
STAGE = "it_delivery.delivery"


@pytest.mark.parametrize(
    ("lang", "first", "sure"), [("en", "goes with the overall score most", "in 100% of resamples"),
                                ("zh", "与总体得分关系最密切", "100%的重抽样中居首")]
)  # fmt: skip
def test_the_page_says_what_the_command_prints(sample_view, app, lang, first, sure):
    told = {one["part"]: one for one in run_command(sample_view, "drivers", {"journey": "it_delivery"})["parts"]}
    part = told[STAGE]
    screen = app(PAGE, lang=lang, j="it_delivery", dpt=STAGE)
    assert not screen.exception
    shown = " ".join(words(screen))
    assert first in shown
    cards = [card.value for card in screen.metric]
    assert cards[0] == f"{part['drivers'][0]['share']['value']:.0%}"
    assert cards[2] == f"{part['r2']['value']:.0%}"
    assert cards[3] == f"{part['index']['value']:.1f}"
    assert f"{part['n']:,}" in shown
    if part["drivers"][0]["first_share"] == 1:
        assert sure in shown
    table = screen.dataframe[0].value
    assert len(table) == len(part["drivers"])
    for cell, one in zip(table["share"], part["drivers"], strict=True):
        assert cell.startswith(share(one["share"]["value"]))


def test_without_a_choice_the_page_opens_where_something_is_surely_to_be_fixed(sample_view, app):
    told = run_command(sample_view, "drivers", {"journey": "it_delivery"})["parts"]
    fix = {one["touchpoint_id"] for part in told for one in part["drivers"]
           if one["quadrant"] == "fix_first" and one["certainty"] >= 0.8}  # fmt: skip
    screen = app(PAGE, j="it_delivery")
    assert not screen.exception
    opened = next(box for box in screen.selectbox if box.label == "Touchpoint to open").value
    assert fix
    assert opened in fix
    assert "To fix first: **" in " ".join(words(screen))


def test_the_touchpoint_of_another_page_opens_its_stage(sample_view, app):
    screen = app(PAGE, j="it_delivery", tp="it_delivery.service_desk")
    boxes = {box.label: box.value for box in screen.selectbox}
    assert boxes["Part of the journey"] == "it_delivery.use"
    assert boxes["Touchpoint to open"] == "it_delivery.service_desk"
    assert "One point more on its scale (25 of 100) goes with" in " ".join(words(screen))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_outcome_and_line_can_be_chosen(sample_view, app, lang):
    for codes in ({"dout": "nps"}, {"dout": "top2", "dtg": "floor"}, {"dtg": "benchmark"}, {"dmis": "pairwise"}):
        screen = app(PAGE, lang=lang, j="it_delivery", dpt=STAGE, **codes)
        assert not screen.exception
        assert not screen.warning
        assert len(screen.metric) == 4


def test_a_stage_without_recommendations_says_so(sample_view, app):
    screen = app(PAGE, j="it_delivery", dpt="it_delivery.requirements", dout="nps")
    assert not screen.exception
    assert "and a recommendation (NPS)" in " ".join(words(screen))
    assert not screen.metric


@pytest.mark.parametrize(("key", "value"), [("dpt", "nowhere"), ("dout", "<script>"), ("dtg", "moon"), ("dmis", "x")])
def test_a_link_that_asks_for_the_unknown_is_answered_with_a_sentence(sample_view, app, key, value):
    screen = app(PAGE, j="it_delivery", **{key: value})
    assert not screen.exception
    assert any("is not known here" in one.value for one in screen.warning)
    assert len(screen.metric) == 4


def test_presenting_shows_one_message_and_walks_the_drivers(sample_view, app):
    screen = app(PAGE, j="it_delivery", dpt=STAGE, present="1")
    assert not screen.exception
    assert len(screen.header) == 1
    assert not screen.metric
    said = screen.header[0].value
    screen = next(button for button in screen.button if button.label == "Forward").click().run()
    assert screen.header[0].value != said
    assert "n = " in screen.header[0].value


@pytest.mark.parametrize(
    ("lang", "sides", "before"), [("en", "Against its middle, poor scores go with", "its share was"),
                                  ("zh", "与中间评分相比", "占比由")]
)  # fmt: skip
def test_a_driver_tells_its_two_sides_and_its_share_before(sample_view, app, lang, sides, before):
    screen = app(PAGE, lang=lang, j="it_delivery", dpt=STAGE)
    shown = " ".join(words(screen))
    assert sides in shown
    assert before in shown
