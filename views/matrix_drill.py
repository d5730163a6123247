"""Behind a cell: its scatter, what customers say there, and the cases with the lowest scores."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.links.model import LinkCell
from data.queries.linked_measures import LinkMeasure
from i18n import _, language, ngettext
from views import (
    control_export,
    drawing,
    figures,
    loaders,
    loaders_matrix,
    loaders_scores,
    loaders_stream,
    matrix_picture,
    matrix_words,
    state,
)
from views.escape import plain, unmarked
from views.matrix_choice import Shown
from views.view import View
from views.voice_list import draw_voices
from views.voices_shown import least

MOST = 200


def draw(view: View, shown: Shown, cell: LinkCell) -> None:
    """Heading, sentence, scatter, the two cards."""
    reading = shown.reading
    name = matrix_words.target_name(reading, cell.touchpoint)
    measure = matrix_words.measure_of(reading, cell.measure)
    st.header(
        _("{touchpoint} × {measure}").format(touchpoint=plain(name), measure=plain(matrix_words.name_of(measure))),
        anchor=False,
    )
    with st.container(border=True):
        _scatter_card(view, shown, cell)
    customer, process = st.columns(2)
    with customer.container(border=True, height="stretch"):
        hit = _hit(view, shown, cell)
        draw_customer(view, cell.touchpoint, hit, "" if hit is None else side_words(measure, cell.effect or 0.0))
    with process.container(border=True, height="stretch"):
        _process(view, shown, cell)


def _scatter_card(view: View, shown: Shown, cell: LinkCell) -> None:
    reading = shown.reading
    told = matrix_words.finding(
        cell, matrix_words.measure_of(reading, cell.measure), matrix_words.target_name(reading, cell.touchpoint)
    )
    alt = unmarked(told)
    with st.container(horizontal=True, vertical_alignment="center"):
        form = state.bound(
            st.segmented_control, _("Answers"), ("answers", "adjusted"), state.LINK_FORM, required=True,
            label_visibility="collapsed",
            format_func=lambda code: _("As answered") if code == "answers" else _("Adjusted"),
        )  # fmt: skip
        st.space("stretch")
        found = loaders_matrix.pair(view.scope, cell.touchpoint, cell.measure)
        control_export.forms(
            "link_scatter", f"{view.journey_id}-link",
            lambda: matrix_picture.scatter(shown, cell, found, is_adjusted=form == "adjusted", alt=alt, mode="light",
                                           scale="export"),
            lambda: answers(view, shown, cell),
        )  # fmt: skip
    st.markdown(told)
    scatter(view, shown, cell, is_adjusted=form == "adjusted", alt=alt)
    st.caption(how_to_read(is_adjusted=form == "adjusted"))


def scatter(view: View, shown: Shown, cell: LinkCell, *, is_adjusted: bool, alt: str) -> None:
    """The chart of one cell, built once per view."""
    found = loaders_matrix.pair(view.scope, cell.touchpoint, cell.measure)
    mode, scale = drawing.mode(), drawing.scale()
    what = ("link scatter", view.scope, cell.touchpoint, cell.measure, is_adjusted, language(), mode, scale)
    spec = loaders.made(loaders_matrix.AREAS, what, lambda: drawing.specification(
        matrix_picture.scatter(shown, cell, found, is_adjusted=is_adjusted, alt=alt, mode=mode, scale=scale)
    ))  # fmt: skip
    drawing.draw(spec, key=f"link_scatter|{language()}", alt_text=alt)


def how_to_read(*, is_adjusted: bool) -> str:
    """What circles, points and line are."""
    if is_adjusted:
        return _(
            "Answers after the level of their group is taken out (partial residuals); grey circles: their number by "
            "area. Points: means with 95% intervals, hollow below 30 answers. Line and band: the adjusted effect."
        )
    return _(
        "Grey circles: answers, their number by area. Points: means with 95% intervals, hollow below 30 answers. Line "
        "and band: the adjusted effect, which compares within the groups only, so the means may lie beside it."
    )


def answers(view: View, shown: Shown, cell: LinkCell) -> pd.DataFrame:
    """The answers behind a cell under the titles and in the words of the screen, the lowest score first."""
    told = loaders_matrix.rows(view.scope, cell.touchpoint, cell.measure)
    known = told["value"].round(3)
    if matrix_words.measure_of(shown.reading, cell.measure).unit == "yes_no":
        known = told["value"].map({1.0: _("late"), 0.0: _("in time")})
    return pd.DataFrame(
        {
            _("Instance"): told["case_key"].fillna(told["case_id"]),
            _("Score (0–100)"): told["score"],
            _("Measure"): known,
            _("Day"): told["day"],
            _("Customer"): told["account"].fillna(""),
        }
    )


def _hit(view: View, shown: Shown, cell: LinkCell) -> pd.DataFrame | None:
    """Comments of the answers on the side that scores lower; None where they or the others are too few to be told."""
    rows = loaders_matrix.rows(view.scope, cell.touchpoint, cell.measure)
    middle = 0.5 if matrix_words.measure_of(shown.reading, cell.measure).unit == "yes_no" else rows["value"].median()
    is_high = rows["value"] > middle
    hit, others = (
        loaders_matrix.comments(view.scope, cell.touchpoint, tuple(sorted(set(rows.loc[side, "response_no"]))))
        for side in ((is_high, ~is_high) if (cell.effect or 0.0) < 0 else (~is_high, is_high))
    )
    return hit if min(_n_own(hit), _n_own(others)) >= least() else None


def _n_own(comments: pd.DataFrame) -> int:
    """Comments about the touchpoint itself."""
    return int(comments.loc[comments["is_own"], "n_same"].sum())


def side_words(measure: LinkMeasure, effect: float) -> str:
    """Whose comments are read: the side of the measure that scores lower."""
    facts = {"measure": plain(matrix_words.name_of(measure))}
    if measure.unit == "yes_no":
        return _("Comments after a late delivery.") if effect < 0 else _("Comments after a delivery in time.")
    if effect < 0:
        return _("Comments where “{measure}” was above its median.").format(**facts)
    return _("Comments where “{measure}” was at or below its median.").format(**facts)


def draw_customer(view: View, touchpoint: str, comments: pd.DataFrame | None = None, whose: str = "") -> None:
    """What is said about the touchpoint, with the way to the journey; `comments`: these only, `whose` says which."""
    points = {point.touchpoint_id: point for point in loaders_scores.journey_curve(view.scope).points}
    point = points.get(touchpoint)
    if point is None or point.n == 0:
        st.subheader(_("What customers say"), anchor=False)
        st.info(_("Nobody answered about this touchpoint in this period."))
        return
    draw_voices(view, point, comments, whose)
    draw_link("pages/journey/journey.py", _("This touchpoint on the journey map"), view,
          {state.TOUCHPOINT: touchpoint})  # fmt: skip


def _process(view: View, shown: Shown, cell: LinkCell) -> None:
    """The cases with the lowest scores; a chosen row shows the case step by step."""
    st.subheader(_("The instances with the lowest scores"), anchor=False)
    rows = loaders_matrix.rows(view.scope, cell.touchpoint, cell.measure)
    measure = matrix_words.measure_of(shown.reading, cell.measure)
    said = ngettext("{n} answer with a known “{measure}”, the lowest score first",
                    "{n} answers with a known “{measure}”, the lowest score first", len(rows))  # fmt: skip
    st.caption(said.format(n=figures.count(len(rows)), measure=plain(matrix_words.name_of(measure))))
    told = answers(view, shown, cell).head(MOST)
    event = st.dataframe(
        told, hide_index=True, height=300, on_select="rerun", selection_mode="single-row",
        key=f"link_cases_{cell.touchpoint}_{cell.measure}|{language()}",
        column_config={_("Day"): st.column_config.DateColumn(),
                       _("Score (0–100)"): st.column_config.NumberColumn(format="%.0f"),
                       _("Measure"): st.column_config.Column(help=matrix_words.axis_name(measure))},
    )  # fmt: skip
    picked = event["selection"]["rows"]
    if len(rows) > MOST:
        st.caption(_("The first {n} are listed; the export has all.").format(n=MOST))
    if picked:
        _steps(rows.iloc[int(picked[0])])
    else:
        st.caption(_("Choose a row to see this instance step by step."))
    draw_link("pages/process/stream.py", _("The value stream"), view, {})


def _steps(row: pd.Series) -> None:
    """One case step by step, each with the wait before it."""
    steps = loaders_stream.case_steps(str(row["case_id"]))
    st.markdown(_("**{name}** step by step").format(name=plain(str(row["case_key"]))))
    st.dataframe(
        pd.DataFrame(
            {
                _("Step"): steps["activity"],
                _("Began"): steps["began_at"],
                _("Waited"): [figures.unit_value(seconds / 3600, "hours") for seconds in steps["wait_s"]],
                _("By"): steps["resource"].fillna(""),
            }
        ),
        hide_index=True, height=245, key=f"link_steps_{row['case_id']}|{language()}",
    )  # fmt: skip


def draw_link(page: str, label: str, view: View, codes: dict[str, str]) -> None:
    """The way to another page with the journey and what is chosen here."""
    st.page_link(page, label=label, icon=":material/arrow_forward:",
                 query_params={state.JOURNEY: view.journey_id, state.LANGUAGE: language(), **codes})  # fmt: skip
