"""Intervals of quantiles hold what they promise, for independent cases and for cases that cluster in accounts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analytics.process.lead_time import quantile_estimate, quantile_shares

N_LOGS = 300
MEDIAN = float(np.log(2))  # of the exponential distribution with mean 1


def hits(n_accounts: int, per_account: int) -> int:
    """How often the interval of the median holds the true one; accounts share half of the variance of the log."""
    found = 0
    for seed in range(N_LOGS):
        rng = np.random.default_rng(seed)
        account = np.repeat(np.arange(n_accounts), per_account)
        if per_account == 1:
            took, truth = rng.exponential(1.0, n_accounts), MEDIAN
        else:
            own = rng.normal(0, 1, n_accounts)[account]
            took, truth = np.exp(own + rng.normal(0, 1, len(account))), 1.0
        groups = pd.DataFrame({"cluster_group": account, "n": 1, "n_half": took <= np.quantile(took, 0.5)})
        shares = quantile_shares(groups.groupby("cluster_group", as_index=False).sum(), "n_half")
        assert shares is not None
        low, high = np.quantile(took, shares)
        found += low <= truth <= high
    return found


@pytest.mark.parametrize(("n_accounts", "per_account"), [(150, 1), (40, 10)])
def test_the_interval_of_the_median_holds_the_truth_in_95_of_100(n_accounts: int, per_account: int) -> None:
    assert 275 <= hits(n_accounts, per_account) <= 297  # .917 to .99: beyond 99 % chance of 95 % in 300


def test_one_account_gives_no_interval() -> None:
    groups = pd.DataFrame({"cluster_group": [1], "n": [30], "n_half": [15]})
    assert quantile_shares(groups, "n_half") is None
    alone = quantile_estimate(5.0, None, 30, 1)
    assert (alone.value, alone.low, alone.high, alone.n_clusters) == (5.0, None, None, 1)
