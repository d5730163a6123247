"""From a reading and the person's choices to the plan that would be written; nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from data.ingest.mapping import ImportPlan, TouchpointTarget
from data.ingest.model import Reading
from data.ingest.plan import propose_plan
from data.ingest.questions import AXIS, decide, open_questions
from data.ingest.text_source import SOLICITED, TextSource
from errors import N_, BadInput

MOST_NAME = 120
FIX_NAME = N_("Give a name of 1 to 120 characters.")
FIX_POINT = N_("This touchpoint is not in the list.")
FIX_ORDER = N_("Every stage must stay in the list exactly once.")
POINT_FIELDS = frozenset({"name", "stage", "touchpoint_id"})


@dataclass(frozen=True)
class Choices:
    """What the person decided so far about one file.

    Attributes
    ----------
    stages : new order of the proposed stages, empty = as proposed.
    stage_names : new name by proposed name.
    points : edited fields by (axis, column, proposed name).
    answers : answer by question id; what a touchpoint is, is one of them.
    source_kind, is_solicited, askers : what the texts of the file are, None = as proposed.
    recipe_id, survey_id, survey_journey_id, key_order : the recipe used and the survey it continues in its journey.
    first_seen : fingerprint of the headers as first read.
    """

    journey_id: str | None = None
    journey_name: str | None = None
    stages: tuple[str, ...] = ()
    stage_names: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[tuple[str, int, str], Mapping[str, str | None]] = field(default_factory=dict)
    answers: Mapping[str, object] = field(default_factory=dict)
    period: date | None = None
    source_kind: str | None = None
    is_solicited: bool | None = None
    askers: tuple[str, ...] | None = None
    recipe_id: str | None = None
    survey_id: str | None = None
    survey_journey_id: str | None = None
    key_order: tuple[str, ...] = ()
    first_seen: str = ""


def planned(reading: Reading, choices: Choices, *, aliases: Mapping[str, str] | None = None) -> ImportPlan:
    """The proposal of the reader with the person's choices laid over it."""
    plan = decide(propose_plan(reading, journey_id=choices.journey_id, aliases=aliases), choices.answers)
    continues = choices.survey_id if choices.journey_id == choices.survey_journey_id else None
    return replace(
        plan,
        recipe_id=choices.recipe_id,
        survey_id=continues,
        key_order=choices.key_order if continues else (),
        first_seen=choices.first_seen,
        targets=tuple(edited for _, edited in paired_targets(plan, choices)),
        stages=tuple(dict.fromkeys(choices.stage_names.get(stage, stage) for stage in stage_order(plan, choices))),
        period=choices.period or plan.period,
        new_journey_name=None if choices.journey_id else choices.journey_name or plan.new_journey_name,
        source=chosen_source(plan.source, choices),
    )


def chosen_source(proposed: TextSource, choices: Choices) -> TextSource:
    """What the texts of the file are, as the person wants it; another source brings its own "asked for" along."""
    kind = choices.source_kind or proposed.kind
    usual = proposed.is_solicited if kind == proposed.kind else kind in SOLICITED
    asked = usual if choices.is_solicited is None else choices.is_solicited
    askers = proposed.askers if choices.askers is None else choices.askers
    return replace(proposed, kind=kind, is_solicited=asked, askers=askers)


def paired_targets(plan: ImportPlan, choices: Choices) -> list[tuple[TouchpointTarget, TouchpointTarget]]:
    """Each touchpoint as first proposed and as the person wants it, in the order of the curve."""
    order = stage_order(plan, choices)
    place = {choices.stage_names.get(stage, stage): position for position, stage in reversed(list(enumerate(order)))}
    pairs = [(target, _edited(target, plan.touchpoint_axis or "", choices)) for target in proposed_targets(plan)]
    return sorted(pairs, key=lambda pair: place.get(pair[1].stage, len(place)))


def needs_axis(open_asks: Sequence[Mapping[str, object]]) -> bool:
    """Whether the file offers two readings of what a touchpoint is and the person has not chosen."""
    return any(question["id"] == AXIS for question in open_asks)


def proposed_targets(plan: ImportPlan) -> tuple[TouchpointTarget, ...]:
    """The touchpoints of the chosen axis as first proposed: their names are the keys of `Choices.points`."""
    return plan.alternatives.get(plan.touchpoint_axis or "", ())


def stage_order(plan: ImportPlan, choices: Choices) -> tuple[str, ...]:
    """The proposed stage names in the order the person wants."""
    return _ordered(tuple(dict.fromkeys(target.stage for target in proposed_targets(plan))), choices.stages)


def _ordered(proposed: Sequence[str], wanted: Sequence[str]) -> tuple[str, ...]:
    return (*(stage for stage in wanted if stage in proposed), *(stage for stage in proposed if stage not in wanted))


def _edited(target: TouchpointTarget, axis: str, choices: Choices) -> TouchpointTarget:
    fields = choices.points.get((axis, target.column, target.name), {})
    stage = fields.get("stage") or target.stage
    touchpoint = fields.get("touchpoint_id", target.touchpoint_id)
    name = fields.get("name") or target.name
    return replace(target, stage=choices.stage_names.get(stage, stage), touchpoint_id=touchpoint or None, name=name)


def questions(reading: Reading, plan: ImportPlan) -> list[dict[str, object]]:
    """What only a person can decide and has not decided yet."""
    return [dict(question) for question in open_questions(reading, plan)]


def with_stage_moved(choices: Choices, plan: ImportPlan, stage: str, step: int) -> Choices:
    """The choices with `stage` one place earlier (step -1) or later (step 1)."""
    order = list(stage_order(plan, choices))
    if stage not in order:
        raise BadInput(field="stage", value=stage, fix=FIX_ORDER)
    here = order.index(stage)
    there = min(max(here + step, 0), len(order) - 1)
    order.insert(there, order.pop(here))
    return replace(choices, stages=tuple(order))


def with_stage_name(choices: Choices, stage: str, name: str) -> Choices:
    """The choices with a proposed stage renamed."""
    return replace(choices, stage_names={**choices.stage_names, stage: checked_name("stage", name)})


def with_point(choices: Choices, plan: ImportPlan, key: tuple[str, int, str], fields: Mapping[str, object]) -> Choices:
    """The choices with allowed fields of a known touchpoint of the preview edited."""
    known = {(axis, target.column, target.name) for axis, targets in plan.alternatives.items() for target in targets}
    if key not in known or set(fields) - POINT_FIELDS:
        raise BadInput(field="touchpoint", value=key[2], fix=FIX_POINT)
    clean: dict[str, str | None] = dict(choices.points.get(key, {}))
    if "name" in fields:
        clean["name"] = checked_name("touchpoint", fields["name"])
    if "stage" in fields:
        clean["stage"] = checked_name("stage", fields["stage"])
    if "touchpoint_id" in fields:
        clean["touchpoint_id"] = str(fields["touchpoint_id"]) if fields["touchpoint_id"] else None
    return replace(choices, points={**choices.points, key: clean})


def checked_name(what: str, name: object) -> str:
    """A trimmed name, or BadInput when it is empty or too long."""
    text = " ".join(str(name or "").split())
    if not 0 < len(text) <= MOST_NAME:
        raise BadInput(field=what, value=text[:40], fix=FIX_NAME)
    return text
