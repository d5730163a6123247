"""The state of the screen: one object in the session, mirrored in the URL by the keys of `views.codes`.

A parameter that is present and differs from what the app last wrote wins (a pasted link, Back);
an absent one never clears anything; every run writes the state back, since a sidebar click drops
the query. Codes are checked here or, where only the data can tell, by the one who reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from i18n import LANGUAGES, _, language, set_fallback
from views.codes import *  # noqa: F403 - a view writes state.JOURNEY: the key and its state in one name
from views.codes import DEFAULTS, KEYS, LANGUAGE
from views.escape import plain

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
    return KEYS[key].accepts(value)


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
        if code != DEFAULTS[key] or (code and KEYS[key].is_always) or (code and key in state.written)
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
    said = _("The link asks for {what} “{value}”, which is not known here. The usual view is shown instead.")
    return [said.format(what=_(KEYS[item.key].name), value=plain(item.value, limit=40)) for item in _state().refused]


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
