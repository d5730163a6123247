"""The rules of `analytics/models/text_rules.yaml`, compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import yaml

from analytics.voices.model_files import model_text
from analytics.voices.pattern_starts import beginnings
from analytics.voices.prescreen import Prescreen, first_word

WORD_WIDTH, SIGN_WIDTH = 8, 2
KINDS = ("nothing", "everything", "empty", "positive", "negative", "neutral")


@dataclass(frozen=True)
class Rule:
    """A pattern in cleaned text in small letters, and what finding it adds to the log-odds."""

    name: str
    pattern: re.Pattern[str]
    polarity: float
    neutral: float


@dataclass(frozen=True)
class RuleBook:
    """Everything the rules know.

    `whole` matches a whole answer and names its kind as the last group; it begins with one of `first_words` or, when
    Chinese, of `first_signs`; `patterns` are per language, those of "any" first; `screens` tell which of them can match
    a text; `marks` are emoji with their log-odds, `mark` finds one; `emoticons` are patterns with their log-odds.
    """

    whole: re.Pattern[str]
    first_words: frozenset[str]
    first_signs: frozenset[str]
    patterns: dict[str, tuple[Rule, ...]]
    screens: dict[str, Prescreen]
    marks: dict[str, float]
    mark: re.Pattern[str]
    emoticons: tuple[Rule, ...]
    numbers: dict[str, float]


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """The rules, read once."""
    told = yaml.safe_load(model_text("text_rules.yaml"))
    whole = "|".join(f"(?P<{kind}>{'|'.join(told['whole'][kind])})" for kind in KINDS)
    any_ = [_rule(given, told["words"]) for given in told["patterns"]["any"]]
    patterns = {
        language: (*any_, *(_rule(given, told["words"]) for given in told["patterns"][language]))
        for language in ("en", "zh")
    }
    marks = {mark: float(weight) for weight, listed in told["emoji"].items() for mark in listed}
    emoticons = tuple(
        Rule("emoticon", re.compile(pattern), float(weight), -1.0) for pattern, weight in told["emoticons"]
    )
    mark = re.compile("[" + re.escape("".join(marks)) + "]")
    numbers = {str(word): float(number) for word, number in told["numbers"].items()}
    patterns["other"] = tuple(any_)
    screens = {language: _screen(rules, language) for language, rules in patterns.items()}
    listed = [pattern for kind in KINDS for pattern in told["whole"][kind]]
    words = _beginnings([pattern for pattern in listed if pattern.isascii()], WORD_WIDTH, by_word=True)
    signs = _beginnings([pattern for pattern in listed if not pattern.isascii()], SIGN_WIDTH, by_word=False)
    return RuleBook(re.compile(whole), words, signs, patterns, screens, marks, mark, emoticons, numbers)


def _beginnings(patterns: list[str], width: int, *, by_word: bool) -> frozenset[str]:
    found = [beginnings(re.compile(pattern), width, by_word) for pattern in patterns]
    if any(starts is None for starts in found):
        raise ValueError("a rule for whole answers begins with anything")
    return frozenset().union(*(starts for starts in found if starts))


def _screen(rules: tuple[Rule, ...], language: str) -> Prescreen:
    is_chinese = language == "zh"
    return Prescreen([rule.pattern for rule in rules], SIGN_WIDTH if is_chinese else WORD_WIDTH, by_word=not is_chinese)


def _rule(given: list[str | float], words: dict[str, str]) -> Rule:
    name, pattern, polarity, neutral = given
    written = str(pattern)
    for word, listed in words.items():
        written = written.replace(f"{{{word}}}", listed)
    return Rule(str(name), re.compile(written, re.MULTILINE), float(polarity), float(neutral))


def may_be_whole(bare: str) -> bool:
    """Whether a whole answer can begin like this; a quick look before the pattern."""
    book = rule_book()
    if bare[0] > "\u2e7f":
        return bare[0] in book.first_signs or bare[:SIGN_WIDTH] in book.first_signs
    word = first_word(bare)
    return any(word[:length] in book.first_words for length in range(1, WORD_WIDTH + 1))
