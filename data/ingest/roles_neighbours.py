"""Roles that follow from the columns beside: ticked options without a common name, "other" texts, comment codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from data.ingest import proposal as why
from data.ingest.evidence import Evidence
from data.ingest.labels import label_key
from data.ingest.names import name_rules
from data.ingest.proposal import Proposal, is_option_text
from data.ingest.roles_family import flags
from data.ingest.roles_texts import is_called_comment
from data.ingest.vendors import normal_name

_NUMBER = re.compile(r"^\s*([A-Za-z]{0,3}\d+[a-z]?)[.、_):]")
_PACKED = re.compile(r"^([A-Za-z]{0,3}\d+)[-_.]?(?:\d+)$")
_CODED = re.compile(r"com(ment)?s?[ _]?\d*$")
MOST_NAME = 60


def option_runs(columns: Sequence[Evidence]) -> dict[int, Proposal]:
    """Neighbours that each hold one text of their own, or blanks: the ticked options of one question."""
    found: dict[int, Proposal] = {}
    for run in _runs(columns):
        if len(run) >= 2 or _names_itself(run[0]):
            stem = _stem(run)
            found |= {c.index: Proposal("multi_option", 0.8, why.WHY_OPTIONS, matrix=stem, item=_only(c)) for c in run}
    return found


def _runs(columns: Sequence[Evidence]) -> list[list[Evidence]]:
    """Neighbouring ticks with different texts under one question number."""
    runs: list[list[Evidence]] = []
    for column in columns:
        if not _is_tick(column):
            continue
        last = runs[-1] if runs else []
        if last and column.index == last[-1].index + 1 and _goes_on(last, column):
            last.append(column)
        else:
            runs.append([column])
    return runs


def _is_tick(column: Evidence) -> bool:
    """One text in some rows, nothing in the others; yes and 1 say nothing about the option."""
    is_one = column.n_distinct == 1 and column.n < column.n_rows and _only(column).lower() not in flags()
    return is_one and not is_called_comment(column)


def _only(column: Evidence) -> str:
    return column.texts[0]


def _goes_on(run: Sequence[Evidence], column: Evidence) -> bool:
    same_number = _numbered(run[-1]) == _numbered(column)
    return same_number and _only(column) not in {_only(one) for one in run}


def _numbered(column: Evidence) -> str:
    hit = _NUMBER.match(column.name)
    return hit[1].lower() if hit else ""


def _names_itself(column: Evidence) -> bool:
    """The name ends with the option's text."""
    own, name = normal_name(label_key(_only(column))), normal_name(column.name)
    return len(own) > 1 and name.endswith(own)


def _stem(run: Sequence[Evidence]) -> str:
    """What the names share, else the options themselves."""
    names = [column.name for column in run]
    same = [len(set(signs)) == 1 for signs in zip(*names, strict=False)]
    shared = names[0][: [*same, False].index(False)].rstrip(" 0.-–—_:[(|")
    if len(run) > 1 and re.search(r"\w{2}|\d", shared):
        return shared
    listed = " / ".join(_only(column) for column in run)
    return listed if len(listed) <= MOST_NAME else f"{listed[:MOST_NAME]}…"


# other texts and comment codes -----------------------------------------------------------------


def beside(columns: Sequence[Evidence], found: Mapping[int, Proposal]) -> dict[int, Proposal]:
    """Corrections that a neighbour asks for: texts typed behind an option, code numbers of one comment."""
    return (
        dict(_other_texts(columns, found))
        | dict(_comment_codes(columns, found))
        | dict(_packed_codes(columns, found))
        | dict(_grouped_nps(columns, found))
    )


def _other_texts(columns: Sequence[Evidence], found: Mapping[int, Proposal]) -> Iterable[tuple[int, Proposal]]:
    """ "Site" and "SiteOther": the second holds what people typed behind an option of the first."""
    typed = Proposal("other_text", 0.8, why.WHY_OTHER_OPTION)
    for before, column in pairwise(columns):
        if column.number_share > 0.5 or found[column.index].role not in ("choice", "segment", "comment", "other"):
            continue
        stem = _before_other(column.key)
        is_named = bool(stem) and before.key.startswith(stem) and found[before.index].role in _ANSWERS
        is_bare = _is_bare_other(column) and found[before.index].role in _ANSWERS and column.n_distinct > 1
        if is_named or is_bare or _is_item_other(column, before, found):
            yield column.index, typed


def _before_other(key: str) -> str:
    """The part of a name in front of a final word for Other, or nothing."""
    tails = (str(word) for word in name_rules("other_tails"))
    return next((key[: -len(tail)].strip() for tail in tails if key.endswith(tail) and key != tail), "")


def _is_bare_other(column: Evidence) -> bool:
    """A column called just "Other", as tools write it behind the question it belongs to."""
    return column.key in {normal_name(str(word)) for word in name_rules("other_words")}


_ANSWERS = ("choice", "segment", "multi_option", "multi_delimited", "choice_option", "score", "touchpoint", "device")


def _is_item_other(column: Evidence, before: Evidence, found: Mapping[int, Proposal]) -> bool:
    """A name that ends in an option Other, behind a question with answers of its own."""
    parts = re.split(r"\s[-–—]\s|[\[|:：]", column.name)
    item = parts[-1].strip(" ]")
    return len(parts) > 1 and is_option_text(item) and found[before.index].role in _ANSWERS and column.n > 0


def _comment_codes(columns: Sequence[Evidence], found: Mapping[int, Proposal]) -> Iterable[tuple[int, Proposal]]:
    """Whole numbers named like a comment beside a column that is one of its codes."""
    for one, other in [*pairwise(columns), *((b, a) for a, b in pairwise(columns))]:
        if found[other.index].role == "coded_comment" and found[one.index].role != "coded_comment" and one.n:
            named = _CODED.search(one.name.lower()) and _CODED.search(other.name.lower())
            if named and one.number_share > 0.95 and one.whole_share == 1:
                yield one.index, Proposal("coded_comment", 0.8, why.WHY_CODED)


def _packed_codes(columns: Sequence[Evidence], found: Mapping[int, Proposal]) -> Iterable[tuple[int, Proposal]]:
    """Columns of one number, filled from the left, with many code numbers: the comments one row was given."""
    for _, group in groupby(columns, key=lambda c: (hit := _PACKED.match(c.name)) and hit[1]):
        run = [c for c in group if c.n and found[c.index].role in ("choice", "segment", "numeric_attr")]
        is_packed = len(run) >= 2 and run[-1].n < 0.8 * run[0].n and all(b.n <= 1.1 * a.n for a, b in pairwise(run))
        if is_packed and _is_code_list(run[0]) and all(c.whole_share == 1 for c in run):
            yield from ((c.index, Proposal("coded_comment", 0.7, why.WHY_CODED)) for c in run)


def _is_code_list(column: Evidence) -> bool:
    """More numbers than any question has options, with gaps between them."""
    return column.number_share > 0.95 and column.n_distinct >= 8 and max(column.values) > 2 * column.n_distinct


def _grouped_nps(columns: Sequence[Evidence], found: Mapping[int, Proposal]) -> Iterable[tuple[int, Proposal]]:
    """A tool that sorts answers into promoters and detractors asked from 0 to 10."""
    grouped = {c.name.lower().removesuffix("_nps_group") for c in columns if c.name.lower().endswith("_nps_group")}
    for column in columns:
        one = found[column.index]
        if column.name.lower() in grouped and one.scale:
            scale = replace(one.scale, metric="nps", low=0.0, high=10.0, unsure=False)
            yield column.index, replace(one, scale=scale, confidence=0.95)
