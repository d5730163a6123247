"""What the planted themes amount to: mentions of a great many simulated comments against their scores."""

from __future__ import annotations

from typing import Any

import numpy as np

from data.samples.model import Floats
from data.samples.themes import planted_mentions, theme_plan


def theme_rows(journey_id: str, points: Floats, rng: np.random.Generator, *, effects: bool) -> list[dict[str, Any]]:
    """One row per planted mention, as truth.json states it.

    per_mention: least squares of overall satisfaction (points of 0-100) on all mentions; impact: times the share of the
    comments that say something. Exactly 0 without effects, as mentions then do not depend on the score.

    Parameters
    ----------
    points : shape (n,), overall satisfaction of simulated commenters.
    """
    plan = theme_plan(journey_id)
    drawn = planted_mentions(plan, points, rng, effects=effects)
    said = drawn.mentions[~drawn.is_none].astype(float)
    design = np.column_stack([np.ones(len(said)), said])
    each = np.linalg.solve(design.T @ design, design.T @ points[~drawn.is_none])[1:] if effects else 0 * plan.points
    shares = said.mean(axis=0)
    return [
        {
            "theme": theme,
            "sentiment": sentiment,
            "planted_points": float(plan.points[number]) if effects else 0.0,
            "per_mention": round(float(each[number]), 4),
            "share": round(float(shares[number]), 5),
            "impact": round(float(each[number] * shares[number]), 5),
        }
        for number, (theme, sentiment) in enumerate(plan.keys)
    ]
