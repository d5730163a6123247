"""A future state: times scaled in proportion, a step left out, the sums that follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analytics.process.future_state import StepEdit, future_stream, kept_shares
from data.queries.scope import Scope
from data.queries.stream import future_lead
from workflows.read_stream import stream_of

SCOPE = Scope("it_delivery", (), date(2025, 1, 1), None)


@pytest.fixture
def stream(sample_store):
    return stream_of(sample_store, SCOPE).stream


def rerun(store, stream, edits):
    return future_stream(stream, edits, future_lead(store, SCOPE, kept_shares(stream, edits)))


def test_without_edits_nothing_changes(sample_store, stream):
    same = rerun(sample_store, stream, {})
    assert same.lead_median_hours == pytest.approx(stream.lead_median_hours)
    assert same.lead_sum_hours == pytest.approx(stream.lead_sum_hours)
    assert replace(same, lead_median_hours=0, lead_mean_hours=0, lead_p85_hours=0, lead_sum_hours=0, cost_sum=0,
                   busy_sum_hours=0) == replace(stream, lead_median_hours=0, lead_mean_hours=0, lead_p85_hours=0,
                   lead_sum_hours=0, cost_sum=0, busy_sum_hours=0, flow_mean_of_cases=None)  # fmt: skip


def test_a_step_left_out_takes_its_wait_and_its_work_with_it(sample_store, stream):
    gone = next(step for step in stream.steps if step.activity == "Confirm requirements")
    then = rerun(sample_store, stream, {gone.code: StepEdit(is_removed=True)})
    cut = gone.wait_sum_hours + gone.busy_sum_hours
    assert then.lead_sum_hours == pytest.approx(stream.lead_sum_hours - cut)
    assert then.lead_mean_hours == pytest.approx(stream.lead_mean_hours - cut / stream.n_cases)
    assert then.lead_median_hours < stream.lead_median_hours
    assert gone.code not in {step.code for step in then.steps}
    assert then.cost_sum == pytest.approx((stream.cost_sum or 0) - (gone.cost_sum or 0))
    assert then.wait_sum_hours + then.busy_sum_hours == pytest.approx(then.lead_sum_hours)


def test_half_the_wait_halves_what_waits_there(sample_store, stream):
    step = stream.worst_wait
    then = rerun(sample_store, stream, {step.code: StepEdit(wait_hours=step.wait_median_hours / 2)})
    after = next(one for one in then.steps if one.code == step.code)
    assert after.wait_sum_hours == pytest.approx(step.wait_sum_hours / 2)
    assert after.wip == pytest.approx(step.wip / 2)
    assert then.flow_efficiency > stream.flow_efficiency
    assert then.busy_sum_hours == pytest.approx(stream.busy_sum_hours)
    assert then.lead_sum_hours == pytest.approx(stream.lead_sum_hours - step.wait_sum_hours / 2)
