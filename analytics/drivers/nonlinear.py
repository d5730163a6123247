"""Does a model without straight lines tell another story? Gradient boosting on rows that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.drivers.bootstrap import ranks
from analytics.drivers.lmg import johnson_weights, lmg_of
from analytics.drivers.model import EXACT_DRIVERS, Floats, NoDrivers
from analytics.drivers.rows import Rows, complete_rows
from analytics.drivers.threads import one_thread
from analytics.intervals import t_quantile

FOLDS = 5
MIN_ROWS = 200
MOST_ROWS = 10_000
REPEATS = 3
WORTH = 0.02  # of the outcome's variance: a smaller gain over straight lines is not worth a sentence
VERDICTS = ("agrees", "bends", "order_differs")


@dataclass(frozen=True)
class NonLinear:
    """Straight lines beside gradient boosting, both judged on customers they have not seen.

    Attributes
    ----------
    verdict : one of VERDICTS. bends: boosting explains more, surely and by at least WORTH; order_differs: besides,
        another driver is first.
    line_r2, boosted_r2 : explained variance on unseen rows (may be below 0).
    gain : boosted minus line, with its 95 % interval over the folds.
    importance : per driver, the loss of explained variance when its unseen values are shuffled; names : the drivers.
    n, n_clusters : rows and customers used; is_part : a random part of the rows was used.
    """

    verdict: str
    line_r2: float
    boosted_r2: float
    gain: float
    gain_low: float
    gain_high: float
    names: tuple[str, ...]
    importance: tuple[float, ...]
    first_by_line: str
    first_by_boosting: str
    n: int
    n_clusters: int
    is_part: bool


def nonlinear_check(
    outcome: Floats,
    drivers: Floats,
    names: Sequence[str],
    *,
    rng: np.random.Generator,
    clusters: NDArray[np.int64] | None = None,
) -> NonLinear | NoDrivers:
    """Cross-validated by customer, with permutation importance [1]_; at most MOST_ROWS random rows are used.

    Returns
    -------
    NoDrivers with the codes of `key_drivers`; too_few_answers below MIN_ROWS, too_few_customers below FOLDS.

    References
    ----------
    .. [1] Friedman (2001), Annals of Statistics 29, 1189-1232; Breiman (2001), Machine Learning 45, 5-32.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(800, 2))
    >>> nonlinear_check(x[:, 0] ** 2 + x[:, 1], x, ["wait", "advice"], rng=rng).verdict
    'order_differs'
    """
    rows = complete_rows(outcome, drivers, names, clusters=clusters)
    if isinstance(rows, NoDrivers):
        return rows
    if len(rows.outcome) < MIN_ROWS:
        return NoDrivers("too_few_answers", {"n": len(rows.outcome), "needed": MIN_ROWS}, rows.left_out)
    part = _part(rows, rng)
    folds, n_clusters = _folds(part.clusters, rng)
    if n_clusters < FOLDS:
        return NoDrivers("too_few_customers", {"n_clusters": n_clusters, "needed": FOLDS}, rows.left_out)
    told = _folds_told(part, folds, rng)
    line, boosted, importance = told[:, 0], told[:, 1], told[:, 2:].mean(axis=0)
    gains = boosted - line
    half = float(t_quantile(0.975, FOLDS - 1)) * gains.std(ddof=1) / np.sqrt(FOLDS)
    by_line, by_boosting = _first(part), part.names[int(importance.argmax())]
    return NonLinear(
        verdict=_verdict(float(gains.mean()), float(half), by_line == by_boosting),
        line_r2=float(line.mean()),
        boosted_r2=float(boosted.mean()),
        gain=float(gains.mean()),
        gain_low=float(gains.mean() - half),
        gain_high=float(gains.mean() + half),
        names=part.names,
        importance=tuple(float(one) for one in importance),
        first_by_line=by_line,
        first_by_boosting=by_boosting,
        n=len(part.outcome),
        n_clusters=n_clusters,
        is_part=len(part.outcome) < len(rows.outcome),
    )


def _verdict(gain: float, half: float, is_same_first: bool) -> str:
    if gain < WORTH or gain - half <= 0:
        return "agrees"
    return "bends" if is_same_first else "order_differs"


def _part(rows: Rows, rng: np.random.Generator) -> Rows:
    keep = np.ones(len(rows.outcome), dtype=bool)
    if len(keep) > MOST_ROWS:
        keep[:] = False
        keep[rng.choice(len(keep), MOST_ROWS, replace=False)] = True
    return rows.picked(keep, range(len(rows.names)), ())


def _folds(clusters: NDArray[np.int64], rng: np.random.Generator) -> tuple[NDArray[np.intp], int]:
    """Fold of each row, whole customers together, and the number of customers."""
    names, code = np.unique(clusters, return_inverse=True)
    return (rng.permutation(len(names)) % FOLDS)[code], len(names)


def _folds_told(rows: Rows, folds: NDArray[np.intp], rng: np.random.Generator) -> Floats:
    """One row per fold; the library is loaded first, so that its threads are held back too."""
    import sklearn.ensemble  # noqa: F401

    return one_thread(lambda: np.array([_fold(rows, folds == fold, rng) for fold in range(FOLDS)]))()


def _fold(rows: Rows, unseen: NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    """Explained variance of unseen rows by lines and by boosting, then the importance of each driver."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    x, y = rows.drivers, rows.outcome
    design = np.column_stack([np.ones(len(x)), x])
    lines = np.linalg.lstsq(design[~unseen], y[~unseen])[0]
    seed = int(rng.integers(1 << 31))
    model = HistGradientBoostingRegressor(max_iter=80, learning_rate=0.08, max_leaf_nodes=8, random_state=seed)
    model.fit(x[~unseen], y[~unseen])
    right = y[unseen]
    boosted = _explained(right, model.predict(x[unseen]))
    lost = []
    for driver in range(x.shape[1]):
        shuffled = np.tile(x[unseen], (REPEATS, 1))
        shuffled[:, driver] = rng.permuted(shuffled[:, driver].reshape(REPEATS, -1), axis=1).reshape(-1)
        lost.append(boosted - _explained(np.tile(right, REPEATS), model.predict(shuffled)))
    return np.array([_explained(right, design[unseen] @ lines), boosted, *lost])


def _explained(right: Floats, told: Floats) -> float:
    return float(1.0 - np.square(right - told).sum() / max(np.square(right - right.mean()).sum(), 1e-300))


def _first(rows: Rows) -> str:
    """The driver with the largest share; by Johnson's weights where there are too many for all subsets."""
    r = np.asarray(np.corrcoef(rows.values, rowvar=False), dtype=float)
    strength = lmg_of(r[None])[0] if len(rows.names) <= EXACT_DRIVERS else johnson_weights(r)
    return rows.names[int(np.flatnonzero(ranks(strength) == 1)[0])]
