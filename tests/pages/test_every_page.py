"""Every page in both languages: the sample, an empty store, a hostile link; entered through screen.py."""

from __future__ import annotations

import pytest

from views import menu

TITLES = {
    "pages/journey/home.py": ("How are customers and process doing?", "客户和过程现在怎么样？"),
    "pages/journey/voices.py": ("What do they say, and how do they feel?", "客户说了什么，感受如何？"),
    "pages/journey/drivers.py": ("What moves satisfaction most?", "什么最影响满意度？"),
    "pages/process/control.py": ("Is the process stable and capable?", "过程受控且能力充足吗？"),
    "pages/process/stream.py": ("Where does time die?", "时间都去哪儿了？"),
    "pages/process/links.py": ("Which processes hurt customers, at what cost?", "哪些流程在伤害客户，代价多大？"),
    "pages/process/kpis.py": ("Which measures do we steer by, and do they hold?", "我们靠哪些指标管理，达标了吗？"),
    "pages/journey/journey.py": ("Where does the journey hurt?", "旅程哪里让客户失望？"),
}
ENTRIES = (menu.HOME, menu.JOURNEY, menu.VOICES, menu.DRIVERS, *menu.PROCESS, *menu.DATA)
PAGES = [entry.file for entry in ENTRIES if menu.page_exists(entry.path)]
HOSTILE = {
    "j": "'; DROP TABLE journey; --",
    "tp": "<script>alert(1)</script>",
    "seg": "role:![x](http://a.example/i.png)",
    "per": "q:9999-99",
    "cmp": "everything",
    "ov": ":::,,,",
    "sel": "../../etc/passwd",
    "present": "yes",
    "basis": "moon",
    "raw": "2",
    "lang": "fr",
    "vp": "everything",
    "kpart": "everything",
    "kpi": "no such measure",
    "kper": "yesterday",
    "tof": "everything",
    "th": "![x](http://a.example/i.png)",
    "sn": "angry",
    "vs": "<script>alert(1)</script>",
    "vf": "everything",
    "find": "x" * 5000,
    "sp": "everything",
    "cpart": "everything",
    "cm": "mean:<script>alert(1)</script>",
    "cg": "century",
    "ct": "../../etc",
    "rs": "<b>",
    "pt": "9999-99-99",
    "step": "<script>alert(1)</script>",
    "sf": "<b>",
    "least": "-1",
    "way": "<script>alert(1)</script>",
    "pass": "'; DROP TABLE event; --",
    "fo": "everything",
    "fk": "<b>",
    "svw": "yesterday",
    "lx": "<script>alert(1)</script>~late",
    "ls": "everything",
    "lst": "'; DROP TABLE stage; --",
    "lr": "yes",
    "lo": "![x](http://a.example/i.png)",
    "lsc": "<b>",
    "dpt": "<script>alert(1)</script>",
    "dout": "everything",
    "dmis": "imputed",
    "dtg": "'; DROP TABLE answer; --",
    "other": "x" * 5000,
}


def check(screen, page: str, language: str) -> None:
    assert len(screen.title) == 1, "an empty page must fail"
    if page in TITLES:
        assert screen.title[0].value == TITLES[page][("en", "zh").index(language)]
    else:
        assert any("一" <= sign <= "鿿" for sign in screen.title[0].value) == (language == "zh")
    assert not screen.exception
    assert not screen.error


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_draws_the_sample(sample_view, app, page, language):
    check(app(page, lang=language), page, language)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_draws_an_empty_store(store, app, page, language):
    check(app(page, lang=language), page, language)


@pytest.mark.parametrize("page", PAGES)
def test_a_hostile_link_falls_back_with_a_sentence(sample_view, app, page):
    screen = app(page, **HOSTILE)
    check(screen, page, "en")
    assert any("is not known here" in warning.value for warning in screen.warning)
    assert not any("<script>" in text.value for text in (*screen.markdown, *screen.warning))


@pytest.mark.parametrize("page", PAGES)
def test_a_hostile_link_on_an_empty_store(store, app, page):
    check(app(page, **HOSTILE), page, "en")
