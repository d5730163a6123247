"""Sibling columns under one question: by a blank header run, a stem, a question code, or a run of like codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from data.ingest.evidence import Evidence

_STEMS: tuple[re.Pattern[str], ...] = (
    re.compile(r"^(?P<stem>.+?)\s*[\[［](?P<item>[^\[\]]+)[\]］]\s*$"),
    re.compile(r"^(?P<stem>.+?)\s*[(（](?P<item>[^()（）]+)[)）]\s*$"),
    re.compile(r"^(?P<stem>.{2,}?)\s+[-–—]\s+(?P<item>.+)$"),
    re.compile(r"^(?P<stem>.{2,}?)\s*[:：]\s*(?P<item>.+)$"),
    re.compile(r"^(?P<stem>.{2,}?)[—|]\s*(?P<item>.+)$"),
)
_REVERSED = re.compile(r"^(?P<item>[^:：]{1,80}):+(?P<stem>[^:：].{12,})$")
_TEXT = re.compile(r"^(?P<stem>.{8,}?)(?:\s+[-–—]\s+|\.\.\.\s*-\s*|[?？:：]\s*-\s*)(?P<item>.+)$", re.DOTALL)
_LIME = re.compile(r"^(?P<stem>\w+)\[(?P<item>\w+)\](?P<rest>.*)$")
_NUMBERED = re.compile(r"^([A-Za-z_.]{1,12}?)[_.]?(\d{1,3})$")
_CODE = re.compile(
    r"^(?P<stem>[A-Za-z]{0,4}\d+)(?:[._-]?(?P<letter>[A-Za-z])(?:[._-](?P<rest>.*))?|[._-](?P<part>\w+)"
    r"|(?P<word>[A-Za-z]{2,})[._-]?(?P<no>\d+)|(?P<plain>[A-Za-z]{2,}))$"
)


@dataclass(frozen=True)
class Family:
    """Neighbouring columns that belong together; `items` names each within the family."""

    stem: str
    members: tuple[int, ...]
    items: dict[int, str] = field(default_factory=dict)
    is_run: bool = False


def families(columns: Sequence[Evidence]) -> list[Family]:
    """All families of two or more, none overlapping."""
    free = {column.index: column for column in columns}
    found: list[Family] = []
    for way in (_by_header, _by_text, _by_lime, _by_reverse, *(_by_pattern(p) for p in _STEMS), _by_code):
        for family in _grouped([free[i] for i in sorted(free)], way):
            found.append(family)
            for index in family.members:
                free.pop(index)
    return sorted(found, key=lambda family: family.members[0])


Way = Callable[[Evidence], tuple[str, str] | None]


def _grouped(columns: Sequence[Evidence], way: Way) -> list[Family]:
    """Neighbours with the same stem."""
    named = [(column, way(column)) for column in columns]
    runs: list[Family] = []
    for stem, group in groupby(named, key=lambda pair: pair[1][0] if pair[1] else None):
        items = {column.index: split[1] for column, split in group if split}
        for part in _neighbours(sorted(items)):
            if stem and len(part) >= 2 and len({items[i] for i in part}) >= 2:
                runs.append(Family(stem, tuple(part), {i: items[i] for i in part}))
    return runs


def _neighbours(indices: Sequence[int], gap: int = 2) -> list[list[int]]:
    """Split where more than one foreign column stands between."""
    parts: list[list[int]] = []
    for index in indices:
        if parts and index - parts[-1][-1] <= gap:
            parts[-1].append(index)
        else:
            parts.append([index])
    return parts


def _by_header(column: Evidence) -> tuple[str, str] | None:
    return (column.question, column.option) if len(column.headers) >= 2 and column.option and column.question else None


def _by_text(column: Evidence) -> tuple[str, str] | None:
    """Qualtrics writes "question - item" in its second row."""
    if len(column.headers) < 2 or column.option or column.question == column.name:
        return None
    hit = _TEXT.match(column.question)
    return (hit["stem"].strip(), hit["item"].strip()) if hit else None


def _by_lime(column: Evidence) -> tuple[str, str] | None:
    """LimeSurvey's "code[item]. Question [item text]"."""
    hit = _LIME.match(column.name)
    text = re.search(r"\[([^\[\]]+)\]\s*$", hit["rest"]) if hit else None
    return (hit["stem"], text[1] if text else hit["item"]) if hit else None


def _by_reverse(column: Evidence) -> tuple[str, str] | None:
    """Alchemer's "Option:Question"."""
    if len(column.headers) != 1:
        return None
    hit = _REVERSED.match(column.name)
    is_question = hit is not None and hit["stem"].rstrip(" *").endswith(("?", "？", ".", ")"))
    return (hit["stem"].strip(), hit["item"].strip()) if hit and is_question else None


def _by_code(column: Evidence) -> tuple[str, str] | None:
    """Q7A_ART, Q5_2, Q8COM1: the question's code, with the word that stands before a running number."""
    hit = _CODE.match(column.headers[0].strip() if len(column.headers) == 2 else column.name)
    if not hit:
        return None
    item = hit["rest"] or hit["letter"] or hit["part"] or hit["no"] or hit["plain"] or ""
    return f"{hit['stem']}{(hit['word'] or '')}", item


def _by_pattern(pattern: re.Pattern[str]) -> Way:
    def split(column: Evidence) -> tuple[str, str] | None:
        hit = pattern.match(column.name if len(column.headers) != 2 else column.headers[0].strip())
        return (hit["stem"].strip(), hit["item"].strip()) if hit else None

    return split


def batteries(columns: Sequence[Evidence]) -> list[Family]:
    """Four or more neighbours numbered on under one stem (Q1, Q2 ... or E1, E2 ...) that use the same steps fully."""
    found: list[Family] = []
    numbered = [(c, hit) for c in columns if (hit := _NUMBERED.match(c.name.strip()))]
    for _, group in groupby(numbered, key=lambda pair: (pair[1][1].lower(), _steps(pair[0]))):
        members = [(column, int(hit[2])) for column, hit in group]
        if len(members) >= 4 and _steps(members[0][0]) is not None:
            indices = tuple(column.index for column, _ in members)
            found.append(Family(f"{members[0][0].name} …", indices, {c.index: c.name for c, _ in members}, True))
    return found


def _steps(column: Evidence) -> float | None:
    """The highest of the steps 1 to 4, 5, 6, 7 or 10, all of which were used; None for anything else."""
    values = {value for value, n in column.values.items() if n}
    high = max(values, default=0.0)
    is_scale = high in (4, 5, 6, 7, 10) and values - {0.0} == {float(step) for step in range(1, int(high) + 1)}
    return high if is_scale and column.number_share > 0.95 else None


def runs_of(columns: Sequence[Evidence], kind_of: Callable[[Evidence], Hashable | None]) -> list[Family]:
    """Runs of three or more neighbours of one kind (None = of none), without a question number in their names."""
    runs: list[Family] = []
    for kind, group in groupby(columns, key=lambda c: None if re.match(r"^[A-Za-z]?\d", c.name) else kind_of(c)):
        indices = [column.index for column in group]
        for part in _neighbours(indices, gap=1) if kind is not None else []:
            if len(part) >= 3:
                runs.append(Family("", tuple(part), is_run=True))
    return runs
