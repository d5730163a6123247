"""What the first visitor would otherwise wait for: late imports, the first chart, and the views opened most."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd

from charts.emotion_curve import emotion_curve_chart
from i18n import LANGUAGES
from reports.chart_labels import curve_labels
from views import loaders, state
from views.drawing import specification
from views.view import segment_code

MOST_JOURNEYS, MOST_LINES = 4, 16


def first_links() -> list[tuple[str, str]]:
    """(page, query string) of the views opened most: each page of each journey in each language, then a click on."""
    journeys = loaders.journeys()["journey_id"].tolist()[:MOST_JOURNEYS]
    pages = [(page, f"j={code}&lang={lang}") for lang in LANGUAGES for code in journeys for page in ("", "journey")]
    return pages + [("journey", f"j={code}&{choice}") for code in journeys for choice in _choices(code)]


def _choices(journey_id: str) -> list[str]:
    """The comparisons and second lines a journey offers."""
    pairs = loaders.segment_values(journey_id)[["dim", "value"]].astype(str).itertuples(index=False, name=None)
    lines = [state.OVERLAY_PERIOD, *(segment_code([pair]) for pair in pairs)][:MOST_LINES]
    return [f"cmp={how}" for how in state.COMPARISONS] + [urlencode({state.OVERLAY: line}) for line in lines]


def warm_up() -> None:
    """Import the numeric libraries and build one small chart end to end."""
    import scipy.special  # noqa: F401

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
