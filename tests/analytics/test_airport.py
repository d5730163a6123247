"""A real survey: passengers of one airport rated its touchpoints in 2013 (file beside the project, not part of it)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.analytics.frames import curve_of, facts

SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "samples" / "airport_touchpoints_2013.csv"
pytestmark = pytest.mark.skipif(not SAMPLE.exists(), reason="needs ../shared/samples/airport_touchpoints_2013.csv")


@pytest.fixture(scope="module")
def airport() -> tuple[pd.DataFrame, list[str]]:
    raw = pd.read_csv(SAMPLE, low_memory=False)
    rated = [name for name in raw.columns if name.startswith(("Q7", "Q9")) and "COM" not in name]
    valid = raw[rated].where(raw[rated].isin(range(1, 6)))  # 0 is blank, 6 is "never used"
    ratings = {name: [None if pd.isna(x) else float(x) for x in valid[name]] for name in rated}
    return facts(ratings), rated


def test_without_the_margin_nine_of_twenty_one_are_low(airport):  # one of them by 1.2 points of 100
    curve = curve_of(*airport, margin=0.0)
    assert len(curve.points) == 21
    assert all(point.is_paired for point in curve.points)
    assert len(curve.low_points) == 9
    assert curve.low_points[-1].contrast == pytest.approx(-1.2, abs=0.05)


def test_with_the_margin_three_are_low(airport):
    curve = curve_of(*airport)
    assert [point.touchpoint_id for point in curve.low_points] == ["Q7B_FOOD", "Q7C_SHOPS", "Q7I_WIFI"]
    assert "Q7C_SHOPS" in next(p for p in curve.points if p.touchpoint_id == "Q7B_FOOD").tied_with


def test_native_means_are_those_of_the_file(airport):
    art = next(point for point in curve_of(*airport).points if point.touchpoint_id == "Q7A_ART")
    assert (art.n, round(art.mean_native, 4)) == (1069, 3.899)
