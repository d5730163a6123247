"""What a step is: the proposal, the decision of a person, and taking it back."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from analytics.process.value_class import Proposal
from analytics.process.value_stream import CLASSES, WAIT_OWNERS, WASTE_TYPES, StreamStep
from i18n import _
from views import attempts, loaders, loaders_stream, state
from views.escape import plain
from views.stream_words import class_name, decided, flow_name, wait_owner_name, waste_name
from views.view import View
from workflows.decide_step import decide_step, undo_decision

FLOWS = ("push", "pull")


def draw(view: View, step: StreamStep, proposal: Proposal) -> None:
    """The form in one row, and under it who decided last."""
    decision = step.decision
    with st.container(border=True, key="stream_decide"):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            key = f"{step.code}|{state.widget_key('decide')}"
            value = st.segmented_control(
                _("This step is"), CLASSES, default=decision.value_class, key=f"class_{key}", required=True,
                format_func=state.labelled(CLASSES, class_name),
            )  # fmt: skip
            waste = None
            if value == "waste":
                first = decision.waste_type or proposal.waste_type or "extra_processing"
                waste = st.selectbox(
                    _("Type of waste"), WASTE_TYPES, index=WASTE_TYPES.index(first), key=f"waste_{key}", width=200,
                    format_func=state.labelled(WASTE_TYPES, waste_name),
                )  # fmt: skip
            flow = st.segmented_control(
                _("Work comes by"), FLOWS, default=decision.flow, key=f"flow_{key}", required=True,
                format_func=state.labelled(FLOWS, flow_name),
            )  # fmt: skip
            owner = decision.wait_owner if decision.is_wait_decided else None
            if step.wait_median_hours is not None:
                owner = st.segmented_control(
                    _("The wait before it is"), WAIT_OWNERS, default=decision.wait_owner, key=f"owner_{key}",
                    required=True, format_func=state.labelled(WAIT_OWNERS, wait_owner_name),
                )  # fmt: skip
            by = st.text_input(_("Decided by"), key=f"by_{key}", width=180, max_chars=80, placeholder=_("your name"))
            st.button(
                _("Keep this decision"), type="primary", icon=":material/task_alt:", key=f"keep_{key}",
                on_click=_keep, args=(step, str(value), waste, str(flow), owner, by),
            )  # fmt: skip
        _said(view, step)


def _keep(step: StreamStep, value: str, waste: str | None, flow: str, owner: str | None, by: str) -> None:
    def write() -> None:
        decide_step(
            loaders.store(), step.source_id, step.activity, value_class=value, waste_type=waste, flow=flow,
            wait_owner=owner, at=datetime.now(UTC), by=by.strip(),
        )  # fmt: skip

    state.put(state.STEP, step.code)
    said = _("Kept: {step} is {name}.").format(step=plain(step.activity), name=class_name(value))
    attempts.attempt(write, said)


def _said(view: View, step: StreamStep) -> None:
    """Who decided and when; undo while there is something to take back."""
    made = loaders_stream.decisions(view.journey_id)
    own = made[(made["source_id"] == step.source_id) & (made["activity"] == step.activity)]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(decided(step.decision))
        if len(own):
            st.button(
                _("Undo"), type="tertiary", icon=":material/undo:", key=f"undo_{state.widget_key('decide')}",
                on_click=_undo, args=(int(own["decision_no"].iloc[0]),),
            )  # fmt: skip


def _undo(number: int) -> None:
    attempts.attempt(
        lambda: undo_decision(loaders.store(), number, at=datetime.now(UTC)), _("The decision was taken back.")
    )
