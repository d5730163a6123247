"""Every sentence of the code has its Chinese half, with the same placeholders, and none is left over."""

import ast
import re
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from markdown_it import MarkdownIt

from i18n import CATALOGUE, bold_beside_letters

ROOT = Path(__file__).resolve().parents[1]
CODE = ("*.py", "analytics", "charts", "commands", "data", "pages", "reports", "views", "workflows")
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
# a language's own name, the signs of a date pattern, one character as the end of a range
NO_SENTENCE = re.compile(r"^(\u4e2d\u6587|[yMdHms\W\d\u5e74\u6708\u65e5]*|.)$", re.DOTALL)
HAN = re.compile(r"[\u4e00-\u9fff]")
# the same in both languages: signs, abbreviations, formats
MAY_STAY_LATIN = re.compile(r"^[\W\d]*(\{\w+\}|NPS|CSAT|CES|MOT|n|CSV|PNG|ID|YAML|SPC|KPI|EN|ZH|[\W\d])*$")


def code_files() -> list[Path]:
    """The code of the product; tests and benchmarks speak to developers only."""
    found = [path for part in CODE for path in (ROOT.glob(part) if "*" in part else (ROOT / part).rglob("*.py"))]
    return sorted(path for path in found if ".venv" not in path.parts)


def sentences() -> dict[str, tuple[str, ...]]:
    """Message id -> its English forms, from every marked string of the code."""
    found: dict[str, tuple[str, ...]] = {}
    for path in code_files():
        for _line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            forms = message if isinstance(message, tuple) else (message,)
            if forms[0]:
                found[forms[0]] = max(found.get(forms[0], ()), forms, key=len)
    return found


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="zh_CN", abort_invalid=True)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def halves(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.fixture(scope="module")
def english() -> dict[str, tuple[str, ...]]:
    return sentences()


@pytest.fixture(scope="module")
def chinese() -> dict[str, Message]:
    held = {}
    for message in catalogue():
        if message.id:
            held[message.id[0] if isinstance(message.id, tuple) else message.id] = message
    return held


def test_there_are_sentences_to_check(english: dict[str, tuple[str, ...]]) -> None:
    assert len(english) > 50


def test_every_sentence_has_a_chinese_half(english: dict[str, tuple[str, ...]], chinese: dict[str, Message]) -> None:
    missing = sorted(text for text in english if text not in chinese or not all(halves(chinese[text])))
    assert not missing


def test_no_chinese_half_is_left_over(english: dict[str, tuple[str, ...]], chinese: dict[str, Message]) -> None:
    assert sorted(set(chinese) - set(english)) == []


def test_plural_sentences_are_plural_in_both(english: dict[str, tuple[str, ...]], chinese: dict[str, Message]) -> None:
    wrong = [
        text
        for text, forms in english.items()
        if text in chinese and isinstance(chinese[text].id, tuple) != (len(forms) > 1)
    ]
    assert not wrong


def test_placeholders_are_the_same_in_both(english: dict[str, tuple[str, ...]], chinese: dict[str, Message]) -> None:
    wrong = []
    for text, forms in english.items():
        wanted = set().union(*(fields(form) for form in forms))
        wrong += [
            (text, half) for half in halves(chinese.get(text, Message("", ""))) if half and fields(half) != wanted
        ]
    assert not wrong


def test_chinese_halves_are_chinese(chinese: dict[str, Message]) -> None:
    untranslated = [
        text
        for text, message in chinese.items()
        if not all(HAN.search(half) for half in halves(message))
        and halves(message)[0] == text
        and not MAY_STAY_LATIN.match(text)
    ]
    assert not untranslated


def test_chinese_punctuation_is_full_width(chinese: dict[str, Message]) -> None:
    """A half-width comma, question mark or semicolon next to a Chinese character is a slip."""
    slip = re.compile(r"[\u4e00-\u9fff][,;?!]|[,;?!][\u4e00-\u9fff]|[\u4e00-\u9fff]\.(\s|$)|\s%")
    wrong = [half for message in chinese.values() for half in halves(message) if slip.search(half)]
    assert not wrong


@pytest.mark.parametrize(
    "filled", ["100%", "\uff08\u7532\uff09", "\u201c\u4e59\u201d", "\u22123 (n\u202f=\u202f9)", "\u25b2", "7"]
)
def test_bold_parts_are_bold_whatever_they_hold(chinese: dict[str, Message], filled: str) -> None:
    """CommonMark leaves asterisks where a marker stands between punctuation and a letter."""
    marked = [half for message in chinese.values() for half in halves(message) if half.count("**") >= 2]
    assert len(marked) > 100
    held = {half: bold_parts(re.sub(r"\{\w+\}", filled, bold_beside_letters(half))) for half in marked}
    assert [half for half, n in held.items() if n != half.count("**") / 2] == []


def bold_parts(text: str) -> int:
    """How many parts are rendered bold; -1 where asterisks are left over."""
    shown = str(MarkdownIt().render(text))
    return -1 if "**" in shown else shown.count("<strong>")


def test_bold_sentences_need_the_joiner() -> None:
    """The case seen on screen: without the joiner the asterisks stay, with it they do not."""
    said = "\u5230\u8bbf\u4e2d\u6709**100%**\u8d70"
    assert bold_parts(said) == -1
    assert bold_parts(bold_beside_letters(said)) == 1


def test_no_space_stands_before_full_width_punctuation(chinese: dict[str, Message]) -> None:
    slip = re.compile(r" [\uff0c\u3002\uff1b\uff1a\uff08\uff09\u3001]")
    assert [half for message in chinese.values() for half in halves(message) if slip.search(half)] == []


def test_no_chinese_stands_in_the_code() -> None:
    """Chinese for the screen lives in the catalogue, vendor words in YAML; a language may name itself."""
    held = [f"{path.relative_to(ROOT)}:{line} {text}" for path in code_files() for line, text in chinese_strings(path)]
    assert not held


def chinese_strings(path: Path) -> list[tuple[int, str]]:
    """String constants with Chinese words, docstrings aside: their examples may show what Chinese text does."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in documentation and HAN.search(node.value) and not NO_SENTENCE.match(node.value)
    ]


def test_no_sentence_hides_inside_another_string(english: dict[str, tuple[str, ...]]) -> None:
    """Babel does not look into f-strings: a sentence marked there would stay English on a Chinese screen."""
    hidden = []
    for path in code_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
                marked = [
                    call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
                ]
                hidden += [
                    text.value for text in marked if isinstance(text, ast.Constant) and text.value not in english
                ]
    assert not hidden
