"""The evidence can be carried into a meeting and checked there."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from zipfile import ZipFile

import pandas as pd
import pytest

from charts.emotion_curve import emotion_curve_chart
from i18n import set_language
from reports.chart_labels import curve_labels
from reports.evidence_pack import Table, evidence_pack
from reports.explain import Explanation
from tests.charts.frames import journey

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TOLD = Explanation("Score 47", "Mean of all answers.", "n = 1,203", "95% CI 44 to 51", "Jackknife.", "")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def pack(**changed: object) -> ZipFile:
    points, stages = journey(3)
    content = {
        "title": "Deliverable review hurts most",
        "sentences": ["It is low.", "It is likely real."],
        "filters": {"Journey": "IT delivery", "Period": "2026 Q3"},
        "explanations": [TOLD],
        "at": AT,
        "charts": {"curve": emotion_curve_chart(points, stages, labels=curve_labels(), scale="export")},
        "tables": {"answers": Table(pd.DataFrame({"comment": ["=1+1", "fine"]}), {"comment": "Comment"})},
        "quotes": ["![x](http://evil) too slow\n# now"],
    }
    return ZipFile(io.BytesIO(evidence_pack(**(content | changed))))  # type: ignore[arg-type]


def note(archive: ZipFile) -> str:
    return archive.read("note.md").decode("utf-8-sig")


def test_it_holds_note_picture_and_rows() -> None:
    archive = pack()
    assert archive.namelist() == ["note.md", "curve.png", "answers.csv"]
    assert archive.testzip() is None
    assert archive.read("curve.png").startswith(b"\x89PNG")
    rows = list(csv.reader(io.StringIO(archive.read("answers.csv").decode("utf-8-sig"))))
    assert rows == [["Comment"], ["'=1+1"], ["fine"]]


def test_the_note_says_what_was_looked_at_and_how_the_figure_came_about() -> None:
    said = note(pack())
    for part in ("# Deliverable review hurts most", "Journey: IT delivery", "Period: 2026 Q3", "n = 1,203",
                 "95% CI 44 to 51", "Mean of all answers.", "curve.png", "answers.csv", "21 Nov 2026"):  # fmt: skip
        assert part in said


def test_what_is_empty_has_no_heading() -> None:
    said = note(pack(quotes=(), charts={}, tables={}, explanations=()))
    assert "words" not in said
    assert "Files" not in said


def test_customer_words_cannot_act_in_the_note() -> None:
    said = note(pack())
    assert "![x](" not in said
    assert "\n# now" not in said


def test_the_note_is_chinese_in_chinese() -> None:
    set_language("zh")
    said = note(pack())
    assert "## 查看范围" in said
    assert "- 样本：n = 1,203" in said
    assert "2026年11月21日" in said


def test_the_same_evidence_gives_the_same_bytes() -> None:
    content = {"title": "t", "sentences": [], "filters": {}, "explanations": [], "at": AT}
    assert evidence_pack(**content) == evidence_pack(**content)  # type: ignore[arg-type]
