"""Sub-baselines: what each kind of project or customer does on the same measure, proposed and approved."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from data.queries.scope import Scope
from errors import ThroughlineError
from i18n import _, language
from views import control_words, figures, loaders, loaders_capability, periods, segment_words
from views.control_choice import Choice
from views.escape import plain
from views.view import View

MOST = 12


def draw(view: View, choice: Choice) -> None:
    """Opened on demand: one row per value of a dimension, side by side."""
    values = loaders.segment_values(view.journey_id)
    label = _("Sub-baselines by kind of project or customer")
    with st.expander(label, on_change="rerun", key=f"baselines_by|{language()}") as opened:
        if not opened.open:
            return
        if values.empty:
            st.caption(_("The data hold no segments."))
            return
        dims = list(dict.fromkeys(values["dim"].astype(str)))
        labels = {dim: segment_words.dimension(dim) for dim in dims}
        dim = str(st.selectbox(_("Kind by"), dims, format_func=labels.__getitem__, width=260,
                               key=f"baseline_dim|{language()}"))  # fmt: skip
        listed = [str(value) for value in values.loc[values["dim"] == dim, "value"]][:MOST]
        if loaders_capability.segment(_scope(view, dim, listed[0]), choice.measure) is None:
            st.caption(_("Nothing narrows this measure by segments: this baseline is for all."))
            return
        bar = st.progress(0.0, text=_("Proposing baselines"))
        shown = []
        for number, value in enumerate(listed, 1):
            shown.append(_row(view, choice, dim, value))
            bar.progress(number / len(listed), text=_("Proposing baselines"))
        bar.empty()
        st.dataframe(pd.DataFrame(shown), hide_index=True, key=f"baselines_by_table|{language()}")
        st.caption(_("To approve one, choose its segment in the header. An imported KPI is split by the records of the "
                     "projects; where they tell another figure than was imported, it is not split."))  # fmt: skip


def _scope(view: View, dim: str, value: str) -> Scope:
    return replace(view.scope.between(None, None), segments=((dim, value),))


def _row(view: View, choice: Choice, dim: str, value: str) -> dict[str, Any]:
    scope = _scope(view, dim, value)
    kept = _kept(view, choice, json.dumps([[dim, value]], ensure_ascii=False))
    return {
        _("Kind"): plain(segment_words.value(dim, value)),
        **_proposed(choice, scope),
        _("Approved baseline"): _("none yet") if kept is None else
        control_words.value_words(choice.row, float(kept["center"])),
        _("Version"): None if kept is None else int(kept["version"]),
        _("Approved by"): figures.NONE if kept is None else str(kept["approved_by"]),
        _("Approved on"): figures.NONE if kept is None else
        periods.day_label(pd.Timestamp(kept["approved_on"]).date()),
    }  # fmt: skip


def _kept(view: View, choice: Choice, segment: str) -> dict[Any, Any] | None:
    every = loaders_capability.baselines(view.journey_id)
    mine = every[(every["measure_kind"] == choice.measure.kind) & (every["measure_id"] == choice.measure.item_id)
                 & (every["grain"] == choice.grain) & (every["segment"] == segment)]  # fmt: skip
    return None if mine.empty else mine.iloc[0].to_dict()


def _proposed(choice: Choice, scope: Scope) -> dict[str, Any]:
    """Centre, spread, periods and n of what the data propose; empty where no run is stable."""
    found = loaders_capability.proposal(scope, choice.measure, choice.grain)
    made = None if isinstance(found, ThroughlineError) else found.baseline
    if made is None or isinstance(found, ThroughlineError) or found.start is None or found.end is None:
        return {_("Proposed"): _("no stable period"), _("Spread"): figures.NONE, _("Periods"): None, _("n"): None,
                _("From"): figures.NONE, _("To"): figures.NONE}  # fmt: skip
    return {
        _("Proposed"): control_words.value_words(choice.row, made.center),
        _("Spread"): control_words.value_words(choice.row, made.spread), _("Periods"): made.n_periods,
        _("n"): found.n_answers or None, _("From"): periods.day_label(found.start),
        _("To"): periods.day_label(found.end - timedelta(days=1)),
    }  # fmt: skip
