"""The settings that live in the store: thresholds, margins, calendar, words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from data.reading import Reader
from data.store import Store, Write
from errors import N_, UnknownId

DEFAULTS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "min_n_hidden": 5,
        "min_n_low": 30,
        "min_comments": 8,
        "low_point_margin": 5.0,
        "period_margin": 5.0,
        "time_zone": "Asia/Shanghai",
        "week_start": "mon",
        "fiscal_year_start": 1,
        "currency": "CNY",
        "label_set": "v1.3",
        "language": "en",
        "date_basis": "answer",
        "confidence": 0.95,
        "text_engine": "auto",
    }
)

# Settings that are changed in a place of their own, not in the form of the page.
ELSEWHERE: Final[Mapping[str, Any]] = MappingProxyType({"watched_folders": (), "learns_by_itself": True})
_KNOWN: Final[Mapping[str, Any]] = MappingProxyType({**DEFAULTS, **ELSEWHERE})


def setting(store: Reader, key: str) -> Any:
    """The value of one setting; its default while nobody has set it."""
    if key not in _KNOWN:
        raise UnknownId(kind=N_("setting"), id=key)
    stored = store.value("SELECT value::VARCHAR FROM setting WHERE key = $key", key=key)
    return _KNOWN[key] if stored is None else json.loads(stored)


def all_settings(store: Reader) -> dict[str, Any]:
    """Every setting by key; keys of another version of the program are left out."""
    stored = {key: json.loads(value) for key, value in store.rows("SELECT key, value::VARCHAR FROM setting")}
    return {key: stored.get(key, default) for key, default in DEFAULTS.items()}


def write_setting(store: Store | Write, key: str, value: object, *, by: str, at: datetime) -> None:
    """Set `key`, inside the given write or in one of its own. The value is checked by `change_setting`."""
    if key not in _KNOWN:
        raise UnknownId(kind=N_("setting"), id=key)
    if isinstance(store, Store):
        with store.write("setting", "setting") as write:
            write_setting(write, key, value, by=by, at=at)
        return
    store.execute(
        "INSERT OR REPLACE INTO setting VALUES ($key, $value, $at, $by)",
        key=key, value=json.dumps(value), at=at, by=by,
    )  # fmt: skip
