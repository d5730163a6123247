"""What customers say in a scope, cached: the curve, its changes, overall questions, how many answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analytics.compare import Difference, difference, differences
from analytics.curve import EmotionCurve
from analytics.influence import Influence, influence_weights
from analytics.intervals import Estimate, clustered_mean
from data.queries import curve, response_base, voices
from data.queries import outcomes as outcome_queries
from data.queries.influence import influence_sums
from data.queries.scope import Scope
from views.cached import cached
from views.loaders import once, questions, rules, stamp, store, touchpoints
from views.outcome_scores import OutcomeScore, net_sums, outcome_scores
from workflows.read_curve import curve_of


@dataclass(frozen=True)
class Changes:
    """Now against before: all answers together, and each touchpoint by its id."""

    whole: Difference
    touchpoints: dict[str, Difference]


@cached(128)
def _curve(stamp: tuple[str | int, ...], scope: Scope) -> EmotionCurve:
    sums, counts = scoped("cluster_sums", scope), scoped("counts", scope)
    return curve_of(sums, counts, touchpoints(scope.journey_id), rules())


@once
def journey_curve(scope: Scope) -> EmotionCurve:
    """The curve of a scope over the live touchpoints of its journey, with the thresholds in force."""
    return _curve(stamp("feedback", "journey", "setting"), scope)


@cached(128)
def _changes(stamp: tuple[str | int, ...], scope: Scope, before: Scope, margin: float, min_n: int) -> Changes:
    now_sums, before_sums = scoped("cluster_sums", scope), scoped("cluster_sums", before)
    per_point = differences(now_sums, before_sums, margin=margin, min_n=min_n)
    group = main_group(now_sums)
    whole = difference(_whole(now_sums, group), _whole(before_sums, group), margin=margin, min_n=min_n)
    return Changes(whole, {found.key: found for found in per_point})


@once
def changes(scope: Scope, before: Scope) -> Changes:
    """What differs between a scope and another period of it, over the main scale's answers and per touchpoint."""
    now = rules()
    return _changes(stamp("feedback", "journey"), scope, before, float(now["period_margin"]), int(now["min_n_hidden"]))


@cached(128)
def _journey_score(stamp: tuple[str | int, ...], scope: Scope, min_n: int) -> Estimate | None:
    sums = scoped("cluster_sums", scope)
    whole = _whole(sums, main_group(sums))
    return clustered_mean(whole) if int(whole["n"].sum()) >= min_n else None


@once
def journey_score(scope: Scope) -> Estimate | None:
    """The mean of the touchpoint answers of the main scale on 0-100 with its interval; None under the minimum."""
    return _journey_score(stamp("feedback", "journey"), scope, int(rules()["min_n_hidden"]))


def main_group(sums: pd.DataFrame) -> str:
    """The comparison group (metric and scale) with most answers: scales are never averaged together."""
    sizes = sums.groupby("comparison_group")["n"].sum()
    return str(max(sizes.index, key=lambda name: (sizes[name], name))) if len(sizes) else ""


def _whole(sums: pd.DataFrame, group: str) -> pd.DataFrame:
    """Cluster sums of all touchpoints of one comparison group together."""
    return sums[sums["comparison_group"] == group].groupby("cluster_group", as_index=False)[["n", "s"]].sum()


@cached(128)
def _scoped_frame(stamp: tuple[str | int, ...], name: str, scope: Scope, detail: str) -> pd.DataFrame:
    bench = store()
    read: dict[str, Callable[[], pd.DataFrame]] = {
        "cluster_sums": lambda: curve.cluster_sums(bench, scope),
        "counts": lambda: curve.touchpoint_counts(bench, scope),
        "answer_counts": lambda: curve.answer_counts(bench, scope, detail),
        "series": lambda: curve.touchpoint_series(bench, scope, detail),
        "outcome_sums": lambda: outcome_queries.outcome_sums(bench, scope),
        "outcome_series": lambda: outcome_queries.outcome_series(bench, scope, detail),
        "outcome_accounts": lambda: outcome_queries.outcome_accounts(bench, scope),
        "just_right": lambda: outcome_queries.just_right_shares(bench, scope),
        "comments": lambda: voices.touchpoint_comments(bench, scope, detail),
        "comment_counts": lambda: voices.comment_counts(bench, scope),
        "journey_comments": lambda: voices.journey_comments(bench, scope),
        "response_rates": lambda: response_base.response_rates(bench, scope),
        "left_out": lambda: response_base.left_out_counts(bench, scope),
    }
    return read[name]()


@once
def scoped(name: str, scope: Scope, detail: str = "") -> pd.DataFrame:
    """A frame of the feedback in a scope, by the name of its query."""
    return _scoped_frame(stamp("feedback", "journey", "voices"), name, scope, detail)


@cached(64)
def _influence(stamp: tuple[str | int, ...], scope: Scope) -> dict[str, Influence]:
    return influence_weights(influence_sums(store(), scope))


@once
def influence(scope: Scope) -> dict[str, Influence]:
    """The influence weight of each touchpoint that is asked together with an overall question."""
    return _influence(stamp("feedback"), scope)


@cached(128)
def _outcomes(stamp: tuple[str | int, ...], scope: Scope, min_n: int) -> tuple[OutcomeScore, ...]:
    return outcome_scores(scoped("outcome_sums", scope), questions(scope.journey_id), min_n)


@once
def outcomes(scope: Scope) -> tuple[OutcomeScore, ...]:
    """The score of every overall question: NPS first, then satisfaction, effort and other means."""
    return _outcomes(stamp("feedback", "journey"), scope, int(rules()["min_n_hidden"]))


@cached(128)
def _totals(stamp: tuple[str | int, ...], scope: Scope) -> dict[str, int]:
    return curve.totals(store(), scope)


@once
def totals(scope: Scope) -> dict[str, int]:
    """Answers, responses, respondents and accounts in a scope."""
    return _totals(stamp("feedback"), scope)


@cached(128)
def _outcome_changes(
    stamp: tuple[str | int, ...], scope: Scope, before: Scope, margin: float, min_n: int
) -> dict[str, Difference]:
    now, then = (net_sums(scoped("outcome_sums", part)) for part in (scope, before))
    return {found.key: found for found in differences(now, then, key="question_id", margin=margin, min_n=min_n)}


@once
def outcome_changes(scope: Scope, before: Scope) -> dict[str, Difference]:
    """What differs between two periods per overall question: NPS in its points, means in points of 0-100."""
    now = rules()
    return _outcome_changes(
        stamp("feedback", "journey"), scope, before, float(now["period_margin"]), int(now["min_n_hidden"])
    )
