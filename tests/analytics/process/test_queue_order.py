"""The share of neighbours that keep their order: its interval holds although each visit stands in two pairs."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from analytics.intervals import wilson
from analytics.process.value_stream import StreamStep, ValueStream


def interval(n_kept: int, n_pairs: int) -> tuple[float, float]:
    found = StreamStep.kept_interval.fget(SimpleNamespace(n_kept=n_kept, n_pairs=n_pairs))
    assert found is not None
    return found


def test_half_of_the_pairs_count():
    assert interval(54, 60) == wilson(27, 30)
    assert StreamStep.kept_interval.fget(SimpleNamespace(n_kept=0, n_pairs=0)) is None


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_queue_served_at_random_holds_one_half_at_least_as_often_as_told(seed):
    rng = np.random.default_rng(seed)
    order = rng.random((2_000, 61)).argsort(axis=1)
    kept = (np.diff(order, axis=1) > 0).sum(axis=1)
    held = [low <= 0.5 <= high for low, high in (interval(int(n), 60) for n in kept)]
    assert np.mean(held) >= 0.95


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_holds_where_one_slow_visit_breaks_both_of_its_pairs(seed):
    rng = np.random.default_rng(seed)
    slow = rng.random((2_000, 201)) < 0.1
    kept = (~(slow[:, 1:] | slow[:, :-1])).sum(axis=1)
    held = [low <= 0.81 <= high for low, high in (interval(int(n), 200) for n in kept)]
    assert np.mean(held) >= 0.94, "a pair is kept where neither of its visits is slow: .9 x .9"


def test_rolled_accuracy_is_the_product_of_the_known_ones():
    steps = tuple(SimpleNamespace(accurate_share=share) for share in (0.9, None, 0.5))
    assert ValueStream.rolled_accurate_share.fget(SimpleNamespace(steps=steps)) == pytest.approx(0.45)
