"""What a measure states can be changed, is kept with who and when, and goes back; crossed limits are refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.queries.kpi_write import kpi_revisions, kpi_state
from errors import BadInput, UnknownId
from workflows.edit_kpi import edit_kpi, undo_kpi_edit
from workflows.read_kpis import read_measures

AT = datetime(2026, 11, 2, tzinfo=UTC)
J, ON_TIME, CHURN = "it_delivery", "it_delivery.on_time_delivery_rate", "it_delivery.churn_rate"


def change(store, kpi_id=ON_TIME, note="", by="", **fields):
    return edit_kpi(store, J, kpi_id, fields, note=note, by=by, at=AT)


def test_an_edit_is_kept_with_who_when_and_why_and_can_be_taken_back(sample_store):
    before = kpi_state(sample_store, ON_TIME)
    assert change(sample_store, target=0.9, owner="Li Wei", note="agreed with the board", by="Li Wei")
    assert kpi_state(sample_store, ON_TIME)["target"] == 0.9
    row = kpi_revisions(sample_store, ON_TIME).iloc[0]
    assert (row["changed_by"], row["note"]) == ("Li Wei", "agreed with the board")
    undo_kpi_edit(sample_store, J, ON_TIME, at=AT)
    assert kpi_state(sample_store, ON_TIME) == before
    assert kpi_revisions(sample_store, ON_TIME)["undone_at"].notna().all()
    with pytest.raises(BadInput, match="no edit"):
        undo_kpi_edit(sample_store, J, ON_TIME, at=AT)


def test_edits_go_back_one_by_one(sample_store):
    change(sample_store, target=0.9)
    change(sample_store, target=0.95)
    undo_kpi_edit(sample_store, J, ON_TIME, at=AT)
    assert kpi_state(sample_store, ON_TIME)["target"] == 0.9
    undo_kpi_edit(sample_store, J, ON_TIME, at=AT)
    assert kpi_state(sample_store, ON_TIME)["target"] == 0.85


def test_an_edit_is_not_taken_back_over_a_later_change(sample_store):
    change(sample_store, target=0.9)
    with sample_store.write("test", "process") as write:
        write.execute("UPDATE kpi_def SET owner = 'X' WHERE kpi_id = $id", id=ON_TIME)
    with pytest.raises(BadInput, match="changed again"):
        undo_kpi_edit(sample_store, J, ON_TIME, at=AT)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"lower_spec": 0.9, "upper_spec": 0.8}, "must lie below"),
        ({"lower_spec": 0.8, "upper_spec": 0.8}, "must lie below"),
        ({"lower_spec": 0.9, "upper_spec": None}, "within the specification"),  # the target is .85
        ({"target": float("nan")}, "Enter a number"),
        ({"target": "much"}, "Enter a number"),
        ({"owner": "x" * 501}, "at most 500"),
        ({"owner": "a\nb"}, "one line"),
        ({"unit": "hours"}, "cannot be changed"),
        ({"parameters": {"escape_window_days": 9}}, "cannot be changed"),  # not a window of this measure
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_changes(sample_store, fields, says):
    before = kpi_state(sample_store, ON_TIME)
    with pytest.raises(BadInput, match=says):
        change(sample_store, **fields)
    assert kpi_state(sample_store, ON_TIME) == before
    assert kpi_revisions(sample_store, ON_TIME).empty


def test_a_measure_of_the_catalogue_is_defined_by_its_first_edit_and_gone_with_its_undo(sample_store):
    assert not kpi_state(sample_store, CHURN)["exists"]
    change(sample_store, CHURN, target=0.05, parameters={"grace_days": 30})
    found = next(one for one in read_measures(sample_store, J) if one.kpi_id == CHURN)
    assert (found.target, found.parameters, found.direction) == (0.05, (("grace_days", 30.0),), "down")
    undo_kpi_edit(sample_store, J, CHURN, at=AT)
    assert not kpi_state(sample_store, CHURN)["exists"]


def test_linking_a_touchpoint_lets_a_measure_be_derived(sample_store):
    key = "it_delivery.requirement_document_revisions"
    assert next(one for one in read_measures(sample_store, J) if one.kpi_id == key).origin is None
    change(sample_store, key, touchpoints=["it_delivery.requirement_confirmation"])
    found = next(one for one in read_measures(sample_store, J) if one.kpi_id == key)
    assert found.origin == "records"
    full = found.values[found.values["is_full"].astype(bool)]
    assert 0.5 < full["value"].mean() < 2.0  # the sample plants 1.15 extra confirmations a case


def test_a_window_changes_what_is_counted(sample_store):
    key = "it_delivery.repurchase_rate"
    before = next(one for one in read_measures(sample_store, J) if one.kpi_id == key).values
    change(sample_store, key, parameters={"repurchase_days": 30})
    after = next(one for one in read_measures(sample_store, J) if one.kpi_id == key).values
    both = before[before["is_full"].astype(bool)].merge(after, on="period_start", suffixes=("", "_short"))
    assert (both["numerator_short"] <= both["numerator"]).all()
    assert both["numerator_short"].sum() < both["numerator"].sum()


def test_unknown_measures_and_touchpoints_are_refused(sample_store):
    with pytest.raises(UnknownId):
        change(sample_store, "it_delivery.moon", target=1.0)
    with pytest.raises(UnknownId):
        change(sample_store, touchpoints=["car_rental.hotline"])
    with pytest.raises(UnknownId):
        edit_kpi(sample_store, "nowhere", ON_TIME, {}, at=AT)


def test_an_edit_that_changes_nothing_leaves_no_trace(sample_store):
    assert not change(sample_store, target=0.85)
    assert kpi_revisions(sample_store, ON_TIME).empty
