"""One comment: as written, with telling words marked, what it is read as, why, and a way to set it right."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from data.queries.voice_base import LOW_CONFIDENCE
from i18n import _, language, ngettext
from views import emotion_ask, figures, loaders, loaders_voices, periods, state, voices_long, voices_similar, voices_why
from views.attempts import attempt
from views.emotion_words import hint_words
from views.escape import plain
from views.marked_text import Mark, evidence_marks, marked
from views.sentiment_words import sentiment_label
from views.view import View
from workflows.correct_text import LABELS, label_text

Row = Mapping[Hashable, Any]
MARKS = {"negative": "▼", "positive": "▲", "neutral": "●", "none": "○"}


def draw(view: View, row: Row, place: int, *, theme: str = "", emotion: str = "", can_correct: bool = True,
         reason: str = "", lead: str = "") -> None:  # fmt: skip
    """A bordered quote with its facts; `emotion` or `theme` marks the words of one in place of those of the reading.

    `lead` is the part of it that stands first in bold.
    """
    with st.container(border=True):
        if lead:
            st.markdown(f"**“{plain(lead, limit=240)}”**")
        text, spoken = str(row["text"]), row.get("language")
        st.markdown(marked(text, marks_of(row, theme, emotion), limit=voices_long.limit_of(spoken)))
        side = f"{theme}_{row.get('sentiment')}" if not can_correct else ""
        voices_long.draw_rest(text, spoken, f"voice_long_{side}_{row['text_hash']}_{place}")
        st.caption(" · ".join(facts(view, row, is_of_theme=bool(theme) and not can_correct)))
        if reason:
            st.caption(reason)
        if can_correct:
            with st.container(horizontal=True, vertical_alignment="center"):
                voices_why.draw(row, place)
                emotion_ask.popover(str(row["text_hash"]), str(row["text"]), emotion_ask.hints_of(row), place)
                voices_similar.draw(view, str(row["text_hash"]), place)
                _correct(row, place)


def facts(view: View, row: Row, *, is_of_theme: bool = False) -> list[str]:
    """What is known of a comment, in words: sentiment, score, touchpoint, themes, day, language, how often said.

    `is_of_theme`: the comment stands for what it says of one theme, which may differ from what it says as a whole.
    """
    told = [sentiment_fact(row)]
    if is_of_theme:
        told[0] = _("Comment as a whole: {sentiment}").format(sentiment=told[0])
    if is_mixed(row):
        told.append(_("mixed"))
    if not pd.isna(row["score"]):
        told.append(_("score {score} of {best}").format(score=figures.number(float(row["score"]), 0), best="100"))
    names = loaders.names(view.journey_id, language())
    if figures.text_or_none(row.get("touchpoint_id")) in names:
        told.append(plain(names[str(row["touchpoint_id"])]))
    told += [plain(one) for one in subjects(row)]
    day = row.get("day")
    if day is not None and not pd.isna(day):
        told.append(periods.day_label(pd.Timestamp(day).date()))
    same = int(row["n_same"])
    if same > 1:
        told.append(ngettext("said {n} time", "said {n} times", same).format(n=same))
    return told


def sentiment_fact(row: Row) -> str:
    """What a comment is read as, with a sign; how sure that is, or that a person said so."""
    code = figures.text_or_none(row.get("sentiment"))
    if code is None:
        return _("other language, not read") if row.get("language") == "other" else _("not read yet")
    told = f"{MARKS[code]} {sentiment_label(code)}"
    if figures.text_or_none(row.get("label")):
        return _("{sentiment} (said by a person)").format(sentiment=told)
    if code != "none" and float(row["confidence"]) < LOW_CONFIDENCE:
        return _("{sentiment} (not sure)").format(sentiment=told)
    return told


def is_mixed(row: Row) -> bool:
    """Whether a comment speaks well of one thing and badly of another, clause by clause."""
    return {"positive", "negative"} <= {voices_why.sign_of(one) for one in themes_of(row)}


def subjects(row: Row) -> list[str]:
    """The themes of a comment as people named them, and the emotions it hints at; not escaped."""
    felt = hint_words(emotion_ask.shown(emotion_ask.hints_of(row)))
    return sorted({_theme_name(one["theme_id"]) for one in themes_of(row)}) + ([felt] if felt else [])


def themes_of(row: Row) -> list[dict[str, Any]]:
    """The themes of a comment, one entry per clause that speaks of one."""
    held = figures.text_or_none(row.get("themes"))
    return json.loads(held) if held else []


def _theme_name(theme_id: str) -> str:
    return loaders_voices.theme_names().get(theme_id, theme_id)


def marks_of(row: Row, theme: str = "", emotion: str = "") -> list[Mark]:
    """The places that speak for the reading, or those that show one theme or emotion."""
    if emotion:
        places = [one["spans"] for one in emotion_ask.hints_of(row) if one["emotion"] == emotion]
        return [Mark(int(start), int(end), "theme") for part in places for start, end in part]
    if theme:
        spans = [emotion_ask.spans_of(one["spans"]) for one in themes_of(row) if one["theme_id"] == theme]
        return [Mark(int(start), int(end), "theme") for part in spans for start, end in part]
    held = figures.text_or_none(row.get("evidence"))
    return evidence_marks(json.loads(held)) if held else []


def _correct(row: Row, place: int) -> None:
    key = f"voice_said_{row['text_hash']}_{row['question_hash']}_{place}|{language()}"
    now = figures.text_or_none(row.get("label"))
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    pair = (str(row["text_hash"]), str(row["question_hash"]))

    def answer() -> None:
        chosen = st.session_state.get(key)
        attempt(lambda: label_text(loaders.store(), pair[0], pair[1], chosen, at=datetime.now(UTC)))

    st.segmented_control(
        _("Correct"), LABELS, key=key, format_func=state.labelled(LABELS, sentiment_label), on_change=answer,
        label_visibility="collapsed",
    )  # fmt: skip
