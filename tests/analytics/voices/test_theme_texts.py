"""The words of the codeframe on comments a reader has labelled: one half seen while the words were chosen, one not."""

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
    ("tuned", False, 0.78), ("tuned", True, 0.88), ("untouched", False, 0.74), ("untouched", True, 0.78),
])  # fmt: skip
def test_the_words_find_what_a_reader_finds(half, chinese, least):
    assert micro_f1(half, chinese=chinese) >= least


def test_the_halves_share_no_comment_and_name_only_themes_that_exist():
    seen, kept = ({row[0] for row in rows(half)} for half in ("tuned", "untouched"))
    assert not seen & kept
    assert {theme for half in ("tuned", "untouched") for row in rows(half) for theme in row[1:]} <= set(standard().ids)
    assert len(seen | kept) >= 200
