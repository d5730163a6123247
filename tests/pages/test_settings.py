"""The settings page: every rule explained, checked and in force at once."""

from __future__ import annotations

import pytest

from data.queries.setting import DEFAULTS, setting
from data.queries.work_calendar import WorkingWeek, working_week
from i18n import set_language
from tests.pages.bench import enter, press
from tests.workflows.surveys import AT, read_here, survey
from views import setting_form, store_card
from workflows.import_survey import import_survey

TITLES = {"en": "By which rules are figures counted?", "zh": "数字按什么规则计算？"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_setting_is_on_the_page_with_its_explanation(store, lang):
    app = enter("settings", lang=lang)
    assert app.title[0].value == TITLES[lang]
    assert not app.exception
    assert len(app.number_input) + len(app.selectbox) == len(DEFAULTS) - 1, "all but the fixed confidence"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_setting_has_an_explanation_of_its_own(lang):
    try:
        set_language(lang)
        fields = [field for _, group in setting_form.groups() for field in group]
    finally:
        set_language("en")
    assert {field.key for field in fields} == set(DEFAULTS) - {"confidence"}
    assert len({field.explanation for field in fields}) == len(fields)


def test_a_saved_threshold_is_in_force_at_once(store):
    before = store.version("setting")
    app = enter("settings")
    app.number_input(key="setting_min_n_hidden|en").set_value(7)
    app = press(app, "Save settings")
    assert not app.exception
    assert setting(store, "min_n_hidden") == 7
    assert store.version("setting") == before + 1
    assert any("fewer than **7**" in text.value for text in app.markdown)


def test_nothing_is_written_without_a_change(store):
    before = store.version("setting")
    app = press(enter("settings"), "Save settings")
    assert not app.exception
    assert store.version("setting") == before


def test_a_choice_survives_a_change_of_language(store):
    app = enter("settings")
    app.selectbox(key="setting_week_start|en").set_value("sun")
    press(app, "Save settings")
    app = enter("settings", lang="zh")
    assert app.selectbox(key="setting_week_start|zh").value == "sun"


def test_a_backup_is_made_on_request(store):
    app = press(enter("settings"), "Back up now")
    assert not app.exception
    assert len(store_card.backups(store)) == 1
    assert any("Backed up" in box.value for box in app.info)


def test_sizes_are_told_in_decimal_units():
    assert [store_card.size_text(n) for n in (0, 999, 11_500, 123_456_789, 5_000_000_000_000)] == [
        "0 B", "999 B", "11.5 kB", "123 MB", "5.0 TB",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_person_is_found_checked_and_erased_on_the_page(store, tmp_path, lang, monkeypatch):
    monkeypatch.setattr("workflows.import_survey.inspect_file", read_here)
    path = survey(tmp_path / "may.csv", range(30))
    import_survey(store, path, None, name=path.name, at=AT, accept=True)
    app = enter("settings", lang=lang)
    app.text_input(key=f"erase_key|{lang}").set_value("PERSON7@example.org")
    app = press(app, {"en": "Find this person", "zh": "查找此人"}[lang])
    assert not app.exception
    sure = {"en": "Erase for good", "zh": "永久删除"}[lang]
    assert next(button for button in app.button if button.label == sure).disabled, "only after a look"
    app.checkbox(key=f"erase_sure|{lang}").check()
    app = press(app.run(), sure)
    assert not app.exception
    assert store.value("SELECT count(*) FROM response") == 29


def unfolded(page, label):
    key = next(str(one.key) for one in page.expander if one.label == label)
    page.session_state[key] = True
    return page.run()


def test_working_hours_of_every_journey_are_set_and_taken_back_in_the_settings(store):
    label = "Working hours of every journey, and holidays"
    page = unfolded(enter("settings"), label)
    assert not page.exception
    assert any("office hours count" in text.value for text in page.caption)
    assert not [button for button in page.button if button.label == "Forget these hours"]
    page.text_input(key="hours__5|en").set_value("9-12")
    page = press(page, "Save the working week")
    assert working_week(store, "any").hours[5] == ((540, 720),)
    page = press(page, "Forget these hours")
    assert not page.exception
    assert working_week(store, "any") == WorkingWeek()
    assert page.text_input(key="hours__5|en").value == ""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_journey_says_whose_hours_count(store, lang):
    from views.calendar_editor import whose_hours

    set_language(lang)
    try:
        own, none = WorkingWeek(is_own=True), WorkingWeek()
        said = {whose_hours(journey, week) for journey in ("", "j") for week in (own, none)}
        assert len(said) == 4
    finally:
        set_language("en")
