"""Every term of the screen has an entry that can be found in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from errors import UnknownId
from i18n import set_language
from reports.glossary import entries, search, term

SPEC = Path(__file__).resolve().parents[3] / "shared" / "specs" / "glossary.md"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def test_every_entry_is_complete_in_both_languages() -> None:
    for entry in entries():
        assert all((entry.en, entry.zh, entry.about_en, entry.about_zh, entry.section_en, entry.section_zh))
        assert re.search(r"[\u4e00-\u9fff]", entry.about_zh), entry.en
        assert not re.search(r"[\u4e00-\u9fff][,;?!]", entry.about_zh), entry.en


def test_no_term_stands_twice_in_a_section() -> None:
    names = [(entry.section, entry.en) for entry in entries()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("typed", "found"),
    [("接触点", "touchpoint"), ("情绪曲线", "emotion curve"), ("NPS", "Net Promoter Score (NPS)"),
     ("top-2", "satisfied share"), ("  LOW point ", "low point"), ("真实瞬间", "moment of truth (MOT)"),
     ("ＮＰＳ", "Net Promoter Score (NPS)")],
)  # fmt: skip
def test_search_finds_names_variants_and_widths(typed: str, found: str) -> None:
    assert search(typed)[0].en == found


def test_search_puts_names_before_meanings_and_finds_nothing_for_nonsense() -> None:
    assert search("touchpoint")[0].en == "touchpoint"
    assert search("zzz") == ()
    assert search("") == entries()


def test_a_term_is_found_by_its_name_or_abbreviation() -> None:
    assert term("moment of truth").zh == term("MOT").zh == "关键时刻（MOT）"
    assert term("PPB").en.startswith("process performance baseline")
    with pytest.raises(UnknownId):
        term("zzz")


def test_an_entry_speaks_the_language_of_the_caller() -> None:
    assert term("touchpoint").name == "touchpoint"
    set_language("zh")
    assert term("touchpoint").name == "触点"
    assert term("touchpoint").section_name == "旅程"


@pytest.mark.skipif(not SPEC.exists(), reason="the specification is not on this machine")
def test_no_term_of_the_specification_is_missing() -> None:
    held = " ".join(" ".join((e.en, e.zh, e.about_en, e.about_zh, *e.variants)) for e in entries()).casefold()
    text = SPEC.read_text(encoding="utf-8").split("## 7.")[0]
    pairs = re.findall(r"^\| (?!EN|-)(.+?) \| (.+?) \| ", text, flags=re.MULTILINE)
    parts = [
        part
        for en, zh in pairs
        for part in (*re.split(r"; | / |, (?![^(]*\))", en), *re.split(r"；| / |、(?![^（]*）)", zh))
    ]
    assert len(parts) > 200
    assert [part for part in parts if part.strip().casefold() not in held] == []
