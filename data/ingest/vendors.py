"""Which tool wrote the file, and what its fixed columns mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from data.rule_text import load_yaml

OPTION_WORDS = frozenset({"response", "open-ended response", "other (please specify)"})
RULES = Path(__file__).resolve().parent / "rules"


@lru_cache(maxsize=16)
def rules(name: str) -> Any:
    """The parsed content of rules/<name>.yaml."""
    return load_yaml((RULES / f"{name}.yaml").read_text(encoding="utf-8"))


def normal_name(name: str) -> str:
    """A header in lower case, words parted by single blanks: "Case_ID" and "caseId" are both "case id"."""
    text = unicodedata.normalize("NFKC", name).replace("\ufeff", "").replace("\u200b", "").strip()
    if text == "#":
        return text
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return re.sub(r"[\W_]+", " ", text.lower()).strip()


@dataclass(frozen=True)
class Vendor:
    """A recognised tool; `system` maps normalised column names to roles ("pii:<type>" included).

    `patterns` are names that hold a part of a question's own: (expression over the header as written, role).
    `order` says whether its own times begin with the "day" or the "month", where it always writes them so.
    """

    name: str
    system: Mapping[str, str]
    missing: frozenset[str] = frozenset()
    title: str = ""
    patterns: tuple[tuple[re.Pattern[str], str], ...] = ()
    order: str | None = None

    def role_of(self, headers: Sequence[str]) -> str | None:
        """The role that the tool's own name in one of the header rows stands for, or None."""
        for header in headers:
            role = next((self.system[name] for name in names_in(header) if name in self.system), None)
            if role:
                return role
        return next((role for pattern, role in self.patterns for cell in headers if pattern.search(cell)), None)


UNKNOWN = Vendor("unknown", {})


def names_in(header: str) -> tuple[str, ...]:
    """The normalised name, and the code in front of it where a tool writes both: "submitdate. Date submitted"."""
    code, dot, _ = header.strip().lstrip("\ufeff").partition(". ")
    return (normal_name(header), normal_name(code)) if dot and code.isidentifier() else (normal_name(header),)


def vendor_of(headers: Sequence[Sequence[str]], file_name: str, *, is_workbook: bool = False) -> Vendor:
    """The first vendor whose fingerprint stands in the header rows."""
    seen = {name for row in headers for cell in row if cell.strip() for name in names_in(cell)}
    first = normal_name(headers[0][0]) if headers and headers[0] else ""
    for name, rule in rules("vendors").items():
        if _matches(rule, seen, first):
            return _vendor(rule.get("vendor", name), name)
    return _by_shape(headers, is_workbook=is_workbook)


def _matches(rule: Mapping[str, Any], seen: set[str], first: str) -> bool:
    names = {str(name) for name in rule["any"]}
    if rule.get("first"):
        return first in names
    if "markers" in rule and not seen & set(rule["markers"]):
        return False
    return len(names & seen) >= rule["need"] and set(rule["all"]) <= seen


def _by_shape(headers: Sequence[Sequence[str]], *, is_workbook: bool) -> Vendor:
    """SurveyMonkey's two rows without its system columns; Qualtrics by its third row.

    Two rows of names in a workbook are made by hand, unless they hold words that only SurveyMonkey writes.
    """
    if any('"ImportId"' in cell for row in headers for cell in row):
        return _vendor("qualtrics", "qualtrics")
    words = {cell.strip().lower() for row in headers[1:] for cell in row}
    is_by_hand = is_workbook or _is_chinese(headers)
    if len(headers) >= 2 and (not is_by_hand or words & OPTION_WORDS):
        return _vendor("surveymonkey", "surveymonkey")
    return UNKNOWN


def _is_chinese(headers: Sequence[Sequence[str]]) -> bool:
    """Most names are Chinese."""
    cells = [cell for row in headers for cell in row if cell.strip()]
    return 2 * sum(any(0x4E00 <= ord(sign) <= 0x9FFF for sign in cell) for cell in cells) > len(cells)


def _vendor(name: str, rule: str) -> Vendor:
    told = rules("vendors")[rule]
    system = {str(key): str(role) for key, role in told["system"].items()}
    patterns = tuple((re.compile(str(words), re.IGNORECASE), str(role)) for words, role in told.get("patterns", ()))
    return Vendor(
        name, system, frozenset(told.get("missing", ())), str(told.get("title", name)), patterns, told.get("order")
    )
