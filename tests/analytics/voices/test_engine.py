"""The one interface to sentiment."""

from __future__ import annotations

import numpy as np

from analytics.voices.engine import ENGINES, available_engines, score


def test_scores_have_one_row_per_text_and_probabilities_add_up():
    found = score(["Great", "", "很差"], question=["What did you like?", None, None])
    assert len(found) == 3
    assert np.allclose(found.p_negative + found.p_neutral + found.p_positive, 1)
    assert list(found.language) == ["en", "en", "zh"]
    assert list(found.is_none) == [False, True, False]


def test_every_engine_is_usable_or_says_why():
    assert tuple(available_engines()) == ENGINES
    assert available_engines()["instant"] is None
