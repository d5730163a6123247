"""The dual board: customer at the left, process at the right, row by row over the same periods."""

from __future__ import annotations

import streamlit as st

from i18n import _, ngettext
from views import drawing, figures, home_explain, home_stock, home_trends, loaders, loaders_scores
from views.cards import arrow, score_change_words
from views.escape import plain
from views.kpi_list import KpiLine, kpi_lines
from views.outcome_scores import OutcomeScore, interval_text, kind_name, value_text
from views.view import View

ROWS = 3
PROCESS = ("on_time_delivery_rate", "requirements_stability_index", "defect_escape_rate")


def customer_measures(view: View) -> list[OutcomeScore]:
    """NPS, effort, satisfaction: of each kind the question with most answers; relationship NPS before transactional."""
    shown = [score for score in loaders_scores.outcomes(view.scope) if not score.hidden]
    chosen = []
    for kind in ("nps", "ces", "csat", "mean"):
        ranked = sorted(
            (score for score in shown if score.kind == kind),
            key=lambda score: (score.nps is None or score.nps.kind != "relationship", -score.n),
        )
        chosen += ranked[:1]
    return chosen[:ROWS]


def process_measures(view: View) -> list[KpiLine]:
    """On-time delivery, requirement stability, defect escape; where a journey has others, its first ones."""
    known = [str(kpi_id) for kpi_id in loaders.kpi_definitions(view.journey_id)["kpi_id"]]
    wanted = [kpi_id for name in PROCESS for kpi_id in known if kpi_id.endswith(name)]
    chosen = (wanted or known)[:ROWS]
    return [line for line in kpi_lines(view, tuple(chosen)) if line.values]


def draw_board(view: View) -> None:
    """Customer and process cards side by side, row by row."""
    customers, processes = customer_measures(view), process_measures(view)
    left, right = st.columns(2)
    left.header(_(":violet[●] Customers"), anchor=False)
    right.header(_(":green[■] Process"), anchor=False)
    for number in range(max(len(customers), len(processes), 1)):
        left, right = st.columns(2)
        if number < len(customers):
            with left.container(border=True, height="stretch"):
                draw_customer_card(view, customers[number])
        if number < len(processes):
            with right.container(border=True, height="stretch"):
                draw_process_card(view, processes[number])
        if number == 0 and not customers:
            left.info(_("No overall question has enough answers in {period}.").format(period=view.period_text))
        if number == 0 and not processes:
            with right:
                home_stock.draw(view)


def draw_customer_card(view: View, score: OutcomeScore) -> None:
    """A customer measure: the figure with its change, and its course."""
    change = loaders_scores.outcome_changes(view.scope, view.before).get(score.question_id) if view.before else None
    delta, tone = score_change_words(change, score)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{kind_name(score)}**", help=plain(score.label), width="stretch")
        home_explain.explain_score(view, score)
    figure, line = st.columns([2, 3], vertical_alignment="center")
    with figure:
        st.metric(
            kind_name(score),
            value_text(score),
            delta=delta,
            delta_color=tone,
            delta_arrow=arrow(delta, tone),
            label_visibility="collapsed",
        )
        st.caption(_("{interval}; n = {n}").format(interval=interval_text(score), n=figures.count(score.n)))
    trend = home_trends.score_trend_of(view, score)
    with line:
        if not home_trends.has_course(home_trends.score_rows(trend)):
            st.caption(_("No trend: the answers have no dates, or all lie in one period."))
            return
        spec = home_trends.score_specification(trend)
        drawing.draw(spec, key=f"trend_{score.kind}", alt_text=trend_alt(kind_name(score), value_text(score), view))


def trend_alt(name: str, value: str, view: View) -> str:
    return _("{name} over time: {value} in {period}").format(name=name, value=value, period=view.period_text)


def draw_process_card(view: View, line: KpiLine) -> None:
    """A process measure: the figure beside the one before, and its course with the target."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(line.name)}**", help=_formula(view, line), width="stretch")
        home_explain.explain_kpi(view, line)
    figure, drawn = st.columns([2, 3], vertical_alignment="center")
    with figure:
        st.metric(
            plain(line.name),
            figures.unit_value(line.now, line.unit),
            delta=against(view, line),
            delta_color="gray",
            delta_arrow="off",
            label_visibility="collapsed",
        )
        st.caption(basis(line))
    with drawn:
        spec = home_trends.kpi_specification(home_trends.kpi_trend_of(view, line))
        value = figures.unit_value(line.now, line.unit)
        drawing.draw(spec, key=f"trend_{line.kpi_id}", alt_text=trend_alt(line.name, value, view))


def against(view: View, line: KpiLine) -> str:
    """The figure compared with, in words: a KPI has no interval here, so no verdict either."""
    if view.comparison == "target" and line.target is not None and line.now is not None:
        met = line.now <= line.target if line.direction == "down" else line.now >= line.target
        said = _("target met: {value}") if met else _("target missed: {value}")
        return said.format(value=figures.unit_value(line.target, line.unit))
    if line.before is None:
        return _("no comparison")
    return _("before: {value}").format(value=figures.unit_value(line.before, line.unit))


def _formula(view: View, line: KpiLine) -> str | None:
    said = home_explain.kpi_formula(view.journey_id, line.kpi_id)
    return plain(said) if said else None


def basis(line: KpiLine) -> str:
    n = ngettext("{n} period", "{n} periods", len(line.values)).format(n=len(line.values))
    if line.target is None:
        return n
    said = _("target at most {value}; {n}") if line.direction == "down" else _("target at least {value}; {n}")
    return said.format(value=figures.unit_value(line.target, line.unit), n=n)
