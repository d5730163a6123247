"""Small simulated surveys whose answers cluster in accounts and respondents, with known true means.

Ratings 1-5 are cut from a normal scale of variance 1, so each touchpoint's true mean is known exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
CUTS = np.array([-1.6, -0.9, -0.1, 0.9])
PROMOTER_CUT, DETRACTOR_CUT = 0.1, -0.8
GROUP = "csat|1|5"


@dataclass(frozen=True)
class Plan:
    """How a world is drawn; correlations are shares of the variance of one rating on the normal scale.

    Attributes
    ----------
    size_spread : standard deviation of the log of account sizes (0: equal, 1: the largest of 20 has about a fifth).
    account, respondent, response, interaction : within-account, within-respondent, within-response correlation, and
        that of an account with one touchpoint.
    stages : each response rates the touchpoints of one stage; 1: it rates all of them.
    heights : true position of each touchpoint on the normal scale.
    """

    n_accounts: int = 20
    n_responses: int = 400
    size_spread: float = 0.7
    account: float = 0.15
    respondent: float = 0.15
    response: float = 0.15
    interaction: float = 0.05
    stages: int = 1
    heights: tuple[float, ...] = (0.0,) * 8


@dataclass(frozen=True)
class ClusteredWorld:
    """`facts` as in benchmarks.facts; `means` true mean per touchpoint on 0-100, in the order of `order`."""

    plan: Plan
    facts: pd.DataFrame
    order: tuple[str, ...]
    means: Floats


def clustered_world(plan: Plan, rng: np.random.Generator) -> ClusteredWorld:
    """One survey drawn by `plan`."""
    heights = np.array(plan.heights)
    accounts = _accounts(plan, rng)
    respondents = _respondents(accounts, rng)
    y = _ratings(plan, accounts, respondents, rng)
    stage_of = np.arange(len(heights)) * plan.stages // len(heights)
    rated = stage_of[None, :] == rng.integers(0, plan.stages, len(accounts))[:, None]
    response, touchpoint = np.nonzero(rated)
    native = y[response, touchpoint]
    order = tuple(f"touchpoint_{number}" for number in range(len(heights)))
    facts = pd.DataFrame(
        {
            "touchpoint_id": np.array(order)[touchpoint],
            "comparison_group": GROUP,
            "response_no": response,
            "cluster_no": accounts[response],
            "respondent_no": respondents[response],
            "account_no": accounts[response],
            "native": native,
            "norm": (native - 1) * 25.0,
        }
    )
    return ClusteredWorld(plan, facts, order, true_means(heights))


def true_means(heights: Floats) -> Floats:
    """Mean on 0-100 of ratings cut from N(height, 1), shape (touchpoints,)."""
    from scipy.special import ndtr

    means: Floats = 25.0 * ndtr(heights[:, None] - CUTS).sum(axis=1)
    return means


def true_share(plan: Plan) -> float:
    """True share of answers 4 and 5 to the first touchpoint."""
    from scipy.special import ndtr

    return float(ndtr(plan.heights[0] - CUTS[2]))


def true_nps() -> float:
    """True NPS of `recommend_scores`, in points."""
    from scipy.special import ndtr

    return 100.0 * float(ndtr(-PROMOTER_CUT) - ndtr(DETRACTOR_CUT))


def recommend_scores(plan: Plan, accounts: NDArray[np.int64], rng: np.random.Generator) -> pd.DataFrame:
    """One row per account with n, promoters and detractors: one likelihood to recommend per entry of `accounts`."""
    latent = rng.normal(0, plan.account**0.5, plan.n_accounts)[accounts]
    latent = latent + rng.normal(0, (1 - plan.account) ** 0.5, len(accounts))
    answers = pd.DataFrame(
        {
            "cluster_group": accounts,
            "n": 1,
            "promoters": (latent > PROMOTER_CUT).astype(int),
            "detractors": (latent < DETRACTOR_CUT).astype(int),
        }
    )
    return answers.groupby("cluster_group", as_index=False).sum()


def _accounts(plan: Plan, rng: np.random.Generator) -> NDArray[np.int64]:
    size = rng.lognormal(0.0, plan.size_spread, plan.n_accounts)
    return rng.choice(plan.n_accounts, size=plan.n_responses, p=size / size.sum())


def _respondents(accounts: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """About three responses per respondent, each respondent in one account."""
    people = np.maximum(1, np.bincount(accounts) // 3)[accounts]
    chosen = accounts * (len(accounts) + 1) + (rng.random(len(accounts)) * people).astype(int)
    return np.unique(chosen, return_inverse=True)[1]


def _ratings(
    plan: Plan, accounts: NDArray[np.int64], respondents: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Ratings 1-5 of every touchpoint by every response, shape (responses, touchpoints)."""
    heights = np.array(plan.heights)
    common = rng.normal(0, plan.account**0.5, plan.n_accounts)[accounts]
    common = common + rng.normal(0, plan.respondent**0.5, respondents.max() + 1)[respondents]
    common = common + rng.normal(0, plan.response**0.5, len(accounts))
    own = rng.normal(0, plan.interaction**0.5, (plan.n_accounts, len(heights)))[accounts]
    noise = (1 - plan.account - plan.respondent - plan.response - plan.interaction) ** 0.5
    latent = heights + common[:, None] + own + rng.normal(0, noise, (len(accounts), len(heights)))
    ratings: Floats = np.searchsorted(CUTS, latent).astype(float) + 1.0
    return ratings
