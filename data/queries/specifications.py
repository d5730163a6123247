"""Specification limits of measures: as they are now, as they were, and the write that adds a version."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import pandas as pd

from data.reading import Reader
from data.store import Write

KINDS: Final = ("kpi", "derived", "stage_wait", "stage_lead", "rating")
SOURCES: Final = ("entered", "tolerance")
_TYPES: Final = {
    **dict.fromkeys(("measure_kind", "measure_id", "source", "facts", "set_by"), "str"),
    **dict.fromkeys(("lower_limit", "upper_limit", "target"), "float64"),
    "version": "int64",
    "is_critical": "bool",
}
_COLUMNS: Final = """measure_kind, measure_id, version, lower_limit, upper_limit, target, is_critical, source,
    facts::VARCHAR AS facts, set_by, set_at"""


def specifications(store: Reader, journey_id: str) -> pd.DataFrame:
    """The newest version of every measure of a journey that anybody set limits for, withdrawn ones included."""
    return store.frame(
        f"""SELECT {_COLUMNS} FROM specification WHERE journey_id = $journey
            QUALIFY version = max(version) OVER (PARTITION BY measure_kind, measure_id) ORDER BY ALL""",  # noqa: S608
        journey=journey_id,
        dtypes=_TYPES,
    )


def specification_versions(store: Reader, journey_id: str, kind: str, measure_id: str) -> pd.DataFrame:
    """Every version of one measure's limits, newest first."""
    return store.frame(
        f"""SELECT {_COLUMNS} FROM specification
            WHERE journey_id = $journey AND measure_kind = $kind AND measure_id = $id
            ORDER BY version DESC""",  # noqa: S608 - fixed names only
        journey=journey_id,
        kind=kind,
        id=measure_id,
        dtypes=_TYPES,
    )


def add_specification(
    write: Write, journey_id: str, kind: str, measure_id: str, limits: Mapping[str, float | None], *,
    is_critical: bool, source: str, facts: Mapping[str, Any] | None, by: str, at: datetime,
) -> int:  # fmt: skip
    """Add the next version of a measure's limits (keys lower, upper, target); returns its number."""
    version = 1 + int(
        write.value(
            """SELECT coalesce(max(version), 0) FROM specification
               WHERE journey_id = $journey AND measure_kind = $kind AND measure_id = $id""",
            journey=journey_id,
            kind=kind,
            id=measure_id,
        )
    )
    write.execute(
        """INSERT INTO specification VALUES
           ($spec, $journey, $kind, $id, $version, $lower, $upper, $target, $critical, $source, $facts, $by, $at)""",
        spec=uuid.uuid4().hex, journey=journey_id, kind=kind, id=measure_id, version=version,
        lower=limits.get("lower"), upper=limits.get("upper"), target=limits.get("target"), critical=is_critical,
        source=source, facts=None if facts is None else json.dumps(dict(facts)), by=by, at=at,
    )  # fmt: skip
    return version
