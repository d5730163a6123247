"""Rhythms are proposed, stated, and say who is late; recipes and learned names can be forgotten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data.queries.recipes import alias_list, recipe_list
from data.store import Store
from errors import BadInput, UnknownId
from tests.workflows.surveys import AT, answers, dump, read_here, write_csv
from workflows.import_survey import import_survey
from workflows.know_file import know_file
from workflows.manage_recipes import (
    forget_alias,
    forget_recipe,
    late,
    set_rhythm,
    sources,
    stale_among,
    stale_touchpoints,
)
from workflows.undo_upload import redo_upload, undo_upload

pytestmark = pytest.mark.usefixtures("quick_reading")


def month(store: Store, folder: Path, number: int) -> str:
    """Forty answers of one month of 2026, the last on its 28th."""
    rows = answers(range(number * 40, number * 40 + 40))
    for place, row in enumerate(rows):
        row[1] = f"2026-{number:02d}-{min(place + 1, 28):02d} 10:00:00"
    path = write_csv(folder / f"month{number}.csv", rows)
    return import_survey(store, path, None, name=path.name, at=AT, accept=True).upload_id


def test_months_of_data_are_a_monthly_source_that_can_be_late(store: Store, tmp_path: Path) -> None:
    for number in (7, 8, 9):
        month(store, tmp_path, number)
    (row,) = sources(store).to_dict("records")
    assert (row["rhythm"], row["is_proposed"], row["n_files"], row["last_data"]) == (
        "monthly",
        True,
        3,
        date(2026, 9, 28),
    )
    assert late(store, as_of=date(2026, 11, 5)).empty
    (overdue,) = late(store, as_of=date(2026, 11, 6)).to_dict("records")
    assert overdue["expected_by"] == date(2026, 11, 5)
    journey = str(row["journey_id"])
    stale = stale_touchpoints(store, journey, as_of=date(2026, 11, 6))
    assert len(stale) == 3
    assert set(stale.values()) == {date(2026, 9, 28)}
    assert not stale_touchpoints(store, journey, as_of=date(2026, 11, 5))


def test_a_stated_rhythm_holds_and_survives_undo(store: Store, tmp_path: Path) -> None:
    upload = month(store, tmp_path, 9)
    assert sources(store)["rhythm"].tolist() == ["none"], "one file shows no rhythm"
    recipe = str(recipe_list(store)["recipe_id"].iloc[0])
    set_rhythm(store, recipe, "weekly")
    stated = dump(store)
    assert len(late(store, as_of=date(2026, 10, 8))) == 1
    assert late(store, as_of=date(2026, 10, 8), journey_id="another").empty
    undo_upload(store, upload, at=AT)
    assert late(store, as_of=date(2027, 1, 1)).empty
    redo_upload(store, upload)
    assert dump(store) == stated
    set_rhythm(store, recipe, None)
    with pytest.raises(BadInput):
        set_rhythm(store, recipe, "hourly")
    with pytest.raises(UnknownId):
        set_rhythm(store, "nobody", "weekly")


def test_a_touchpoint_is_stale_only_when_everything_that_feeds_it_is_late() -> None:
    day = pd.Timestamp("2026-09-28")
    fed = pd.DataFrame(
        {"touchpoint_id": ["a", "a", "b"], "survey_id": ["old", "new", "old"], "last_on": [day, day, day]}
    )
    assert stale_among(fed, ["old"]) == {"b": date(2026, 9, 28)}
    assert stale_among(fed.iloc[:0], ["old"]) == {}


def test_a_forgotten_recipe_makes_the_next_file_a_new_one(store: Store, tmp_path: Path) -> None:
    upload = month(store, tmp_path, 9)
    path = write_csv(tmp_path / "next.csv", answers(range(50)))
    recipe = str(recipe_list(store)["recipe_id"].iloc[0])
    assert know_file(store, read_here(path)).recipe_id == recipe
    n_responses = store.value("SELECT count(*) FROM response")
    forget_recipe(store, recipe)
    assert know_file(store, read_here(path)).recipe_id is None
    assert store.value("SELECT count(*) FROM response") == n_responses
    undo_upload(store, upload, at=AT)
    assert store.value("SELECT count(*) FROM row_origin") == 0
    with pytest.raises(UnknownId):
        forget_recipe(store, recipe)


def test_learned_names_tell_their_file_and_can_be_forgotten(store: Store, tmp_path: Path) -> None:
    month(store, tmp_path, 9)
    learned = alias_list(store)
    assert set(learned["file_name"]) == {"month9.csv"}
    assert len(learned) == 3
    forget_alias(store, str(learned["journey_id"].iloc[0]), str(learned["alias"].iloc[0]))
    assert len(alias_list(store)) == 2
    with pytest.raises(UnknownId):
        forget_alias(store, "nowhere", "nothing")
