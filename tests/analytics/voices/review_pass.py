"""How well an engine reads comments as customers write them: ranking, three classes, the worth of its confidence.

`python -m tests.analytics.voices.review_pass [ENGINE ...]` writes the measures of both halves, and the rows of the
tuned half that are read wrongly. `mixed` rows are left out: one reading has one pole.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import balanced_accuracy_score, f1_score, roc_auc_score

from analytics.voices.engine import score
from tests.analytics.voices.behaviour_rows import HALVES, Row, reviews

CLASSES = ("negative", "neutral", "positive")
KEPT = 0.8  # share of texts kept when the least confident are dropped
BINS = 10


@dataclass(frozen=True)
class Measures:
    """Of n texts; AUC and balanced accuracy on the polar ones, the rest on all three classes."""

    n: int
    auc: float
    balanced: float
    macro_f1: float
    accuracy: float
    kept_accuracy: float
    calibration_error: float

    def __str__(self) -> str:
        told = (
            f"n={self.n} AUC {self.auc:.3f} balanced {self.balanced:.3f} macro-F1 {self.macro_f1:.3f}",
            f"accuracy {self.accuracy:.3f}, of the surest {KEPT:.0%} {self.kept_accuracy:.3f}",
            f"calibration error {self.calibration_error:.3f}",
        )
        return " | ".join(told)


def measured(rows: Sequence[Row], engine: str) -> tuple[Measures, np.ndarray]:
    """Measures of the rows with one reading, and per such row whether it was read right."""
    scores = score(
        [row.text for row in rows], question=[row.question for row in rows], engine=engine, with_evidence=False
    )
    assert scores.engine == engine
    p = np.column_stack([scores.p_negative, scores.p_neutral, scores.p_positive])
    want = np.array([CLASSES.index(row.want) for row in rows])
    read = p.argmax(axis=1)
    right = read == want
    polar = want != 1
    side = np.log(np.maximum(p[:, 2], 1e-12)) - np.log(np.maximum(p[:, 0], 1e-12))
    sure = np.argsort(-scores.confidence, kind="stable")[: round(KEPT * len(rows))]
    return (
        Measures(
            len(rows),
            float(roc_auc_score(want[polar] == 2, side[polar])),
            float(balanced_accuracy_score(want[polar] == 2, side[polar] > 0)),
            float(f1_score(want, read, average="macro")),
            float(right.mean()),
            float(right[sure].mean()),
            calibration_error(scores.confidence, right),
        ),
        right,
    )


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error: mean distance of confidence from the share right, over ten bins of equal width."""
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    gaps = [abs(confidence[place == number].sum() - right[place == number].sum()) for number in range(BINS)]
    return float(sum(gaps) / len(right))


def one_reading(half: str, language: str) -> list[Row]:
    """The rows of a half and a language that have one reading."""
    return [row for row in reviews(half) if row.language == language and row.want != "mixed"]


def _report(engines: Iterable[str]) -> None:
    for engine in engines:
        for half in HALVES:
            for language in ("en", "zh"):
                rows = one_reading(half, language)
                found, right = measured(rows, engine)
                sys.stdout.write(f"{engine} {half} {language}: {found}\n")
                if half == "tuned":
                    sys.stdout.writelines(
                        f"  {row}\n" for row, is_right in zip(rows, right, strict=True) if not is_right
                    )


if __name__ == "__main__":
    _report(sys.argv[1:] or ["instant", "standard"])
