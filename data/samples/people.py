"""Customer accounts, their contacts and the cases they have, nested as in life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from data.samples.model import Flags, Floats, Ints, Window
from data.samples.story import Spread, Story

STRAIN, CARRIED = 0.85, 0.45  # how much a week adds to the log odds of being late, and how much of it stays


@dataclass(frozen=True)
class People:
    """Accounts, respondents and cases as arrays; -1 is "no account" (a private customer)."""

    account_weight: Floats
    account_effect: Floats
    account_touchpoint: Floats  # (accounts + 1, touchpoints of the journey); the last row is "no account"
    respondent_account: Ints
    respondent_effect: Floats
    first_respondent: Ints  # per account, and where the last ends
    private_from: int
    case_day: Floats  # hand-over or pick-up, days since the start, sorted
    case_account: Ints
    case_respondent: Ints  # of private customers and the contact who opened the case
    is_late: Flags
    late_days: Floats
    dims: Mapping[str, Ints]  # dimension -> value number per owner


def people(story: Story, window: Window, rng: np.random.Generator, scale: float, spread: Spread) -> People:
    """Draw everybody and every case."""
    n_accounts = max(16, round(story.n_accounts * scale**0.5))
    n_contacts = np.maximum(2, rng.poisson(story.contacts_per_account * min(1.0, scale**0.25), n_accounts))
    n_private = round(story.n_cases * scale * story.private_share * 0.7)
    first = np.concatenate([[0], np.cumsum(n_contacts)]).astype(np.int64)
    owner = np.concatenate([np.repeat(np.arange(n_accounts), n_contacts), np.full(n_private, -1)]).astype(np.int64)
    weight = rng.lognormal(0.0, 0.45, n_accounts)
    n_touchpoints = sum(len(stage.touchpoint_ids) for stage in story.stages)
    beside = rng.standard_normal((n_accounts + 1, n_touchpoints)) * spread.account_touchpoint
    beside[-1] = 0.0
    apart = np.where(owner < 0, np.hypot(spread.account, spread.respondent), spread.respondent)
    cases = _cases(story, window, rng, scale, weight, first, len(owner))
    return People(
        account_weight=weight,
        account_effect=np.append(rng.standard_normal(n_accounts) * spread.account, 0.0),
        account_touchpoint=beside,
        respondent_account=owner,
        respondent_effect=rng.standard_normal(len(owner)) * apart,
        first_respondent=first,
        private_from=int(first[-1]),
        dims=_dims(story, rng, n_accounts, len(owner), len(cases["case_day"])),
        **cases,
    )


def _cases(
    story: Story,
    window: Window,
    rng: np.random.Generator,
    scale: float,
    weight: Floats,
    first: Ints,
    n_respondents: int,
) -> dict[str, Any]:
    """Cases so that every stage is under way on every day of the window."""
    n = max(20, round(story.n_cases * scale))
    before = max(stage.days[1] for stage in story.stages)
    after = -min(stage.days[0] for stage in story.stages)
    day = -before + (np.arange(n) + rng.random(n)) / n * (window.n_days + before + after)
    account = rng.choice(len(weight), n, p=weight / weight.sum()).astype(np.int64)
    private = rng.random(n) < story.private_share
    contact = first[account] + (rng.random(n) * (first[account + 1] - first[account])).astype(np.int64)
    if private.any():
        contact = np.where(private, rng.integers(first[-1], max(n_respondents, first[-1] + 1), n), contact)
    late = _late(story, rng, day)
    days = np.where(late, rng.gamma(2.2, 4.0, n) + 1.0, -1.0 - rng.gamma(1.4, 1.6, n))
    return {
        "case_day": day,
        "case_account": np.where(private, -1, account),
        "case_respondent": contact,
        "is_late": late,
        "late_days": days,
    }


def _late(story: Story, rng: np.random.Generator, day: Floats) -> Flags:
    """Late cases: bad weeks come in runs (a first-order process in the log odds)."""
    if "late" not in story.effects:
        return np.zeros(len(day), dtype=np.bool_)
    week = ((day - day.min()) // 7).astype(np.int64)
    shocks = rng.standard_normal(int(week.max()) + 1) * STRAIN
    strain = np.empty_like(shocks)
    carried = 0.0
    for number, shock in enumerate(shocks):
        carried = CARRIED * carried + shock
        strain[number] = carried
    late: Flags = rng.random(len(day)) < late_chance(story, strain[week])
    return late


def late_chance(story: Story, strain: Floats) -> Floats:
    """Chance of a late delivery in a week of this strain."""
    typical = story.effects["late"]["typical_share"]
    chance: Floats = 1 / (1 + np.exp(-np.log(typical / (1 - typical)) - strain))
    return chance


def late_draws(story: Story, rng: np.random.Generator, n: int) -> Flags:
    """Whether each of n deliveries in as many unrelated weeks is late."""
    if "late" not in story.effects:
        return np.zeros(n, dtype=np.bool_)
    strain = rng.standard_normal(n) * STRAIN / np.sqrt(1 - CARRIED**2)
    late: Flags = rng.random(n) < late_chance(story, strain)
    return late


def _dims(story: Story, rng: np.random.Generator, n_accounts: int, n_respondents: int, n_cases: int) -> dict[str, Ints]:
    owners = {"account": n_accounts, "respondent": n_respondents, "case": n_cases, "kind": 0}
    drawn: dict[str, Ints] = {}
    for dim, told in story.dims.items():
        shares = np.array(list(told["values"].values()))
        drawn[dim] = rng.choice(len(shares), owners[told["of"]], p=shares / shares.sum()).astype(np.int64)
    return drawn


def member_numbers(story: Story, everyone: People, dim: str, case: Ints, respondent: Ints) -> Ints:
    """The value number of one dimension for each answer."""
    of = story.dims[dim]["of"]
    account = everyone.respondent_account[respondent]
    if of == "kind":
        return (account < 0).astype(np.int64)
    drawn: Ints = everyone.dims[dim][{"account": account, "respondent": respondent, "case": case}[of]]
    return drawn


def account_ids(story: Story, n: int) -> list[str]:
    """Ids of n accounts."""
    return [f"{story.journey_id}.account_{number:03d}" for number in range(1, n + 1)]


def respondent_ids(story: Story, n: int) -> list[str]:
    """Ids of n respondents."""
    return [f"{story.journey_id}.person_{number:05d}" for number in range(1, n + 1)]


def case_ids(story: Story, n: int) -> list[str]:
    """Ids of n cases."""
    return [f"{story.journey_id}.case_{number:05d}" for number in range(1, n + 1)]


def pick(values: Sequence[str | None], numbers: Ints) -> pd.Series:
    """Text column: `values` by number, missing where the number is negative."""
    table = np.array([*values, None], dtype=object)
    return pd.Series(table[np.where(numbers < 0, len(values), numbers)], dtype="str")


def project_column(story: Story, everyone: People, case: Ints) -> pd.Series:
    """The project of each case: three cases in a row of the same account; private customers have none."""
    number = project_numbers(everyone)[case]
    return pick(
        [f"{story.journey_id}.project_{item:04d}" for item in range(1, int(project_numbers(everyone).max()) + 2)],
        number,
    )


def project_numbers(everyone: People) -> Ints:
    """Project number of each case, -1 without an account; projects are numbered by their first case."""
    account = pd.Series(everyone.case_account)
    within = account.groupby(account).cumcount().to_numpy() // 3
    key = everyone.case_account * 10_000 + within
    known = everyone.case_account >= 0
    numbers = np.full(len(key), -1, dtype=np.int64)
    numbers[known] = pd.factorize(key[known])[0]
    return numbers
