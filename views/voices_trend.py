"""The chosen theme over time: share of the comments that speak of it, and how they sound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.voices.theme_trend import PeriodFigure
from charts.theme import Scale
from charts.trend import score_trend
from data.queries.scope import Scope
from i18n import _, in_a_row, language, ngettext
from reports.chart_labels import trend_labels
from views import drawing, figures, home_trends, loaders, loaders_sides, loaders_voices, periods
from views.escape import plain
from views.loaders_sides import Course
from views.setting_form import engine_name
from views.view import View

HEIGHT = 170
YEARS_FROM = 14  # months from which so few are labelled that each needs its year


@dataclass(frozen=True)
class _What:
    """What a drawn trend depends on, next to the versions of the store."""

    scope: Scope
    grain: str
    theme_id: str
    measure: str
    language: str
    mode: drawing.Mode
    scale: Scale


def draw(view: View, theme_id: str, name: str) -> None:
    """Two charts over the same periods, and in words which step is beyond chance."""
    stretch = home_trends.course(view)
    scope = view.scope.between(stretch.start, stretch.end)
    found = loaders_sides.course(scope, stretch.grain, theme_id)
    if sum(not one.hidden for one in found.theme.share) < 2:
        return
    st.subheader(_("{theme} over time").format(theme=plain(name)), anchor=False)
    st.markdown(in_a_row(steps_sentence(found, stretch.grain), *drift_sentences(found, stretch.grain)))
    left, right = st.columns(2)
    for column, measure in ((left, "share"), (right, "sentiment")):
        with column:
            _chart(
                _What(scope, stretch.grain, theme_id, measure, language(), drawing.mode(), drawing.scale()),
                found,
                name,
                view,
            )
    st.caption(
        _(
            "Band: 95% confidence interval. A change is named where it is likely real against the period before, among "
            "all changes of both charts. Periods with fewer than {least} comments are left open."
        ).format(least=int(loaders.rules()["min_comments"]))
    )


def steps_sentence(found: Course, grain: str) -> str:
    """The changes beyond chance, newest first; else that there is none."""
    real = [(one, is_share) for figures_, is_share in ((found.theme.share, True), (found.theme.sentiment, False))
            for one in figures_ if one.step is not None and one.step.is_real]  # fmt: skip
    tested = sum(one.step is not None for one in (*found.theme.share, *found.theme.sentiment))
    if not tested:
        return _("No two periods in a row have enough comments to compare.")
    if not real:
        said = ngettext(
            "{n} change from one period to the next was tested; it could be chance.",
            "{n} changes from one period to the next were tested; each could be chance.",
            tested,
        )
        return said.format(n=tested)
    newest, is_share = max(real, key=lambda one: one[0].period)
    said = _step_words(newest, is_share).format(
        period=home_trends.title(newest.period.date(), grain),
        before=_figure_words(newest.step.other if newest.step else None, is_share=is_share),
        now=_figure_words(newest.value, is_share=is_share),
        n=figures.count(newest.n),
    )
    more = len(real) - 1
    if not more:
        return said
    rest = ngettext("{said} {n} more change is named below.", "{said} {n} more changes are named below.", more)
    return rest.format(said=said, n=more)


def drift_sentences(found: Course, grain: str) -> list[str]:
    """The slow changes beyond chance, of the share and of the sentiment."""
    said = (
        _("From {first} to {last} the share moves by {change} percentage points along the line through all periods "
          "(95% CI {low} to {high}; n = {n}): a slow change likely to be real."),
        _("From {first} to {last} the sentiment moves by {change} points along the line through all periods "
          "(95% CI {low} to {high}; n = {n}): a slow change likely to be real."),
    )  # fmt: skip
    return [
        text.format(
            first=home_trends.title(one.first.date(), grain), last=home_trends.title(one.last.date(), grain),
            change=figures.signed(factor * one.change, 0), low=figures.signed(factor * one.low, 0),
            high=figures.signed(factor * one.high, 0), n=figures.count(one.n),
        )
        for text, one, factor in zip(said, found.drifts, (100.0, 1.0), strict=True)
        if one is not None and one.is_real
    ]  # fmt: skip


def _step_words(one: PeriodFigure, is_share: bool) -> str:
    rises = one.step is not None and (one.step.change or 0.0) > 0
    if is_share and rises:
        return _("Newest change likely to be real: {period}, share up from {before} to {now} (n = {n}).")
    if is_share:
        return _("Newest change likely to be real: {period}, share down from {before} to {now} (n = {n}).")
    if rises:
        return _("Newest change likely to be real: {period}, sentiment up from {before} to {now} (n = {n}).")
    return _("Newest change likely to be real: {period}, sentiment down from {before} to {now} (n = {n}).")


def _figure_words(value: float | None, *, is_share: bool) -> str:
    return figures.share(value) if is_share else figures.signed(value, 0)


def _chart(what: _What, found: Course, name: str, view: View) -> None:
    title = _("Share of comments, %") if what.measure == "share" else _("Net sentiment, −100 to +100")
    points = found.theme.share if what.measure == "share" else found.theme.sentiment
    rows = period_rows(points, found, what.grain, is_share=what.measure == "share")
    if not home_trends.has_course(rows):
        st.caption(_("{figure}: too few comments for a trend.").format(figure=title))
        return
    last = next(one for one in reversed(points) if not one.hidden)
    said = _("{theme}: {figure}, last {value}, {period}").format(
        theme=name, figure=title, value=_figure_words(last.value, is_share=what.measure == "share"),
        period=view.period_text,
    )  # fmt: skip
    spec = loaders.made(loaders_voices.AREAS, what, lambda: drawing.specification(_made(rows, what, title)))
    drawing.draw(spec, key=f"voices_trend_{what.measure}|{what.language}", alt_text=said)


def _made(rows: pd.DataFrame, what: _What, title: str) -> Any:
    is_share = what.measure == "share"
    return score_trend(
        rows,
        labels=trend_labels(score=title, min_n=int(loaders.rules()["min_comments"])),
        mode=what.mode,
        value_range=(0.0, 100.0) if is_share else (-100.0, 100.0),
        signed=not is_share,
        scale=what.scale,
        height=HEIGHT if what.scale == "screen" else home_trends.PRESENT_HEIGHT,
        steps=step_rows(rows),
    )


def period_rows(points: tuple[PeriodFigure, ...], found: Course, grain: str, *, is_share: bool) -> pd.DataFrame:
    """Rows for `score_trend`, every period between the first and the last; a change that is real has its `step`."""
    factor, low_n = 100.0 if is_share else 1.0, int(loaders.rules()["min_n_low"])
    known: dict[date, dict[str, Any]] = {
        one.period.date(): {
            "value": _times(one.value, factor), "low": _times(one.low, factor), "high": _times(one.high, factor),
            "n": one.n, "hidden": one.hidden, "low_n": one.n < low_n,
        }
        for one in points
    }  # fmt: skip
    rows = home_trends.filled(known, grain)
    steps = {one.period.date(): _step(one, factor) for one in points}
    notes = {period.date(): _("question changed") for period in found.asked}
    if not is_share:
        notes = {period.date(): _read_by(engine) for period, engine in found.read} | notes
    days = home_trends.starts(known, grain)
    if grain == "month" and len(days) > YEARS_FROM:
        rows = rows.assign(label=[_month_of_year(day) for day in days])
    return rows.assign(
        step=pd.Series([steps.get(day) for day in days], dtype=float),
        tone=[_tone(steps.get(day), is_share) for day in days],
        break_before=[day in notes for day in days],
        break_text=[notes.get(day, "") for day in days],
    )


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else factor * value


def _month_of_year(day: date) -> str:
    """The month in one line, its year in the next."""
    month, year = periods.short_month(day).split("\n")[0], periods.short_month(day.replace(month=1)).split("\n")[-1]
    return f"{month}\n{year}"


def _step(one: PeriodFigure, factor: float) -> float | None:
    """The change from the period before, where it is beyond chance."""
    return _times(one.step.change, factor) if one.step is not None and one.step.is_real else None


def _read_by(engine: str) -> str:
    return _("from here read by {engine}").format(engine=engine_name(engine))


def _tone(step: float | None, is_share: bool) -> str:
    """More talk of a theme is neither good nor bad; better sentiment is good."""
    if step is None or is_share:
        return "ink"
    return "good" if step > 0 else "bad"


def step_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """The named changes of a chart."""
    placed = rows.assign(position=range(1, len(rows) + 1))
    named = placed[placed["step"].notna()]
    text = [f"{'▲' if step > 0 else '▼'} {figures.signed(step, 0)}" for step in named["step"]]
    return named[["position", "value", "tone"]].assign(text=text)
