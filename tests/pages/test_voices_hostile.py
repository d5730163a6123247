"""Comments nobody hopes for, on the screen and in the files that leave it: long, foreign, markup, formulas."""

from __future__ import annotations

import shutil
from io import BytesIO
from zipfile import ZipFile

import pytest

from data import runtime
from data.queries.voice_base import VoiceFilter
from tests.pages.bench import words
from tests.stores import new_store
from tests.workflows.surveys import read_here
from tests.workflows.voices import INSTANT_ONLY, RealScorer, run_scoring, scored_survey
from views import loaders_voices, voices_evidence

PAGE = "pages/journey/voices.py"
LONG = "Very slow service today. " * 2_000
COMMENTS = [
    LONG,
    "\u7cdf\u7cd5\u7684\u670d\u52a1\uff0c" * 8_000,
    "\u670d\u52d9\u54e1\u5f88\u89aa\u5207\uff0c\u4f46\u662f\u7b49\u4e86\u592a\u4e45",
    "\uff26\uff55\uff4c\uff4c\u3000width is terrible!",
    "\U0001f621\U0001f621 slow service never again",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> slow &lt;b&gt;",
    "=cmd|' /C calc'!A0 slow service",
    "+slow @SUM(A1) service",
    "![x](http://evil.example/i.png) **slow** :red[service] $x^2$",
    "Das Personal war unfreundlich und das Essen kalt",
    "\u30b9\u30bf\u30c3\u30d5\u304c\u3068\u3066\u3082\u89aa\u5207\u3067\u3057\u305f",
    "slow service, call 13800138000 or jo@example.com",
    *[f"Slow service number {n}" for n in range(12)],
]


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    store = new_store(folder / "throughline.duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workflows.import_survey.inspect_file", read_here)
        scored_survey(store, folder, COMMENTS)
    run_scoring(store, RealScorer(), INSTANT_ONLY)
    store.close()
    return folder


@pytest.fixture
def hostile(process, hostile_folder, tmp_path):
    process(shutil.copytree(hostile_folder, tmp_path / "store") / "throughline.duckdb", False)
    return runtime.open_store()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_breaks_and_long_comments_are_shortened(hostile, app, lang):
    screen = app(PAGE, vp="verbatims", per="all", lang=lang, cf="all")
    seen = [*words(screen)]
    button = next(one for one in screen.button if str(one.key).startswith("voices_next"))
    seen += words(button.click().run())
    assert not screen.exception
    assert max(len(text) for text in seen) < 2_500
    n_long = sum(text.startswith(("Show all (", "\u663e\u793a\u5168\u90e8\uff08")) for text in seen)
    assert n_long == 2
    assert not any("![x](http" in text or "<script>" in text for text in seen), "markup stays text"
    assert not any("13800138000" in text or "jo@example" in text for text in seen)
    other = "other language" if lang == "en" else "\u5176\u4ed6\u8bed\u8a00"
    assert sum(other in text for text in seen if "\u00b7" in text) == 2, "marked, not guessed"


def test_evidence_leaves_masked_and_without_formulas(hostile, app):
    from views.view import current

    app(PAGE, vp="themes", per="all")
    rows = hostile.rows("SELECT theme_id, count(*) FROM text_theme GROUP BY ALL ORDER BY 2 DESC, 1 LIMIT 1")
    theme = str(rows[0][0])
    view = current()
    n = loaders_voices.n_comments(view.scope, VoiceFilter(theme_id=theme))[0]
    assert n >= 8
    packed = ZipFile(BytesIO(voices_evidence.pack(view, theme, "Waiting", n)))
    assert set(packed.namelist()) >= {"note.md", "comments.csv"}
    told = packed.read("comments.csv").decode("utf-8-sig")
    assert "13800138000" not in told
    assert "jo@example" not in told
    assert not [line for line in told.splitlines() if line.startswith(("=", "+", "@", "-"))]
    assert "'=cmd" in told
    assert "13800138000" not in packed.read("note.md").decode("utf-8-sig")
