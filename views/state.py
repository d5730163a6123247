"""All state keys of the screen: one object in the session, mirrored as codes in the URL.

A parameter that is present and differs from what the app last wrote wins (a pasted link, Back);
an absent one never clears anything; every run writes the state back, since a sidebar click drops
the query. Codes are checked here or, where only the data can tell, by the one who reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from analytics.voices.emotion_names import EMOTIONS
from i18n import LANGUAGES, _, language, set_fallback
from views.escape import plain

JOURNEY, TOUCHPOINT, SEGMENTS, PERIOD, COMPARISON = "j", "tp", "seg", "per", "cmp"
OVERLAY, LANGUAGE, SELECTION, PRESENT, BASIS, RAW, EDIT = "ov", "lang", "sel", "present", "basis", "raw", "edit"
LINKED = "lk"
PART, SURVEY, FINDING = "part", "sv", "found"
VOICES_PART = "vp"
QUESTION, SPLIT, MEASURE, FORM, WEIGHTED, OPTION, GROUP = "q", "by", "show", "as", "wt", "opt", "grp"

COMPARISONS = ("none", "previous", "year_ago", "target")
BASES = ("answer", "service")
SWITCH = ("0", "1")
MEASURES = ("auto", "shares", "mean", "top2")
FORMS = ("chart", "table")
PARTS = ("uploads", "answers")
VOICES_PARTS = ("themes", "compare", "verbatims", "review", "topics", "codeframe", "model")
TOPICS_OF = "tof"
TOPICS_OFS = ("new", "all")
THEME, SENTIMENT, SPOKEN, SEARCH = "th", "sn", "vl", "find"
VOICE_POINT, SURENESS, CONTENT, LIKE, EMOTION = "vt", "cf", "vc", "like", "em"
VERSUS, SIDE, OTHER, FIGURE = "vs", "va", "vb", "vf"
BOARD_PART, UNIT_KIND, UNIT = "bp", "uk", "un"
BOARD_PARTS = ("icons", "portfolio")
STREAM_PART, STEP, STREAM_FORM, STREAM_LEAST = "sp", "step", "sf", "least"
STREAM_VIEW, STREAM_LOG = "svw", "slog"
WAY, PASSAGE = "way", "pass"
OUTCOME, KNOWN_BY, CHANCE_CLASS = "fo", "fk", "fc"
OUTCOMES = ("all", "lead", "cost", "score")
CHANCE_CLASSES = ("", *"0123456789")
STREAM_PARTS = ("map", "paths", "load", "transitions", "models")
STREAM_FORMS = ("picture", "whole", "list", "table")
STREAM_VIEWS = ("now", "future", "compare")
STREAM_LEASTS = ("0", "10", "25", "50")  # per cent of the cases that a step shown has at least
LOAD_FIGURE, LOAD_CLOCK, LOAD_GRAIN, LOAD_PERIOD = "lf", "lc", "lg", "lp"
LOAD_FIGURES = ("progress", "closed", "begun", "lead")
LOAD_CLOCKS = ("calendar", "working")
LOAD_GRAINS = ("month", "week")
CONTROL_PART, CONTROL_MEASURE, CONTROL_GRAIN = "cpart", "cm", "cg"
CONTROL_FIGURE, CHART_TYPE, RULE_SET, CHART_POINT = "cfig", "ct", "rs", "pt"
CONTROL_BASELINE = "cbl"
CONTROL_FIGURES = ("mean", "satisfied", "low")
CONTROL_PARTS = ("chart", "capability", "baselines")
CONTROL_GRAINS = ("week", "month", "quarter")
CAPABILITY_MEASURE, THRESHOLD, DISTRIBUTION = "pcm", "thr", "dis"
THRESHOLDS = ("1.00", "1.33", "1.67")
SHAPES = ("auto", "normal", "box_cox", "yeo_johnson", "lognormal", "weibull", "gamma", "observed")
KPI_PART, KPI, KPI_PERIOD, OBJECTIVE = "kpart", "kpi", "kper", "ob"
KPI_PARTS = ("measures", "goals")
SENTIMENTS = ("all", "negative", "neutral", "positive")
SPOKEN_IN = ("all", "en", "zh", "other")
SURENESSES = ("all", "sure", "unsure")
CONTENTS = ("all", "some", "none")
FIGURES = ("mentions", "negative", "impact")
FELT = ("all", *EMOTIONS)
OVERLAY_PERIOD, OVERLAY_NONE = "period", "none"
PERIOD_CODE = re.compile(r"^(w|m|q|h|12m|all)(:[0-9]{4}-[0-9]{2}(-[0-9]{2})?)?$")
ID_CODE = re.compile(r"^[\w.\-]{1,120}$")
HASH_CODE = re.compile(r"^[0-9a-f]{32}$")
SEGMENT_CODE = re.compile(r"^[^\x00-\x1f]{1,400}$")

DEFAULTS = {
    JOURNEY: "",
    TOUCHPOINT: "",
    SEGMENTS: "",
    PERIOD: "12m",
    COMPARISON: "previous",
    OVERLAY: "",
    LANGUAGE: "en",
    SELECTION: "",
    PRESENT: "0",
    BASIS: "",
    RAW: "0",
    EDIT: "0",
    LINKED: "",
    QUESTION: "",
    SPLIT: "auto",
    MEASURE: "auto",
    FORM: "chart",
    WEIGHTED: "0",
    OPTION: "",
    GROUP: "",
    PART: "uploads",
    VOICES_PART: "themes",
    TOPICS_OF: "new",
    THEME: "",
    SENTIMENT: "all",
    EMOTION: "all",
    VERSUS: "",
    SIDE: "",
    OTHER: "",
    FIGURE: "mentions",
    SPOKEN: "all",
    SEARCH: "",
    VOICE_POINT: "",
    SURENESS: "all",
    CONTENT: "all",
    LIKE: "",
    SURVEY: "",
    FINDING: "",
    BOARD_PART: "icons",
    UNIT_KIND: "",
    UNIT: "",
    STREAM_PART: "map",
    STEP: "",
    STREAM_FORM: "picture",
    STREAM_LEAST: "10",
    STREAM_VIEW: "now",
    STREAM_LOG: "",
    WAY: "",
    OUTCOME: "all",
    KNOWN_BY: "",
    CHANCE_CLASS: "",
    PASSAGE: "",
    LOAD_FIGURE: "progress",
    LOAD_CLOCK: "calendar",
    LOAD_GRAIN: "month",
    LOAD_PERIOD: "",
    CONTROL_PART: "chart",
    CONTROL_MEASURE: "",
    CAPABILITY_MEASURE: "",
    THRESHOLD: "1.33",
    DISTRIBUTION: "auto",
    CONTROL_FIGURE: "mean",
    CONTROL_GRAIN: "",
    CHART_TYPE: "auto",
    RULE_SET: "default",
    CHART_POINT: "",
    CONTROL_BASELINE: "1",
    KPI_PART: "measures",
    KPI: "",
    KPI_PERIOD: "",
    OBJECTIVE: "",
}
_CHOICES: dict[str, Sequence[str]] = {
    COMPARISON: COMPARISONS,
    LANGUAGE: LANGUAGES,
    PRESENT: SWITCH,
    BASIS: BASES,
    RAW: SWITCH,
    EDIT: SWITCH,
    MEASURE: MEASURES,
    FORM: FORMS,
    WEIGHTED: SWITCH,
    PART: PARTS,
    VOICES_PART: VOICES_PARTS,
    TOPICS_OF: TOPICS_OFS,
    SENTIMENT: SENTIMENTS,
    EMOTION: FELT,
    FIGURE: FIGURES,
    SPOKEN: SPOKEN_IN,
    SURENESS: SURENESSES,
    CONTENT: CONTENTS,
    BOARD_PART: BOARD_PARTS,
    STREAM_PART: STREAM_PARTS,
    OUTCOME: OUTCOMES,
    CHANCE_CLASS: CHANCE_CLASSES,
    STREAM_FORM: STREAM_FORMS,
    STREAM_LEAST: STREAM_LEASTS,
    STREAM_VIEW: STREAM_VIEWS,
    LOAD_FIGURE: LOAD_FIGURES,
    LOAD_CLOCK: LOAD_CLOCKS,
    LOAD_GRAIN: LOAD_GRAINS,
    CONTROL_PART: CONTROL_PARTS,
    THRESHOLD: THRESHOLDS,
    DISTRIBUTION: SHAPES,
    CONTROL_FIGURE: CONTROL_FIGURES,
    CONTROL_BASELINE: SWITCH,
    KPI_PART: KPI_PARTS,
}
_PATTERNS = {
    JOURNEY: ID_CODE,
    TOUCHPOINT: ID_CODE,
    SELECTION: ID_CODE,
    SURVEY: ID_CODE,
    FINDING: ID_CODE,
    PERIOD: PERIOD_CODE,
    SEGMENTS: SEGMENT_CODE,
    OVERLAY: SEGMENT_CODE,
    LINKED: SEGMENT_CODE,
    QUESTION: SEGMENT_CODE,
    SPLIT: SEGMENT_CODE,
    OPTION: SEGMENT_CODE,
    THEME: ID_CODE,
    VOICE_POINT: ID_CODE,
    LIKE: HASH_CODE,
    SEARCH: SEGMENT_CODE,
    VERSUS: SEGMENT_CODE,
    SIDE: SEGMENT_CODE,
    OTHER: SEGMENT_CODE,
    GROUP: SEGMENT_CODE,
    UNIT_KIND: SEGMENT_CODE,
    UNIT: SEGMENT_CODE,
    STEP: SEGMENT_CODE,
    STREAM_LOG: SEGMENT_CODE,
    WAY: ID_CODE,
    KNOWN_BY: ID_CODE,
    PASSAGE: ID_CODE,
    CONTROL_MEASURE: SEGMENT_CODE,
    CAPABILITY_MEASURE: SEGMENT_CODE,
    CONTROL_GRAIN: ID_CODE,
    CHART_TYPE: ID_CODE,
    RULE_SET: ID_CODE,
    CHART_POINT: ID_CODE,
    KPI: ID_CODE,
    KPI_PERIOD: ID_CODE,
    LOAD_PERIOD: ID_CODE,
    OBJECTIVE: ID_CODE,
}
_ALWAYS = (JOURNEY, TOUCHPOINT, PERIOD, COMPARISON, LANGUAGE)
_SESSION = "throughline"


@dataclass
class Refusal:
    """A value of the link that was not used: which key, what it said."""

    key: str
    value: str


@dataclass
class State:
    """What one browser tab looks at: `codes` were chosen, `shown` is what a page picked where nothing was."""

    codes: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    is_chosen: bool = False  # something was chosen since the last link was written
    refused: list[Refusal] = field(default_factory=list)


def _state() -> State:
    if _SESSION not in st.session_state:
        st.session_state[_SESSION] = State()
    current: State = st.session_state[_SESSION]
    return current


def is_code(key: str, value: str) -> bool:
    """Whether `value` could stand under `key`; ids and segments are checked again against the data."""
    if value == "" and key not in _CHOICES:
        return True
    if key in _CHOICES:
        return value in _CHOICES[key]
    return bool(_PATTERNS[key].match(value))


def read() -> None:
    """Take over what the link says, before anything is drawn.

    A click may come with the link of the view before, as the browser had not yet taken up the last one: nothing is
    taken from the link then, or a quick second click would be lost.
    """
    state = _state()
    state.refused, state.shown = [], {}
    if state.is_chosen:
        return
    for key in DEFAULTS:
        value = st.query_params.get(key)
        if value is None or value == state.written.get(key):
            continue
        if is_code(key, value):
            state.codes[key] = value
        else:
            state.refused.append(Refusal(key, value))


def write() -> None:
    """Put the whole state into the URL; nothing is sent when it already says so."""
    kept = _kept()
    foreign = {key: value for key, value in st.query_params.items() if key not in DEFAULTS}
    if dict(st.query_params.items()) != foreign | kept:
        st.query_params.from_dict(foreign | kept)
    _state().written, _state().is_chosen = kept, False


def _kept() -> dict[str, str]:
    """The codes that a link to the view of now needs."""
    state = _state()
    codes = {key: state.shown.get(key) or get(key) for key in DEFAULTS}
    return {
        key: code
        for key, code in codes.items()
        if code != DEFAULTS[key] or (code and key in _ALWAYS) or (code and key in state.written)
    }


def get(key: str) -> str:
    """The chosen code under `key`, or its default."""
    return _state().codes.get(key, DEFAULTS[key])


def put(key: str, code: str) -> None:
    """Choose `code` under `key`; an impossible code is a programming error."""
    if not is_code(key, code):
        raise ValueError(f"{key}={code}")
    _state().codes[key], _state().is_chosen = code, True


def session_language() -> str:
    """The language chosen in this browser tab; English where nobody is being served."""
    if get_script_run_ctx(suppress_warning=True) is None or _SESSION not in st.session_state:
        return LANGUAGES[0]
    return get(LANGUAGE)


set_fallback(session_language)


def in_link(key: str) -> str:
    """The code under `key` as the last link to this page said it: chosen, picked by the page, or the default."""
    return _state().codes.get(key) or _state().written.get(key) or DEFAULTS[key]


def show(key: str, code: str) -> None:
    """Name in the URL what the page picked by itself; the choice stays open."""
    _state().shown[key] = code


def refuse(key: str, value: str) -> None:
    """Drop a code the data does not know and say so on this page."""
    state = _state()
    state.codes.pop(key, None)
    state.refused.append(Refusal(key, value))


def known(key: str, codes: Collection[str]) -> str:
    """The code chosen under `key` where `codes` holds it, else their first; says so where a link asks for another."""
    code = get(key)
    if code and code not in codes:
        refuse(key, code)
        st.info(refusals()[-1], icon=":material/link_off:")
    chosen = code if code in codes else next(iter(codes))
    show(key, chosen)
    return chosen


def is_on(key: str) -> bool:
    """Whether a switch (present, raw, edit) is on."""
    return get(key) == "1"


def query() -> str:
    """The codes of a link to this view; complete once the page is drawn."""
    return urlencode(_kept())


def refusals() -> list[str]:
    """One sentence for each value of the link that was not used."""
    names = {
        JOURNEY: _("journey"),
        TOUCHPOINT: _("touchpoint"),
        SEGMENTS: _("segment"),
        PERIOD: _("period"),
        COMPARISON: _("comparison"),
        OVERLAY: _("overlay"),
        LANGUAGE: _("language"),
        SELECTION: _("selection"),
        PRESENT: _("presenting"),
        BASIS: _("date basis"),
        RAW: _("scale shown"),
        EDIT: _("edit mode"),
        LINKED: _("link"),
        QUESTION: _("question"),
        SPLIT: _("split"),
        MEASURE: _("measure"),
        FORM: _("chart or table"),
        WEIGHTED: _("weights"),
        OPTION: _("answer option"),
        GROUP: _("group"),
        PART: _("part of the page"),
        VOICES_PART: _("part of the page"),
        TOPICS_OF: _("comments to group"),
        THEME: _("theme"),
        SENTIMENT: _("sentiment"),
        EMOTION: _("emotion"),
        VERSUS: _("comparison"),
        SIDE: _("segment"),
        OTHER: _("segment"),
        FIGURE: _("measure"),
        SPOKEN: _("language of the comment"),
        SEARCH: _("search"),
        VOICE_POINT: _("touchpoint of the comment"),
        SURENESS: _("confidence"),
        CONTENT: _("content"),
        LIKE: _("comments like one"),
        SURVEY: _("survey"),
        KPI_PART: _("part of the page"),
        KPI: _("measure"),
        KPI_PERIOD: _("period"),
        OBJECTIVE: _("objective"),
        FINDING: _("finding"),
        BOARD_PART: _("part of the page"),
        UNIT_KIND: _("kind of unit"),
        UNIT: _("unit"),
        STREAM_PART: _("part of the page"),
        STEP: _("step of the process"),
        STREAM_FORM: _("form of the map"),
        STREAM_LEAST: _("steps shown"),
        STREAM_VIEW: _("state of the stream"),
        STREAM_LOG: _("event log"),
        WAY: _("feature of the way"),
        OUTCOME: _("what is foreseen"),
        KNOWN_BY: _("stage"),
        CHANCE_CLASS: _("probability"),
        PASSAGE: _("passage"),
        LOAD_FIGURE: _("measure"),
        LOAD_CLOCK: _("clock"),
        LOAD_GRAIN: _("periods"),
        LOAD_PERIOD: _("period"),
        CONTROL_PART: _("part of the page"),
        CONTROL_MEASURE: _("measure"),
        CAPABILITY_MEASURE: _("measure"),
        THRESHOLD: _("index asked for"),
        DISTRIBUTION: _("distribution"),
        CONTROL_FIGURE: _("figure"),
        CONTROL_GRAIN: _("length of a period"),
        CHART_TYPE: _("control chart"),
        RULE_SET: _("rule set"),
        CHART_POINT: _("point of the chart"),
        CONTROL_BASELINE: _("baseline"),
    }
    said = _("The link asks for {what} “{value}”, which is not known here. The usual view is shown instead.")
    return [said.format(what=names[item.key], value=plain(item.value, limit=40)) for item in _state().refused]


def widget_key(key: str) -> str:
    """The key of the widget that holds `key`; it includes the language, so that labels follow it."""
    return f"{key}|{language()}"


def labelled(options: Iterable[str], format_func: Callable[[str], str]) -> Callable[[str], str]:
    """`format_func` with the labels of the language of now, whichever thread asks for them later."""
    labels = {code: format_func(code) for code in options}
    return lambda code: labels.get(code, code)


def bound(
    widget: Callable[..., Any],
    label: str,
    options: Sequence[str],
    key: str,
    *,
    format_func: Callable[[str], str] = str,
    fallback: str | None = None,
    after: Callable[[], None] | None = None,
    **kwargs: Any,
) -> str:
    """Draw a single-choice `widget` over codes; the code lives in the state and in the URL.

    The current code is put into the widget before it is drawn, the widget's choice into the state
    by its callback, so that a link, Back and a click all meet in one place. `fallback` stands where
    nothing was chosen; `after` runs in the callback, for what a new choice makes void.
    """
    name = widget_key(key)
    current = next((code for code in (get(key), fallback or "") if code in options), options[0])
    if st.session_state.get(name) != current:
        st.session_state[name] = current

    def choose() -> None:
        chosen = st.session_state.get(name)  # a widget that is no longer drawn may still call
        if chosen is None or chosen not in options:
            return
        put(key, chosen)
        if after is not None:
            after()

    chosen = widget(label, options, key=name, format_func=labelled(options, format_func), on_change=choose, **kwargs)
    return str(chosen) if chosen is not None else current
