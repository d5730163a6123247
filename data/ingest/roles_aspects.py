"""Scores under bare names: whole numbers on one usual scale, side by side or beside a score that is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from data.ingest import proposal as why
from data.ingest.evidence import Evidence
from data.ingest.model import ScaleSpec
from data.ingest.names import has_word, name_rules, roles_by_name, spoken
from data.ingest.proposal import Proposal
from data.ingest.scales import Metric, is_ratable, metric_of, missing_codes, number_text, usual_scale

SURE_BATTERY, UNSURE = 0.75, 0.55
LEAST_ANSWERS = 5
_NUMBERED = re.compile(r"^[Qq]?\d+(?:\s*[.:)\u3001\uff1a]\s*|\s+)(?=[^\W\d_]{2})")
_CODE = re.compile(r"^[A-Za-z]{0,4}[_.-]?\d|^[A-Z]{1,4}$|_")


def aspect_scores(columns: Sequence[Evidence], found: Mapping[int, Proposal]) -> dict[int, Proposal]:
    """Scores among the columns that were taken for choices: two or more on one scale, or one beside a known score."""
    open_ones = [column for column in columns if _is_open(column, found[column.index]) and _is_aspect(column)]
    scales = {column.index: scale for column in open_ones if (scale := _scale_of(column)) is not None}
    n_same = Counter(scales.values())
    is_rated = any(one.role == "score" for one in found.values())
    scored: dict[int, Proposal] = {}
    for column in open_ones:
        scale = scales.get(column.index)
        if scale is None or not (is_rated or n_same[scale] >= 2):
            continue
        scored[column.index] = _proposal(column, scale, n_same[scale], is_rated=is_rated)
    return scored


def _is_open(column: Evidence, one: Proposal) -> bool:
    """No rule but the number of different answers spoke."""
    return (one.role in ("choice", "segment") and one.why == why.WHY_FEW) or one.why == why.WHY_REST


def _is_aspect(column: Evidence) -> bool:
    """A short name in words that neither counts, describes the person nor asks for one of several things."""
    words = spoken(f"{column.question} {column.name}")
    name = _NUMBERED.sub("", column.name)
    if _CODE.search(name) or len(name) > 40 or re.search("[?\uff1f]", name):
        return False
    if any(role == "segment" for role, _ in roles_by_name(column.key)):
        return False
    return not any(has_word(words, name_rules(part)) for part in ("not_rating", "segment_words", "not_aspects"))


def _scale_of(column: Evidence) -> tuple[float, float] | None:
    """1 to 5, 7 or 10, or 0 to 10, where most of its steps were used; 0 and 6 are no steps of a short scale."""
    values = column.values
    if column.n < LEAST_ANSWERS or not is_ratable(column) or column.whole_share < 1 or min(values) < 0:
        return None
    if set(range(7)) == {int(value) for value in values}:
        return (1.0, 5.0)  # 0 and 6 stand for no answer in such surveys; it is asked
    if len(values) < 3 or max(values) not in (5, 7, 10) or (0 in values and max(values) < 10):
        return None
    found = usual_scale(values, Metric())
    return (found[0], found[1]) if found and len(values) >= 0.4 * (found[1] - found[0] + 1) else None


def _proposal(column: Evidence, scale: tuple[float, float], n: int, *, is_rated: bool) -> Proposal:
    metric = metric_of(column.name)
    spec = ScaleSpec(metric.name, *scale, metric.lower_is_better, (), missing_codes(column.values, *scale))
    if n >= 2:
        return Proposal("score", SURE_BATTERY if is_rated else UNSURE, why.WHY_FAMILY, {"n": n}, spec)
    facts = {"lo": number_text(scale[0]), "hi": number_text(scale[1])}
    return Proposal("score", UNSURE, why.WHY_NUMBERS, facts, spec)
