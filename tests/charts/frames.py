"""Small journeys, and a look at what a chart really draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import vl_convert

from reports.chart_labels import curve_labels

LABELS: Mapping[str, str] = curve_labels(alt="The journey hurts at deliverable review.")
WHITE, PANEL = "#FFFFFF", "#F4F6F9"


def journey(n: int = 12, **columns: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`n` touchpoints in runs of three per stage, means between 60 and 80, and their stages."""
    stages = -(-n // 3)
    points = pd.DataFrame(
        {
            "position": range(1, n + 1),
            "touchpoint_id": [f"it.t{index}" for index in range(n)],
            "name": [f"Requirement clarification {index}" for index in range(n)],
            "stage_id": [f"it.s{index // 3}" for index in range(n)],
            "mean": [60.0 + (index * 7) % 21 for index in range(n)],
            "n": 200,
        }
    )
    points = points.assign(low=points["mean"] - 4, high=points["mean"] + 4).assign(**columns)
    names = pd.DataFrame({"stage_id": [f"it.s{index}" for index in range(stages)], "name": "Delivery and acceptance"})
    return points, names


def only(n: int, *indexes: int) -> list[bool]:
    """Flags of `n` touchpoints, true at `indexes`."""
    return [index in indexes for index in range(n)]


def drawn(chart: Any, width: int = 1100) -> dict[str, list[dict[str, Any]]]:
    """Layer name -> the items on the canvas; axis labels under "axis-label"."""
    spec = chart.to_dict(validate=False) | {"width": width}
    scene = vl_convert.vegalite_to_scenegraph(spec, vl_version="6.4")["scenegraph"]
    found: dict[str, list[dict[str, Any]]] = {}
    _collect(scene, found)
    return found


def _collect(node: dict[str, Any], found: dict[str, list[dict[str, Any]]]) -> None:
    items = node.get("items", [])
    if node.get("marktype") not in (None, "group"):
        name = node.get("name") or node.get("role") or ""
        found.setdefault(name.removesuffix("_marks"), []).extend(items)
    for item in items:
        if isinstance(item, dict):
            _collect(item, found)


def shown_texts(items: list[dict[str, Any]]) -> list[str]:
    """The texts of text marks, lines joined by a blank."""
    texts = [item.get("text", "") for item in items]
    return [" ".join(text) if isinstance(text, list) else " ".join(str(text).split("\n")) for text in texts]
