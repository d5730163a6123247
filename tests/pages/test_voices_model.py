"""The part Model of the voices page: which model reads, what it learnt, what that changed, and the way back."""

from __future__ import annotations

import json

import pytest

from data.queries import text_learning
from data.queries.setting import setting
from data.queries.text_learning import LearningRun
from data.queries.text_models import activate_model, add_model
from errors import BadInput
from tests.pages.bench import words
from tests.pages.readings import AT, read_as_shipped, write_all
from workflows.adapt_model import Available
from workflows.change_settings import change_setting
from workflows.text_engines import base_version

PAGE = "pages/journey/voices.py"
LINK = {"j": "it_delivery", "per": "all", "vp": "model"}
VERDICT = {"stage": "corrections", "measure": "balanced_accuracy", "before": 0.7, "after": 0.8, "change": 0.1,
           "low": 0.02, "high": 0.18, "n": 80, "n_right": 64, "n_right_before": 56, "is_accepted": True}  # fmt: skip
AGREEMENT = {"stage": "witness", "measure": "agreement", "before": 0.78, "after": 0.92, "change": 0.14, "low": 0.1,
             "high": 0.18, "n": 300, "is_accepted": True}  # fmt: skip
WITNESS = [{"question": None, "negative": [0.4, 0.3, 0.2, 0.05, 0.05], "positive": [0.0, 0.05, 0.1, 0.25, 0.6]}]
TOLD = {"kinds": ["witness", "corrections"], "verdicts": [AGREEMENT, VERDICT], "witness": WITNESS}


@pytest.fixture(autouse=True)
def standard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.text_engines.engines", lambda: {"instant": None, "standard": None, "accurate": "-"})


@pytest.fixture
def learnt(sample_store):
    """The sample world, read as shipped and then by a version that learnt; a third of the texts turned."""
    base = base_version("standard")
    read_as_shipped(sample_store)
    run = LearningRun(AT, "page", "standard", "accepted", "standard-corrections-1", TOLD, 320, 80)
    with sample_store.write("learn model", "voices") as write:
        text_learning.write_run(write, run, parent=base)
        add_model(write, "standard-corrections-1", engine="standard", kind="corrections", at=AT, parent=base,
                  weights=b"w", guard=TOLD, n_scores=320, n_corrections=80)  # fmt: skip
        activate_model(write, "standard-corrections-1")
    write_all(sample_store, "standard-corrections-1", is_turned=True)
    return sample_store


def said(screen) -> str:
    return "\n".join(words(screen))


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", ["which learnt from this workspace", "Asked on this page", "64 are read right now and 56 were before",
                "80% after 70%", "95% CI 2.0 to 18.0", "60% give a score at the upper end", "from negative to positive",
                "read differently since the model changed"]),
        ("zh", ["从本工作区学习得到", "在本页发起", "现在判对 64 条，之前判对 56 条", "95%置信区间 2.0～18.0",
                "60% 给出量表最高一档", "由负面变为正面", "条判读不同"]),
    ],
)  # fmt: skip
def test_what_was_learnt_is_said_in_words(learnt, app, lang, expected):
    screen = app(PAGE, lang=lang, **LINK)
    assert not screen.exception
    text = said(screen)
    assert [one for one in expected if one not in text] == []


def test_the_counts_are_those_of_the_store(learnt, app):
    change = text_learning.last_change(learnt)
    screen = app(PAGE, **LINK)
    title = f"{change.n_moved:,} of {change.n_comments:,} comments read differently since the model changed"
    assert title in [header.value for header in screen.header]
    assert change.moves == (("negative", "positive", change.n_moved),)


def test_a_version_is_one_click_away_and_the_click_is_undone(learnt, app):
    base = base_version("standard")
    screen = app(PAGE, **LINK)
    screen.button(key=f"model_use_{base}|en").click().run()
    told = "\n".join(one.value for one in screen.success)
    assert "This version is in use now" in told
    assert "learning by itself was switched off" in told
    assert not screen.toggle[0].value
    assert learnt.rows("SELECT DISTINCT model_version FROM text_score") == [(base,)]
    assert "as it ships" in said(screen)
    assert not any("read differently" in header.value for header in screen.header), "it is not counted yet"
    screen.button(key="model_undo|en").click().run()
    assert learnt.rows("SELECT DISTINCT model_version FROM text_score") == [("standard-corrections-1",)]
    assert not any(str(one.key).startswith("model_undo") for one in screen.button)
    assert screen.toggle[0].value, "the undo brings the switch back too"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_learning_by_itself_is_switched_off_and_on(learnt, app, lang):
    screen = app(PAGE, lang=lang, **LINK)
    assert screen.toggle[0].value
    screen.toggle[0].set_value(False).run()
    assert not screen.exception
    assert setting(learnt, "learns_by_itself") is False
    screen.toggle[0].set_value(True).run()
    assert setting(learnt, "learns_by_itself") is True


@pytest.mark.parametrize("value", ["yes", 1, None])
def test_only_on_and_off_are_a_switch(sample_store, value):
    with pytest.raises(BadInput):
        change_setting(sample_store, "learns_by_itself", value, by="t", at=AT)


def test_a_refusal_says_why_and_what_was_measured(sample_store, app):
    refused = TOLD | {"verdicts": [VERDICT | {"is_accepted": False, "after": 0.6, "change": -0.1, "n_right": 48}]}
    run = LearningRun(AT, "background", "standard", "refused", None, refused, 320, 80)
    with sample_store.write("learn model", "voices") as write:
        text_learning.write_run(write, run, parent=base_version("standard"))
    text = said(app(PAGE, **LINK))
    assert "Tried by itself" in text
    assert "did not read better on comments set aside" in text
    assert "From the corrections: not taken over" in text


def test_without_a_background_the_button_says_why_it_rests(sample_store, app):
    screen = app(PAGE, **LINK)
    assert screen.button(key="model_learn|en").disabled
    assert "switched off in this process" in said(screen)


def test_corrections_of_one_side_only_are_not_enough():
    from views.model_words import missing_words

    assert missing_words(Available(0, 60), {"negative": 55, "none": 5}).endswith("55 negative and 0 positive ones.")
    assert missing_words(Available(0, 60), {"negative": 30, "positive": 30}) == ""
    assert missing_words(Available(0, 40), {"negative": 40}) == ""


def test_old_verdicts_without_counts_are_still_said():
    from views.model_words import verdict_words

    old = {key: value for key, value in VERDICT.items() if not key.startswith("n_right")}
    assert json.loads(json.dumps(old)) == old
    assert "80% are read right after 70%" in verdict_words(old)


@pytest.mark.parametrize(("offers", "n"), [(True, 1), (False, 0)])
def test_scores_at_their_word_are_offered_only_where_they_follow_the_texts(sample_store, app, offers, n):
    told = TOLD | {"offers_direct": offers, "correlation": 0.71}
    run = LearningRun(AT, "page", "standard", "refused", None, told, 320, 80)
    with sample_store.write("learn model", "voices") as write:
        text_learning.write_run(write, run, parent=base_version("standard"))
    screen = app(PAGE, **LINK)
    assert len([one for one in screen.button if str(one.key).startswith("model_direct")]) == n


def test_a_press_asks_the_background_and_comes_back_at_once(sample_store, app, monkeypatch):
    """The service has no thread here: what was asked stays to be seen, and the page watches instead of waiting."""
    from workflows import score_service
    from workflows.one_service import OneService

    class Resting(score_service.ScoreService):
        def start(self) -> None: ...

    holder = OneService(Resting)
    monkeypatch.setattr(score_service, "current", holder.current)
    service = holder.start(sample_store)
    read_as_shipped(sample_store)
    screen = app(PAGE, **LINK)
    screen.button(key="model_learn|en").click().run()
    assert service._asked == score_service.Ask("page", direct=False)
    assert screen.get("progress")[-1].proto.text == "Waiting for the background to begin …"
    screen.button(key="model_stop|en").click().run()
    assert service._asked is None
    assert not screen.exception
    holder.close()
