"""Writes analytics/spc/false_alarm_table.py: how often rules call on charts where nothing has happened.

`python -m benchmarks.false_alarm_table [--cells N] > analytics/spc/false_alarm_table.py`, about four minutes of one
core.

Each world is a stable chart of m points: normal for rule sets, EWMA and CUSUM, any continuous distribution for run
charts. Limits are known ("known"), from moving ranges ("moving_range"), or from subgroups of five ("within"). Counted
are charts with any flagged point, and flagged points.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping

import numpy as np

from analytics.spc.constants import D2_MOVING, c4
from analytics.spc.model import Bools, Floats, Settings
from analytics.spc.rules import RULE_SETS, flagged
from analytics.spc.run_chart import run_test
from analytics.spc.weighted import weighted_marks

POINTS = (4, 6, 8, 10, 12, 15, 20, 25, 30, 40, 52, 75, 104, 150, 208, 365, 520, 1000, 2000)
CELLS = 40_000_000
MOST_WORLDS = 200_000
RUN_WORLDS = 20_000
BATCH_CELLS = 2_000_000
SUBGROUP = 5
HEAD = '''"""False alarms on stable charts. Written by benchmarks/false_alarm_table.py.

By kind of limits and rule set, one row per number of points: points, share of charts with a signal, share of points
flagged.
"""

from __future__ import annotations

Rows = tuple[tuple[int, float, float], ...]

WORLDS = {worlds}  # at most, fewer for long charts

RATES: dict[str, dict[str, Rows]] = {{'''


def scores(limits: str, shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """(worlds, m) standardised points of stable charts."""
    x = rng.standard_normal(shape)
    if limits == "known":
        return x
    center = x.mean(axis=1, keepdims=True)
    if limits == "moving_range":
        sigma = np.abs(np.diff(x, axis=1)).mean(axis=1, keepdims=True) / D2_MOVING
    else:
        s = np.sqrt(rng.chisquare(SUBGROUP - 1, shape) / (SUBGROUP - 1))
        sigma = s.mean(axis=1, keepdims=True) / float(c4(SUBGROUP))
    standardised: Floats = (x - center) / sigma
    return standardised


def finders() -> Mapping[str, Callable[[Floats], Bools]]:
    """What is looked for, by name."""
    usual = Settings()
    ewma = {"weight": usual.weight, "width": usual.width, "is_steady": 0.0}
    cusum = {"k": usual.allowance, "h": usual.decision, "head_start": 0.0}
    sets = {name: lambda z, codes=codes: flagged(z, z, codes) for name, codes in RULE_SETS.items()}
    return {
        **sets,
        "ewma": lambda z: weighted_marks("ewma", z, ewma),
        "cusum": lambda z: weighted_marks("cusum", z, cusum),
    }


def rates(limits: str, m: int, cells: int, rng: np.random.Generator) -> dict[str, tuple[float, float]]:
    """Per rule set: share of charts with a signal, share of points flagged."""
    worlds = min(MOST_WORLDS, cells // m)
    batch = max(1, min(worlds, BATCH_CELLS // m))
    charts, points = dict.fromkeys(finders(), 0), dict.fromkeys(finders(), 0)
    done = 0
    while done < worlds:
        z = scores(limits, (min(batch, worlds - done), m), rng)
        done += len(z)
        for name, find in finders().items():
            marks = find(z)
            charts[name] += int(marks.any(axis=1).sum())
            points[name] += int(marks.sum())
    return {name: (charts[name] / worlds, points[name] / (worlds * m)) for name in charts}


def run_rates(m: int, worlds: int, rng: np.random.Generator) -> tuple[float, float]:
    """Share of run charts with a signal by Anhøj's rules, and flagged points (at most two a chart)."""
    charts = points = 0
    for x in rng.standard_normal((worlds, m)):
        test = run_test(x, float(np.median(x)))
        charts += test.is_signal
        points += (test.long_run_at is not None) + test.too_few_crossings
    return charts / worlds, points / (worlds * m)


def main() -> None:
    """Simulate and print the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=CELLS)
    asked = parser.parse_args()
    rng = np.random.default_rng(20260)
    print(HEAD.format(worlds=MOST_WORLDS))
    for limits in ("known", "within", "moving_range"):
        found = {m: rates(limits, m, asked.cells, rng) for m in POINTS}
        print(f'    "{limits}": {{')
        for name in finders():
            print(f'        "{name}": (')
            for m in POINTS:
                print(f"            ({m}, {found[m][name][0]:.5f}, {found[m][name][1]:.6f}),")
            print("        ),")
        print("    },")
    print('    "run": {\n        "run": (')
    for m in POINTS:
        any_signal, per_point = run_rates(m, min(RUN_WORLDS, asked.cells // m), rng)
        print(f"            ({m}, {any_signal:.5f}, {per_point:.6f}),")
    print("        ),\n    },\n}")


if __name__ == "__main__":
    main()
