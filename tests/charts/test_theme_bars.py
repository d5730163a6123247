"""The bars of themes: a valid specification whose colours follow what is beyond chance."""

from __future__ import annotations

import pandas as pd
import pytest

from charts.theme_bars import PARAMETER, theme_bars
from tests.charts.frames import drawn, shown_texts

LABELS = {
    "name": "Theme",
    "negative": "Negative",
    "positive": "Positive",
    "said_negative": "Impact of complaints",
    "said_positive": "Impact of praise",
    "alt": "Waiting costs most",
}


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "theme_id": ["waiting", "price"], "name": ["Waiting", "Price"], "negative": [0.3, 0.1],
            "positive": [0.05, 0.2], "is_negative_real": [True, False], "is_positive_real": [False, False],
            "said": ["−3.1", "+0.2"], "short": ["−3.1", "+0.2"], "is_selected": [True, False],
            "said_negative": ["−3.1", "–"], "said_positive": ["–", "+0.2"],
        }
    )  # fmt: skip


@pytest.mark.parametrize("is_wide", [True, False])
def test_it_is_a_valid_chart_with_negative_shares_left_of_zero(is_wide: bool) -> None:
    spec = theme_bars(frame(), labels=LABELS, is_wide=is_wide).to_dict()
    rows = spec["datasets"]["rows"]
    assert [row["left"] for row in rows] == [-0.3, -0.1]
    assert spec["description"] == "Waiting costs most"
    assert any(PARAMETER in str(part.get("name")) for part in spec["params"])


def test_names_stand_over_the_bars_where_the_chart_is_narrow() -> None:
    for is_wide, told in ((True, "containerSize()[0] <"), (False, "true")):
        spec = theme_bars(frame(), labels=LABELS, is_wide=is_wide).to_dict()
        narrow = next(part for part in spec["params"] if part["name"] == "is_narrow")
        assert narrow["expr"].startswith(told)
    over = drawn(theme_bars(frame(), labels=LABELS, is_wide=False), 390)
    beside = drawn(theme_bars(frame(), labels=LABELS), 900)
    assert (shown_texts(over["over_left"]), any(shown_texts(over["at_left"]))) == (["Waiting", "Price"], False)
    assert (shown_texts(beside["at_left"]), any(shown_texts(beside["over_left"]))) == (["Waiting", "Price"], False)


def test_on_a_phone_the_impact_keeps_interval_and_n_on_a_line_of_its_own() -> None:
    told = frame().assign(said=["▼ −3.1 (−4.0 to −2.2), n = 90", "+0.2 (−0.1 to 0.5), n = 40"])
    phone = drawn(theme_bars(told, labels=LABELS, is_wide=False), 390)
    assert shown_texts(phone["second_left"]) == told["said"].tolist()
    assert not any(shown_texts(phone["over_right"]))
    assert "is_narrow ? datum.said" in str(theme_bars(told, labels=LABELS).to_dict()), "also in a narrow window"
    assert not any(shown_texts(drawn(theme_bars(told, labels=LABELS), 900)["second_left"]))
