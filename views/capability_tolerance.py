"""The customer's side of a capability: how long they tolerate waiting, and what they rate below the floor."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from analytics.capability.picture import waiting_groups
from analytics.capability.tolerance import Tolerance
from charts.tolerance_chart import tolerance_chart
from i18n import _, language
from views import capability_words, drawing, figures, loaders, loaders_capability, state
from views.attempts import attempt
from views.escape import plain, unmarked
from views.view import View
from workflows.capability_model import Capability, Measured
from workflows.derive_tolerance import Waiting, adopt_tolerance

MOST = 8


def draw(view: View, found: Capability) -> None:
    """Customer tolerance of a stage's waiting or lead time, over all data; taking it over as a limit."""
    measured = found.measured
    st.subheader(_("What customers tolerate"), anchor=False)
    whole = view.scope.between(None, None)
    waiting = loaders_capability.tolerance(whole, measured.kind, measured.measure_id)
    if waiting.tolerance is None:
        why = "" if waiting.problem is None else plain(waiting.problem.sentence(_))
        said = _("Too few linked process instances to see what customers tolerate. {why}")
        st.info(said.format(why=why), icon=":material/info:")
        return
    answer = sentence(measured, waiting.tolerance)
    st.markdown(answer)
    what = ("tolerance", whole, measured.code, language(), drawing.mode(), drawing.scale())
    spec = loaders.made(
        loaders_capability.AREAS, what, lambda: drawing.specification(_chart(measured, waiting, answer))
    )
    drawing.draw(spec, key="tolerance_chart", alt_text=answer)
    st.caption(
        _(
            "Broken stick of satisfaction on waiting, per linked process instance, all "
            "periods: n = {n} of {accounts} customer "
            "accounts. Satisfaction is held against each touchpoint’s own expectation floor (mean {floor} of 100). "
            "Instances that wait long differ in other ways, too: this describes, it does not promise."
        ).format(
            n=figures.count(waiting.tolerance.n_cases),
            accounts=figures.count(waiting.tolerance.n_accounts),
            floor=figures.number(waiting.floor, 0),
        )
    )
    if waiting.tolerance.is_found:
        _adopt_form(view, measured)


def _chart(measured: Measured, waiting: Waiting, answer: str) -> Any:
    """Groups of cases by waiting time; line and band only where a tolerance was found."""
    told = waiting.tolerance
    assert told is not None
    groups = waiting_groups(waiting.cases)
    said = _("{low} to {high}: {score} points from the floor, n = {n}")
    lines = [
        said.format(
            low=capability_words.unit_words(measured, float(row["low_wait"])),
            high=capability_words.unit_words(measured, float(row["high_wait"])),
            score=figures.signed(float(row["score"]), 1),
            n=figures.count(int(row["n"])),
        )
        for row in groups.to_dict("records")
    ]
    labels = {
        "wait": capability_words.unit_axis(measured),
        "score": _("Points above the floor"),
        "floor": _("expectation floor"),
        "group": _("Process instances"),
        "alt": answer,
    }
    return tolerance_chart(
        groups.assign(said=lines),
        _stick(told, waiting),
        _found(measured, told),
        labels=labels,
        mode=drawing.mode(),
        scale=drawing.scale(),
    )


def _stick(told: Tolerance, waiting: Waiting) -> pd.DataFrame:
    """The three corners of the fitted line."""
    if not told.is_found:
        return pd.DataFrame({"wait": [], "score": []}, dtype=float)
    first, last = float(waiting.cases["wait"].min()), float(waiting.cases["wait"].max())
    at_break = told.start + told.slope_before * (told.break_at - first)
    at_end = at_break + told.slope_after * (last - told.break_at)
    return pd.DataFrame({"wait": [first, told.break_at, last], "score": [told.start, at_break, at_end]})


def _found(measured: Measured, told: Tolerance) -> pd.DataFrame:
    named = _("tolerated {wait}").format(wait=capability_words.unit_words(measured, told.wait))
    rows = [(told.wait, told.low, told.high, named)] if told.is_found else []
    return pd.DataFrame(rows, columns=["wait", "low", "high", "name"])


def sentence(measured: Measured, told: Tolerance) -> str:
    """What was found, or why no limit can be derived."""
    if told.is_found and told.low is not None and told.high is not None:
        said = _(
            "Customers fall below their floor from **{wait}** on (95% CI {low} to {high}); "
            "the fall begins at {break_at}."
        )
        return said.format(
            wait=capability_words.unit_words(measured, told.wait),
            low=capability_words.unit_words(measured, told.low),
            high=capability_words.unit_words(measured, told.high),
            break_at=capability_words.unit_words(measured, told.break_at),
        )
    return {
        "no_break": _(
            "No limit can be derived: satisfaction does not begin to fall faster at any waiting time, beyond chance."
        ),
        "not_worse": _("No limit can be derived: satisfaction does not fall with longer waiting."),
        "below_at_once": _("No limit can be derived: customers are below their floor even without waiting."),
        "stays_above": _("No limit can be derived: satisfaction stays above the floor at every waiting time seen."),
        "uncertain": _("No limit can be derived: the data leave the waiting time too uncertain."),
    }[told.reason]


def _adopt_form(view: View, measured: Measured) -> None:
    key = f"tolerance|{measured.code}|{language()}"
    with st.form(key, border=False):
        st.text_input(_("Who decides this (name)"), max_chars=80, key=f"{key}|by")
        st.form_submit_button(_("Take over as upper limit"), on_click=_adopt, args=(view, measured, key))


def _adopt(view: View, measured: Measured, key: str) -> None:
    by = str(st.session_state.get(f"{key}|by") or "")
    whole = view.scope.between(None, None)
    attempt(
        lambda: adopt_tolerance(
            loaders.store(), whole, measured.kind, measured.measure_id, by=by, at=datetime.now(UTC)
        ),
        _("The limit is saved and labelled as derived from customer tolerance."),
    )


def draw_ratings(view: View, found: Capability) -> None:
    """Touchpoints of the same stage by the share of answers below their floor."""
    st.subheader(_("What customers say there"), anchor=False)
    stage = found.measured.stage_id
    rated = [
        one for one in loaders_capability.measures(view.journey_id) if one.kind == "rating" and one.stage_id == stage
    ]
    if stage is None:
        st.info(
            _(
                "This measure is linked to no touchpoint, so no customer’s answer stands beside it. "
                "Link it on the journey map."
            ),
            icon=":material/info:",
        )
        return
    if not rated:
        st.info(
            _("No touchpoint of this stage has an expectation floor, so nobody can be below it."),
            icon=":material/info:",
        )
        return
    rows = loaders_capability.ratings(view.scope, stage or "")
    st.dataframe(
        pd.DataFrame(
            {
                "name": [unmarked(capability_words.touchpoint_name(one)) for one, _share in rows[:MOST]],
                "share": [figures.share(share.share) for _one, share in rows[:MOST]],
                "interval": [figures.share_span(share.low, share.high) for _one, share in rows[:MOST]],
                "n": [figures.count(share.n) for _one, share in rows[:MOST]],
            }
        ),
        hide_index=True,
        column_config={
            "name": st.column_config.TextColumn(_("Touchpoint"), width=180),
            "share": st.column_config.TextColumn(_("Below the floor"), width=110),
            "interval": st.column_config.TextColumn(_("95% confidence interval"), width=150),
            "n": st.column_config.TextColumn(_("n"), width=70),
        },
    )
    names = {one.code: capability_words.touchpoint_name(one) for one in rated}
    st.caption(
        _(
            "A rating has no Cp: its capability is the share of answers below the floor. "
            "Choose one as measure to hold it to a limit."
        )
    )
    with st.container(horizontal=True):
        for code, name in list(names.items())[:3]:
            st.button(
                name,
                key=f"open_{code}|{language()}",
                type="tertiary",
                on_click=state.put,
                args=(state.CAPABILITY_MEASURE, code),
            )
