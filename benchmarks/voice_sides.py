"""Voices of two sides, and of months, that do not differ: how often is a difference called, and do intervals hold?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analytics.clusters import Floats
from analytics.voices.theme_sides import theme_contrasts
from analytics.voices.theme_trend import theme_course
from benchmarks.rates import Rate

THEMES = ("price", "waiting", "staff", "quality", "ease", "advice")
LEVELS = 8.0  # customers' own shares are beta with this sum of parameters: correlation 1 / 9 within a customer
CUSTOMERS = (25, 80)
MONTHS = 12
Comments = tuple[pd.DataFrame, pd.DataFrame]


def voice_rates(seeds: Iterable[int]) -> list[Rate]:
    """Two sides with the same shares, themes from 3 % to half of the comments; then twelve months of one theme."""
    worlds = list(seeds)
    tested = held = called = any_call = 0
    for seed in worlds:
        found = [one for one in theme_contrasts(*same_sides(np.random.default_rng([seed, 5]))) if one.p is not None]
        real = sum(one.is_real for one in found)
        tested, called, any_call = tested + len(found), called + real, any_call + (real > 0)
        held += sum((one.low or 0.0) <= 0.0 <= (one.high or 0.0) for one in found)
    steps = [theme_course(same_months(np.random.default_rng([seed, 6])), "month").n_real > 0 for seed in worlds]
    name = "voices of two sides that do not differ"
    return [
        Rate(f"{name}: covered", held, tested, 0.92, 0.98),
        Rate(f"{name}: called real", called, tested, at_most=0.05),
        Rate(f"{name}: worlds with any call", any_call, len(worlds), at_most=0.05),
        Rate("theme over twelve months without a change: worlds with any call", sum(steps), len(steps), at_most=0.05),
    ]


def same_sides(rng: np.random.Generator) -> tuple[Comments, Comments]:
    """Two sets of customers of their own, from one population."""
    shares = rng.uniform(0.03, 0.5, len(THEMES))
    one, two = (voices_of(int(rng.integers(*CUSTOMERS)), shares, rng, first=first) for first in (0, 500))
    return one, two


def voices_of(
    customers: int,
    shares: Sequence[float] | np.ndarray,
    rng: np.random.Generator,
    *,
    first: int = 0,
    badly: float = 0.4,
) -> Comments:
    """Comments of customers (from number `first` on) and their mentions; each customer has levels of its own."""
    groups = np.arange(first, first + customers)
    n = 1 + rng.poisson(1.5, customers)
    parts = []
    for theme, share in zip(THEMES, shares, strict=False):
        said = rng.binomial(n, _levels(float(share), customers, rng))
        bad = rng.binomial(said, _levels(badly, customers, rng))
        rows = pd.DataFrame(
            {"theme_id": theme, "cluster_group": groups, "n_mentions": said, "n_negative": bad, "s": said - 2.0 * bad}
        )
        parts.append(rows[rows["n_mentions"] > 0])
    return pd.DataFrame({"cluster_group": groups, "n": n}), pd.concat(parts)


def _levels(share: float, customers: int, rng: np.random.Generator) -> Floats:
    levels: Floats = rng.beta(LEVELS * share, LEVELS * (1 - share), customers)
    return levels


def same_months(rng: np.random.Generator, *, customers: int = 40) -> pd.DataFrame:
    """Twelve months of the same customers, about two comments each a month; own share and own tone all year."""
    own, tone = rng.beta(1.5, 6.0, customers), rng.normal(-0.1, 0.3, customers)
    months = []
    for start in pd.date_range("2026-01-01", periods=MONTHS, freq="MS"):
        n = rng.poisson(2, customers)
        said = rng.binomial(n, own)
        summed = said * tone + rng.normal(0, 0.4, customers) * np.sqrt(said)
        rows = pd.DataFrame(
            {"period_start": f"{start:%Y-%m-%d}", "cluster_group": range(customers), "n": n, "n_mentions": said,
             "s": summed}
        )  # fmt: skip
        months.append(rows[rows["n"] > 0])
    return pd.concat(months)
