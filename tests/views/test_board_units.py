"""The board of units: by need and name, never by value; noise grey, the same figures as the funnels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.fdr import bh_q_values
from analytics.portfolio import limit_lines, on_time_funnel, outside, score_funnel
from data.queries.portfolio import ACCOUNT, JOURNEY, PROJECT, unit_on_time, unit_scores
from data.queries.portfolio_board import unit_courses, unit_leads
from data.queries.process_cases import lead_times
from data.queries.scope import Scope
from views import board_portfolio, board_units
from views.loaders_board import Courses, Units
from workflows.read_units import unit_readings

SCOPE = Scope("it_delivery")


def made(n: list[int], hits: list[int]) -> tuple[Units, Units]:
    names = [f"u{i}" for i in range(len(n))]
    ran = pd.DataFrame({"unit": names, "n": n, "n_on_time": hits})
    said = pd.DataFrame({"unit": names, "n": 100, "mean": 70.0, "sd": 20.0, "variance": np.nan})
    funnels = score_funnel(said), on_time_funnel(ran)
    shown = said.assign(value=70.0), ran.assign(value=ran["n_on_time"] / ran["n"])
    called = outside(*funnels)
    both = [
        Units(rows.assign(z=one.z, band=one.band(), is_outside=out), one, limit_lines(one), 0)
        for rows, one, out in zip(shown, funnels, called, strict=True)
    ]
    return both[0], both[1]


NOTHING = Courses({}, (), pd.DataFrame(), pd.DataFrame({"unit": ["u1"], "n": [3], "lead_days": [11.8]}))


def test_what_is_called_comes_first_and_the_rest_stands_by_name() -> None:
    said, ran = made([100, 90, 80, 70, 60], [80, 70, 66, 54, 10])
    names = {"u0": "Delta", "u1": "Alpha", "u2": "Gamma", "u3": "Beta", "u4": "Zeta"}
    told = board_units.lines(said, ran, NOTHING, names)
    assert told[0].group == "below_far"
    rest = [line.name for line in told if line.group == "rest"]
    assert rest == sorted(rest)
    assert told[0].name == "Zeta"


def test_inside_is_grey_whatever_the_value() -> None:
    said, ran = made([40, 41, 42, 43], [30, 31, 29, 33])
    told = board_units.lines(said, ran, NOTHING, {})
    assert {line.ran_place for line in told} == {"within"}
    tones = board_units._tones(told)
    assert len({tone for column in tones.values() for tone in column}) == 1


def test_a_unit_outside_a_line_that_the_board_explains_by_chance_is_grey() -> None:
    row = pd.Series({"unit": "a", "band": 1, "is_outside": False, "z": 2.1})
    assert board_units.place(row) == "maybe"
    assert board_units.place(pd.Series({"unit": "a", "band": -2, "is_outside": True, "z": -4.0})) == "below_far"
    assert board_units.place(None) == "none"


def test_the_false_discovery_rate_is_taken_over_both_funnels() -> None:
    said, ran = made([100, 90, 80, 70, 60], [80, 70, 66, 54, 38])
    assert said.funnel is not None
    assert ran.funnel is not None
    p = np.concatenate([said.funnel.p, ran.funnel.p])
    called = np.concatenate([said.rows["is_outside"], ran.rows["is_outside"]])
    assert (called == (bh_q_values(p) < 0.05)).all()


def test_a_row_has_score_cases_lead_time_and_words_for_a_short_course() -> None:
    said, ran = made([100, 90, 80, 70], [80, 70, 66, 54])
    rows = board_units.table(board_units.lines(said, ran, NOTHING, {})).set_index("name")
    assert rows.loc["u1", "lead"] == "11.8 d"
    assert rows.loc["u0", "lead"] == "–"
    assert rows.loc["u0", "on_time"] == "80%"
    assert set(rows["state"]) == {"– too few points"}


@pytest.mark.parametrize("kind", [ACCOUNT, PROJECT, JOURNEY, "region"])
def test_a_course_is_the_score_of_the_unit_month_by_month(sample_store, kind) -> None:
    scores = unit_scores(sample_store, SCOPE, kind).set_index("unit")
    courses = unit_courses(sample_store, SCOPE, kind)
    assert set(courses) == set(scores.index)
    for unit, series in courses.items():
        told = series.dropna(subset="value")
        assert told["n"].sum() == scores.loc[unit, "n"]
        assert np.average(told["value"], weights=told["n"]) == pytest.approx(scores.loc[unit, "mean"])


def test_lead_times_are_medians_of_closed_cases(sample_store) -> None:
    found = unit_leads(sample_store, SCOPE, ACCOUNT).set_index("unit")
    rows = sample_store.frame(
        """SELECT p.account_id AS unit, f.lead_s / 86400 AS days FROM case_fact f JOIN process_case p USING (case_id)
           WHERE p.journey_id = 'it_delivery' AND p.closed_at IS NOT NULL"""
    )
    expected = rows.groupby("unit")["days"].agg(["size", "median"])
    same = found.index[found["n"] == expected["size"].reindex(found.index)]
    assert len(same) >= 10
    assert found.loc[same, "lead_days"].to_numpy() == pytest.approx(expected.loc[same, "median"].to_numpy())
    closed = lead_times(sample_store, SCOPE).set_index("basis").loc["closed"]
    whole = unit_leads(sample_store, SCOPE, JOURNEY).iloc[0]
    assert (whole["n"], whole["lead_days"]) == pytest.approx((closed["n_cases"], closed["median_s"] / 86_400))
    assert found["n"].sum() == whole["n"]
    assert unit_on_time(sample_store, SCOPE, JOURNEY)["unit"].tolist() == ["it_delivery"]


def test_units_with_few_points_get_no_limits(sample_store) -> None:
    readings, moved = unit_readings(sample_store, SCOPE, ACCOUNT)
    assert min(one.n_points for one in readings.values()) >= 4
    assert {one.code for one in moved} <= set(readings)


def test_an_interval_counts_the_accounts_that_answer_not_the_answers() -> None:
    told = {"value": 74.0, "sd": 20.0, "n": 10_000}
    alone = board_units.score_ends(pd.Series(told))
    assert alone == pytest.approx(stats.t.interval(0.95, 9_999, 74, 0.2))
    together = board_units.score_ends(pd.Series(told | {"n_clusters": 30, "variance": 1.44}))
    assert together == pytest.approx(stats.t.interval(0.95, 29, 74, 1.2))
    low, high = board_units.score_ends(pd.Series(told | {"n_clusters": 2, "variance": 25.0}))
    assert low == pytest.approx(stats.t.interval(0.95, 1, 74, 5)[0])
    assert high == 100


def test_no_interval_of_a_touchpoint_leaves_the_scale() -> None:
    rows = pd.DataFrame({"name_en": ["Renewal talk", "Desk"], "name_zh": ["", ""], "n": [6, 40], "mean": [75.0, 60.0],
                         "sd": [31.6, 20.0], "rest": [80.0, 61.0]})  # fmt: skip
    shown = board_portfolio.touchpoint_table(rows)
    # 75 -/+ t(5) x 31.6 / sqrt(6) = 41.8 to 108.2, of a score from 0 to 100
    assert shown["interval"].tolist() == ["41.8 to 100.0", "53.6 to 66.4"]
    assert shown["n"].tolist() == ["○ 6", "40"]


def test_the_table_file_holds_the_figures_of_the_board() -> None:
    said, ran = made([100, 90, 80, 70, 60], [80, 70, 66, 54, 10])
    told = board_units.lines(said, ran, NOTHING, {})
    rows = board_units.figures_table(told)
    assert rows["unit"].tolist() == [line.unit for line in told]
    assert rows.loc[0, "on_time_share"] == pytest.approx(10 / 60)
    assert rows.loc[0, "on_time_place"] == "below_far"
    assert (rows["low"] < rows["score"]).all()
    assert rows["n_cases"].sum() == 400


def test_only_units_with_touchpoints_in_common_have_their_mix_taken_out() -> None:
    assert "mix of touchpoints taken out" in board_units.score_title(ACCOUNT)
    assert board_units.score_title(JOURNEY) == "Mean score (0–100) of all answers"
