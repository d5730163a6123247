"""Key drivers as they are read: their shares, what the command prints, and a real survey against brute force."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from math import factorial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from data.queries.driver_rows import driver_rows
from errors import NotAmong, UnknownId
from tests.stores import new_store
from tests.workflows.surveys import AT, survey
from workflows.commands import run_command
from workflows.import_survey import import_survey
from workflows.read_drivers import Asked, parts, read_bends, read_change, read_drivers, scale_step

JOURNEY = "it_delivery"
AIRPORT = Path(__file__).resolve().parents[3] / "shared" / "samples" / "airport_touchpoints_2013.csv"


def brute_force(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """LMG by its definition: weighted gains of R squared over every subset, each fitted to the rows."""
    p = x.shape[1]

    def r2(kept: tuple[int, ...]) -> float:
        design = np.column_stack([np.ones(len(y)), x[:, list(kept)]])
        fitted = design @ np.linalg.lstsq(design, y, rcond=None)[0]
        return 1 - ((y - fitted) ** 2).sum() / ((y - y.mean()) ** 2).sum()

    found = {kept: r2(kept) for size in range(p + 1) for kept in combinations(range(p), size)}
    return np.array([
        sum(
            factorial(len(kept)) * factorial(p - len(kept) - 1) / factorial(p)
            * (found[tuple(sorted((*kept, j)))] - found[kept])
            for kept in found if j not in kept
        )
        for j in range(p)
    ])  # fmt: skip


def document(store, journey: str = JOURNEY, **asked: object) -> dict:
    return run_command(store, "drivers", {"journey": journey, **asked})


def test_shares_add_to_one_and_lmg_to_r2_in_every_stage(sample_view):
    told = document(sample_view)["parts"]
    assert len(told) == 6
    for part in told:
        assert sum(one["share"]["value"] for one in part["drivers"]) == pytest.approx(1)
        assert sum(one["lmg"]["value"] for one in part["drivers"]) == pytest.approx(part["r2"]["value"])
        assert [one["rank"] for one in part["drivers"]] == list(range(1, len(part["drivers"]) + 1))
        for one in part["drivers"]:
            assert one["share"]["low"] < one["share"]["value"] < one["share"]["high"]
            assert one["n"] == part["n"] >= 30
            assert 0 < one["n_accounts"] <= part["n_accounts"]


def test_a_stage_agrees_with_brute_force_on_its_rows(sample_view):
    from workflows.capability_document import last_year

    scope = last_year(sample_view, JOURNEY)
    part = parts(sample_view, scope)[0]
    rows = driver_rows(sample_view, scope, part.touchpoint_ids, outcome="overall", stage_id=part.stage_id)
    x = rows[[f"d{number}" for number in range(len(part.touchpoint_ids))]].to_numpy()
    found = read_drivers(sample_view, scope, part, Asked()).drivers
    assert found is not None
    assert [one.lmg.value for one in found.drivers] == pytest.approx(brute_force(x, rows["outcome"].to_numpy()))


def test_outcomes_are_what_they_are_called(sample_view):
    from workflows.capability_document import last_year

    scope = last_year(sample_view, JOURNEY)
    part = next(one for one in parts(sample_view, scope) if one.code.endswith(".delivery"))

    def values(outcome: str) -> set[float]:
        return set(driver_rows(sample_view, scope, part.touchpoint_ids, outcome=outcome)["outcome"])

    assert {50.0, 75.0, 100.0} <= values("overall") <= {0.0, 25.0, 50.0, 75.0, 100.0}
    assert values("nps") == {-100.0, 0.0, 100.0}
    assert values("top2") == {0.0, 100.0}


def test_a_stage_that_was_never_asked_to_recommend_is_refused_with_a_sentence(sample_view):
    told = {one["part"]: one for one in document(sample_view, outcome="nps")["parts"]}
    assert told["it_delivery.requirements"]["refusal"]["code"] == "no_outcome"
    assert "recommendation (NPS)" in told["it_delivery.requirements"]["refusal"]["message"]
    assert told["it_delivery.delivery"]["drivers"]


def test_scores_are_held_against_the_stated_floor(sample_view):
    floors = dict(sample_view.rows("SELECT touchpoint_id, floor FROM touchpoint WHERE floor IS NOT NULL"))
    for part in document(sample_view, target="floor")["parts"]:
        for one in part["drivers"]:
            assert one["held_against"] == floors.get(one["touchpoint_id"])
            assert (one["held_against"] is None) == (one["touchpoint_id"] in part["without_target"])


def test_wrong_arguments_are_refused(sample_view):
    with pytest.raises(UnknownId):
        document(sample_view, "nowhere")
    with pytest.raises(NotAmong, match="overall, nps, top2"):
        document(sample_view, outcome="'; DROP TABLE answer; --")


def test_one_point_is_one_of_the_scale():
    scales = pd.DataFrame({"touchpoint_id": ["a", "b", "b"], "low": [1.0, 0.0, 1.0], "high": [5.0, 10.0, 5.0], "n": 9})
    assert (scale_step(scales, "a"), scale_step(scales, "b")) == (25.0, 10.0)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "key drivers need at least 30"), ("zh", "关键驱动因素至少需要 30 份")]
)
def test_twelve_responses_are_refused_with_a_sentence(tmp_path, lang, said):
    import i18n

    store = new_store(tmp_path / "throughline.duckdb")
    file = survey(tmp_path / "few.csv", range(12))
    import_survey(store, file, None, name=file.name, at=AT, by="test", accept=True)
    i18n.set_language(lang)
    try:
        (part,) = run_command(store, "drivers", {"journey": "few"}, translate=i18n._)["parts"]
    finally:
        i18n.set_language("en")
        store.close()
    assert part["drivers"] == []
    assert part["refusal"]["code"] == "too_few_answers"
    assert said in part["refusal"]["message"]


@pytest.mark.skipif(not AIRPORT.exists(), reason="the real airport survey is not part of this tree")
def test_a_real_survey_gives_a_full_analysis_that_brute_force_confirms(tmp_path):
    store = new_store(tmp_path / "throughline.duckdb")
    import_survey(store, AIRPORT, None, name=AIRPORT.name, at=AT, by="test", accept=True, period=date(2013, 5, 1))
    told = {one["part"]: one for one in document(store, "airport_touchpoints")["parts"]}
    store.close()
    assert set(told) == {"journey", "airport_touchpoints.q7", "airport_touchpoints.q9"}
    assert len(told["journey"]["drivers"]) == 19
    part = told["airport_touchpoints.q9"]
    names = ["Q9A_CLNBOARD", "Q9B_CLNAIRTRAIN", "Q9C_CLNRENT", "Q9D_CLNFOOD", "Q9E_CLNBATH"]
    raw = pd.read_csv(AIRPORT, encoding="utf-8")
    overall = ["Q7O_WHOLE", "Q9F_CLNWHOLE"]
    raw = raw[[*names, *overall]].apply(pd.to_numeric, errors="coerce")
    known = raw.where(raw.isin(range(1, 6)))
    known["outcome"] = known[overall].mean(axis=1)
    full = known[[*names, "outcome"]].dropna()
    expected = brute_force(full[names].to_numpy(dtype=float), full["outcome"].to_numpy(dtype=float))
    found = {one["touchpoint_id"].split(".")[1].upper(): one for one in part["drivers"]}
    assert part["n"] == len(full)
    assert [found[name]["lmg"]["value"] for name in names] == pytest.approx(expected)
    assert all(one["share"]["low"] < one["share"]["value"] < one["share"]["high"] for one in part["drivers"])


def test_two_periods_are_compared_and_lines_are_checked_against_none(sample_view):
    from analytics.drivers.nonlinear import VERDICTS, NonLinear
    from analytics.drivers.segments import SegmentDrivers
    from workflows.capability_document import last_year

    now = last_year(sample_view, JOURNEY)
    assert now.start is not None
    before = now.between(now.start.replace(year=now.start.year - 1), now.start)
    part = next(one for one in parts(sample_view, now) if one.code.endswith(".use"))
    change = read_change(sample_view, now, before, part, Asked())
    assert isinstance(change, SegmentDrivers)
    shares = {one.name: one.share.value for one in read_drivers(sample_view, now, part, Asked()).drivers.drivers}
    assert {one.name: one.other for one in change.differences} == pytest.approx(shares)
    assert sum(one.one for one in change.differences) == pytest.approx(1)
    bends = read_bends(sample_view, now, part, Asked())
    assert isinstance(bends, NonLinear)
    assert bends.verdict in VERDICTS
    assert bends.boosted_r2 == pytest.approx(bends.line_r2, abs=0.2)
