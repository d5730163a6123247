"""Which chart suits the data, and why: a code with facts, from which the screen makes a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from analytics.spc.between import between_ratio
from analytics.spc.constants import LARGEST_RANGE_N
from analytics.spc.inputs import Counts, Data, Subgroups, Values, problem
from analytics.spc.model import MIN_POINTS, TRIAL_POINTS, Floats, NoChart, Settings
from analytics.spc.serial import widening
from analytics.spc.variables import _sizes, grand_mean, within_sigma

FEW_RATINGS = 5  # fewer answers in the typical period give no spread worth using
LARGE_N = 1000  # from here on binomial limits of shares become narrower than any real process
RARE_MEAN = 1.0  # events per period below which p, u and c collapse
SKEWED = 1.0  # sample skewness of durations
CHANCE_OF_TEST = 0.05  # one-sided, for "more than the spread within predicts"

MEASURES = ("number", "ratings", "share", "rate", "count", "duration", "between", "time_between")


@dataclass(frozen=True)
class Choice:
    """The proposed chart.

    Attributes
    ----------
    kind : one of analytics.spc.model.KINDS.
    code : why: few_points, one_number, few_ratings, ratings, ratings_between, share, share_overdispersed,
        share_underdispersed, share_large_n, rate, rate_overdispersed, rate_underdispersed, rate_large_n, count,
        rare_events, rare_times, rare_units, between_events, time_between_events, duration_skewed, duration_even.
    facts : figures for the sentence: n_points, typical_n, sigma_z, limit, skewness, mean_count, n_gaps.
    needs : "time_between" where the proposed chart wants one value per event instead of one per period; `fallback`
        can be drawn from the data at hand. Both empty otherwise.
    others : kinds that the same data allow, for changing the choice.
    """

    kind: str
    code: str
    facts: Mapping[str, float] = field(default_factory=dict)
    needs: str = ""
    fallback: str = ""
    others: tuple[str, ...] = ()


_OTHERS: Mapping[str, tuple[str, ...]] = {
    "number": ("i", "ewma", "cusum", "run"),
    "ratings": ("xbar_s", "xbar_r", "imr_s", "i", "ewma", "cusum", "run"),
    "share": ("p", "p_prime", "np", "i", "run"),
    "rate": ("u", "u_prime", "i", "run"),
    "count": ("c", "i", "run"),
    "duration": ("i", "i_log", "ewma", "cusum", "run"),
    "between": ("g", "run"),
    "time_between": ("t", "i_log", "run"),
}


def choice(measure: str, data: Data, serial: Sequence[float] = ()) -> Choice | NoChart:
    """The chart for `data`, which is one of MEASURES; NoChart where none can be drawn at all.

    Parameters
    ----------
    measure : number (one value per period), ratings (Subgroups), share (Counts of n), rate (Counts per opportunity),
        count (Counts), duration (Values above 0, one per case or period), between / time_between (Values, one per
        event).
    serial : correlations of neighbouring points, which make them move less than they vary (`Settings.serial`).

    Examples
    --------
    >>> made = choice("number", Values.of([5, 4, 6, 5, 7, 4]))
    >>> made.kind, made.code, made.facts["n_points"], made.others
    ('run', 'few_points', 6.0, ('i', 'ewma', 'cusum'))
    """
    wrong = problem("run" if measure in _OTHERS else measure, data)
    if wrong is not None:
        return wrong
    n_points = int(np.isfinite(data.plotted).sum())
    if n_points < MIN_POINTS:
        return NoChart("run", "too_few_points", {"found": n_points, "needed": MIN_POINTS}, data.plotted)
    found = _by_measure(measure, data, widening(serial))
    if n_points < TRIAL_POINTS:
        found = Choice("run", "few_points", {"needed": TRIAL_POINTS})
    facts = {"n_points": float(n_points), **found.facts}
    others = tuple(kind for kind in _OTHERS[measure] if kind != found.kind and _has_what_it_needs(kind, data))
    return Choice(found.kind, found.code, facts, found.needs, found.fallback, others)


def _has_what_it_needs(kind: str, data: Data) -> bool:
    """X-bar-R needs ranges, of answers few enough that a range says something."""
    if kind != "xbar_r" or not isinstance(data, Subgroups):
        return True
    many = data.n[data.n > 1]
    return bool(many.size and many.max() <= LARGEST_RANGE_N and np.isfinite(data.ranges[data.n > 1]).all())


def event_choice(counts: Counts, days: Floats, units: Floats, *, by_unit: bool) -> Choice | NoChart:
    """The chart for events known one by one: counts per period, or what lies between two of them where they are rare.

    Parameters
    ----------
    counts : events per period.
    days, units : (n,) since the event before, one per event, nan where nothing is known.
    by_unit : every unit could have been the event (a case, an answer), so units between are proposed before time.

    Examples
    --------
    >>> seldom = Counts.of([0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0])
    >>> made = event_choice(seldom, np.array([21.0, 14, 7, 28, 9]), np.full(5, np.nan), by_unit=False)
    >>> made.kind, made.code, made.facts["n_gaps"], made.others
    ('t', 'rare_times', 5.0, ('c', 'i', 'run'))
    """
    plain = choice("count", counts)
    known = {kind: int(np.isfinite(gaps).sum()) for kind, gaps in (("t", days), ("g", units)) if np.nansum(gaps) > 0}
    between = [kind for kind in ("gt" if by_unit else "tg") if known.get(kind, 0) >= MIN_POINTS]
    if not between:
        return plain
    seen = counts.counts[np.isfinite(counts.counts)]
    mean_count = float(seen.mean()) if seen.size else 0.0
    if mean_count < RARE_MEAN:
        best = between[0]
        facts = {"mean_count": mean_count, "n_gaps": float(known[best]), "n_points": float(known[best])}
        others = (*between[1:], "c", "i", "run") if isinstance(plain, Choice) else tuple(between[1:])
        return Choice(best, "rare_units" if best == "g" else "rare_times", facts, others=others)
    return replace(plain, others=(*plain.others, *between)) if isinstance(plain, Choice) else plain


def _by_measure(measure: str, data: Data, wider: float) -> Choice:
    if isinstance(data, Subgroups):
        return _for_ratings(data, wider)
    if isinstance(data, Counts):
        return _for_counts(measure, data, wider)
    return _for_values(measure, data)


def _for_values(measure: str, data: Values) -> Choice:
    if measure == "between":
        return Choice("g", "between_events")
    if measure == "time_between":
        return Choice("t", "time_between_events")
    if measure == "duration":
        known = data.values[np.isfinite(data.values)]
        skew = skewness(known)
        if skew > SKEWED and (known > 0).all():
            return Choice("i_log", "duration_skewed", {"skewness": skew})
        return Choice("i", "duration_even", {"skewness": skew})
    return Choice("i", "one_number")


def skewness(values: Floats) -> float:
    """Third central moment over the cube of the standard deviation; 0 for equal values.

    >>> round(skewness(np.array([1.0, 2, 3, 10])), 2)
    1.02
    """
    moved = values - values.mean()
    spread = float(np.sqrt((moved**2).mean()))
    return float((moved**3).mean()) / spread**3 if spread > 1e-12 * max(1.0, float(np.abs(values).max())) else 0.0


def dispersion_bounds(n_points: int) -> tuple[float, float]:
    """sigma_z that chance alone stays within, CHANCE_OF_TEST on either side.

    sigma from m moving ranges has variance near .826 / m [1]_.

    References
    ----------
    .. [1] Cryer & Ryan (1990), Journal of Quality Technology 22, 187-192.
    """
    from scipy.special import ndtri

    half = float(ndtri(1 - CHANCE_OF_TEST)) * float(np.sqrt(0.826 / max(n_points - 1, 1)))
    return 1 - half, 1 + half


def _for_ratings(data: Subgroups, wider: float) -> Choice:
    n = data.n[data.n > 0]
    typical = float(np.median(n)) if n.size else 0.0
    counted = np.ones(len(data), dtype=bool)
    sigma = within_sigma(data, counted, Settings(), by_range=False)
    if typical < FEW_RATINGS:
        return Choice("i", "few_ratings", {"typical_n": typical, "needed": FEW_RATINGS})
    if not (sigma > 0).all():
        return Choice("i", "one_number", {"typical_n": typical})
    center = grand_mean(data, counted, Settings())
    ratio = between_ratio(data.plotted, sigma / np.sqrt(_sizes(data)), center, counted) * wider
    limit = dispersion_bounds(len(n))[1]
    facts = {"typical_n": typical, "sigma_z": ratio, "limit": limit}
    return Choice("imr_s", "ratings_between", facts) if ratio > limit else Choice("xbar_s", "ratings", facts)


def _for_counts(measure: str, data: Counts, wider: float) -> Choice:
    seen = (data.sizes > 0) & np.isfinite(data.counts)
    counts, sizes = data.counts[seen], data.sizes[seen]
    mean_count = float(counts.mean())
    prime, plain = ("p_prime", "p") if measure == "share" else ("u_prime", "u")
    facts = {"mean_count": mean_count, "typical_n": float(np.median(sizes))}
    if mean_count < RARE_MEAN:
        return Choice("t", "rare_events", facts, needs="time_between", fallback="c" if measure == "count" else plain)
    if measure == "count":
        return Choice("c", "count", facts)
    center = float(counts.sum() / sizes.sum())
    variance = center * (1 - center) if measure == "share" else center
    sds = np.sqrt(variance / np.maximum(data.sizes, 1e-300))
    every = np.ones(len(data), dtype=bool)
    facts["sigma_z"] = between_ratio(data.plotted, sds, center, every) * wider if variance > 0 else 1.0
    low, facts["limit"] = dispersion_bounds(len(counts))
    if facts["sigma_z"] > facts["limit"]:
        return Choice(prime, f"{measure}_overdispersed", facts)
    if facts["sigma_z"] < low:
        return Choice(prime, f"{measure}_underdispersed", {**facts, "limit": low})
    large = facts["typical_n"] >= LARGE_N if measure == "share" else mean_count >= LARGE_N
    return Choice(prime, f"{measure}_large_n", facts) if large else Choice(plain, measure, facts)
