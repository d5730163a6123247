"""The lists of measures and objectives: what stands in the first columns, and what their answers leave out."""

from __future__ import annotations

from datetime import date

import pytest

from data.store import Store
from i18n import set_language
from views import goal_words, kpi_words, kpis_goals, kpis_list
from workflows.pool_kpis import pooled_measure
from workflows.read_kpis import read_measures
from workflows.read_objectives import read_objectives

YEAR = date(2025, 11, 1), date(2026, 11, 1)


@pytest.fixture
def told(sample_view: Store) -> list[kpis_list.Line]:
    """Each measure with its value over the year, as the list shows it."""
    found = []
    for measure in read_measures(sample_view, "it_delivery"):
        one = pooled_measure(measure, *YEAR)
        row = kpi_words.last_full(measure, *YEAR)
        if one is not None and row is not None:
            found.append(kpis_list.Line(measure, row, kpi_words.stands(measure, one), one))
    return found


def test_a_phone_shows_mark_name_and_the_figure_with_interval_and_n(told: list[kpis_list.Line]) -> None:
    assert kpis_list.order(is_phone=True)[:3] == ["mark", "name", "figure"]
    rows = kpis_list._table(told, told[0].measure.kpi_id)
    assert set(kpis_list.order(is_phone=True)) | set(kpis_list.order(is_phone=False)) == set(rows.columns)
    on_time = rows[rows["name"].str.contains("On-time delivery rate")].iloc[0]
    assert on_time["mark"] == "▼"
    assert on_time["figure"] == f"{on_time['value']} ({on_time['interval']}), n = {on_time['n']}"


def test_the_answer_names_only_what_there_is(told: list[kpis_list.Line]) -> None:
    judged = [line for line in told if line.standing in ("missed", "reached", "open")]
    assert "interval" not in kpis_list.answer(judged, "2026")
    unsure = [line for line in told if line.standing == "reached_unsure"]
    assert "1 has a target but no interval." in kpis_list.answer([*judged, *unsure[:1]], "2026")


def test_an_objective_says_where_it_is_with_interval_and_n(sample_view: Store) -> None:
    found = list(read_objectives(sample_view, "it_delivery", read_measures(sample_view, "it_delivery")))
    assert found
    for one in found:
        assert "n = " in goal_words.brief_figure(one)
        assert any(text in goal_words.brief_figure(one) for text in (" to ", "no interval"))
    assert kpis_goals.order(is_phone=True)[:3] == ["mark", "measure", "figure"]
    assert kpis_goals.order(is_phone=False)[3:6] == ["now", "interval", "n"]
    assert "0" not in kpis_goals.answer(found[:1], 2).replace("**", "")


def test_two_chinese_sentences_stand_without_a_space(told: list[kpis_list.Line]) -> None:
    set_language("zh")
    said = kpis_list.answer(told, "2026年")
    set_language("en")
    assert "。 " not in said
