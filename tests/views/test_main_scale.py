"""The journey score stays within one scale: answers on 1-5 and on 0-10 are never averaged together."""

from __future__ import annotations

import pandas as pd

from views import loaders_scores
from views.loaders_scores import main_group


def sums(n_small: int, n_large: int) -> pd.DataFrame:
    """Ten clusters of each of two scales: 40 on the small scale, 80 on the large one."""
    small = pd.DataFrame(
        {"comparison_group": "csat|1|5", "cluster_group": range(10), "n": n_small, "s": n_small * 40.0}
    )
    large = pd.DataFrame(
        {"comparison_group": "nps|0|10", "cluster_group": range(10), "n": n_large, "s": n_large * 80.0}
    )
    return pd.concat([small, large], ignore_index=True)


def test_the_scale_with_most_answers_is_the_main_one():
    assert main_group(sums(30, 10)) == "csat|1|5"
    assert main_group(sums(10, 30)) == "nps|0|10"
    assert main_group(sums(1, 1).head(0)) == ""


def test_the_journey_score_leaves_the_other_scale_out(sample_store, monkeypatch):
    from data.queries.scope import Scope

    monkeypatch.setattr(loaders_scores, "scoped", lambda name, scope, detail="": sums(30, 10))
    score = loaders_scores.journey_score(Scope("mixed"))
    assert score is not None
    assert score.value == 40.0
    assert score.n == 300
