"""The guard: an adapted model counts only if it does not read worse than what it replaces.

With corrections it must be right at least as often on held-out ones (balanced accuracy, cross-validated). With scores
alone it must still agree with the engine where the engine is sure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analytics.intervals import CONFIDENCE, normal_quantile
from analytics.voices.adapt_fit import logistic
from analytics.voices.scores import Floats

MIN_SIDE = 5
"""Corrections of either sign without which balanced accuracy says nothing."""
COOLED = 0.4
"""The engines are too sure off their own ground: two fifths of their log-odds is what they are held to."""


@dataclass(frozen=True)
class Verdict:
    """Before and after on the same n rows.

    Attributes
    ----------
    stage : what was learnt: student, witness, direct, corrections, neutral.
    measure : "balanced_accuracy", "macro_recall" or "agreement".
    before, after : shares; for agreement, `before` is the share asked for.
    change, low, high : after less before with its 95 % interval, pairs taken together.
    n : rows.
    is_accepted : after is not lower than before.
    n_right, n_right_before : how many of the n are right now and were before; 0 and 0 for agreement, which knows no
        truth.
    """

    stage: str
    measure: str
    before: float
    after: float
    change: float
    low: float
    high: float
    n: int
    is_accepted: bool
    n_right: int = 0
    n_right_before: int = 0


def recalls(stage: str, truth: NDArray[np.int64], before: NDArray[np.int64], after: NDArray[np.int64]) -> Verdict:
    """Compare mean recall over the classes in `truth`; all of shape (n,), classes as whole numbers.

    The change is the mean over classes of the paired differences, its variance that of these means.

    Examples
    --------
    >>> truth = np.array([0, 0, 1, 1])
    >>> told = recalls("witness", truth, np.array([0, 1, 1, 1]), np.array([0, 0, 1, 1]))
    >>> told.before, told.after, told.is_accepted
    (0.75, 1.0, True)
    >>> told.n_right_before, told.n_right, told.n
    (3, 4, 4)
    """
    classes = np.unique(truth)
    is_right, now_right = before == truth, after == truth
    parts = [now_right[truth == one].astype(float) - is_right[truth == one] for one in classes]
    was = float(np.mean([is_right[truth == one].mean() for one in classes]))
    now = float(np.mean([now_right[truth == one].mean() for one in classes]))
    variance = sum(float(part.var(ddof=1)) / len(part) for part in parts if len(part) > 1) / len(classes) ** 2
    measure = "balanced_accuracy" if len(classes) <= 2 else "macro_recall"
    told = _verdict(stage, measure, was, now, float(np.sqrt(variance)), len(truth))
    return replace(told, n_right=int(now_right.sum()), n_right_before=int(is_right.sum()))


def agreement(stage: str, base: Floats, adapted: Floats) -> Verdict:
    """Whether the adapted log-odds agree with those of the base on the half of which the base is most sure.

    Asked for is the share in which the base would be right there were its log-odds two and a half times too large. Both
    sides of the base weigh the same.
    """
    sure = np.abs(base) >= np.median(np.abs(base)) if len(base) else np.zeros(0, bool)
    said, now = base[sure], adapted[sure]
    sides = [side for side in (said < 0, said > 0) if side.any()]
    if not sides:
        return _verdict(stage, "agreement", 0.5, 0.5, 0.0, 0)
    wanted = float(np.mean([logistic(COOLED * np.abs(said[side])).mean() for side in sides]))
    agree = [(now[side] > 0) == (said[side] > 0) for side in sides]
    found = float(np.mean([part.mean() for part in agree]))
    variance = sum(float(part.var()) / len(part) for part in agree) / len(sides) ** 2
    return _verdict(stage, "agreement", wanted, found, float(np.sqrt(variance)), int(sure.sum()))


def can_compare(truth: NDArray[np.int64]) -> bool:
    """Whether there are enough rows of either sign, 0 and 1."""
    return bool(min(np.sum(truth == 0), np.sum(truth == 1)) >= MIN_SIDE)


def _verdict(stage: str, measure: str, before: float, after: float, error: float, n: int) -> Verdict:
    change, half = after - before, normal_quantile(0.5 + CONFIDENCE / 2) * error
    return Verdict(stage, measure, before, after, change, change - half, change + half, n, change >= -1e-12)
