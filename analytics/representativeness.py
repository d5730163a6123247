"""Do the answers look like the customer base? Shares per segment beside known shares, with tests after FDR.

docs/methods/representativeness.md states formulas, assumptions and limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.fdr import bh_q_values
from analytics.intervals import wilson

Floats = NDArray[np.float64]
Verdict = Literal["over", "under", "could_be_chance", "unknown"]
FALSE_DISCOVERY_RATE = 0.05
LEAST_EXPECTED = 5.0


@dataclass(frozen=True)
class Cell:
    """One value of a segment among the people who answered.

    Attributes
    ----------
    share, low, high : share of the answers with its 95 % Wilson interval, 0 to 1.
    base_share : share of the customer base, 0 to 1; None when unknown.
    residual : (n - expected) / sqrt(expected (1 - base share)).
    q : two-sided chance of such a gap or a wider one, after false-discovery control over all cells.
    verdict : "over" or "under" represented when q < .05.
    """

    value: str
    n: int
    share: float
    low: float
    high: float
    base_share: float | None
    residual: float | None
    q: float | None
    verdict: Verdict


@dataclass(frozen=True)
class Fit:
    """One segment: how its answers fit the customer base.

    Attributes
    ----------
    n : people with a value whose share is known; n_without : people whose value has no known share.
    chi2, df, p : Pearson's goodness of fit; None where no share is known or more than a fifth of the cells expect
        fewer than five [1]_.

    References
    ----------
    .. [1] Cochran (1954), Biometrics 10, 417-451.
    """

    dim: str
    n: int
    n_without: int
    chi2: float | None
    df: int | None
    p: float | None
    cells: tuple[Cell, ...]

    @property
    def is_known(self) -> bool:
        """Whether anything is known about the customer base."""
        return any(cell.base_share is not None for cell in self.cells)

    @property
    def off(self) -> tuple[Cell, ...]:
        """The cells beyond chance, widest gap first."""
        found = [cell for cell in self.cells if cell.verdict in ("over", "under")]
        return tuple(sorted(found, key=lambda cell: -abs(cell.share - (cell.base_share or 0.0))))


def representativeness(cells: pd.DataFrame) -> tuple[Fit, ...]:
    """One fit per segment, with one false-discovery control over the cells of all of them.

    Parameters
    ----------
    cells : one row per value: dim, value, n (people who answered), share (of the customer base, nan when unknown).

    Examples
    --------
    >>> told = pd.DataFrame({"dim": "size", "value": ["big", "mid", "small"], "n": [60, 90, 150]})
    >>> fit = representativeness(told.assign(share=[0.3, 0.3, 0.4]))[0]
    >>> fit.chi2, fit.df, [cell.verdict for cell in fit.cells]
    (17.5, 2, ['under', 'could_be_chance', 'over'])
    """
    parts = [(str(dim), part.reset_index(drop=True)) for dim, part in cells.groupby("dim", sort=True)]
    tested = [_tested(part) for _dim, part in parts]
    q = bh_q_values(np.concatenate([frame["p"].to_numpy(dtype=float) for frame in tested])) if tested else np.empty(0)
    ends = np.cumsum([len(frame) for frame in tested])
    split = np.split(q, ends[:-1]) if tested else []
    return tuple(_fit(dim, frame.assign(q=own)) for (dim, _part), frame, own in zip(parts, tested, split, strict=True))


def _tested(part: pd.DataFrame) -> pd.DataFrame:
    """The rows of one segment with expected count, residual and p-value; nan where no share is known."""
    n, share = part["n"].to_numpy(dtype=float), part["share"].to_numpy(dtype=float)
    known = ~np.isnan(share)
    total = n[known].sum()
    expected = total * share
    with np.errstate(invalid="ignore", divide="ignore"):
        residual = (n - expected) / np.sqrt(expected * (1 - share))
    p = np.where(known & (total > 0), _cell_p(n, total, share, residual), np.nan)
    return part.assign(expected=expected, residual=np.where(np.isfinite(residual), residual, np.nan), p=p)


def _cell_p(n: Floats, total: float, share: Floats, residual: Floats) -> Floats:
    """Two-sided: the normal tail of the residual; both exact binomial tails where few are expected or not expected."""
    from scipy.special import bdtr, bdtrc, ndtr

    people = int(total)
    plain = np.where(np.isnan(share), 0.5, np.clip(share, 0.0, 1.0))
    with np.errstate(invalid="ignore"):
        normal = 2 * ndtr(-np.abs(residual))
        lower = bdtr(n, people, plain)
        upper = np.where(n > 0, bdtrc(np.maximum(n - 1, 0), people, plain), 1.0)
    exact = np.minimum(1.0, 2 * np.minimum(lower, upper))
    few = np.minimum(total * plain, total * (1 - plain)) < LEAST_EXPECTED
    p: Floats = np.where(few, exact, normal)
    return p


def _fit(dim: str, frame: pd.DataFrame) -> Fit:
    known = frame[frame["share"].notna()]
    n = int(known["n"].sum())
    everyone = max(int(frame["n"].sum()), 1)
    chi2, df, p = _pearson(known)
    cells = tuple(_cell(row, n if row["share"] == row["share"] else everyone) for row in frame.to_dict("records"))
    return Fit(dim, n, int(frame["n"].sum()) - n, chi2, df, p, cells)


def _pearson(known: pd.DataFrame) -> tuple[float | None, int | None, float | None]:
    from scipy.special import gammaincc

    expected = known["expected"].to_numpy(dtype=float)
    if len(expected) < 2 or expected.min() < 1 or (expected < LEAST_EXPECTED).mean() > 0.2:
        return None, None, None
    chi2 = float((((known["n"].to_numpy(dtype=float) - expected) ** 2) / expected).sum())
    df = len(expected) - 1
    return chi2, df, float(gammaincc(df / 2, chi2 / 2))


def _cell(row: dict[str, object] | dict[object, object], of: int) -> Cell:
    told = {str(key): value for key, value in row.items()}
    n = int(str(told["n"]))
    base, residual, q = (_number(told[name]) for name in ("share", "residual", "q"))
    low, high = wilson(n, of) if of else (0.0, 1.0)
    verdict: Verdict = "unknown" if q is None else "could_be_chance"
    if q is not None and q < FALSE_DISCOVERY_RATE and base is not None:
        verdict = "over" if n / of > base else "under"
    return Cell(str(told["value"]), n, n / of if of else 0.0, low, high, base, residual, q, verdict)


def _number(value: object) -> float | None:
    number = float(str(value))
    return number if np.isfinite(number) else None
