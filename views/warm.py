"""What the first visitor would otherwise wait for: late imports and the first chart."""

from __future__ import annotations

import pandas as pd

from charts.emotion_curve import emotion_curve_chart
from reports.chart_labels import curve_labels
from views.drawing import specification


def warm_up() -> None:
    """Import the numeric libraries and build one small chart end to end."""
    import scipy.special
    import scipy.stats  # noqa: F401

    points = pd.DataFrame(
        {
            "position": [1, 2],
            "touchpoint_id": ["a", "b"],
            "name": ["A", "B"],
            "stage_id": ["s", "s"],
            "mean": [60.0, 40.0],
            "low": [55.0, 35.0],
            "high": [65.0, 45.0],
            "n": [40, 40],
        }
    )
    stages = pd.DataFrame({"stage_id": ["s"], "name": ["S"]})
    specification(emotion_curve_chart(points, stages, labels=curve_labels()))
