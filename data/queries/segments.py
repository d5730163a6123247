"""Segments: what the data can be narrowed by, and the condition that does it."""

from __future__ import annotations

import pandas as pd

from data.queries.scope import Scope
from data.store import Store

MAX_VALUES = 24
DATE_COLUMN = {"answer": "answered_on", "service": "served_on"}


def condition(scope: Scope, *, alias: str = "f") -> tuple[str, dict[str, object]]:
    """The WHERE text over score_fact and its parameters for journey, period and segments."""
    parts = [f"{alias}.journey_id = $journey"]
    params: dict[str, object] = {"journey": scope.journey_id}
    day = f"{alias}.{DATE_COLUMN[scope.basis]}"
    if scope.start is not None:
        parts.append(f"{day} >= $start")
        params["start"] = scope.start
    if scope.end is not None:
        parts.append(f"{day} < $end")
        params["end"] = scope.end
    for number, (dim, values) in enumerate(_by_dimension(scope)):
        parts.append(_member(alias, number))
        params |= {f"dim{number}": dim, f"values{number}": values}
    return " AND ".join(parts), params


def _by_dimension(scope: Scope) -> list[tuple[str, list[str]]]:
    grouped: dict[str, list[str]] = {}
    for dim, value in scope.segments:
        grouped.setdefault(dim, []).append(value)
    return sorted(grouped.items())


def _member(alias: str, number: int) -> str:
    chosen = f"dim = $dim{number} AND list_contains($values{number}, value)"
    owners = (("response", "response_no"), ("respondent", "respondent_no"), ("account", "account_no"))
    tests = [
        f"{alias}.{column} IN (SELECT owner_no FROM segment_value WHERE owner_kind = '{kind}' AND {chosen})"  # noqa: S608
        for kind, column in owners
    ]
    return "(" + " OR ".join(tests) + ")"


def segment_values(store: Store, journey_id: str) -> pd.DataFrame:
    """One row per dimension and value: dim, value, n owners; at most MAX_VALUES values per dimension, largest first."""
    return store.frame(
        """WITH counted AS (
               SELECT dim, value, count(*)::BIGINT AS n FROM segment_value
               WHERE owner_kind IN ('response', 'respondent', 'account') AND upload_id IN
                   (SELECT upload_id FROM upload WHERE journey_id = $journey AND undone_at IS NULL)
               GROUP BY dim, value)
           SELECT dim, value, n FROM counted
           QUALIFY row_number() OVER (PARTITION BY dim ORDER BY n DESC, value) <= $most
               AND count(*) OVER (PARTITION BY dim) BETWEEN 2 AND 200
           ORDER BY dim, n DESC, value""",
        journey=journey_id,
        most=MAX_VALUES,
        dtypes={"dim": "str", "value": "str", "n": "int64"},
    )
