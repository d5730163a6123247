"""Two real files beside the project: an airport's touchpoints and the churn of a telephone company."""

from __future__ import annotations

from itertools import combinations
from math import factorial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.drivers.key_drivers import key_drivers, missing_sensitivity
from analytics.drivers.model import KeyDrivers
from analytics.drivers.nonlinear import NonLinear, nonlinear_check

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"
AIRPORT, CHURN = SAMPLES / "airport_touchpoints_2013.csv", SAMPLES / "crm_telco_churn.csv"
TOUCHPOINTS = ["Q7A_ART", "Q7B_FOOD", "Q7C_SHOPS", "Q7D_SIGNS", "Q7E_WALK", "Q7F_SCREENS", "Q7I_WIFI", "Q9F_CLNWHOLE"]


def shares_by_least_squares(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """LMG of complete rows from one least-squares fit per subset: an own way to the same figures."""
    p, total = x.shape[1], np.square(y - y.mean()).sum()
    r2 = {}
    for size in range(p + 1):
        for columns in combinations(range(p), size):
            design = np.column_stack([np.ones(len(y)), x[:, columns]])
            left = y - design @ np.linalg.lstsq(design, y)[0]
            r2[frozenset(columns)] = 1 - left @ left / total
    gains = np.zeros(p)
    for subset, value in r2.items():
        for driver in set(range(p)) - subset:
            weight = factorial(len(subset)) * factorial(p - 1 - len(subset)) / factorial(p)
            gains[driver] += weight * (r2[subset | {driver}] - value)
    return gains


@pytest.fixture(scope="module")
def airport() -> tuple[np.ndarray, np.ndarray]:
    if not AIRPORT.exists():
        pytest.skip("needs ../shared/samples/airport_touchpoints_2013.csv")
    raw = pd.read_csv(AIRPORT, low_memory=False)
    valid = raw[[*TOUCHPOINTS, "Q7O_WHOLE"]]
    rated = valid.where(valid.isin(range(1, 6))).to_numpy(float)  # 0 is blank, 6 is "never used"
    return rated[:, -1], rated[:, :-1]


@pytest.fixture(scope="module")
def churn() -> tuple[np.ndarray, pd.DataFrame]:
    if not CHURN.exists():
        pytest.skip("needs ../shared/samples/crm_telco_churn.csv")
    raw = pd.read_csv(CHURN)
    drivers = pd.DataFrame(
        {
            "tenure": raw["tenure"],
            "charges": raw["MonthlyCharges"],
            "month_to_month": raw["Contract"] == "Month-to-month",
            "fibre": raw["InternetService"] == "Fiber optic",
            "no_internet": raw["InternetService"] == "No",
            "no_internet_again": raw["OnlineSecurity"] == "No internet service",
            "support": raw["TechSupport"] == "Yes",
            "electronic_check": raw["PaymentMethod"] == "Electronic check",
        }
    ).astype(float)
    return (raw["Churn"] == "Yes").to_numpy(float), drivers


def test_what_moves_the_airports_overall_score(airport):
    y, x = airport
    found = key_drivers(y, x, TOUCHPOINTS, rng=np.random.default_rng(0))
    assert isinstance(found, KeyDrivers)
    full = np.isfinite(x).all(axis=1) & np.isfinite(y)
    assert (found.n, found.left_out) == (full.sum(), ())
    assert [d.lmg.value for d in found.drivers] == pytest.approx(shares_by_least_squares(x[full], y[full]), abs=1e-9)
    assert all(d.share.low < d.share.value < d.share.high for d in found.drivers)
    assert all(d.correlation.is_above_zero for d in found.drivers)


def test_blanks_of_the_airport_matter_little(airport):
    y, x = airport
    ways = {way: key_drivers(y, x, TOUCHPOINTS, rng=np.random.default_rng(0), missing=way)
            for way in ("complete", "pairwise")}  # fmt: skip
    told = missing_sensitivity(ways)
    assert ways["pairwise"].drivers[0].n > ways["complete"].n
    assert 0 < told.largest_shift < 0.06


def test_what_moves_churn(churn):
    y, drivers = churn
    found = key_drivers(y, drivers.to_numpy(), list(drivers), rng=np.random.default_rng(0))
    assert isinstance(found, KeyDrivers)
    assert [(one.name, one.code) for one in found.left_out] == [("no_internet_again", "duplicate")]
    kept = drivers[list(found.names)].to_numpy()
    assert [d.lmg.value for d in found.drivers] == pytest.approx(shares_by_least_squares(kept, y), abs=1e-9)
    first = found.ranked[0]
    assert first.name == "month_to_month"
    assert first.first_share > 0.5
    assert (first.rank_low, first.rank_high) == (1, 2)
    assert first.slope.is_above_zero
    by_name = {driver.name: driver for driver in found.drivers}
    assert by_name["tenure"].slope.is_below_zero
    assert by_name["support"].slope.is_below_zero


def test_churn_is_hardly_bent(churn):
    y, drivers = churn
    found = nonlinear_check(y, drivers.to_numpy(), list(drivers), rng=np.random.default_rng(0))
    assert isinstance(found, NonLinear)
    assert found.line_r2 < found.boosted_r2 < found.line_r2 + 0.05
    assert found.gain_low < found.gain < found.gain_high
    best = sorted(zip(found.importance, found.names, strict=True))[-2:]
    assert {name for _lost, name in best} == {"month_to_month", "tenure"}
