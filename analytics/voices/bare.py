"""Answers that say only "nothing": the question, not the answer, gives them their sign."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analytics.voices.rules import SHORT, findings
from analytics.voices.text import clean_all

LONGEST = max(SHORT.values())
"""Characters beyond which no answer is one."""


def says_only_nothing(texts: Sequence[str], language: Sequence[str]) -> NDArray[np.bool_]:
    """Whether the whole answer is "nothing", "none" or the like; shape (n,).

    Under a question for faults such an answer is good news and counts as positive, under one for praise as negative;
    under any other question it has no content.

    Examples
    --------
    >>> says_only_nothing(["Nothing!", "none", "Nothing worked", "N/A"], ["en"] * 4).tolist()
    [True, True, False, False]
    """
    return np.asarray(findings(clean_all(texts), language).kind == "nothing", dtype=np.bool_)
