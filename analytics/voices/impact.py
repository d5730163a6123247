"""Impact of a theme: what its negative (or positive) mentions do to the mean score, other themes being equal.

docs/methods/theme-impact.md gives the definition, a worked example and the other meanings the word has elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.fdr import bh_q_values
from analytics.intervals import CONFIDENCE, t_quantile, two_sided_p
from analytics.voices.joint_fit import Contributions, contributions, cross_sums
from analytics.voices.mention_columns import (
    SENTIMENTS,
    Floats,
    Ints,
    Key,
    Mentions,
    collinear_groups,
    design,
    first_status,
    mention_columns,
    those,
)
from errors import N_, BadInput, NotEnoughData

MIN_RESPONSES, MIN_N, MIN_CLUSTERS = 30, 15, 5
MAX_INFLATION = 100.0


@dataclass(frozen=True)
class Impact:
    """What the mentions of one theme with one sign do to the mean score.

    Attributes
    ----------
    value, low, high : points of the mean score (0-100 unless brought to another scale): the mean as it is, less the
        mean the model gives if nobody had mentioned the theme with this sign. None where not measurable; low and high
        are None as well where too few customers stand behind it.
    per_mention : points that one response with such a mention differs by, all other mentions being equal.
    n, n_clusters : responses with such a mention, more likely than not, and customers they come from.
    share : share of all responses with such a mention (0 to 1): the mean of the weights.
    p, q : two-sided p against no impact, and its false-discovery value over all measured rows.
    status : "measured", "rare", "few_customers", "everywhere" (hardly anyone is without it) or "collinear".
    together_with : rows (theme, sentiment) it cannot be told apart from; only where collinear.
    se, df : standard error of the value and degrees of freedom behind the interval.
    """

    theme: str
    sentiment: str
    value: float | None
    low: float | None
    high: float | None
    per_mention: float | None
    n: int
    n_clusters: int
    share: float
    p: float | None
    q: float | None
    status: str
    together_with: tuple[Key, ...] = ()
    se: float | None = None
    df: float | None = None


@dataclass(frozen=True)
class ThemeImpacts:
    """Rows by size of impact, not measurable ones last; `mean` (0-100) and `n` of the responses they are about."""

    impacts: tuple[Impact, ...]
    mean: float
    n: int
    n_clusters: int
    n_without_theme: int

    def of(self, theme: str, sentiment: str) -> Impact:
        """One row; LookupError where the theme was never mentioned that way."""
        return next(row for row in self.impacts if (row.theme, row.sentiment) == (theme, sentiment))


def theme_impacts(
    responses: pd.DataFrame, mentions: pd.DataFrame, *, min_n: int = MIN_N, min_clusters: int = MIN_CLUSTERS
) -> ThemeImpacts:
    """Impact of every theme, positive and negative mentions apart [1]_.

    score = a + sum over themes of (b_neg * negative + b_neu * neutral + b_pos * positive) + rest, least squares over
    all themes at once; impact = b times the share of responses with that mention. 95 % interval: delete-one-customer
    jackknife of the product, t with Satterthwaite degrees of freedom.

    Parameters
    ----------
    responses : one row per response with a comment that says something: response (id), score (0-100), cluster
        (account, else respondent, else response). Responses without a comment stay out: see the method note.
    mentions : one row per mention: response, theme, sentiment (negative, neutral or positive), and, if the tone was
        read and not told, weight: how likely it is that one (0 to 1, `tones.weighed_mentions`). Of repeated rows the
        surest counts, mentions of other responses are left out.
    min_n, min_clusters : rows mentioned (or left unmentioned) in fewer responses, or by fewer customers, are not
        measured. Their mentions stay in the model, pooled per sentiment.

    Raises
    ------
    NotEnoughData
        Fewer than 30 responses.
    BadInput
        A response twice, a score that is no number, a sentiment of another name, or a weight outside 0 to 1.

    References
    ----------
    .. [1] Bell & McCaffrey (2002), Survey Methodology 28, 169-181; Benjamini & Hochberg (1995), JRSS B 57, 289-300.

    Examples
    --------
    >>> responses = pd.DataFrame({"response": range(100), "score": [80.0] * 60 + [60.0] * 40, "cluster": range(100)})
    >>> mentions = pd.DataFrame({"response": range(60, 100), "theme": "waiting", "sentiment": "negative"})
    >>> waiting = theme_impacts(responses, mentions).of("waiting", "negative")
    >>> round(waiting.value, 3), round(waiting.per_mention, 3), waiting.share
    (-8.0, -20.0, 0.4)
    """
    _checked(responses, mentions)
    score = responses["score"].to_numpy(float)
    cluster = pd.factorize(responses["cluster"])[0].astype(np.int64)
    found = mention_columns(responses["response"], mentions, cluster)
    status, together, fit = _fitted(found, score, cluster, min_n, min_clusters)
    rows = _rows(found, status, together, fit)
    return ThemeImpacts(
        impacts=tuple(sorted(rows, key=_by_size)),
        mean=float(score.mean()),
        n=len(score),
        n_clusters=int(cluster.max()) + 1,
        n_without_theme=int((found.columns.max(axis=1, initial=0.0) == 0).sum()),
    )


def _checked(responses: pd.DataFrame, mentions: pd.DataFrame) -> None:
    if len(responses) < MIN_RESPONSES:
        raise NotEnoughData(found=len(responses), needed=MIN_RESPONSES)
    repeated = responses["response"].duplicated()
    unusable = ~np.isfinite(responses["score"].to_numpy(float, na_value=np.nan))
    unknown = ~mentions["sentiment"].isin(SENTIMENTS)
    _refused("response", responses["response"][repeated], N_("Each response may appear once."))
    _refused("score", responses["score"][unusable], N_("Every score must be a number."))
    if "weight" in mentions:
        wrong = ~mentions["weight"].between(0, 1)
        _refused("weight", mentions["weight"][wrong], N_("Weights lie between 0 and 1."))
    _refused("sentiment", mentions["sentiment"][unknown], N_("Use negative, neutral or positive."))


def _refused(field: str, values: pd.Series, fix: str) -> None:
    if len(values):
        raise BadInput(field=field, value=values.iloc[0], fix=fix)


def _fitted(
    found: Mentions, score: Floats, cluster: Ints, min_n: int, min_clusters: int
) -> tuple[list[str], list[Ints], Contributions | None]:
    """Status per column, groups of collinear columns, and the figures of the measured columns (first in the fit)."""
    status = first_status(found, min_n, min_clusters)
    chosen = those(status, "measured")
    together = [chosen[group] for group in collinear_groups(found.columns[:, chosen])]
    for number in (int(member) for group in together for member in group):
        status[number] = "collinear"
    while len(measured := those(status, "measured")):
        columns = design(found, status, together, min_n)
        fit = contributions(cross_sums(score, columns, cluster))
        shaky = measured[fit.inflation[: len(measured)] > MAX_INFLATION]
        if not len(shaky):
            return status, together, fit
        for number in shaky.tolist():
            status[number] = "few_customers"
    return status, together, None


def _rows(found: Mentions, status: list[str], together: list[Ints], fit: Contributions | None) -> list[Impact]:
    """One row per positive or negative column; neutral mentions are only adjusted for."""
    rows = [_unmeasured(found, number, state) for number, state in enumerate(status)]
    for group in together:
        for number in group.tolist():
            others = tuple(found.keys[other] for other in group.tolist() if other != number)
            rows[number] = replace(rows[number], together_with=others)
    measured = those(status, "measured")
    if fit is not None:
        reported = np.array([found.keys[number][1] != "neutral" for number in measured], dtype=bool)
        for number, row in zip(measured.tolist(), _figures(fit, reported), strict=True):
            rows[number] = replace(rows[number], **row)
    return [row for row in rows if row.sentiment != "neutral"]


def _unmeasured(found: Mentions, number: int, state: str) -> Impact:
    theme, sentiment = found.keys[number]
    n = int(found.n[number])
    share = float(found.columns[:, number].mean())
    return Impact(theme, sentiment, None, None, None, None, n, int(found.n_clusters[number]), share, None, None, state)


def _figures(fit: Contributions, reported: NDArray[np.bool_]) -> list[dict[str, float | None]]:
    """Fields of the measured rows; q over the reported ones."""
    k = len(reported)
    value, se, df = fit.value[:k], fit.se[:k], fit.df[:k]
    half = t_quantile(0.5 + CONFIDENCE / 2, df) * se
    with np.errstate(invalid="ignore", divide="ignore"):
        p = np.where(value == 0, 1.0, two_sided_p(value / se, df))
    q = bh_q_values(np.where(reported, p, np.nan))
    table = pd.DataFrame(
        {
            "value": value,
            "low": value - half,
            "high": value + half,
            "per_mention": fit.coefficient[:k],
            "p": p,
            "q": q,
            "se": se,
            "df": df,
        }
    )
    return [
        {str(name): float(figure) if np.isfinite(figure) else None for name, figure in row.items()}
        for row in table.to_dict("records")
    ]


def _by_size(row: Impact) -> tuple[bool, float, str, str]:
    return row.value is None, -(float(row.n) if row.value is None else abs(row.value)), row.theme, row.sentiment
