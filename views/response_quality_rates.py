"""Invited, delivered, answered per wave with the response rate, the channels, and the form for what a file lacks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analytics.response_quality import Share, share_of
from i18n import _, language, ngettext
from views import attempts, figures, loaders, loaders_quality, segment_words
from views.cards import Card
from views.periods import day_label
from workflows.judge_responses import enter_wave


def draw(survey_id: str) -> None:
    """Waves with their rates, the form, the channels."""
    st.header(_("Who was asked, who answered"), anchor=False)
    waves = loaders_quality.frame("waves", survey_id)
    st.markdown(sentence(waves))
    if not waves.empty:
        _table(waves)
    _by_segment(loaders_quality.frame("segment_rates", survey_id))
    _form(survey_id)
    _channels(survey_id)


def rate(waves: pd.DataFrame) -> Share:
    """Answers over invitations delivered (sent, where deliveries are unknown), over all waves as a whole."""
    whole = waves[waves["segment"].isna() | (waves["segment"] == "")]
    base = whole["n_delivered"].fillna(whole["n_invited"])
    known = whole[base.notna()]
    return share_of(int(known["n_answered"].sum()), int(base.dropna().sum()) or None)


def sentence(waves: pd.DataFrame) -> str:
    """The response rate with its interval, or that nobody knows."""
    found = rate(waves)
    if found.value is None:
        return _("Response rate unknown: no file lists the invitations and nobody entered their number.")
    n = int((waves["segment"].isna() | (waves["segment"] == "")).sum())
    said = ngettext(
        "**{share}** of the invitations were answered ({interval}): {answered} of {asked}, in {n} wave.",
        "**{share}** of the invitations were answered ({interval}): {answered} of {asked}, in {n} waves.",
        n,
    )
    return said.format(
        share=figures.share(found.value),
        interval=figures.share_interval(found.low, found.high),
        answered=figures.count(found.n),
        asked=figures.count(found.of or 0),
        n=n,
    )


def card(survey_id: str) -> Card:
    """The response rate."""
    found = rate(loaders_quality.frame("waves", survey_id))
    if found.value is None:
        return Card(_("Response rate"), figures.NONE, _("unknown"), "gray", _("no number of invitations"))
    told = _("{n} of {of}").format(n=figures.count(found.n), of=figures.count(found.of or 0))
    return Card(
        _("Response rate"), figures.share(found.value), told, "gray", figures.share_interval(found.low, found.high)
    )


def shown_waves(waves: pd.DataFrame) -> pd.DataFrame:
    """The waves in words, unknown numbers as such."""
    told = []
    for row in waves.to_dict("records"):
        base = row["n_invited"] if pd.isna(row["n_delivered"]) else row["n_delivered"]
        told.append(share_of(int(row["n_answered"]), None if pd.isna(base) else int(base)))
    return pd.DataFrame(
        {
            "period": [_span(a, b) for a, b in zip(waves["period_start"], waves["period_end"], strict=True)],
            "segment": [_segment(value) for value in waves["segment"]],
            "invited": [_number(n) for n in waves["n_invited"]],
            "delivered": [_number(n) for n in waves["n_delivered"]],
            "answered": [figures.count(int(n)) for n in waves["n_answered"]],
            "rate": [_("unknown") if s.value is None else figures.share(s.value) for s in told],
            "interval": [figures.share_span(s.low, s.high) for s in told],
        }
    )


def _span(first: pd.Timestamp, last: pd.Timestamp) -> str:
    return _("{first} to {last}").format(first=day_label(first.date()), last=day_label(last.date()))


def _segment(code: object) -> str:
    text = figures.text_or_none(code)
    if not text:
        return _("all")
    dim, _sep, value = text.partition(": ")
    return _("{dimension}: {value}").format(
        dimension=segment_words.dimension(dim), value=segment_words.value(dim, value)
    )


def _number(n: Any) -> str:
    return _("unknown") if n is None or pd.isna(n) else figures.count(int(n))


def _table(waves: pd.DataFrame) -> None:
    config = st.column_config
    st.dataframe(
        shown_waves(waves),
        hide_index=True,
        height="content" if len(waves) <= 6 else 250,
        column_config={
            "period": config.TextColumn(_("Wave"), width=220),
            "segment": config.TextColumn(_("Segment"), width=130),
            "invited": config.TextColumn(_("Invited"), width=90),
            "delivered": config.TextColumn(_("Delivered"), width=90),
            "answered": config.TextColumn(_("Responses"), width=90),
            "rate": config.TextColumn(_("Response rate"), width=110),
            "interval": config.TextColumn(_("95% confidence interval"), width=170),
        },
        alt=_("Waves with invited, delivered, answered and response rate"),
    )


def _by_segment(rates: pd.DataFrame) -> None:
    """The rate of each segment value, where the files list whom they asked."""
    if rates.empty:
        return
    told = [share_of(int(n), int(of)) for n, of in zip(rates["n_answered"], rates["n_invited"], strict=True)]
    config = st.column_config
    st.dataframe(
        pd.DataFrame(
            {
                "segment": [
                    _segment(f"{dim}: {value}") for dim, value in zip(rates["dim"], rates["value"], strict=True)
                ],
                "invited": rates["n_invited"],
                "answered": rates["n_answered"],
                "rate": [figures.share(share.value) for share in told],
                "interval": [figures.share_span(share.low, share.high) for share in told],
            }
        ),
        hide_index=True,
        height="content" if len(rates) <= 8 else 320,
        column_config={
            "segment": config.TextColumn(_("Segment"), width=220),
            "invited": config.NumberColumn(_("Invited"), format="localized", width=90),
            "answered": config.NumberColumn(_("Responses"), format="localized", width=90),
            "rate": config.TextColumn(_("Response rate"), width=110),
            "interval": config.TextColumn(_("95% confidence interval"), width=170),
        },
        alt=_("Response rate by segment"),
    )


def _form(survey_id: str) -> None:
    with st.expander(
        _("Enter the invitations of a wave"),
        icon=":material/edit:",
        on_change="rerun",
        key=f"quality_wave_{survey_id}|{language()}",
    ) as opened:
        if opened.open:
            _fields(survey_id)


def _fields(survey_id: str) -> None:
    stem = f"quality_wave_{survey_id}_form|{language()}"
    days = loaders_quality.frame("days", survey_id)
    last = days["day"].iloc[-1].date() if len(days) else None
    first = last.replace(day=1) if last else None
    cells = loaders_quality.frame("segment_cells", survey_id)
    segments = ["", *(f"{dim}: {value}" for dim, value in zip(cells["dim"], cells["value"], strict=True))]
    named = {code: _segment(code) for code in segments}
    with st.form(stem, border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.date_input(_("First day"), value=first, format="YYYY-MM-DD", key=f"{stem}_first", width=150)
            st.date_input(_("Last day"), value=last, format="YYYY-MM-DD", key=f"{stem}_last", width=150)
            st.selectbox(_("Segment"), segments, format_func=lambda code: named[code], key=f"{stem}_segment", width=220)
            for part, label in (("invited", _("Invited")), ("delivered", _("Delivered"))):
                st.number_input(label, min_value=1, value=None, step=1, key=f"{stem}_{part}", width=140)
        st.form_submit_button(_("Save wave"), type="primary", on_click=_save, args=(survey_id, stem))
        st.caption(_("Leave both numbers empty to forget what was entered for that wave."))


def _save(survey_id: str, stem: str) -> None:
    held = st.session_state
    first, last = held.get(f"{stem}_first"), held.get(f"{stem}_last")
    if not isinstance(first, date) or not isinstance(last, date):
        return
    invited, delivered = held.get(f"{stem}_invited"), held.get(f"{stem}_delivered")
    attempts.attempt(
        lambda: enter_wave(
            loaders.store(),
            survey_id,
            first,
            last,
            n_invited=None if invited is None else int(invited),
            n_delivered=None if delivered is None else int(delivered),
            segment=held.get(f"{stem}_segment") or None,
        ),
        _("The wave is saved."),
    )


def _channels(survey_id: str) -> None:
    """The channels with their shares of the complete answers."""
    mix = loaders_quality.frame("channel_mix", survey_id)
    st.subheader(_("Channels"), anchor=False)
    total = int(mix["n"].sum())
    if not mix["channel"].notna().any() or not total:
        st.markdown(_("Unknown: no column says by which channel an answer came in."))
        return
    told = [share_of(int(n), total) for n in mix["n"]]
    config = st.column_config
    st.dataframe(
        pd.DataFrame(
            {
                "channel": mix["channel"].fillna(_("not stated")),
                "n": mix["n"],
                "share": [100 * (share.value or 0.0) for share in told],
                "interval": [figures.share_span(share.low, share.high) for share in told],
            }
        ),
        hide_index=True,
        height="content" if len(mix) <= 8 else 320,
        column_config={
            "channel": config.TextColumn(_("Channel"), width=220),
            "n": config.NumberColumn(_("n"), format="localized", width=90),
            "share": config.ProgressColumn(_("Share"), format="%.0f%%", min_value=0, max_value=100, width=160),
            "interval": config.TextColumn(_("95% confidence interval"), width=170),
        },
        alt=_("Channels with number, share and interval"),
    )
