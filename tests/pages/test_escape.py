"""Feedback text cannot act on the screen."""

from __future__ import annotations

import re

import pytest

from views.escape import plain

MARKUP = ["![x](http://a.example/i.png)", "[a](http://a.example)", "<img src=x onerror=y>", "$$x$$", "# big", "- item",
          ":red[x]", "`code`", "| a | b |", "~~x~~", "www.a.example", "1. one", "> quote"]  # fmt: skip


@pytest.mark.parametrize("text", MARKUP)
def test_no_sign_of_markup_stays_bare(text):
    assert not re.search(r"(?<!\\)[\[\]()<>$`|#*_~!]", plain(text))


def test_words_stay_as_they_were_written():
    assert plain("需求确认 came late, 3 times") == "需求确认 came late, 3 times"


def test_an_icon_shortcode_stays_text():
    assert ":material/home:" not in plain(":material/home:").replace("\\", "")
