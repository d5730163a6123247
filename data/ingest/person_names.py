"""Names of persons inside free text: known by what stands beside them, a title or words that tell a name.

A name without such a word stays: "Hope" and "高兴" are no names by their form.
"""

from __future__ import annotations

import re
from typing import Any

from data.ingest.vendors import rules

_TOLD: dict[str, Any] = rules("person_names")
_CHINESE_ENDS = r"(?=\s*(?:$|[,.;!?\n\uff0c\u3002\uff01\uff1b\uff1f\u3001]))"
_ENGLISH_ENDS = r"(?=\s*(?:$|[,.;!?\n]|(?:and|from|but)\b))"
_UPPER = "[A-Z\u00c0-\u00d6\u00d8-\u00de]"
_WORD = rf"{_UPPER}[\w\-]*(?:['\u2019](?!s\b)\w+)*"
_NAME = rf"(?:{_UPPER}\.[ ]?)*{_WORD}(?:[ ]{_WORD})?"
_TITLES, _SMALL = "|".join(_TOLD["en_titles"]), "|".join(_TOLD["en_small"])
_LARGE = _SMALL.upper()
_PERSONS, _CLOSINGS = "|".join(_TOLD["en_persons"].split()), "|".join(_TOLD["en_closings"])
_NO_ENGLISH = frozenset(_TOLD["en_no_names"].split())

_ENGLISH = [
    re.compile(pattern)
    for pattern in (
        rf"\b(?!Miss \w+ing\b)(?P<cue>(?:{_TITLES})\b\.?[ ])(?P<name>{_NAME})",
        rf"\b(?P<cue>(?:{_SMALL})\b\.?[ ])(?P<name>[a-z]{{3,}})\b",
        rf"\b(?P<cue>(?:{_LARGE})\b\.?[ ])(?P<name>[A-Z]{{3,}})\b",
        rf"\b(?P<cue>(?i:my name(?: is|'s|\u2019s|:))[ ])(?P<name>{_NAME})",
        rf"\b(?P<cue>(?i:my name is)[ ])(?P<name>[a-z]{{3,}}){_ENGLISH_ENDS}",
        rf"\b(?P<cue>(?:(?i:an?|one|this|that)[ ](?:\w+[ ])?(?:{_PERSONS})|(?i:some(?:one|body)))"
        rf"[ ](?:called|named)[ ])(?P<name>{_WORD})",
        rf"\b(?P<cue>(?i:{_CLOSINGS})[,\s]{{1,3}})(?P<name>{_NAME})(?=\W{{0,5}}\Z)",
    )
]
_FRAGMENT = re.compile(r"\w+(?:ed|ing)")

_BEFORE = "".join(f"(?<![{before}]{name})" for name, before in _TOLD["zh_before"].items())
_SURNAME = rf"(?:[{_TOLD['zh_surnames']}]{_BEFORE}|{'|'.join(_TOLD['zh_two'])})"
_RARE = rf"(?:(?<![\u4e00-\u9fff])|(?<=[{_TOLD['zh_after']}]))[{_TOLD['zh_rare']}]{_BEFORE}"
_GIVEN = f"[{''.join(_TOLD['zh_given'].split())}]"
_FULL = rf"(?:{_SURNAME}{_GIVEN}{{1,2}})"
_ZH_TITLES = "|".join(sorted(_TOLD["zh_titles"].split(), key=len, reverse=True))
_ZH_SHORT = "|".join(rf"{title}(?![{goes_on}])" for title, goes_on in _TOLD["zh_short"].items())
_ZH_PERSONS = "|".join(sorted(_TOLD["zh_persons"].split(), key=len, reverse=True))
_ZH_TELLS = "|".join(sorted(_TOLD["zh_tells"], key=len, reverse=True))
_CALLED = "\u53eb"
_NO_CHINESE = tuple(_TOLD["zh_no_names"].split())

_CHINESE = [
    re.compile(pattern)
    for pattern in (
        rf"(?P<cue>)(?P<name>{_SURNAME}{_GIVEN}{{0,2}})(?={_ZH_TITLES}|{_ZH_SHORT})",
        rf"(?P<cue>)(?P<name>{_RARE})(?={_ZH_TITLES})",
        rf"(?P<cue>{_ZH_PERSONS})(?P<name>[{_TOLD['zh_small']}]{_SURNAME}|{_FULL})",
        rf"(?P<cue>(?:{_ZH_TELLS})(?:\s?[:\uff1a])?\s?)(?P<name>{_SURNAME}[\u4e00-\u9fff]{{1,2}}){_CHINESE_ENDS}",
        rf"(?P<cue>{_CALLED})(?P<name>{_FULL})(?=\u7684)",
    )
]
# The forms above without what stands around them: the engine finds by this pattern which texts are worth a look.
NAME_CANDIDATE = "|".join(
    [
        rf"\b(?:{_TITLES}|{_SMALL}|{_LARGE})\b|(?i:my name|{_CLOSINGS})|(?:called|named) {_UPPER}",
        rf"[{_TOLD['zh_surnames']}{_TOLD['zh_rare']}]{_GIVEN}{{0,2}}(?:{_ZH_TITLES}|{'|'.join(_TOLD['zh_short'])})",
        rf"(?:{'|'.join(_TOLD['zh_two'])}){_GIVEN}{{0,2}}(?:{_ZH_TITLES}|{'|'.join(_TOLD['zh_short'])})",
        rf"(?:{_ZH_PERSONS})(?:[{_TOLD['zh_small']}][{_TOLD['zh_surnames']}]|[{_TOLD['zh_surnames']}]{_GIVEN})",
        rf"{_ZH_TELLS}|{_CALLED}[{_TOLD['zh_surnames']}]{_GIVEN}",
    ]
)
_HINT = re.compile(NAME_CANDIDATE)
_HAN = re.compile(r"[\u4e00-\u9fff]")


def names_hidden(text: str, word: str) -> str:
    """`text` with `word` in place of each name of a person beside a title or beside words that tell a name.

    Examples
    --------
    >>> names_hidden("Mr. J. Smith's team was slow, Miss out on nothing. My name is Ana Ruiz.", "[name]")
    "Mr. [name]'s team was slow, Miss out on nothing. My name is [name]."
    >>> names_hidden("The MS Teams call with Dr Pepper and mr and mrs", "[name]")
    'The MS Teams call with Dr Pepper and mr and mrs'
    """
    if not _HINT.search(text):
        return text
    for pattern in _ENGLISH:
        text = pattern.sub(lambda hit: f"{hit['cue']}{_english(hit['name'], word)}", text)
    if _HAN.search(text):
        for pattern in _CHINESE:
            text = pattern.sub(lambda hit: f"{hit['cue']}{_chinese(hit, word)}", text)
    return text


def _english(name: str, word: str) -> str:
    """The mark for a name; what follows it and is none stays, such as "He" in "Mr Smith He was late"."""
    first, _blank, second = name.rpartition(" ") if " " in name else (name, "", "")
    if not second:
        return name if _is_no_name(name) else word
    if _is_no_name(first.split(" ")[0]):
        return name
    return f"{word} {second}" if _is_no_name(second) else word


def _is_no_name(word: str) -> bool:
    return word.casefold() in _NO_ENGLISH or (word.islower() and bool(_FRAGMENT.fullmatch(word)))


def _chinese(hit: re.Match[str], word: str) -> str:
    """The mark for a name, or what stands there where it begins another word."""
    return hit["name"] if hit.string.startswith(_NO_CHINESE, hit.start("name")) else word
