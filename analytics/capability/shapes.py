"""Which distribution describes the values: a short ordered list, the first that fits is used and named.

normal, Box-Cox, Yeo-Johnson, then the fitted families lognormal, Weibull and gamma. Transforms turn values and limits
into normal ones, families give percentiles. Where none fits only the observed share beyond the limits is left.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.capability.model import Floats
from analytics.capability.normality import Fit, gamma_fit, normal_fit, weibull_fit

ORDER: Final = ("normal", "box_cox", "yeo_johnson", "lognormal", "weibull", "gamma")
TRANSFORMS: Final = ("normal", "box_cox", "yeo_johnson")
FAMILIES: Final = ("lognormal", "weibull", "gamma")
OBSERVED: Final = "observed"
Z_ENDS: Final = (-3.0, 0.0, 3.0)
_PLAIN_LAMBDAS: Final = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)
_HALF_CHI2: Final = 1.92  # half of the 95 % quantile of chi-square with one degree of freedom


@dataclass(frozen=True)
class Shape:
    """One distribution fitted to values.

    Attributes
    ----------
    name : of `ORDER`, or "observed".
    parameters : lambda of a transform; (mean, sd) of the logs; (shape, scale) of Weibull and gamma.
    fit : its test; None for "observed".
    refused : names tried before it, in order.
    """

    name: str
    parameters: tuple[float, ...]
    fit: Fit | None
    refused: tuple[str, ...] = ()

    @property
    def is_transform(self) -> bool:
        """Whether values are transformed to normal ones, rather than described by a family."""
        return self.name in TRANSFORMS


def choose_shape(values: Floats, *, wanted: str | None = None) -> Shape:
    """The first distribution of the list that fits; `wanted` names one, whether it fits or not.

    Parameters
    ----------
    values : shape (n,), n >= 8, not all equal. Box-Cox and the families need values above zero.

    Examples
    --------
    >>> skewed = np.exp(np.random.default_rng(1).normal(size=80))
    >>> choose_shape(skewed).name, choose_shape(np.log(skewed)).name
    ('box_cox', 'normal')
    """
    refused: list[str] = []
    for name in ORDER if wanted is None else (wanted,):
        shape = fitted(values, name)
        if shape is not None and (wanted is not None or (shape.fit is not None and shape.fit.fits)):
            return Shape(shape.name, shape.parameters, shape.fit, tuple(refused))
        refused.append(name)
    return Shape(OBSERVED, (), None, tuple(refused))


def shape_for(values: Floats, *, wanted: str | None = None, like: Shape | None = None) -> Shape:
    """`choose_shape`, or the shape of another study: a transform as it is, a family of the same name fitted anew."""
    wanted = like.name if like is not None else wanted
    if wanted == OBSERVED:
        return Shape(OBSERVED, (), None)
    if like is None or not like.is_transform:
        return choose_shape(values, wanted=wanted)
    moved = transformed(values, like)
    if not np.isfinite(moved).all():
        return Shape(OBSERVED, (), None, (like.name,))
    return Shape(like.name, like.parameters, normal_fit(moved))


def fitted(values: Floats, name: str) -> Shape | None:
    """One distribution fitted to the values, shape (n,); None where it is not defined for them."""
    if name in ("box_cox", *FAMILIES) and float(values.min()) <= 0:
        return None
    return _FITS[name](values)


def transformed(values: Floats, shape: Shape) -> Floats:
    """Values on the scale on which the shape calls them normal; a limit a transform cannot reach is minus infinity.

    >>> transformed(np.array([1.0, 100.0]), Shape("box_cox", (0.0,), None)).round(3).tolist()
    [0.0, 4.605]
    """
    if shape.name == "box_cox":
        with np.errstate(divide="ignore", invalid="ignore"):
            reached = _box_cox(np.maximum(values, 0.0), shape.parameters[0])
        return np.where(values > 0, reached, -np.inf)
    return _yeo_johnson(values, shape.parameters[0]) if shape.name == "yeo_johnson" else values


def quantiles(shape: Shape, z: Floats) -> Floats:
    """Values of a family at standard normal quantiles `z`, any shape: -3, 0, 3 are its 0.135 %, 50 % and 99.865 %.

    >>> quantiles(Shape("lognormal", (0.0, 1.0), None), np.array([0.0, 3.0])).round(3).tolist()
    [1.0, 20.086]
    """
    from scipy.special import gammaincinv, log_ndtr, ndtr

    first, second = shape.parameters
    if shape.name == "lognormal":
        return np.asarray(np.exp(first + second * z))
    if shape.name == "weibull":
        return np.asarray(second * (-log_ndtr(-z)) ** (1 / first))
    return np.asarray(second * gammaincinv(first, ndtr(z)))


def above(shape: Shape, limit: float) -> float:
    """Share of a family above a limit.

    >>> above(Shape("lognormal", (0.0, 1.0), None), 1.0)
    0.5
    """
    from scipy.special import gammaincc, ndtr

    first, second = shape.parameters
    if limit <= 0:
        return 1.0
    if shape.name == "lognormal":
        return float(ndtr((first - math.log(limit)) / second))
    if shape.name == "weibull":
        return math.exp(-((limit / second) ** first))
    return float(gammaincc(first, limit / second))


def log_likelihood(shape: Shape, values: Floats) -> float:
    """Log-likelihood of a Weibull or gamma shape."""
    from scipy.special import gammaln

    first, second = shape.parameters
    logs, n = np.log(values), len(values)
    if shape.name == "weibull":
        powers = (values / second) ** first
        return float(n * math.log(first / second) + (first - 1) * (logs - math.log(second)).sum() - powers.sum())
    return float((first - 1) * logs.sum() - values.sum() / second - n * (first * math.log(second) + gammaln(first)))


def _normal(values: Floats) -> Shape:
    return Shape("normal", (), normal_fit(values))


def _box_cox_shape(values: Floats) -> Shape | None:
    return _power("box_cox", values, _box_cox, np.log(values))


def _yeo_johnson_shape(values: Floats) -> Shape | None:
    return _power("yeo_johnson", values, _yeo_johnson, np.sign(values) * np.log1p(np.abs(values)))


def _power(name: str, values: Floats, apply: Callable[[Floats, float], Floats], logs: Floats) -> Shape | None:
    """Lambda by maximum likelihood; a plain one (log, root, square) where the data do not tell it from the best."""
    from scipy.optimize import minimize_scalar

    def loss(power: float) -> float:
        with np.errstate(over="ignore", invalid="ignore"):
            spread = float(np.var(apply(values, power)))
        if not math.isfinite(spread) or spread <= 0:
            return 1e300
        return len(values) / 2 * math.log(spread) - (power - 1) * float(logs.sum())

    best = minimize_scalar(loss, bounds=(-5.0, 5.0), method="bounded")
    plain = min(_PLAIN_LAMBDAS, key=lambda power: abs(power - best.x))
    powers = [plain, float(best.x)] if loss(plain) - best.fun <= _HALF_CHI2 else [float(best.x)]
    tried = [
        Shape(name, (power,), normal_fit(apply(values, power))) for power in powers if _spreads(values, power, apply)
    ]
    return next((shape for shape in tried if shape.fit is not None and shape.fit.fits), tried[0] if tried else None)


def _spreads(values: Floats, power: float, apply: Callable[[Floats, float], Floats]) -> bool:
    moved = apply(values, power)
    return bool(np.isfinite(moved).all()) and float(np.ptp(moved)) > 1e-12 * max(1.0, float(np.abs(moved).max()))


def _box_cox(values: Floats, power: float) -> Floats:
    return np.asarray(np.log(values) if power == 0 else np.expm1(power * np.log(values)) / power)


def _yeo_johnson(values: Floats, power: float) -> Floats:
    up, down = np.maximum(values, 0.0), np.maximum(-values, 0.0)
    positive = np.log1p(up) if power == 0 else np.expm1(power * np.log1p(up)) / power
    rest = 2 - power
    negative = np.log1p(down) if rest == 0 else np.expm1(rest * np.log1p(down)) / rest
    return np.asarray(np.where(values >= 0, positive, -negative))


def _lognormal_shape(values: Floats) -> Shape:
    logs = np.log(values)
    return Shape("lognormal", (float(logs.mean()), float(logs.std(ddof=1))), normal_fit(logs))


def _weibull_shape(values: Floats) -> Shape | None:
    """Maximum likelihood: one equation in the shape."""
    from scipy.optimize import brentq

    scaled = np.log(values / values.max())

    def slope(shape: float) -> float:
        weights = np.exp(shape * scaled)
        return float((weights * scaled).sum() / weights.sum() - 1 / shape - scaled.mean())

    if slope(1e-3) >= 0 or slope(1e3) <= 0:
        return None
    shape = float(brentq(slope, 1e-3, 1e3, xtol=1e-10))
    scale = float(values.max() * np.mean(np.exp(shape * scaled)) ** (1 / shape))
    return Shape("weibull", (shape, scale), weibull_fit(values, shape, scale))


def _gamma_shape(values: Floats) -> Shape | None:
    """Maximum likelihood: ln k - digamma(k) = ln mean - mean ln."""
    from scipy.optimize import brentq
    from scipy.special import digamma

    gap = math.log(values.mean()) - float(np.log(values).mean())
    if gap <= 1e-9:
        return None
    shape = float(brentq(lambda k: math.log(k) - float(digamma(k)) - gap, 1e-3, 1e9, xtol=1e-12, rtol=1e-12))
    scale = float(values.mean()) / shape
    return Shape("gamma", (shape, scale), gamma_fit(values, shape, scale))


_FITS: Final[dict[str, Callable[[Floats], Shape | None]]] = {
    "normal": _normal,
    "box_cox": _box_cox_shape,
    "yeo_johnson": _yeo_johnson_shape,
    "lognormal": _lognormal_shape,
    "weibull": _weibull_shape,
    "gamma": _gamma_shape,
}
