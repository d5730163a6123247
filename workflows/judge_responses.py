"""What a person decides about the answers of a survey: what is left out, whom it should stand for, who was invited."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime

import pandas as pd

from data.ingest.fact import recount_survey
from data.ingest.flags import FLAGS, OUT_BY_DEFAULT, check_survey, unchecked
from data.store import Store
from errors import N_, BadInput, UnknownId

SHARES_SUM = N_("The shares of one segment must add up to 100%.")
SHARE_RANGE = N_("Give every value a share from 0 to 100%.")
COUNT_ORDER = N_("Invited cannot be fewer than delivered, and both are whole numbers from 1.")
PERIOD_ORDER = N_("The last day cannot lie before the first.")
ROUNDING = 0.011  # shares written without decimals need not add up exactly
MOST_VALUES = 60


def leave_out(store: Store, survey_id: str, flag: str, is_out: bool, *, by: str = "", at: datetime) -> bool:
    """Leave the flagged responses of a survey out of every score, or count them; False when it was so already.

    The scores are derived again in the same transaction. Raises UnknownId.
    """
    if flag not in FLAGS:
        raise UnknownId(kind="flag", id=flag)
    _known(store, survey_id)
    held = store.value("SELECT is_out FROM left_out WHERE survey_id = $s AND flag = $f", s=survey_id, f=flag)
    if (flag in OUT_BY_DEFAULT if held is None else bool(held)) == is_out:
        return False
    with store.write("leave out", "feedback", "journey") as write:
        write.execute(
            "INSERT OR REPLACE INTO left_out VALUES ($survey, $flag, $is_out, $at, $by)",
            survey=survey_id, flag=flag, is_out=is_out, at=at, by=by,
        )  # fmt: skip
        recount_survey(write, survey_id)
    return True


def check_waiting(store: Store) -> list[str]:
    """Flag the responses of surveys that these rules have not seen, e.g. those of an older store; returns their ids."""
    waiting = unchecked(store)
    if waiting:
        with store.write("check responses", "feedback", "journey") as write:
            for survey_id in waiting:
                check_survey(write, survey_id)
    return waiting


def enter_shares(
    store: Store, survey_id: str, dim: str, shares: Mapping[str, float], *, source: str, by: str = "", at: datetime
) -> None:
    """What share of the customer base each value of a segment has; an empty mapping forgets them.

    Parameters
    ----------
    shares : share per value, 0 to 1, adding up to 1 but for rounding; they are scaled to add up exactly.
    """
    _known(store, survey_id)
    total = sum(shares.values())
    if len(shares) > MOST_VALUES or any(not math.isfinite(share) or not 0 <= share <= 1 for share in shares.values()):
        raise BadInput(field=dim, value="", fix=SHARE_RANGE)
    if shares and abs(total - 1) > ROUNDING:
        raise BadInput(field=dim, value=f"{100 * total:.1f}%", fix=SHARES_SUM)
    rows = pd.DataFrame(
        {"survey_id": survey_id, "dim": dim, "value": name, "share": share / total, "source": source.strip()[:200],
         "entered_at": at, "entered_by": by}
        for name, share in shares.items()
    )  # fmt: skip
    with store.write("enter shares", "feedback") as write:
        write.execute("DELETE FROM population_share WHERE survey_id = $s AND dim = $d", s=survey_id, d=dim)
        write.insert("population_share", rows)


def enter_wave(
    store: Store,
    survey_id: str,
    first: date,
    last: date,
    *,
    n_invited: int | None,
    n_delivered: int | None,
    segment: str | None = None,
) -> None:
    """How many were invited and reached in a period; replaces what was entered for it; no number at all forgets it."""
    _known(store, survey_id)
    if last < first:
        raise BadInput(field=first.isoformat(), value=last.isoformat(), fix=PERIOD_ORDER)
    numbers = [n for n in (n_invited, n_delivered) if n is not None]
    if any(n < 1 for n in numbers) or (len(numbers) == 2 and numbers[0] < numbers[1]):
        raise BadInput(field=f"{n_invited}", value=f"{n_delivered}", fix=COUNT_ORDER)
    key = {"survey": survey_id, "first": first, "last": last, "segment": segment}
    with store.write("enter wave", "feedback") as write:
        write.execute(
            """DELETE FROM survey_wave WHERE survey_id = $survey AND period_start = $first AND period_end = $last
               AND segment IS NOT DISTINCT FROM $segment AND upload_id IS NULL""",
            **key,
        )
        if numbers:
            write.execute(
                """INSERT INTO survey_wave (survey_id, period_start, period_end, segment, n_invited, n_delivered)
                   VALUES ($survey, $first, $last, $segment, $invited, $delivered)""",
                invited=n_invited, delivered=n_delivered, **key,
            )  # fmt: skip


def _known(store: Store, survey_id: str) -> None:
    if not store.value("SELECT count(*) FROM survey WHERE survey_id = $id", id=survey_id):
        raise UnknownId(kind="survey", id=survey_id)
