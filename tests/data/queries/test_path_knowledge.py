"""What is known when a stage is passed, by hand; and the planted effect of a repeated confirmation."""

from __future__ import annotations

import numpy as np

from analytics.performance.forecast import forecast
from benchmarks.path_worlds import JOURNEY, path_store
from data.queries.path_knowledge import known_by_stage
from data.queries.scope import Scope
from tests.data.queries.test_paths import START, bench  # noqa: F401 - a fixture


def test_only_what_was_done_before_the_case_moved_on_is_known(bench):  # noqa: F811
    known = known_by_stage(bench, Scope("j")).set_index("case_key")
    assert known.index.tolist() == ["A", "B"], "C never left the first stage, nobody passed the last"
    assert known["rank"].tolist() == [1, 1]
    assert known["elapsed_hours"].tolist() == [20.0, 9.0]
    assert known["n_steps"].tolist() == [4, 2], "the first step of the next stage is the horizon"
    assert known["n_again"].tolist() == [1, 0]
    assert known["n_handed"].tolist() == [2, 0]
    assert known["work_hours"].tolist() == [8.0, 2.0]
    assert known["n_late"].tolist() == [0, 0], "lateness of the next stage is not known yet"
    assert known["lead_hours"].tolist() == [21.0, 10.0]
    assert known["score"].isna().all()
    assert ((known["as_of"] - START.timestamp()) / 3600 == 21.0).all()


def test_an_extra_confirmation_is_found_to_cost_its_days_and_no_score():
    found, felt = [], []
    for seed in range(3):
        with path_store(seed, 0.5, effects=True) as store:
            known = known_by_stage(store, Scope(JOURNEY))
        found.append(_again(known, "lead"))
        felt.append(_again(known, "score").verdict)
    change = np.mean([one.change for one in found])
    half = np.sqrt(sum(((one.high - one.low) / 2) ** 2 for one in found)) / len(found)
    assert change - half < -2.4 < change + half < 0, "planted: 2.4 days per extra round, pooled over three seeds"
    assert felt == ["could_be_chance"] * 3, "planted: no score moves"


def _again(known, outcome):
    return next(one for one in forecast(known, outcome).factors[1] if one.factor == "n_again")
