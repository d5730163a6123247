"""Change one setting: check it, write it, and derive again what depends on it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final
from zoneinfo import available_timezones

from data.ingest.fact import rebuild_facts
from data.ingest.link_run import relink_all
from data.ingest.step_fact import rebuild_steps
from data.queries.setting import setting, write_setting
from data.queries.zone import reread_zoneless_times
from data.store import Store
from errors import N_, BadInput

Check = Callable[[object], object | None]

CHOOSE_WHOLE: Final = N_("Enter a whole number in the range the page shows.")
CHOOSE_NUMBER: Final = N_("Enter a number from 0 to 50.")
CHOOSE_LISTED: Final = N_("Choose one of the listed values.")
CHOOSE_ZONE: Final = N_("Choose a time zone such as Asia/Shanghai.")
CHOOSE_CURRENCY: Final = N_("Enter a currency code of three letters, such as CNY.")
FIXED: Final = N_("This setting is fixed.")


def change_setting(store: Store, key: str, value: object, *, by: str, at: datetime) -> None:
    """Set `key` to `value`; raises BadInput with the way out when the value cannot be used.

    Another time zone cuts the days elsewhere: times that came without a zone are read in it, and the dates of all
    scores are derived again, in the same transaction.
    """
    accepted = checked(key, value)
    before = setting(store, key)
    if accepted == before:
        return
    moves_days = key == "time_zone"
    areas = ("setting", "feedback", "process") if moves_days else ("setting",)
    with store.write("setting", *areas) as write:
        write_setting(write, key, accepted, by=by, at=at)
        if moves_days:
            reread_zoneless_times(write, before=str(before), after=str(accepted))
            rebuild_facts(write)
            rebuild_steps(write)
            relink_all(write)


def checked(key: str, value: object) -> object:
    """`value` as it is stored, or BadInput."""
    if key not in CHECKS:
        raise BadInput(field=key, value=value, fix=CHOOSE_LISTED)
    check, fix = CHECKS[key]
    accepted = check(value)
    if accepted is None:
        raise BadInput(field=key, value=value, fix=fix)
    return accepted


def _whole(low: int, high: int) -> Check:
    def check(value: object) -> object | None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
        return int(value) if value == int(value) and low <= value <= high else None

    return check


def _number(low: float, high: float) -> Check:
    def check(value: object) -> object | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value) if low <= value <= high else None

    return check


def _one_of(*options: str) -> Check:
    return lambda value: value if value in options else None


def _switch(value: object) -> object | None:
    return value if isinstance(value, bool) else None


def _zone(value: object) -> object | None:
    return value if isinstance(value, str) and value in available_timezones() else None


def _currency(value: object) -> object | None:
    is_code = isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha()
    return str(value).upper() if is_code else None


CHOOSE_SWITCH: Final = N_("Switch it on or off.")
CHECKS: Final[Mapping[str, tuple[Check, str]]] = {
    "min_n_hidden": (_whole(1, 100), CHOOSE_WHOLE),
    "min_n_low": (_whole(1, 1000), CHOOSE_WHOLE),
    "min_comments": (_whole(1, 100), CHOOSE_WHOLE),
    "low_point_margin": (_number(0.0, 50.0), CHOOSE_NUMBER),
    "period_margin": (_number(0.0, 50.0), CHOOSE_NUMBER),
    "time_zone": (_zone, CHOOSE_ZONE),
    "week_start": (_one_of("mon", "sun"), CHOOSE_LISTED),
    "fiscal_year_start": (_whole(1, 12), CHOOSE_WHOLE),
    "currency": (_currency, CHOOSE_CURRENCY),
    "label_set": (_one_of("v1.3", "v2/v3"), CHOOSE_LISTED),
    "language": (_one_of("en", "zh"), CHOOSE_LISTED),
    "date_basis": (_one_of("answer", "service"), CHOOSE_LISTED),
    "text_engine": (_one_of("auto", "instant", "standard", "accurate"), CHOOSE_LISTED),
    "learns_by_itself": (_switch, CHOOSE_SWITCH),
    "confidence": (lambda value: value if value == 0.95 else None, FIXED),
}
