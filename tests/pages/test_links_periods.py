"""Experience × process by period: labelled as the weaker look, coloured only beyond chance, every figure with n."""

from __future__ import annotations

import pytest

from data.queries.scope import Scope
from tests.pages.bench import words
from views import matrix_period_words, matrix_periods
from workflows.read_link_periods import read_link_periods

PAGE = "pages/process/links.py"
LINK = {"j": "it_delivery", "per": "all", "lv": "period"}


@pytest.mark.parametrize(("lang", "level"), [("en", "Period level."), ("zh", "期间层级。")])
def test_the_page_by_period_says_so_and_shows_the_lags_of_a_pair(sample_view, app, lang, level):
    screen = app(PAGE, lang=lang, **LINK)
    assert not screen.exception
    told = [text.value for text in screen.markdown if level in text.value]
    assert len(told) == 1
    assert len(screen.metric) == 3
    assert len(screen.dataframe) == 1, "both series, period by period"
    assert "–12" in screen.metric[2].value or "–6" in screen.metric[2].value


def test_only_what_is_likely_real_is_filled_by_period_too(sample_view):
    reading = read_link_periods(sample_view, Scope("it_delivery"))
    codes = {str(row["code"]): row for row in reading.measures.to_dict("records")}
    shown = matrix_periods.ShownPeriods(
        reading, reading.matrix.touchpoints, reading.matrix.measures, codes, {}, None, "whole"
    )
    fields = matrix_period_words.field_frame(shown)
    real = {matrix_periods.code_of(cell) for cell in reading.matrix if cell.verdict == "likely_real"}
    assert set(fields.loc[fields["tone"] == "real", "id"]) == real
    told = matrix_period_words.table(shown, tuple(matrix_periods.tested(reading)))
    assert len(told) == reading.matrix.n_tested
    assert (told["95% CI"] != "–").all()


def test_an_unknown_pair_is_said_and_the_usual_one_shown(sample_view, app):
    screen = app(PAGE, **LINK, lx="<script>alert(1)</script>~kpi:x")
    assert not screen.exception
    assert any("is not known here" in warning.value for warning in screen.warning)
    assert "Period level." in " ".join(words(screen))


def test_presenting_by_period_says_one_thing(sample_view, app):
    screen = app(PAGE, **LINK, present="1")
    assert not screen.exception
    assert len(screen.header) == 1
    assert not screen.metric


def test_too_short_a_period_says_so(sample_view, app):
    screen = app(PAGE, j="it_delivery", per="m:2026-05", lv="period")
    assert not screen.exception
    assert any("Too few periods" in info.value for info in screen.info)
