"""The home page: customer and process side by side, the worst point, what changed."""

from __future__ import annotations

import json


def test_the_board_shows_customer_and_process(sample_view, app):
    screen = app()
    labels = [metric.label for metric in screen.metric]
    assert labels[0] == "Relationship NPS"
    assert sum("delivery rate" in label or "stability" in label or "escape" in label for label in labels) == 3
    assert len(screen.get("vega_lite_chart")) == 6


def test_the_worst_point_stands_at_the_top(sample_view, app):
    said = app().markdown[1].value
    assert "Requirement confirmation" in said
    assert "95% CI" in said
    assert "n = " in said


def test_without_a_comparison_nothing_is_said_to_have_changed(sample_view, app):
    screen = app(cmp="none")
    assert any("Choose a comparison" in info.value for info in screen.info)


def test_presenting_walks_through_the_slides(sample_store, app):
    screen = app(present="1")
    assert not screen.metric
    next(button for button in screen.button if button.label == "Forward").click().run()
    slides = [json.loads(chart.proto.spec) for chart in screen.get("vega_lite_chart")]
    assert [spec["title"]["text"][0] for spec in slides] == ["Relationship NPS", "On-time delivery rate"]
    assert all("%" in spec["title"]["subtitle"] for spec in slides)
    assert screen.query_params["sel"] in ("pair1", ["pair1"])


def test_a_journey_without_answers_can_be_presented(sample_store, app):
    from datetime import UTC, datetime

    from workflows.edit_journey import add_journey

    journey_id = add_journey(sample_store, "customer_lifecycle", at=datetime(2026, 11, 2, tzinfo=UTC))
    for page in ("pages/journey/home.py", "pages/journey/journey.py"):
        for present in ("0", "1"):
            screen = app(page, j=journey_id, present=present)
            assert len(screen.title) == 1
            assert not screen.exception
            assert not any(button.label == "Show all data" for button in screen.button)


def test_every_figure_of_the_board_can_be_questioned(sample_store, app, monkeypatch):
    from views import home_explain

    asked = {}
    monkeypatch.setattr(home_explain, "draw_explanation", lambda key, told, rows: asked.update({key: (told, rows())}))
    assert not app().exception
    assert len(asked) == 6
    assert all(told.formula and told.sample and told.interval and told.method for told, _rows in asked.values())
    assert all(len(rows) > 6 for _told, rows in asked.values())
    told, _rows = asked["nps_en"]
    assert "Counted per customer account" in told.note
