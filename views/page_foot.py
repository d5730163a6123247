"""Under a page: what the figures rest on, and the words it uses, each opening its entry."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.response_quality import share_of
from i18n import _, ngettext
from views import figures, flag_words, loaders_scores, periods, state, term
from views.escape import plain
from views.view import View


def draw(view: View, *names: str) -> None:
    """n, period, segments, date basis; then the terms by their English names in the glossary."""
    if state.is_on(state.PRESENT) or not view.exists:
        return
    told = _("n = {n} responses; {period}; {segments}; dates are those of {basis}.")
    st.caption(
        told.format(
            n=figures.count(loaders_scores.totals(view.scope)["n_responses"]),
            period=view.period_text,
            segments=plain(view.segment_text),
            basis=_("the answer") if view.basis == "answer" else _("the service"),
        )
    )
    for line in (left_out_line(loaders_scores.scoped("left_out", view.scope)), rate_line(view)):
        if line:
            st.caption(line)
    if view.last is not None and view.span.last is not None and view.last < view.span.last:
        unfinished = _("This period is not full yet: the data end on {day}.")
        st.caption(unfinished.format(day=periods.day_label(view.last)))
    term.terms(*names)


def left_out_line(gone: pd.DataFrame) -> str:
    """How many responses the scores leave out and why; empty when none. `gone` has one row per flag, "" for all."""
    if gone.empty:
        return ""
    by_flag = dict(zip(gone["flag"].astype(str), gone["n"].astype(int), strict=True))
    n = by_flag.pop("")
    named = [
        _("{name} {n}").format(name=flag_words.plural(flag), n=figures.count(by_flag[flag]))
        for flag in flag_words.ORDER
        if flag in by_flag
    ]
    said = ngettext("{n} response is left out: {what}.", "{n} responses are left out: {what}.", n)
    return said.format(n=figures.count(n), what=_(", ").join(named))


def rate_line(view: View) -> str:
    """The response rate of the view with its interval, or that it is unknown."""
    rates = loaders_scores.scoped("response_rates", view.scope)
    n, of = (int(rates[name].sum()) for name in ("n_responses", "n_delivered"))
    found = share_of(n, of)
    if found.value is None:
        return _("Response rate: unknown.")
    said = _("Response rate: {share} ({interval}; {n} of {of} invitations).")
    if view.segments:
        said = _("Response rate of all segments: {share} ({interval}; {n} of {of} invitations).")
    return said.format(
        share=figures.share(found.value),
        interval=figures.share_interval(found.low, found.high),
        n=figures.count(n),
        of=figures.count(of),
    )
