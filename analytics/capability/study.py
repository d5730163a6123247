"""A capability study: stability first, then the distribution, the indices, and a verdict or the refusal of one."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.capability.attribute import AttributeCapability, attribute_capability
from analytics.capability.indices import NormalIndices, normal_indices
from analytics.capability.model import Floats, Index, Nonconforming, Sigma, SigmaMethod, Spec, checked_values
from analytics.capability.normality import Fit, normal_fit
from analytics.capability.percentiles import percentile_indices
from analytics.capability.shapes import OBSERVED, Shape, shape_for, transformed
from analytics.intervals import CONFIDENCE, normal_quantile

Verdict = Literal["capable", "not_capable", "cannot_tell", "not_judged"]
THRESHOLDS: Final = (1.0, 1.33, 1.67)
TRIAL_POINTS: Final = 12
"""Fewer points make trial limits only, and no verdict on capability."""


@dataclass(frozen=True)
class Stability:
    """What the control chart of the same data says.

    Attributes
    ----------
    n_points : plotted points; n_signals : points that signal.
    chart : code of the chart; signals : positions of the signalling points, from 0.
    """

    n_points: int
    n_signals: int
    chart: str
    signals: tuple[int, ...] = ()

    @property
    def state(self) -> Literal["stable", "unstable", "unknown"]:
        """Unknown below twelve points: limits are trial limits."""
        if self.n_points < TRIAL_POINTS:
            return "unknown"
        return "unstable" if self.n_signals else "stable"


@dataclass(frozen=True)
class Study:
    """All figures of one characteristic.

    Attributes
    ----------
    n : values; mean, median : in their unit.
    spec : limits, in the unit of the values.
    shape : the distribution used; normality : the test of the values as they are.
    indices : by name (cp, cpk, cpm ... with the sigma within, pp, ppk ... with the overall one); empty for "observed".
    within, overall : sigmas on the scale of the transform; None for families and "observed".
    expected_within, expected_overall : share beyond the limits by the distribution; None where there is none.
    observed : the share beyond the limits that was seen, with Wilson's interval.
    """

    n: int
    mean: float
    median: float
    spec: Spec
    shape: Shape
    normality: Fit
    indices: dict[str, Index]
    within: Sigma | None
    overall: Sigma | None
    expected_within: Nonconforming | None
    expected_overall: Nonconforming | None
    observed: AttributeCapability
    design_effect: float

    def judged(self, *, is_stable: bool = True) -> Index | None:
        """The index the verdict rests on: Cpk, Ppk where no sigma within exists, else Z / 3 of the observed share.

        Of a process that is not stable only the performance index is taken: its sigma holds the shifts, too.
        """
        capability = self.indices.get("cpk") if is_stable else None
        return capability or self.indices.get("ppk") or equivalent_index(self.observed)


def equivalent_index(observed: AttributeCapability) -> Index | None:
    """Z / 3 of a share as an index; what no share bounds is infinite; None where the share has no interval."""
    if observed.low is None or observed.high is None:
        return None
    value = math.inf if observed.n_missed == 0 else -math.inf if observed.z is None else observed.z / 3
    low = -math.inf if observed.z_low is None else observed.z_low / 3
    return Index("z3", value, low, math.inf if observed.z_high is None else observed.z_high / 3, "overall")


def capability_study(
    values: Floats,
    spec: Spec,
    *,
    groups: NDArray[np.intp] | None = None,
    clusters: NDArray[np.intp] | None = None,
    method: SigmaMethod | None = None,
    wanted: str | None = None,
    like: Shape | None = None,
) -> Study:
    """Indices of a characteristic by the first distribution of the list that fits.

    Parameters
    ----------
    values : shape (n,), in time order.
    groups : shape (n,), subgroup number of each value from 0 (a week or month of cases); None = one value each.
    clusters : shape (n,), the account each value belongs to; intervals widen by the design effect.
    wanted : a distribution of `shapes.ORDER` or "observed"; None = the first that fits.
    like : the shape of another study, so that two periods are measured alike: its transform is taken as it is, a
        family is fitted anew.

    Raises
    ------
    NotEnoughData
        Fewer than eight values.
    NoSpread
        All values equal.

    Examples
    --------
    >>> values = np.random.default_rng(1).normal(10, 1, 60)
    >>> study = capability_study(values, Spec(6, 14))
    >>> study.shape.name, round(study.indices["cp"].value, 2), study.observed.n_missed
    ('normal', 1.57, 0)
    """
    known = checked_values(values)
    kept = np.isfinite(np.ravel(values))
    groups, clusters = (None if codes is None else _renumbered(codes[kept]) for codes in (groups, clusters))
    effect = design_effect(known, clusters)
    shape = shape_for(known, wanted=wanted, like=like)
    found = Study(
        n=len(known),
        mean=float(known.mean()),
        median=float(np.median(known)),
        spec=spec,
        shape=shape,
        normality=normal_fit(known),
        indices={},
        within=None,
        overall=None,
        expected_within=None,
        expected_overall=None,
        observed=observed_share(known, spec, clusters),
        design_effect=effect,
    )
    if shape.name == OBSERVED:
        return found
    if not shape.is_transform:
        indices, beyond = percentile_indices(known, spec, shape, design_effect=effect)
        return replace(found, indices=indices, expected_overall=beyond)
    return _with_sigmas(found, known, groups, method)


def _with_sigmas(found: Study, known: Floats, groups: NDArray[np.intp] | None, method: SigmaMethod | None) -> Study:
    spec = moved_spec(found.spec, found.shape)
    if spec is None:  # a lower limit at or below zero of values that are always above it
        return found
    moved = transformed(known, found.shape)
    study: NormalIndices = normal_indices(
        moved, spec, groups=groups, method=method, design_effect=found.design_effect
    )  # fmt: skip
    return replace(
        found,
        indices=study.indices,
        within=study.within,
        overall=study.overall,
        expected_within=study.expected_within,
        expected_overall=study.expected_overall,
    )


def moved_spec(spec: Spec, shape: Shape) -> Spec | None:
    """The limits on the scale of a transform; those it cannot reach fall away, None where none is left."""
    ends = [
        None if limit is None else float(transformed(np.array([limit]), shape)[0])
        for limit in (spec.lower, spec.upper, spec.target)
    ]
    lower, upper, target = (None if end is None or not math.isfinite(end) else end for end in ends)
    return None if lower is None and upper is None else Spec(lower, upper, target)


def observed_share(values: Floats, spec: Spec, clusters: NDArray[np.intp] | None = None) -> AttributeCapability:
    """The share of values, shape (n,), beyond the limits; robust to clusters, shape (n,), where they are given."""
    lower = -math.inf if spec.lower is None else spec.lower
    upper = math.inf if spec.upper is None else spec.upper
    missed = (values < lower) | (values > upper)
    owner = np.arange(len(values)) if clusters is None else clusters
    rows = pd.DataFrame({"cluster_group": owner, "n": 1, "s": missed.astype(int)})
    return attribute_capability(rows.groupby("cluster_group", as_index=False).sum())


def design_effect(values: Floats, clusters: NDArray[np.intp] | None) -> float:
    """Variance of the mean of values, shape (n,), with clusters over that without, at least 1; 1 without clusters."""
    from analytics.intervals import clustered_mean

    if clusters is None or len(np.unique(clusters)) < 2:
        return 1.0
    rows = pd.DataFrame({"cluster_group": clusters, "n": 1, "s": values, "s2": np.square(values)})
    effect = clustered_mean(rows.groupby("cluster_group", as_index=False).sum()).design_effect
    return max(1.0, effect or 1.0)


def verdict(index: Index | None, stability: Stability, threshold: float) -> Verdict:
    """Whether an index is beyond a threshold for certain; nothing is judged before the process is stable.

    >>> index = Index("cpk", 1.0, 0.65, 1.35, "within")
    >>> stable = Stability(20, 0, "imr")
    >>> verdict(index, stable, 1.33), verdict(index, stable, 1.67), verdict(index, Stability(20, 1, "imr"), 1.67)
    ('cannot_tell', 'not_capable', 'not_judged')
    """
    if stability.state != "stable":
        return "not_judged"
    if index is None:
        return "cannot_tell"
    if index.low >= threshold:
        return "capable"
    return "not_capable" if index.high < threshold else "cannot_tell"


def values_to_decide(index: Index, threshold: float) -> int | None:
    """About how many values would decide, should the index stay as it is; None where it lies at the threshold.

    >>> values_to_decide(Index("cpk", 1.0, 0.65, 1.35, "within"), 1.33)
    22
    """
    gap = abs(index.value - threshold)
    if gap < 0.01 or not math.isfinite(gap):
        return None
    z = normal_quantile(0.5 + CONFIDENCE / 2)
    return math.ceil(z * z * (1 / 9 + index.value**2 / 2) / gap**2)


def _renumbered(codes: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.unique(codes, return_inverse=True)[1]
