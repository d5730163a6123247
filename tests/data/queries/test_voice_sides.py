"""Sums per customer: alike in every scope, and adding up to what the themes count."""

from __future__ import annotations

import pandas as pd
import pytest

from data.queries.scope import Scope
from data.queries.voice_rows import sentiment_sums, theme_counts
from data.queries.voice_sides import reading_course, theme_course, theme_sums
from data.store import Store
from tests.data.queries.test_voices import COMMENTS, heard, voices

__all__ = ["heard", "voices"]


def test_the_sums_of_a_theme_are_its_counts(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    sums = theme_sums(store, scope).groupby("theme_id")[["n_mentions", "n_negative", "s"]].sum()
    counted = theme_counts(store, scope).groupby("theme_id")["n_comments"].sum()
    assert sums["n_mentions"].to_dict() == counted.to_dict() == {"desk": 5, "wait": 4}
    assert sums["n_negative"].to_dict() == {"desk": 0, "wait": 4}
    assert sums["s"].to_dict() == pytest.approx({"desk": 5 * 0.7, "wait": -4 * 0.7})


def test_a_customer_has_the_same_number_in_every_scope(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    regions = [Scope(scope.journey_id, segments=(("Region", name),)) for name in ("North", "South", "East")]
    parts = [sentiment_sums(store, region)["cluster_group"] for region in regions]
    whole = sentiment_sums(store, scope)["cluster_group"]
    assert sorted(pd.concat(parts)) == sorted(whole)
    of_theme = theme_sums(store, regions[0])
    assert set(of_theme["cluster_group"]) <= set(parts[0])


def test_the_course_of_a_theme_counts_comments_that_do_not_speak_of_it(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    course = theme_course(store, scope, "month", "wait")
    assert pd.to_datetime(course["period_start"]).dt.strftime("%Y-%m").unique().tolist() == ["2026-03"]
    assert course[["n", "n_mentions", "n_negative"]].sum().tolist() == [len(COMMENTS) - 2, 4, 4]
    assert course["s"].sum() == pytest.approx(-4 * 0.7)
    assert theme_course(store, scope, "week", "nobody")["n_mentions"].sum() == 0


def test_the_course_of_the_reading_names_question_and_engine(voices: tuple[Store, Scope]) -> None:
    store, scope = voices
    reading = reading_course(store, scope, "month")
    assert set(reading["engine"]) == {"instant"}
    assert reading["n"].sum() == len(COMMENTS) - 2
    with pytest.raises(ValueError, match="grain"):
        reading_course(store, scope, "day'); DROP TABLE comment; --")
