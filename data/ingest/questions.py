"""What the file cannot decide: the open questions of a plan, their options, and what an answer changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from data.ingest.issues import issue_sentence
from data.ingest.mapping import AskedAbout, ImportPlan, TouchpointTarget, with_axis
from data.ingest.model import ColumnSpec, Issue, Reading, ScaleSpec
from errors import N_, BadInput

AXIS, NEAR = "touchpoint_axis", "touchpoint_near"
ASK_NEAR = N_('Is "{col}" the touchpoint "{name}" of this journey?')
ASK_AXIS = N_('Both the columns and the values of "{col}" can be the touchpoints of the journey. Which are they?')
FIX_OPTION = N_("Choose one of the options offered.")
FIX_ID = N_("Answer with the ids of the questions asked.")
FIX_WORDS = N_("List the words from worst to best, or give a number for each.")

Option = tuple[str, str]
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
OPTIONS: Mapping[str, tuple[Option, ...]] = {
    "date_order": (("day_first", N_("Day first")), ("month_first", N_("Month first"))),
    "duplicate_rows": (("latest", N_("Keep the latest")), ("first", N_("Keep the first")), ("all", N_("Keep all"))),
    "sentinel_codes": (("no_answer", N_("Treat as no answer")), ("in_scale", N_("Widen the scale to hold them"))),
    "out_of_scale": (("no_answer", N_("Treat as no answer")), ("in_scale", N_("Widen the scale to hold them"))),
    "mixed_numeric_and_label": (("no_answer", N_("Treat as no answer")),),
    "unknown_labels": (("no_answer", N_("Treat as no answer")),),
    "direction_guess": (
        ("lower", N_("The lowest number is the best")),
        ("higher", N_("The highest number is the best")),
    ),
    "recipe_changed": (
        ("continue", N_("The same survey, continue it")),
        ("different", N_("A different survey")),
    ),
    "recipe_unfit": (("anew", N_("Read it as it looks now")),),
    "cross_tab": (("kpi_series", N_("Load its figures as a KPI series")),),
    NEAR: (("same", N_("Yes, the same")), ("new", N_("No, a new one"))),
    AXIS: (("columns", N_("Each rating column is a touchpoint")), ("rows", N_("Each row names its touchpoint"))),
}
GO_ON: tuple[Option, ...] = (("continue", N_("Import as proposed")),)
GROUNDLESS = ("date_order",)  # asked because nothing in the file speaks for one answer
RANKED = ("mixed_numeric_and_label", "unknown_labels")


def question_id(code: str, column: int | None) -> str:
    """The id under which a question is answered."""
    return code if column is None else f"{code}:{column}"


def open_questions(reading: Reading, plan: ImportPlan) -> list[dict[str, Any]]:
    """The asks that no decision of the plan answers yet, each with its options and the proposed one."""
    asked = [
        _issue_question(issue, reading, plan)
        for issue in reading.issues
        if issue.severity == "ask" and _matters(issue, plan)
    ]
    asked += [_near_question(target, plan.near[target.column]) for target in plan.targets if _is_near(target, plan)]
    if len(plan.alternatives) > 1:
        asked.append(_axis_question(plan))
    return [question for question in asked if answer_of(plan.decisions, question["code"], question["column"]) is None]


def proposed_answers(reading: Reading, plan: ImportPlan) -> dict[str, object]:
    """The proposed answer of every open question, and the default of those that the file gives no ground to propose."""
    asked = open_questions(reading, plan)
    return {one["id"]: one["default"] if one["proposed"] is None else one["proposed"] for one in asked}


def guesses(reading: Reading, plan: ImportPlan) -> list[dict[str, Any]]:
    """The open questions that `proposed_answers` answers by a default without evidence."""
    return [question for question in open_questions(reading, plan) if question["proposed"] is None]


def answer_of(decisions: Mapping[str, object], code: str, column: int | None) -> object | None:
    """The decision for one question; an answer given under the bare code serves all columns."""
    return decisions.get(question_id(code, column), decisions.get(code))


def decide(plan: ImportPlan, answers: Mapping[str, object]) -> ImportPlan:
    """The plan with `answers` (question id or code -> value) carried into its columns; unknown ones are refused."""
    for key, value in answers.items():
        code, _, number = key.partition(":")
        _check(code, key, value)
        plan = replace(plan, decisions={**plan.decisions, key: value})
        plan = with_axis(plan, str(value)) if code == AXIS else plan
        plan = _with_near(plan, number, value) if code == NEAR else plan
        plan = _in_columns(plan, code, _columns_of(plan, key, number), value)
    return plan


def _matters(issue: Issue, plan: ImportPlan) -> bool:
    """A question about a scale is moot once the person gave the column another role or scale."""
    if issue.column is None or issue.code in ("date_order", "several_sheets"):
        return True
    column = next((c for c in plan.columns if c.index == issue.column), None)
    if issue.code == "recipe_unfit":
        return column is not None and column.role_source != "user"
    return column is not None and column.role == "score" and (column.role_source != "user" or issue.code in RANKED)


def _issue_question(issue: Issue, reading: Reading, plan: ImportPlan) -> dict[str, Any]:
    message, facts = issue_sentence(issue)
    options = _options(issue, reading)
    return {
        "id": question_id(issue.code, issue.column),
        "code": issue.code,
        "column": issue.column,
        "message_id": message,
        "facts": dict(facts),
        "options": [{"value": value, "label_id": label} for value, label in options],
        "proposed": None if issue.code in GROUNDLESS else _proposed(issue, plan, options),
        "default": _proposed(issue, plan, options) if issue.code in GROUNDLESS else None,
    }


def _is_near(target: TouchpointTarget, plan: ImportPlan) -> bool:
    """Whether a rating seems to be a known touchpoint and has not been given one."""
    return plan.touchpoint_axis == "columns" and target.column in plan.near and target.touchpoint_id is None


def _near_question(target: TouchpointTarget, near: tuple[str, str]) -> dict[str, Any]:
    return {
        "id": question_id(NEAR, target.column),
        "code": NEAR,
        "column": target.column,
        "message_id": ASK_NEAR,
        "facts": {"col": target.name, "name": near[1]},
        "options": [{"value": value, "label_id": label} for value, label in OPTIONS[NEAR]],
        "proposed": "same",
    }


def _with_near(plan: ImportPlan, number: str, value: object) -> ImportPlan:
    """The named column (or all of them) goes to the touchpoint it resembles."""
    if value != "same":
        return plan
    wanted = {column: near[0] for column, near in plan.near.items() if not number or number == str(column)}

    def found(targets: Sequence[TouchpointTarget]) -> tuple[TouchpointTarget, ...]:
        return tuple(
            replace(t, touchpoint_id=wanted[t.column]) if t.column in wanted and not t.touchpoint_id else t
            for t in targets
        )

    columns = {axis: found(targets) for axis, targets in plan.alternatives.items() if axis == "columns"}
    is_columns = plan.touchpoint_axis == "columns"
    targets = found(plan.targets) if is_columns else plan.targets
    return replace(plan, alternatives={**plan.alternatives, **columns}, targets=targets)


def _axis_question(plan: ImportPlan) -> dict[str, Any]:
    column = plan.first("touchpoint")
    return {
        "id": AXIS,
        "code": AXIS,
        "column": None,
        "message_id": ASK_AXIS,
        "facts": {"col": column.name if column else ""},
        "options": [{"value": value, "label_id": label} for value, label in OPTIONS[AXIS]],
        "proposed": plan.touchpoint_axis,
    }


def _options(issue: Issue, reading: Reading) -> Sequence[Option]:
    if issue.code == "several_sheets":
        return tuple((sheet, sheet) for sheet in reading.table.sheets)
    return OPTIONS.get(issue.code, GO_ON)


def _proposed(issue: Issue, plan: ImportPlan, options: Sequence[Option]) -> object:
    if issue.code == "several_sheets":
        return (plan.params.sheet if plan.params else None) or (options[0][0] if options else "")
    column = next((c for c in plan.columns if c.index == issue.column), None)
    if issue.code == "direction_guess":
        return "lower" if column and column.scale and column.scale.lower_is_better else "higher"
    if issue.code == "date_order" and column and column.date_format:
        return "day_first" if is_day_first(column.date_format) else "month_first"
    return options[0][0]


def is_day_first(date_format: str) -> bool:
    """Whether the day stands before the month in a strptime pattern."""
    day, month = date_format.find("%d"), date_format.find("%m")
    return 0 <= day < month


def _check(code: str, key: str, value: object) -> None:
    if code in RANKED and isinstance(value, Mapping):
        if not all(isinstance(step, int | float | None) and not isinstance(step, bool) for step in value.values()):
            raise BadInput(field=key, value=value, fix=FIX_WORDS)
        return
    if code in RANKED and isinstance(value, list):
        if not value or not all(isinstance(word, str) for word in value):
            raise BadInput(field=key, value=value, fix=FIX_WORDS)
        return
    allowed = OPTIONS.get(code)
    if allowed is not None and value not in [option for option, _ in allowed]:
        raise BadInput(field=key, value=value, fix=FIX_OPTION)
    if allowed is None and code != "several_sheets":
        raise BadInput(field=key, value=value, fix=FIX_ID)


def asked_about(issues: Iterable[Issue]) -> dict[str, AskedAbout]:
    """By question id: a question about one legend speaks for every column that has it."""
    return {question_id(found.code, found.column): _scope(found) for found in issues if found.column is not None}


def _scope(found: Issue) -> AskedAbout:
    told = found.facts.get("columns")
    columns = told if isinstance(told, (list, tuple)) else (found.column,)
    numbers = _NUMBER.findall(str(found.facts.get("values", "")))
    return AskedAbout(tuple(int(column) for column in columns if column is not None), tuple(map(float, numbers)))


def _columns_of(plan: ImportPlan, key: str, number: str) -> AskedAbout | None:
    """What an answer is for: one question's columns, or (bare code) all columns that the code was asked about."""
    if number:
        return plan.asked.get(key) or AskedAbout((int(number),) if number.isdigit() else ())
    same = [scope for asked, scope in plan.asked.items() if asked.partition(":")[0] == key]
    if not same:
        return None
    return AskedAbout(
        tuple(c for scope in same for c in scope.columns), tuple(v for scope in same for v in scope.values)
    )


def _in_columns(plan: ImportPlan, code: str, scope: AskedAbout | None, value: object) -> ImportPlan:
    change = _CHANGES.get(code)
    if change is None or scope is None:
        return plan
    changed = tuple(change(c, value, scope.values) if c.index in scope.columns else c for c in plan.columns)
    return replace(plan, columns=changed)


def _ordered(column: ColumnSpec, value: object, values: Sequence[float]) -> ColumnSpec:
    """The words of a score column: a number for each, or their order from worst to best spread over the scale."""
    if column.scale is None or not isinstance(value, list | Mapping):
        return column
    low, high = column.scale.low, column.scale.high
    if isinstance(value, Mapping):
        ranked = tuple((str(word), float(number)) for word, number in value.items() if number is not None)
    else:
        step = (high - low) / max(len(value) - 1, 1)
        ranked = tuple((str(word), low + step * place) for place, word in enumerate(value))
    kept = tuple(pair for pair in column.scale.labels if pair[0] not in value)
    return replace(column, scale=replace(column.scale, labels=kept + ranked))


def _directed(column: ColumnSpec, value: object, values: Sequence[float]) -> ColumnSpec:
    if column.scale is None:
        return column
    return replace(column, scale=replace(column.scale, lower_is_better=value == "lower"))


def _dated(column: ColumnSpec, value: object, values: Sequence[float]) -> ColumnSpec:
    if not column.date_format or is_day_first(column.date_format) == (value == "day_first"):
        return column
    swapped = column.date_format.replace("%d", "\0").replace("%m", "%d").replace("\0", "%m")
    return replace(column, date_format=swapped)


def _widened(column: ColumnSpec, value: object, values: Sequence[float]) -> ColumnSpec:
    if column.scale is None or value != "in_scale":
        return column
    return replace(column, scale=_wider(column.scale, values))


def _wider(scale: ScaleSpec, numbers: Sequence[float]) -> ScaleSpec:
    low, high = min([scale.low, *numbers]), max([scale.high, *numbers])
    return replace(scale, low=low, high=high, na=tuple(text for text in scale.na if not _is_number(text)))


def _is_number(text: str) -> bool:
    return text.strip().lstrip("-").replace(".", "", 1).isdigit()


_CHANGES: Mapping[str, Callable[[ColumnSpec, object, Sequence[float]], ColumnSpec]] = {
    "mixed_numeric_and_label": _ordered,
    "unknown_labels": _ordered,
    "direction_guess": _directed,
    "date_order": _dated,
    "sentinel_codes": _widened,
    "out_of_scale": _widened,
}
