"""What stands behind the figures of the board: formula, n, interval, method, and the rows the trend is drawn from."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analytics.scores import Ces, Csat, nps_per_account
from errors import NotEnoughData
from i18n import _, language, pick
from reports.explain import Explanation, explain_ces, explain_csat, explain_nps
from views import figures, home_trends, loaders, loaders_scores
from views.explain import draw_explanation
from views.kpi_list import KpiLine
from views.outcome_scores import OutcomeScore, kind_name, value_text
from views.view import View


def explain_score(view: View, score: OutcomeScore) -> None:
    """The button of a customer measure."""
    what = ("told", view.scope, score.question_id, score.group, language())
    told = loaders.made(
        ("feedback", "journey", "setting"), what, lambda: replace(_told(view, score), sample=_sample(view, score))
    )
    rows = home_trends.score_trend_of(view, score)
    draw_explanation(f"{score.kind}_{language()}", told, lambda: _titled(home_trends.score_rows(rows)))


def _told(view: View, score: OutcomeScore) -> Explanation:
    if score.nps is not None:
        return replace(explain_nps(score.nps), note=_per_account(view, score))
    assert score.mean is not None
    if score.version is not None:
        return explain_ces(Ces(score.mean, score.version, score.scale, score.lower_is_better))
    title = _("{name}: {value}").format(name=kind_name(score), value=value_text(score))
    return replace(explain_csat(Csat(score.mean, score.satisfied, score.scale)), title=title)


def _sample(view: View, score: OutcomeScore) -> str:
    return _("n = {n} answers; {period}; {segments}").format(
        n=figures.count(score.n), period=view.period_text, segments=view.segment_text
    )


def _per_account(view: View, score: OutcomeScore) -> str:
    """The other way of counting: every customer account once, however many of its people answered."""
    accounts = loaders_scores.scoped("outcome_accounts", view.scope)
    mine = accounts[accounts["question_id"] == score.question_id]
    if score.nps is None or len(mine) < int(loaders.rules()["min_n_hidden"]):
        return ""
    try:
        per = nps_per_account(mine, kind=score.nps.kind)
    except NotEnoughData:
        return ""
    return _("Counted per customer account it is {value} ({interval}), {n} accounts.").format(
        value=figures.signed(per.score, 0), interval=figures.interval(per.low, per.high, 0), n=per.n_accounts
    )


def kpi_formula(journey_id: str, kpi_id: str) -> str:
    """How a KPI is computed, in the language of the screen; "" where nobody said."""
    row = loaders.kpi_definition(journey_id, kpi_id)
    return pick(figures.text_or_none(row["formula_en"]), figures.text_or_none(row["formula_zh"]))


def explain_kpi(view: View, line: KpiLine) -> None:
    """The button of a process measure."""
    rows = home_trends.kpi_trend_of(view, line)
    key = f"{line.kpi_id}_{language()}"
    draw_explanation(key, _kpi(view, line), lambda: _titled(home_trends.kpi_rows(rows)).dropna(axis=1, how="all"))


def _kpi(view: View, line: KpiLine) -> Explanation:
    formula = kpi_formula(view.journey_id, line.kpi_id)
    value = figures.unit_value(line.now, line.unit)
    return Explanation(
        title=_("{name}: {value}").format(name=line.name, value=value),
        formula=formula or _("not stated"),
        sample=_("{n} periods with values; {period}").format(n=len(line.values), period=view.period_text),
        interval=_("none: the KPI series states no spread"),
        method=_("Over several periods: counts pooled where they are known, else the mean of the periods."),
    )


def _titled(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per period, under readable headings."""
    named = {
        "title": _("Period"),
        "value": _("Value"),
        "low": _("95% CI from"),
        "high": _("95% CI to"),
        "n": _("Answers (n)"),
    }
    shown = rows.loc[~rows["hidden"].astype(bool), list(named)]
    return shown.round({"value": 2, "low": 1, "high": 1}).rename(columns=named)
