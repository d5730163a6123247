"""The explore page as a user meets it: choose, split, see the answers, save the view, open it again."""

from __future__ import annotations

import json

import pytest

from tests.pages.bench import enter, press, words
from views import state

QUESTION = "q:sample.it_delivery.use.nps"


def with_list(app):
    """The page with its list of saved views open."""
    app.session_state["explore_saved|en"] = True
    return app.run()


@pytest.mark.parametrize(("lang", "title"), [("en", "Who answers what?"), ("zh", "谁怎么回答？")])
def test_it_opens_on_a_question_with_its_answer(sample_view, lang, title):
    app = enter("explore", lang=lang, j="it_delivery")
    assert app.title[0].value == title
    assert not app.exception
    assert app.get("vega_lite_chart")
    assert any("n = " in text for text in words(app))


def test_it_opens_on_a_comparison_of_segments_unless_the_link_says_no_split(sample_view):
    opened, unsplit = (
        enter("explore", j="it_delivery", q=QUESTION),
        enter("explore", j="it_delivery", q=QUESTION, by="all"),
    )
    assert opened.selectbox(key="by|en").value.startswith("seg:")
    assert unsplit.selectbox(key="by|en").value == "all"


def test_a_split_a_table_and_the_answers_behind_it(sample_store):
    app = enter("explore", j="it_delivery", q=QUESTION, by="seg:role", show="shares")
    app.segmented_control(key="as|en").set_value("table").run()
    assert not app.exception
    assert not app.get("vega_lite_chart")
    table, behind = app.dataframe[0].value, app.dataframe[1].value
    assert table["option"].iloc[0] == "n"
    assert "%" in str(table.iloc[-1, 1])
    app.selectbox(key="opt|en").set_value("9").run()
    assert set(app.dataframe[1].value["answer"]) == {"9"}
    assert len(app.dataframe[1].value) < len(behind)


def test_an_unknown_question_of_a_link_is_refused(sample_view):
    app = enter("explore", j="it_delivery", q="q:nobody", by="seg:nothing")
    assert not app.exception
    assert sum("is not known here" in warning.value for warning in app.warning) == 2


def test_a_view_is_saved_opened_and_deleted(sample_store):
    from workflows.save_view import saved_views

    app = enter("explore", j="it_delivery", q=QUESTION, by="seg:role")
    with_list(app).text_input(key="explore_save_name").set_value("NPS by role")
    press(app, "Save this view")
    kept = saved_views(sample_store, "explore")
    assert list(kept["name"]) == ["NPS by role"]
    assert json.loads(kept["codes"].iloc[0])[state.SPLIT] == "seg:role"
    press(with_list(app), "NPS by role")
    press(with_list(app), "Delete")
    assert not app.exception
    assert saved_views(sample_store, "explore").empty


def test_what_a_click_came_to_is_said_in_the_language_of_the_screen(sample_store):
    app = enter("explore", lang="zh", j="it_delivery", q=QUESTION)
    app.session_state["explore_saved|zh"] = True
    app.run().text_input(key="explore_save_name").set_value("按角色")
    press(app, "保存此视图")
    assert [said.value for said in app.success] == ["视图已保存。"]
