"""Which touchpoint each activity of a log belongs to, and which journey the log stands behind.

Proposals compare names in both languages and the aliases that files used: the same words in another order or form
("Confirm requirements", "Requirement confirmation") count as alike. A person decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rapidfuzz import fuzz

from data.ingest.naming import has_cjk, name_key
from data.ingest.step_fact import CASES_OF_SOURCE, rebuild_steps
from data.queries.process_maps import log_activities, touchpoint_names
from data.queries.uploads import journey_row
from data.store import Store, Write
from errors import N_, BadInput, FileRefused, UnknownId
from workflows.import_survey import SAMPLE_JOURNEY

LIKE: Final = 60.0
STEM = 5
_WORD = re.compile(r"[a-z0-9]+")
FIX_ACTIVITY: Final = N_("Choose an activity of this log.")
FIX_TOUCHPOINT: Final = N_("Choose a touchpoint of the journey that is not retired.")


@dataclass(frozen=True)
class ActivityProposal:
    """A touchpoint that an activity may belong to.

    Attributes
    ----------
    matched_name : the name or alias of the touchpoint that is alike.
    likeness : 0 to 100.
    """

    source_id: str
    activity: str
    touchpoint_id: str
    matched_name: str
    likeness: float


def propose_touchpoints(store: Store, log_id: str, journey_id: str | None = None) -> list[ActivityProposal]:
    """Proposals for the activities without a touchpoint, in the order of the process; no proposal where none is alike.

    `log_id` is the journey the log stands behind, or its source's id; `journey_id` the journey to look in, if another.
    """
    activities = log_activities(store, log_id)
    names = touchpoint_names(store, journey_id or log_id)
    open_ones = activities[activities["touchpoint_id"].isna()]
    found = (
        _proposal(str(source), str(activity), names)
        for source, activity in zip(open_ones["source_id"], open_ones["activity"], strict=True)
    )
    return [proposal for proposal in found if proposal is not None]


def likeness(one: str, other: str) -> float:
    """How alike two names are, 0 to 100: the letters, or the shared beginnings of their words in any order.

    >>> likeness("Confirm requirements", "Requirement confirmation"), likeness("Answer call", "Service desk")
    (100.0, 0.0)
    """
    letters = fuzz.ratio(name_key(one), name_key(other))
    if has_cjk(one) or has_cjk(other):
        return float(letters) if letters >= LIKE else 0.0
    ours, theirs = _stems(one), _stems(other)
    shared = 200.0 * len(ours & theirs) / max(len(ours) + len(theirs), 1)
    return max(shared, float(letters) if letters >= 82 else 0.0)


def map_activities(store: Store, source_id: str, choices: Mapping[str, str | None], *, by: str, at: datetime) -> None:
    """Write which touchpoint each of these activities belongs to; None takes a mapping back.

    Raises BadInput for an activity the log does not hold or a touchpoint that cannot be chosen.
    """
    with store.write("map activities", "process") as write:
        _check(write, source_id, choices)
        for activity, touchpoint_id in choices.items():
            write.execute(
                """INSERT INTO activity_map (source_id, activity, touchpoint_id, mapped_by, mapped_at)
                   VALUES ($source, $activity, $touchpoint, $by, $at) ON CONFLICT (source_id, activity) DO UPDATE
                   SET touchpoint_id = excluded.touchpoint_id, mapped_by = excluded.mapped_by,
                       mapped_at = excluded.mapped_at""",
                source=source_id,
                activity=activity,
                touchpoint=touchpoint_id,
                by=by,
                at=at,
            )
        _carry_over(write, source_id, list(choices))


def place_log(store: Store, source_id: str, journey_id: str) -> int:
    """Put the cases of a log that stands behind no journey behind this one; returns their number.

    The next files of the source follow. Raises UnknownId, or FileRefused for a sample journey.
    """
    found = journey_row(store, journey_id)
    if found is None:
        raise UnknownId(kind=N_("journey"), id=journey_id)
    if found[1]:
        raise FileRefused("sample_journey", SAMPLE_JOURNEY, journey=journey_id)
    with store.write("place log", "process", "journey") as write:
        n_cases = write.execute(
            "UPDATE process_case SET journey_id = $journey WHERE source_id = $source AND journey_id IS NULL",
            journey=journey_id,
            source=source_id,
        )
        rebuild_steps(write, CASES_OF_SOURCE, source_id=source_id)
    return n_cases


def set_end_activities(store: Store, source_id: str, activities: Sequence[str], *, by: str, at: datetime) -> None:
    """Say which activities end a case of this log; none of them: it is taken from the log again."""
    with store.write("end activities", "process") as write:
        _check(write, source_id, dict.fromkeys(activities))
        write.execute("DELETE FROM process_end WHERE source_id = $source", source=source_id)
        for activity in dict.fromkeys(activities):
            write.execute(
                "INSERT INTO process_end VALUES ($source, $activity, $by, $at)",
                source=source_id,
                activity=activity,
                by=by,
                at=at,
            )


def _proposal(source_id: str, activity: str, names: Sequence[tuple[str, str]]) -> ActivityProposal | None:
    scored = [(likeness(activity, name), touchpoint, name) for touchpoint, name in names]
    best = max(scored, default=(0.0, "", ""), key=lambda one: one[0])
    rivals = [score for score, touchpoint, _ in scored if touchpoint != best[1]]
    if best[0] < LIKE or best[0] <= max(rivals, default=0.0):  # two that are equally alike are no proposal
        return None
    return ActivityProposal(source_id, activity, best[1], best[2], best[0])


def _stems(name: str) -> set[str]:
    return {word[:STEM] for word in _WORD.findall(name.casefold()) if len(word) > 2}


def _check(write: Write, source_id: str, choices: Mapping[str, str | None]) -> None:
    known = {
        str(row[0])
        for row in write.rows(
            "SELECT a.activity FROM process_activity a JOIN process_log l USING (log_no) WHERE l.source_id = $source",
            source=source_id,
        )
    }
    live = {str(row[0]) for row in write.rows("SELECT touchpoint_id FROM touchpoint WHERE retired_at IS NULL")}
    for activity, touchpoint_id in choices.items():
        if activity not in known:
            raise BadInput(field=N_("Activity"), value=activity, fix=FIX_ACTIVITY)
        if touchpoint_id is not None and touchpoint_id not in live:
            raise BadInput(field=N_("Touchpoint"), value=touchpoint_id, fix=FIX_TOUCHPOINT)


def _carry_over(write: Write, source_id: str, activities: list[str]) -> None:
    """The events say it too; steps look it up when they are read."""
    write.execute(
        """UPDATE event SET touchpoint_id = m.touchpoint_id FROM activity_map m, process_case p
           WHERE p.case_id = event.case_id AND p.source_id = $source AND m.source_id = $source
               AND m.activity = event.activity AND list_contains($activities, event.activity)
               AND event.touchpoint_id IS DISTINCT FROM m.touchpoint_id""",
        source=source_id,
        activities=activities,
    )
