"""Roles of sibling columns, decided for the family as a whole: options, ranks, ratings, coded comments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from data.ingest import proposal as why
from data.ingest.evidence import Evidence, is_missing
from data.ingest.families import Family
from data.ingest.labels import LabelScale, is_missed, label_key, label_scale
from data.ingest.model import ScaleSpec
from data.ingest.names import has_word, name_rules, spoken
from data.ingest.proposal import Proposal, is_free_text, is_option_text
from data.ingest.roles_mixed import mixed_score
from data.ingest.roles_texts import is_called_comment
from data.ingest.scales import Legend, Metric, is_ratable, legend_of, metric_of, number_scale
from data.ingest.vendors import rules

_APART = ("importance", "frequency")  # measured beside ratings, never one group with them
_CODED = re.compile(r"com(ment)?s?[ _]?\d*$|verbatim|coded")


def family_roles(family: Family, columns: Mapping[int, Evidence], cells: pd.DataFrame) -> dict[int, Proposal]:
    """Proposals for those members whose role the family decides."""
    members = [columns[i] for i in family.members if columns[i].n]
    if not members:
        return {}
    coded = _coded_comments(members)
    if coded:
        return coded
    ranks = _ranks(family, members, cells)
    if ranks:
        return ranks
    options = _options(family, members, cells)
    return options or family_scores(family, members)


def _coded_comments(members: Sequence[Evidence]) -> dict[int, Proposal]:
    """COM1, COM2 ...: whole numbers, many of them, under a name that speaks of comments."""
    fitting = [c for c in members if _CODED.search(c.name.lower()) and c.number_share > 0.95 and c.whole_share == 1]
    if len(fitting) < len(members):
        return {}
    return {c.index: Proposal("coded_comment", 0.85, why.WHY_CODED) for c in fitting}


# options ---------------------------------------------------------------------------------------


def _options(family: Family, members: Sequence[Evidence], cells: pd.DataFrame) -> dict[int, Proposal]:
    """One column per option: its own text, or a flag; free texts among them belong to an option Other."""
    marks = [c for c in members if _is_mark(c, family.items.get(c.index, ""))]
    if family.is_run or len(marks) < 2 or len(marks) < 0.5 * len(members):
        return {}
    if all(c.number_share > 0.9 for c in marks) and not _are_flags(marks):
        return {}
    role = "choice_option" if _is_exclusive(family, marks, cells) else "multi_option"
    found = {c.index: Proposal(role, 0.9, why.WHY_OPTIONS, matrix=family.stem) for c in marks}
    return found | {c.index: typed for c in members if c.index not in found and (typed := _typed(family, c))}


def _is_mark(column: Evidence, item: str) -> bool:
    """At most one text of its own besides words for "not ticked", or a pair of flags."""
    texts = {text.lower() for text in column.texts}
    if len(texts) <= 1 or texts <= flags():
        return True
    own = {label_key(item)}
    return len(texts) == 2 and bool(own & {label_key(text) for text in texts}) and bool(texts & flags())


@lru_cache(maxsize=1)
def flags() -> frozenset[str]:
    """Words and digits that tick or leave an option."""
    told = rules("words")
    return frozenset(str(word) for word in (*told["ticked"], *told["unticked"]))


def _are_flags(marks: Sequence[Evidence]) -> bool:
    return all({text.lower() for text in c.texts} <= flags() for c in marks)


def _is_exclusive(family: Family, marks: Sequence[Evidence], cells: pd.DataFrame) -> bool:
    """Exactly one option is filled in every row that answers, and the question does not ask for several."""
    if has_word(spoken(family.stem), name_rules("multi_words")) or len(marks) < 2:
        return False
    ticked = np.column_stack([_ticked(cells.iloc[:, c.index]) for c in marks])
    per_row = ticked.sum(axis=1)
    answered = per_row[per_row > 0]
    every_option_used = bool((ticked.sum(axis=0) > 0).all())
    return every_option_used and len(answered) >= 20 and bool((answered == 1).all())


def _ticked(cells: pd.Series) -> np.ndarray:
    off = {str(word) for word in rules("words")["unticked"]}
    lowered = cells.str.strip().str.lower()
    counts = {text: not (is_missing(text) or text in off) for text in lowered.unique()}
    return lowered.map(counts).to_numpy(dtype=bool)


def _typed(family: Family, column: Evidence) -> Proposal | None:
    item = family.items.get(column.index, "") or column.name
    if is_option_text(item):
        return Proposal("other_text", 0.9, why.WHY_OTHER_OPTION)
    if column.n_distinct > 3 and column.number_share < 0.5:
        return Proposal("comment", 0.8, why.WHY_TEXT, _text_facts(column))
    return None


def _text_facts(column: Evidence) -> dict[str, object]:
    return {"n": column.n_distinct, "length": round(column.mean_length)}


# ranks -----------------------------------------------------------------------------------------


def _ranks(family: Family, members: Sequence[Evidence], cells: pd.DataFrame) -> dict[int, Proposal]:
    """Places 1 to k over k items: told by the question, or no place given twice in any row."""
    k = len(members)
    if k < 3 or not all(c.number_share > 0.95 and set(c.values) <= set(range(1, k + 1)) for c in members):
        return {}
    told = has_word(spoken(family.stem or members[0].question), name_rules("rank_words"))
    if not told and not _is_permutation(members, cells):
        return {}
    scale = ScaleSpec("rank", 1.0, float(k), True)
    return {c.index: Proposal("rank", 0.9, why.WHY_RANKED, scale=scale, matrix=family.stem) for c in members}


def _is_permutation(members: Sequence[Evidence], cells: pd.DataFrame) -> bool:
    places = np.column_stack([pd.to_numeric(cells.iloc[:, c.index], errors="coerce").to_numpy() for c in members])
    full = places[np.isfinite(places).all(axis=1)]
    return len(full) >= 10 and bool((np.sort(full, axis=1) == np.arange(1, len(members) + 1)).all())


# ratings ---------------------------------------------------------------------------------------


def family_scores(family: Family, members: Sequence[Evidence]) -> dict[int, Proposal]:
    """Ratings on one shared scale, by their words or by their numbers."""
    texts = [c for c in members if is_free_text(c)]
    rated = [c for c in members if c not in texts and not is_called_comment(c)]
    scored = (_worded(family, rated) or _numbered(family, rated) or _alike(family, rated)) if len(rated) >= 2 else {}
    return scored | ({c.index: typed for c in texts if (typed := _typed(family, c))} if scored else {})


def _worded(family: Family, members: Sequence[Evidence]) -> dict[int, Proposal]:
    """One label scale over the answers of all members, so that a level one item lacks is still known."""
    pooled: dict[str, int] = {}
    for column in members:
        for text, n in zip(column.texts[:40], column.weights, strict=False):
            pooled[text] = pooled.get(text, 0) + int(n)
    found = label_scale(pooled)
    if found is None or found.coverage < 0.9 or not _same_words(members, found):
        return {}
    metric = _asked(family, members)[0]
    return {c.index: label_proposal(c, found, metric, matrix=family.stem or None) for c in members}


def _alike(family: Family, members: Sequence[Evidence]) -> dict[int, Proposal]:
    """Numbers with their labels ("5 (excellent)"): each member alone, when all agree on the scale."""
    found = {c.index: one for c in members if (one := mixed_score(c)) is not None}
    scales = {(one.scale.low, one.scale.high) for one in found.values() if one.scale}
    if len(found) < len(members) or len(scales) != 1:
        return {}
    return {i: replace(one, matrix=family.stem or None) for i, one in found.items()}


def _same_words(members: Sequence[Evidence], found: LabelScale) -> bool:
    return all(c.share(np.array([t in found.labels or t in found.missing for t in c.texts])) > 0.8 for c in members)


def label_proposal(column: Evidence, found: LabelScale, metric: Metric, matrix: str | None = None) -> Proposal:
    """A score whose answers are ordered words; `metric` is what the question, or that of its family, names."""
    name = metric.name if found.metric in ("rating", "csat") and metric.name not in ("rating", "nps") else found.metric
    na = tuple(sorted({*found.missing, *column.missing}))
    labels = tuple((text, value) for text, value in found.labels.items())
    is_bad = metric.lower_is_better and found.metric == "likelihood"  # "very likely" to cancel
    is_low = (found.lower_is_better or is_bad) and not is_missed(f"{column.name} {column.question}")
    scale = ScaleSpec(name, found.low, found.high, is_low, labels, na, found.unsure)
    confidence = 0.8 if found.unsure else 0.92
    return Proposal("score", confidence, why.WHY_LABELS, {"example": next(iter(found.labels))}, scale, matrix)


def _numbered(family: Family, members: Sequence[Evidence]) -> dict[int, Proposal]:
    """One numeric scale for all: the codes seen in any member count for each of them."""
    numeric = [c for c in members if is_ratable(c)]
    if len(numeric) < 2 or len(numeric) < 0.8 * len(members):
        return {}
    pooled = _pooled(numeric)
    if sum(len(c.values) >= 2 for c in numeric) < 0.5 * len(numeric) and max(c.n for c in numeric) >= 10:
        return {}
    metric, legend = _asked(family, numeric)
    is_told = metric.is_named or legend is not None
    if not is_told and (len(numeric) < 3 or not _uses_a_scale(numeric, pooled)):
        return {}
    spec = number_scale(pooled, metric, legend)
    if spec is None:
        return {}
    shared = (spec.low, spec.high)
    facts = {"n": len(numeric)}
    return {
        c.index: Proposal(
            "score",
            0.9 if is_told else 0.75,
            why.WHY_FAMILY,
            facts,
            _own(c, metric_of(c.name), spec, shared, pooled),
            family.stem or None,
        )
        for c in numeric
    }


def _asked(family: Family, members: Sequence[Evidence]) -> tuple[Metric, Legend | None]:
    """One metric and one legend for all: the question's own, else what most of the members name."""
    legend = legend_of(f"{family.stem} {members[0].question} {members[0].name}")
    metric = metric_of(family.stem)
    if not metric.is_named:
        named = Counter(metric_of(f"{column.name} {column.question}") for column in members)
        commonest, n = named.most_common(1)[0]
        metric = commonest if 2 * n > len(members) else Metric()
    return metric, legend


def _pooled(members: Sequence[Evidence]) -> dict[float, int]:
    pooled: dict[float, int] = {}
    for column in members:
        for value, n in column.values.items():
            pooled[value] = pooled.get(value, 0) + n
    return pooled


def _uses_a_scale(members: Sequence[Evidence], pooled: Mapping[float, int]) -> bool:
    """Codes without words or legend: at least four steps above 0 that are nearly all used, in most of the columns."""
    steps = [value for value in pooled if value >= 1]
    if len(steps) < 4 or max(steps) < 4 or len(steps) < 0.6 * max(steps) or not all(v.is_integer() for v in pooled):
        return False
    varied = sum(len([v for v in column.values if v >= 1]) >= 3 for column in members)
    rare_top = pooled[max(steps)] < 0.002 * sum(pooled.values()) and max(steps) not in (5, 7, 10)
    return varied >= 0.7 * len(members) and not rare_top


def _own(
    column: Evidence, metric: Metric, spec: ScaleSpec, shared: tuple[float, float], pooled: Mapping[float, int]
) -> ScaleSpec:
    """The family's scale with the missing codes this column holds; a code seen once or twice is asked, not assumed."""
    usual = {v for v in pooled if pooled[v] >= max(3, 0.002 * sum(pooled.values()))}
    codes = tuple(code for code in spec.na if float(code) in usual and float(code) in column.values)
    own = spec.metric == "rating" and (metric.lower_is_better or metric.name in _APART)
    name = metric.name if own else spec.metric
    lower = metric.lower_is_better if own else spec.lower_is_better
    return ScaleSpec(name, *shared, lower, (), (*codes, *sorted(column.missing)), spec.unsure)
