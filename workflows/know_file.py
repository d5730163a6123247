"""What earlier files taught about a file: its recipe laid over it, or the same survey in a changed form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from data.ingest.header_keys import keys_of
from data.ingest.likeness import Likeness, likeness
from data.ingest.mapping import ImportPlan, column_label
from data.ingest.model import Reading, ReadParams
from data.ingest.plan import header_fingerprint, is_own_record
from data.ingest.questions import AXIS
from data.ingest.recall import recall
from data.queries.recipes import Recipe, recipes_for_header, recipes_of_vendor
from data.queries.uploads import touchpoint_names
from data.store import Store
from workflows.plan_upload import Choices, planned
from workflows.same_log import continues_log

CHANGED = "recipe_changed"
KEPT_ANSWERS = (AXIS, "duplicate_rows", "several_sheets")


@dataclass(frozen=True)
class KnownFile:
    """A file in the light of the store.

    Attributes
    ----------
    reading : with the recipe laid over it; `plain` is as the reader found it.
    choices : the person's earlier choices, to be changed like any others.
    recipe_id : the recipe used, None for a new survey.
    """

    reading: Reading
    plain: Reading
    choices: Choices
    recipe_id: str | None = None

    def plan(self, store: Store) -> ImportPlan:
        """What would be written."""
        journey_id = self.choices.journey_id
        return planned(self.reading, self.choices, aliases=touchpoint_names(store, journey_id) if journey_id else {})


def know_file(
    store: Store,
    reading: Reading,
    *,
    journey_id: str | None = None,
    is_other_survey: bool = False,
    first_seen: str = "",
) -> KnownFile:
    """The file with last month's mapping, journey and decisions, where its survey is known.

    `is_other_survey` says that a similar survey is not this one; `first_seen` is the fingerprint of the headers
    before anybody changed how the file is read.
    """
    seen = first_seen or header_fingerprint(reading)
    found = _found(store, reading, seen, journey_id, is_other_survey=is_other_survey)
    if found is None or reading.verdict != "import":
        return KnownFile(reading, reading, Choices(journey_id=journey_id, first_seen=seen))
    recipe, like = found
    laid = recall(reading, recipe.document, like).reading
    choices = _choices(store, recipe, like, laid, journey_id or recipe.journey_id)
    return KnownFile(laid, reading, replace(choices, first_seen=seen), recipe.recipe_id)


def wanted_params(store: Store, reading: Reading) -> ReadParams | None:
    """How a known file is to be read, where that differs from what the reader found: sheet, header rows, decimals."""
    if reading.verdict != "import":
        return None
    for recipe in recipes_for_header(store, header_fingerprint(reading)):
        if recipe.header_fingerprint == header_fingerprint(reading):
            return None
        told = ReadParams(**recipe.document["params"])
        if told.sheet is None or told.sheet in reading.table.sheets:
            return replace(
                reading.table.params,
                sheet=told.sheet,
                header_rows=told.header_rows,
                skip_rows=told.skip_rows,
                decimal=told.decimal,
            )
    return None


def _found(
    store: Store, reading: Reading, seen: str, journey_id: str | None, *, is_other_survey: bool
) -> tuple[Recipe, Likeness] | None:
    fingerprint = header_fingerprint(reading)
    for recipe in recipes_for_header(store, fingerprint, journey_id=journey_id):
        if recipe.header_fingerprint == fingerprint and continues_log(store, reading, recipe.survey_id):
            return recipe, _identity(reading)
    if is_other_survey or is_own_record(reading):
        return None
    near = [
        (recipe, like)
        for recipe in recipes_of_vendor(store, reading.vendor, reading.kind, journey_id=journey_id)
        if (like := likeness(reading, recipe.document["columns"])).is_same_survey
        and continues_log(store, reading, recipe.survey_id)
    ]
    return max(near, key=lambda pair: len(pair[1].pairs) - len(pair[1].missing), default=None)


def _identity(reading: Reading) -> Likeness:
    """The same headers: every column is where it was."""
    return Likeness({column.index: column.index for column in reading.columns}, (), (), (), True)


def _choices(store: Store, recipe: Recipe, like: Likeness, laid: Reading, journey_id: str | None) -> Choices:
    document = recipe.document
    is_same_journey = journey_id == recipe.journey_id
    source = document["source"]
    return Choices(
        journey_id=journey_id,
        points=_points(store, document, like, laid, keep_ids=is_same_journey),
        stages=tuple(document["stages"]),
        answers=_answers(document, laid),
        source_kind=source["kind"],
        is_solicited=source["is_solicited"],
        askers=tuple(source["askers"]) or None,
        recipe_id=recipe.recipe_id,
        survey_id=recipe.survey_id if is_same_journey else None,
        survey_journey_id=recipe.journey_id,
        key_order=_key_order(document, like, laid),
    )


def _key_order(document: Mapping[str, Any], like: Likeness, laid: Reading) -> tuple[str, ...]:
    """What names an answer without an id, in the headers of this file: a reworded column is still the same one."""
    here = keys_of(laid)
    now = {str(document["columns"][theirs]["key"]): here[mine] for mine, theirs in like.pairs.items()}
    return tuple(now.get(str(key), str(key)) for key in document["key_order"])


def _answers(document: Mapping[str, Any], laid: Reading) -> dict[str, object]:
    """Decisions about the whole file by code, the axis as it was chosen; a sheet that is not there decides nothing."""
    told = {str(key).partition(":")[0]: value for key, value in document["decisions"].items()}
    told |= {AXIS: document["axis"]} if document["axis"] else {}
    if told.get("several_sheets") != laid.table.params.sheet:
        told.pop("several_sheets", None)
    return {code: value for code, value in told.items() if code in KEPT_ANSWERS}


def _points(
    store: Store, document: Mapping[str, Any], like: Likeness, laid: Reading, *, keep_ids: bool
) -> dict[tuple[str, int, str], Mapping[str, str | None]]:
    """The touchpoints of the recipe under the names with which this file proposes them."""
    held = {row[0] for row in store.rows("SELECT touchpoint_id FROM touchpoint WHERE retired_at IS NULL")}
    columns = {column.index: column for column in laid.columns}
    here = {theirs: mine for mine, theirs in like.pairs.items()}
    points: dict[tuple[str, int, str], Mapping[str, str | None]] = {}
    for target in document["targets"]:
        place = here.get(int(target["column"]))
        if place is None:
            continue
        name = target["value"] or column_label(columns[place])
        fields: dict[str, str | None] = {"name": target["name"], "stage": target["stage"]}
        if keep_ids and target["touchpoint_id"] in held:
            fields["touchpoint_id"] = target["touchpoint_id"]
        points[(str(document["axis"]), place, name)] = fields
    return points
