"""Ridge regression with the penalty chosen by generalised cross-validation, in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PENALTIES: Final = np.logspace(-2, 4, 25)


@dataclass(frozen=True)
class Ridge:
    """value = intercept + (x - center) / scale @ weights; columns without spread have weight 0.

    `filled` holds what a missing value is replaced by: the mean of the training rows.
    """

    center: Floats
    scale: Floats
    weights: Floats
    intercept: float
    penalty: float

    def predict(self, x: Floats) -> Floats:
        """Predictions for rows of shape (n, p); a missing value counts as the mean of the training rows."""
        filled = np.where(np.isnan(x), self.center, x)
        found: Floats = self.intercept + (filled - self.center) / self.scale @ self.weights
        return found


def ridge(x: Floats, y: Floats) -> Ridge:
    """Fit `y` of shape (n,) on `x` of shape (n, p), columns standardised [1]_.

    The penalty minimises n * RSS / (n - 1 - df)^2 over PENALTIES, df = sum of d^2 / (d^2 + penalty) over the singular
    values d.

    References
    ----------
    .. [1] Golub, Heath & Wahba (1979), Technometrics 21, 215-223.

    Examples
    --------
    >>> x = np.arange(20.0)[:, None]
    >>> fit = ridge(x, 3 * x[:, 0] + 1)
    >>> round(float(fit.predict(np.array([[30.0]]))[0]), 1)
    91.0
    """
    with np.errstate(invalid="ignore"):
        known = ~np.isnan(x)
        center = np.where(known.any(axis=0), np.where(known, x, 0).sum(axis=0) / np.maximum(known.sum(axis=0), 1), 0.0)
    filled = np.where(known, x, center)
    spread = filled.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    z = (filled - center) / scale
    intercept = float(y.mean())
    left, d, right = np.linalg.svd(z, full_matrices=False)
    along = left.T @ (y - intercept)
    shrunk = d[:, None] ** 2 / (d[:, None] ** 2 + PENALTIES)
    rest = float(np.square(y - intercept).sum() - np.square(along).sum())
    rss = rest + np.square(along[:, None] * (1 - shrunk)).sum(axis=0)
    free = np.maximum(len(y) - 1 - shrunk.sum(axis=0), 1e-9)
    penalty = float(PENALTIES[np.argmin(rss / np.square(free))])
    weights = right.T @ (np.divide(d, d**2 + penalty) * along)
    return Ridge(center, scale, weights, intercept, penalty)
