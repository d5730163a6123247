"""Part of step 3: what words that nobody can rank count as on the scale of their question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from data.ingest.mapping import ImportPlan
from data.ingest.model import ScaleSpec
from i18n import _, language
from views.escape import plain

MOST_STEPS = 11
Answer = Callable[[Mapping[str, object]], None]


def steps_of(scale: ScaleSpec) -> list[float]:
    """The whole steps of a scale, or five evenly spaced ones where it has too many.

    >>> steps_of(ScaleSpec("rating", 1.0, 4.0))
    [1.0, 2.0, 3.0, 4.0]
    >>> steps_of(ScaleSpec("rating", 0.0, 100.0))
    [0.0, 25.0, 50.0, 75.0, 100.0]
    """
    span = scale.high - scale.low
    n = int(span) + 1 if float(span).is_integer() and span < MOST_STEPS else 5
    return [scale.low + span * place / (n - 1) for place in range(n)]


def draw(plan: ImportPlan, family: Sequence[Mapping[str, Any]], token: str, answer: Answer) -> None:
    """One choice per word and a button that takes them all."""
    first = family[0]
    column = next((c for c in plan.columns if c.index == first["column"]), None)
    if column is None or column.scale is None:
        return
    words = [str(word) for word in first["facts"].get("words", ())]
    place = f"upload_words_{token}_{first['id']}|{language()}"
    with st.form(place, border=False):
        with st.container(horizontal=True):
            for position, word in enumerate(words):
                _word(word, column.scale, f"{place}_{position}")
        st.form_submit_button(
            _("Count them so"),
            on_click=_take,
            args=(place, words, tuple(question["id"] for question in family), answer),
        )


def _word(word: str, scale: ScaleSpec, key: str) -> None:
    named = {value: text for text, value in reversed(scale.labels)}
    st.selectbox(
        plain(f"“{word}”", limit=40),
        [None, *steps_of(scale)],
        key=key,
        format_func=lambda step: _step(step, named),
        width=200,
    )


def _step(step: float | None, named: Mapping[float, str]) -> str:
    if step is None:
        return _("no answer")
    return f"{step:g} · {named[step]}" if step in named else f"{step:g}"


def _take(place: str, words: Sequence[str], ids: Sequence[str], answer: Answer) -> None:
    counted = {word: st.session_state[f"{place}_{position}"] for position, word in enumerate(words)}
    answer({question: counted for question in ids})
