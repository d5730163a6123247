"""Review: the comments the model is least sure of, one at a time, each settled by one key."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from data.queries import voice_review
from data.queries.voice_base import LOW_CONFIDENCE
from data.queries.voice_texts import review_queue
from i18n import _, language, ngettext
from views import emotion_ask, figures, loaders, loaders_voices, state, voices_review_themes, voices_shown
from views.attempts import attempt, draw_outcomes
from views.escape import plain
from views.marked_text import evidence_marks, marked
from views.sentiment_words import ICONS, sentiment_label
from views.view import View
from workflows.correct_text import LABELS, label_text

ENOUGH: Final = 50  # corrections from which they teach the model
MOST: Final = 300
HEADING: Final = 280  # characters up to which a comment is drawn large
AREAS: Final = ("feedback", "voices", "journey", "setting")
_NOW, _DONE, _SKIPPED = "voices_review_now", "voices_review_done", "voices_review_skipped"

Pair = tuple[str, str]  # text_hash, question_hash


def draw(view: View) -> None:
    """How far the corrections are, then the next comment with its keys."""
    draw_outcomes()
    if not voices_shown.may_show(view):
        return
    n_done = loaders.made(AREAS, "n labels", lambda: voice_review.n_text_labels(loaders.store()))
    queue = open_queue(_queue(view), voices_shown.counts(view), voices_shown.least(), _session(_SKIPPED))
    st.markdown(answer_sentence(len(queue)))
    st.progress(min(n_done / ENOUGH, 1.0), text=progress_words(n_done))
    if n_done >= ENOUGH:
        st.button(
            _("To the model"), icon=":material/school:", type="tertiary", key=f"review_to_model|{language()}",
            on_click=state.put, args=(state.VOICES_PART, "model"),
        )  # fmt: skip
    if queue.empty:
        _nothing_left(view)
    else:
        _draw_one(_current(queue))
    _last()


def answer_sentence(n_left: int) -> str:
    """How many comments wait, and what an answer does."""
    said = ngettext(
        "**{n} comment** waits for a person. What you say counts at once, before what the model reads.",
        "**{n} comments** wait for a person, the least certain first. What you say counts at once, before what the "
        "model reads.",
        n_left,
    )
    return said.format(n=f"{figures.count(n_left)}+" if n_left >= MOST else figures.count(n_left))


def progress_words(n_done: int) -> str:
    """How many corrections there are until the model learns from them."""
    if n_done >= ENOUGH:
        return ngettext(
            "{n} correction: the model can learn from it.", "{n} corrections: the model can learn from them.", n_done
        ).format(n=figures.count(n_done))
    said = _("{n} of {enough} corrections: from {enough} on, corrections teach the model.")
    return said.format(n=n_done, enough=ENOUGH)


def open_queue(queue: pd.DataFrame, counts: pd.DataFrame, least: int, skipped: list[Pair]) -> pd.DataFrame:
    """The queue without what was put off, and without questions that too few comments answer to be shown."""
    shown = set(counts.loc[counts["n"] >= least, "question_hash"])
    pairs = pd.Series(list(zip(queue["text_hash"], queue["question_hash"], strict=True)), index=queue.index)
    return queue[queue["question_hash"].isin(shown) & ~pairs.isin(skipped)]


def _queue(view: View) -> pd.DataFrame:
    most = MOST + len(_session(_SKIPPED))
    what = ("review queue", view.scope, most)
    return loaders.made(AREAS, what, lambda: review_queue(loaders.store(), view.scope, most=most))


def _nothing_left(view: View) -> None:
    if not voices_shown.still_reading(view):
        st.info(_("Nothing is left to check in this period and these segments."), icon=":material/check_circle:")
    if _session(_SKIPPED):
        st.button(_("Show the skipped ones again"), icon=":material/replay:", key="review_again", on_click=_unskip)


def _current(queue: pd.DataFrame) -> dict[str, Any]:
    """The comment that is being looked at, as long as it is open; else the first of the queue."""
    now: Pair | None = st.session_state.get(_NOW)
    if now is not None:
        same = queue[(queue["text_hash"] == now[0]) & (queue["question_hash"] == now[1])]
        queue = same if len(same) else queue
    row = {str(name): value for name, value in queue.iloc[0].items()}
    st.session_state[_NOW] = (row["text_hash"], row["question_hash"])
    return row


def _draw_one(row: dict[str, Any]) -> None:
    pair: Pair = (str(row["text_hash"]), str(row["question_hash"]))
    what = ("evidence", pair)
    evidence = json.loads(loaders.made(AREAS, what, lambda: voice_review.evidence_of(loaders.store(), *pair)))
    with st.container(border=True):
        words = st.container()  # filled last: whoever sees new words has the keys that belong to them
        _keys(pair, str(row["text"]))
        voices_review_themes.draw(*pair)
        emotion_ask.review(pair[0], str(row["text"]))
    with words:
        _draw_words(row, evidence)


def _draw_words(row: dict[str, Any], evidence: list[list[float]]) -> None:
    st.caption(_asked(row))
    text = str(row["text"])
    words = marked(text, evidence_marks(evidence))
    if len(text) <= HEADING:
        st.header(words, anchor=False)
    else:
        st.markdown(words)
    st.markdown(reading_words(row))
    st.caption(
        _("Marked words speak for the reading or against it: ▲ for positive, ▼ for negative.")
        if evidence
        else _("No single word speaks for this reading.")
    )


def _keys(pair: Pair, text: str) -> None:
    """One button for each sentiment, with its key, and one to put the comment off."""
    for column, number, label in zip(st.columns(len(LABELS)), range(1, len(LABELS) + 1), LABELS, strict=True):
        column.button(
            sentiment_label(label), icon=ICONS[label], shortcut=str(number), width="stretch",
            key=f"review_{label}|{language()}", on_click=_answer, args=(pair, label, text),
        )  # fmt: skip
    st.button(
        _("Skip"), icon=":material/skip_next:", shortcut="s", type="tertiary", key=f"review_skip|{language()}",
        on_click=_skip, args=(pair,),
    )  # fmt: skip


def _asked(row: dict[str, Any]) -> str:
    question = loaders_voices.question(str(row["question_hash"]), figures.text_or_none(row.get("question")))
    n = int(row["n_same"])
    asked = _("Without a question") if question is None else plain(question, limit=300)
    if n < 2:
        return asked
    return _("{question} · {same}").format(question=asked, same=ngettext("said {n} time", "said {n} times", n)
                                           .format(n=figures.count(n)))  # fmt: skip


def reading_words(row: dict[str, Any]) -> str:
    """What the model reads, the likeliest named, with the other shares and how sure it is."""
    shares = {code: float(row[f"p_{code}"]) for code in ("negative", "neutral", "positive")}
    best = max(shares, key=lambda code: shares[code])
    said = _("Read as **{label}**: negative {negative}, neutral {neutral}, positive {positive}.")
    if float(row["confidence"]) < LOW_CONFIDENCE:
        said = _("Not sure, perhaps **{label}**: negative {negative}, neutral {neutral}, positive {positive}.")
    told = {code: figures.share(value) for code, value in shares.items()}
    return said.format(label=sentiment_label(best), **told)


# writing -----------------------------------------------------------------------------------------
def _session(key: str) -> list[Any]:
    kept: list[Any] = st.session_state.setdefault(key, [])
    return kept


def _answer(pair: Pair, label: str, text: str) -> None:
    if attempt(lambda: label_text(loaders.store(), pair[0], pair[1], label, at=datetime.now(UTC))):
        _session(_DONE).append((pair, label, text))
    st.session_state.pop(_NOW, None)


def _skip(pair: Pair) -> None:
    _session(_SKIPPED).append(pair)
    st.session_state.pop(_NOW, None)


def _unskip() -> None:
    _session(_SKIPPED).clear()


def _undo() -> None:
    pair, _label, _text = _session(_DONE).pop()
    if attempt(lambda: label_text(loaders.store(), pair[0], pair[1], None, at=datetime.now(UTC))):
        st.session_state[_NOW] = pair


def _last() -> None:
    """What was said last, and the way back."""
    if not _session(_DONE):
        return
    _pair, label, text = _session(_DONE)[-1]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(_("Undo last"), icon=":material/undo:", shortcut="u", key=f"review_undo|{language()}", on_click=_undo)
        said = _("Last: “{text}”, {label}.")
        st.caption(said.format(text=plain(text, limit=80), label=sentiment_label(label)))
