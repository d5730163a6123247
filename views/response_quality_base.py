"""Representativeness: shares of the answers beside the customer base, and the form in which its shares are entered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from analytics.representativeness import Fit
from charts.representativeness import share_gaps
from i18n import _, language, ngettext
from reports.chart_labels import gap_labels
from views import attempts, drawing, figures, loaders, loaders_quality, segment_words
from views.cards import Card
from views.escape import plain
from workflows.judge_responses import enter_shares

AREAS = loaders_quality.AREAS
MOST_ENTERED = 24


def draw(survey_id: str) -> None:
    """Sentence, chart, data, form."""
    fits = loaders_quality.basis(survey_id).fits
    st.header(_("Do the answers look like the customer base?"), anchor=False)
    said = sentence(fits)
    st.markdown(said)
    known = [fit for fit in fits if fit.is_known]
    if known:
        _chart(known, survey_id, said)
        _data(known, survey_id)
    if fits:
        _form(fits, survey_id)


def sentence(fits: Sequence[Fit]) -> str:
    """The widest gap beyond chance, or that there is none, or what is missing."""
    if not fits:
        return _("This survey has no segment, so there is nothing to compare with the customer base.")
    known = [fit for fit in fits if fit.is_known]
    if not known:
        return _(
            "Unknown: upload a customer table with a column of the same name, or enter the shares of your "
            "customer base below."
        )
    gaps = [(fit, cell) for fit in known for cell in fit.off]
    if not gaps:
        n = sum(len(fit.cells) for fit in known)
        return _("**No gap beyond chance**: all {n} shares could come from the customer base as it is.").format(n=n)
    fit, cell = max(gaps, key=lambda gap: abs(gap[1].share - (gap[1].base_share or 0.0)))
    said = (
        _("**{value}** ({segment}) is over-represented: {share} ({interval}) of the answers, {base} of the customers.")
        if cell.verdict == "over"
        else _(
            "**{value}** ({segment}) is under-represented: {share} ({interval}) of the answers, {base} of customers."
        )
    )
    return said.format(
        value=plain(segment_words.value(fit.dim, cell.value)),
        segment=plain(segment_words.dimension(fit.dim)),
        share=figures.share(cell.share),
        interval=figures.share_interval(cell.low, cell.high),
        base=figures.share(cell.base_share),
    )


def card(survey_id: str) -> Card:
    """How many segments fit the customer base."""
    known = [fit for fit in loaders_quality.basis(survey_id).fits if fit.is_known]
    name = _("Segments that fit")
    if not known:
        return Card(name, figures.NONE, _("unknown"), "gray", _("no shares of the customer base yet"))
    fitting = sum(not fit.off for fit in known)
    n_off = sum(len(fit.off) for fit in known)
    delta = ngettext("{n} value off beyond chance", "{n} values off beyond chance", n_off).format(n=n_off)
    return Card(name, _("{n} of {of}").format(n=fitting, of=len(known)), delta, "gray", _("beside the customer base"))


def gap_rows(fits: Sequence[Fit]) -> pd.DataFrame:
    """One row per value in words of the language of this thread, for the chart and its table."""
    return pd.DataFrame(
        {
            "dim": segment_words.dimension(fit.dim),
            "value": segment_words.value(fit.dim, cell.value),
            "share": cell.share,
            "low": cell.low,
            "high": cell.high,
            "base": float("nan") if cell.base_share is None else cell.base_share,
            "n": cell.n,
            "verdict": cell.verdict,
        }
        for fit in fits
        for cell in fit.cells
    )


def _chart(fits: Sequence[Fit], survey_id: str, said: str) -> None:
    layout = "tall" if drawing.is_phone() else "wide"
    spec = loaders.made(
        AREAS,
        ("quality base", survey_id, language(), drawing.mode(), layout),
        lambda: drawing.specification(
            share_gaps(
                gap_rows(fits),
                labels=gap_labels(alt=said),
                mode=drawing.mode(),
                layout="tall" if layout == "tall" else "wide",
            )
        ),
    )
    drawing.draw(spec, key=f"quality_base_{survey_id}", alt_text=said)
    st.caption(
        _("Dot and line: share of the people who answered with its interval. Upright bar: share of the customer base.")
    )
    if sources := base_sources(survey_id):
        st.caption(_("Customer base from: {sources}.").format(sources=_(", ").join(sources)))


def base_sources(survey_id: str) -> list[str]:
    """Where the shares of the customer base come from, each source once."""
    cells = loaders_quality.frame("segment_cells", survey_id)
    named = [plain(text, limit=80) for text in cells["said_by"].dropna().unique() if text]
    return [*named, *([_("customer table")] if (cells["source"] == "customer_table").any() else [])]


def _data(fits: Sequence[Fit], survey_id: str) -> None:
    with st.expander(_("Show data"), on_change="rerun", key=f"quality_base_data_{survey_id}|{language()}") as opened:
        if not opened.open:
            return
        rows = gap_rows(fits)
        verdicts = {"over": _("over-represented"), "under": _("under-represented"), "unknown": _("unknown")}
        shown = rows.assign(
            share=100 * rows["share"],
            base=100 * rows["base"],
            low=[figures.share_span(a, b) for a, b in zip(rows["low"], rows["high"], strict=True)],
            verdict=[verdicts.get(code, _("could be chance")) for code in rows["verdict"]],
        ).drop(columns="high")
        config = st.column_config
        st.dataframe(
            shown,
            hide_index=True,
            column_config={
                "dim": config.TextColumn(_("Segment")),
                "value": config.TextColumn(_("Value")),
                "n": config.NumberColumn(_("n"), format="localized"),
                "share": config.NumberColumn(_("Answers"), format="%.1f%%"),
                "low": config.TextColumn(_("95% confidence interval")),
                "base": config.NumberColumn(_("Customer base"), format="%.1f%%"),
                "verdict": config.TextColumn(_("Verdict")),
            },
            alt=_("Shares of the answers beside those of the customer base"),
        )
        for fit in fits:
            if fit.n_without:
                said = _("{segment}: {n} people have a value without a known share; they are not tested.")
                name = plain(segment_words.dimension(fit.dim))
                st.caption(said.format(segment=name, n=figures.count(fit.n_without)))


def _form(fits: Sequence[Fit], survey_id: str) -> None:
    """Shares of one segment, entered in percent."""
    usable = {fit.dim: fit for fit in fits if len(fit.cells) <= MOST_ENTERED}
    if not usable:
        return
    with st.expander(
        _("Enter the shares of the customer base"),
        icon=":material/edit:",
        on_change="rerun",
        key=f"quality_shares_{survey_id}|{language()}",
    ) as opened:
        if not opened.open:
            return
        names = {dim: segment_words.dimension(dim) for dim in usable}
        dim = st.selectbox(
            _("Segment"),
            list(usable),
            format_func=lambda code: names[code],
            key=f"quality_shares_dim_{survey_id}|{language()}",
            width=320,
        )
        _share_fields(usable[dim], survey_id)


def _share_fields(fit: Fit, survey_id: str) -> None:
    stem = f"quality_share_{survey_id}_{fit.dim}|{language()}"
    with st.form(stem, border=False):
        with st.container(horizontal=True):
            for cell in fit.cells:
                st.number_input(
                    plain(segment_words.value(fit.dim, cell.value), limit=40),
                    min_value=0.0,
                    max_value=100.0,
                    value=None if cell.base_share is None else round(100 * cell.base_share, 1),
                    step=1.0,
                    format="%.1f",
                    placeholder="%",
                    key=f"{stem}_{cell.value}",
                    width=150,
                )
        st.text_input(
            _("Source of these shares"),
            value=entered_source(survey_id, fit.dim),
            key=f"{stem}_source",
            placeholder=_("e.g. customer list of March 2026"),
        )
        values = [cell.value for cell in fit.cells]
        with st.container(horizontal=True):
            st.form_submit_button(
                _("Save shares"), type="primary", on_click=_save, args=(survey_id, fit.dim, values, stem)
            )
            st.form_submit_button(_("Forget these shares"), on_click=_forget, args=(survey_id, fit.dim))


def entered_source(survey_id: str, dim: str) -> str:
    """What was said about the source of the shares of one segment; empty when nothing."""
    cells = loaders_quality.frame("segment_cells", survey_id)
    told = cells.loc[cells["dim"] == dim, "said_by"].dropna()
    return "" if told.empty else str(told.iloc[0])


def _save(survey_id: str, dim: str, values: Sequence[str], stem: str) -> None:
    told = {value: st.session_state.get(f"{stem}_{value}") for value in values}
    shares = {value: float(percent) / 100 for value, percent in told.items() if percent is not None}
    source = str(st.session_state.get(f"{stem}_source") or "")
    attempts.attempt(
        lambda: enter_shares(loaders.store(), survey_id, dim, shares, source=source, at=datetime.now(UTC)),
        _("The shares of the customer base are saved."),
    )


def _forget(survey_id: str, dim: str) -> None:
    attempts.attempt(
        lambda: enter_shares(loaders.store(), survey_id, dim, {}, source="", at=datetime.now(UTC)),
        _("These shares are forgotten."),
    )
