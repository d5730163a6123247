"""What the explore page looks at: the question, the split and the measure, chosen from what the data hold."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from charts.wrapping import clipped
from data.queries.explore import Asked
from i18n import _, language, pick
from views import figures, loaders, loaders_explore, periods, segment_words, state
from views.loaders_explore import Question
from views.outcome_scores import labels
from views.view import View

NUMBERS = frozenset({"score", "rank", "number"})
TEXTS = frozenset({"comment", "text"})
MOST_SPLIT_VALUES = 30
MOST_NAME = 110


def questions(view: View) -> dict[str, Question]:
    """Every question, family of options and segment of the journey by its code; comments have a page of their own."""
    return loaders.made(("feedback", "journey", "voices"), ("explore questions", view.journey_id, language()),
                        lambda: _questions(view))  # fmt: skip


def _questions(view: View) -> dict[str, Question]:
    frame = loaders_explore.questions(view.journey_id)
    several = frame["survey_id"].nunique() > 1
    found = [_question(row, several) for row in frame.to_dict("records") if row["kind"] not in TEXTS]
    values = loaders.segment_values(view.journey_id)
    for dim, group in values.groupby("dim", sort=True):
        name = _("{name} (segment)").format(name=segment_words.dimension(str(dim)))
        found.append(Question(f"seg:{dim}", name, "segment", "", int(group["n"].sum())))
    return {question.code: question for question in found}


def _question(row: Mapping[Hashable, Any], several: bool) -> Question:
    en, zh = labels(row, str(row["code"]))
    low, high = (float(str(row[end])) if row[end] == row[end] else None for end in ("low", "high"))
    return Question(
        code=str(row["code"]),
        label=pick(en, zh),
        kind="multi" if row["is_family"] and row["kind"] == "multi" else str(row["kind"]),
        survey=str(row["survey_title"]) if several and figures.text_or_none(row["survey_title"]) else "",
        n=int(str(row["n"])),
        low=low,
        high=high,
        lower_is_better=bool(row["lower_is_better"]),
        is_number=str(row["kind"]) in NUMBERS,
    )


def kind_label(kind: str) -> str:
    """What kind of question it is, in words."""
    return {
        "score": _("rating"),
        "rank": _("ranking"),
        "number": _("number"),
        "choice": _("one answer"),
        "multi": _("several answers"),
        "segment": _("segment"),
    }.get(kind, _("one answer"))


def question_label(question: Question) -> str:
    """A question in the list: its text, kind and, where there are several surveys, its survey."""
    parts = [clipped(question.label, MOST_NAME), kind_label(question.kind), clipped(question.survey, 40)]
    return " · ".join(part for part in parts if part)


def splits(view: View, known: Mapping[str, Question], question: Question) -> dict[str, str]:
    """What the answers can be split by, code -> name: segments, periods, columns, touchpoints, other choices."""
    found = {"all": _("no split")}
    values = loaders.segment_values(view.journey_id)
    for dim in sorted(set(values["dim"].astype(str))):
        if question.code != f"seg:{dim}":
            found[f"seg:{dim}"] = segment_words.dimension(dim)
    found |= {"per:year": _("Year"), "per:quarter": _("Quarter"), "per:month": _("Month")}
    found |= {"col:channel": _("Channel"), "col:language": _("Language of the answer"), "col:survey": _("Survey")}
    found |= {"tp": _("Touchpoint")}
    frame = loaders_explore.questions(view.journey_id)
    single = frame[(frame["kind"] == "choice") & ~frame["is_family"] & frame["n_values"].between(2, MOST_SPLIT_VALUES)]
    for code in single["code"].astype(str):
        if code in known and code != question.code:
            found[code] = clipped(known[code].label, 70)
    return found


def measures(question: Question) -> list[str]:
    """What can be shown of a question: shares always, means of ratings, the two best answers of a scale."""
    if not question.is_number:
        return ["shares"]
    has_scale = question.low is not None and question.high is not None and question.high - question.low >= 3
    return ["mean", "shares", "top2"] if has_scale else ["mean", "shares"]


def measure_label(code: str) -> str:
    """The name of a measure."""
    return {"shares": _("Frequencies"), "mean": _("Mean"), "top2": _("Top 2")}[code]


def chosen_question(known: Mapping[str, Question]) -> Question:
    """The question of the link; else the first with choices, which have no other page."""
    first = next((q.code for q in known.values() if q.kind in ("choice", "multi")), next(iter(known)))
    code = state.get(state.QUESTION) or first
    code = code if code in known else first
    state.show(state.QUESTION, code)
    return known[code]


def chosen_split(by: Mapping[str, str]) -> str:
    """The split of the link; else the first segment, so that the page opens on a comparison."""
    split = state.get(state.SPLIT)
    split = split if split in by else next((code for code in by if code.startswith("seg:")), "all")
    state.show(state.SPLIT, split)
    return split


def refuse_unknown(view: View) -> None:
    """Drop codes of the link that the data do not know, before the header says so."""
    known = questions(view) if view.exists else {}
    if not known:
        return
    wanted = state.get(state.QUESTION)
    if wanted and wanted not in known:
        state.refuse(state.QUESTION, wanted)
    if state.get(state.SPLIT) not in ("auto", *splits(view, known, chosen_question(known))):
        state.refuse(state.SPLIT, state.get(state.SPLIT))


def draw(view: View, known: Mapping[str, Question]) -> tuple[Question, Asked, str]:
    """One row of controls; returns the question, what is asked of the store, and the measure."""
    question = chosen_question(known)
    by = splits(view, known, question)
    split = chosen_split(by)
    options = measures(question)
    with st.container(horizontal=True, vertical_alignment="bottom", key="explore_controls"):
        names = {code: question_label(one) for code, one in known.items()}
        state.bound(st.selectbox, _("Question"), list(known), state.QUESTION, format_func=names.__getitem__,
                    fallback=question.code, after=_forget_cell, width="stretch")  # fmt: skip
        state.bound(st.selectbox, _("Split by"), list(by), state.SPLIT, format_func=by.__getitem__,
                    fallback=split, after=_forget_cell, width=240)  # fmt: skip
        if len(options) > 1:
            state.bound(st.segmented_control, _("Show as"), options, state.MEASURE, format_func=measure_label,
                        fallback=options[0], required=True, after=_forget_cell)  # fmt: skip
        if loaders_explore.has_weights(view.journey_id):
            state.bound(st.segmented_control, _("Weights"), list(state.SWITCH), state.WEIGHTED, required=True,
                        format_func=lambda code: _("weighted") if code == "1" else _("unweighted"))  # fmt: skip
    measure = state.get(state.MEASURE)
    measure = measure if measure in options else options[0]
    weighted = state.is_on(state.WEIGHTED) and loaders_explore.has_weights(view.journey_id)
    return question, Asked(question.code, split, question.is_number, weighted), measure


def _forget_cell() -> None:
    state.put(state.OPTION, "")
    state.put(state.GROUP, "")


def group_namer(view: View, by: str) -> dict[str, str]:
    """Names of groups that the store knows by code: touchpoints and surveys; others are told by `group_name`."""
    if by == "tp":
        return loaders.names(view.journey_id, language())
    if by == "col:survey":
        frame = loaders_explore.questions(view.journey_id)
        return dict(zip(frame["survey_id"].astype(str), frame["survey_title"].astype(str), strict=True))
    return {}


def group_name(view: View, by: str, code: str) -> str:
    """A group in words."""
    if code == "all":
        return _("all answers")
    kind, _sep, name = by.partition(":")
    if kind == "seg":
        return segment_words.value(name, code)
    if kind == "per":
        grain = {"month": "m", "quarter": "q", "year": "y"}[name]
        return period_name(code, grain)
    return group_namer(view, by).get(code, code)


def period_name(start: str, grain: str) -> str:
    """The month, quarter or year that begins on a day."""
    day = pd.Timestamp(start).date()
    if grain == "y":
        return str(day.year)
    return periods.label(periods.window(f"{grain}:{day:%Y-%m}", day), 1)
