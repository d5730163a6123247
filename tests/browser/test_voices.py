"""A file with comments in both languages becomes scored voices; ten corrections by keyboard teach the model, and the
page says what that changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.queries.text_labels import write_text_label
from data.store import Store
from tests.browser.conftest import serve, stop
from tests.browser.voices_survey import QUESTION, Survey, survey
from workflows.change_settings import change_setting

pytestmark = pytest.mark.browser
SECONDS = 120_000
SAID_BEFORE, MORE = 45, 10
AT = datetime(2026, 3, 1, tzinfo=UTC)
KEYS = {"negative": "1", "neutral": "2", "positive": "3"}
COUNTED = {"en": re.compile(r"^(\d+) (?:of 50 )?corrections"), "zh": re.compile(r"^已更正 (\d+) 条")}
SHOWN = "[data-testid=stMain] h2"
# another comment is shown, and the counter has moved
NEXT = """([shown, text, counted, n]) => {
    const now = document.querySelector(shown), lines = [...document.querySelectorAll('[data-testid=stProgress] p')]
    const found = lines.map(line => line.innerText.match(new RegExp(counted))).find(Boolean)
    return now && now.innerText !== text && found && Number(found[1]) === n
}"""
VERSION = re.compile(r"standard-\w+-[0-9a-f]{8}")
PARTS = {"en": {"review": "Review", "model": "Model", "verbatims": "Verbatims"},
         "zh": {"review": "校对", "model": "模型", "verbatims": "原声"}}  # fmt: skip


def question_hash(question: str) -> str:
    return hashlib.md5(question.encode()).hexdigest()


def text_hash(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


@pytest.fixture
def invented() -> Survey:
    return survey()


@pytest.fixture
def taught_server(invented: Survey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server over a store without answers, in which somebody has corrected texts that the file will bring again."""
    store = Store.open(tmp_path / "throughline.duckdb")
    change_setting(store, "text_engine", "standard", by="test", at=AT)
    with store.write("label texts", "voices") as write:
        for text, label in list(invented.truth.items())[:: len(invented.truth) // SAID_BEFORE][:SAID_BEFORE]:
            write_text_label(write, text_hash(text), question_hash(QUESTION), label, at=AT, by="test")
    store.close()
    monkeypatch.setenv("THROUGHLINE_SAMPLE", "false")
    process, address = serve(tmp_path)
    yield address
    stop(process)


def open_part(page, lang: str, part: str) -> None:
    page.get_by_role("radio", name=PARTS[lang][part], exact=True).click()


def signs(text: str) -> str:
    """Letters and digits only: the marks over deciding words come and go."""
    return re.sub(r"[\W_]", "", text)


def n_corrected(page, lang: str) -> int:
    return int(COUNTED[lang].match(page.get_by_text(COUNTED[lang]).first.inner_text())[1])


def comment_shown(page, meant: dict[str, str]) -> str:
    """The comment to be corrected; headings of the part left behind stay in the page until its run has ended."""
    shown = page.locator(SHOWN).first
    for _ in range(int(SECONDS / 100)):
        shown.wait_for(timeout=SECONDS)
        text = shown.inner_text()
        if signs(text) in meant:
            return str(text)
        page.wait_for_timeout(100)
    raise AssertionError(f"no comment of the survey is shown, but {text!r}")


def correct(page, lang: str, truth: dict[str, str], n: int) -> None:
    """Answer the comments shown, one after the other, by the keys on their buttons; each is counted at once."""
    meant = {signs(text): label for text, label in truth.items()}
    for _ in range(n):
        before = n_corrected(page, lang)
        text = comment_shown(page, meant)
        page.keyboard.press(KEYS[meant[signs(text)]])
        page.wait_for_function(NEXT, arg=[SHOWN, text, COUNTED[lang].pattern, before + 1], timeout=SECONDS)


def test_ten_corrections_teach_the_model_and_the_page_explains_the_change(taught_server, invented, visit):
    page = visit(f"{taught_server}/upload?lang=en")
    file = {"name": "site_survey.csv", "mimeType": "text/csv", "buffer": invented.content}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Import", exact=True).click(timeout=SECONDS)
    page.get_by_role("button", name="See your journey").wait_for(timeout=SECONDS)

    page.goto(f"{taught_server}/voices?lang=en&per=all&vp=model")
    scored = page.get_by_text("Comments are read by", exact=False)
    scored.wait_for(timeout=SECONDS)
    page.get_by_role("button", name="Learn now").wait_for(timeout=SECONDS)
    page.get_by_text("240 comments with a score: enough to learn from.").wait_for()
    page.get_by_text(re.compile("^Tried by itself on")).wait_for(timeout=SECONDS)
    page.get_by_text(VERSION).wait_for(timeout=SECONDS)

    open_part(page, "en", "verbatims")
    page.get_by_text(re.compile("^240 comments by")).wait_for(timeout=SECONDS)
    open_part(page, "en", "review")
    page.get_by_text(f"{SAID_BEFORE} of 50 corrections").wait_for(timeout=SECONDS)
    correct(page, "en", invented.truth, MORE // 2)
    page.get_by_role("radio", name="中文").click()
    page.get_by_text(COUNTED["zh"]).first.wait_for(timeout=SECONDS)
    correct(page, "zh", invented.truth, MORE - MORE // 2)
    assert n_corrected(page, "zh") == SAID_BEFORE + MORE

    open_part(page, "zh", "model")
    page.get_by_role("button", name="立即学习").click(timeout=SECONDS)
    page.get_by_text("在本页发起").wait_for(timeout=SECONDS)
    page.get_by_text(re.compile("来自更正：已采用")).first.wait_for(timeout=SECONDS)
    page.get_by_text(re.compile("从评分和更正学习|从更正学习")).first.wait_for(timeout=SECONDS)
    page.get_by_text(VERSION).nth(1).wait_for(timeout=SECONDS)
    assert len({VERSION.search(line)[0] for line in page.get_by_text(VERSION).all_inner_texts()}) == 2
    page.get_by_role("heading", name=re.compile(r"模型更换后，\d+ 条评论中有 \d+ 条判读不同")).wait_for(timeout=SECONDS)
    page.get_by_role("radio", name="EN").click()
    title = page.get_by_role(
        "heading", name=re.compile(r"\d+ of \d+ comments read differently since the model changed")
    )
    title.wait_for(timeout=SECONDS)
    moved, of = map(int, re.findall(r"\d+", title.inner_text()))
    assert 0 < moved < of == 240 - SAID_BEFORE - MORE
    page.get_by_text("From the corrections: taken over.").wait_for()
