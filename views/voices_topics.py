"""New topics: comments grouped by meaning, both languages together, each group named by its own words."""

from __future__ import annotations

from typing import Final

import streamlit as st

from analytics.voices.topics import MIN_TEXTS
from i18n import _, in_a_row, language, ngettext
from views import (
    figures,
    loaders_themes,
    loaders_voices,
    present,
    state,
    theme_form,
    voices_filters,
    voices_shown,
)
from views.attempts import draw_outcomes
from views.escape import plain
from views.loaders_themes import Group, Topics
from views.loaders_voices import Heard
from views.theme_form import Draft
from views.view import View

FIRST: Final = 8  # topics that are open at once; the others wait under a line
FIRST_PRESENTING: Final = 4
LARGE: Final = 120  # characters of a quote in large type


def draw(view: View) -> None:
    """Which comments to group, the answer, and the topics."""
    draw_outcomes()
    if not voices_shown.may_show(view):
        return
    which = _which()
    with st.spinner(_("Grouping the comments…")):
        found = loaders_themes.topics(view.scope, which)
    if found is None:
        _too_few(view, which)
        return
    shown = [one for one in found.groups if one.n >= voices_shown.least()]
    if state.is_on(state.PRESENT):
        _present(found, shown, which)
        return
    st.markdown(answer_sentence(found, shown, which))
    st.caption(not_grouped(loaders_voices.heard(view.scope), loaders_voices.bare(view.scope)[1]))
    _hidden(len(found.groups) - len(shown))
    if not found.is_by_meaning:
        _by_spelling()
    for start in range(0, min(len(shown), FIRST), 2):
        for column, number in zip(st.columns(2), range(start, min(start + 2, FIRST, len(shown))), strict=False):
            with column:
                _card(shown[number], number)
    _rest(shown[FIRST:])
    st.caption(
        _("Groups of sentence vectors (k-means); names by class TF-IDF; quotes are typical, unlike each other and "
          "surely read. A group is no proof that the subject matters: read it before it becomes a theme.")
    )  # fmt: skip


def _which() -> str:
    """Which comments to group; on a projector what was chosen at the desk."""
    if state.is_on(state.PRESENT):
        return state.get(state.TOPICS_OF)
    words = {"new": _("Comments without a theme"), "all": _("All comments")}
    return state.bound(
        st.segmented_control, _("Comments to group"), list(words), state.TOPICS_OF, format_func=words.__getitem__,
        required=True, label_visibility="collapsed",
    )  # fmt: skip


def _present(found: Topics, shown: list[Group], which: str) -> None:
    """The answer and the largest topics with one quote each, all in large type."""
    present.message(answer_sentence(found, shown, which))
    for start in range(0, min(len(shown), FIRST_PRESENTING), 2):
        for column, number in zip(st.columns(2), range(start, min(start + 2, len(shown))), strict=False):
            with column, st.container(border=True, height="stretch"):
                st.header(plain(names(shown[number], number, language())[0]), anchor=False)
                st.markdown(facts(shown[number]))
                for text in shown[number].quotes[:1]:
                    st.subheader(f"“{plain(text, limit=LARGE)}”", anchor=False)
    left = len(shown) - FIRST_PRESENTING
    told = [left_out_words(left)] if left > 0 else []
    st.caption(in_a_row(*told, _("A group is no proof that the subject matters.")))


def left_out_words(n: int) -> str:
    """How many topics a room does not see."""
    return ngettext("{n} smaller topic is not shown.", "{n} smaller topics are not shown.", n).format(n=n)


def _rest(others: list[Group]) -> None:
    if not others:
        return
    told = ngettext("{n} smaller topic", "{n} smaller topics", len(others)).format(n=len(others))
    with st.expander(told, on_change="rerun", key=f"topics_rest|{language()}") as opened:
        if opened.open:
            for number, one in enumerate(others):
                _card(one, FIRST + number)


def _too_few(view: View, which: str) -> None:
    if voices_shown.still_reading(view):
        return
    if which == "new":
        said = _(
            "Fewer than {n} different comments have no theme: the list covers this view. Group all comments instead."
        )
        st.info(said.format(n=MIN_TEXTS), icon=":material/check_circle:")
        if not state.is_on(state.PRESENT):
            st.button(_("Group all comments"), icon=":material/hub:", key=f"topics_all|{language()}",
                      on_click=state.put, args=(state.TOPICS_OF, "all"))  # fmt: skip
        return
    said = _("Topics need at least {n} different comments. Choose a longer period or fewer segments.")
    st.info(said.format(n=MIN_TEXTS), icon=":material/info:")


def _by_spelling() -> None:
    st.info(
        _("No sentence vectors are there, as only the engine Instant has read these comments: they are grouped by "
          "their spelling, each language by itself. With the engine Standard both languages come together by meaning."),
        icon=":material/info:",
    )  # fmt: skip
    st.page_link("pages/data/settings.py", label=_("Choose the engine in the settings"), icon=":material/settings:")


def answer_sentence(found: Topics, shown: list[Group], which: str) -> str:
    """How many topics there are in how many comments, and how many of them no theme covers."""
    if which == "new":
        said = ngettext("{comments} comments without a theme fall into **{n} topic**.",
                        "{comments} comments without a theme fall into **{n} topics**.", len(shown))  # fmt: skip
        return said.format(comments=figures.count(found.n), n=len(shown))
    n_new = sum(not one.topic.is_covered for one in shown)
    said = ngettext(
        "{comments} comments fall into **{topics} topics**; {n} of them is not covered by a theme.",
        "{comments} comments fall into **{topics} topics**; {n} of them are not covered by a theme.",
        n_new,
    )
    return said.format(comments=figures.count(found.n), topics=len(shown), n=n_new)


def not_grouped(heard: Heard, n_bare: int) -> str:
    """How many comments of the view say nothing that could be grouped."""
    n = heard.n_none + n_bare
    said = ngettext(
        "{n} of {all} comments ({share}) says nothing or only “nothing”, and is in no topic and none of their figures.",
        "{n} of {all} comments ({share}) say nothing or only “nothing”, and are in no topic and none of their figures.",
        n,
    )
    share = figures.share(n / heard.n_all) if heard.n_all else figures.NONE
    return said.format(n=figures.count(n), all=figures.count(heard.n_all), share=share)


def _hidden(n: int) -> None:
    if n:
        said = ngettext("{n} topic is too small to be shown.", "{n} topics are too small to be shown.", n)
        st.caption(said.format(n=n))


def _card(one: Group, number: int) -> None:
    own, other = names(one, number, language())
    with st.container(border=True, height="stretch"):
        st.header(plain(own), anchor=False)
        if other:
            st.caption(plain(other))
        st.markdown(facts(one))
        if (covered := covered_words(one)) is not None:
            st.caption(covered)
        for text in one.quotes:
            st.markdown(f"> {plain(text, limit=220)}")
        with st.container(horizontal=True):
            st.button(
                _("Make it a theme"), icon=":material/add:", key=f"topic_{number}|{language()}", on_click=make_theme,
                args=(one,),
            )  # fmt: skip
            said = ngettext("Read {n} comment", "Read all {n}", one.n).format(n=figures.count(one.n))
            st.button(
                said, icon=":material/arrow_forward:", key=f"topic_read_{number}|{language()}", type="tertiary",
                on_click=voices_filters.open_list, args=({state.TOPIC: one.key, state.CONTENT: "some"},),
            )  # fmt: skip


def names(one: Group, number: int, spoken: str) -> tuple[str, str]:
    """The name in the language of the screen, and the one in the other language where the topic has both."""
    both = {"en": " · ".join(one.name_en), "zh": " · ".join(one.name_zh)}
    other = "en" if spoken == "zh" else "zh"
    own = both[spoken] or both[other]
    if not own:
        return _("Topic {n}, without words of its own").format(n=number + 1), ""
    return own[0].upper() + own[1:], both[other] if both[spoken] else ""


def facts(one: Group) -> str:
    """Size, share, mean score and net sentiment with their intervals."""
    comments = ngettext("**{n} comment**, {share} of these", "**{n} comments**, {share} of these", one.n).format(
        n=figures.count(one.n), share=figures.share(one.share)
    )
    net = one.net
    told = _("net sentiment {value} ({interval})").format(
        value=figures.signed(100 * net.value, 0), interval=figures.span(_times(net.low), _times(net.high), 0)
    )
    if one.score is None:
        return _("{comments}; {sentiment}; no score stands beside them.").format(comments=comments, sentiment=told)
    score = _("mean score {value} of 100 ({interval}, n = {n})").format(
        value=figures.number(one.score.value, 0),
        interval=figures.span(one.score.low, one.score.high, 0),
        n=figures.count(one.score.n),
    )
    return _("{comments}; {score}; {sentiment}.").format(comments=comments, score=score, sentiment=told)


def _times(value: float | None) -> float | None:
    return None if value is None else 100 * value


def covered_words(one: Group) -> str | None:
    """Which theme most of its comments have; None where themes were not looked at."""
    topic = one.topic
    if topic.theme_share is None:
        return None
    if topic.theme_id is None:
        return _("No comment of it has a theme.")
    said = _("Covered by “{theme}”: {share} of its comments.")
    if not topic.is_covered:
        said = _("New: the nearest theme, “{theme}”, has only {share} of its comments.")
    name = loaders_voices.theme_names()[topic.theme_id]
    return said.format(theme=plain(name), share=figures.share(topic.theme_share))


def make_theme(one: Group) -> None:
    """Open the form of a new theme, filled in with what the topic is called and the words that name it."""
    book = loaders_themes.codebook()
    groups = [theme.id for theme in book.themes if theme.parent is None]
    near = None if one.topic.theme_id is None else book.theme(one.topic.theme_id).parent
    parent = near or ("product" if "product" in groups else groups[0])
    words = {"en": list(one.name_en), "zh": list(one.name_zh)}
    name_en = " and ".join(one.name_en)
    theme_form.propose(Draft(name_en[:1].upper() + name_en[1:], "\u3001".join(one.name_zh), parent, words))
    state.put(state.VOICES_PART, "codeframe")
