"""Small frames in the shape of the store's sums, from plain lists of ratings."""

from __future__ import annotations

import pandas as pd

from analytics.curve import EmotionCurve, emotion_curve
from benchmarks.facts import cluster_sums, touchpoint_counts


def facts(ratings: dict[str, list[float | None]], *, group: str = "csat|1|5", per_account: int = 1) -> pd.DataFrame:
    """One row per answer; entry i of each list belongs to response i, None is not rated."""
    _, low, high = group.rsplit("|", 2)
    rows = [
        {"touchpoint_id": name, "comparison_group": group, "response_no": i, "native": float(rating)}
        for name, column in ratings.items()
        for i, rating in enumerate(column)
        if rating is not None
    ]
    frame = pd.DataFrame(rows)
    account = frame["response_no"] // per_account
    norm = (frame["native"] - float(low)) / (float(high) - float(low)) * 100
    return frame.assign(norm=norm, cluster_no=account, account_no=account, respondent_no=frame["response_no"])


def curve_of(frame: pd.DataFrame, order: list[str], **settings: float) -> EmotionCurve:
    return emotion_curve(cluster_sums(frame), touchpoint_counts(frame), order=order, **settings)
