"""Expected rhythm: proposed from the dates, due with a margin, late once it has passed."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.rhythm import RHYTHMS, expected_by, late_sources, proposed_rhythm


@pytest.mark.parametrize(
    ("days", "rhythm"),
    [
        ([date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)], "weekly"),
        ([date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)], "monthly"),
        ([date(2025, 12, 31), date(2026, 3, 31)], "quarterly"),
        ([date(2024, 6, 1), date(2025, 6, 2)], "yearly"),
        ([date(2026, 1, 1), date(2026, 1, 3)], "none"),
        ([date(2026, 1, 1), date(2026, 1, 1)], "none"),
    ],
)
def test_the_usual_distance_of_the_files_is_the_rhythm(days: list[date], rhythm: str) -> None:
    assert proposed_rhythm(days[::-1]) == rhythm


def test_the_end_of_a_month_stays_the_end_of_a_shorter_one() -> None:
    assert expected_by(date(2026, 1, 31), "monthly") == date(2026, 2, 28) + timedelta(days=8)
    assert expected_by(date(2026, 1, 31), "none") is None


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(RHYTHMS), st.integers(0, 800))
def test_a_source_is_late_only_after_the_day_it_was_due(last: date, rhythm: str, later: int) -> None:
    as_of = last + timedelta(days=later)
    late = late_sources(pd.DataFrame({"rhythm": [rhythm], "last_data": [last]}), as_of=as_of)
    due = expected_by(last, rhythm)
    assert len(late) == int(due is not None and due < as_of)


def test_the_longest_overdue_comes_first() -> None:
    told = pd.DataFrame(
        {
            "title": ["late", "later", "on time"],
            "rhythm": ["monthly", "weekly", "yearly"],
            "last_data": [date(2026, 9, 28), date(2026, 9, 28), date(2026, 9, 28)],
        }
    )
    assert list(late_sources(told, as_of=date(2026, 11, 24))["title"]) == ["later", "late"]
    assert late_sources(told.iloc[:0], as_of=date(2026, 11, 24)).empty
