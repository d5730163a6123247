"""Two periods or segments of a stream: a change is found where there is one, nothing where there is none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.process.stream_change import step_changes


def sums(seed: int, waits: dict[str, float], *, clusters: int = 60, visits: int = 5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = []
    for activity, mean in waits.items():
        for cluster in range(clusters):
            rows.append(("log" if activity else "", activity, cluster, visits, rng.normal(mean, 4.0, visits).sum(),
                         visits, rng.normal(2.0, 0.5, visits).sum()))  # fmt: skip
    return pd.DataFrame(
        rows, columns=["source_id", "activity", "cluster_group", "n_wait", "s_wait", "n_work", "s_work"]
    )


def test_a_longer_wait_is_found_and_named():
    before = sums(1, {"a": 20.0, "b": 30.0, "": 300.0})
    after = sums(2, {"a": 20.0, "b": 36.0, "": 300.0})
    found = {(one.code, one.measure): one.contrast for one in step_changes(after, before)}
    assert found["log/b", "wait"].change == pytest.approx(6.0, abs=1.5)
    assert found["log/b", "wait"].verdict == "likely_real"
    assert found["log/a", "wait"].verdict == "could_be_chance"
    assert ("", "lead") in found
    assert ("", "work") not in found


def test_without_a_change_no_more_is_found_than_the_rate_allows():
    hits = 0
    for seed in range(40):
        sides = [sums(seed * 2 + part, {"a": 20.0, "b": 30.0, "c": 5.0}) for part in (0, 1)]
        hits += any(one.contrast.verdict == "likely_real" for one in step_changes(*sides))
    assert hits <= 6, "family-wise chance of .05 under the null: 7 of 40 or more has probability .003"


def test_one_empty_side_is_no_comparison():
    some = sums(1, {"a": 20.0})
    assert step_changes(some, some.iloc[:0]) == ()
