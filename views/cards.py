"""Metric cards: all with the same parts, so that a row of them leaves no holes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

import streamlit as st

from analytics.compare import Difference
from i18n import _
from views import figures
from views.outcome_scores import OutcomeScore

Tone = Literal["blue", "orange", "gray"]


@dataclass(frozen=True)
class Card:
    """A label, the figure, its change in words, and the line that says how sure it is."""

    label: str
    value: str
    delta: str
    tone: Tone
    basis: str
    help: str = ""
    has_arrow: bool = True
    rise: float | None = None
    """The change itself, where `delta` tells it in words: its sign turns the arrow."""


def draw_cards(cards: Sequence[Card]) -> None:
    """One row of cards of equal height; they stack on a narrow screen."""
    for column, card in zip(st.columns(len(cards)), cards, strict=True):
        with column.container(border=True, height="stretch", gap="xxsmall"):
            st.metric(
                card.label,
                card.value,
                delta=card.delta,
                delta_color=cast("Literal['gray']", card.tone),
                delta_arrow=arrow(card.delta, card.tone, card.rise) if card.has_arrow else "off",
                help=card.help or None,
            )
            st.caption(card.basis)


def arrow(delta: str, tone: str, rise: float | None = None) -> Literal["up", "down", "off"]:
    """The arrow beside a change: none while it may be chance. Streamlit does not know the true minus.

    >>> arrow("−0.4 · likely real", "orange"), arrow("likely real", "orange", -1.03), arrow("+0.4", "gray")
    ('down', 'down', 'off')
    """
    if tone == "gray":
        return "off"
    if rise is not None:
        return "down" if rise < 0 else "up"
    return "down" if delta.startswith("−") else "up"


def change_words(change: Difference | None, digits: int = 1) -> tuple[str, Tone]:
    """The change with its verdict, and its colour: blue better, orange worse, gray when it may be chance."""
    if change is None:
        return _("no comparison"), "gray"
    if change.change is None:
        return figures.verdict(change.verdict), "gray"
    text = _("{change} · {verdict}").format(
        change=figures.signed(change.change, digits), verdict=figures.verdict(change.verdict)
    )
    if change.verdict != "likely_real":
        return text, "gray"
    return text, "blue" if change.change > 0 else "orange"


def score_change_words(change: Difference | None, score: OutcomeScore) -> tuple[str, Tone]:
    """The change of an overall score on its own scale: points of NPS, or of the mean; coloured by what is better."""
    if change is None or change.change is None:
        return change_words(change)
    factor = 1.0 if score.kind == "nps" else (score.scale[1] - score.scale[0]) / 100
    if score.lower_is_better:
        factor = -factor
    text = _("{change} · {verdict}").format(
        change=figures.signed(change.change * factor, 0 if score.kind == "nps" else 2),
        verdict=figures.verdict(change.verdict),
    )
    return text, change_words(change)[1]
