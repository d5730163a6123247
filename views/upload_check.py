"""Step 3, Check: what the file says about itself by severity, and the questions only a person can answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from data.ingest.issues import issue_sentence
from data.ingest.mapping import ImportPlan
from data.ingest.model import Issue, Table
from data.ingest.questions import AXIS, RANKED
from data.ingest.text_source import TEXT_KINDS, TRANSCRIPT
from errors import Marked
from i18n import _, language, ngettext
from views import fact_words, upload_draft, upload_kinds, upload_period, upload_quality, upload_report, upload_words
from views.escape import plain
from views.upload_draft import Draft
from views.upload_steps import MARK, attention
from workflows.recognised import UNDATED

SHEETS, CHANGED = "several_sheets", "recipe_changed"
SEVERITIES = ("stop", "ask", "warn", "note")
ICONS = {"stop": "block", "ask": "help", "warn": "warning", "note": "info"}
MOST_ROWS, MOST_COLUMNS_NAMED = 100, 12


def severity_label(severity: str) -> str:
    """A severity in words."""
    return {
        "stop": _("Stops the import"),
        "ask": _("Asked from you"),
        "warn": _("Worth knowing"),
        "note": _("For the record"),
    }[severity]


def sentence(message: str, facts: Mapping[str, object]) -> str:
    """A sentence of the issue catalogue with the file's own words escaped."""
    shown = {
        key: plain(_(value) if isinstance(value, Marked) else fact_words.said(key, value), limit=120)
        for key, value in facts.items()
    }
    return plain_frame(_(message)).format_map(_Known(shown))


def plain_frame(text: str) -> str:
    """The catalogue's own sentence: no sign of it is markup."""
    return text.replace(">", "\\>").replace("*", "\\*")


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def said(issue: Issue) -> str:
    """The sentence of one issue in the language of this thread."""
    message, facts = issue_sentence(issue)
    return sentence(message, {"n": issue.n, **facts})


def is_open(questions: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a person has to answer something here."""
    return any(question["id"] != AXIS for question in questions)


def summary(draft: Draft, questions: Sequence[Mapping[str, Any]]) -> str:
    """What the check found, in one line for the folded step."""
    n = len(grouped([question for question in questions if question["id"] != AXIS]))
    if n:
        return attention(ngettext("{n} question for you", "{n} questions for you", n).format(n=n))
    told = sum(issue.severity in ("warn", "note") and _is_told(draft, issue) for issue in draft.reading.issues)
    if told:
        return ngettext("{n} thing worth knowing", "{n} things worth knowing", told).format(n=told)
    return _("nothing to report")


def grouped(questions: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Questions with the same sense and the same options, asked once for all their columns."""
    families: dict[tuple[object, ...], list[Mapping[str, Any]]] = {}
    for question in questions:
        options = tuple(option["value"] for option in question["options"])
        facts = question["facts"]
        sense = (
            question["code"],
            options,
            question["proposed"],
            str(facts.get("lo")),
            str(facts.get("hi")),
            str(facts.get("values")),
        )
        families.setdefault(sense if question["column"] is not None else (question["id"],), []).append(question)
    return list(families.values())


def draw(draft: Draft, plan: ImportPlan, questions: Sequence[Mapping[str, Any]]) -> None:
    """Questions first, then what else was found."""
    asked = [question for question in questions if question["id"] != AXIS]
    if asked:
        _questions(draft, plan, asked)
    answered = {key: value for key, value in draft.choices.answers.items() if key != AXIS}
    if answered:
        _answered(answered)
    upload_period.draw(draft, plan)
    _issues(draft)
    upload_report.draw_download(draft, plan)
    if draft.reading.kind not in upload_kinds.NOT_ANSWERS and draft.reading.kind != TRANSCRIPT:
        upload_quality.draw_before()


def _questions(draft: Draft, plan: ImportPlan, asked: Sequence[Mapping[str, Any]]) -> None:
    families = grouped(asked)
    proposed = {question["id"]: question["proposed"] for question in asked if question["proposed"] is not None}
    if len(families) > 1 and proposed:
        st.button(
            _("Use every proposed answer"),
            icon=":material/done_all:",
            key=f"upload_accept_{draft.token}|{language()}",
            on_click=_answer,
            args=(proposed,),
        )
    for family in families:
        _family(draft, plan, family)


def _family(draft: Draft, plan: ImportPlan, family: Sequence[Mapping[str, Any]]) -> None:
    first = family[0]
    with st.container(border=True):
        st.markdown(f":orange[{MARK}] {question_text(family)}")
        key = f"upload_ask_{draft.token}_{first['id']}|{language()}"
        options = [option["value"] for option in first["options"]]
        labels = {option["value"]: option["label_id"] for option in first["options"]}
        st.radio(
            _("Your answer"),
            options,
            None,
            format_func=lambda value: _option(value, labels, first),
            key=key,
            horizontal=True,
            label_visibility="collapsed",
            on_change=_answer_from,
            args=(key, tuple(question["id"] for question in family)),
        )
        if first["code"] in RANKED:
            upload_words.draw(plan, family, draft.token, _answer)


def question_text(family: Sequence[Mapping[str, Any]]) -> str:
    """The question of a family: of one column as it is, of several with their names listed."""
    first = family[0]
    text = sentence(str(first["message_id"]), first["facts"])
    if len(family) == 1:
        return text
    names = [plain(question["facts"].get("col", ""), limit=40) for question in family[1 : MOST_COLUMNS_NAMED + 1]]
    more = len(family) - 1
    also = ngettext("The same for {n} more column: {names}", "The same for {n} more columns: {names}", more)
    tail = "…" if more > MOST_COLUMNS_NAMED else ""
    return f"{text}  \n{also.format(n=more, names=_(', ').join(names) + tail)}"


def _option(value: object, labels: Mapping[object, str], question: Mapping[str, Any]) -> str:
    label = plain(value) if question["code"] == SHEETS else _(labels[value])
    return _("{answer} (proposed)").format(answer=label) if value == question["proposed"] else label


def _answer_from(key: str, ids: tuple[str, ...]) -> None:
    value = st.session_state[key]
    if value is not None:
        _answer(dict.fromkeys(ids, value))


def _answer(answers: Mapping[str, object]) -> None:
    draft = upload_draft.current()
    if draft is None:
        return
    if answers.get(CHANGED) == "different":
        upload_draft.forget_recipe()
        return
    both = {**draft.choices.answers, **answers}
    sheet = answers.get(SHEETS)
    if sheet and sheet != draft.reading.table.params.sheet:
        params = replace(draft.reading.table.params, sheet=str(sheet), header_rows=-1, skip_rows=-1)
        upload_draft.read_again(params, answers={SHEETS: sheet})
    else:
        upload_draft.choose(answers=both)


def _answered(answers: Mapping[str, object]) -> None:
    n = len(answers)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(ngettext("{n} question answered.", "{n} questions answered.", n).format(n=n))
        st.button(_("Answer again"), key=f"upload_again|{language()}", type="tertiary", on_click=_forget)


def _forget() -> None:
    draft = upload_draft.current()
    if draft is not None:
        upload_draft.choose(answers={key: value for key, value in draft.choices.answers.items() if key == AXIS})


def _issues(draft: Draft) -> None:
    for severity in SEVERITIES:
        found = [issue for issue in draft.reading.issues if issue.severity == severity and _is_told(draft, issue)]
        if found:
            st.caption(f"**{severity_label(severity)}**")
        for position, issue in enumerate(found):
            _issue(draft, issue, f"{severity}_{position}")
    if not draft.reading.issues:
        st.markdown(_("Nothing unusual was found in this file."))


def _is_told(draft: Draft, issue: Issue) -> bool:
    """Questions stand above; a missing date is settled once the person gave it; nobody expects scores of texts."""
    if issue.code == "no_score_column" and draft.reading.kind in TEXT_KINDS:
        return False
    return issue.severity != "ask" and not (draft.choices.period and issue.code in UNDATED)


def _issue(draft: Draft, issue: Issue, place: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":material/{ICONS[issue.severity]}: {said(issue)}")
        if issue.rows:
            n = len(issue.rows)
            shown = st.popover(
                ngettext("Row {first}", "{n} rows from {first}", n).format(n=n, first=issue.rows[0]),
                type="tertiary",
                key=f"upload_rows_{draft.token}_{place}|{language()}",
                on_change="rerun",
            )
            if shown.open:
                with shown:
                    st.dataframe(
                        rows_frame(draft.reading.table, issue),
                        hide_index=True,
                        alt=_("The rows as they stand in the file"),
                    )


def rows_frame(table: Table, issue: Issue) -> pd.DataFrame:
    """The rows of an issue as they stand in the file: row number, then the column concerned or the first ten."""
    wanted = list(issue.rows[:MOST_ROWS])
    positions = [issue.column] if issue.column is not None else list(range(min(10, table.n_columns)))
    names = {f"c{position}": _header(table, position) for position in positions}
    inside = table.cells.loc[table.cells.index.isin(wanted)].iloc[:, positions]
    inside = inside.set_axis(list(names.values()), axis=1)
    aside = [row for row in table.aside if row.row_no in set(wanted)]
    outside = pd.DataFrame([_padded(row.cells, positions) for row in aside], columns=list(names.values()), dtype="str")
    frame = pd.concat([inside, outside.set_axis([row.row_no for row in aside])]).sort_index()
    frame.insert(0, _("Row"), frame.index)
    return frame


def _padded(cells: Sequence[str], positions: Sequence[int]) -> list[str]:
    return [cells[position] if position < len(cells) else "" for position in positions]


def _header(table: Table, position: int) -> str:
    """The column's number and name; the number keeps names apart that occur twice."""
    name = table.headers[-1][position] if table.headers and position < len(table.headers[-1]) else ""
    return f"{position + 1} {name[:40]}".strip()
