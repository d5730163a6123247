"""Two value streams against each other, step by step: difference of mean waits and processing times."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analytics.case_contrast import CaseContrast, sum_contrasts
from analytics.process.value_stream import code_of

WHOLE = ""
LEAST = 8
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class StepChange:
    """What a step differs in; `code` is empty for the lead time of the whole stream, its `measure` "lead"."""

    code: str
    measure: str
    contrast: CaseContrast


def step_changes(side: pd.DataFrame, other: pd.DataFrame, *, min_n: int = LEAST) -> tuple[StepChange, ...]:
    """Mean of one side less mean of the other, per visit, hours; false-discovery control over all of them.

    Parameters
    ----------
    side, other : `data.queries.stream.step_sums` of the two; clusters numbered alike, so that what a customer keeps
        between the two sides cancels.
    """
    one, two = _long(side), _long(other).rename(columns={"n": "other_n", "s": "other_s"})
    both = pd.concat([one, two], ignore_index=True).fillna({"n": 0.0, "s": 0.0, "other_n": 0.0, "other_s": 0.0})
    found = sum_contrasts(both, sorted(both["measure"].unique()), min_n=min_n)
    return tuple(_change(contrast) for contrast in found)


def _long(sums: pd.DataFrame) -> pd.DataFrame:
    """One row per step and measure, and cluster: measure, cluster_group, n, s."""
    codes = [code_of(source, name) if name else WHOLE for source, name in zip(sums["source_id"], sums["activity"],
                                                                             strict=True)]  # fmt: skip
    parts = []
    for measure in ("wait", "work"):
        names = [_SEPARATOR.join((code, "lead" if code == WHOLE else measure)) for code in codes]
        parts.append(
            pd.DataFrame(
                {"measure": names, "cluster_group": sums["cluster_group"], "n": sums[f"n_{measure}"].astype(float),
                 "s": sums[f"s_{measure}"].astype(float)}
            )
        )  # fmt: skip
    long = pd.concat(parts, ignore_index=True)
    return long[long["n"] > 0]


def _change(contrast: CaseContrast) -> StepChange:
    code, measure = contrast.measure.split(_SEPARATOR)
    return StepChange(code, measure, replace(contrast, measure=measure))
