"""Why a comment was read as it was, in plain words: shares, question, telling words, rules, clauses."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.voices.clauses import clauses
from analytics.voices.fired import Fired, fired
from analytics.voices.questions import question_context
from data.queries.voice_base import LOW_CONFIDENCE
from i18n import _, language
from views import figures, loaders, loaders_voices
from views.escape import plain
from views.sentiment_words import sentiment_label

Row = Mapping[Hashable, Any]
SIDES = ("negative", "neutral", "positive")
MOST = 6
SNIPPET = 60
READ = 4_000  # characters of a text that are looked through anew for rules and clauses


def draw(row: Row, place: int) -> None:
    """A button under a comment; everything is drawn once it is open."""
    label, key = _("Why"), f"voice_why_{place}|{language()}"
    with st.popover(label, icon=":material/help:", type="tertiary", key=key, on_change="rerun") as opened:
        if not opened.open:
            return
        if pd.isna(row["p_negative"]):
            st.write(_unread(row))
            return
        _reading(row)
        text = str(row["text"])[:READ]
        st.markdown(question_sentence(*_question(row)))
        _list(_("Words that speak for it"), evidence_lines(text, _held(row.get("evidence"))))
        _list(_("Rules that fired"), [rule_line(text, one) for one in _rules(text, row)[:MOST]])
        _list(_("Clause by clause"), clause_lines(text, str(row["language"]), _held(row.get("themes"))))
        st.caption(model_line(row))


def _unread(row: Row) -> str:
    if row.get("language") == "other":
        return _("Only English and Chinese are read. This comment counts as a comment, but in no figure of sentiment.")
    return _("This comment is still being read.")


def _reading(row: Row) -> None:
    if figures.text_or_none(row.get("label")):
        said = _("A person said: {sentiment}. That counts instead of what the model read.")
        st.markdown(said.format(sentiment=sentiment_label(str(row["sentiment"]))))
        return
    if str(row["sentiment"]) == "none":
        st.markdown(_("Read as an answer without content: it is counted, but in no average."))
        return
    shares = {code: float(row[f"p_{code}"]) for code in SIDES}
    for code in SIDES:
        words = _("{sentiment} {share}").format(sentiment=sentiment_label(code), share=figures.share(shares[code]))
        st.progress(min(max(shares[code], 0.0), 1.0), text=words)
    if float(row["confidence"]) < LOW_CONFIDENCE:
        st.markdown(_("The model is not sure: another reading is nearly as likely."))


def _question(row: Row) -> tuple[str | None, str | None]:
    """The question as it was read, and in the words of the screen."""
    asked = figures.text_or_none(row.get("question"))
    return asked, loaders_voices.question(str(row["question_hash"]), asked)


def question_sentence(question: str | None, shown: str | None = None) -> str:
    """What the question did to the reading; `shown` are its words in the language of the screen."""
    if question is None:
        return _("No question is known, so the text is read as it stands.")
    said = {
        "faults": _("Answer to “{question}”. It asks for faults: the reading moves towards negative, and “nothing” is "
                    "good news."),
        "praise": _("Answer to “{question}”. It asks for praise: the reading moves towards positive, and “nothing” is "
                    "bad news."),
        "open": _("Answer to “{question}”. It asks for neither faults nor praise, so it moves nothing."),
    }[question_context(question)]  # fmt: skip
    return said.format(question=plain(shown or question, limit=160))


def evidence_lines(text: str, evidence: list[Any]) -> list[str]:
    """One line per marked place, in the order of the marks: those that speak for the reading come first."""
    lines = []
    for start, end, weight in evidence[:MOST]:
        said = _("▲ “{words}” speaks for positive") if weight > 0 else _("▼ “{words}” speaks for negative")
        words = plain(text[int(start) : int(end)], limit=SNIPPET)
        if words:
            lines.append(said.format(words=words))
    return lines


def rule_line(text: str, one: Fired) -> str:
    """A rule by its name, and the words it found."""
    names = {
        "nothing": _("the whole answer is “nothing”; the question decides what that means"),
        "everything": _("the whole answer is “everything”; the question decides what that means"),
        "empty": _("the whole answer says nothing"),
        "positive": _("the whole answer is short praise"),
        "negative": _("the whole answer is short blame"),
        "neutral": _("the whole answer is a short “so-so”"),
        "praise": _("a turn of praise: “{words}”"),
        "blame": _("a turn of blame: “{words}”"),
        "request": _("a wish or request: “{words}”"),
        "fact": _("a plain statement: “{words}”"),
        "score": _("a rating in figures or words: “{words}”"),
        "stars": _("a rating in stars: “{words}”"),
        "grade": _("a grade: “{words}”"),
        "before": _("how it used to be: “{words}”"),
        "emoji": _("an emoji: “{words}”"),
        "emoticon": _("an emoticon: “{words}”"),
    }
    said = names.get(one.rule, _("another rule: “{words}”"))
    return said.format(words=plain(text[one.start : one.end], limit=SNIPPET))


def clause_lines(text: str, spoken: str, themes: list[Any]) -> list[str]:
    """One line per clause that speaks of a theme, with the theme and its sign."""
    if not themes:
        return []
    spans, names = clauses(text, spoken), loaders_voices.theme_names()
    lines = []
    for one in themes[: 2 * MOST]:
        number = int(one["clause"])
        if number >= len(spans):
            continue
        facts = {
            "words": plain(text[slice(*spans[number])], limit=SNIPPET),
            "theme": plain(names.get(str(one["theme_id"]), str(one["theme_id"]))),
            "sentiment": sentiment_label(sign_of(one)),
        }
        lines.append(_("“{words}”: {theme}, {sentiment}").format(**facts))
    return lines


def model_line(row: Row) -> str:
    """The engine and the version of its model."""
    names = {"instant": _("Instant"), "standard": _("Standard"), "accurate": _("Accurate")}
    engine = figures.text_or_none(row.get("engine")) or ""
    version = plain(figures.text_or_none(row.get("model_version")) or figures.NONE)
    return _("Read by {engine}, model version {version}.").format(
        engine=names.get(engine, plain(engine)), version=version
    )


def sign_of(one: Mapping[str, Any]) -> str:
    """What a clause says of its theme; neutral where its tone was not read."""
    bad, good = float(one.get("p_negative") or 0.0), float(one.get("p_positive") or 0.0)
    if 1 - bad - good >= max(bad, good):
        return "neutral"
    return "positive" if good >= bad else "negative"


def _rules(text: str, row: Row) -> tuple[Fired, ...]:
    what = ("fired", text, str(row["language"]))
    return loaders.made(("voices",), what, lambda: fired(text, str(row["language"])))


def _held(told: Any) -> list[Any]:
    held = figures.text_or_none(told)
    return json.loads(held) if held else []


def _list(title: str, lines: list[str]) -> None:
    if lines:
        st.markdown("\n".join([f"**{title}**", "", *(f"- {line}" for line in lines)]))
