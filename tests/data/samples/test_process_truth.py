"""The planted repeated confirmation of the sample world is in the event log as planted, and only where it was."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from data.queries import sample_write
from data.queries.process_flow import rework_loops
from data.queries.process_steps import process_steps
from data.queries.scope import Scope
from data.samples.world import world
from data.store import Store
from workflows.build_sample import AREAS

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
ACTIVITY, DAY = "Confirm requirements", 86_400


def built(path: Path, seed: int, *, effects: bool) -> Store:
    store = Store.open(path)
    with store.write("build sample", "setting", *AREAS) as write:
        sample_write.insert_world(write, world(seed, 0.3, effects=effects), at=AT)
    return store


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_planted_loop_is_found_with_its_rounds_and_days(tmp_path: Path, seed: int) -> None:
    store = built(tmp_path / "s.duckdb", seed, effects=True)
    steps = process_steps(store, Scope("it_delivery")).set_index("activity").loc[ACTIVITY]
    rounds = steps["n_repeats"] / steps["n_cases"]
    assert rounds == pytest.approx(1.15, abs=3 * np.sqrt(1.15 / steps["n_cases"]))  # a Poisson mean
    loops = rework_loops(store, Scope("it_delivery"), most=200).set_index(["previous", "activity"])
    again = loops.loc[(ACTIVITY, ACTIVITY)]
    assert again["n_loops"] == steps["n_repeats"]
    assert again["mean_extra_s"] / DAY == pytest.approx(2.4, abs=4 * 1.2 / np.sqrt(again["n_loops"]) + 0.1)
    assert steps["ca_share"] < 0.65
    store.close()


def test_without_effects_nobody_confirms_twice(tmp_path: Path) -> None:
    store = built(tmp_path / "s.duckdb", 1, effects=False)
    steps = process_steps(store, Scope("it_delivery")).set_index("activity").loc[ACTIVITY]
    assert [steps["n_repeats"], steps["n_returned"], steps["ca_share"]] == [0, 0, 1.0]
    store.close()
