"""Real public exports, where the folder with them is at hand: roles, scales, counts and means as they must be read."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from data.ingest.inspect import inspect_table
from data.ingest.model import Reading
from data.ingest.read import read_table
from data.ingest.values import score_values

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"
EXPECTED = sorted(SAMPLES.glob("*.expected.json"))
SAME = {
    "choice": "segment",
    "response_id": "id",
    "respondent_id": "id",
    "submitted_at": "time",
    "started_at": "time",
    "recorded_at": "time",
}
pytestmark = pytest.mark.skipif(not EXPECTED, reason="the folder of shared samples is not beside this repository")


@lru_cache(maxsize=32)
def sample(name: str) -> tuple[dict[str, Any], Reading]:
    told = json.loads((SAMPLES / f"{name}.expected.json").read_text(encoding="utf-8"))
    return told, inspect_table(read_table(SAMPLES / name))


NAMES = [path.name.removesuffix(".expected.json") for path in EXPECTED]


@pytest.mark.parametrize("name", NAMES)
def test_shape_and_roles_are_read_as_expected(name: str) -> None:
    told, reading = sample(name)
    assert reading.verdict == told["verdict"]
    if told["verdict"] == "reject":
        return
    assert len(reading.table.cells) in (told["read"]["n_data_rows"], told["read"]["n_responses"])
    wanted = {c["index"]: SAME.get(c["role"], c["role"]) for c in told["columns"] if c["basis"] == "hand"}
    found = {c.index: SAME.get(c.role, c.role) for c in reading.columns}
    right = sum(found[index] == role for index, role in wanted.items())
    assert right >= 0.95 * len(wanted)


@pytest.mark.parametrize("name", NAMES)
def test_every_expected_issue_is_raised(name: str) -> None:
    told, reading = sample(name)
    assert set(told["expect_issues"]) <= {issue.code for issue in reading.issues}


@pytest.mark.parametrize("name", NAMES)
def test_score_columns_have_the_expected_count_and_mean(name: str) -> None:
    told, reading = sample(name)
    columns = {c.index: c for c in reading.columns}
    for wanted in told["columns"]:
        if wanted["role"] != "score" or wanted["basis"] != "hand":
            continue
        scale = columns[wanted["index"]].scale
        assert scale is not None, wanted["name"]
        assert [scale.low, scale.high] in [wanted["scale"], *wanted.get("scale_also", [])], wanted["name"]
        values = score_values(reading.table.cells.iloc[:, wanted["index"]], scale, reading.table.params.decimal)
        assert int((~values["is_na"]).sum()) == wanted["n_valid"], wanted["name"]
        assert float(values["native"].mean()) == pytest.approx(wanted["mean"], abs=1e-4), wanted["name"]
        assert scale.lower_is_better == (wanted.get("direction") == "lower_is_better"), wanted["name"]
