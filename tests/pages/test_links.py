"""The links section of the data quality page: nothing to link, candidates, linked, compared, removed."""

from __future__ import annotations

import pytest

from data.store import Store
from tests.pages.bench import enter, press, words
from tests.workflows.surveys import read_here
from tests.workflows.test_link_responses import LOG, SURVEY, log_rows, survey_rows, taken_in
from workflows import import_survey as module

HEADERS = {"en": "Links between answers and the process", "zh": "答卷与过程的关联"}


@pytest.fixture
def joined(store: Store, tmp_path, monkeypatch) -> Store:
    """A survey and a log that share ticket numbers; 30 of 50 answers have a ticket."""
    monkeypatch.setattr(module, "inspect_file", read_here)
    taken_in(store, tmp_path / "tickets.csv", log_rows(range(80)), LOG)
    taken_in(store, tmp_path / "survey.csv", survey_rows(range(50, 100)), SURVEY)
    return store


def test_one_file_alone_says_what_is_missing(store: Store, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(module, "inspect_file", read_here)
    taken_in(store, tmp_path / "survey.csv", survey_rows(range(20)), SURVEY)
    app = enter("quality")
    assert not app.exception
    assert any("Nothing can be linked yet" in text for text in words(app))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_pair_shows_its_candidates_and_is_linked_in_one_press(joined: Store, lang: str) -> None:
    app = enter("quality", lang=lang)
    assert not app.exception
    assert HEADERS[lang] in [header.value for header in app.header]
    app = press(app, {"en": "Link", "zh": "关联"}[lang])
    assert not app.exception
    assert joined.value("SELECT n_linked FROM link_run") == 30
    assert any("30" in text and "60%" in text and "tickets" in text for text in words(app))


def test_linked_answers_can_be_looked_at_and_the_links_removed(joined: Store) -> None:
    app = press(enter("quality"), "Link")
    app.session_state["links_rows|en"] = True
    app = app.run()
    press(app, "Repeat")
    app = press(app, "Yes, remove the links")
    assert not app.exception
    assert joined.value("SELECT count(*) FROM link_rule") == 0
    assert any("not linked to" in text for text in words(app))


def test_the_sample_says_that_every_answer_is_linked(sample_store: Store) -> None:
    app = enter("quality")
    assert not app.exception
    n = sample_store.value("SELECT count(*) FROM response WHERE survey_id = 'sample.it_delivery.requirements'")
    linked = [text for text in words(app) if "(100%" in text and "belong to a process instance" in text]
    assert linked
    assert n > 0
