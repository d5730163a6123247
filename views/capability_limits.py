"""What a measure is held to: the limits in force, who set them, the form for new ones, and every version."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from i18n import _, language, ngettext
from views import capability_words, figures, loaders, loaders_capability
from views.attempts import attempt
from views.escape import plain
from views.view import View
from workflows.capability_model import CALENDAR_TIME, CLOCKS, STAGE_KINDS, Capability, Measured
from workflows.set_specification import set_limits, withdraw_limits

FIELDS = ("lower", "upper", "target")


def draw(view: View, found: Capability) -> None:
    """The card: what holds now, the form, the versions."""
    measured = found.measured
    with st.container(border=True):
        st.header(_("Specification limits"), anchor=False)
        st.markdown(now_words(measured))
        if measured.limits is not None and "low" in (measured.limits.facts or {}):
            st.caption(_facts(measured))
        with st.expander(_("Set limits"), on_change="rerun", key=f"limits_form|{language()}") as opened:
            if opened.open:
                _form(view, measured)
        _versions(view, measured)


def now_words(measured: Measured) -> str:
    """The limits in force in a sentence."""
    limits = measured.limits
    if limits is None:
        return _(
            "No limit is set. Control limits say what the process does; only a limit says what the customer needs."
        )
    said = (
        _("**{limits}**, {source}; critical for its stage.")
        if limits.is_critical
        else _("**{limits}**, {source}; not critical.")
    )
    return said.format(
        limits=capability_words.limits_words(measured, limits), source=capability_words.source_words(limits)
    )


def _facts(measured: Measured) -> str:
    """What a derived limit rests on."""
    assert measured.limits is not None
    facts = measured.limits.facts or {}
    said = _(
        "Tolerance with its 95% confidence interval: {low} to {high}; {cases} linked "
        "process instances of {accounts} customer accounts."
    )
    return said.format(
        low=capability_words.unit_words(measured, facts.get("low")),
        high=capability_words.unit_words(measured, facts.get("high")),
        cases=figures.count(facts.get("n_cases", 0)),
        accounts=figures.count(facts.get("n_accounts", 0)),
    )


def _form(view: View, measured: Measured) -> None:
    limits = measured.limits
    spec = None if limits is None else limits.spec
    key = f"limits|{measured.code}|{language()}"
    with st.form(key, border=False):
        if measured.kind == "rating":
            st.number_input(
                _("Share of answers below the floor that is allowed (%)"),
                0.0,
                100.0,
                None if spec is None or spec.upper is None else 100 * spec.upper,
                1.0,
                key=f"{key}|upper",
            )
        else:
            labels = {
                "lower": _("Lower limit ({unit})"),
                "upper": _("Upper limit ({unit})"),
                "target": _("Target ({unit})"),
            }
            unit = measured.unit if measured.unit in figures.SHARES else figures.unit_name(measured.unit)
            if measured.kind in STAGE_KINDS:
                unit = figures.unit_name("hours")  # of which clock, the box below says
            for column, field in zip(st.columns(3), FIELDS, strict=True):
                now = None if spec is None else getattr(spec, field)
                column.number_input(labels[field].format(unit=unit), value=now, key=f"{key}|{field}", format="%.4g")
        if measured.kind in STAGE_KINDS:
            st.radio(
                _("The limits count hours of"), CLOCKS, CLOCKS.index(measured.clock), key=f"{key}|clock",
                horizontal=True, format_func=capability_words.clock_name,
                help=_("Limits keep the clock they were stated in; figures of this measure are counted by it."),
            )  # fmt: skip
        left, right = st.columns(2, vertical_alignment="bottom")
        left.text_input(_("Who decides this (name)"), max_chars=80, key=f"{key}|by")
        right.checkbox(_("Critical for its stage"), limits is None or limits.is_critical, key=f"{key}|critical")
        with st.container(horizontal=True):
            st.form_submit_button(
                _("Save limits"), type="primary", on_click=_save, args=(view.journey_id, measured, key)
            )
            if limits is not None:
                st.form_submit_button(_("Withdraw limits"), on_click=_withdraw, args=(view.journey_id, measured, key))


def _save(journey_id: str, measured: Measured, key: str) -> None:
    told = {field: st.session_state.get(f"{key}|{field}") for field in FIELDS}
    if measured.kind == "rating" and told["upper"] is not None:
        told["upper"] /= 100
    attempt(
        lambda: set_limits(
            loaders.store(),
            journey_id,
            measured.code,
            lower=told["lower"],
            upper=told["upper"],
            target=told["target"],
            is_critical=bool(st.session_state.get(f"{key}|critical")),
            by=str(st.session_state.get(f"{key}|by") or ""),
            at=datetime.now(UTC),
            clock=st.session_state.get(f"{key}|clock"),
        ),
        _("The limits are saved."),
    )


def _withdraw(journey_id: str, measured: Measured, key: str) -> None:
    by = str(st.session_state.get(f"{key}|by") or "")
    attempt(
        lambda: withdraw_limits(loaders.store(), journey_id, measured.code, by=by, at=datetime.now(UTC)),
        _("The limits are withdrawn; their versions stay."),
    )


def _clocks(measured: Measured, versions: pd.DataFrame) -> dict[str, list[str]]:
    """The column that says by which clock each version counts a stage's hours."""
    if measured.kind not in STAGE_KINDS:
        return {}
    told = [json.loads(figures.text_or_none(facts) or "{}").get("clock", CALENDAR_TIME) for facts in versions["facts"]]
    return {_("Hours of"): [capability_words.clock_name(code) for code in told]}


def _versions(view: View, measured: Measured) -> None:
    versions = loaders_capability.versions(view.journey_id, measured.kind, measured.measure_id)
    if versions.empty:
        return
    label = ngettext("{n} version", "{n} versions", len(versions)).format(n=len(versions))
    sources = {"entered": _("entered"), "tolerance": _("derived from customer tolerance")}
    with st.expander(label, on_change="rerun", key=f"limits_versions|{language()}") as opened:
        if opened.open:
            st.dataframe(
                pd.DataFrame(
                    {
                        _("Version"): versions["version"],
                        _("Lower limit"): versions["lower_limit"],
                        _("Upper limit"): versions["upper_limit"],
                        _("Target"): versions["target"],
                        **_clocks(measured, versions),
                        _("Source"): [sources[str(code)] for code in versions["source"]],
                        _("Set by"): [plain(str(who)) for who in versions["set_by"]],
                        _("Set at"): versions["set_at"]
                        .dt.tz_convert(str(loaders.rules()["time_zone"]))
                        .dt.strftime("%Y-%m-%d %H:%M"),
                    }
                ),
                hide_index=True,
            )
