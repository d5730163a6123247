"""The codeframe is the workspace's own: every edit is checked as a whole, and comments are tagged again by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from analytics.voices.codeframe import Codeframe, Rules, standard
from data.queries.scope import Scope
from data.queries.theme_undo import theme_rows
from data.queries.themes import codeframe_version, theme_corrections, theme_entries, themes
from data.queries.voice_rows import theme_counts
from data.store import Store
from errors import BadInput, CodeframeRefused, UnknownId
from tests.workflows.surveys import AT, dump
from tests.workflows.voices import run_scoring, scored_survey
from workflows.correct_text import label_text, label_theme
from workflows.edit_themes import (
    add_theme,
    bring_back,
    change_theme,
    codeframe,
    ensure_codeframe,
    export_codeframe,
    import_codeframe,
    merge_themes,
    retire_theme,
)
from workflows.undo_themes import remember, take_back

COMMENTS = [
    *[f"The coffee machine broke, day {n}." for n in range(12)],
    *[f"Good price, order {n}." for n in range(12)],
]
COFFEE = {"en": ["coffee", "espresso*"], "zh": ["\u5496\u5561"]}


pytestmark = pytest.mark.usefixtures("quick_reading")


def counted(store: Store) -> dict[str, int]:
    scope = Scope(str(store.value("SELECT journey_id FROM journey")))
    return theme_counts(store, scope).groupby("theme_id")["n_comments"].sum().to_dict()


def test_the_first_scoring_brings_the_codeframe_that_ships(store: Store, tmp_path: Path) -> None:
    assert codeframe(store) == standard()
    scored_survey(store, tmp_path, COMMENTS)
    scorer = run_scoring(store)
    assert scorer.tagged == [24]
    assert codeframe(store) == standard()
    assert counted(store)["price_value" if "price_value" in standard().ids else "price"] == 12
    assert run_scoring(store).tagged == []


def test_a_new_theme_is_found_in_old_comments_and_a_new_name_reads_nothing_again(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    run_scoring(store)
    assert "coffee" not in counted(store)
    group = next(theme.id for theme in standard().themes if theme.parent is None)
    added = add_theme(store, name_en="Coffee", name_zh="\u5496\u5561", parent=group, words=COFFEE, at=AT, by="ann")
    assert added == "coffee"
    assert run_scoring(store).tagged == [24]
    assert counted(store)["coffee"] == 12
    change_theme(store, "coffee", name_en="Coffee and tea", at=AT)
    assert run_scoring(store).tagged == [], "a name is no rule"
    change_theme(store, "coffee", words={"en": ["tea"]}, at=AT)
    assert run_scoring(store).tagged == [24]
    assert "coffee" not in counted(store)
    assert codeframe(store).theme("coffee").zh.words == ("\u5496\u5561",), "the other language stays"


def test_a_mistake_is_named_and_changes_nothing(store: Store) -> None:
    ensure_codeframe(store, at=AT)
    before = dump(store)["theme"]
    theme = standard().ids[0]
    for wrong in ({"words": {"en": ["*"]}}, {"name_en": ""}, {"parent": "nowhere"}, {"words": {"fr": ["cher"]}}):
        with pytest.raises(CodeframeRefused):
            change_theme(store, theme, at=AT, **wrong)  # type: ignore[arg-type]
    with pytest.raises(UnknownId):
        change_theme(store, "nothing", name_en="x", at=AT)
    with pytest.raises(CodeframeRefused):
        import_codeframe(store, "themes: [1, 2", at=AT)
    assert dump(store)["theme"] == before


def test_merging_gives_words_and_labels_and_the_rest_is_as_before(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    run_scoring(store)
    first, second = standard().ids[:2]
    text = str(store.value("SELECT min(text_hash) FROM comment"))
    label_theme(store, text, first, True, at=AT)
    merge_themes(store, first, second, at=AT)
    merged = codeframe(store)
    assert first not in merged.ids
    assert set(standard().theme(first).en.words) <= set(merged.theme(second).en.words)
    assert store.rows("SELECT theme_id FROM theme_label ORDER BY ALL") == sorted([(first,), (second,)])
    with pytest.raises(BadInput):
        merge_themes(store, second, second, at=AT)


def test_a_retired_theme_is_not_counted_and_comes_back(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    run_scoring(store)
    before = counted(store)
    theme = next(iter(before))
    retire_theme(store, theme, at=AT)
    run_scoring(store)
    assert theme not in counted(store)
    bring_back(store, theme, at=AT)
    run_scoring(store)
    assert counted(store) == before
    group = next(entry.parent for entry in standard().themes if entry.id == theme)
    retire_theme(store, str(group), at=AT)
    with pytest.raises(CodeframeRefused):
        bring_back(store, theme, at=AT)
    assert themes(store).set_index("theme_id")["retired_at"].isna().sum() == len(codeframe(store).themes)


def shipped_before() -> Codeframe:
    """The list that ships, as if two of its themes had been worded otherwise."""
    older = {"price_value": Rules(("price",), ()), "digital": Rules(("website",), ())}
    return Codeframe(tuple(
        replace(theme, name_en="Older", en=older[theme.id]) if theme.id in older else theme
        for theme in standard().themes
    ))  # fmt: skip


def test_a_theme_nobody_changed_follows_the_list_of_today_and_an_edited_one_stays(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("workflows.edit_themes.standard", shipped_before)
        ensure_codeframe(store, at=AT)
        change_theme(store, "digital", words={"en": ["homepage"]}, at=AT)
        retire_theme(store, standard().ids[-1], at=AT)
        before = remember(store, at=AT)
        change_theme(store, "digital", name_en="Mine", at=AT)
        after = remember(store, at=AT)
    versions = [codeframe_version(theme_entries(store))]
    for _ in range(3):
        ensure_codeframe(store, at=AT)
        versions.append(codeframe_version(theme_entries(store)))
    assert versions[0] != versions[1] == versions[2] == versions[3]
    assert codeframe(store).theme("price_value") == standard().theme("price_value")
    assert (codeframe(store).theme("digital").name_en, codeframe(store).theme("digital").en.words) == (
        "Mine", ("homepage",))  # fmt: skip
    assert standard().ids[-1] not in codeframe(store).ids
    followed = dump(store)
    ensure_codeframe(store, at=AT)
    assert dump(store) == followed
    take_back(store, before, after, at=AT)
    assert theme_rows(store)["digital"] == before.themes["digital"]
    assert codeframe(store).theme("price_value") == standard().theme("price_value")


def test_a_theme_edited_before_edits_were_marked_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as older:
        older.setattr("workflows.edit_themes.standard", shipped_before)
        ensure_codeframe(store, at=AT)
        change_theme(store, "digital", words={"en": ["homepage"]}, at=AT + timedelta(hours=1))
    with store.write("as before", "voices") as write:
        write.execute("UPDATE theme SET is_standard = true")
    ensure_codeframe(store, at=AT)
    assert codeframe(store).theme("digital").en.words == ("homepage",)
    assert codeframe(store).theme("price_value") == standard().theme("price_value")


def test_export_and_import_give_the_same_codeframe(store: Store) -> None:
    ensure_codeframe(store, at=AT)
    told = export_codeframe(store)
    before = codeframe(store)
    add_theme(store, name_en="Coffee", name_zh="\u5496\u5561", parent=before.themes[0].id, words=COFFEE, at=AT)
    assert import_codeframe(store, told, at=AT) == len(before.themes)
    assert codeframe(store) == before


def test_corrections_measure_each_theme(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    run_scoring(store)
    theme = next(iter(counted(store)))
    tagged = [row[0] for row in store.rows("SELECT DISTINCT text_hash FROM text_theme WHERE theme_id = $t", t=theme)]
    others = [row[0] for row in store.rows("SELECT DISTINCT text_hash FROM comment") if row[0] not in tagged]
    for text, is_present in ((tagged[0], True), (tagged[1], True), (tagged[2], False), (others[0], True)):
        assert label_theme(store, text, theme, is_present, at=AT) is None
    found = theme_corrections(store).set_index("theme_id").loc[theme]
    assert found.to_dict() == {"n_judged": 4, "n_hit": 2, "n_false": 1, "n_missed": 1}
    assert label_theme(store, tagged[0], theme, None, at=AT) is True
    assert theme_corrections(store)["n_judged"].tolist() == [3]


def test_a_label_can_be_taken_back_and_survives_an_undo(store: Store, tmp_path: Path) -> None:
    scored_survey(store, tmp_path, COMMENTS)
    run_scoring(store)
    before = dump(store)
    text, question = store.rows("SELECT text_hash, question_hash FROM text_score ORDER BY ALL LIMIT 1")[0]
    assert label_text(store, text, question, "negative", at=AT, by="ann") is None
    assert label_text(store, text, question, "none", at=AT) == "negative"
    assert label_text(store, text, question, None, at=AT) == "none"
    assert dump(store)["text_label"] == before["text_label"] == []
    with pytest.raises(BadInput):
        label_text(store, text, question, "great", at=AT)
    with pytest.raises(UnknownId):
        label_text(store, "nothing", question, "negative", at=AT)
