"""The dual board's lines: three customer measures and three process KPIs over the same periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analytics.scores import NpsKind
from analytics.trend import nps_series, period_means
from charts.theme import Scale
from charts.trend import Level, kpi_trend, score_trend
from data.queries.scope import Scope
from i18n import _, language
from reports.chart_labels import trend_labels
from views import drawing, figures, loaders, loaders_scores, periods
from views.kpi_list import KpiLine, mean_value
from views.outcome_scores import OutcomeScore, kind_name
from views.view import View

HEIGHT = 96
PRESENT_HEIGHT = 360
WEEKS = 12


@dataclass(frozen=True)
class Course:
    """The stretch of time a trend runs over: by week for short periods, by month else."""

    grain: str
    start: date | None
    end: date | None


def course(view: View) -> Course:
    """Months of a long period, weeks of a quarter, the last twelve weeks for a month or a week."""
    span = view.span
    if span.grain in ("12m", "all", "h"):
        return Course("month", span.start, span.end)
    if span.grain == "q" or span.end is None:
        return Course("week", span.start, span.end)
    return Course("week", span.end - pd.Timedelta(weeks=WEEKS).to_pytimedelta(), span.end)


@dataclass(frozen=True)
class ScoreTrend:
    """What a drawn customer trend depends on, next to the versions of the store."""

    scope: Scope
    grain: str
    question_id: str
    group: str
    kind: str
    nps_kind: NpsKind | None
    name: str
    language: str
    mode: drawing.Mode
    scale: Scale
    title: str = ""
    subtitle: str = ""


@dataclass(frozen=True)
class KpiTrend:
    """What a drawn process trend depends on."""

    kpi_id: str
    journey_id: str
    start: date | None
    end: date | None
    grain: str
    name: str
    unit: str
    target: float | None
    language: str
    mode: drawing.Mode
    scale: Scale
    title: str = ""
    subtitle: str = ""


def score_trend_of(view: View, score: OutcomeScore) -> ScoreTrend:
    """The trend of one overall question in this view."""
    stretch = course(view)
    return ScoreTrend(
        scope=view.scope.between(stretch.start, stretch.end),
        grain=stretch.grain,
        question_id=score.question_id,
        group=score.group,
        kind=score.kind,
        nps_kind=score.nps.kind if score.nps else None,
        name=kind_name(score),
        language=language(),
        mode=drawing.mode(),
        scale=drawing.scale(),
    )


def kpi_trend_of(view: View, line: KpiLine) -> KpiTrend:
    """The trend of one KPI in this view."""
    stretch = course(view)
    return KpiTrend(
        kpi_id=line.kpi_id,
        journey_id=view.journey_id,
        start=stretch.start,
        end=stretch.end,
        grain=stretch.grain,
        name=line.name,
        unit=line.unit,
        target=line.target,
        language=language(),
        mode=drawing.mode(),
        scale=drawing.scale(),
    )


def score_specification(what: ScoreTrend) -> dict[str, Any]:
    """The finished specification of a customer trend."""
    return loaders.made(("feedback", "journey", "setting"), what, lambda: drawing.specification(_score_chart(what)))


def score_rows(what: ScoreTrend) -> pd.DataFrame:
    """One row per period of a customer trend, periods without answers included."""
    return loaders.made(("feedback", "journey", "setting"), ("rows", what), lambda: _score_rows(what))


def _score_rows(what: ScoreTrend) -> pd.DataFrame:
    now = loaders.rules()
    min_n, low_n = int(now["min_n_hidden"]), int(now["min_n_low"])
    series = loaders_scores.scoped("outcome_series", what.scope, what.grain)
    mine = series[(series["question_id"] == what.question_id) & (series["comparison_group"] == what.group)]
    return _nps_rows(mine, what, min_n, low_n) if what.kind == "nps" else _mean_rows(mine, what, min_n, low_n)


def has_course(rows: pd.DataFrame) -> bool:
    """Whether there are two periods to join: one point is no trend."""
    return not rows.empty and int((rows["value"].notna() & ~rows["hidden"].astype(bool)).sum()) > 1


def _score_chart(what: ScoreTrend) -> Any:
    min_n = int(loaders.rules()["min_n_hidden"])
    return score_trend(
        score_rows(what),
        labels=trend_labels(score=_score_unit(what), min_n=min_n, title=what.title, subtitle=what.subtitle),
        mode=what.mode,
        scale=what.scale,
        value_range=(-100.0, 100.0) if what.kind == "nps" else _ends(what.group),
        digits=0 if what.kind == "nps" else 2,
        signed=what.kind == "nps",
        height=HEIGHT if what.scale == "screen" else PRESENT_HEIGHT,
    )


def _score_unit(what: ScoreTrend) -> str:
    """What the axis counts: the card above it already says what is measured."""
    if what.kind == "nps":
        return _("points")
    low, high = _ends(what.group)
    return _("mean, {low}–{high}").format(low=f"{low:g}", high=f"{high:g}")


def _ends(group: str) -> tuple[float, float]:
    _metric, low, high = group.rsplit("|", 2)
    return float(low), float(high)


def _nps_rows(mine: pd.DataFrame, what: ScoreTrend, min_n: int, low_n: int) -> pd.DataFrame:
    found = nps_series(mine, kind=what.nps_kind or "relationship")
    rows = {
        moment.date(): {
            "value": score.score,
            "low": score.low,
            "high": score.high,
            "n": score.n,
            "hidden": score.n < min_n,
            "low_n": score.n < low_n,
        }
        for moment, score in found
    }
    return filled(rows, what.grain)


def _mean_rows(mine: pd.DataFrame, what: ScoreTrend, min_n: int, low_n: int) -> pd.DataFrame:
    found = period_means(mine.assign(s=mine["s_native"]), bounds=_ends(what.group), min_n=min_n, low_n=low_n)
    rows = {
        point.period.date(): {
            "value": point.mean,
            "low": point.low,
            "high": point.high,
            "n": point.n,
            "hidden": point.hidden,
            "low_n": point.low_n,
        }
        for point in found
    }
    return filled(rows, what.grain)


def starts(rows: Iterable[date], grain: str) -> list[date]:
    """First days of all periods between the first and the last of `rows`."""
    days = list(rows)
    if not days:
        return []
    return list(pd.date_range(min(days), max(days), freq="MS" if grain == "month" else "W-MON").date)


def filled(rows: dict[date, dict[str, Any]], grain: str) -> pd.DataFrame:
    """Every period between the first and the last, also those without answers."""
    columns = ["label", "title", "value", "low", "high", "n", "hidden", "low_n"]
    empty = {"value": None, "low": None, "high": None, "n": 0, "hidden": False, "low_n": False}
    return pd.DataFrame(
        [{"label": axis_label(day, grain), "title": title(day, grain)} | rows.get(day, empty)
         for day in starts(rows, grain)],
        columns=columns,
    )  # fmt: skip


def axis_label(day: date, grain: str) -> str:
    """The short name of a period on an axis."""
    if grain == "month":
        return periods.short_month(day)
    return _("W{week}").format(week=day.isocalendar().week)


def title(day: date, grain: str) -> str:
    """The full name of a period in a tooltip."""
    return periods.month_label(day) if grain == "month" else periods.week_label(day)


def kpi_specification(what: KpiTrend) -> dict[str, Any]:
    """The finished specification of a process trend."""
    return loaders.made(("process",), what, lambda: drawing.specification(_kpi_chart(what)))


def _factor(what: KpiTrend) -> float:
    return 100.0 if what.unit in ("share", "ratio") else 1.0


def kpi_rows(what: KpiTrend) -> pd.DataFrame:
    """One row per period of a process trend."""
    series = loaders.kpi_series((what.kpi_id,), what.start, what.end)
    return _kpi_rows(series, what.grain, _factor(what))


def _kpi_chart(what: KpiTrend) -> Any:
    factor = _factor(what)
    return kpi_trend(
        kpi_rows(what),
        labels=trend_labels(score=figures.unit_name(what.unit), title=what.title, subtitle=what.subtitle),
        mode=what.mode,
        scale=what.scale,
        target=None if what.target is None else Level(what.target * factor, _("Target")),
        digits=0 if what.unit in figures.SHARES else 2 if what.unit == "index" else 1,
        height=HEIGHT if what.scale == "screen" else PRESENT_HEIGHT,
    )


def _kpi_rows(series: pd.DataFrame, grain: str, factor: float) -> pd.DataFrame:
    day = series["period_start"]
    period = day.dt.to_period("M" if grain == "month" else "W-SUN").dt.start_time.dt.date
    rows: dict[date, dict[str, Any]] = {
        start: {"value": mean_value(part) * factor, "low": None, "high": None, "n": _sum(part["n"])}
        | {"hidden": False, "low_n": False}
        for start, part in series.groupby(period)
    }
    return filled(rows, grain)


def _sum(values: Sequence[Any] | pd.Series) -> int | None:
    known = pd.to_numeric(pd.Series(values)).dropna()
    return int(known.sum()) if len(known) else None
