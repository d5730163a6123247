"""Work items of the IT firm: requirements, changes and defects."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.samples.feedback import instants, upload_id
from data.samples.model import Floats, Ints, Window
from data.samples.people import People, pick, project_column
from data.samples.story import Story

PHASES = ("requirements", "design", "build", "test", "acceptance", "operation")
FOUND_SHARES = (0.08, 0.14, 0.22, 0.36, 0.09, 0.11)
SEVERITIES = ("minor", "major", "critical")
CAUSES = ("unclear requirement", "logic", "interface", "data", "environment")


def item_frame(story: Story, everyone: People, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """One row per work item created inside the window, oldest first."""
    n = len(everyone.case_day)
    parts = [
        _items(everyone, rng, "requirement", 3 + rng.poisson(4.0, n), (-122.0, -100.0), 60.0),
        _items(everyone, rng, "requirement", rng.poisson(0.55, n), (-95.0, -40.0), 40.0).assign(in_baseline=False),
        _items(everyone, rng, "change", rng.poisson(0.75, n), (-60.0, -8.0), 12.0),
        _items(everyone, rng, "defect", rng.poisson(3.4, n), (-45.0, 60.0), 9.0),
    ]
    drawn = pd.concat(parts, ignore_index=True)
    inside = drawn[(drawn["day"] >= 0) & (drawn["day"] < window.n_days)].sort_values(
        "day", kind="stable", ignore_index=True
    )
    return _as_items(story, everyone, window, rng, inside)


def _items(
    everyone: People, rng: np.random.Generator, kind: str, counts: Ints, days: tuple[float, float], open_days: float
) -> pd.DataFrame:
    case = np.repeat(np.arange(len(counts)), counts)
    day = everyone.case_day[case] + days[0] + rng.random(len(case)) * (days[1] - days[0])
    return pd.DataFrame(
        {
            "case": case,
            "kind": kind,
            "day": day,
            "open_days": rng.gamma(2.0, open_days / 2.0, len(case)),
            "in_baseline": kind == "requirement",
        }
    )


def _as_items(
    story: Story, everyone: People, window: Window, rng: np.random.Generator, rows: pd.DataFrame
) -> pd.DataFrame:
    n = len(rows)
    kind = rows["kind"].to_numpy(dtype=object)
    is_defect, is_requirement = kind == "defect", kind == "requirement"
    found = rng.choice(len(PHASES), n, p=FOUND_SHARES)
    injected = np.minimum(found, rng.integers(0, 3, n))
    effort: Floats = rng.lognormal(0.1, 0.6, n) * np.where(is_requirement, 2.2, 1.0)
    closed = rows["day"] + rows["open_days"]
    numbers = rows.groupby("kind").cumcount().to_numpy() + 1
    return pd.DataFrame(
        {
            "item_id": pd.Series(
                [f"{story.journey_id}.{name}_{item:05d}" for name, item in zip(kind, numbers, strict=True)], dtype="str"
            ),
            "kind": rows["kind"].astype("str"),
            "project_id": project_column(story, everyone, rows["case"].to_numpy()),
            "external_key": pd.Series(
                [f"{name[:3].upper()}-{item}" for name, item in zip(kind, numbers, strict=True)], dtype="str"
            ),
            "created_at": _moment(window, rows["day"].to_numpy()),
            "closed_at": _moment(window, closed.to_numpy()).where(closed < window.n_days),
            "in_baseline": pd.array(rows["in_baseline"].to_numpy(dtype=bool), dtype="boolean"),
            "severity": pick(list(SEVERITIES), np.where(is_defect, rng.choice(3, n, p=(0.62, 0.3, 0.08)), -1)),
            "phase_injected": pick(list(PHASES), np.where(is_defect, injected, -1)),
            "phase_found": pick(list(PHASES), np.where(is_defect, found, -1)),
            "cause": pick(list(CAUSES), np.where(is_requirement, -1, rng.integers(0, len(CAUSES), n))),
            "size": np.where(is_requirement, rng.integers(3, 14, n).astype(float), np.nan),
            "size_unit": pick(["function points"], np.where(is_requirement, 0, -1)),
            "person_days": np.round(effort, 2),
            "upload_id": upload_id(story),
            "row_no": np.arange(1, n + 1),
        }
    )


def _moment(window: Window, days: Floats) -> pd.Series:
    return instants(window, np.floor(days).astype(np.int64), 9.0 + (days % 1) * 8)
