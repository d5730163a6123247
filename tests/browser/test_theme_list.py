"""Words of a theme are tried out in a real browser: the answer is live, a click after typing saves, it goes back."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser
SECONDS = 60_000
ADDRESS = "{server}/voices?j=it_delivery&per=all&vp=codeframe&th=competence&lang=en"
ROUNDS = 30


def opened(visit, server: str):
    """The theme's fields, once the comments are read in the background."""
    page = visit(ADDRESS.format(server=server))
    for _round in range(ROUNDS):
        page.wait_for_timeout(2_000)
        found = page.get_by_text(re.compile(r"^Finds [1-9]\d* comments"))
        if found.count():
            return page
        page.reload()
        page.wait_for_selector("h1", timeout=SECONDS)
    raise AssertionError("the comments were not read")


def test_words_are_tried_out_saved_by_the_next_click_and_taken_back(visit, server):
    from playwright.sync_api import expect

    page = opened(visit, server)
    words = page.get_by_label("Words, English")
    before = words.input_value()
    words.fill(f"{before}, the, our")
    words.blur()
    page.get_by_text(re.compile(r"\d+ more than before")).wait_for(timeout=SECONDS)
    words.fill(f"{before}, the")
    page.get_by_role("button", name="Save the theme").click()  # the field is left by this very click
    page.get_by_text("“Competence” is saved").first.wait_for(timeout=SECONDS)
    expect(page.get_by_label("Words, English").first).to_have_value(f"{before}, the", timeout=SECONDS)
    page.get_by_role("button", name="Undo last change").click()
    page.get_by_text("The change is taken back.").wait_for(timeout=SECONDS)
    expect(page.get_by_label("Words, English").first).to_have_value(before, timeout=SECONDS)
