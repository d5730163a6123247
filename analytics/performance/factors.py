"""What one unit less of something that can be steered would change: total effect on the outcome, with interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from analytics.compare import FALSE_DISCOVERY_RATE
from analytics.fdr import bh_q_values
from analytics.intervals import CONFIDENCE, t_quantile, two_sided_p

FACTORS: Final = ("n_again", "n_handed_once", "n_late", "wait_days")
LEAST_ACCOUNTS: Final = 8
Verdict = Literal["likely_real", "could_be_chance"]


@dataclass(frozen=True)
class FactorEffect:
    """Change of the outcome that goes with one unit less of the factor, the other factors being equal."""

    factor: str
    change: float
    low: float
    high: float
    q: float
    verdict: Verdict
    mean: float
    n: int
    n_clusters: int


def factor_effects(cases: pd.DataFrame, factors: tuple[str, ...] = FACTORS) -> tuple[FactorEffect, ...]:
    """Least squares of the outcome on all factors together, strongest evidence first; empty where too few customers.

    What a factor brings about on its way (time passed, work, cost so far) is no column: held constant, it would hide
    the effect. Delete-one-account jackknife [1]_, t with accounts - factors - 1 degrees of freedom, q over the factors.

    Parameters
    ----------
    cases : one row per finished case: `factors`, cluster_group, y.

    References
    ----------
    .. [1] Cameron & Miller (2015), Journal of Human Resources 50, 317-372.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> rounds = rng.poisson(2, 200)
    >>> cases = pd.DataFrame({"n_again": rounds, "cluster_group": range(200), "y": 5.0 * rounds + rng.normal(size=200)})
    >>> found = factor_effects(cases, ("n_again",))[0]
    >>> round(found.change, 1), found.verdict
    (-5.0, 'likely_real')
    """
    varied = [name for name in factors if cases[name].notna().any() and cases[name].std() > 0]
    x = cases[varied].fillna(cases[varied].mean()).to_numpy(float)
    codes, accounts = pd.factorize(cases["cluster_group"])
    degrees = len(accounts) - len(varied) - 1
    if not varied or len(accounts) < LEAST_ACCOUNTS or degrees < 1:
        return ()
    design = np.column_stack([np.ones(len(x)), x])
    moments = design[:, :, None] * design[:, None, :]
    squares = _by_account(moments, codes, len(accounts))
    products = _by_account(design * cases["y"].to_numpy(float)[:, None], codes, len(accounts))
    inverse = np.linalg.pinv(squares.sum(axis=0), hermitian=True)
    whole = inverse @ products.sum(axis=0)
    without = (
        np.linalg.pinv(squares.sum(axis=0) - squares, hermitian=True) @ (products.sum(axis=0) - products)[:, :, None]
    )
    se = np.sqrt((len(accounts) - 1) / len(accounts) * np.square(without[:, :, 0] - whole).sum(axis=0))
    df = np.full(len(varied), float(degrees))
    half = t_quantile(0.5 + CONFIDENCE / 2, df) * se[1:]
    with np.errstate(invalid="ignore", divide="ignore"):
        q = bh_q_values(two_sided_p(whole[1:] / se[1:], df))
    found = [
        FactorEffect(
            name, -float(whole[1 + number]), -float(whole[1 + number] + half[number]),
            -float(whole[1 + number] - half[number]), float(q[number]),
            "likely_real" if q[number] < FALSE_DISCOVERY_RATE else "could_be_chance",
            float(cases[name].mean()), len(cases), len(accounts),
        )
        for number, name in enumerate(varied)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.q))


def _by_account(values: np.ndarray, codes: np.ndarray, n: int) -> np.ndarray:
    """Sums of rows per account, shape (accounts, ...)."""
    sums = np.zeros((n, *values.shape[1:]))
    np.add.at(sums, codes, values)
    return sums
