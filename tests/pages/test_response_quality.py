"""The report on response quality: numbers with n and interval, switches that reach the scores, both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages.bench import enter, words
from tests.workflows.quality_survey import HEADER, PARTIAL, SPEEDERS, TESTS, rows
from tests.workflows.surveys import AT, read_here, write_csv
from workflows.import_survey import import_survey

TITLES = {"en": "Which data lie behind the figures?", "zh": "数字背后是哪些数据？"}


@pytest.fixture
def filled(store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    path = write_csv(tmp_path / "stay.csv", rows(n_clean=120), HEADER)
    import_survey(store, path, None, name=path.name, at=AT, accept=True)
    return store


@pytest.mark.parametrize(("lang", "said"), [("en", "12 of 154"), ("zh", "154 份中有 12 份")])
def test_the_report_states_findings_with_n_and_interval(filled, lang, said):
    app = enter("quality", lang=lang, part="answers")
    assert app.title[0].value == TITLES[lang]
    assert not app.exception
    assert any(said in text for text in words(app))
    assert len(app.get("vega_lite_chart")) == 1
    table = next(frame.value for frame in app.dataframe if "finding" in frame.value)
    assert table["n"].tolist()[3] == SPEEDERS
    assert "%" in table["interval"].iloc[3]


def test_a_switch_takes_responses_out_of_every_score_and_says_so_under_the_pages(filled):
    before = filled.value("SELECT count(DISTINCT response_no) FROM score_fact")
    app = enter("quality", part="answers")
    switch = next(toggle for toggle in app.toggle if toggle.label.startswith("Speeders"))
    assert not switch.value
    switch.set_value(True).run()
    assert not app.exception
    assert filled.value("SELECT count(DISTINCT response_no) FROM score_fact") == before - SPEEDERS
    app.switch_page("pages/journey/journey.py").run()
    n = SPEEDERS + TESTS + PARTIAL
    foot = [caption.value for caption in app.caption]
    assert f"{n} responses are left out: tests and previews {TESTS}, partial answers {PARTIAL}, speeders 12." in foot
    assert "Response rate: unknown." in foot


def test_rows_behind_a_finding_open_and_the_link_keeps_the_finding(filled):
    app = enter("quality", part="answers", found="straight")
    assert "Straight-liners: the responses behind the number" in [opened.label for opened in app.expander]
    app = enter("quality", part="answers", sv="no_such_survey")
    assert any("is not known here" in warning.value for warning in app.warning)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_sample_shows_its_response_rate(sample_view, lang):
    app = enter("quality", lang=lang, part="answers")
    assert not app.exception
    cards = {metric.label: metric.value for metric in app.metric}
    assert cards[{"en": "Response rate", "zh": "回收率"}[lang]].endswith("%")
