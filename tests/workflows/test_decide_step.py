"""Deciding what a step is: kept with who and when, seen in the stream, taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.queries.scope import Scope
from errors import BadInput, UnknownId
from workflows.decide_step import decide_step, undo_decision
from workflows.read_stream import stream_of

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
SOURCE, STEP = "sample.it_delivery", "Confirm requirements"


def decision(store):
    reading = stream_of(store, Scope("it_delivery"))
    return next(step for step in reading.stream.steps if step.activity == STEP).decision


def decide(store, value: str, waste: str | None = None, **more: object) -> int:
    return decide_step(store, SOURCE, STEP, value_class=value, waste_type=waste, at=AT, **more)  # type: ignore[arg-type]


def test_the_planted_waste_is_proposed_and_the_page_opens_on_it(sample_store):
    reading = stream_of(sample_store, Scope("it_delivery"))
    assert reading.opening_code == f"{SOURCE}/{STEP}"
    found = decision(sample_store)
    assert (found.value_class, found.waste_type, found.is_decided) == ("waste", "extra_processing", False)


def test_a_decision_is_kept_with_who_and_when(sample_store):
    decide(sample_store, "waste", "overproduction", by="Li Na", flow="pull")
    found = decision(sample_store)
    assert (found.value_class, found.waste_type, found.flow, found.by) == ("waste", "overproduction", "pull", "Li Na")
    assert found.decided_at == AT
    assert stream_of(sample_store, Scope("it_delivery")).opening_code != f"{SOURCE}/{STEP}", "it is decided"


def test_undo_goes_back_one_decision_at_a_time(sample_store):
    before = decision(sample_store)
    first = decide(sample_store, "value_added")
    second = decide(sample_store, "necessary", "defects")
    assert decision(sample_store).waste_type is None, "only waste has a type"
    with pytest.raises(UnknownId):
        undo_decision(sample_store, first, at=AT)
    undo_decision(sample_store, second, at=AT)
    assert decision(sample_store).value_class == "value_added"
    undo_decision(sample_store, first, at=AT)
    assert decision(sample_store) == before


@pytest.mark.parametrize(("value", "waste"), [("good", None), ("waste", None), ("waste", "laziness")])
def test_what_cannot_be_is_refused(sample_store, value, waste):
    before = decision(sample_store)
    with pytest.raises(BadInput):
        decide(sample_store, value, waste)
    with pytest.raises(UnknownId):
        decide_step(sample_store, SOURCE, "Fly to the moon", value_class="necessary", waste_type=None, at=AT)
    assert decision(sample_store) == before


def test_waits_and_work_add_up_to_the_lead_times(sample_store):
    stream = stream_of(sample_store, Scope("it_delivery")).stream
    assert stream.n_cases > 50
    assert stream.wait_sum_hours + stream.busy_sum_hours == pytest.approx(stream.lead_sum_hours, rel=1e-9)
    parts = sum(stream.class_hours(name) for name in ("value_added", "necessary", "waste"))
    assert parts == pytest.approx(stream.busy_sum_hours, rel=1e-9)
    assert stream.pce is not None
    assert stream.flow_efficiency is not None
    assert stream.pce < stream.flow_efficiency
