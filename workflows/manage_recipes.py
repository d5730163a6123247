"""What a person may change about recipes: how often files are expected, what is forgotten; and who is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from analytics.rhythm import RHYTHMS, late_sources, proposed_rhythm
from data.ingest.taken import ALIAS, alias_key
from data.queries.arrived import arrived_files, fed_touchpoints
from data.queries.setting import setting
from data.store import Store
from errors import N_, BadInput, UnknownId

FIX_RHYTHM = N_("Choose a rhythm from the list.")
COLUMNS = ("survey_id", "journey_id", "recipe_id", "title", "rhythm", "is_proposed", "last_data", "n_files")


def set_rhythm(store: Store, recipe_id: str, rhythm: str | None) -> None:
    """Say how often files of a recipe's survey are expected; None = as their dates show. Raises UnknownId, BadInput."""
    if rhythm is not None and rhythm not in RHYTHMS:
        raise BadInput(field="rhythm", value=rhythm, fix=FIX_RHYTHM)
    with store.write("rhythm", "feedback") as write:
        survey = write.rows("SELECT survey_id FROM recipe WHERE recipe_id = $id", id=recipe_id)
        if not survey:
            raise UnknownId(kind="recipe", id=recipe_id)
        write.execute(
            "UPDATE recipe SET expected_rhythm = $rhythm WHERE survey_id = $survey", rhythm=rhythm, survey=survey[0][0]
        )


def forget_recipe(store: Store, recipe_id: str) -> None:
    """Delete a recipe: the next file with its headers is a new one; what was imported stays. Raises UnknownId."""
    with store.write("recipe", "feedback") as write:
        if not write.execute("DELETE FROM recipe WHERE recipe_id = $id", id=recipe_id):
            raise UnknownId(kind="recipe", id=recipe_id)
        write.execute("DELETE FROM row_origin WHERE entity = 'recipe' AND entity_id = $id", id=recipe_id)


def forget_alias(store: Store, journey_id: str, alias: str) -> None:
    """Delete a learned name of a touchpoint; the next file that uses it is asked where it belongs. Raises UnknownId."""
    with store.write("alias", "journey") as write:
        n = write.execute(
            "DELETE FROM touchpoint_alias WHERE journey_id = $journey AND alias = $alias",
            journey=journey_id,
            alias=alias,
        )
        if not n:
            raise UnknownId(kind="alias", id=alias)
        key = alias_key(journey_id, alias)
        write.execute("DELETE FROM row_origin WHERE entity = $entity AND entity_id = $id", entity=ALIAS, id=key)


def sources(store: Store) -> pd.DataFrame:
    """One row per survey or log that has files: its rhythm (stated, else proposed) and the last day of its data."""
    files = arrived_files(store, zone=str(setting(store, "time_zone")))
    rows = [_source(group) for _, group in files.groupby("survey_id", sort=False)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _source(files: pd.DataFrame) -> tuple[object, ...]:
    newest = files.iloc[-1]
    days = [day.date() for day in files["last_day"]]
    stated = newest["expected_rhythm"]
    told = stated if isinstance(stated, str) and stated else None
    title = newest["title"] if isinstance(newest["title"], str) else newest["file_name"]
    journey = newest["journey_id"] if isinstance(newest["journey_id"], str) else None
    rhythm = told or proposed_rhythm(days)
    return newest["survey_id"], journey, newest["recipe_id"], title, rhythm, told is None, max(days), len(files)


def late(store: Store, *, as_of: date, journey_id: str | None = None) -> pd.DataFrame:
    """The late sources of one journey (and those of none), longest overdue first; `journey_id` None = of all."""
    found = late_sources(sources(store), as_of=as_of)
    if journey_id is None:
        return found
    return found[found["journey_id"].isna() | (found["journey_id"] == journey_id)].reset_index(drop=True)


def stale_touchpoints(store: Store, journey_id: str, *, as_of: date) -> dict[str, date]:
    """Touchpoints that only late sources feed, with the last day of their data."""
    overdue = set(late(store, as_of=as_of, journey_id=journey_id)["survey_id"])
    return stale_among(fed_touchpoints(store, journey_id), sorted(overdue))


def stale_among(fed: pd.DataFrame, overdue: Sequence[str]) -> dict[str, date]:
    """The touchpoints of `fed` (touchpoint_id, survey_id, last_on) whose every survey is overdue."""
    known = fed.dropna(subset=["last_on"])
    is_late = known["survey_id"].isin(list(overdue))
    whole = is_late.groupby(known["touchpoint_id"]).all()
    last = known.groupby("touchpoint_id")["last_on"].max()
    return {str(point): last[point].date() for point in whole.index[whole.to_numpy(dtype=bool)]}
