"""Chinese sentences follow each other without a space, on every page of the process side."""

from __future__ import annotations

import re

import pytest

from tests.pages.bench import words

GAP = re.compile(r"[。！？] +(?=[\w*“（])")


@pytest.mark.parametrize("page", ["control", "stream", "board", "kpis"])
def test_no_space_after_a_chinese_full_stop(sample_view, app, page):
    screen = app(f"pages/process/{page}.py", j="it_delivery", lang="zh")
    assert not screen.exception
    told = [text for text in words(screen) if isinstance(text, str)]
    assert any("。" in text for text in told)
    assert [text for text in told if GAP.search(text)] == []
