"""Claimed beside shown: what an organisation marked, and what its data says; agreement, and the surprises both ways."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.drivers.bootstrap import DRAWS, intervals
from analytics.drivers.model import Bools, Floats, Interval

FEWEST_ITEMS = 5


@dataclass(frozen=True)
class Agreement:
    """Two yes-or-no judgements of the same items.

    kappa : Cohen's kappa with its interval over resampled items; None where one side says the same of all of them.
    observed : items on which both agree, 0 to 1. only_claimed, only_shown : the surprises; both : named by both.
    """

    kappa: Interval | None
    observed: float
    only_claimed: tuple[str, ...]
    only_shown: tuple[str, ...]
    both: tuple[str, ...]
    n: int


def agreement(
    names: tuple[str, ...], claimed: Bools, shown: Bools, *, rng: np.random.Generator, n_draws: int = DRAWS
) -> Agreement:
    """Cohen's kappa [1]_: (observed - expected) / (1 - expected).

    References
    ----------
    .. [1] Cohen (1960), Educational and Psychological Measurement 20, 37-46.

    Examples
    --------
    >>> claimed, shown = np.array([True, True, False, False, False]), np.array([True, False, True, False, False])
    >>> found = agreement(("offer", "visit", "invoice", "call", "mail"), claimed, shown, rng=np.random.default_rng(0))
    >>> round(found.kappa.value, 3), found.only_claimed, found.only_shown
    (0.167, ('visit',), ('invoice',))
    """
    if not len(names) == len(claimed) == len(shown):
        raise ValueError("names and judgements differ in length")
    pairs = np.stack([claimed, shown], axis=-1).astype(float)
    (value,) = _kappa(pairs[None])
    drawn = _kappa(pairs[rng.integers(0, len(names), (n_draws if len(names) >= FEWEST_ITEMS else 0, len(names)))])
    named = np.array(names, dtype=object)
    return Agreement(
        intervals(np.array([value]), drawn[np.isfinite(drawn), None])[0] if np.isfinite(value) else None,
        float((claimed == shown).mean()),
        tuple(named[claimed & ~shown]),
        tuple(named[shown & ~claimed]),
        tuple(named[claimed & shown]),
        len(names),
    )


def _kappa(pairs: Floats) -> Floats:
    """Of many data sets, shape (sets, items, 2); nan where chance alone would agree on all."""
    observed = (pairs[..., 0] == pairs[..., 1]).mean(axis=-1)
    rate = pairs.mean(axis=-2)
    expected = rate.prod(axis=-1) + (1 - rate).prod(axis=-1)
    blank = np.full_like(observed, np.nan)
    kappa: Floats = np.divide(observed - expected, 1 - expected, out=blank, where=expected < 1)
    return kappa
