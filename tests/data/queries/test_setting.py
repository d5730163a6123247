"""Settings have a default, a checked value, and a version of their own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.queries.setting import DEFAULTS, all_settings, setting, write_setting
from data.store import Store
from errors import UnknownId

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_unset_settings_have_their_defaults(fresh_store: Store) -> None:
    assert all_settings(fresh_store) == dict(DEFAULTS)
    assert setting(fresh_store, "min_n_hidden") == 5


def test_a_setting_is_written_over_and_remembers_who(fresh_store: Store) -> None:
    write_setting(fresh_store, "currency", "EUR", by="li", at=NOON)
    write_setting(fresh_store, "currency", "USD", by="wang", at=NOON)
    assert setting(fresh_store, "currency") == all_settings(fresh_store)["currency"] == "USD"
    assert fresh_store.rows("SELECT changed_by, changed_at FROM setting") == [("wang", NOON)]


def test_a_setting_written_inside_another_write_ends_with_it(fresh_store: Store) -> None:
    def write_and_fail() -> None:
        with fresh_store.write("import", "feedback", "setting") as write:
            write_setting(write, "language", "zh", by="", at=NOON)
            assert setting(write, "language") == "zh"
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert setting(fresh_store, "language") == "en"


def test_there_is_no_other_setting(fresh_store: Store) -> None:
    with pytest.raises(UnknownId):
        setting(fresh_store, "colour")
    with pytest.raises(UnknownId):
        write_setting(fresh_store, "colour", "red", by="", at=NOON)
