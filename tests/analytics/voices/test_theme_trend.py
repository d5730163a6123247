"""A theme over time: published intervals, gaps, breaks, and no step called real where nothing moves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.voices.theme_trend import mix_breaks, theme_course


def month(start: str, said: list[int], tone: list[float], *, first: int = 0) -> pd.DataFrame:
    n = len(said)
    return pd.DataFrame({"period_start": start, "cluster_group": range(first, first + n), "n": 1,
                         "n_mentions": said, "s": np.array(tone) * said})  # fmt: skip


def test_the_share_of_a_period_is_the_published_wilson_interval():
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I: 81 of 263
    course = theme_course(month("2026-01-01", [1] * 81 + [0] * 182, [0.0] * 263), "month")
    share = course.share[0]
    assert (share.value, share.n, share.n_counted) == (pytest.approx(81 / 263), 263, 81)
    assert (share.low, share.high) == (pytest.approx(0.25529, abs=5e-5), pytest.approx(0.36621, abs=5e-5))


def test_the_sentiment_of_a_period_is_the_t_interval_of_those_who_speak_of_it():
    tone = [0.5, -0.2, 0.9, 0.1, -0.6, 0.3, 0.4, 0.2, 0.0, 0.7]
    course = theme_course(month("2026-01-01", [1] * 10 + [0] * 30, tone + [0.0] * 30), "month")
    found = course.sentiment[0]
    low, high = stats.t.interval(0.95, 9, loc=100 * np.mean(tone), scale=100 * stats.sem(tone))
    assert (found.n, found.value) == (10, pytest.approx(100 * np.mean(tone)))
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


def rising() -> pd.DataFrame:
    return pd.concat([
        month("2026-01-01", [1] * 20 + [0] * 80, [0.5] * 100),
        month("2026-02-01", [1] * 22 + [0] * 78, [0.5] * 100, first=100),
        month("2026-03-01", [1] * 60 + [0] * 40, [0.5] * 100, first=200),
        month("2026-05-01", [1] * 20 + [0] * 80, [0.5] * 100, first=300),
    ])  # fmt: skip


def test_a_step_is_held_against_the_period_just_before_and_a_gap_is_no_step():
    steps = [one.step for one in theme_course(rising(), "month").share]
    assert [step and step.is_real for step in steps] == [None, False, True, None]
    assert steps[2] is not None
    assert steps[2].change == pytest.approx(0.38)


def test_where_the_reading_changed_no_step_is_tested():
    march = pd.Timestamp("2026-03-01")
    course = theme_course(rising(), "month", share_breaks=[march])
    assert [one.step is None for one in course.share] == [True, False, True, True]
    assert course.sentiment[2].step is not None, "another engine moves the tone, another question both"


def test_periods_with_few_comments_are_hidden_and_no_step_leads_there():
    few = month("2026-02-01", [1] * 3 + [0] * 4, [0.9] * 7, first=100)
    course = theme_course(pd.concat([rising()[:100], few, rising()[200:300]]), "month")
    assert [one.hidden for one in course.share] == [False, True, False]
    assert [(one.value, one.step) for one in course.share][1] == (None, None)
    assert course.share[2].step is None
    assert theme_course(month("2026-01-01", [1] * 5 + [0] * 90, [0.1] * 95), "month").sentiment[0].hidden


def test_weeks_follow_each_other_by_seven_days():
    weeks = [month(day, [1] * 10 + [0] * 20, [0.1] * 30, first=30 * number)
             for number, day in enumerate(("2026-01-26", "2026-02-02", "2026-02-16"))]  # fmt: skip
    assert [one.step is None for one in theme_course(pd.concat(weeks), "week").share] == [True, False, True]


def test_a_question_that_takes_the_place_of_another_breaks_and_a_changed_order_does_not():
    counts = {"2026-01-01": (30, 28), "2026-02-01": (28, 31), "2026-03-01": (29, 30), "2026-04-01": (12, 38)}
    two = pd.DataFrame(
        [(day, question, n) for day, both in counts.items() for question, n in zip(("why", "what"), both, strict=True)],
        columns=["period_start", "question", "n"],
    )
    two["period_start"] = pd.to_datetime(two["period_start"])
    assert mix_breaks(two, "question") == ()
    new = pd.concat([two, pd.DataFrame({"period_start": [pd.Timestamp("2026-05-01")], "question": "other", "n": [40]})])
    assert mix_breaks(new, "question") == (pd.Timestamp("2026-05-01"),)
    assert mix_breaks(new.head(0), "question") == ()
