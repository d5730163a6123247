"""Capability intervals on processes whose index is known, and customer tolerance with and without a planted break."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd

from analytics.capability.indices import normal_indices
from analytics.capability.model import Floats, Spec
from analytics.capability.percentiles import percentile_indices
from analytics.capability.shapes import fitted
from analytics.capability.tolerance import customer_tolerance
from benchmarks.rates import Rate

SPEC = Spec(-4.0, 5.0)
TRUE = {"cp": 1.5, "cpk": 4 / 3, "pp": 1.5, "ppk": 4 / 3, "cpu": 5 / 3, "cpl": 4 / 3}
LOGNORMAL = (1.0, 0.5)
UPPER = 20.0
FLOOR, BREAK, TOLERATED = 66.0, 10.0, 18.0
DRAWS = 299


def capability_rates(seeds: Iterable[int]) -> list[Rate]:
    """Coverage per index with sigma from moving ranges (n = 50) and from subgroups (20 of 4), then tolerance."""
    worlds = list(seeds)
    single = [_covered(np.random.default_rng([seed, 41]), 50, None) for seed in worlds]
    grouped = [_covered(np.random.default_rng([seed, 42]), 80, np.repeat(np.arange(20), 4)) for seed in worlds]
    rates = [
        Rate(f"capability, {what}: {name} covered", sum(one[name] for one in found), len(worlds), 0.92, 0.98)
        for what, found in (("moving ranges, n = 50", single), ("20 subgroups of 4", grouped))
        for name in ("cp", "cpk", "ppk", "cpu")
    ]
    by_percentile = [_percentile_covered(np.random.default_rng([seed, 43])) for seed in worlds]
    name = "capability, lognormal percentiles, n = 80: ppk covered"
    return [*rates, Rate(name, sum(by_percentile), len(worlds), 0.92, 0.98)]


def tolerance_rates(seeds: Iterable[int]) -> list[Rate]:
    """A planted break of waiting is found and covered; no relation and a straight line give no limit."""
    worlds = list(seeds)
    found = [_tolerance(seed, 0.0, -2.0) for seed in worlds]
    covered = [one.low <= TOLERATED <= one.high for one in found if one.low is not None and one.high is not None]
    false = [_tolerance(seed, slope, slope).is_found for seed in worlds for slope in (0.0, -0.8)]
    return [
        Rate("customer tolerance, planted break: found", sum(one.is_found for one in found), len(found), at_least=0.95),
        Rate("customer tolerance, planted break: covered", sum(covered), len(covered), 0.92, 0.98),
        Rate("customer tolerance without a break: limit derived", sum(false), len(false), at_most=0.05),
    ]


def _covered(rng: np.random.Generator, n: int, groups: np.ndarray | None) -> dict[str, bool]:
    found = normal_indices(rng.normal(size=n), SPEC, groups=groups).indices
    return {name: found[name].low <= true <= found[name].high for name, true in TRUE.items()}


def _percentile_covered(rng: np.random.Generator) -> bool:
    mean, sd = LOGNORMAL
    values: Floats = rng.lognormal(mean, sd, 80)
    shape = fitted(values, "lognormal")
    assert shape is not None
    index = percentile_indices(values, Spec(upper=UPPER), shape)[0]["ppk"]
    true = (UPPER - np.exp(mean)) / (np.exp(mean + 3 * sd) - np.exp(mean))
    return bool(index.low <= true <= index.high)


def _tolerance(seed: int, before: float, after: float):  # type: ignore[no-untyped-def]
    cases = waiting_world(np.random.default_rng([seed, 44]), lambda wait: before * wait, after - before)
    return customer_tolerance(cases, FLOOR, rng=np.random.default_rng([seed, 45]), draws=DRAWS)


def waiting_world(
    rng: np.random.Generator, slope: Callable[[Floats], Floats], bend: float, *, n: int = 600, accounts: int = 80
) -> pd.DataFrame:
    """Linked cases of accounts with levels of their own: wait (hours), score (points), account."""
    account, wait = rng.integers(0, accounts, n), rng.gamma(1.6, 8.0, n)
    score = 82 + slope(wait) + bend * np.maximum(wait - BREAK, 0)
    score += rng.normal(0, 4, accounts)[account] + rng.normal(0, 14, n)
    return pd.DataFrame({"wait": wait, "score": score, "account": account})
