"""The registry of the link: every key comes back from a link as it was chosen, and a hostile value says so."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from i18n import language, set_language
from views.codes import DEFAULTS, HASH, ID, KEYS, PERIOD_CODE, TEXT, Key

SHAPED = {ID: "a-1.b_2", HASH: "0123456789abcdef" * 2, PERIOD_CODE: "m:2026-05", TEXT: '[["region", "华东 & more"]]'}
HOSTILE = ["\x01", "a\n", "x" * 401, "<script>\x00alert(1)</script>", "' OR 1=1 --\r\n", "9" * 500]


@pytest.fixture(autouse=True)
def language_after():
    before = language()
    yield
    set_language(before)


def page() -> None:
    """What every page does with the link: read it, say what was refused, put the state back."""
    import streamlit as st

    from i18n import set_language
    from views import state

    state.read()
    set_language(state.get(state.LANGUAGE))
    for said in state.refusals():
        st.info(said)
    for key in state.DEFAULTS:
        st.text(f"{key}={state.get(key)}")
    state.write()
    st.code(state.query())


def opened(**link: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=30)
    for key, value in link.items():
        app.query_params[key] = value
    return app.run()


def codes(app: AppTest) -> dict[str, str]:
    return dict(text.value.split("=", 1) for text in app.text)


def accepted(key: Key) -> list[str]:
    """All that a key accepts, or one value of its shape."""
    return list(key.among) or [SHAPED[key.like]]


def test_every_default_could_stand_in_a_link_or_says_that_nothing_is_chosen() -> None:
    assert [code for code, key in KEYS.items() if key.default and not key.accepts(key.default)] == []
    assert all(key.code == code and key.name for code, key in KEYS.items())


@pytest.mark.parametrize("which", ["first", "last"])
def test_every_key_comes_back_from_a_link(which: str) -> None:
    place = 0 if which == "first" else -1
    link = {code: accepted(key)[place] for code, key in KEYS.items()}
    app = opened(**link)
    assert not app.exception
    assert not app.info
    assert codes(app) == link
    said = dict(parse_qsl(app.code[0].value))
    assert said == {code: value for code, value in link.items() if value != DEFAULTS[code] or KEYS[code].is_always}
    assert codes(opened(**said)) == link


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_falls_back_and_every_key_says_so(value: str) -> None:
    app = opened(**dict.fromkeys(KEYS, value))
    assert not app.exception
    assert codes(app) == DEFAULTS
    assert len(app.info) == len(KEYS)
    for key, said in zip(KEYS.values(), app.info, strict=True):
        assert f"The link asks for {key.name} “" in said.value


def test_a_refusal_names_its_key_in_the_language_of_the_link() -> None:
    hostile = {code: "\x01" for code in KEYS if code != "lang"}
    english, chinese = opened(**hostile, lang="en"), opened(**hostile, lang="zh")
    assert len(english.info) == len(chinese.info) == len(hostile)
    for code, said in zip(hostile, chinese.info, strict=True):
        assert KEYS[code].name not in said.value
        assert "链接" in said.value


@pytest.mark.parametrize("code", list(KEYS))
def test_a_value_that_is_not_among_those_accepted_is_refused(code: str) -> None:
    key = KEYS[code]
    assert all(key.accepts(value) for value in accepted(key))
    assert not key.accepts("\x01")
    assert key.accepts("") == (not key.among or "" in key.among)
