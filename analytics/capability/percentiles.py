"""Performance indices by percentiles of a fitted family: for values that no transform makes normal."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from analytics.capability.indices import MILLION
from analytics.capability.model import Floats, Index, Nonconforming, Spec
from analytics.capability.shapes import Z_ENDS, Shape, above, log_likelihood, quantiles
from analytics.intervals import CONFIDENCE, normal_quantile


def percentile_indices(
    values: Floats, spec: Spec, shape: Shape, *, design_effect: float = 1.0
) -> tuple[dict[str, Index], Nonconforming]:
    """Pp = (U - L) / (q3 - q-3), Ppu = (U - q0) / (q3 - q0), Ppl = (q0 - L) / (q0 - q-3) [1]_.

    q are quantiles of the fitted family at z = -3, 0, 3. Intervals by the delta method over the covariance of its
    parameters. A sigma within subgroups has no counterpart here, so there is no Cp.

    References
    ----------
    .. [1] Clements (1989), Quality Progress 22(9), 95-100; ISO 22514-4, percentile method.

    Examples
    --------
    >>> shape = Shape("lognormal", (0.0, 0.5), None)
    >>> indices, beyond = percentile_indices(np.ones(50), Spec(upper=9.0), shape)
    >>> round(indices["ppu"].value, 4), round(beyond.z, 3)
    (2.2977, 4.394)
    """
    covariance = parameter_covariance(values, shape) * max(1.0, design_effect)

    def estimate(of: Callable[[Shape], float]) -> tuple[float, float, float]:
        value, half = of(shape), _half(of, shape, covariance)
        return value, value - half, value + half

    found = {name: Index(name, *estimate(of), "overall") for name, of in _formulas(spec).items()}
    least = min((found[name] for name in ("ppl", "ppu") if name in found), key=lambda index: index.value)
    found["ppk"] = Index("ppk", least.value, least.low, least.high, "overall")
    z, low, high = estimate(lambda fitted: bench_z(fitted, spec))
    from scipy.special import ndtr

    shares = [float(MILLION * ndtr(-end)) for end in (z, high, low)]
    return found, Nonconforming(shares[0], shares[1], shares[2], z, low, high)


def _formulas(spec: Spec) -> dict[str, Callable[[Shape], float]]:
    ends = np.array(Z_ENDS)
    formulas: dict[str, Callable[[Shape], float]] = {}
    if spec.lower is not None:
        lower = spec.lower
        formulas["ppl"] = lambda shape: _ratio(quantiles(shape, ends), lambda q: (q[1] - lower) / (q[1] - q[0]))
    if spec.upper is not None:
        upper = spec.upper
        formulas["ppu"] = lambda shape: _ratio(quantiles(shape, ends), lambda q: (upper - q[1]) / (q[2] - q[1]))
    if not spec.is_one_sided:
        formulas["pp"] = lambda shape: _ratio(quantiles(shape, ends), lambda q: spec.width / (q[2] - q[0]))
    return formulas


def _ratio(q: Floats, of: Callable[[Floats], float]) -> float:
    return float(of(q))


def bench_z(shape: Shape, spec: Spec) -> float:
    """The normal quantile that leaves beyond it the share the family has beyond the limits."""
    from scipy.special import ndtri

    beyond = 0.0 if spec.upper is None else above(shape, spec.upper)
    beyond += 0.0 if spec.lower is None else 1 - above(shape, spec.lower)
    return -float(ndtri(min(max(beyond, 1e-300), 1 - 1e-16)))


def parameter_covariance(values: Floats, shape: Shape) -> Floats:
    """Covariance of the two parameters, shape (2, 2): exact for logs, else the inverse of the observed information."""
    n = len(values)
    if shape.name == "lognormal":
        variance = shape.parameters[1] ** 2
        return np.diag([variance / n, variance / (2 * (n - 1))])
    steps = 1e-4 * np.abs(np.array(shape.parameters))

    def at(*moves: float) -> float:
        first, second = np.array(shape.parameters) + steps * np.array(moves)
        return log_likelihood(Shape(shape.name, (float(first), float(second)), None), values)

    middle = at(0, 0)
    own = [(at(*move) - 2 * middle + at(*(-part for part in move))) for move in ((1, 0), (0, 1))]
    cross = (at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / 4
    information = -np.array([[own[0], cross], [cross, own[1]]]) / np.outer(steps, steps)
    return np.asarray(np.linalg.inv(information))


def _half(of: Callable[[Shape], float], shape: Shape, covariance: Floats) -> float:
    parameters = np.array(shape.parameters)
    steps = 1e-5 * np.maximum(np.abs(parameters), 1e-3)

    def moved(by: Floats) -> float:
        first, second = parameters + by
        return of(Shape(shape.name, (float(first), float(second)), None))

    gradient = np.array(
        [(moved(one) - moved(-one)) / (2 * step) for one, step in zip(np.diag(steps), steps, strict=True)]
    )
    return normal_quantile(0.5 + CONFIDENCE / 2) * math.sqrt(max(0.0, float(gradient @ covariance @ gradient)))
