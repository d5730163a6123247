"""Differences of two sides: every theme has a row, colour only beyond chance, nothing drawn where nothing is known."""

from __future__ import annotations

import pandas as pd
import pytest

from charts.contrast_rows import PARAMETER, contrast_rows
from charts.theme import palette
from tests.charts.frames import drawn, shown_texts

LABELS = {"name": "Theme", "said": "How often", "alt": "Price is spoken of more"}


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "theme_id": ["price", "waiting", "staff"], "name": ["Price", "Waiting", "Staff"],
            "change": [9.0, -2.0, None], "low": [4.0, -6.0, None], "high": [14.0, 2.0, None],
            "tone": ["bad", "chance", "chance"], "said": ["31% against 22%", "5% against 7%", "too few"],
            "short": ["▲ +9.0", "−2.0", "too few"], "is_selected": [True, False, False],
        }
    )  # fmt: skip


@pytest.mark.parametrize("is_wide", [True, False])
def test_only_what_is_known_is_drawn_and_only_what_is_real_is_coloured(is_wide: bool) -> None:
    layers = drawn(contrast_rows(frame(), labels=LABELS, is_wide=is_wide), 900 if is_wide else 390)
    assert [mark["stroke"] for mark in layers["points"]] == [palette("light").bad, palette("light").neutral]
    assert len(layers["spans"]) == 2
    left = layers["at_left" if is_wide else "over_left"]
    assert shown_texts(left) == ["Price", "Waiting", "Staff"]
    right = layers["at_right" if is_wide else "over_right"]
    assert shown_texts(right) == frame()["said" if is_wide else "short"].tolist()


def test_a_click_anywhere_in_a_row_names_its_theme() -> None:
    spec = contrast_rows(frame(), labels=LABELS).to_dict()
    pick = next(one for one in spec["params"] if one["name"] == PARAMETER)
    assert pick["select"]["fields"] == ["theme_id"]
    assert spec["description"] == "Price is spoken of more"


def test_without_any_difference_the_axis_still_stands() -> None:
    nothing = frame().assign(change=None, low=None, high=None).astype({"change": float, "low": float, "high": float})
    layers = drawn(contrast_rows(nothing, labels=LABELS), 900)
    assert "points" not in layers or not layers["points"]
    assert shown_texts(layers["at_right"])
