"""The value stream of a scope: what the page draws and the command prints."""

from __future__ import annotations

from typing import cast

import pandas as pd

from analytics.process.value_stream import CLASSES, Decision, ValueClass, ValueStream, value_stream
from data.queries.scope import Scope
from data.queries.stream import activity_classes, stream_steps, stream_totals
from data.reading import Reader


def stream_of(store: Reader, scope: Scope) -> ValueStream:
    """The stream with the decided class of each step, else the proposed one."""
    steps = stream_steps(store, scope)
    classes = activity_classes(store, scope.journey_id)
    return value_stream(
        steps, stream_totals(store, scope), {name: _decision(name, classes) for name in steps["activity"]}
    )


def _decision(activity: str, classes: pd.DataFrame) -> Decision:
    rows = classes[classes["activity"] == activity]
    if rows.empty or rows["value_class"].iloc[0] not in CLASSES:
        return Decision("value_added")
    row = rows.iloc[0]
    return Decision(
        cast("ValueClass", row["value_class"]), None if pd.isna(row["waste_type"]) else str(row["waste_type"])
    )
