"""Every edit of the codeframe can be taken back exactly; what others did since, and what people said, is never lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.voices.codeframe import standard
from data.queries.themes import theme_entries
from data.store import Store
from errors import BadInput, CodeframeRefused
from tests.workflows.surveys import AT, dump
from tests.workflows.voices import run_scoring, scored_survey
from workflows.correct_text import label_theme
from workflows.edit_themes import (
    add_theme,
    bring_back,
    change_theme,
    ensure_codeframe,
    export_codeframe,
    import_codeframe,
    merge_themes,
    retire_theme,
)
from workflows.undo_themes import Codebook, remember, take_back

COMMENTS = [f"Good price, order {n}." for n in range(12)]
FIRST, SECOND = standard().ids[:2]
GROUP = str(standard().theme(FIRST).parent)
LATER = AT + timedelta(hours=1)


pytestmark = pytest.mark.usefixtures("quick_reading")


def edited(store: Store, edit: Callable[[], object], into: str | None = None) -> tuple[Codebook, Codebook]:
    before = remember(store, at=AT, into=into)
    edit()
    return before, remember(store, at=AT, into=into)


def add_coffee(store: Store, parent: str | None = GROUP) -> str:
    words = {"en": ["coffee"]} if parent else None
    return add_theme(store, name_en="Coffee", name_zh="\u5496\u5561", parent=parent, words=words, at=LATER)


EDITS: dict[str, Callable[[Store], object]] = {
    "add": add_coffee,
    "change": lambda store: change_theme(store, FIRST, name_en="X", words={"en": ["x"]}, parent="product", at=LATER),
    "merge": lambda store: merge_themes(store, FIRST, SECOND, at=LATER),
    "merge groups": lambda store: merge_themes(store, "brand", "product", at=LATER),
    "retire": lambda store: retire_theme(store, FIRST, at=LATER),
    "retire a group": lambda store: retire_theme(store, GROUP, at=LATER),
    "another file": lambda store: import_codeframe(
        store, "themes: [{id: a, name: {en: A, zh: A}}, {id: b, parent: a, name: {en: B, zh: B}}]", at=LATER
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_taken_back_to_the_last_cell(store: Store, name: str) -> None:
    ensure_codeframe(store, at=AT)
    before = dump(store)["theme"]
    books = edited(store, lambda: EDITS[name](store))
    assert dump(store)["theme"] != before
    take_back(store, *books, at=LATER)
    assert dump(store)["theme"] == before


def test_what_was_brought_back_is_retired_again(store: Store) -> None:
    ensure_codeframe(store, at=AT)
    retire_theme(store, FIRST, at=AT)
    before = dump(store)["theme"]
    take_back(store, *edited(store, lambda: bring_back(store, FIRST, at=LATER)), at=LATER)
    assert dump(store)["theme"] == before


def test_a_merge_keeps_every_answer_and_its_undo_gives_back_what_was_said(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    run_scoring(store)
    texts = [row[0] for row in store.rows("SELECT DISTINCT text_hash FROM comment ORDER BY ALL")]
    said = {
        (FIRST, 0): True, (FIRST, 1): False, (FIRST, 2): True, (FIRST, 3): False,
        (SECOND, 0): False, (SECOND, 1): True, (SECOND, 4): False,
    }  # fmt: skip
    for (theme, number), is_present in said.items():
        label_theme(store, texts[number], theme, is_present, at=AT, by="ann")
    before = dump(store)
    books = edited(store, lambda: merge_themes(store, FIRST, SECOND, at=LATER), into=SECOND)
    merged = dict(store.rows("SELECT text_hash, is_present FROM theme_label WHERE theme_id = $t", t=SECOND))
    # a comment speaks of the union where it spoke of either; a no to the one says nothing of the other
    assert merged == {texts[0]: True, texts[1]: True, texts[2]: True, texts[4]: False}
    kept = store.rows("SELECT count(*) FROM theme_label WHERE theme_id = $t", t=FIRST)
    assert kept == [(4,)]
    take_back(store, *books, at=LATER)
    assert dump(store)["theme"] == before["theme"]
    assert dump(store)["theme_label"] == before["theme_label"]


def test_an_answer_given_after_the_merge_stays_when_it_is_undone(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    run_scoring(store)
    text = str(store.value("SELECT min(text_hash) FROM comment"))
    label_theme(store, text, FIRST, True, at=AT)
    books = edited(store, lambda: merge_themes(store, FIRST, SECOND, at=LATER), into=SECOND)
    label_theme(store, text, SECOND, False, at=LATER)
    take_back(store, *books, at=LATER)
    assert store.rows("SELECT theme_id, is_present FROM theme_label ORDER BY is_present") == [
        (SECOND, False), (FIRST, True)]  # fmt: skip


def test_an_edit_of_somebody_else_is_not_undone_with_it(store: Store) -> None:
    ensure_codeframe(store, at=AT)
    books = edited(store, lambda: change_theme(store, FIRST, name_en="Mine", at=LATER))
    change_theme(store, SECOND, name_en="Theirs", at=LATER)
    take_back(store, *books, at=LATER)
    names = {entry["id"]: entry["name"]["en"] for entry in theme_entries(store)}
    assert (names[FIRST], names[SECOND]) == (standard().theme(FIRST).name_en, "Theirs")
    books = edited(store, lambda: change_theme(store, FIRST, name_en="Mine", at=LATER))
    change_theme(store, FIRST, name_en="Theirs", at=LATER)
    before = dump(store)["theme"]
    with pytest.raises(BadInput, match="changed again since"):
        take_back(store, *books, at=LATER)
    assert dump(store)["theme"] == before


def test_an_added_group_in_use_cannot_be_undone_and_nothing_changes(store: Store) -> None:
    books = edited(store, lambda: add_coffee(store, None))
    change_theme(store, FIRST, parent="coffee", at=LATER)
    before = dump(store)["theme"]
    with pytest.raises(CodeframeRefused, match="no group"):
        take_back(store, *books, at=LATER)
    assert dump(store)["theme"] == before


def test_an_added_theme_that_somebody_judged_is_retired_by_the_undo_with_its_answers(
    store: Store, tmp_path: Path
) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    run_scoring(store)
    books = edited(store, lambda: add_coffee(store))
    label_theme(store, str(store.value("SELECT min(text_hash) FROM comment")), "coffee", True, at=LATER)
    take_back(store, *books, at=LATER)
    assert store.rows("SELECT retired_at IS NOT NULL FROM theme WHERE theme_id = 'coffee'") == [(True,)]
    assert store.rows("SELECT theme_id FROM theme_label") == [("coffee",)]


def test_the_exported_file_after_an_undo_is_the_one_before(store: Store) -> None:
    ensure_codeframe(store, at=AT)
    told = export_codeframe(store)
    take_back(store, *edited(store, lambda: merge_themes(store, FIRST, SECOND, at=LATER)), at=LATER)
    assert export_codeframe(store) == told
