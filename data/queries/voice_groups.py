"""The groups a view of comments makes: which touchpoints they name, and how small a group its segments tell apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Final

import pandas as pd

from data.queries.scope import Scope
from data.queries.voice_base import voice_sql
from data.reading import Reader

MOST_DIMENSIONS: Final = 4  # up to here every set of dimensions is left out in turn, above each alone and all together


def named_points(store: Reader, scope: Scope) -> tuple[str, ...]:
    """Touchpoints that comments of the scope name; "" where some name none."""
    tables, params = voice_sql(store, scope)
    rows = store.rows(f"WITH {tables} SELECT DISTINCT touchpoint_id FROM heard ORDER BY ALL", **params)  # noqa: S608
    return tuple(str(point) for (point,) in rows)


def short_answers(store: Reader, scope: Scope, longest: int) -> pd.DataFrame:
    """One row per distinct text of up to `longest` characters that is read as having content.

    Columns: text_hash, text, language, n comments.
    """
    tables, params = voice_sql(store, scope)
    return store.frame(
        f"""WITH {tables}
            SELECT text_hash, any_value(text) AS text, coalesce(any_value(language), 'other') AS language,
               count(*) AS n
            FROM voice WHERE NOT is_none AND length(text) <= $longest GROUP BY text_hash ORDER BY text_hash""",  # noqa: S608
        longest=longest,
        dtypes={"text_hash": "str", "text": "str", "language": "str", "n": "int64"},
        **params,
    )


def all_points(store: Reader) -> frozenset[str]:
    """Every touchpoint of every journey, retired ones too."""
    return frozenset(str(point) for (point,) in store.rows("SELECT touchpoint_id FROM touchpoint"))


def least_group(store: Reader, scope: Scope) -> int | None:
    """Comments of the smallest group that the segments of the scope single out or leave out; None without one.

    A comment on screen does not say which segments it belongs to. Who compares this list with the one of fewer
    segments sees it for those that are missing; who leaves out one value of several, for those of that value. Empty
    groups tell nothing.
    """
    dims = sorted({dim for dim, _value in scope.segments})
    if not dims:
        return None
    own = _n_heard(store, scope)
    gone = [_without(scope, left) for left in _left_out(dims)]
    groups = [own, *(_n_heard(store, wider) - own for wider in gone), *_values(store, scope, dims)]
    return min((n for n in groups if n > 0), default=None)


def _left_out(dims: list[str]) -> list[tuple[str, ...]]:
    sizes = range(1, len(dims) + 1) if len(dims) <= MOST_DIMENSIONS else (1, len(dims))
    return [left for size in sizes for left in combinations(dims, size)]


def _values(store: Reader, scope: Scope, dims: list[str]) -> list[int]:
    """Comments of each chosen value where several of one dimension are chosen."""
    several = [dim for dim in dims if sum(one == dim for one, _value in scope.segments) > 1]
    kept = [(dim, pair) for dim in several for pair in scope.segments if pair[0] == dim]
    return [
        _n_heard(store, replace(_without(scope, (dim,)), segments=(*_without(scope, (dim,)).segments, pair)))
        for dim, pair in kept
    ]


def _without(scope: Scope, dims: tuple[str, ...]) -> Scope:
    return replace(scope, segments=tuple(pair for pair in scope.segments if pair[0] not in dims))


def _n_heard(store: Reader, scope: Scope) -> int:
    tables, params = voice_sql(store, scope)
    return int(store.value(f"WITH {tables} SELECT count(*) FROM heard", **params))  # noqa: S608 - fixed names only
