"""The value stream of a scope: what the page draws and the command prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import pandas as pd

from analytics.process.value_class import (
    LEAST_AGAIN,
    LEAST_BACK,
    MOST_AGAIN,
    Proposal,
    proposals,
    repeats_of,
)
from analytics.process.value_stream import CLASSES, Decision, ValueClass, ValueStream, code_of, value_stream
from data.queries.scope import Scope
from data.queries.stream import (
    activity_classes,
    repeat_counts,
    repeat_sums,
    stream_moves,
    stream_steps,
    stream_totals,
)
from data.reading import Reader


@dataclass(frozen=True)
class StreamReading:
    """The stream, what is proposed for each step by its code, and how cases move between steps."""

    stream: ValueStream
    proposals: Mapping[str, Proposal]
    moves: pd.DataFrame

    @property
    def opening_code(self) -> str:
        """The step to look at first: the open proposal of waste that costs most, else the longest wait of all cases."""
        found = [
            step for step in self.stream.steps
            if not step.decision.is_decided and self.proposals[step.code].strength > 0
        ]  # fmt: skip
        if found:
            return max(found, key=lambda step: self.proposals[step.code].strength).code
        worst = self.stream.worst_wait
        return worst.code if worst else ""


def stream_of(store: Reader, scope: Scope) -> StreamReading:
    """The stream with the class of each step: as a person decided, else as it is proposed."""
    steps = stream_steps(store, scope)
    mapped = _mapped(activity_classes(store, scope.journey_id))
    proposed = _proposed(store, scope, steps, mapped)
    decisions = {code: _decision(mapped.get(code, {}), one) for code, one in proposed.items()}
    stream = value_stream(steps, stream_totals(store, scope), decisions)
    return StreamReading(stream, proposed, stream_moves(store, scope))


def _mapped(classes: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """What is stored per step, by its code; missing values as None."""
    rows = classes.astype(object).where(classes.notna(), None).to_dict("records")
    return {code_of(str(row["source_id"]), str(row["activity"])): {str(k): v for k, v in row.items()} for row in rows}


def _proposed(
    store: Reader, scope: Scope, steps: pd.DataFrame, mapped: Mapping[str, Mapping[str, Any]]
) -> dict[str, Proposal]:
    sums = repeat_sums(store, scope, least_share=LEAST_AGAIN, most_share=MOST_AGAIN, least_back=LEAST_BACK)
    repeats = repeats_of(repeat_counts(store, scope), sums)
    found = {}
    for source, activity in zip(steps["source_id"].astype(str), steps["activity"].astype(str), strict=True):
        code = code_of(source, activity)
        given = mapped.get(code, {}).get("value_class")
        known = {activity: cast("ValueClass", given)} if given in CLASSES else {}
        found[code] = proposals([activity], repeats, known)[activity]
    return found


def _decision(row: Mapping[str, Any], proposed: Proposal) -> Decision:
    flow = "pull" if row.get("flow") == "pull" else "push"
    if row.get("decided_at") is None or row.get("value_class") not in CLASSES:
        return Decision(proposed.value_class, proposed.waste_type, flow)
    return Decision(
        cast("ValueClass", row["value_class"]), row.get("waste_type"), flow, str(row.get("decided_by") or ""),
        pd.Timestamp(row["decided_at"]),
    )  # fmt: skip
