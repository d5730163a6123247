"""The chart of customer tolerance: groups with intervals, the floor, line and band only where one was found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.capability.picture import waiting_groups
from charts.tolerance_chart import tolerance_chart

LABELS = {"wait": "Hours", "score": "Points", "floor": "floor", "group": "Cases", "alt": "told"}


@pytest.fixture(scope="module")
def groups() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    cases = pd.DataFrame(
        {"wait": rng.gamma(2, 5, 200), "score": rng.normal(5, 9, 200), "account": rng.integers(0, 40, 200)}
    )
    return waiting_groups(cases).assign(said="x")


def test_groups_hold_all_cases_and_their_intervals_hold_the_means(groups):
    assert groups["n"].sum() == 200
    assert ((groups["low"] < groups["score"]) & (groups["score"] < groups["high"])).all()
    assert groups["wait"].is_monotonic_increasing


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("is_found", [True, False])
def test_line_and_band_are_drawn_only_where_a_tolerance_was_found(groups, mode, is_found):
    line = pd.DataFrame({"wait": [0.0, 9.0, 30.0], "score": [6.0, 6.0, -4.0]})
    found = pd.DataFrame({"wait": [20.0], "low": [16.0], "high": [25.0], "name": ["tolerated 20 h"]})
    if not is_found:
        line, found = line.head(0), found.head(0)
    told = tolerance_chart(groups, line, found, labels=LABELS, mode=mode).to_dict()
    assert len(told["datasets"]["found"]) == int(is_found)
    assert told["datasets"]["floor"][0]["score"] == 0.0
