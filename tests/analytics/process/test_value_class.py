"""Proposals of value classes: repeated without use, by the words of a name, else left to a person."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.process.value_class import kind_of, proposals, repeats_of


def sums(longer: float, downstream: float, score: float, *, seed: int = 1, n: int = 60) -> pd.DataFrame:
    """Cases that repeat a step (`n`, `s`) and those that do not, one cluster each."""
    rng = np.random.default_rng(seed)
    rows = []
    for measure, change, spread in (
        ("local_hours", longer, 10.0), ("downstream_hours", downstream, 30.0), ("downstream_repeats", 0.0, 1.0),
        ("score", score, 12.0),
    ):  # fmt: skip
        for case in range(2 * n):
            is_again = case % 2 == 0
            value = 100.0 + rng.normal(0, spread) + (change if is_again else 0.0)
            rows.append(("Confirm", measure, case, float(is_again), value * is_again, float(not is_again),
                         value * (not is_again)))  # fmt: skip
    return pd.DataFrame(rows, columns=["activity", "measure", "cluster_group", "n", "s", "other_n", "other_s"])


def counts(n_again: int = 60, n_back: int = 70) -> pd.DataFrame:
    return pd.DataFrame({"activity": ["Confirm"], "n_cases": [120], "n_again": [n_again], "n_extra": [70],
                         "n_back": [n_back]})  # fmt: skip


def proposed(counted: pd.DataFrame, measured: pd.DataFrame):
    return proposals(["Confirm"], repeats_of(counted, measured))["Confirm"]


def test_repeating_that_takes_longer_and_helps_nothing_is_waste():
    found = proposed(counts(), sums(40.0, 0.0, 0.0))
    assert (found.value_class, found.waste_type, found.reason) == ("waste", "extra_processing", "repeated")
    assert found.repeat is not None
    assert found.repeat.longer is not None
    assert found.repeat.longer.change == pytest.approx(40.0, abs=6.0)
    assert found.strength == pytest.approx(found.repeat.longer.change * 60)


@pytest.mark.parametrize(
    ("counted", "measured", "why"),
    [
        (counts(), sums(40.0, -60.0, 0.0), "the rest of the case is faster for it"),
        (counts(), sums(40.0, 0.0, 15.0), "customers are happier for it"),
        (counts(), sums(0.0, 0.0, 0.0), "it takes no longer"),
        (counts(n_again=120), sums(40.0, 0.0, 0.0), "every case does it twice: it is planned so"),
        (counts(n_back=20), sums(40.0, 0.0, 0.0), "other work lies in between"),
    ],
)
def test_repeating_is_not_called_waste_where(counted, measured, why):
    assert proposed(counted, measured).value_class != "waste", why


def test_the_data_s_own_class_stands_until_the_log_speaks_against_it():
    repeats = repeats_of(counts(), sums(0.0, 0.0, 0.0))
    assert proposals(["Confirm"], repeats, {"Confirm": "value_added"})["Confirm"].reason == "given"
    against = repeats_of(counts(), sums(40.0, 0.0, 0.0))
    assert proposals(["Confirm"], against, {"Confirm": "necessary"})["Confirm"].value_class == "waste"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Fix defects", "rework"), ("Reopen ticket", "rework"), ("Send prefix list", ""), ("Transfer", "hand_off"),
        ("Approve invoice", "check"), ("Design", ""), ("Amend Purchase Requisition", "rework"), ("", ""),
        ("\u8fd4\u5de5\u5904\u7406", "rework"), ("\u9700\u6c42\u786e\u8ba4", "check"),
        ("\u8f6c\u4ea4\u5904\u7406", "hand_off"),
    ],
)  # fmt: skip
def test_what_a_name_says(name, kind):
    assert kind_of(name) == kind
