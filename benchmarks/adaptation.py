"""Does learning from scores or corrections read better where the engine is weak, and nowhere worse by a point?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from analytics.voices.adapt_learn import Rows, learn
from analytics.voices.engine import base_scores, start_polarity
from analytics.voices.scores import Floats
from benchmarks.adapt_sample import Comments, sample_comments
from benchmarks.adapt_worlds import KINDS, World, world
from benchmarks.rates import Rate

N_LEARNT, N_TESTED = 1_000, 1_500
HARM: Final = 0.01
CORRECTIONS: Final = (50, 200)


def adaptation_rates(
    seeds: Iterable[int],
    *,
    engine: str = "standard",
    kinds: Sequence[str] = tuple(KINDS),
    corrections: Sequence[int] = CORRECTIONS,
) -> list[Rate]:
    """One trial is a world and a seed; balanced accuracy is that of comments nobody learnt from.

    `kinds` and `corrections` name the worlds and the numbers of corrections that are tried; all of them as a rule.
    """
    by_kind: dict[str, list[float]] = {kind: [] for kind in kinds}
    by_number: dict[int, list[float]] = {number: [] for number in corrections}
    sample: list[float] = []
    for seed in seeds:
        learnt, tested = sample_comments(seed)
        sample.append(gain(learnt.rows(engine=engine), tested))
        for kind in kinds:
            rng = np.random.default_rng([seed, list(KINDS).index(kind), 6])
            known, others = world(KINDS[kind], N_LEARNT, rng), world(KINDS[kind], N_TESTED, rng)
            by_kind[kind].append(gain(known.rows(engine=engine), others))
            for number in corrections:
                rows = known.rows(known.labels(number), engine=engine, scored=False)
                by_number[number].append(gain(rows, others))
    harmless = [change >= -HARM for changes in by_kind.values() for change in changes]
    better = [change > 0 for change in by_kind.get("shifted", [])]
    return [
        Rate("learning from scores: balanced accuracy not lower by more than .01", sum(harmless), len(harmless), 1.0),
        Rate("learning from scores: higher where the trade has its own words", sum(better), len(better), 1.0),
        Rate(
            "learning from scores, sample world: not lower by more than .01",
            sum(c >= -HARM for c in sample),
            len(sample),
            1.0,
        ),
        *(_corrected(number, changes) for number, changes in by_number.items()),
    ]


def gain(rows: Rows, others: World | Comments, *, seed: int = 1) -> float:
    """Change of balanced accuracy on other comments by what `learn` makes of the rows; 0 where it changes nothing."""
    told = learn(rows, seed=seed).adapted
    if told is None:
        return 0.0
    base = base_scores(others.texts, engine=rows.base.engine)
    before, after = start_polarity(base, others.questions), told.polarity(base, others.questions)
    return _balanced(after, others) - _balanced(before, others)


def _balanced(logit: Floats, others: World | Comments) -> float:
    said, truth = logit > 0, others.is_positive
    return float((said[truth].mean() + (~said[~truth]).mean()) / 2)


def _corrected(number: int, changes: list[float]) -> Rate:
    harmless = [change >= -HARM for change in changes]
    return Rate(f"learning from {number} corrections: not lower by more than .01", sum(harmless), len(changes), 0.95)
