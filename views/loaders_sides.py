"""Cached reads of what is compared: two periods or two segments, and one period with the next."""

from __future__ import annotations

import pandas as pd

from analytics.voices.two_sides import Contrast, judged, mean_contrasts, share_contrasts
from data.queries import voice_rows
from data.queries.scope import Scope
from views.cached import cached
from views.loaders import rules, stamp, store
from views.loaders_voices import AREAS

# tile -> (counted, out of)
_TILES = {"negative": ("n_negative", "n"), "none": ("n_none", "n_all"), "low": ("n_low", "n")}


@cached(32)
def _heard_contrasts(stamp: tuple[str | int, ...], scope: Scope, before: Scope, min_n: int) -> dict[str, Contrast]:
    now, then = voice_rows.sentiment_sums(store(), scope), voice_rows.sentiment_sums(store(), before)
    sides = [frame.assign(key="all") for frame in (now, then)]
    net = mean_contrasts(*(one.assign(s=100.0 * one["s"]) for one in sides), measure="net", min_n=min_n)
    shares = [
        one
        for tile, (counted, of) in _TILES.items()
        for one in share_contrasts(*(_counted(side, counted, of) for side in sides), measure=tile, min_n=min_n)
    ]
    return {one.measure: one for one in judged([*net, *shares])}


def _counted(sums: pd.DataFrame, counted: str, of: str) -> pd.DataFrame:
    """The sums as a share: `counted` out of `of`."""
    return pd.DataFrame(
        {"key": sums["key"], "cluster_group": sums["cluster_group"], "n": sums[of], "s": sums[counted]}
    )  # fmt: skip


def heard_contrasts(scope: Scope, before: Scope) -> dict[str, Contrast]:
    """Net sentiment (-100 to 100) and the shares "negative", "none", "low" of all comments, against another scope."""
    return _heard_contrasts(stamp(*AREAS), scope, before, int(rules()["min_n_hidden"]))
