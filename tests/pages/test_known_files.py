"""The second month's file needs nothing but "Import"; a wrong column is put right on the data quality page."""

from __future__ import annotations

import pytest

from tests.pages.bench import SURVEY, drop, enter, imported, press, words
from views.quality_correct import correction_frame, corrections

pytestmark = pytest.mark.usefixtures("read_in_place")


def months(first: int, last: int) -> bytes:
    """Answers `first` to `last` of a survey whose dates can be day or month first."""
    header = "Response ID,Date Submitted,Speed of the delivery,Advice in the shop,Would you come again?"
    rows = [
        f"R{n},{n % 12 + 1:02d}/{n % 11 + 1:02d}/2026,{n % 5 + 1},{(n * 3) % 5 + 1},{('Yes', 'No')[n % 2]}"
        for n in range(first, last)
    ]
    return "\r\n".join([header, *rows]).encode()


@pytest.mark.parametrize(("lang", "go"), [("en", "Import"), ("zh", "导入")])
def test_the_second_month_needs_only_import(store, lang, go):
    app = drop(enter("upload"), "march.csv", months(0, 60))
    asked = [radio for radio in app.radio if radio.label == "Your answer"]
    assert asked, "day or month first cannot be decided by the file"
    asked[0].set_value("day_first").run()
    press(app, "Import")
    assert app.session_state["upload_job"].done.wait(60)
    app = drop(enter("upload", lang=lang), "april.csv", months(0, 90))
    assert not app.exception
    assert not [radio for radio in app.radio if radio.label in ("Your answer", "您的回答")]
    press(app, go)
    assert app.session_state["upload_job"].done.wait(60)
    assert not app.run().exception
    assert store.value("SELECT count(*) FROM response WHERE is_current") == 90
    assert store.value("SELECT count(DISTINCT role_source) FROM upload_column c JOIN upload USING (upload_id) "
                       "WHERE file_name = 'april.csv' AND role_source <> 'recipe'") == 0  # fmt: skip
    formats = store.rows("SELECT DISTINCT format FROM upload_column WHERE role = 'submitted_at'")
    assert formats == [("%d/%m/%Y",)]


def test_only_changed_cells_are_corrections(store):
    from data.ingest.model import ColumnSpec, ScaleSpec

    columns = (ColumnSpec(3, "Speed", "score", scale=ScaleSpec("csat", 1, 5), about="touchpoint"),)
    shown = correction_frame(columns, {3: "shop.speed"})
    assert corrections(shown, shown.copy()) == {}
    assert corrections(shown, shown.assign(low=0.0, lower=True)) == {3: {"low": 0.0, "lower_is_better": True}}
    assert corrections(shown, shown.assign(role="segment", low=0.0)) == {3: {"role": "segment"}}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_lists_known_files_and_learned_names(store, lang):
    imported(drop(enter("upload"), "survey.csv", SURVEY.encode()))
    app = enter("quality", lang=lang)
    assert not app.exception
    said = " ".join(words(app))
    for words_en, words_zh in (("1 kind of file is known", "已知 1 类文件"), ("names of touchpoints", "触点名称")):
        assert (words_en if lang == "en" else words_zh) in said
