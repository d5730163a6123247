"""Who mentioned what: one column per theme and sentiment, 0 to 1, and which of them can be measured at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Key = tuple[str, str]
SENTIMENTS = ("negative", "neutral", "positive")
LIKELY = 0.5  # weight from which a response counts as one that mentions it
COLLINEAR = 0.9  # share of a column's variance that follows from the others, from which it is called collinear


@dataclass(frozen=True)
class Mentions:
    """Columns of n responses.

    Attributes
    ----------
    keys : (theme, sentiment) per column, sorted; columns : shape (n, len(keys)), how likely it is mentioned.
    n, n_clusters : per column, responses that mention it more likely than not, and clusters they come from.
    """

    keys: tuple[Key, ...]
    columns: Floats
    n: Ints
    n_clusters: Ints


def mention_columns(response: pd.Series, mentions: pd.DataFrame, cluster: Ints) -> Mentions:
    """Spread mentions (response, theme, sentiment, weight if any) over columns, in the order of `response` (ids).

    Of several rows that say the same the surest counts; without weights all are sure.
    """
    row = pd.Index(response).get_indexer(pd.Index(mentions["response"]))
    known = mentions[row >= 0]
    place = known.groupby(["theme", "sentiment"], sort=True).ngroup().to_numpy()
    pairs = known[["theme", "sentiment"]].drop_duplicates().sort_values(["theme", "sentiment"])
    columns = np.zeros((len(response), len(pairs)))
    weight = known["weight"].to_numpy(float) if "weight" in known else np.ones(len(known))
    np.maximum.at(columns, (row[row >= 0], place), weight)
    is_said = columns >= LIKELY
    seen = np.zeros((int(cluster.max()) + 1, len(pairs)))
    np.maximum.at(seen, cluster, is_said.astype(np.float64))
    keys = tuple((str(theme), str(sentiment)) for theme, sentiment in pairs.itertuples(index=False))
    return Mentions(keys, columns, is_said.sum(axis=0).astype(np.int64), seen.sum(axis=0).astype(np.int64))


def first_status(mentions: Mentions, min_n: int, min_clusters: int) -> list[str]:
    """Per column "measured", else "rare", "everywhere" (hardly anyone is without it) or "few_customers"."""
    without = len(mentions.columns) - mentions.n
    reasons = [mentions.n < min_n, without < min_n, mentions.n_clusters < min_clusters]
    return [str(state) for state in np.select(reasons, ["rare", "everywhere", "few_customers"], "measured")]


def those(status: list[str], *states: str) -> Ints:
    """Numbers of the columns in one of the states."""
    return np.flatnonzero(np.isin(np.array(status, dtype=str), states)).astype(np.int64)


def design(mentions: Mentions, status: list[str], together: list[Ints], min_n: int) -> Floats:
    """The measured columns, then "any of these" columns, so that what is not measured stays out of the reference.

    One per group of collinear columns and one per sentiment for the themes too rare to be measured; left out where it
    is itself too rare or collinear with the rest.
    """
    measured = mentions.columns[:, those(status, "measured")]
    unmeasured = those(status, "rare", "few_customers")
    sentiment = np.array([mentions.keys[number][1] for number in unmeasured], dtype=str)
    pools = [*together, *(unmeasured[sentiment == name] for name in SENTIMENTS)]
    extra = [mentions.columns[:, pool].max(axis=1) for pool in pools if len(pool)]
    usual = [column for column in extra if min_n <= column.sum() <= len(column) - min_n]
    columns = np.column_stack([measured, *usual])
    spare = {int(number) for group in collinear_groups(columns) for number in group if number >= measured.shape[1]}
    kept: Floats = np.delete(columns, sorted(spare), axis=1)
    return kept


def collinear_groups(columns: Floats) -> list[Ints]:
    """Groups of columns that (nearly) follow from each other: R squared of .9 or more on all others.

    The worst column is taken out together with those it hangs on most; then the rest is looked at again.

    >>> a = np.array([1.0, 1, 0, 0, 1, 0, 1, 0])
    >>> collinear_groups(np.column_stack([a, np.roll(a, 3), a]))
    [array([0, 2])]
    """
    left = np.arange(columns.shape[1])
    found: list[Ints] = []
    while len(left) > 1:
        explained, weights = _explained(columns[:, left])
        worst = int(explained.argmax())
        if explained[worst] < COLLINEAR:
            break
        size = np.abs(weights[worst])
        group = np.sort(left[(size >= size.max() / 2) | (np.arange(len(left)) == worst)])
        found.append(group.astype(np.int64))
        left = np.setdiff1d(left, group)
    return found


def _explained(columns: Floats) -> tuple[Floats, Floats]:
    """R squared of each standardised column on the others, and its weights on them (0 on itself)."""
    k = columns.shape[1]
    correlation = np.asarray(np.corrcoef(columns, rowvar=False), dtype=float).reshape(k, k)
    weights = np.zeros((k, k))
    for number in range(k):
        others = np.delete(np.arange(k), number)
        weights[number, others] = (
            np.linalg.pinv(correlation[np.ix_(others, others)], hermitian=True) @ correlation[number, others]
        )
    explained: Floats = np.einsum("ij,ij->i", weights, correlation)
    return explained, weights
