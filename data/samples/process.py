"""What happened in each case: events with their waits, projects, and work items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from data.samples.feedback import instants, upload_id
from data.samples.model import Floats, Ints, Window
from data.samples.people import (
    People,
    account_ids,
    case_ids,
    pick,
    project_column,
    project_numbers,
    respondent_ids,
)
from data.samples.story import Story, read_yaml

RESOURCES_PER_TEAM = 6


def steps(story: Story) -> Mapping[str, Any]:
    """The steps of a case of this journey."""
    told: Mapping[str, Any] = read_yaml("process.yaml")[story.journey_id]
    return told


def extra_rounds(story: Story, rng: np.random.Generator, n: int, *, effects: bool) -> Ints:
    """Repetitions beyond the first of the step that the story repeats, per case; none without effects."""
    repeated = steps(story).get("repeated")
    if repeated is None or not effects:
        return np.zeros(n, dtype=np.int64)
    return rng.poisson(repeated["extra_mean"], n).astype(np.int64)


def days_per_round(story: Story, rng: np.random.Generator, n: int) -> Floats:
    """Days that one repetition adds to the case."""
    return rng.gamma(4.0, steps(story)["repeated"]["days_each"] / 4.0, n)


def event_frame(story: Story, everyone: People, window: Window, rng: np.random.Generator, extra: Ints) -> pd.DataFrame:
    """One row per finished step inside the window, in case order."""
    told = steps(story)
    n_cases = len(everyone.case_day)
    gaps = np.zeros((n_cases, int(extra.max()) + 1))
    for number in range(1, gaps.shape[1]):
        gaps[:, number] = np.where(extra >= number, days_per_round(story, rng, n_cases), 0.0)
    parts = [_step(story, told, number, everyone, rng, extra, gaps) for number in range(len(told["steps"]))]
    drawn = pd.concat(parts, ignore_index=True)
    inside = drawn[(drawn["start"] >= 0) & (drawn["start"] + drawn["hours"] / 24 < window.n_days)]
    ordered = inside.sort_values(["case", "start"], kind="stable", ignore_index=True)
    return _as_events(story, told, everyone, window, rng, ordered)


def _step(
    story: Story,
    told: Mapping[str, Any],
    number: int,
    everyone: People,
    rng: np.random.Generator,
    extra: Ints,
    gaps: Floats,
) -> pd.DataFrame:
    """All occurrences of one step: case, start (days since the start of the window), hours, wait."""
    step = told["steps"][number]
    n_cases = len(everyone.case_day)
    case = np.repeat(np.arange(n_cases), _times(step["times"], rng, n_cases))
    first, last = step["days"]
    start = everyone.case_day[case] + first + rng.random(len(case)) * (last - first)
    repeated = told.get("repeated")
    if repeated is not None and first <= _repeated_until(told):
        start = start - gaps[case].sum(axis=1)
    if repeated is not None and step["activity"] == repeated["activity"]:
        again = np.repeat(np.arange(n_cases), extra)
        turn = np.arange(len(again)) - np.repeat(np.cumsum(extra) - extra, extra) + 1
        passed = np.cumsum(gaps, axis=1)[again, turn]
        start = np.concatenate([start, start[again] + passed])
        case = np.concatenate([case, again])
    n = len(case)
    hours = step["hours"] * rng.lognormal(0.0, 0.45, n)
    wait = rng.gamma(1.5, 1.2, n) * min(24.0, 4 * step["hours"])
    return pd.DataFrame({"case": case, "start": start, "hours": hours, "wait": wait, "step": number})


def _repeated_until(told: Mapping[str, Any]) -> float:
    """The first day of the repeated step: whatever comes before it moves when it takes longer."""
    chosen = told["repeated"]["activity"]
    return float(next(step["days"][0] for step in told["steps"] if step["activity"] == chosen))


def _times(times: str, rng: np.random.Generator, n: int) -> Ints:
    if times.startswith("p"):
        return (rng.random(n) < float(times[1:])).astype(np.int64)
    mean = float(times)
    return np.full(n, int(mean)) if mean.is_integer() else rng.poisson(mean, n).astype(np.int64)


def _as_events(
    story: Story,
    told: Mapping[str, Any],
    everyone: People,
    window: Window,
    rng: np.random.Generator,
    rows: pd.DataFrame,
) -> pd.DataFrame:
    n = len(rows)
    number = rows["step"].to_numpy()
    case = rows["case"].to_numpy()
    columns = pd.DataFrame(told["steps"])
    days = rows["start"].to_numpy()
    start = instants(window, np.floor(days).astype(np.int64), 8.5 + (days % 1) * 9)
    hours = rows["hours"].to_numpy()
    agents = 1 + rng.integers(0, RESOURCES_PER_TEAM, n)
    touchpoints = [f"{story.journey_id}.{step['touchpoint']}" if step["touchpoint"] else None for step in told["steps"]]
    stage_of = {key: stage.stage_id for stage in story.stages for key in stage.touchpoint_ids}
    target = everyone.case_day[case] - everyone.late_days[case]
    is_due = columns["activity"].to_numpy()[number] == told["committed"]
    due = instants(window, np.floor(target).astype(np.int64), np.full(n, 18.0)).where(pd.Series(is_due))
    teams = columns["team"].to_numpy(dtype=object)[number]
    return pd.DataFrame(
        {
            "event_id": pd.Series([f"{story.journey_id}.event_{item:06d}" for item in range(1, n + 1)], dtype="str"),
            "case_id": pick(case_ids(story, len(everyone.case_day)), case),
            "seq": rows.groupby("case").cumcount().to_numpy() + 1,
            "activity": pick(list(columns["activity"]), number),
            "stage_id": pick([stage_of.get(key or "") for key in touchpoints], number),
            "touchpoint_id": pick(touchpoints, number),
            "enabled_ts": start - _hours(rows["wait"]),
            "start_ts": start,
            "end_ts": start + _hours(rows["hours"]),
            "target_ts": due,
            "tz_known": True,
            "resource": pd.Series([f"{team} {agent}" for team, agent in zip(teams, agents, strict=True)], dtype="str"),
            "lifecycle": "complete",
            "cost": np.round(hours * told["hour_rate_cny"], 2),
            "currency": "CNY",
            "upload_id": upload_id(story),
            "row_no": np.arange(1, n + 1),
        }
    )


def _hours(hours: pd.Series) -> pd.Series:
    """Durations to the second."""
    return pd.Series(pd.to_timedelta(np.rint(hours * 3600), unit="s").dt.as_unit("us"))


def case_frame(story: Story, everyone: People, window: Window, events: pd.DataFrame) -> pd.DataFrame:
    """One row per case: opened with its first step, closed with its last, if that is past."""
    told = steps(story)
    ids = case_ids(story, len(everyone.case_day))
    spans = events.groupby("case_id").agg(opened=("start_ts", "min"), closed=("end_ts", "max")).reindex(ids)
    begun = min(step["days"][0] for step in told["steps"])
    over = max(step["days"][1] for step in told["steps"])
    opened = instants(window, np.floor(everyone.case_day + begun).astype(np.int64), np.full(len(ids), 9.0))
    is_closed = pd.Series(everyone.case_day + over < window.n_days)
    finished = instants(window, np.floor(everyone.case_day + over).astype(np.int64), np.full(len(ids), 17.0))
    spans = spans.reset_index(drop=True)
    return pd.DataFrame(
        {
            "case_id": pd.Series(ids, dtype="str"),
            "source_id": f"sample.{story.journey_id}",
            "external_key": pd.Series([key.split("_")[-1] for key in ids], dtype="str"),
            "journey_id": story.journey_id,
            "account_id": pick(account_ids(story, len(everyone.account_weight)), everyone.case_account),
            "project_id": project_column(story, everyone, np.arange(len(ids))),
            "respondent_id": pick(respondent_ids(story, len(everyone.respondent_account)), everyone.case_respondent),
            "opened_at": spans["opened"].where(everyone.case_day + begun >= 0, opened).fillna(opened),
            "closed_at": spans["closed"].where(is_closed & spans["closed"].notna(), finished.where(is_closed)),
            "upload_id": upload_id(story),
        }
    )


def project_frame(story: Story, everyone: People, window: Window) -> pd.DataFrame:
    """Projects of up to three cases, under one contract per account."""
    number = project_numbers(everyone)
    known = number >= 0
    rows = pd.DataFrame({"number": number[known], "account": everyone.case_account[known]})
    rows["first"], rows["due"] = everyone.case_day[known], (everyone.case_day - everyone.late_days)[known]
    rows["last"] = everyone.case_day[known]
    spans = rows.groupby("number").agg({"account": "first", "first": "min", "due": "max", "last": "max"})
    begin = min(stage.days[0] for stage in story.stages)
    accounts = account_ids(story, len(everyone.account_weight))
    projects = pd.DataFrame(
        {
            "project_id": [f"{story.journey_id}.project_{item + 1:04d}" for item in spans.index],
            "kind": "project",
            "parent_id": [accounts[owner].replace("account", "contract") for owner in spans["account"]],
            "account_id": [accounts[owner] for owner in spans["account"]],
            "name": [f"Project {item + 1:04d}" for item in spans.index],
            "started_on": _days(window, spans["first"] + begin),
            "due_on": _days(window, spans["due"]),
            "closed_on": _days(window, spans["last"]).where(spans["last"].to_numpy() < window.n_days),
            "upload_id": upload_id(story),
        }
    )
    contracts = projects.drop_duplicates("account_id").assign(
        project_id=lambda frame: frame["parent_id"],
        kind="contract",
        parent_id=None,
        name=lambda frame: "Contract " + frame["account_id"].str.split("_").str[-1],
    )
    contracts[["due_on", "closed_on"]] = pd.NaT
    return pd.concat([contracts, projects], ignore_index=True).astype({"parent_id": "str", "name": "str"})


def _days(window: Window, days: Any) -> pd.Series:
    start = np.datetime64(window.start.isoformat(), "us")
    moved = np.floor(np.asarray(days)).astype("timedelta64[D]")
    return pd.Series((start + moved).astype("datetime64[us]"))


def activity_frame(story: Story) -> pd.DataFrame:
    """One row per step: which touchpoint it belongs to and what it is worth to the customer."""
    rows = [
        {
            "source_id": f"sample.{story.journey_id}",
            "activity": step["activity"],
            "touchpoint_id": f"{story.journey_id}.{step['touchpoint']}" if step["touchpoint"] else None,
            "value_class": step["value"],
            "decided_by": "sample",
        }
        for step in steps(story)["steps"]
    ]
    return pd.DataFrame(rows).astype({"touchpoint_id": "str"})
