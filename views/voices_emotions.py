"""Emotions of some comments: how often each is hinted at, against the other comments, and how right the hints are."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from analytics.voices.emotion_names import PLEASANT, UNPLEASANT
from analytics.voices.emotion_shares import Agreement, EmotionShare
from charts.emotion_bars import PARAMETER, emotion_bars
from data.queries.voice_base import VoiceFilter
from i18n import _, in_a_row, language, ngettext
from views import drawing, figures, loaders_emotions, state
from views.emotion_words import emotion_label
from views.view import View

LEAST_HITS = 5


def draw(view: View, chosen: VoiceFilter, name: str) -> None:
    """Sentence, bars and data of the comments that pass the filter; `name` keeps two such drawings apart."""
    shares = loaders_emotions.shares(view.scope, chosen)
    known = [one for one in shares if one.share is not None]
    if not known or not any(one.n_hits for one in known):
        st.caption(_("No comment here hints at an emotion, or they are still being read."))
        return
    told = often_enough(known)
    if not told:
        st.caption(left_out_sentence(known))
        return
    sentence = answer_sentence(tuple(told))
    st.markdown(sentence)
    _chart(told, sentence, name)
    st.caption(in_a_row(how_to_read(told), left_out_sentence(known)))
    _data(told, name)


def answer_sentence(shares: tuple[EmotionShare, ...]) -> str:
    """The largest real difference from the other comments, else the emotion clearly more frequent than all others.

    None is named on a tie, or where no difference is beyond chance.
    """
    real = sorted((one for one in shares if one.is_real), key=lambda one: -abs(one.change or 0.0))
    if len(real) > 1 and math.isclose(abs(real[0].change or 0.0), abs(real[1].change or 0.0)):
        return _("Several emotions differ from the other comments equally much, n = {n} comments.").format(
            n=figures.count(real[0].n)
        )
    if real:
        most = real[0]
        said = (
            _("**{emotion}** is hinted at more often than in the other comments: {share} against {rest}, n = {n}.")
            if (most.change or 0.0) > 0
            else _("**{emotion}** is hinted at less often than in the other comments: {share} against {rest}, n = {n}.")
        )
    elif any(one.rest is not None for one in shares):
        said = _(
            "No emotion is hinted at more or less often than in the other comments beyond chance, n = {n} comments."
        )
        return said.format(n=figures.count(shares[0].n))
    else:
        most = shares[0]
        if not _is_clearly_first(shares):
            said = _("No emotion is hinted at clearly more often than the others, n = {n} comments.")
            return said.format(n=figures.count(most.n))
        said = _("Most often hinted at: **{emotion}**, in {share} of {n} comments.")
    return said.format(
        emotion=emotion_label(most.emotion), share=_value(most, "share"), rest=_value(most, "rest"),
        n=figures.count(most.n),
    )  # fmt: skip


def _is_clearly_first(shares: tuple[EmotionShare, ...]) -> bool:
    """Whether the interval of the most frequent emotion lies above that of the next."""
    first, second = shares[0].share, shares[1].share if len(shares) > 1 else None
    if second is None:
        return True
    return first is not None and None not in (first.low, second.high) and (first.low or 0) > (second.high or 0)


def often_enough(shares: list[EmotionShare]) -> list[EmotionShare]:
    """The emotions that enough comments hint at."""
    return [one for one in shares if one.n_hits >= LEAST_HITS]


def left_out_sentence(shares: list[EmotionShare]) -> str:
    """How many emotions were hinted at, but too rarely to be shown; empty where none was."""
    n = sum(0 < one.n_hits < LEAST_HITS for one in shares)
    if not n:
        return ""
    said = ngettext(
        "{n} emotion with fewer than {least} comments is left out.",
        "{n} emotions with fewer than {least} comments are left out.", n,
    )  # fmt: skip
    return said.format(n=n, least=LEAST_HITS)


def how_to_read(shares: list[EmotionShare]) -> str:
    """What the bars claim."""
    said = _("Share of comments that hint at the emotion, with 95% confidence interval; a comment may hint at several.")
    if any(one.rest is not None for one in shares):
        tick = _(
            "The tick is the share in the other comments of this view; coloured where the difference is likely real."
        )
        return in_a_row(said, tick)
    return said


def _value(one: EmotionShare, name: str) -> str:
    found = one.share if name == "share" else one.rest
    return figures.NONE if found is None else figures.share(found.value)


def _said(one: EmotionShare) -> str:
    if one.share is None:
        return figures.NONE
    sign = {"bad": "▼ ", "good": "▲ "}.get(tone(one), "")
    return sign + _("{share} ({interval}), n = {n}").format(
        share=figures.share(one.share.value), interval=figures.share_span(one.share.low, one.share.high),
        n=figures.count(one.n_hits),
    )  # fmt: skip


def tone(one: EmotionShare) -> str:
    """ "bad" or "good" where a real difference is so for the customer, "other" where it is neither, "" without one."""
    if not one.is_real:
        return ""
    if one.emotion not in PLEASANT | UNPLEASANT:
        return "other"
    return "good" if ((one.change or 0.0) > 0) == (one.emotion in PLEASANT) else "bad"


def against(one: EmotionShare) -> str:
    """The difference from the other comments in words."""
    if one.rest is None:
        return _("no other comments")
    if one.change is None or one.low is None or one.high is None:
        return _("too few to compare")
    points = figures.signed(100 * one.change)
    span = figures.span(100 * one.low, 100 * one.high)
    said = (
        _("{points} points ({interval}), likely real")
        if one.is_real
        else _("{points} points ({interval}), could be chance")
    )
    return said.format(points=points, interval=span)


def _frame(shares: list[EmotionShare]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "emotion": one.emotion,
            "name": emotion_label(one.emotion),
            "share": one.share.value if one.share else None,
            "low": one.share.low if one.share else None,
            "high": one.share.high if one.share else None,
            "rest": one.rest.value if one.rest else None,
            "rest_said": _value(one, "rest"),
            "tone": tone(one),
            "said": _said(one),
            "short": f"{ {'bad': '▼ ', 'good': '▲ '}.get(tone(one), '') }{_value(one, 'share')}",
            "against": against(one),
        }
        for one in shares
    )


def _chart(shares: list[EmotionShare], sentence: str, name: str) -> None:
    frame = _frame(shares)
    labels = {
        "name": _("Emotion (hint)"),
        "share": _("Share of comments"),
        "rest": _("Other comments"),
        "against": _("Difference"),
        "alt": sentence.replace("*", ""),
    }
    spec = drawing.row_chart(emotion_bars, frame, labels, loaders_emotions.AREAS)
    key = f"voices_emotions_{name}|{language()}"

    def clicked() -> None:
        code = drawing.chosen_code(st.session_state.get(key), PARAMETER, "emotion")
        if code:
            state.put(state.EMOTION, code)
            state.put(state.VOICES_PART, "verbatims")

    drawing.clickable(spec, clicked, key=key, parameter=PARAMETER, alt_text=labels["alt"])


def _data(shares: list[EmotionShare], name: str) -> None:
    """The figures as a table, and per emotion the share of hints that people called right in this workspace."""
    with st.expander(
        _("Show data, and how right the hints are"), on_change="rerun", key=f"emotions_data_{name}|{language()}"
    ) as opened:
        if not opened.open:
            return
        right = {one.emotion: one for one in loaders_emotions.agreement()}
        st.markdown(agreement_sentence(tuple(right.values())))
        st.dataframe(
            pd.DataFrame(
                {
                    _("Emotion (hint)"): emotion_label(one.emotion),
                    _("Comments"): one.n_hits,
                    _("Share of comments"): _said(one),
                    _("Other comments"): _value(one, "rest"),
                    _("Difference"): against(one),
                    _("Hints that are right"): agreement_words(right[one.emotion]),
                    _("Missed"): right[one.emotion].n_missed,
                }
                for one in shares
            ),
            hide_index=True,
        )
        st.caption(
            _("“Right” comes from your own answers: open “Emotions” under a comment and say yes or no. It holds for "
              "all comments as far as the judged ones were not picked.")
        )  # fmt: skip


def agreement_sentence(told: tuple[Agreement, ...]) -> str:
    """How many hints were judged."""
    n = sum(one.n for one in told)
    if not n:
        return _("Not measured yet: nobody has said whether a hint is right.")
    return ngettext("{n} hint was judged.", "{n} hints were judged.", n).format(n=figures.count(n))


def agreement_words(one: Agreement) -> str:
    """The agreement of one emotion, or how far it is from being measured."""
    if one.value is None:
        return _("not measured yet ({n} of {least} answers)").format(n=one.n, least=loaders_emotions.LEAST)
    return _("{share} ({interval}), n = {n}").format(
        share=figures.share(one.value), interval=figures.share_span(one.low, one.high), n=figures.count(one.n)
    )
