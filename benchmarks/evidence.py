"""Rates over many simulated worlds, with exact binomial intervals.

`python -m benchmarks.evidence [--worlds N] [--quick]` prints them and leaves with 1 when one misses its bar.
docs/methods/README.md says what each rate means.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from benchmarks.adaptation import adaptation_rates
from benchmarks.calibration import calibration_rates
from benchmarks.capability import capability_rates, tolerance_rates
from benchmarks.control import control_detection_rates, control_effect_free_rates
from benchmarks.control_charts import chart_rates
from benchmarks.coverage import coverage_rates
from benchmarks.detection import detection_rates, effect_free_rates
from benchmarks.driver_worlds import driver_rates
from benchmarks.link_worlds import case_rates, period_rates, rank_rates
from benchmarks.linked_worlds import linked_rates
from benchmarks.path_worlds import forecast_rates, path_rates
from benchmarks.rates import Rate, table
from benchmarks.theme_impacts import impact_rates
from benchmarks.theme_texts import sample_text_rates, text_rates
from benchmarks.voice_sides import voice_rates

QUICK_SEEDS = 3
DETECTION_SEEDS = 70  # three effects each: 210 trials
EFFECT_FREE_SEEDS = 40
CONTROL_SEEDS = 100  # two shifts each: 200 trials
STABLE_SEEDS = 50  # charts of all 23 touchpoints without effects
LEARNING_SEEDS = 10  # four kinds of workspace each
VOICE_SEEDS = 400
CAPABILITY_SEEDS = 2_000
PATH_SEEDS = 40  # one world with and one without effects each
LINK_SEEDS = 200
DRIVER_SEEDS = 300  # three surveys each
CHART_SEEDS = 1000  # stable series
THEME_SEEDS = 40  # nine planted mentions each: up to 360 trials a row


def evidence(*, worlds: int = 200, quick: bool = False) -> list[Rate]:
    """All rates; seeds are 0, 1, 2 ... and never chosen.

    Parameters
    ----------
    worlds : clustered surveys for the coverage of intervals.
    quick : three seeds of the sample world and 20 clustered surveys, for `make test`.
    """
    if quick:
        seeds = range(QUICK_SEEDS)
        return [
            *detection_rates(seeds),
            *effect_free_rates(seeds, scales=(0.1,)),
            *control_detection_rates(seeds),
            *control_effect_free_rates(seeds),
            *coverage_rates(range(20)),
            *calibration_rates(range(10)),
            *impact_rates(seeds),
            *text_rates(seeds),
            *sample_text_rates(range(2)),
            *voice_rates(range(20)),
            *adaptation_rates(range(1), kinds=("shifted",), corrections=()),
            *capability_rates(range(100)),
            *tolerance_rates(range(10)),
            *path_rates(seeds, scale=0.2),
            *forecast_rates(range(1)),
            *chart_rates(range(20)),
            *driver_rates(range(6)),
            *case_rates(range(5)),
            *rank_rates(range(20)),
            *period_rates(range(4)),
            *linked_rates(seeds, scale=0.2),
        ]
    return [
        *detection_rates(range(DETECTION_SEEDS)),
        *effect_free_rates(range(EFFECT_FREE_SEEDS)),
        *control_detection_rates(range(CONTROL_SEEDS)),
        *control_effect_free_rates(range(STABLE_SEEDS)),
        *coverage_rates(range(worlds)),
        *calibration_rates(range(worlds)),
        *impact_rates(range(THEME_SEEDS)),
        *text_rates(range(THEME_SEEDS)),
        *sample_text_rates(range(THEME_SEEDS)),
        *text_rates(range(THEME_SEEDS), engine="standard"),
        *voice_rates(range(VOICE_SEEDS)),
        *adaptation_rates(range(LEARNING_SEEDS)),
        *capability_rates(range(CAPABILITY_SEEDS)),
        *tolerance_rates(range(worlds)),
        *path_rates(range(PATH_SEEDS), scale=0.3),
        *forecast_rates(range(PATH_SEEDS)),
        *chart_rates(range(CHART_SEEDS)),
        *driver_rates(range(DRIVER_SEEDS)),
        *case_rates(range(LINK_SEEDS)),
        *rank_rates(range(2 * LINK_SEEDS)),
        *period_rates(range(LINK_SEEDS)),
        *linked_rates(range(PATH_SEEDS)),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 0 when every bar holds."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evidence", description=__doc__)
    parser.add_argument("--worlds", type=int, default=200, help="clustered surveys for the coverage (default 200)")
    parser.add_argument("--quick", action="store_true", help="three seeds, as in make test")
    options = parser.parse_args(arguments)
    rates = evidence(worlds=options.worlds, quick=options.quick)
    print(table(rates))
    failed = [rate.name for rate in rates if not rate.holds]
    n_bars = sum(bool(rate.bar) for rate in rates)
    print(f"\n{n_bars - len(failed)} of {n_bars} bars hold.", *(f"Missed: {name}" for name in failed), sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
