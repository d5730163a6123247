"""A ridge logistic regression on soft, weighted targets, and its predictions for rows it has not seen.

Minimises sum_i w_i [log(1 + exp f_i) - t_i f_i] + sum_j penalty_j (b_j - centre_j)^2 / 2 with f = X b, where the
centre is 1 for the prior log-odds and 0 for the rest. Both sides weigh the same in total ("balanced"), so the log-odds
are those of a world in which both are equally frequent, as the engines' are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.voices.adapt_parts import Design
from analytics.voices.scores import Floats

FOLDS = 5
MOST_STEPS = 200


def fitted(
    rows: Design,
    targets: Floats,
    *,
    share: float | None = 0.5,
    start: Floats | None = None,
    counts: Floats | None = None,
) -> Floats:
    """Coefficients, shape (dense columns + n-grams,).

    `targets` are probabilities, shape (n,); `share` of the weight goes to the positive side, None leaves it as it is;
    `counts` is how much each row counts before that, 1 where not given.
    """
    each = np.ones(len(targets)) if counts is None else counts
    weight, target = (each, targets) if share is None else _balanced(targets, share, each)
    from scipy.optimize import minimize  # only learning needs it: a process that reads texts starts without

    centre = np.zeros(len(rows.penalty))
    centre[1] = 1.0
    n_dense = rows.dense.shape[1]
    turned = rows.grams.T.tocsr()

    def loss(told: Floats) -> tuple[float, Floats]:
        logit = rows.dense @ told[:n_dense] + rows.grams @ told[n_dense:]
        away = told - centre
        value = weight @ (np.logaddexp(0, logit) - target * logit) + 0.5 * rows.penalty @ away**2
        error = weight * (logistic(logit) - target)
        slope = np.concatenate([rows.dense.T @ error, turned @ error]) + rows.penalty * away
        return float(value), slope

    found: Any = minimize(
        loss, centre if start is None else start, jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS}
    )
    return np.asarray(found.x, dtype=np.float64)


def logits(rows: Design, coefficients: Floats) -> Floats:
    """Log-odds of the rows, shape (n,)."""
    n_dense = rows.dense.shape[1]
    return np.asarray(rows.dense @ coefficients[:n_dense] + rows.grams @ coefficients[n_dense:], dtype=np.float64)


def cross_fitted(
    rows: Design,
    targets: Floats,
    taught: NDArray[np.bool_],
    folds: NDArray[np.int64],
    *,
    share: float | None = 0.5,
    counts: Floats | None = None,
) -> Floats:
    """Log-odds of every row by a model fitted on the `taught` rows of the other folds."""
    found = np.zeros(len(rows))
    start = None
    for fold in np.unique(folds).tolist():
        inside, outside = np.flatnonzero(folds == fold), np.flatnonzero((folds != fold) & taught)
        weight = None if counts is None else counts[outside]
        start = fitted(rows.take(outside), targets[outside], share=share, start=start, counts=weight)
        found[inside] = logits(rows.take(inside), start)
    return found


def folds(texts: Sequence[str], strata: NDArray[Any], *, seed: int, n_folds: int = FOLDS) -> NDArray[np.int64]:
    """A fold for each text, the strata spread evenly, equal texts together; the same for the same seed."""
    names, first, place = np.unique(np.array(texts, dtype=object), return_index=True, return_inverse=True)
    order = np.random.default_rng(seed).permutation(len(names))
    by_stratum = order[np.argsort(strata[first][order], kind="stable")]
    found = np.zeros(len(names), dtype=np.int64)
    found[by_stratum] = np.arange(len(names)) % n_folds
    return found[place]


def logistic(logit: Floats) -> Floats:
    """1 / (1 + exp -x)."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -35, 35))))


Refit = Callable[[Floats], Floats]
"""Soft labels in, cross-fitted log-odds out."""


def _balanced(targets: Floats, share: float, counts: Floats) -> tuple[Floats, Floats]:
    """Weight and target of each row, the positive side weighing `share` of the rows in total."""
    total, positive_total = counts.sum(), counts @ targets
    positive = share * total / max(positive_total, 1e-9)
    negative = (1 - share) * total / max(total - positive_total, 1e-9)
    weight = positive * targets + negative * (1 - targets)
    return counts * weight, positive * targets / weight
