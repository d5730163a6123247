"""False-discovery control against the worked example of its authors."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.fdr import bh_q_values

# Benjamini & Hochberg (1995), JRSS B 57, section 3.2: thrombolytic treatments; four hypotheses fall at .05
P = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1]
Q = [
    0.0015,
    0.003,
    0.0095,
    0.035625,
    0.0603,
    0.06385714285714,
    0.06385714285714,
    0.0645,
    0.0765,
    0.486,
    0.5811818181818,
    0.714875,
    0.7532307692308,
    0.8132142857143,
    1,
]


def test_q_values_match_benjamini_and_hochberg():
    q = bh_q_values(P)
    assert q == pytest.approx(Q, abs=1e-12)
    assert int((q <= 0.05).sum()) == 4


def test_untested_values_do_not_count():
    q = bh_q_values([*P[:3], np.nan, np.nan])
    assert q[:3] == pytest.approx(bh_q_values(P[:3]))
    assert np.isnan(q[3:]).all()


def test_nothing_to_test():
    assert bh_q_values([]).size == 0
    assert np.isnan(bh_q_values([np.nan])).all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_q_is_at_least_p(p, random):
    order = list(range(len(p)))
    random.shuffle(order)
    q = bh_q_values(p)
    assert (q >= np.array(p) - 1e-15).all()
    assert (q <= 1).all()
    assert bh_q_values([p[i] for i in order]) == pytest.approx(q[order])
