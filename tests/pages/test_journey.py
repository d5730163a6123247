"""The journey page: what it claims, what selecting does, what the URL keeps."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest

from views import journey_answer, loaders, loaders_scores
from views.kpi_list import mean_value
from workflows.edit_kpi import edit_kpi

JOURNEY = "pages/journey/journey.py"
LOW = "it_delivery.requirement_confirmation"


def texts(screen) -> str:
    return "\n".join(
        element.value for element in (*screen.markdown, *screen.caption, *screen.header, *screen.subheader)
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Requirement confirmation", "95% CI", "n = ")), ("zh", ("需求确认", "95%置信区间", "n = "))],
)
def test_it_opens_on_the_worst_low_point_with_n_and_interval(sample_view, app, language, words):
    screen = app(JOURNEY, lang=language)
    answer = screen.markdown[1].value
    assert all(word in answer for word in words)
    assert screen.query_params["tp"] == [LOW] or screen.query_params["tp"] == LOW
    assert screen.get("vega_lite_chart")


def test_a_link_selects_its_touchpoint(sample_view, app):
    screen = app(JOURNEY, tp="it_delivery.service_desk")
    assert any("Service desk response" in heading.value for heading in screen.header)
    assert not screen.warning


def test_a_language_switch_keeps_every_choice(sample_view, app):
    screen = app(JOURNEY, tp="it_delivery.kickoff_meeting", per="q", cmp="year_ago", raw="1")
    before = dict(screen.query_params)
    screen.query_params["lang"] = "zh"
    screen.run()
    assert screen.title[0].value == "旅程哪里让客户失望？"
    after = dict(screen.query_params)
    assert {key: after[key] for key in before if key != "lang"} == {key: before[key] for key in before if key != "lang"}


def test_a_choice_survives_a_page_change(sample_view, app):
    screen = app(JOURNEY, per="h", seg="role:User")
    screen.query_params.clear()
    screen.switch_page("pages/journey/home.py").run()
    assert screen.query_params["per"] in ("h", ["h"])
    assert screen.query_params["seg"] in ("role:User", ["role:User"])


def test_an_absent_parameter_clears_nothing_and_a_new_one_wins(sample_view, app):
    screen = app(JOURNEY, per="h")
    screen.query_params.clear()
    screen.run()
    assert screen.query_params["per"] in ("h", ["h"])
    screen.query_params["per"] = "m"
    screen.run()
    assert screen.query_params["per"] in ("m", ["m"])


def test_a_period_without_answers_says_so_and_offers_the_way_out(sample_store, app):
    screen = app(JOURNEY, per="m:2001-01")
    assert not screen.exception
    assert any(button.label == "Show all data" for button in screen.button)
    assert not screen.get("vega_lite_chart")
    next(button for button in screen.button if button.label == "Show all data").click().run()
    assert screen.get("vega_lite_chart")


def test_few_comments_stay_hidden(sample_store, app):
    from workflows.change_settings import change_setting

    change_setting(sample_store, "min_comments", 100, by="", at=__import__("datetime").datetime.now().astimezone())
    screen = app(JOURNEY)
    assert not any(text.value.startswith("“") for text in screen.markdown)
    assert any("hidden" in info.value for info in screen.info)


def test_the_own_scale_shows_the_native_mean(sample_view, app):
    screen = app(JOURNEY, raw="1")
    assert not screen.exception
    point = journey_answer.opening_point(loaders_scores.journey_curve(loaders_scope()))
    assert f"{point.mean_native:.2f}" in texts(screen)


def loaders_scope():
    """The scope of the first view: the journey's last twelve months."""
    from data.queries.scope import Scope
    from views import periods

    last = loaders.data_span("it_delivery")["last_answer"]
    span = periods.window("12m", last if not hasattr(last, "date") else last.date())
    return Scope("it_delivery", (), span.start, span.end, "answer")


def test_presenting_hides_the_controls_and_walks_the_journey(sample_store, app):
    screen = app(JOURNEY, present="1", tp="it_delivery.requirement_interview")
    assert not screen.selectbox
    next(button for button in screen.button if button.label == "Forward").click().run()
    assert screen.query_params["tp"] in (
        "it_delivery.requirement_clarification",
        ["it_delivery.requirement_clarification"],
    )


def test_every_touchpoint_can_be_opened(sample_view, app):
    screen = app(JOURNEY)
    for touchpoint_id in list(loaders.touchpoints("it_delivery")["touchpoint_id"])[::5]:
        screen.query_params["tp"] = touchpoint_id
        screen.run()
        assert not screen.exception
        assert not screen.warning


def test_edit_mode_renames_a_touchpoint(sample_store, app):
    screen = app(JOURNEY, edit="1", tp="it_delivery.kickoff_meeting")
    field = next(item for item in screen.text_input if item.label == "Name in English")
    field.set_value("First meeting")
    next(button for button in screen.button if button.label == "Save the touchpoint").click().run()
    assert not screen.exception
    assert "First meeting" in set(loaders.touchpoints("it_delivery")["name_en"])


def test_removing_the_sample_leaves_an_empty_house(sample_store, app):
    screen = app(JOURNEY)
    next(button for button in screen.button if button.label == "Remove sample data").click().run()
    assert not screen.exception
    assert any("No journey yet" in heading.value for heading in screen.header)


def test_the_link_to_copy_is_complete_on_the_first_view(sample_view, app):
    screen = app(JOURNEY)
    link = next(code.value for code in screen.code if "?" in code.value)
    said = dict(pair.split("=") for pair in link.split("?")[1].split("&"))
    assert said["tp"] == LOW
    assert said.keys() == screen.query_params.keys()


def test_the_overall_score_carries_the_verdict_of_its_change(sample_view, app):
    nps = next(metric for metric in app(JOURNEY).metric if "NPS" in metric.label)
    assert nps.delta.endswith(("likely real", "could be chance"))


def test_presenting_keeps_both_languages_at_hand(sample_view, app):
    assert app(JOURNEY, present="1").get("button_group")


def test_a_set_value_is_called_so_in_chinese(sample_view, app):
    table = app(JOURNEY, lang="zh").table[0].value
    assert "C · 设定值" in table.to_string()
    assert "set value" not in table.to_string()


def test_a_hidden_touchpoint_does_not_give_its_answers_away(sample_store, app, monkeypatch):
    from datetime import UTC, datetime

    from views import journey_drill
    from workflows.change_settings import change_setting

    change_setting(sample_store, "min_n_hidden", 60, by="", at=datetime(2026, 11, 2, tzinfo=UTC))
    given = {}
    monkeypatch.setattr(journey_drill, "draw_explanation", lambda key, told, rows: given.update({key: rows}))
    hidden = [point.touchpoint_id for point in loaders_scores.journey_curve(loaders_scope()).points if point.hidden]
    screen = app(JOURNEY, tp=hidden[0])
    assert not screen.exception
    assert given == {hidden[0]: None}


def test_saving_a_version_starts_from_the_state_the_map_has(sample_view):
    from dataclasses import dataclass

    from views import journey_edit_files

    @dataclass
    class Looked:
        journey_id: str = "it_delivery"

    assert journey_edit_files.STATES[journey_edit_files._stands_at(Looked())] == "researched"


@pytest.mark.parametrize("page", [JOURNEY, "pages/journey/home.py", "pages/data/upload.py"])
def test_a_presentation_of_nothing_can_be_ended(store, app, page):
    screen = app(page, present="1")
    next(button for button in screen.button if button.label == "End the presentation").click().run()
    assert not screen.exception
    assert not any(button.label == "End the presentation" for button in screen.button)


@pytest.mark.parametrize(
    ("lang", "name", "source"), [("en", "Competitor A", "Industry panel"), ("zh", "竞争对手A", "行业调研")]
)
def test_competitors_stand_in_the_map_with_their_source(sample_view, app, lang, name, source):
    cells = app(JOURNEY, lang=lang, j="it_delivery").table[0].value.to_string()
    assert f"{name} **71**" in cells
    assert source in cells


def test_a_measure_computed_from_records_stands_behind_its_touchpoint(sample_store, app):
    desk, kpi_id = "it_delivery.service_desk", "it_delivery.operation_defect_share"
    edit_kpi(sample_store, "it_delivery", kpi_id, {"touchpoints": [desk]}, by="Li Na", at=datetime.now(UTC))
    page = app(JOURNEY, j="it_delivery", tp=desk, per="all")
    assert not page.exception
    behind = next(frame.value for frame in page.dataframe if "course" in frame.value)
    row = behind[behind["name"].str.endswith("(computed)")].iloc[0]
    assert row["now"].endswith("%")
    assert len(row["course"]) > 3


def test_periods_are_pooled_only_where_their_values_are_the_ratio_of_their_counts():
    counts = {"numerator": [9.0, 30.0], "denominator": [20.0, 60.0]}
    rounded = pd.DataFrame({"value": [0.45, 0.5], **counts})
    complement = pd.DataFrame({"value": [0.55, 0.5], **counts})
    assert mean_value(rounded) == pytest.approx(39 / 80)
    assert mean_value(complement) == pytest.approx(0.525), "1 - share is not the share"
