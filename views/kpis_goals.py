"""The part "Goals and objectives": what the house wants, by which measure it shows, how likely it is to be reached."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from i18n import _, in_a_row, language, ngettext
from views import drawing, figures, frame, goal_words, goals_form, goals_open, loaders_goals, periods, present, state
from views.selecting import key_of
from views.view import View
from workflows.read_objectives import Objective

ORDER: Final = ("will_miss", "missed", "missed_unsure", "open", "cannot_tell", "no_value", "will_reach",
                "reached_unsure", "reached")  # fmt: skip
COURSE: Final = 24
ON_PHONE: Final = 380
ROW_ON_PHONE: Final = 66  # the table wraps its texts from 64 on


def draw(view: View) -> None:
    """The answer, the objectives with their outlook, the one that is open, and the way to state more."""
    goals = loaders_goals.goals(view.journey_id)
    found = sorted(
        loaders_goals.objectives(view.journey_id), key=lambda one: (ORDER.index(goal_words.state(one)), one.due_on)
    )
    if goals.empty:
        st.info(
            _("No business goal is stated yet. State one, then say by which measure it shows."), icon=":material/flag:"
        )
        if not state.is_on(state.PRESENT):
            goals_form.draw_goal(view, is_first=True)
        return
    if found and state.is_on(state.PRESENT):
        chosen = _chosen(found)
        with frame.tools():
            present.step([one.objective_id for one in found], chosen.objective_id, state.OBJECTIVE)
        goals_open.draw_presented(view, chosen)
        return
    st.markdown(answer(found, len(goals)))
    if state.is_on(state.PRESENT):
        return
    if found:
        chosen = _chosen(found)
        _list(view, goals, found, chosen)
        goals_open.draw(view, goals, chosen)
    goals_form.draw(view, goals)


def answer(found: list[Objective], n_goals: int) -> str:
    """How many objectives there are, and what is to be expected of them; only what there is of each."""
    codes = [goal_words.state(one) for one in found]
    goals = ngettext("{n} goal", "{n} goals", n_goals).format(n=n_goals)
    n = {
        "good": sum(code in ("will_reach", "reached", "reached_unsure") for code in codes),
        "bad": sum(code in ("will_miss", "missed", "missed_unsure") for code in codes),
        "open": codes.count("open"),
        "unknown": codes.count("cannot_tell") + codes.count("no_value"),
    }
    said = {
        "good": ngettext(
            "**{n}** is reached or probably will be.", "**{n}** are reached or probably will be.", n["good"]
        ),
        "bad": ngettext("**{n}** is missed or probably will be.", "**{n}** are missed or probably will be.", n["bad"]),
        "open": ngettext("**{n}** may go either way.", "**{n}** may go either way.", n["open"]),
        "unknown": ngettext("Of **{n}** it cannot be told.", "Of **{n}** it cannot be told.", n["unknown"]),
    }  # fmt: skip
    first = ngettext("**{n} objective** under {goals}.", "**{n} objectives** under {goals}.", len(found))
    rest = [text.format(n=n[code]) for code, text in said.items() if n[code]]
    return in_a_row(first.format(n=len(found), goals=goals), *rest)


def _chosen(found: list[Objective]) -> Objective:
    """The objective of the link, else the one that stands worst."""
    wanted = state.get(state.OBJECTIVE)
    one = next((one for one in found if one.objective_id == wanted), None)
    if one is None:
        if wanted:
            state.refuse(state.OBJECTIVE, wanted)
        one = found[0]
    state.show(state.OBJECTIVE, one.objective_id)
    return one


def _list(view: View, goals: pd.DataFrame, found: list[Objective], chosen: Objective) -> None:
    """One row per objective; a click opens it."""
    ids = [one.objective_id for one in found]
    names = {str(row["goal_id"]): goal_words.goal_name(row) for row in goals.to_dict("records")}

    def own(event: object) -> str | None:
        rows = event.selection.rows if event is not None else []  # type: ignore[attr-defined]
        return ids[rows[0]] if rows and rows[0] < len(ids) else None

    key = key_of(f"goals_list_{language()}_{len(ids)}", chosen.objective_id, own)

    def picked() -> None:
        code = own(st.session_state.get(key))
        if code:
            state.put(state.OBJECTIVE, code)

    text = st.column_config.TextColumn
    st.dataframe(
        pd.DataFrame(_row(view, one, names, is_open=one is chosen) for one in found),
        key=key,
        hide_index=True,
        height=ON_PHONE if drawing.is_phone() else min(400, 38 + 35 * len(found)),
        row_height=ROW_ON_PHONE if drawing.is_phone() else None,
        column_order=order(is_phone=drawing.is_phone()),
        on_select=picked,
        selection_mode="single-row",
        column_config={
            "mark": text(
                "", width=34, help=_("▲ reached or probable, ▼ missed or probably missed, ◆ may go either way.")
            ),
            "measure": text(_("Measured by"), width=124 if drawing.is_phone() else 220),
            "figure": text(_("Now (95% CI), n"), width=162),
            "state": text(_("Outlook"), width=178),
            "chance": text(_("Probability"), width=85, help=_("Of reaching the target in the period of the due date.")),
            "now": text(_("Now"), width=80),
            "interval": text(_("95% CI"), width=140),
            "n": text(_("n"), width=52),
            "target": text(_("Target"), width=80),
            "long_term": text(_("Long-term target"), width=110, help=_("The target that the measure has on Measures.")),
            "baseline": text(_("Baseline"), width=80),
            "course": st.column_config.LineChartColumn(_("Course"), width=90, color="green"),
            "due": text(_("Due"), width=110),
            "goal": text(_("Goal"), width=200),
            "owner": text(_("Owner"), width=120),
            "published": text(_("Published"), width=110),
            "agreed": text(_("Agreed"), width=70),
        },
        alt=_("Every objective with its measure, outlook, target, due date and owner"),
    )
    names_of = {one.objective_id: goal_words.measured(one, view.journey_id) for one in found}
    if len(found) > 1:
        state.bound(
            st.selectbox, _("Objective to open"), ids, state.OBJECTIVE, fallback=chosen.objective_id, width=420,
            format_func=lambda code: names_of[code],
        )  # fmt: skip


def order(*, is_phone: bool) -> list[str]:
    """The columns in the order shown; a phone holds the first three, so value, interval and n share one."""
    rest = ["long_term", "baseline", "course", "goal", "owner", "published", "agreed"]
    if is_phone:
        return ["mark", "measure", "figure", "target", "chance", "due", "state", *rest]
    return ["measure", "state", "chance", "now", "interval", "n", "target", "due", *rest]


def _row(view: View, one: Objective, goals: dict[str, str], *, is_open: bool) -> dict[str, object]:
    now = goal_words.last(one)
    return {
        "mark": goal_words.mark(goal_words.state(one)),
        "figure": goal_words.brief_figure(one),
        "interval": figures.NONE if now is None else goal_words.span(one, now["low"], now["high"]),
        "n": figures.NONE if now is None or pd.isna(now["n"]) else figures.count(float(now["n"])),
        "measure": ("▸ " if is_open else "") + goal_words.measured(one, view.journey_id),
        "state": goal_words.state_words(goal_words.state(one)),
        "chance": goal_words.probability(one),
        "now": goal_words.value(one, None if now is None else float(now["value"])),
        "target": goal_words.value(one, one.target),
        "long_term": goal_words.long_term(one),
        "baseline": goal_words.value(one, one.baseline),
        "course": one.course["value"].dropna().tail(COURSE).tolist(),
        "due": periods.day_label(one.due_on),
        "goal": goals.get(one.goal_id, one.goal_id),
        "owner": one.owner or figures.NONE,
        "published": periods.day_label(one.published_on) if one.published_on else _("draft"),
        "agreed": figures.count(len(one.agreed_by)),
    }
