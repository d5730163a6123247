"""Approved baselines: every version of every measure, and the write that adds one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from data.reading import Reader
from data.store import Write

_TYPES: Final = {
    **dict.fromkeys(("measure_kind", "measure_id", "approved_by", "segment", "grain", "chart", "note"), "str"),
    **dict.fromkeys(("center", "spread", "lower_limit", "upper_limit"), "float64"),
    "version": "int64",
    "n": "Int64",
    "n_answers": "Int64",
    "is_stable": "bool",
}
_FIELDS: Final = (
    "measure_kind", "measure_id", "period_start", "period_end", "center", "spread", "n", "is_stable", "approved_by",
    "approved_on", "segment", "journey_id", "grain", "chart", "n_answers", "lower_limit", "upper_limit", "note",
    "approved_at",
)  # fmt: skip
_OF_MEASURE: Final = """journey_id = $journey AND measure_kind = $kind AND measure_id = $id
    AND grain = $grain AND segment IS NOT DISTINCT FROM $segment"""


def baselines(store: Reader, journey_id: str) -> pd.DataFrame:
    """One row per version of a baseline of a journey, newest first per measure; period_end is a day after the last."""
    return store.frame(
        """SELECT measure_kind, measure_id, segment, grain, version, period_start, period_end, center, spread,
               lower_limit, upper_limit, n, n_answers, is_stable, chart, note, approved_by, approved_on, approved_at
           FROM baseline WHERE journey_id = $journey
           ORDER BY measure_kind, measure_id, grain, segment NULLS FIRST, version DESC""",
        journey=journey_id,
        dtypes=_TYPES,
    )


def add_baseline(write: Write, row: Mapping[str, Any]) -> int:
    """Add the next version of a measure's baseline in its segment and length of period; returns its number."""
    key = {"journey": row["journey_id"], "kind": row["measure_kind"], "id": row["measure_id"],
           "grain": row["grain"], "segment": row["segment"]}  # fmt: skip
    newest = write.value(f"SELECT coalesce(max(version), 0) FROM baseline WHERE {_OF_MEASURE}", **key)  # noqa: S608
    version = 1 + int(newest)
    write.execute(
        f"""INSERT INTO baseline (baseline_id, version, {", ".join(_FIELDS)})
            VALUES ($baseline_id, $version, {", ".join("$" + name for name in _FIELDS)})""",  # noqa: S608 - fixed names
        baseline_id=uuid.uuid4().hex, version=version, **{name: row[name] for name in _FIELDS},
    )  # fmt: skip
    return version
