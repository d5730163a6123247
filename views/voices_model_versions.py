"""The versions of the model, newest first, each one click away; the last click can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from i18n import _, language
from views import loaders, loaders_model, model_words, voices_model_learn
from views.attempts import attempt
from views.loaders_model import Version
from workflows.change_settings import change_setting
from workflows.choose_model import choose_model, is_earlier, usable_versions
from workflows.reading_model import ReadingModel

MOST = 8
_BEFORE = "voices_model_before"


def draw(now: ReadingModel) -> None:
    """One line per version; nothing where there is only the one that ships."""
    versions = loaders_model.versions(now.engine)
    if len(versions) < 2:
        return
    st.header(_("Versions"), anchor=False)
    for version in versions[:MOST]:
        _line(version, now)
    before = st.session_state.get(_BEFORE)
    if before is not None and before[0] != now.version and before[0] in {version.name for version in versions}:
        st.button(_("Undo the change of version"), icon=":material/undo:", key=f"model_undo|{language()}",
                  on_click=_undo, args=before)  # fmt: skip


def _line(version: Version, now: ReadingModel) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container():
            st.markdown(f"**{model_words.version_name(version)}** · {model_words.moment(version.at)}")
            st.caption(_basis(version))
        if version.name == now.version:
            st.badge(_("in use"), icon=":material/check:", color="blue")
        else:
            st.button(
                _("Use this version"), icon=":material/history:", key=f"model_use_{version.name}|{language()}",
                on_click=_choose, args=(version.name, (now.version, loaders_model.learns_by_itself())),
                width="content", help=_meanwhile(version),
            )  # fmt: skip


def _basis(version: Version) -> str:
    """From how much it learnt, and its name in exports."""
    if version.n_scores is None:
        return version.name
    scores, corrections = model_words.n_scored(version.n_scores), model_words.n_corrected(version.n_corrections or 0)
    return _("{scores}, {corrections} · {version}").format(scores=scores, corrections=corrections, version=version.name)


def _meanwhile(version: Version) -> str:
    """What a click on it would mean."""
    if version.is_at_once:
        return _("Its readings are kept, so it counts at once.")
    return _("Comments are read anew in the background.")


def _choose(version: str, before: tuple[str, bool] | None) -> None:
    """Put a version to use; `before` is what an undo of it would bring back: version and switch."""
    done = _("This version is in use now. What it has not read yet is read in the background.")
    if loaders_model.learns_by_itself() and is_earlier(usable_versions(loaders.store()), version):
        done = _(
            "This version is in use now. What it has not read yet is read in the background. It stays: learning by "
            "itself was switched off, and you can switch it on again."
        )
    if not attempt(lambda: choose_model(loaders.store(), version, by="page", at=datetime.now(UTC)), done):
        return
    st.session_state[_BEFORE] = before
    voices_model_learn.go_on()


def _undo(version: str, learnt: bool) -> None:
    _choose(version, None)
    attempt(lambda: change_setting(loaders.store(), "learns_by_itself", learnt, by="page", at=datetime.now(UTC)))
