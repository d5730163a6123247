"""Do the ways of cases go with satisfaction where that was planted, and only there?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd

from analytics.paths.effects import PathEffect, path_effects
from analytics.performance.forecast import forecast
from benchmarks.rates import Rate
from data.queries.path_effects import path_answers, path_exposures, path_features
from data.queries.path_knowledge import known_by_stage
from data.queries.sample_write import insert_world
from data.queries.scope import Scope
from data.samples.world import world
from data.store import Store

JOURNEY: Final = "it_delivery"
LATE: Final = ("late", "Hand over delivery", "it_delivery.acceptance_signoff")
AGAIN: Final = ("loop", "Confirm requirements")
LEAST_CASES: Final = 20
DAYS_PER_ROUND: Final = 2.4
AT: Final = datetime(2026, 11, 1, tzinfo=UTC)
_UNHEARD: Final = ("comment", "kpi_value", "kpi_def", "cost", "work_item")


@contextmanager
def path_store(seed: int, scale: float, *, effects: bool) -> Iterator[Store]:
    """A store with the cases and answers of one drawn world, and nothing that ways do not need."""
    drawn = world(seed, scale, effects, journeys=(JOURNEY,))
    frames = {name: frame for name, frame in drawn.frames.items() if name not in _UNHEARD}
    with TemporaryDirectory() as folder:
        store = Store.open(Path(folder) / "paths.duckdb")
        try:
            with store.write("draw", "journey", "feedback", "process") as write:
                insert_world(write, replace(drawn, frames=frames), at=AT)
            yield store
        finally:
            store.close()


def judged(store: Store) -> list[tuple[tuple[str, str, str], PathEffect]]:
    """Everything judged: (kind, activity, target) and its effect."""
    scope = Scope(JOURNEY)
    features = path_features(store, scope, least_cases=LEAST_CASES).set_index("feature_no")
    found = path_effects(path_answers(store, scope), path_exposures(store, scope, least_cases=LEAST_CASES))
    names: pd.DataFrame = features[["kind", "activity"]].astype(str)
    return [((*names.loc[one.feature_no], one.target), one) for one in found if one.q is not None]


def path_rates(seeds: Iterable[int], *, scale: float = 1.0) -> list[Rate]:
    """Late delivery found at acceptance; repeated confirmation called nothing; nothing found without effects."""
    late, again, n_again, worlds, false, tested = [], 0, 0, [], 0, 0
    for seed in seeds:
        with path_store(seed, scale, effects=True) as store:
            effects = judged(store)
        late.append(any(key == LATE and one.verdict == "likely_real" and (one.change or 0) < 0
                        for key, one in effects))  # fmt: skip
        loops = [one for key, one in effects if key[:2] == AGAIN]
        again += sum(one.verdict == "likely_real" for one in loops)
        n_again += len(loops)
        with path_store(seed, scale, effects=False) as store:
            real = [one.verdict == "likely_real" for _key, one in judged(store)]
        false, tested = false + sum(real), tested + len(real)
        worlds.append(any(real))
    return [
        Rate("paths: late delivery found at acceptance", sum(late), len(late), at_least=0.95),
        Rate("paths: repeated confirmation called a difference", again, n_again, at_most=0.05),
        Rate("paths, without effects: worlds with a false discovery", sum(worlds), len(worlds), at_most=0.05),
        Rate("paths, without effects: comparisons called real", false, tested, at_most=0.05),
    ]


def forecast_rates(seeds: Iterable[int], *, scale: float = 0.5) -> list[Rate]:
    """The days of an extra confirmation inside their interval, its score called nothing, later cases foreseen."""
    days, felt, n_inside, n_held = [], [], 0, 0
    for seed in seeds:
        with path_store(seed, scale, effects=True) as store:
            known = known_by_stage(store, Scope(JOURNEY))
        lead, score = forecast(known, "lead"), forecast(known, "score")
        if lead is None or score is None:
            continue
        again = next(one for one in lead.factors[1] if one.factor == "n_again")
        days.append(again.low <= -DAYS_PER_ROUND <= again.high)
        felt += [one.verdict == "likely_real" for one in score.factors[1] if one.factor == "n_again"]
        for model in lead.models.values():
            n_inside += round((model.coverage or 0.0) * model.n_held_out)
            n_held += model.n_held_out
    return [
        Rate("forecast: planted days of a repeated confirmation covered", sum(days), len(days), at_least=0.92),
        Rate("forecast: repeated confirmation called to move satisfaction", sum(felt), len(felt), at_most=0.05),
        Rate("forecast: later instances inside the prediction interval", n_inside, n_held, at_least=0.92),
    ]
