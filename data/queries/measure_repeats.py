"""How much the values of neighbouring periods hang together because the same accounts or persons answer again.

Two answers of one cluster in different periods share the covariance g: over all pairs of periods up to LAGS apart, the
products of a cluster's deviations from the means of both periods, over what one unit of g contributes to them.
Deviations from each period's own mean leave out what moves for everybody, so a level that falls is no likeness of
customers. The means of periods k apart then share g x (pairs of answers of one cluster) / (pairs of answers).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from data.queries.measure_scores import clustered_answers, clustered_stages
from data.queries.scope import Scope
from data.reading import Reader

LAGS: Final = 12
TOTALS: Final = ("s", "v", "net", "top2", "bottom2")
_KINDS: Final = {"mean": ("s", 1.0), "stage": ("s", 1.0), "nps": ("net", 1e4), "satisfied": ("top2", 1.0),
                 "csatshare": ("top2", 1.0), "low": ("bottom2", 1.0)}  # fmt: skip
_TYPES: Final = {"item_id": "str", "lag": "int64", "pairs": "float64", "same": "float64", "weight": "float64"}


def touchpoint_repeats(
    store: Reader, scope: Scope, grain: str, *, week_start: str = "mon", item_id: str | None = None
) -> pd.DataFrame:
    """One row per touchpoint and lag 1 ... LAGS: item_id, lag, pairs, same, weight, s, v, net, top2, bottom2.

    `pairs` are pairs of answers of two periods so far apart, `same` those of one cluster, `weight` what one unit of
    covariance contributes to the products of deviations: s of norm (points 0-100), v of the answers as ticked, net of
    promoters less detractors, top2 and bottom2 of the two best and worst. Lag 0 holds pairs and same at any distance.
    """
    told, params = clustered_answers(scope, grain, week_start, "touchpoint")
    return _repeats(store, told, grain, TOTALS, {**params, "item": item_id})


def outcome_repeats(
    store: Reader, scope: Scope, grain: str, *, week_start: str = "mon", item_id: str | None = None
) -> pd.DataFrame:
    """As `touchpoint_repeats`, of overall questions."""
    told, params = clustered_answers(scope, grain, week_start, "outcome")
    return _repeats(store, told, grain, TOTALS, {**params, "item": item_id})


def stage_repeats(
    store: Reader, scope: Scope, grain: str, *, week_start: str = "mon", item_id: str | None = None
) -> pd.DataFrame:
    """As `touchpoint_repeats`, of stages: s only."""
    told, params = clustered_stages(scope, grain, week_start)
    return _repeats(store, told, grain, ("s",), {**params, "item": item_id})


def _repeats(store: Reader, told: str, grain: str, totals: tuple[str, ...], params: dict[str, object]) -> pd.DataFrame:
    means = ", ".join(f"sum({name}) / sum(n) AS {name}" for name in totals)
    away = ", ".join(f"c.{name} - c.n * p.{name} AS {name}" for name in totals)
    products = ", ".join(f"sum(a.{name} * b.{name}) AS {name}" for name in totals)
    sums = ", ".join(f"sum({name}) AS {name}" for name in totals)
    nothing = ", ".join(f"0 AS {name}" for name in totals)
    return store.frame(
        f"""WITH {told},
           placed AS (SELECT *, date_diff('{grain}', TIMESTAMP '1970-01-05', period_start) AS place FROM clustered),
           periods AS (SELECT item_id, place, sum(n)::DOUBLE AS n, {means} FROM placed GROUP BY item_id, place),
           away AS (SELECT c.item_id, c.cluster_no, c.place, c.n::DOUBLE AS n, p.n AS total, {away}
               FROM placed c JOIN periods p USING (item_id, place)),
           lags AS (SELECT unnest(range(1, {LAGS + 1})) AS lag),
           met AS (SELECT a.item_id, lag, a.place, any_value(a.total) AS n_a, any_value(b.total) AS n_b,
                   sum(a.n * b.n) AS same, sum(a.n * a.n * b.n) AS first, sum(a.n * b.n * b.n) AS second, {products}
               FROM away a CROSS JOIN lags
               JOIN away b ON b.item_id = a.item_id AND b.cluster_no = a.cluster_no AND b.place = a.place + lag
               GROUP BY a.item_id, lag, a.place),
           shared AS (SELECT item_id, lag, sum(same) AS same,
                   sum(same - first / n_a - second / n_b + same * same / (n_a * n_b)) AS weight, {sums}
               FROM met GROUP BY item_id, lag),
           possible AS (SELECT a.item_id, lag, sum(a.n * b.n) AS pairs FROM periods a CROSS JOIN lags
               JOIN periods b ON b.item_id = a.item_id AND b.place = a.place + lag GROUP BY a.item_id, lag),
           whole AS (SELECT item_id, sum(n) ** 2 - sum(n * n) AS pairs FROM periods GROUP BY item_id),
           owned AS (SELECT item_id, sum(n) ** 2 - sum(n * n) AS same FROM away GROUP BY item_id, cluster_no),
           owned_all AS (SELECT item_id, sum(same) AS same FROM owned GROUP BY item_id)
           SELECT item_id, lag, pairs, coalesce(same, 0) AS same, coalesce(weight, 0) AS weight,
               {", ".join(f"coalesce({name}, 0) AS {name}" for name in totals)}
           FROM possible LEFT JOIN shared USING (item_id, lag)
           UNION ALL
           SELECT item_id, 0 AS lag, whole.pairs / 2, owned_all.same / 2, 0 AS weight, {nothing}
           FROM whole JOIN owned_all USING (item_id)
           ORDER BY item_id, lag""",  # noqa: S608 - fixed names only
        dtypes={**_TYPES, **dict.fromkeys(totals, "float64")},
        **params,
    )


def lag_covariances(repeats: pd.DataFrame, kind: str) -> np.ndarray:
    """Covariances of a measure's values 1, 2, ... periods apart, and last of all that lie farther apart than LAGS.

    `repeats` are the rows of one item; the values are in the unit of the measure's kind, squared. Without clusters that
    answer twice all are 0. A series of at most LAGS + 1 periods has no last one.

    Examples
    --------
    >>> told = pd.DataFrame({"lag": [0, 1, 2], "pairs": [300.0, 200, 100], "same": [60.0, 50, 10],
    ...                      "weight": [0.0, 40, 10], "s": [0.0, 15, 5]})
    >>> lag_covariances(told, "mean").tolist()
    [0.1, 0.04]
    """
    total, unit = _KINDS.get(kind, ("v", 1.0))
    lags = repeats[repeats["lag"] > 0].sort_values("lag")
    weight = float(lags["weight"].sum())
    shared = unit * max(float(lags[total].sum()) / weight, 0.0) if weight > 0 else 0.0
    every = repeats[repeats["lag"] == 0]
    far_pairs = float(every["pairs"].sum() - lags["pairs"].sum())
    found = np.zeros(int(lags["lag"].max()) if len(lags) else 0)
    found[lags["lag"].to_numpy(dtype=int) - 1] = (lags["same"] / lags["pairs"]).to_numpy(dtype=float)
    if far_pairs > 0.5:
        found = np.append(found, max(float(every["same"].sum() - lags["same"].sum()), 0.0) / far_pairs)
    return shared * found
