"""What was planted between process and answers is found, and nothing else; the command prints the same figures."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from benchmarks.path_worlds import JOURNEY, LATE, path_store
from data.queries.linked_measures import KINDS, LinkMeasure
from data.queries.measure_series import measure_series
from data.queries.measures import Measure
from data.queries.sample_write import insert_world
from data.queries.scope import Scope
from data.samples.world import world
from errors import BadInput, UnknownId
from i18n import _, set_language
from tests.stores import new_store
from workflows.commands import run_command
from workflows.link_words import NAMES, PER, effect_unit, measure_name
from workflows.read_link_periods import read_link_periods
from workflows.read_links import read_links

POINTS_LATE = -13.8  # answers after a late delivery less answers after one in time, truth.json
AT = datetime(2026, 11, 1, tzinfo=UTC)
AGAIN = "step_again:sample.it_delivery/Confirm requirements"


def test_a_late_delivery_is_found_at_acceptance_and_a_repeated_confirmation_nowhere():
    found, real = [], []
    for seed in range(3):
        with path_store(seed, 0.3, effects=True) as store:
            reading = read_links(store, Scope(JOURNEY))
        found.append(reading.matrix.of(LATE[2], "late"))
        real.append({(cell.touchpoint, cell.measure) for cell in reading.matrix if cell.verdict == "likely_real"})
    effect = np.mean([cell.effect for cell in found])
    half = np.sqrt(sum(((cell.high - cell.low) / 2) ** 2 for cell in found)) / len(found)
    assert {cell.verdict for cell in found} == {"likely_real"}
    assert max(cell.high for cell in found) < 0
    assert effect - half < POINTS_LATE < effect + half, "pooled over three seeds"
    assert not [name for names in real for name in names if name[1] == AGAIN]
    assert not [name for names in real for name in names if name[1] not in ("late", "late_days")]


def test_a_world_without_effects_shows_nothing():
    with path_store(1, 0.3, effects=False) as store:
        reading = read_links(store, Scope(JOURNEY))
    assert reading.matrix.n_tested > 300
    assert not [cell for cell in reading.matrix if cell.verdict == "likely_real"]


def test_by_week_the_on_time_rate_leads_acceptance_by_two_weeks_and_nothing_else_is_found(tmp_path):
    for seed in range(3):
        store = new_store(tmp_path / f"{seed}.duckdb")
        try:
            with store.write("draw", "journey", "feedback", "process") as write:
                insert_world(write, world(seed, 0.3, True, journeys=(JOURNEY,)), at=AT)
            reading = read_link_periods(store, Scope(JOURNEY), grain="week")
        finally:
            store.close()
        found = reading.matrix.of(LATE[2], "kpi:it_delivery.on_time_delivery_rate")
        assert (found.lag, found.verdict) == (2, "likely_real")
        assert 0 < found.low < found.r < found.high
        assert sum(cell.verdict == "likely_real" for cell in reading.matrix) == 1


def test_a_period_is_long_enough_for_answers_and_its_series_lie_side_by_side(sample_view):
    reading = read_link_periods(sample_view, Scope(JOURNEY))
    assert reading.grain == "month", "a tenth of the sample has too few answers in a week"
    assert reading.scores.shape == reading.n_answers.shape == (len(reading.matrix.touchpoints), len(reading.starts))
    assert reading.values.shape == (len(reading.measures), len(reading.starts))
    place = reading.matrix.touchpoints.index(LATE[2])
    rows = measure_series(sample_view, Scope(JOURNEY), Measure("mean", LATE[2]), "month").set_index("period_start")
    known = [day for day in reading.starts if pd.Timestamp(day) in rows.index]
    assert len(known) > 30
    for day in known:
        assert reading.scores[place, reading.starts.index(day)] == pytest.approx(
            rows["value"][pd.Timestamp(day)], nan_ok=True)  # fmt: skip
    assert read_link_periods(sample_view, Scope("nothing")) is None


def test_the_command_says_at_which_level_it_looks(sample_view):
    assert run_command(sample_view, "links", {"journey": JOURNEY})["level"] == "case"
    told = run_command(sample_view, "links", {"journey": JOURNEY, "level": "period", "grain": "month"})
    json.dumps(told, allow_nan=False)
    assert (told["level"], told["grain"], told["lags"]) == ("period", "month", list(range(7)))
    assert told["n_periods"] >= 35
    assert len(told["cells"]) == len(told["touchpoints"]) * len(told["measures"])
    for wrong in ({"level": "moon"}, {"level": "period", "grain": "hour"}):
        with pytest.raises(BadInput):
            run_command(sample_view, "links", {"journey": JOURNEY} | wrong)


def test_without_links_the_command_looks_by_period(sample_store):
    with sample_store.write("t", "process") as write:
        write.execute("DELETE FROM link")
    told = run_command(sample_store, "links", {"journey": JOURNEY})
    assert told["level"] == "period"
    assert run_command(sample_store, "links", {"journey": JOURNEY, "level": "case"})["match_rate"] == 0.0


def test_the_counts_and_what_is_held_stand_beside_the_matrix(sample_view):
    reading = read_links(sample_view, Scope(JOURNEY))
    counts = reading.counts
    assert counts.match_rate == 1.0
    assert counts.n_rows == counts.n_linked == len(reading.rows.rows) > 1900
    assert 0 < counts.n_before < counts.n_cut < counts.n_rows
    assert (reading.held.grain, len(reading.held.codes)) == ("quarter", counts.n_rows)
    assert {one.touchpoint_id for one in reading.targets} == set(reading.matrix.touchpoints)
    assert {one.unit for one in reading.measures} == {
        "yes_no",
        "days",
        "hours",
        "rounds",
        "count",
        "person_days",
        "CNY",
    }
    assert (
        sum(one.n_linked for one in reading.targets)
        == np.isfinite(reading.rows.scores[:, (reading.rows.targets["kind"] == "touchpoint").to_numpy()]).sum()
    )


def test_a_period_without_answers_has_a_matrix_without_rows(sample_view):
    nothing = read_links(sample_view, Scope(JOURNEY, start=date(1999, 1, 1), end=date(1999, 2, 1)))
    assert nothing.matrix.cells == ()
    assert nothing.counts.match_rate is None


def test_the_command_prints_every_cell_with_interval_n_and_q_the_surest_first(sample_view):
    told = run_command(sample_view, "links", {"journey": JOURNEY, "start": "2023-11-01"})
    json.dumps(told, allow_nan=False)
    assert len(told["cells"]) == len(told["touchpoints"]) * len(told["measures"])
    first = told["cells"][0]
    assert (first["touchpoint"], first["verdict"]) == (LATE[2], "likely_real")
    assert first["measure"] in ("late", "late_days")
    assert first["low"] < first["effect"] < first["high"] < 0
    tested = [cell["q"] for cell in told["cells"] if cell["q"] is not None]
    assert tested == sorted(tested)
    assert len(tested) == told["n_tested"]
    assert all(cell["effect"] is None for cell in told["cells"][len(tested) :])
    assert run_command(sample_view, "links", {"journey": JOURNEY, "start": "2026-01-01"})["n_rows"] < told["n_rows"]


def test_without_dates_the_command_prints_the_twelve_months_of_the_page(sample_view):
    told = run_command(sample_view, "links", {"journey": JOURNEY})
    assert (told["start"], told["end"]) == ("2025-11-01", "2026-11-01")
    page = read_links(sample_view, Scope(JOURNEY, (), date(2025, 11, 1), date(2026, 11, 1)))
    assert (told["n_tested"], told["n_rows"]) == (page.matrix.n_tested, page.counts.n_rows)


def test_the_command_refuses_what_it_does_not_know(sample_view):
    with pytest.raises(UnknownId):
        run_command(sample_view, "links", {"journey": "moon"})
    with pytest.raises(BadInput):
        run_command(sample_view, "links", {"journey": JOURNEY, "start": "yesterday"})


def test_every_measure_has_a_name_and_a_unit_in_both_languages():
    assert set(NAMES) == set(KINDS)
    assert {unit for unit, _better in KINDS.values()} == set(PER)
    wait, cost = LinkMeasure("step_wait", "hours", "down", "Design", "s"), LinkMeasure("cost", "CNY", "down")
    assert (measure_name(wait, _), effect_unit(cost, _)) == ("Wait before the step Design", "points per CNY")
    set_language("zh")
    try:
        told = [measure_name(LinkMeasure(kind, unit, "", "Design", "s"), _) for kind, (unit, _better) in KINDS.items()]
        assert all(not name.isascii() for name in told)
        assert "Design" in measure_name(wait, _)
        assert "CNY" in effect_unit(cost, _)
    finally:
        set_language("en")
