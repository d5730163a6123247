"""Published charts, figure by figure. Files of data are read beside the project and are not part of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.spc.charts import Counts, Settings, Subgroups, Values, chart
from analytics.spc.rules import signals
from analytics.spc.run_chart import run_test

ROOT = Path(__file__).resolve().parents[3]
REFS = ROOT.parent / "shared" / "specs" / "refs"
needs_files = pytest.mark.skipif(not REFS.is_dir(), reason="reference files lie beside the project, not in it")


@pytest.fixture(scope="module")
def expected() -> dict:
    return json.loads((REFS / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def rings() -> Subgroups:
    frame = pd.read_csv(REFS / "spc_pistonrings.csv").query("trial")
    return Subgroups.of_values(frame["diameter"], frame["sample"] - 1)


def limits(made) -> list[float]:
    return [float(made.center[0]), float(made.lcl[0]), float(made.ucl[0])]


def figures(block: dict) -> list[float]:
    return [block["center"], block["lcl"], block["ucl"]]


@needs_files
def test_piston_rings_means_ranges_and_deviations(expected, rings):
    means = chart("xbar_r", rings)
    assert limits(means) == pytest.approx(figures(expected["spc_pistonrings_xbar_R"]), abs=1e-9)
    assert means.estimates[0]["sigma"] == pytest.approx(expected["spc_pistonrings_xbar_R"]["std_dev"], rel=1e-9)
    assert limits(means.companion) == pytest.approx(figures(expected["spc_pistonrings_R"]), abs=2e-7)
    by_s = chart("xbar_s", rings)
    assert limits(by_s.companion) == pytest.approx(figures(expected["spc_pistonrings_S"]), abs=1e-12)
    assert by_s.estimates[0]["sigma"] == pytest.approx(expected["spc_pistonrings_S"]["std_dev"], rel=1e-9)
    for made in (means, means.companion, by_s, by_s.companion):
        beyond = signals(made)
        assert [int(i) for i in beyond.index[beyond.rule == "N1"]] == expected["spc_pistonrings_xbar_R"]["beyond"]


@needs_files
def test_piston_rings_ewma_and_cusum(expected, rings):
    block = expected["spc_pistonrings_ewma"]
    made = chart("ewma", rings, settings=Settings(use_ranges=True, weight=0.2))
    assert made.values == pytest.approx(block["z"], abs=1e-9)
    assert made.lcl == pytest.approx(block["lcl"], abs=1e-9)
    assert made.ucl == pytest.approx(block["ucl"], abs=1e-9)
    block = expected["spc_pistonrings_cusum"]
    made = chart("cusum", rings, settings=Settings(use_ranges=True, in_sigmas=True))
    assert made.values == pytest.approx(block["pos"], abs=1e-9)
    assert made.lower == pytest.approx(block["neg"], abs=1e-9)


# Infections per month, the counts of the example data of qicharts2, with the figures that package gives for them.
INFECTIONS = [
    17, 12, 27, 20, 20, 18, 22, 19, 19, 24, 17, 16, 24, 19, 19, 22, 25, 19,
    17, 6, 25, 17, 11, 14, 9, 11, 7, 13, 5, 5, 3, 5, 9, 4, 5, 9,
]  # fmt: skip


def test_infections_run_chart():
    found = run_test(np.array(INFECTIONS, dtype=float), float(np.median(INFECTIONS)))
    assert (found.median, found.longest_run, found.longest_run_max) == (17, 14, 8)
    assert (found.crossings, found.crossings_min, found.is_signal) == (6, 11, True)


@needs_files
def test_infections_laney(expected):
    frame = pd.read_csv(REFS / "spc_cdi.csv")
    # The published limits come from a program that screens moving ranges; ours does so on demand.
    made = chart("u_prime", Counts.of(frame["n"], frame["days"]), settings=Settings(screen=True))
    block = expected["spc_cdi_up"]
    assert made.center[0] == pytest.approx(block["center"], rel=1e-10)
    assert made.lcl == pytest.approx(block["lcl"], rel=1e-9)
    assert made.ucl == pytest.approx(block["ucl"], rel=1e-9)
    wider = chart("u_prime", Counts.of(frame["n"], frame["days"]))
    assert wider.estimates[0]["sigma_z"] / made.estimates[0]["sigma_z"] == pytest.approx(1.0984 / 0.9984, rel=1e-3)


NIST_EWMA = [
    52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5,
    49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1,
]  # fmt: skip


def test_ewma_of_the_nist_handbook():
    """NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4."""
    made = chart("ewma", Values.of(NIST_EWMA), settings=Settings(center=50, sigma=2.0539, weight=0.3))
    assert made.ucl[-1] == pytest.approx(52.5884, abs=1e-3)
    assert made.lcl[-1] == pytest.approx(47.4115, abs=1e-3)
    assert made.values[:9] == pytest.approx([50.6, 49.52, 50.56, 50.18, 50.16, 49.21, 49.75, 49.85, 50.26], abs=0.005)
    assert len(signals(made)) == 0
    steady = Settings(center=50, sigma=2.0539, weight=0.3, is_steady=True)
    assert chart("ewma", Values.of(NIST_EWMA), settings=steady).ucl == pytest.approx([52.5884] * 20, abs=1e-3)


def test_individuals_of_the_nist_handbook():
    """NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: the last ten of the values above."""
    made = chart("i", Values.of(NIST_EWMA[10:]))
    assert limits(made) == pytest.approx([50.81, 45.8159, 55.8041], abs=1e-4)
    assert made.companion.center[0] == pytest.approx(1.8778, abs=1e-4)
    assert made.companion.ucl[0] == pytest.approx(6.135, abs=1e-3)  # 3.267 times it


def test_cusum_of_montgomery_and_runger():
    """Montgomery & Runger, Applied Statistics and Probability for Engineers, table 16-8: target 99, K = 1, H = 10."""
    x = [
        102.0, 94.8, 98.3, 98.4, 102.0, 98.5, 99.0, 97.7, 100.0, 98.1,
        101.3, 98.7, 101.1, 98.4, 97.0, 96.7, 100.3, 101.4, 97.2, 101.0,
    ]  # fmt: skip
    high = [2.0, 0, 0, 0, 2.0, 0.5, 0, 0, 0, 0, 1.3, 0, 1.1, 0, 0, 0, 0.3, 1.7, 0, 1.0]
    low = [0, 3.2, 2.9, 2.5, 0, 0, 0, 0.3, 0, 0, 0, 0, 0, 0, 1.0, 2.3, 0, 0, 0.8, 0]
    made = chart("cusum", Values.of(x), settings=Settings(center=99, sigma=2, allowance=0.5, decision=5))
    assert made.values == pytest.approx(high, abs=1e-9)
    assert -made.lower == pytest.approx(low, abs=1e-9)
    assert (made.ucl[0], made.lcl[0]) == pytest.approx((10, -10))
    assert len(signals(made)) == 0


CASES = [
    ("WE1", [0, 3.2, -3.5, 2.9], [2, 3]),
    ("WE3", [0, 1.2, 1.3, 0.2, 1.4, 1.5], [6]),
    ("N1", [0, 3.2, -3.4, 3], [2, 3]),
    ("N3", [1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1], [6, 7, 13, 14]),
    ("N5", [0, 2.3, 0.4, 2.2, -2.4, -0.2, -2.5], [4, 7]),
    ("N7", [0.3] * 16 + [1.2], [15, 16]),
    ("N8", [1.2] * 8, []),
]


@pytest.mark.parametrize(("rule", "z", "points"), CASES)
def test_rules_signal_on_the_point_that_completes_the_pattern(rule, z, points):
    made = chart("i", Values.of(z), settings=Settings(center=0, sigma=1))
    found = signals(made, "western" if rule.startswith("WE") else "nelson8")
    assert (found.index[found.rule == rule] + 1).tolist() == points


@needs_files
def test_the_cases_above_are_those_of_the_reference_file(expected):
    assert [(case["rule"], case["z"], case["expect"]) for case in expected["spc_rules"]["cases"]] == CASES
    assert expected["spc_nist_ewma"]["x"] == NIST_EWMA
