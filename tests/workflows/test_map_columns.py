"""Edits of the mapping table are checked on the server: known columns, allowed fields, usable values."""

from __future__ import annotations

import pandas as pd
import pytest

from data.ingest.model import ColumnSpec, Reading, ReadParams, ScaleSpec, Table
from errors import BadInput
from views.role_label import ABOUTS, ROLES
from views.upload_map import changes
from workflows import map_columns
from workflows.map_columns import edit_columns


@pytest.fixture
def reading():
    cells = pd.DataFrame({"c0": ["1", "2", "9"], "c1": ["4", "5", "3"], "c2": ["a", "b", "c"]}, dtype="str")
    columns = (
        ColumnSpec(0, "speed", "score", scale=ScaleSpec("csat", 1, 5, na=("9",)), about="touchpoint"),
        ColumnSpec(1, "price", "choice"),
        ColumnSpec(2, "why", "comment"),
    )
    table = Table(ReadParams(), (("speed", "price", "why"),), cells, n_cells_in=12, name="a.csv")
    return Reading(table, "unknown", "survey_wide", "import", columns, ())


def test_a_choice_becomes_a_score_on_the_smallest_usual_scale(reading):
    column = edit_columns(reading, {1: {"role": "score"}}).columns[1]
    assert (column.about, column.scale.low, column.scale.high, column.role_source) == ("touchpoint", 1, 5, "user")


def test_a_score_that_is_no_score_any_more_loses_its_scale(reading):
    column = edit_columns(reading, {0: {"role": "segment"}}).columns[0]
    assert (column.scale, column.about) == (None, None)


def test_missing_codes_are_read_from_the_bar(reading):
    column = edit_columns(reading, {0: {"na": " 0 | 9 |9"}}).columns[0]
    assert column.scale.na == ("0", "9")


@pytest.mark.parametrize(
    "edits",
    [
        {7: {"role": "score"}},
        {0: {"name": "forged"}},
        {0: {"role": "admin"}},
        {2: {"about": "overall"}},
        {0: {"about": "nothing"}},
        {0: {"low": 5, "high": 1}},
        {0: {"low": float("nan")}},
        {0: {"high": "1; DROP TABLE upload"}},
        {2: {"low": 1}},
    ],
)
def test_an_edit_that_cannot_be_is_refused(reading, edits):
    with pytest.raises(BadInput):
        edit_columns(reading, edits)


def test_only_allowed_fields_of_known_rows_come_from_the_browser():
    sent = {0: {"role": "score", "samples": "x"}, 5: {"role": "pii"}, "1": {"role": "pii"}, 1: {"confidence": 100}}
    assert changes(sent, (4, 7)) == {4: {"role": "score"}}


def test_a_role_that_is_no_score_drops_the_scale_sent_with_it():
    assert changes({0: {"role": "segment", "low": 1.0, "about": "overall"}}, (3,)) == {3: {"role": "segment"}}


def test_the_screen_offers_exactly_the_roles_that_are_accepted():
    assert set(ROLES) == map_columns.ROLES
    assert set(ABOUTS) == map_columns.ABOUTS
    assert len(set(ROLES)) == len(ROLES)
