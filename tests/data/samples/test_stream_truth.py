"""The planted waste of the sample world is proposed as waste on three seeds, and nothing where nothing is planted."""

from __future__ import annotations

import pytest

from data.queries.scope import Scope
from tests.data.samples.test_process_truth import ACTIVITY, built
from workflows.read_stream import stream_of


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_repeated_confirmation_is_proposed_and_opened_on(tmp_path, seed):
    store = built(tmp_path / "s.duckdb", seed, effects=True)
    reading = stream_of(store, Scope("it_delivery"))
    found = {one.activity: one for one in reading.proposals.values() if one.reason == "repeated"}
    assert list(found) == [ACTIVITY], "and no other step is taken for it"
    assert found[ACTIVITY].waste_type == "extra_processing"
    assert reading.opening_code.endswith(f"/{ACTIVITY}")
    repeat = found[ACTIVITY].repeat
    assert repeat is not None
    assert repeat.longer is not None
    half = (repeat.longer.high - repeat.longer.low) / 2
    assert repeat.longer.change == pytest.approx(24 * 2.4 * repeat.extra_mean, abs=2 * half), "2.4 days a round planted"
    store.close()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_without_effects_nothing_is_called_a_useless_repetition(tmp_path, seed):
    store = built(tmp_path / "s.duckdb", seed, effects=False)
    reading = stream_of(store, Scope("it_delivery"))
    assert [one.activity for one in reading.proposals.values() if one.reason == "repeated"] == []
    store.close()
