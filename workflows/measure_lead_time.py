"""Lead time of the cases in a scope with intervals: sums and quantiles from the store, intervals from statistics."""

from __future__ import annotations

from analytics.intervals import Estimate, clustered_mean
from analytics.process.lead_time import LeadTime, quantile_estimate, quantile_shares
from data.queries.process_cases import lead_groups, lead_quantiles, lead_times
from data.queries.process_clock import CALENDAR, Clock
from data.queries.scope import Scope
from data.reading import Reader


def measure_lead_time(store: Reader, scope: Scope, clock: Clock = CALENDAR, *, basis: str = "all") -> LeadTime | None:
    """Mean, median and 85 % point of lead time; None without a case whose lead time is known.

    Cases cluster in their customer account, else their respondent; `basis` as in `lead_times`.
    """
    told = lead_times(store, scope, clock)
    told = told[told["basis"] == basis]
    if told.empty:
        return None
    groups = lead_groups(store, scope, clock, basis=basis)

    def quantile(column: str, value: float) -> Estimate:
        shares = quantile_shares(groups, column)
        ends = lead_quantiles(store, scope, shares, clock, basis=basis) if shares else None
        bounds = (ends[0], ends[1]) if ends else None
        return quantile_estimate(value, bounds, int(groups["n"].sum()), len(groups))

    return LeadTime(
        clustered_mean(groups),
        quantile("n_half", float(told["median_s"].iloc[0])),
        quantile("n_most", float(told["p85_s"].iloc[0])),
    )
