"""What a survey question asks for, over wordings of which one half was never looked at while the rules were written."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.voices.questions import question_context
from tests.analytics.voices.behaviour_rows import HALVES, questions

LEAST = 0.90


@pytest.mark.parametrize("half", HALVES)
def test_the_wording_of_a_question_says_what_it_asks_for(half):
    right = [question_context(row.question) == row.asks_for for row in questions(half)]
    assert np.mean(right) >= LEAST
