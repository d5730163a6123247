"""How strong a cause that nobody measured would have to be to explain an effect away."""

from __future__ import annotations

import numpy as np

from analytics.links.model import Floats


def robustness_value(cohen_f: Floats) -> Floats:
    """Robustness value [1]_ of effects with partial Cohen's f = |t| / sqrt(df); 0 to 1.

    RV = (sqrt(f^4 + 4 f^2) - f^2) / 2 = 2 / (1 + sqrt(1 + 4 / f^2)): a cause that explains this share of what is left
    unexplained in the measure and in the score alike brings the effect to 0; a weaker one (in both) does not.

    References
    ----------
    .. [1] Cinelli & Hazlett (2020), JRSS B 82, 39-67, section 4.3. Their example: t = 4.18, df = 783.

    Examples
    --------
    >>> robustness_value(np.array([4.18445 / 783**0.5])).round(3).tolist()
    [0.139]
    """
    with np.errstate(divide="ignore"):
        value: Floats = 2 / (1 + np.sqrt(1 + np.square(2 / np.abs(cohen_f))))
    return value


def strength_beyond_interval(cohen_f: Floats, effect: Floats, half: Floats) -> Floats:
    """The part of f that the interval effect -/+ half leaves beyond 0: f (1 - half / |effect|), at least 0.

    With f = t / sqrt(df) and the ordinary interval this is f - t* / sqrt(df), as in [1]_ but for their df - 1; with
    errors robust to accounts the interval is wider, and less is left.

    References
    ----------
    .. [1] Cinelli & Hazlett (2020), JRSS B 82, 39-67, equation 19.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        left: Floats = cohen_f * np.maximum(0.0, 1 - half / np.abs(effect))
    return left
