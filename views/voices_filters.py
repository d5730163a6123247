"""What narrows the comments on screen: a row of controls, a button for the rest, chips, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from data.queries.voice_base import VoiceFilter
from i18n import _, language
from views import figures, loaders, loaders_similar, loaders_themes, loaders_voices, state
from views.emotion_words import emotion_label
from views.escape import plain
from views.sentiment_words import sentiment_label
from views.view import View

KEYS = (
    state.SEARCH, state.THEME, state.SENTIMENT, state.VOICE_POINT, state.EMOTION, state.SURENESS, state.SPOKEN,
    state.CONTENT, state.LIKE, state.TOPIC,
)  # fmt: skip
FOLDED = (state.VOICE_POINT, state.EMOTION, state.SURENESS, state.SPOKEN, state.CONTENT)  # those behind the button
UNNAMED = "-"  # code of the comments that name no touchpoint
PAGE = "voices_verbatims_page"


@dataclass(frozen=True)
class Choice:
    """One select box: its codes in order, and their words."""

    label: str
    words: dict[str, str]


def draw(view: View) -> VoiceFilter:
    """The row of controls and the chips; returns what passes."""
    choices = _choices(view)
    with st.container(horizontal=True, vertical_alignment="bottom", key="voices_filters"):
        _search()
        for key in (state.THEME, state.SENTIMENT):
            _box(key, choices[key])
        folded = {key: choices[key] for key in FOLDED if key in choices}
        n = sum(key in folded for key in active())
        label = _("Filters") if n == 0 else _("Filters ({n})").format(n=n)
        with st.popover(label, icon=":material/tune:", key=f"voices_more|{language()}", on_change="rerun") as opened:
            if opened.open:
                for key, choice in folded.items():
                    _box(key, choice)
    _chips(choices)
    return chosen(view)


def draw_chips(view: View) -> VoiceFilter:
    """The chips alone, as on a projector; returns what passes."""
    _chips(_choices(view))
    return chosen(view)


def active() -> tuple[str, ...]:
    """The keys of the filters that narrow now."""
    return tuple(key for key in KEYS if state.get(key) != state.DEFAULTS[key])


def chosen(view: View) -> VoiceFilter:
    """The filters of now as the queries take them."""
    code = {key: state.get(key) for key in KEYS}
    point = code[state.VOICE_POINT]
    return VoiceFilter(
        touchpoint_id=None if not point else "" if point == UNNAMED else point,
        theme_id=code[state.THEME] or None,
        sentiment=None if code[state.SENTIMENT] == "all" else code[state.SENTIMENT],
        emotion=None if code[state.EMOTION] == "all" else code[state.EMOTION],
        is_sure=None if code[state.SURENESS] == "all" else code[state.SURENESS] == "sure",
        language=None if code[state.SPOKEN] == "all" else code[state.SPOKEN],
        has_content=None if code[state.CONTENT] == "all" else code[state.CONTENT] == "some",
        texts=_texts(view, code[state.SEARCH], code[state.LIKE], code[state.TOPIC]),
    )


def clear() -> None:
    """Every comment again."""
    for key in KEYS:
        state.put(key, state.DEFAULTS[key])
    turn_back()


def open_list(codes: Mapping[str, str]) -> None:
    """Open the list of comments with these filters and no other."""
    clear()
    for key, code in codes.items():
        state.put(key, code)
    state.put(state.VOICES_PART, "verbatims")


def turn_back() -> None:
    """Begin the list anew."""
    st.session_state[PAGE] = 0


def refuse_unknown() -> None:
    """Drop codes of the link that the data do not know, before the header says so."""
    point = state.get(state.VOICE_POINT)
    if point and point != UNNAMED and point not in loaders_voices.all_points():
        state.refuse(state.VOICE_POINT, point)
    like = state.get(state.LIKE)
    if like and not loaders_similar.text_of(like):
        state.refuse(state.LIKE, like)
    topic = state.get(state.TOPIC)
    if topic and not loaders_similar.text_of(topic):
        state.refuse(state.TOPIC, topic)
    words = state.get(state.SEARCH)
    if words and loaders_voices.found(words) is None:
        state.refuse(state.SEARCH, words)


def _texts(view: View, words: str, like: str, topic: str) -> tuple[int, ...] | None:
    """Numbers of the texts that a search, a likeness and a topic leave; None where none of them is asked for."""
    told = [
        loaders_voices.found(words) if words else None,
        loaders_similar.numbers_like(view.scope, like) if like else None,
        _of_topic(view, topic) if topic else None,
    ]
    asked = [set(numbers) for numbers in told if numbers is not None]
    return tuple(sorted(set.intersection(*asked))) if asked else None


def _of_topic(view: View, key: str) -> tuple[int, ...]:
    """The texts of a topic; none where the comments are grouped otherwise by now."""
    found = loaders_themes.topic_of(view.scope, state.get(state.TOPICS_OF), key)
    return () if found is None else found.numbers


def _choices(view: View) -> dict[str, Choice]:
    themes = {code: plain(name) for code, name in loaders_voices.theme_names().items()}
    points = _points(view)
    sentiments = {code: sentiment_label(code) for code in state.SENTIMENTS[1:]}
    emotions = {code: emotion_label(code) for code in state.FELT[1:]}
    told = {
        state.THEME: Choice(_("Theme"), {"": _("every theme")} | dict(sorted(themes.items(), key=lambda one: one[1]))),
        state.SENTIMENT: Choice(_("Sentiment"), {"all": _("every sentiment")} | sentiments),
        state.VOICE_POINT: Choice(_("Touchpoint"), {"": _("every touchpoint")} | points),
        state.EMOTION: Choice(_("Emotion (hint)"), {"all": _("every emotion")} | emotions),
        state.SURENESS: Choice(
            _("How sure the reading is"), {"all": _("sure or not"), "sure": _("sure"), "unsure": _("not sure")}
        ),
        state.SPOKEN: Choice(
            _("Language of the comment"),
            {"all": _("every language"), "en": _("English"), "zh": _("Chinese"), "other": _("other languages")},
        ),
        state.CONTENT: Choice(
            _("Answers without content"),
            {"all": _("shown too"), "some": _("left out"), "none": _("only these")},
        ),
    }
    return told if points else {key: choice for key, choice in told.items() if key != state.VOICE_POINT}


def _points(view: View) -> dict[str, str]:
    """The touchpoints that comments of the view name, in journey order."""
    names = loaders.names(view.journey_id, language())
    if state.get(state.VOICE_POINT) not in ("", UNNAMED, *names):  # of the journey that was looked at before
        state.put(state.VOICE_POINT, "")
    named = set(loaders_voices.named_points(view.scope)) | {state.get(state.VOICE_POINT)}
    told = {code: plain(name) for code, name in names.items() if code in named}
    return told | ({UNNAMED: _("names none")} if named & {"", UNNAMED} and told else {})


def _box(key: str, choice: Choice) -> None:
    state.bound(
        st.selectbox, choice.label, list(choice.words), key, after=turn_back, width=220,
        format_func=lambda code: choice.words[code],
    )  # fmt: skip


def _search() -> None:
    key = f"voices_search|{language()}"
    if st.session_state.get(key) != state.get(state.SEARCH):
        st.session_state[key] = state.get(state.SEARCH)

    def look() -> None:
        signs = str(st.session_state.get(key) or "")
        words = "".join(sign if sign.isprintable() else " " for sign in signs)
        state.put(state.SEARCH, " ".join(words.split())[:200])
        turn_back()

    st.text_input(_("Search"), key=key, on_change=look, icon=":material/search:", max_chars=200, width=240)


def _chips(choices: dict[str, Choice]) -> None:
    """The active filters; one click removes one, or all."""
    keys = active()
    if not keys:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="voices_chips"):
        for key in keys:
            st.button(
                _chip(key, choices), key=f"voices_chip_{key}|{language()}", icon=":material/close:",
                icon_position="right", on_click=_drop, args=(key,), help=_("Remove this filter"),
            )  # fmt: skip
        st.button(_("Clear all"), key=f"voices_clear|{language()}", type="tertiary", on_click=clear)


def _chip(key: str, choices: dict[str, Choice]) -> str:
    code = state.get(key)
    if key == state.SEARCH:
        return _("Search: {words}").format(words=plain(code, limit=40))
    if key == state.LIKE:
        return _("Like: “{text}”").format(text=plain(loaders_similar.text_of(code) or "", limit=40))
    if key == state.TOPIC:
        return _("One topic, as with: “{text}”").format(text=plain(loaders_similar.text_of(code) or "", limit=40))
    choice = choices.get(key)
    if choice is None:
        return plain(code)
    return _("{dimension}: {value}").format(dimension=choice.label, value=choice.words.get(code, plain(code)))


def _drop(key: str) -> None:
    state.put(key, state.DEFAULTS[key])
    turn_back()


def steps(n: int, shown: int) -> tuple[int, Callable[[], None]]:
    """The number of the first comment on this page of the list, and what draws the way to the next and back."""
    at = int(st.session_state.get(PAGE, 0))
    first = at if at < n else 0

    def draw_steps() -> None:
        if n <= shown:
            return
        keys = ("right", "left") if state.is_on(state.PRESENT) else (None, None)
        with st.container(horizontal=True, vertical_alignment="center", width="content"):
            st.button(_("Later comments"), icon=":material/arrow_back:", disabled=first == 0,
                      key=f"voices_back|{language()}", shortcut=keys[1], on_click=_turn, args=(-shown,))  # fmt: skip
            st.button(_("Earlier comments"), icon=":material/arrow_forward:", disabled=first + shown >= n,
                      key=f"voices_next|{language()}", shortcut=keys[0], on_click=_turn, args=(shown,))  # fmt: skip
            st.caption(place_words(first, min(first + shown, n), n), width="content")

    return first, draw_steps


def place_words(first: int, last: int, n: int) -> str:
    """Which comments of the list are on screen, counted from the newest."""
    said = _("{first}–{last} of {n}, newest first")
    return said.format(first=figures.count(first + 1), last=figures.count(last), n=figures.count(n))


def _turn(by: int) -> None:
    st.session_state[PAGE] = max(0, int(st.session_state.get(PAGE, 0)) + by)
