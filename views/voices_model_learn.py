"""Learn now: asks the background to learn, shows how far it is, stops it, and says what came of it."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from i18n import _, language, set_language
from views import attempts, figures, loaders, loaders_model, model_words
from views.escape import plain
from workflows import score_service
from workflows.change_settings import change_setting
from workflows.reading_model import ReadingModel
from workflows.score_comments import Progress
from workflows.score_service import ScoringState

LOOK_SECONDS = 1.0


def draw(now: ReadingModel) -> None:
    """The button and the last outcome; while the background works, how far it is instead."""
    state = score_service.state(loaders.store())
    if state is not None and is_busy(state, now):
        _watched(language())
        return
    _button(state, now)
    _outcome(state)


def is_busy(state: ScoringState, now: ReadingModel) -> bool:
    """Whether the background has work, begun or not."""
    if state.is_stopped or state.problem:
        return state.is_asked
    return state.is_asked or state.is_learning or state.progress is not None or not now.is_settled


def progress_words(state: ScoringState) -> str:
    """What the background does now."""
    now = state.progress
    if now is None:
        return _("Waiting for the background to begin …")
    facts = {"n": figures.count(now.n_done), "all": figures.count(now.n_total)}
    if now.step == "learn" and now.n_done >= now.n_total:
        return _("Comparing what was learnt on comments set aside …")
    if now.step == "learn":
        return _("Learning: {n} of {all} comments looked at …").format(**facts)
    if now.step == "themes":
        return _("Looking for themes: {n} of {all} comments …").format(**facts)
    return _("Reading comments anew: {n} of {all} …").format(**facts)


def progress_share(now: Progress | None) -> float:
    """From 0 to 1."""
    return 0.0 if now is None or not now.n_total else min(now.n_done / now.n_total, 1.0)


@st.fragment(run_every=LOOK_SECONDS)
def _watched(lang: str) -> None:
    set_language(lang)  # a fragment runs by itself, without the page that chose the language
    state = score_service.state(loaders.store())
    if state is None or not is_busy(state, loaders_model.model()):
        st.rerun()  # the page says what came of it
        return
    with st.container(border=True):
        st.progress(progress_share(state.progress), text=progress_words(state))
        st.caption(_("The page stays usable meanwhile."))
        if state.is_learning or state.is_asked:
            st.button(_("Stop learning"), icon=":material/stop_circle:", key=f"model_stop|{lang}", on_click=_stop)


def _button(state: ScoringState | None, now: ReadingModel) -> None:
    known, _kinds = loaders_model.to_learn()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _("Learn now"), icon=":material/school:", type="primary", key=f"model_learn|{language()}", on_click=_ask,
            disabled=state is None or not known.is_enough,
        )  # fmt: skip
        _direct(state, is_enough=known.is_enough)
    _switch()
    st.caption(_why(state, is_enough=known.is_enough))
    if state is not None and (state.is_stopped or state.problem) and not now.is_settled:
        st.button(_("Go on reading"), icon=":material/play_circle:", key=f"model_resume|{language()}", on_click=go_on)


def _switch() -> None:
    """Whether it learns without being asked: kept with the data, for everybody."""
    key = f"model_by_itself|{language()}"
    is_on = loaders_model.learns_by_itself()
    if st.session_state.get(key) != is_on:
        st.session_state[key] = is_on

    def turn() -> None:
        chosen = bool(st.session_state.get(key))
        attempts.attempt(
            lambda: change_setting(loaders.store(), "learns_by_itself", chosen, by="page", at=datetime.now(UTC))
        )

    st.toggle(_("Learn by itself"), key=key, on_change=turn)


def _direct(state: ScoringState | None, *, is_enough: bool) -> None:
    """Where scores follow the texts closely, they may be taken at their word; the guard judges that too."""
    run = loaders_model.last_run()
    if run is None or not run.told.get("offers_direct"):
        return
    st.button(
        _("Learn, taking scores at their word"), icon=":material/bolt:", key=f"model_direct|{language()}",
        on_click=_ask, args=(True,), disabled=state is None or not is_enough,
        help=_("Here scores and texts agree so closely (rank correlation {r}) that a score may count as the sentiment. "
               "What reads worse is refused all the same.").format(r=figures.number(run.told.get("correlation"), 2)),
    )  # fmt: skip


def _why(state: ScoringState | None, *, is_enough: bool) -> str:
    if state is None:
        return _("Reading in the background is switched off in this process, so it cannot learn here.")
    if not is_enough:
        return _("There is too little to learn from yet.")
    if not loaders_model.learns_by_itself():
        return _("It learns only when asked. A model that reads worse on comments set aside is never put to use.")
    return _(
        "It also learns by itself, whenever a quarter more scores or 25 more corrections have come in. A model that "
        "reads worse on comments set aside is never put to use."
    )


def _outcome(state: ScoringState | None) -> None:
    """What the last try came to; it stays until the next one."""
    if state is not None and state.is_learning and state.is_stopped:
        st.info(_("Learning was stopped. Nothing was changed."), icon=":material/stop_circle:")
        return
    if state is not None and state.problem:
        said = _("Learning ended with an error: {problem}") if state.is_learning else _(
            "Reading ended with an error: {problem}")  # fmt: skip
        st.error(said.format(problem=plain(state.problem, limit=200)), icon=":material/error:")
        return
    run = loaders_model.last_run()
    if run is None:
        return
    st.info(model_words.run_words(run), icon=":material/check_circle:" if run.model_version else ":material/shield:")


def _ask(direct: bool = False) -> None:
    if not score_service.ask_to_learn(loaders.store(), by="page", direct=direct):
        attempts.note("error", _("Reading in the background is switched off in this process, so it cannot learn here."))


def _stop() -> None:
    service = score_service.current(loaders.store())
    if service is not None:
        service.cancel()


def go_on() -> None:
    """Have the background look again, even if it was stopped."""
    service = score_service.current(loaders.store())
    if service is not None:
        service.resume()
