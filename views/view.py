"""What the screen looks at now: the state's codes resolved against the data, unknown ones refused with a sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from data.queries.scope import Scope
from i18n import _, pick
from views import loaders, periods, segment_words, state
from views.periods import Window

Segments = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class View:
    """One journey, period, comparison and set of segments, ready to load and to word."""

    journey_id: str
    journey_name: str
    is_sample: bool
    scope: Scope
    span: Window
    before: Scope | None
    before_span: Window | None
    overlay: Scope | None
    comparison: str
    basis: str
    segments: Segments
    overlay_segments: Segments
    first: date | None
    last: date | None
    n_scores: int
    n_touchpoint_scores: int

    @property
    def exists(self) -> bool:
        """Whether there is a journey at all."""
        return bool(self.journey_id)

    @property
    def period_text(self) -> str:
        """The period in words."""
        return periods.label(self.span, int(loaders.rules()["fiscal_year_start"]))

    @property
    def before_text(self) -> str:
        """The period compared with, in words; empty when there is none."""
        if self.before_span is None:
            return ""
        return periods.label(self.before_span, int(loaders.rules()["fiscal_year_start"]))

    @property
    def segment_text(self) -> str:
        """The segments in words; "all answers" when nothing narrows."""
        return segments_text(self.segments)


def current() -> View:
    """The view of this run; codes that the data does not know are refused."""
    journeys = loaders.journeys()
    row = _journey_row(journeys)
    if row is None:
        return _nothing()
    journey_id = str(row["journey_id"])
    known = loaders.data_span(journey_id)
    basis = state.get(state.BASIS) or str(loaders.rules()["date_basis"])
    first, last = _day(known[f"first_{basis}"]), _day(known[f"last_{basis}"])
    span = _span(last)
    comparison = state.get(state.COMPARISON)
    before_span = _before(span, comparison, first)
    chosen = _segments(state.SEGMENTS, journey_id)
    overlaid = _segments(state.OVERLAY, journey_id)
    scope = Scope(journey_id, chosen, span.start, span.end, basis)
    return View(
        journey_id=journey_id,
        journey_name=pick(_text(row["name_en"]), _text(row["name_zh"])),
        is_sample=bool(row["is_sample"]),
        scope=scope,
        span=span,
        before=scope.between(before_span.start, before_span.end) if before_span else None,
        before_span=before_span,
        overlay=Scope(journey_id, overlaid, span.start, span.end, basis) if overlaid else None,
        comparison=comparison,
        basis=basis,
        segments=chosen,
        overlay_segments=overlaid,
        first=first,
        last=last,
        n_scores=int(str(known["n_scores"])),
        n_touchpoint_scores=int(str(known["n_touchpoint_scores"])),
    )


def _nothing() -> View:
    empty = Window("all", None, None)
    scope = Scope("")
    return View("", "", False, scope, empty, None, None, None, "none", "answer", (), (), None, None, 0, 0)


def _journey_row(journeys: pd.DataFrame) -> pd.Series | None:
    wanted = state.get(state.JOURNEY)
    if wanted:
        found = journeys[journeys["journey_id"] == wanted]
        if len(found):
            return found.iloc[0]
        state.refuse(state.JOURNEY, wanted)
    if journeys.empty:
        return None
    row = journeys.iloc[0]
    state.show(state.JOURNEY, str(row["journey_id"]))
    return row


def _span(last: date | None) -> Window:
    code = state.get(state.PERIOD)
    if not periods.is_real(code):
        state.refuse(state.PERIOD, code)
        code = state.get(state.PERIOD)
    now = loaders.rules()
    return periods.window(code, last, fiscal_start=int(now["fiscal_year_start"]), week_start=str(now["week_start"]))


def _before(span: Window, comparison: str, first: date | None) -> Window | None:
    found = periods.before(span, comparison)
    if found is None or found.end is None or first is None or found.end <= first:
        return None
    return found


def _day(value: object) -> date | None:
    if value is None or value is pd.NaT:
        return None
    moment = pd.Timestamp(str(value))
    return None if pd.isna(moment) else moment.date()


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


# segments ----------------------------------------------------------------------------------------
def segment_code(pairs: Sequence[tuple[str, str]]) -> str:
    """Pairs of dimension and value as one code of the URL.

    >>> segment_code([("tier", "SME"), ("city", "a:b")])
    'tier:SME,city:a%3Ab'
    """
    return ",".join(f"{_quoted(dim)}:{_quoted(value)}" for dim, value in pairs)


def segment_pairs(code: str) -> Segments:
    """The pairs a code names; malformed parts are left out.

    >>> segment_pairs("tier:SME,city:a%3Ab")
    (('tier', 'SME'), ('city', 'a:b'))
    """
    parts = [part.split(":") for part in code.split(",") if part.count(":") == 1]
    return tuple((_unquoted(dim), _unquoted(value)) for dim, value in parts)


def stored_rule(told: object) -> Segments:
    """The pairs of a persona's stored segment rule, empty where it has none."""
    rule = json.loads(str(told)) if told and told == told and told is not pd.NA else {}
    return tuple((str(dim), str(value)) for dim, values in rule.items() for value in values)


def _quoted(text: str) -> str:
    return text.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")


def _unquoted(text: str) -> str:
    return text.replace("%2C", ",").replace("%3A", ":").replace("%25", "%")


def _segments(key: str, journey_id: str) -> Segments:
    code = state.get(key)
    if not code or (key == state.OVERLAY and code in (state.OVERLAY_PERIOD, state.OVERLAY_NONE)):
        return ()
    values = loaders.segment_values(journey_id)
    known = set(zip(values["dim"].astype(str), values["value"].astype(str), strict=True))
    pairs = segment_pairs(code)
    if pairs and all(pair in known for pair in pairs):
        return pairs
    state.refuse(key, code)
    return ()


def segment_label(pair: tuple[str, str]) -> str:
    """One segment in words."""
    dim, value = pair
    return _("{dimension}: {value}").format(
        dimension=segment_words.dimension(dim), value=segment_words.value(dim, value)
    )


def segments_text(pairs: Segments) -> str:
    """Several segments in words."""
    return _("; ").join(segment_label(pair) for pair in pairs) if pairs else _("all answers")
