"""A setting is checked before it is written, and what depends on it is derived again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from data.queries.setting import DEFAULTS, all_settings, setting
from data.store import Store
from errors import BadInput
from workflows.change_settings import CHECKS, change_setting, checked

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("key", "value", "stored"),
    [
        ("min_n_low", 50, 50),
        ("low_point_margin", 7, 7.0),
        ("currency", "usd", "USD"),
        ("date_basis", "service", "service"),
    ],
)
def test_a_good_value_is_written(store: Store, key: str, value: object, stored: object) -> None:
    before = (store.version("setting"), store.version("feedback"))
    change_setting(store, key, value, by="li", at=NOON)
    assert setting(store, key) == stored
    assert (store.version("setting"), store.version("feedback")) == (before[0] + 1, before[1])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("min_n_hidden", 0), ("min_n_low", 2.5), ("min_n_low", True), ("min_comments", "many"),
        ("low_point_margin", -1), ("period_margin", float("nan")), ("time_zone", "Mars/Olympus"),
        ("time_zone", ["UTC"]), ("week_start", "fri"), ("fiscal_year_start", 13), ("currency", "元"),
        ("language", "fr"), ("confidence", 0.9), ("colour", "red"),
    ],
)  # fmt: skip
def test_a_bad_value_is_refused_with_the_way_out(store: Store, key: str, value: object) -> None:
    with pytest.raises(BadInput) as refused:
        change_setting(store, key, value, by="", at=NOON)
    assert refused.value.facts["fix"]
    assert all_settings(store) == dict(DEFAULTS)


def test_the_value_in_force_is_not_written_again(store: Store) -> None:
    before = store.version("setting")
    change_setting(store, "currency", "CNY", by="", at=NOON)
    assert store.version("setting") == before


def test_every_setting_has_a_check_that_takes_its_default() -> None:
    assert set(CHECKS) == {*DEFAULTS, "learns_by_itself"}
    assert {key: checked(key, value) for key, value in DEFAULTS.items()} == dict(DEFAULTS)


@hypothesis_settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(CHECKS)),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()),
)
def test_any_value_is_taken_or_refused(key: str, value: object) -> None:
    try:
        accepted = checked(key, value)
    except BadInput:
        return
    assert checked(key, accepted) == accepted


def add_answer(store: Store, submitted_at: datetime, *, tz_known: bool) -> None:
    with store.write("import", "feedback") as write:
        write.execute("INSERT INTO journey (journey_id, created_at) VALUES ('j', $at)", at=NOON)
        write.execute("INSERT INTO scale (scale_id, metric, low, high) VALUES ('s', 'csat', 1, 5)")
        write.execute(
            "INSERT INTO question (question_id, survey_id, kind, about, scale_id, metric, journey_id, touchpoint_id) "
            "VALUES ('q', 'v', 'score', 'touchpoint', 's', 'csat', 'j', 'j.t')"
        )
        write.execute(
            "INSERT INTO response (response_id, upload_id, response_no, revision, is_current, journey_id, submitted_at,"
            " tz_known, time_precision, status) VALUES ('r', 'u', 1, 1, true, 'j', $at, $known, 'second', 'complete')",
            at=submitted_at,
            known=tz_known,
        )
        write.execute(
            "INSERT INTO answer (response_id, response_no, question_id, item_no, touchpoint_id, value_num, value_norm, "
            "is_na, upload_id) VALUES ('r', 1, 'q', 0, 'j.t', 4, 75, false, 'u')"
        )


def answered(store: Store) -> list[tuple[object, ...]]:
    return store.rows("SELECT answered_on, native FROM score_fact")


def test_another_time_zone_cuts_the_days_of_the_scores_elsewhere(store: Store) -> None:
    add_answer(store, datetime(2026, 3, 1, 20, tzinfo=UTC), tz_known=True)
    change_setting(store, "time_zone", "America/New_York", by="", at=NOON)
    assert answered(store) == [(date(2026, 3, 1), 4.0)]
    change_setting(store, "time_zone", "Asia/Tokyo", by="", at=NOON)
    assert answered(store) == [(date(2026, 3, 2), 4.0)]


def test_a_day_that_came_without_a_zone_stays_that_day(store: Store) -> None:
    midnight_in_shanghai = datetime(2026, 3, 1, 16, tzinfo=UTC)
    add_answer(store, midnight_in_shanghai, tz_known=False)
    for zone in ("America/New_York", "Pacific/Auckland", "Asia/Shanghai"):
        change_setting(store, "time_zone", zone, by="", at=NOON)
        assert answered(store) == [(date(2026, 3, 2), 4.0)]
    assert store.value("SELECT submitted_at FROM response") == midnight_in_shanghai
