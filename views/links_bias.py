"""Whether linked answers may speak for all: the warning and the table of comparisons."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.match_bias import Gap, MatchBias
from i18n import _, language, ngettext
from views import figures, loaders, loaders_links
from views.links_warning import warning_text
from views.links_words import gap_name
from views.loaders_links import LinkPair


def draw(pair: LinkPair) -> None:
    """The verdict as a sentence, then one row per comparison."""
    if pair.n_linked == pair.n_answers:
        st.markdown(_("Every answer is linked, so there is no difference to the rest to look for."))
        return
    bias = loaders_links.bias(pair)
    if not bias.is_comparable:
        st.markdown(_("Too few answers on one side to compare linked with unlinked ones."))
        return
    if bias.warnings:
        st.warning(warning_text(bias.warnings, pair.survey_id), icon=":material/balance:")
    else:
        st.markdown(_no_difference(bias))
    st.subheader(_("Linked and unlinked answers compared"), anchor=False)
    labels = loaders_links.labels(pair.survey_id)
    what = ("link bias", pair.code, language())
    table = loaders.made(loaders_links.AREAS, what, lambda: bias_frame(bias, labels))
    config = st.column_config
    st.dataframe(
        table,
        hide_index=True,
        height="content" if len(table) <= 12 else 440,
        column_config={
            "what": config.TextColumn(_("What"), width=165, pinned=True),
            "difference": config.TextColumn(_("Difference"), width=85),
            "verdict": config.TextColumn(_("Verdict"), width=165),
            "interval": config.TextColumn(_("95% CI"), width=120),
            "linked": config.TextColumn(_("Linked"), width=80),
            "unlinked": config.TextColumn(_("Not linked"), width=90),
            "n": config.TextColumn(_("n linked / not"), width=125),
        },
        alt=_("Linked and unlinked answers compared on scores, segments and periods"),
    )
    st.caption(
        _(
            "Scores on 0–100, shares in percent. Intervals allow for several answers per customer; verdicts keep the "
            "false discovery rate over all rows at 5%. A gap counts from {margin} points on."
        ).format(margin=figures.number(bias.margin, 0))
    )


def _no_difference(bias: MatchBias) -> str:
    n = sum(gap.difference.change is not None for gap in bias.gaps)
    said = ngettext(
        "In {n} comparison linked and unlinked answers do not differ beyond chance by {margin} points or more.",
        "In {n} comparisons linked and unlinked answers do not differ beyond chance by {margin} points or more.",
        n,
    )
    return said.format(n=n, margin=figures.number(bias.margin, 0))


def bias_frame(bias: MatchBias, labels: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """One row per comparison, as it is shown."""
    return pd.DataFrame(
        {
            "what": [gap_name(gap, labels) for gap in bias.gaps],
            "difference": [figures.signed(gap.difference.change) for gap in bias.gaps],
            "verdict": [_verdict(gap) for gap in bias.gaps],
            "interval": [figures.span(gap.difference.low, gap.difference.high) for gap in bias.gaps],
            "linked": [_side(gap, gap.linked) for gap in bias.gaps],
            "unlinked": [_side(gap, gap.unlinked) for gap in bias.gaps],
            "n": [f"{gap.difference.n_now:,} / {gap.difference.n_before:,}" for gap in bias.gaps],
        }
    )


def _side(gap: Gap, value: float | None) -> str:
    if value is None:
        return figures.NONE
    return figures.number(value) if gap.kind == "score" else figures.share(value / 100)


def _verdict(gap: Gap) -> str:
    if gap.difference.verdict == "likely_real" and not gap.is_beyond_chance:
        return _("likely real, but small")
    return figures.verdict(gap.difference.verdict)
