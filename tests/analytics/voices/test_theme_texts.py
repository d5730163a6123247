"""The words of the codeframe on comments a reader has labelled: seen while the words were chosen, or not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import yaml

from analytics.voices.codeframe import standard
from analytics.voices.themes import presence, tag


def rows(half: str) -> list[list[str]]:
    told = yaml.safe_load((Path(__file__).parent / f"themes_{half}.yaml").read_text(encoding="utf-8"))
    return told["rows"]


def micro_f1(half: str, *, chinese: bool) -> float:
    chosen = [row for row in rows(half) if any("\u4e00" <= char <= "\u9fff" for char in row[0]) == chinese]
    ids = standard().ids
    meant = np.array([[theme in row[1:] for theme in ids] for row in chosen])
    texts = [row[0] for row in chosen]
    found = presence(tag(texts, standard()), len(texts), standard())
    return 2 * (meant & found).sum() / (meant.sum() + found.sum())


@pytest.mark.parametrize(("half", "chinese", "least"), [
    ("tuned", False, 0.80), ("tuned", True, 0.91), ("untouched", False, 0.80), ("untouched", True, 0.78),
    ("heldout", False, 0.65), ("heldout", True, 0.68),
])  # fmt: skip
def test_the_words_find_what_a_reader_finds(half, chinese, least):
    assert micro_f1(half, chinese=chinese) >= least


def test_a_comment_of_no_theme_gets_few():
    texts = [row[0] for row in rows("heldout") if len(row) == 1]
    assert len(texts) >= 12
    assert len(tag(texts, standard())) <= 3


def test_the_halves_share_no_comment_and_name_only_themes_that_exist():
    parts = ("tuned", "untouched", "heldout")
    texts = [row[0] for half in parts for row in rows(half)]
    assert len(texts) == len(set(texts))
    assert {theme for half in parts for row in rows(half) for theme in row[1:]} <= set(standard().ids)
    assert len(texts) >= 380
