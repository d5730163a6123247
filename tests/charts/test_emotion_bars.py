"""The bars of emotions: a valid specification whose colours follow what is beyond chance."""

from __future__ import annotations

import pandas as pd
import pytest

from charts.emotion_bars import PARAMETER, emotion_bars

LABELS = {"name": "Emotion", "share": "Share", "rest": "Others", "against": "Difference", "alt": "Anger leads"}


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "emotion": ["anger", "joy"], "name": ["Anger", "Joy"], "share": [0.2, 0.1], "low": [0.15, None],
            "high": [0.25, None], "rest": [0.05, None], "rest_said": ["5%", "–"], "tone": ["bad", ""],
            "said": ["▼ 20%", "10%"], "short": ["▼ 20%", "10%"], "against": ["+15", "–"],
        }
    )  # fmt: skip


@pytest.mark.parametrize("is_wide", [True, False])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_is_a_valid_chart_and_only_real_differences_have_a_colour(is_wide: bool, mode: str) -> None:
    spec = emotion_bars(frame(), labels=LABELS, mode=mode, is_wide=is_wide).to_dict()
    assert spec["description"] == "Anger leads"
    assert [row["tone"] for row in spec["datasets"]["rows"]] == ["bad", ""]
    fill = next(layer["encoding"]["fill"] for layer in spec["layer"] if "fill" in layer.get("encoding", {}))
    assert [one["test"] for one in fill["condition"]] == [
        f"datum.tone == '{code}'" for code in ("bad", "good", "other")
    ]
    assert any(PARAMETER in str(part.get("name")) for part in spec["params"])


def test_the_axis_holds_every_mark() -> None:
    spec = emotion_bars(frame(), labels=LABELS).to_dict()
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"] == [0.0, pytest.approx(0.26)]
