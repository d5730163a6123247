"""What two sides of voices are compared: the period before, or two values of a segment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from data.queries.scope import Scope
from i18n import _
from views import loaders, segment_words, state
from views.periods import Window
from views.view import View, segment_code

PERIOD = "period"
REST = ""  # the other side of a value: everybody else


@dataclass(frozen=True)
class Side:
    """One side: what it looks at, its name, and the codes of a link to it."""

    scope: Scope
    name: str
    period_code: str

    @property
    def segment_code(self) -> str:
        """Its segments as a code of the URL."""
        return segment_code(self.scope.segments)


@dataclass(frozen=True)
class Sides:
    """The side in question and the one it is held against."""

    side: Side
    other: Side


def choose(view: View) -> Sides | None:
    """The controls, and the two sides they name; None where there is nothing to compare with."""
    values = _values(view)
    options = [*([PERIOD] if view.before else []), *values]
    if not options:
        st.info(
            _("There is neither a period before this one nor a segment to compare."), icon=":material/compare_arrows:"
        )
        return None
    if state.is_on(state.PRESENT):  # chosen at the desk
        dim = _kept(state.VERSUS, options)
        return _periods(view) if dim == PERIOD else _two_values(view, dim, values[dim], _kept)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dim = state.bound(
            st.selectbox, _("Compare"), options, state.VERSUS, width=240, after=_forget_values,
            format_func=lambda code: _("with the period before") if code == PERIOD else segment_words.dimension(code),
        )  # fmt: skip
        return _periods(view) if dim == PERIOD else _segments(view, dim, values[dim])


def _kept(key: str, options: Sequence[str]) -> str:
    """What was chosen under `key`, as its select box would show it."""
    code = state.get(key)
    return code if code in options else options[0]


def _forget_values() -> None:
    for key in (state.SIDE, state.OTHER):
        state.put(key, "")


def _values(view: View) -> dict[str, list[str]]:
    """Dimension -> its values, largest first; those of a dimension that is itself a filter are the filter's own."""
    frame = loaders.segment_values(view.journey_id)
    found: dict[str, list[str]] = {}
    for dim, value in zip(frame["dim"].astype(str), frame["value"].astype(str), strict=True):
        found.setdefault(dim, []).append(value)
    chosen = {dim for dim, _value in view.segments}
    kept = {dim: [value for value in values if (dim, value) in view.segments] if dim in chosen else values
            for dim, values in found.items()}  # fmt: skip
    return {dim: values for dim, values in kept.items() if len(values) > 1}


def _periods(view: View) -> Sides | None:
    if view.before is None or view.before_span is None:
        return None
    return Sides(
        Side(view.scope, view.period_text, period_code(view.span)),
        Side(view.before, view.before_text, period_code(view.before_span)),
    )


def period_code(span: Window) -> str:
    """The code of a period that a link names, whatever the last data are.

    >>> from datetime import date
    >>> period_code(Window("12m", date(2024, 11, 1), date(2025, 11, 1))), period_code(Window("all", None, None))
    ('12m:2025-10', 'all')
    """
    day = span.last if span.grain == "12m" else span.start
    if day is None:
        return span.grain
    return f"{span.grain}:{day:%Y-%m-%d}" if span.grain == "w" else f"{span.grain}:{day:%Y-%m}"


def _segments(view: View, dim: str, values: list[str]) -> Sides:
    labels = {state.SIDE: segment_words.dimension(dim), state.OTHER: _("against")}

    def pick(key: str, options: Sequence[str]) -> str:
        return state.bound(
            st.selectbox, labels[key], options, key, width=200, format_func=lambda code: _value_words(dim, code)
        )

    return _two_values(view, dim, values, pick)


def _value_words(dim: str, code: str) -> str:
    return segment_words.value(dim, code) if code else _("everybody else")


def _two_values(view: View, dim: str, values: list[str], pick: Callable[[str, Sequence[str]], str]) -> Sides:
    """A value and the one it is held against, else everybody else; `pick` says which of the options is chosen."""
    one = pick(state.SIDE, values)
    two = pick(state.OTHER, [REST, *(value for value in values if value != one)])
    rest = tuple((dim, value) for value in values if value != one)
    against = ((dim, two),) if two else rest
    return Sides(
        _side(view, dim, ((dim, one),), _value_words(dim, one)), _side(view, dim, against, _value_words(dim, two))
    )


def _side(view: View, dim: str, pairs: tuple[tuple[str, str], ...], name: str) -> Side:
    kept = tuple(pair for pair in view.segments if pair[0] != dim)
    return Side(replace(view.scope, segments=(*kept, *pairs)), name, period_code(view.span))
