"""All indices of a capability with their intervals, and the values beyond the limits."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.capability.study import Study
from i18n import _, language
from views import capability_words, figures, loaders_capability
from views.escape import plain
from views.view import View
from workflows.capability_model import STAGE_KINDS, Capability

MOST_ROWS = 500


def draw(view: View, found: Capability) -> None:
    """The process side: indices, normality, the rows beyond a limit."""
    st.subheader(_("The process behind it"), anchor=False)
    if found.problem is not None:
        st.info(plain(found.problem.sentence(_)), icon=":material/info:")
        return
    rows = _rows(found)
    if not rows:
        st.info(_("Set a limit below; indices appear with it."), icon=":material/info:")
        return
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={
            "name": st.column_config.TextColumn(_("Index"), width=80),
            "value": st.column_config.TextColumn(_("Value"), width=70),
            "interval": st.column_config.TextColumn(_("95% confidence interval"), width=150),
            "sigma": st.column_config.TextColumn(_("Sigma"), width=175),
        },
    )
    if found.study is not None:
        st.caption(_normality(found))
    _beyond(view, found)


def _rows(found: Capability) -> list[dict[str, str]]:
    if found.attribute is not None:
        share = found.attribute
        ends = [
            (_("share that misses"), figures.share(share.share), figures.share_span(share.low, share.high)),
            (_("DPMO"), figures.count(round(share.dpmo)), _dpmo(share.dpmo_low, share.dpmo_high)),
            (_("equivalent Z"), capability_words.index_value(share.z), figures.span(share.z_low, share.z_high, 2)),
        ]
        return [
            {"name": name, "value": value, "interval": span, "sigma": _("none: a share")} for name, value, span in ends
        ]
    if found.study is None:
        return []
    methods = {"within": found.study.within, "overall": found.study.overall}
    rows = []
    for index in found.study.indices.values():
        sigma = methods[index.sigma]
        told = capability_words.sigma_name(index.sigma if sigma is None else sigma.method)
        rows.append(
            {
                "name": capability_words.index_name(index.name),
                "value": capability_words.index_value(index.value),
                "interval": figures.span(index.low, index.high, 2),
                "sigma": told,
            }
        )
    for beyond, kind in ((found.study.expected_within, "within"), (found.study.expected_overall, "overall")):
        if beyond is not None:
            rows.append(
                {
                    "name": _("Z"),
                    "value": capability_words.index_value(beyond.z),
                    "interval": figures.span(beyond.z_low, beyond.z_high, 2),
                    "sigma": capability_words.sigma_name(kind),
                }
            )
    return rows


def _dpmo(low: float | None, high: float | None) -> str:
    return figures.NONE if low is None or high is None else figures.span(round(low), round(high), 0)


def _normality(found: Capability) -> str:
    study = found.study
    assert study is not None
    said = _("Normality of the values as they are: Anderson–Darling A² = {a}, {verdict}.")
    verdict = _("not refused") if study.normality.fits else _("refused at size .05")
    told = said.format(a=figures.number(study.normality.statistic, 2), verdict=verdict)
    if study.design_effect > 1.005:
        more = _("Instances of one account are alike: intervals are widened by a design effect of {effect}.")
        told = capability_words.both(told, more.format(effect=figures.number(study.design_effect, 2)))
    return told


def _beyond(view: View, found: Capability) -> None:
    """The instances behind the share beyond the limits."""
    study, measured = found.study, found.measured
    if study is None or found.is_period or not study.observed.n_missed:
        return
    if measured.kind not in STAGE_KINDS:
        _cases_beyond(view, found, study)
        return
    label = _("Process instances beyond the limit ({n})").format(n=figures.count(study.observed.n_missed))
    with st.expander(label, on_change="rerun", key=f"capability_beyond|{language()}") as opened:
        if not opened.open:
            return
        cases = loaders_capability.cases(view.scope, measured)
        value = cases[STAGE_KINDS[measured.kind]]
        low = -float("inf") if study.spec.lower is None else study.spec.lower
        high = float("inf") if study.spec.upper is None else study.spec.upper
        shown = cases[(value < low) | (value > high)].sort_values(STAGE_KINDS[measured.kind], ascending=False)
        st.dataframe(
            shown.head(MOST_ROWS)[["case_id", "account_id", "done_on", STAGE_KINDS[measured.kind]]],
            hide_index=True,
            column_config={
                "case_id": _("Process instance"),
                "account_id": _("Customer account"),
                "done_on": st.column_config.DateColumn(_("Left the stage on")),
                STAGE_KINDS[measured.kind]: st.column_config.NumberColumn(
                    figures.unit_name(measured.unit), format="%.1f"
                ),
            },
        )


def _cases_beyond(view: View, found: Capability, study: Study) -> None:
    """The single cases of a KPI beyond its limits, the largest first."""
    label = _("Single cases beyond the limit ({n})").format(n=figures.count(study.observed.n_missed))
    with st.expander(label, on_change="rerun", key=f"capability_cases|{language()}") as opened:
        if not opened.open:
            return
        cases = loaders_capability.kpi_cases(view.scope, found.measured)
        if cases is None:
            return
        low = -float("inf") if study.spec.lower is None else study.spec.lower
        high = float("inf") if study.spec.upper is None else study.spec.upper
        shown = cases[(cases["value"] < low) | (cases["value"] > high)].sort_values("value", ascending=False)
        st.dataframe(
            shown.head(MOST_ROWS),
            hide_index=True,
            column_config={
                "record_id": _("Record"),
                "day": st.column_config.DateColumn(_("Day")),
                "value": st.column_config.NumberColumn(figures.unit_name(found.measured.unit), format="%.1f"),
                "account": _("Customer account"),
            },
        )
