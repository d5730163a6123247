"""The board as its readers meet it."""

from __future__ import annotations

import pytest

from tests.pages.bench import words

PAGE = "pages/process/board.py"


@pytest.mark.parametrize(("lang", "title"), [("en", "What needs attention first?"), ("zh", "最需要关注什么？")])
def test_the_page_names_its_question(sample_view, app, lang, title):
    screen = app(PAGE, lang=lang, j="it_delivery", per="all", bp="portfolio")
    assert not screen.exception
    assert screen.title[0].value == title


def test_a_chosen_unit_shows_its_touchpoints_and_cases(sample_store, app):
    unit = sample_store.value("SELECT account_id FROM process_case WHERE journey_id = 'it_delivery' LIMIT 1")
    screen = app(PAGE, j="it_delivery", per="all", bp="portfolio", uk="account", un=unit)
    assert not screen.exception
    shown = " ".join(words(screen))
    assert "Touchpoints, lowest against the others first" in shown
    assert "Process instances, late ones first" in shown


@pytest.mark.parametrize(("key", "value"), [("uk", "no such"), ("un", "nobody")])
def test_an_unknown_unit_is_said_and_the_usual_view_shown(sample_view, app, key, value):
    screen = app(PAGE, j="it_delivery", per="all", bp="portfolio", **{key: value})
    assert not screen.exception
    assert any(value in one.value for one in [*screen.warning, *screen.info])


def test_journeys_are_too_few_to_compare_and_still_stand_on_the_board(sample_view, app):
    screen = app(PAGE, j="it_delivery", per="all", bp="portfolio", uk="journey")
    assert not screen.exception
    told = " ".join(words(screen))
    assert "Scores: 2 units are too few for a funnel, which needs 3: none is called low or high." in told
    assert "Delivery on time is told for each journey and not compared" in told
    assert "What customers say" not in told  # no heading over a funnel that is not there
    rows = screen.dataframe[0].value
    assert len(rows) == 2
    assert set(rows["said_place"]) == {"– not compared"}
    assert rows["course"].map(len).min() > 12
    assert (rows["n"] != "–").all()


def test_the_board_stands_above_the_funnels_and_opens_its_first_unit(sample_view, app):
    screen = app(PAGE, j="it_delivery", per="all", bp="portfolio", uk="region")
    assert not screen.exception
    assert "Touchpoints, lowest against the others first" in " ".join(words(screen))
    assert len(screen.dataframe[0].value) == 4


def test_a_presented_portfolio_walks_its_units(sample_view, app):
    link = {"j": "it_delivery", "per": "all", "bp": "portfolio", "uk": "region", "present": "1"}
    screen = app(PAGE, **link)
    assert not screen.exception
    said = screen.subheader[0].value
    assert "n = " in said
    assert "95% CI" in said
    forward = next(button for button in screen.button if button.label == "Forward")
    screen = forward.click().run()
    assert not screen.exception
    assert screen.subheader[0].value != said
    assert any(text.value == "2 of 4" for text in screen.caption)
