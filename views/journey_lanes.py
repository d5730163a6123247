"""The lanes of the map under the curve: what stands behind each touchpoint, how good the evidence is, how fresh."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.curve import EmotionCurve, TouchpointScore
from analytics.influence import Influence
from i18n import _, language, ngettext, pick
from views import drawing, figures, late_sources, loaders, loaders_recipes, loaders_scores, map_words, periods, state
from views.escape import plain
from views.kpi_list import KpiLine, kpi_lines
from views.view import View

FRESH_DAYS = 183
ENOUGH = 30
MOST_COLUMNS = 6


@dataclass(frozen=True)
class Behind:
    """All that the lanes of one view are drawn from."""

    view: View
    points: dict[str, TouchpointScore]
    weights: dict[str, Influence]
    voices: dict[str, int]
    kpis: dict[str, list[KpiLine]]
    questions: pd.DataFrame
    competitors: pd.DataFrame
    rates: dict[str, float]
    last_kpi: date | None


def draw_lanes(view: View, curve: EmotionCurve, selected: str) -> None:
    """One column per touchpoint of a stage, one row per lane."""
    touchpoints = loaders.touchpoints(view.journey_id)
    stages = loaders.stage_names(view.journey_id, language())
    stage_id = _stage_choice(stages, touchpoints, selected)
    what = ("lanes", view.scope, view.before_span, view.last, stage_id, language(), loaders_recipes.today())
    areas = ("feedback", "journey", "process", "setting", "voices")
    table = loaders.made(areas, what, lambda: _lane_table(view, curve, touchpoints, stage_id))
    for part in _readable_parts(table):
        st.table(part)
    if table.columns.empty:
        st.info(_("This stage has no touchpoints yet."))
    st.caption(grade_legend())


def _readable_parts(table: pd.DataFrame) -> list[pd.DataFrame]:
    """The touchpoints of a long stage in tables of equal width, one below the other; on a phone one by one."""
    n = len(table.columns)
    n_parts = math.ceil(n / (1 if drawing.is_phone() else MOST_COLUMNS))
    width = math.ceil(n / n_parts) if n_parts else 1
    return [table.iloc[:, start : start + width] for start in range(0, n, width)]


def _lane_table(view: View, curve: EmotionCurve, touchpoints: pd.DataFrame, stage_id: str) -> pd.DataFrame:
    """One column per touchpoint of the stage, one row per lane; Markdown."""
    mine = touchpoints[touchpoints["stage_id"] == stage_id]
    behind = gather(view, curve, tuple(str(name) for name in mine["touchpoint_id"]))
    stale = loaders_recipes.stale(view.journey_id)
    columns: dict[str, list[str]] = {}
    for row in mine.to_dict("records"):
        name = heading(row) + late_sources.mark(str(row["touchpoint_id"]), stale)
        columns[name + "\u200b" * sum(name == other.rstrip("\u200b") for other in columns)] = cells(row, behind)
    return pd.DataFrame(columns, index=list(lane_names()))


def _stage_choice(stages: dict[str, str], touchpoints: pd.DataFrame, selected: str) -> str:
    own = touchpoints[touchpoints["touchpoint_id"] == selected]["stage_id"]
    fallback = str(own.iloc[0]) if len(own) else next(iter(stages), "")
    wanted = state.get(state.SELECTION)
    if wanted and wanted not in stages:
        state.refuse(state.SELECTION, wanted)
    return state.bound(
        st.segmented_control,
        _("Stage"),
        list(stages),
        state.SELECTION,
        format_func=lambda code: stages[code],
        fallback=fallback,
        required=True,
        label_visibility="collapsed",
    )


def gather(view: View, curve: EmotionCurve, ids: tuple[str, ...]) -> Behind:
    """Load what the lanes of these touchpoints need."""
    linked = loaders.touchpoint_kpis(view.journey_id)
    linked = linked[linked["touchpoint_id"].isin(ids)]
    lines = {line.kpi_id: line for line in kpi_lines(view, tuple(sorted(set(linked["kpi_id"].astype(str)))))}
    behind: dict[str, list[KpiLine]] = {}
    for row in linked.itertuples(index=False):
        if str(row.kpi_id) in lines:
            behind.setdefault(str(row.touchpoint_id), []).append(lines[str(row.kpi_id)])
    counts = loaders_scores.scoped("comment_counts", view.scope)
    rates = loaders_scores.scoped("response_rates", view.scope)
    return Behind(
        view=view,
        points={point.touchpoint_id: point for point in curve.points},
        weights=loaders_scores.influence(view.scope),
        voices=dict(zip(counts["touchpoint_id"].astype(str), counts["n"].astype(int), strict=True)),
        kpis=behind,
        questions=loaders.measured_by(view.journey_id),
        competitors=loaders.competitors(view.journey_id),
        rates={
            str(row["survey_id"]): float(row["n_responses"]) / float(row["n_delivered"])
            for row in rates.to_dict("records")
        },
        last_kpi=view.last,
    )


def heading(row: dict[Any, Any]) -> str:
    """The name over a column, with what it is."""
    name = plain(pick(figures.text_or_none(row["name_en"]), figures.text_or_none(row["name_zh"])))
    if row["kind"] == "white_space":
        return _("{name} (white space)").format(name=name)
    return _("◆ {name}").format(name=name) if row["mot_claimed"] else name


def lane_names() -> tuple[str, ...]:
    """The lanes in order."""
    return (
        _("Experience score"),
        _("Expectation floor"),
        _("Industry benchmark"),
        _("Competitors"),
        _("Influence weight"),
        _("Barriers"),
        _("Channel"),
        _("Owner"),
        _("Voices"),
        _("Process KPIs"),
        _("Measured by"),
    )


def cells(row: dict[Any, Any], behind: Behind) -> list[str]:
    """The cells of one touchpoint, in the order of the lanes; an empty cell says nothing."""
    touchpoint_id = str(row["touchpoint_id"])
    return [
        _score(behind.points.get(touchpoint_id), behind),
        _level(row, "floor", behind.points.get(touchpoint_id)),
        _level(row, "benchmark", behind.points.get(touchpoint_id)),
        _competitors(touchpoint_id, behind),
        _weight(behind.weights.get(touchpoint_id), behind),
        _barriers(map_words.texts(row["barriers"])),
        _joined(
            plain(map_words.channel(figures.text_or_none(row["channel"]))),
            map_words.directness(figures.text_or_none(row["directness"])),
        ),
        plain(map_words.half(row["owner"])),
        _voices(behind.voices.get(touchpoint_id, 0), behind),
        _kpis(behind.kpis.get(touchpoint_id, []), behind),
        _measured(row, behind),
    ]


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _lines(parts: list[str], note: str = "") -> str:
    kept = [part for part in parts if part]
    return "  \n".join([*kept, note] if note else kept)


def _barriers(told: list[str]) -> str:
    return _lines([plain(text) for text in told], _stated()) if told else ""


# cells -------------------------------------------------------------------------------------------
def _score(point: TouchpointScore | None, behind: Behind) -> str:
    if point is None or point.n == 0:
        return ""
    if point.hidden or point.mean is None:
        return _("hidden, n = {n}").format(n=point.n)
    text = f":orange[**▼ {figures.number(point.mean)}**]" if point.is_low_point else f"**{figures.number(point.mean)}**"
    n = _("n = {n}").format(n=figures.count(point.n))
    return _lines([_joined(text, figures.span(point.low, point.high)), _grade(point.n, behind.view.last, behind, n)])


def _level(row: dict[Any, Any], name: str, point: TouchpointScore | None) -> str:
    value = row[name]
    if value is None or value != value:
        return ""
    text = f"**{figures.number(float(value), 0)}**"
    if name == "floor" and point is not None and point.high is not None and point.high < float(value):
        text = _("{value} · missed").format(value=text)
    return _lines([text], _backed(row[f"{name}_source"], row[f"{name}_on"], row[f"{name}_n"]))


def _competitors(touchpoint_id: str, behind: Behind) -> str:
    mine = behind.competitors[behind.competitors["touchpoint_id"] == touchpoint_id]
    return _lines(
        [
            _lines([f"{plain(map_words.half(row['competitor']))} **{figures.number(row['score'], 0)}**"],
                   _backed(row["source"], row["as_of"], row["n"]))
            for row in mine.to_dict("records")
        ]
    )  # fmt: skip


def _backed(source: Any, on: Any, n: Any) -> str:
    """Where a stated level comes from: grade B with source, month and n, else a set value."""
    told = map_words.half(source)
    if not told:
        return _stated()
    when = periods.month_label(on.date()) if isinstance(on, pd.Timestamp) and not pd.isna(on) else ""
    size = _("n = {n}").format(n=figures.count(int(n))) if n is not None and n is not pd.NA and n == n else ""
    return f":gray[{_joined('B', plain(told), when, size)}]"


def _stated() -> str:
    words = _("set value")
    return f":gray[{_joined('C', words)}]"


def _weight(weight: Influence | None, behind: Behind) -> str:
    if weight is None:
        return ""
    ends = ""
    if weight.low is not None and weight.high is not None:
        ends = _("{low} to {high}").format(low=figures.share(weight.low), high=figures.share(weight.high))
    n = _("n = {n}").format(n=figures.count(weight.n))
    return _lines([_joined(f"**{figures.share(weight.share)}**", ends), _grade(weight.n, behind.view.last, behind, n)])


def _voices(n: int, behind: Behind) -> str:
    if n == 0:
        return ""
    said = ngettext("{n} comment", "{n} comments", n).format(n=figures.count(n))
    return _lines([said, _grade(n, behind.view.last, behind)])


def _kpis(lines: list[KpiLine], behind: Behind) -> str:
    known = [line for line in lines if line.values]
    parts = [f"{plain(line.name)} **{figures.unit_value(line.now, line.unit)}**" for line in known]
    periods_seen = max((len(line.values) for line in known), default=0)
    return _lines(parts, _grade(periods_seen * 10, behind.last_kpi, behind) if parts else "")


def _measured(row: dict[Any, Any], behind: Behind) -> str:
    mine = behind.questions[behind.questions["touchpoint_id"] == str(row["touchpoint_id"])]
    if mine.empty:
        return _unmeasured(row)
    asked = [plain(question_text(item), limit=90) for item in mine.head(2).to_dict("records")]
    how = _joined(plain(map_words.half(row["survey_trigger"])), plain(map_words.half(row["survey_rhythm"])))
    rates = [behind.rates[survey] for survey in mine["survey_id"].astype(str) if survey in behind.rates]
    rate = _("response rate {share}").format(share=figures.share(rates[0])) if rates else ""
    return _lines([*(f"“{text}”" for text in asked), f":gray[{_joined(how, rate)}]" if how or rate else ""])


def question_text(item: dict[Any, Any]) -> str:
    """A question as asked, or its translation."""
    from views.outcome_scores import labels

    return pick(*labels(item, str(item["question_id"])))


def _unmeasured(row: dict[Any, Any]) -> str:
    suggested = pick(
        figures.text_or_none(row["suggested_question_en"]), figures.text_or_none(row["suggested_question_zh"])
    )
    if not suggested:
        return _(":orange[not measured]")
    return _lines([_(":orange[not measured]"), _("Ask: “{question}”").format(question=plain(suggested))])


def _grade(n: int, last: date | None, behind: Behind, note: str = "") -> str:
    """A measured, enough and fresh; B measured, but few or older. The month is that of the newest data."""
    newest = behind.view.span.last if behind.view.span.last and last and behind.view.span.last < last else last
    fresh = newest is not None and behind.view.last is not None and (behind.view.last - newest).days <= FRESH_DAYS
    letter = "A" if n >= ENOUGH and fresh else "B"
    return f":gray[{_joined(letter, periods.month_label(newest) if newest else '', note)}]"


def grade_legend() -> str:
    """What the letters mean."""
    return _(
        "Evidence: A measured, at least {n} answers, newest data under half a year old · B measured elsewhere, by few "
        "or longer ago · C a set value without a source. Empty means nobody knows yet."
    ).format(n=ENOUGH)


# unmeasured --------------------------------------------------------------------------------------
def draw_unmeasured(view: View, curve: EmotionCurve) -> None:
    """Touchpoints nobody asks about, each with a question to ask."""
    what = ("unmeasured", view.scope, language())
    lines = loaders.made(("feedback", "journey", "setting"), what, lambda: _suggestions(view, curve))
    if lines:
        title = ngettext("{n} touchpoint is not measured", "{n} touchpoints are not measured", len(lines))
        st.header(title.format(n=len(lines)), anchor=False)
        st.markdown("\n".join(lines))


def _suggestions(view: View, curve: EmotionCurve) -> list[str]:
    """One Markdown line per touchpoint without an answer."""
    measured = {point.touchpoint_id for point in curve.points if point.n > 0}
    rows = loaders.touchpoints(view.journey_id).to_dict("records")
    return [_suggestion(row) for row in rows if str(row["touchpoint_id"]) not in measured]


def _suggestion(row: dict[Any, Any]) -> str:
    suggested = pick(
        figures.text_or_none(row["suggested_question_en"]), figures.text_or_none(row["suggested_question_zh"])
    )
    ask = _("ask: “{question}”").format(question=plain(suggested)) if suggested else _("no question suggested yet")
    return f"- **{heading(row)}** – {ask}"
