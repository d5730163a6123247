"""Whether the records of the store are those an imported KPI was made from: they tell the same figures."""

from __future__ import annotations

from typing import Final

import pandas as pd

from data.queries.measure_series import measure_series
from data.queries.measures import Measure
from data.queries.scope import Scope
from data.reading import Reader

ALIKE: Final = 0.05
MOST_ALIKE: Final = 0.8


def is_told_alike(store: Reader, whole: Scope, imported: Measure, records: Measure) -> bool:
    """Whether the records tell what was imported: within ALIKE in most months. Parts of another figure are no parts."""
    told = [
        measure_series(store, whole, one, "month").set_index("period_start")["value"] for one in (imported, records)
    ]
    both = pd.concat(told, axis=1, keys=["imported", "records"]).dropna()
    room = ALIKE * both.abs().max(axis=1)
    is_alike = (both["imported"] - both["records"]).abs() <= room
    return len(both) > 0 and float(is_alike.mean()) >= MOST_ALIKE
