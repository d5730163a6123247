"""The page on measures as a user meets it: the list opens on what misses its target, numbers lead to their records."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from data.queries.goals import goals
from data.queries.kpi_write import kpi_state
from tests.pages.bench import words
from workflows.edit_goals import add_goal, retire_goal

PAGE = "pages/process/kpis.py"
AT = datetime(2026, 11, 2, tzinfo=UTC)


def opened(app, **query: str):
    return app(PAGE, j="it_delivery", **query)


def said(screen) -> str:
    return "\n".join(words(screen))


@pytest.mark.parametrize(
    ("lang", "title", "formula"),
    [
        ("en", "Which measures do we steer by, and do they hold?", "requirements in the baseline"),
        ("zh", "我们靠哪些指标管理，达标了吗？", "基线需求数"),
    ],
)
def test_a_measure_of_the_link_is_open_with_its_definition(sample_view, app, lang, title, formula):
    screen = opened(app, lang=lang, kpi="it_delivery.requirements_stability_index")
    assert screen.title[0].value == title
    assert not screen.exception
    assert screen.header[0].value.endswith("）" if lang == "zh" else "\\)")
    assert formula in said(screen)


def test_the_list_begins_with_what_misses_its_target(sample_view, app):
    screen = opened(app)
    listed = screen.dataframe[0].value
    marks = listed["standing"].str[0].tolist()
    assert marks == sorted(marks, key="▼▽◆△▲n".index)
    assert listed["name"].iloc[0].startswith("▸")


def test_records_behind_a_month_add_up_to_its_value(sample_view, app):
    screen = opened(app, kpi="it_delivery.operation_defect_share", kper="2026-03-01")
    records = screen.dataframe[1].value
    assert len(records) > 3
    assert set(records["day"].dt.strftime("%Y-%m")) == {"2026-03"}
    top, bottom = int(records["num"].astype(int).sum()), int(records["den"].astype(int).sum())
    assert f"numerator {top}, denominator {bottom}" in said(screen)


def test_an_imported_series_is_checked_against_the_records(sample_view, app):
    screen = opened(app, kpi="it_delivery.requirement_change_rate", per="all")
    assert "all 36 periods agree" in said(screen)


@pytest.mark.parametrize(
    ("lang", "agrees", "against"),
    [
        ("en", "The records of the store agree", "The records of the store give"),
        ("zh", "本库记录与此一致", "定义可能不同"),
    ],
)
def test_the_verdict_rests_on_the_whole_period_and_the_records_agree(sample_store, app, lang, agrees, against):
    screen = opened(app, lang=lang, kpi="it_delivery.on_time_delivery_rate")
    told = said(screen)
    assert agrees in told
    assert against not in told
    listed = screen.dataframe[0].value.set_index("name")
    row = listed.loc[next(name for name in listed.index if name.startswith("▸"))]
    assert int(row["n"]) >= 20  # a single week has six
    assert f"**{row['value']}**" in told


def test_what_the_data_cannot_give_says_what_it_needs(sample_view, app):
    screen = opened(app)
    assert any(one.label.startswith("Measures of the catalogue that need") for one in screen.expander)
    assert "**Churn** needs contracts of accounts with start and end" in said(screen)


def test_hostile_links_are_refused_with_a_sentence(sample_view, app):
    screen = opened(app, kpi="<script>alert(1)</script>", kper="yesterday", kpart="everything")
    assert not screen.exception
    assert screen.warning


# editing ---------------------------------------------------------------------------------------
def field(screen, kind: str, label: str):
    return next(one for one in getattr(screen, kind) if one.label == label)


def save(screen, label: str):
    return next(one for one in screen.button if one.label == label).click().run()


def opened_form(app, kpi: str = "it_delivery.on_time_delivery_rate"):
    screen = opened(app, kpi=kpi)
    key = f"kpi_edit|{kpi}|en"
    screen.session_state[key] = True
    return screen.run()


def test_a_target_is_entered_in_percent_kept_and_taken_back(sample_store, app):
    screen = opened_form(app)
    assert field(screen, "number_input", "Target (%)").value == 85
    field(screen, "number_input", "Target (%)").set_value(90)
    field(screen, "text_input", "Who changes it").set_value("Li <b>Wei</b>")
    field(screen, "text_input", "Note on the formula or the reason").set_value("agreed with *key accounts*")
    screen = save(screen, "Save")
    assert not screen.error
    assert kpi_state(sample_store, "it_delivery.on_time_delivery_rate")["target"] == 0.9
    line = next(text for text in words(screen) if "→" in text)
    assert "85% → 90%" in line
    assert "<b>" not in line.replace("\\<b\\>", "")
    screen = save(screen, "Undo last change")
    assert kpi_state(sample_store, "it_delivery.on_time_delivery_rate")["target"] == 0.85
    assert any("taken back" in text for text in words(screen))


def test_crossed_limits_are_refused_with_a_sentence(sample_store, app):
    screen = opened_form(app)
    field(screen, "number_input", "Lower specification limit (%)").set_value(95)
    field(screen, "number_input", "Upper specification limit (%)").set_value(80)
    screen = save(screen, "Save")
    assert "must lie below the upper one" in screen.error[0].value
    assert kpi_state(sample_store, "it_delivery.on_time_delivery_rate")["upper_spec"] is None


def test_a_measure_without_values_can_be_opened_and_linked(sample_store, app):
    screen = opened_form(app, "it_delivery.first_contact_resolution")
    assert any("a link from this measure" in one.value for one in screen.info)
    field(screen, "multiselect", "Touchpoints it stands behind").set_value(["it_delivery.service_desk"])
    screen = save(screen, "Save")
    assert not screen.exception
    assert "numerator" in said(screen)


# goals -----------------------------------------------------------------------------------------
@pytest.fixture
def no_goals(sample_store):
    """The sample world without its own goals."""
    for goal_id in goals(sample_store, "it_delivery")["goal_id"]:
        retire_goal(sample_store, goal_id, at=AT)
    return sample_store


def test_goals_of_the_sample_are_published_and_agreed(sample_view, app):
    screen = opened(app, kpart="goals")
    assert not screen.exception
    assert "**5 objectives** under 2 goals" in said(screen)
    assert "Zhou Lan" in said(screen)
    screen = opened(app, kpart="goals", ob="it_delivery.goal_as_agreed.lead_time", lang="zh")
    assert not screen.exception
    assert screen.header[0].value.startswith("交付周期")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_goals_begin_with_a_form(no_goals, app, lang):
    screen = opened(app, lang=lang, kpart="goals")
    assert not screen.exception
    assert screen.info
    assert len(screen.text_input) == 2


def test_a_goal_its_objective_and_its_agreement_on_the_page(no_goals, app):
    screen = opened(app, kpart="goals")
    field(screen, "text_input", "Goal").set_value("Customers renew *because* deliveries are on time")
    screen = save(screen, "State the goal")
    field(screen, "selectbox", "Measured by").set_value("kpi:it_delivery.on_time_delivery_rate")
    screen.run()
    field(screen, "number_input", "Target (%)").set_value(95)
    field(screen, "date_input", "Due date").set_value(date(2027, 6, 30))
    field(screen, "text_input", "Owner").set_value("Project office")
    screen = save(screen, "Add the objective")
    assert not screen.error, screen.error
    assert "prediction interval" in said(screen)
    screen = save(screen, "Publish")
    field(screen, "text_input", "Name of who agrees").set_value("Wang <script>")
    screen = save(screen, "I agree")
    assert "Wang \\<script\\>" in said(screen)
    assert "**1 objective** under 1 goal" in said(screen)


def test_a_target_on_the_wrong_side_is_refused(no_goals, app):
    add_goal(no_goals, "it_delivery", "Answer faster", at=AT)
    screen = opened(app, kpart="goals")
    field(screen, "selectbox", "Measured by").set_value("kpi:it_delivery.first_response_hours")
    screen.run()
    field(screen, "number_input", "Target (hours)").set_value(9)
    screen = save(screen, "Add the objective")
    assert "better side of the baseline" in screen.error[0].value


@pytest.mark.parametrize(
    ("lang", "step", "dated"),
    [("en", "An interim step: the long-term target of the measure is ≥ 85%", "Dated objectives: 66% by"),
     ("zh", "这是阶段目标：该指标的长期目标为", "有期限的目标：")],
)  # fmt: skip
def test_a_dated_step_and_the_long_term_target_are_one_story(sample_view, app, lang, step, dated):
    screen = opened(app, lang=lang, kpart="goals", ob="it_delivery.goal_as_agreed.on_time")
    assert step in said(screen)
    assert "≥ 85%" in set(screen.dataframe[0].value["long_term"])
    assert dated in said(opened(app, lang=lang, kpi="it_delivery.on_time_delivery_rate"))
    assert dated not in said(opened(app, lang=lang, kpi="it_delivery.first_response_hours"))
