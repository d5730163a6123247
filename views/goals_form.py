"""Forms for goals and objectives; nothing is saved before the button."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pandas as pd
import streamlit as st

from i18n import _, language
from views import figures, goal_words, kpi_words, loaders, loaders_goals, loaders_kpis, state
from views.attempts import attempt
from views.escape import plain
from views.view import View
from workflows.edit_goals import add_goal, add_objective, change_objective, retire_goal
from workflows.read_kpis import Measure
from workflows.read_objectives import Objective

HALF_YEAR: Final = timedelta(days=183)
LAST: Final = 12
POINT: Final = "touchpoint:"


def draw(view: View, goals: pd.DataFrame) -> None:
    """One more objective, one more goal."""
    _objective_form(view, goals)
    draw_goal(view, is_first=False)
    with st.expander(_("Goals so far"), icon=":material/flag:"):
        for row in goals.to_dict("records"):
            with st.container(horizontal=True, vertical_alignment="center"):
                owner = figures.text_or_none(row["owner"])
                name = plain(goal_words.goal_name(row), limit=200)
                said = _("{goal} (owner: {owner})").format(goal=name, owner=plain(owner)) if owner else name
                st.markdown(said, width="stretch")
                st.button(
                    _("Take off the page"), key=f"goal_off_{row['goal_id']}|{language()}", type="tertiary",
                    on_click=_retire, args=(str(row["goal_id"]),),
                )  # fmt: skip


def _retire(goal_id: str) -> None:
    done = _("The goal and its objectives are off the page.")
    attempt(lambda: retire_goal(loaders.store(), goal_id, at=datetime.now(UTC)), done)


def draw_goal(view: View, *, is_first: bool) -> None:
    """State a goal."""
    key = f"goal_new|{language()}"
    with (
        st.expander(_("State a business goal"), icon=":material/add:", expanded=is_first),
        st.form(f"form_{key}", border=False, clear_on_submit=True),
    ):
        name, owner = st.columns([3, 1])
        name.text_input(
            _("Goal"),
            max_chars=300,
            key=f"name_{key}",
            placeholder=_("e.g. Customers renew because deliveries are on time"),
        )
        owner.text_input(_("Owner"), max_chars=100, key=f"owner_{key}")
        st.form_submit_button(_("State the goal"), on_click=_add_goal, args=(view.journey_id, key),
                              type="primary" if is_first else "secondary")  # fmt: skip


def _add_goal(journey_id: str, key: str) -> None:
    told = st.session_state
    attempt(
        lambda: add_goal(
            loaders.store(), journey_id, told[f"name_{key}"], owner=told[f"owner_{key}"], at=datetime.now(UTC)
        ),
        _("The goal is stated. Now say by which measure it shows."),
    )


def _options(view: View) -> dict[str, str]:
    """Code -> name of everything an objective can be measured by: measures with values, cases, then touchpoints."""
    found = {
        f"kpi:{one.kpi_id}": kpi_words.name(one) for one in loaders_kpis.measures(view.journey_id) if len(one.values)
    }
    shown = _("{touchpoint}, experience score")
    points = loaders.names(view.journey_id, language())
    taken = {f"case:{one.kpi_id}": goal_words.case_name(one.kpi_id) for one in loaders_goals.cases(view.journey_id)}
    return found | taken | {f"{POINT}{code}": shown.format(touchpoint=name) for code, name in points.items()}


def _objective_form(view: View, goals: pd.DataFrame) -> None:
    """What is measured is chosen first: unit, baseline and direction follow it."""
    options = _options(view)
    key = f"objective_new|{language()}"
    with st.expander(
        _("Add an objective"), icon=":material/add:", expanded=not loaders_goals.objectives(view.journey_id)
    ):
        code = str(st.selectbox(_("Measured by"), list(options), format_func=options.__getitem__, key=f"of_{key}"))
        kind, _sep, measure_id = code.partition(":")
        measure = loaders_goals.measure_of(view.journey_id, kind, measure_id)
        usual = usual_level(view, kind, measure_id)
        with st.form(f"form_{key}_{code}", border=False):
            names = {str(row["goal_id"]): goal_words.goal_name(row) for row in goals.to_dict("records")}
            st.selectbox(_("Goal"), list(names), format_func=names.__getitem__, key=f"goal_{key}")
            _fields(f"{key}_{code}", measure, usual, None, datetime.now(UTC).date() + HALF_YEAR, "")
            st.form_submit_button(
                _("Add the objective"),
                type="primary",
                on_click=_add,
                args=(view.journey_id, kind, measure_id, key, code),
            )


def usual_level(view: View, kind: str, measure_id: str) -> float | None:
    """The mean of the last twelve periods, proposed as the baseline."""
    values = loaders_goals.course(view.journey_id, kind, measure_id)["value"].dropna().tail(LAST)
    return float(values.mean()) if len(values) else None


def _times(measure: Measure | None) -> float:
    return 100.0 if measure is not None and measure.unit == "share" else 1.0


def _fields(
    base: str, measure: Measure | None, baseline: float | None, target: float | None, due: date, owner: str
) -> None:
    """Baseline, target, due date, owner, and who states it."""
    times = _times(measure)
    unit = figures.unit_name(measure.unit) if measure else _("points (0–100)")
    direction = kpi_words.direction(measure.direction if measure else "up")
    st.caption(_("{direction}. The baseline proposed is the mean of the last {n} periods.").format(
        direction=direction, n=LAST))  # fmt: skip
    left, middle, right = st.columns(3)
    left.number_input(
        _("Baseline ({unit})").format(unit=unit), value=None if baseline is None else round(baseline * times, 2),
        step=None, format="%g", key=f"baseline_{base}",
    )  # fmt: skip
    middle.number_input(
        _("Target ({unit})").format(unit=unit), value=None if target is None else round(target * times, 6), step=None,
        format="%g", key=f"target_{base}",
    )  # fmt: skip
    right.date_input(_("Due date"), due, key=f"due_{base}", format="YYYY-MM-DD")
    who, by = st.columns(2)
    who.text_input(_("Owner"), owner, max_chars=100, key=f"owner_{base}")
    by.text_input(_("Who states it"), max_chars=100, key=f"by_{base}")


def _read(base: str, times: float) -> dict[str, Any]:
    told = st.session_state
    found: dict[str, Any] = {
        name: None if told[f"{name}_{base}"] is None else round(told[f"{name}_{base}"] / times, 8)
        for name in ("baseline", "target")
    }
    return found | {"due_on": told[f"due_{base}"], "owner": told[f"owner_{base}"]}


def _add(journey_id: str, kind: str, measure_id: str, key: str, code: str) -> None:
    measure = loaders_goals.measure_of(journey_id, kind, measure_id)
    base = f"{key}_{code}"
    at = datetime.now(UTC)
    fields = _read(base, _times(measure)) | {"measure_kind": kind, "measure_id": measure_id, "baseline_on": at.date()}
    _attempt_new(
        journey_id, str(st.session_state[f"goal_{key}"]), fields, measure, str(st.session_state[f"by_{base}"]), at
    )


def _attempt_new(
    journey_id: str, goal_id: str, fields: Mapping[str, Any], measure: Measure | None, by: str, at: datetime
) -> None:
    def add() -> None:
        direction = measure.direction if measure else "up"
        found = add_objective(loaders.store(), journey_id, goal_id, fields, direction=direction, by=by, at=at)
        state.put(state.OBJECTIVE, found)

    attempt(add, _("The objective is stated. Publish it, so that people can agree to it."))


def draw_change(view: View, objective: Objective) -> None:
    """Change target, baseline, due date or owner."""
    steps = len(loaders_goals.history(objective.objective_id))
    base = f"{objective.objective_id}_{steps}|{language()}"
    with st.expander(_("Change the objective"), icon=":material/edit:"), st.form(f"form_{base}", border=False):
        if objective.agreed_by:
            st.caption(
                _("Who agreed, agreed to what it says now: another target, baseline or date is to be agreed anew.")
            )
        _fields(base, objective.measure, objective.baseline, objective.target, objective.due_on, objective.owner or "")
        st.form_submit_button(_("Save"), on_click=_change, args=(view.journey_id, objective, base))


def _change(journey_id: str, objective: Objective, base: str) -> None:
    fields = _read(base, _times(objective.measure))
    if abs(fields["baseline"] - objective.baseline) < 1e-4 if fields["baseline"] is not None else False:
        fields["baseline"] = objective.baseline  # shown rounded
    by = str(st.session_state[f"by_{base}"])
    attempt(
        lambda: change_objective(
            loaders.store(), journey_id, objective.objective_id, fields, direction=objective.direction, by=by,
            at=datetime.now(UTC),
        ),
        _("Saved."),
    )  # fmt: skip
