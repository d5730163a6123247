"""Which steps end a process instance: the proposal from the log with its reason, and what somebody decided."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from data.queries.process_open import END_SHARE, end_shares
from i18n import _, language, ngettext
from views import attempts, figures, loaders, loaders_process
from views.escape import plain
from views.view import View
from workflows.map_activities import set_end_activities

MOST_REASONS = 6


def draw(view: View) -> None:
    """One form per log; where the system marks its open instances, that is said instead."""
    rules = loaders_process.rules(view.scope.journey_id)
    if rules.empty:
        return
    st.subheader(_("Which steps end a process instance"), anchor=False)
    shares = loaders.made(
        loaders_process.AREAS,
        ("end shares", view.scope.journey_id),
        lambda: end_shares(loaders.store(), view.scope.journey_id),
    )
    for row in rules.to_dict("records"):
        if row["has_marks"]:
            st.caption(_("The system marks which instances are open, and its marks count; no step has to end one."))
            continue
        source = str(row["source_id"])
        _form(source, shares[shares["source_id"] == source], ends_of(row), is_said=bool(row["is_said"]))


def ends_of(row: Mapping[Hashable, Any]) -> list[str]:
    """The activities that end a case by the rule in force."""
    found = row["end_activities"]
    return [] if found is None else [str(name) for name in found]


def _form(source: str, shares: pd.DataFrame, ends: list[str], *, is_said: bool) -> None:
    lead = (
        _("Somebody decided that these steps end an instance.")
        if is_said
        else _(
            "Proposed from the log: steps after which nothing follows in more than half of their visits. An instance "
            "that has not reached one counts as in progress."
        )
    )
    st.caption(lead)
    for line in reasons(shares, ends):
        st.markdown(f"- {line}")
    key = f"stream_ends_{source}|{language()}|{'|'.join(ends)}"
    with st.form(f"form_{key}", border=False):
        st.multiselect(_("Steps that end an instance"), shares["activity"].tolist(), ends, key=key)
        st.text_input(_("Decided by"), max_chars=80, key=f"{key}|by", width=320)
        with st.container(horizontal=True):
            st.form_submit_button(_("Keep these ends"), icon=":material/task_alt:", on_click=_keep, args=(source, key))
            if is_said:
                st.form_submit_button(
                    _("Take them from the log again"), type="tertiary", on_click=_keep, args=(source, "")
                )


def reasons(shares: pd.DataFrame, ends: list[str]) -> list[str]:
    """Per ending step how many of its visits are the last of their instance; also the nearest that is none."""
    ordered = shares.assign(share=shares["n_last"] / shares["n_visits"]).sort_values("share", ascending=False)
    mine = ordered[ordered["activity"].isin(ends)].head(MOST_REASONS)
    others = ordered[~ordered["activity"].isin(ends) & (ordered["n_last"] > 0)].head(1)
    lines = [_reason(row) for row in mine.to_dict("records")]
    for row in others.to_dict("records"):
        said = _("{reason} It ends none so far.") if row["share"] > END_SHARE else _("{reason} That is too few.")
        lines.append(said.format(reason=_reason(row)))
    return lines


def _reason(row: Mapping[Hashable, Any]) -> str:
    n_last, n_visits = int(str(row["n_last"])), int(str(row["n_visits"]))
    said = ngettext(
        "**{step}**: {k} of {n} visit is the last of its instance ({share}).",
        "**{step}**: {k} of {n} visits are the last of their instance ({share}).",
        n_visits,
    )
    return said.format(
        step=plain(str(row["activity"])), k=figures.count(n_last), n=figures.count(n_visits),
        share=figures.share(n_last / n_visits),
    )  # fmt: skip


def _keep(source: str, key: str) -> None:
    chosen = [str(name) for name in st.session_state.get(key) or []] if key else []
    by = str(st.session_state.get(f"{key}|by") or "")
    done = (
        _("These steps end an instance now; what is in progress was counted anew.")
        if chosen
        else _("The ends are taken from the log again; what is in progress was counted anew.")
    )
    attempts.attempt(
        lambda: set_end_activities(loaders.store(), source, chosen, by=" ".join(by.split()), at=datetime.now(UTC)), done
    )
