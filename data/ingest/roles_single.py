"""Roles of columns that stand alone, by what they hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from data.ingest import proposal as why
from data.ingest.evidence import Evidence
from data.ingest.labels import label_scale
from data.ingest.model import ScaleSpec
from data.ingest.names import has_word, name_rules, spoken
from data.ingest.proposal import Proposal, is_free_text, is_key, is_option_text, is_segment
from data.ingest.roles_family import label_proposal
from data.ingest.roles_mixed import mixed_score
from data.ingest.roles_texts import asked_text, asks_for_words, is_called_comment, least_length
from data.ingest.scales import Legend, Metric, is_ratable, legend_of, metric_of, number_scale, number_text
from data.ingest.vendors import normal_name

MENTIONED = ("frequency", "importance", "usefulness", "difficulty", "ease", "enjoyment", "efficiency")
JOINERS = ("┋", ";", "|", "、", "\n", ", ", ",")  # a full-width comma parts a sentence, not options
FIRM = ("┋", ";", "|")


def single_role(column: Evidence, kind: str) -> Proposal:
    """The most likely role of one column."""
    if not column.n:
        return Proposal("empty", 0.9, why.WHY_EMPTY)
    return (
        (score_role(column) if kind != "kpi_series" else None)
        or (_other_text(column) if column.number_share < 0.5 else None)
        or _joined(column, FIRM)
        or (asked_text(column) if kind in ("survey_wide", "reviews") else None)
        or _joined(column, JOINERS)
        or _comment(column)
        or _number(column, kind)
        or _few(column, kind)
        or _rest(column)
    )


# scores ----------------------------------------------------------------------------------------


def score_role(column: Evidence) -> Proposal | None:
    """A rating by legend, by words, or by ordered labels."""
    found = _rated(column)
    if found and is_called_comment(column) and not (found.scale and _is_whole(found.scale)):
        return None
    return found


def _rated(column: Evidence) -> Proposal | None:
    words = f"{column.name} {column.question}"
    metric, legend = metric_of(words), legend_of(words)
    if is_ratable(column):
        return _number_score(column, words, metric, legend)
    if column.number_share >= 0.95:
        return _slider(column, words, metric)
    found = label_scale(dict(zip(column.texts[:40], map(int, column.weights), strict=False)))
    if found and column.n_distinct <= 40:
        return label_proposal(column, found, metric)
    return mixed_score(column)


def _is_whole(scale: ScaleSpec) -> bool:
    """Every level of a known set was given: words that praise or blame in two ways alone are what somebody wrote."""
    seen = {value for _, value in scale.labels}
    return len(seen) == scale.high - scale.low + 1 and (len(seen) >= 3 or not scale.unsure)


def vendor_score(column: Evidence, metric: str) -> Proposal | None:
    """A rating column that a vendor names: its metric is known, its scale follows from the values."""
    if column.number_share < 0.9:
        return _rated(column)
    flags = set(column.values) <= {0.0, 1.0}
    named = metric_of(metric)
    known = named if named.name == metric else Metric(metric, is_named=True)
    known = Metric("rating", is_named=True) if _is_too_short(column, named) else known
    spec = ScaleSpec("thumb", 0.0, 1.0) if flags else number_scale(column.values, known, None)
    return _scored(column, spec, None) if spec else None


def _is_too_short(column: Evidence, metric: Metric) -> bool:
    """Twenty answers and none above 7: no scale up to 10, whatever the tool usually asks."""
    return metric.scale == (0.0, 10.0) and column.n >= 20 and max(column.values) <= 7


def _number_score(column: Evidence, words: str, metric: Metric, legend: Legend | None) -> Proposal | None:
    if legend is None and (not metric.is_named or _counts_something(words)):
        return None
    if metric.name in MENTIONED and legend is None and (len(column.values) < 3 or _asks_for_a_thing(column)):
        return None
    if legend is None and len(column.values) < 3 and metric.name not in ("nps", "star", "csat", "rating"):
        return None
    if set(column.values) <= {0.0, 1.0} and legend is None:
        return None
    spec = number_scale(column.values, metric, legend)
    return _scored(column, spec, legend) if spec else None


def _scored(column: Evidence, spec: ScaleSpec, legend: Legend | None) -> Proposal:
    full = ScaleSpec(
        spec.metric,
        spec.low,
        spec.high,
        spec.lower_is_better,
        spec.labels,
        (*_usual_codes(column, spec), *sorted(column.missing)),
        spec.unsure,
    )
    told = why.WHY_LEGEND if legend else why.WHY_NUMBERS
    facts = {"lo": number_text(spec.low), "hi": number_text(spec.high)}
    return Proposal("score", 0.95 if legend else 0.7 if spec.unsure else 0.85, told, facts, full)


def _usual_codes(column: Evidence, spec: ScaleSpec) -> tuple[str, ...]:
    """Missing codes seen often enough; a single stray value is asked about instead."""
    return tuple(code for code in spec.na if column.values.get(float(code), 0) >= max(2, 0.005 * column.n))


def _counts_something(words: str) -> bool:
    return has_word(spoken(words), name_rules("not_rating"))


def _asks_for_a_thing(column: Evidence) -> bool:
    """ "Which of them is the most important?" asks for one of several, not for a degree."""
    asked = re.sub(r"^\W*\w{1,24}[.)]\s+", "", column.question or column.name)
    first = normal_name(asked).split()[:1]
    return bool(first) and has_word(first[0], name_rules("asks_for_a_thing"))


def _slider(column: Evidence, words: str, metric: Metric) -> Proposal | None:
    """0 to 100 under a word of rating; percentages and amounts are none."""
    values = column.values
    if not metric.is_named or _counts_something(words) or not values or not min(values) >= 0 or max(values) > 100:
        return None
    if max(values) <= 11 and len(values) > 12:
        high = 5.0 if max(values) <= 5 else 10.0
        return _scored(column, ScaleSpec(metric.name, 1.0 if min(values) >= 1 else 0.0, high, unsure=True), None)
    if len(values) < 8 or max(values) <= 11:
        return None
    return _scored(column, ScaleSpec("slider", 0.0, 100.0, metric.lower_is_better), None)


# texts -----------------------------------------------------------------------------------------


def _other_text(column: Evidence) -> Proposal | None:
    """An option Other that people typed behind."""
    item = column.option or re.split(r"[\[:：|]", column.name)[0]
    told = bool(column.option) and is_option_text(column.option)
    if (told or re.match(r"(?i)^other\b.*(write|specify|text)", item)) and column.n_distinct >= 1:
        return Proposal("other_text", 0.85, why.WHY_OTHER_OPTION)
    return None


def _joined(column: Evidence, joiners: Sequence[str]) -> Proposal | None:
    """Several answers in one cell: the pieces come back in other cells."""
    if column.number_share >= 0.5:
        return None
    for mark in joiners if column.lines else (mark for mark in joiners if mark != "\n"):
        pieces = _pieces(column, mark)
        if pieces is not None:
            return Proposal("multi_delimited", 0.85, why.WHY_JOINED, {"delimiter": mark}, delimiter=mark)
    return None


def _pieces(column: Evidence, mark: str) -> list[str] | None:
    """The recurring pieces when the mark joins options; None when it is part of the text."""
    texts = _texts_with_lines(column) if mark == "\n" else column.texts[:2_000]
    joined = np.array([mark.strip() in text.strip(mark.strip()) if mark.strip() else mark in text for text in texts])
    weights = np.array(list(column.lines.values())) if mark == "\n" else column.weights[: len(texts)]
    share = float(weights[joined].sum() / weights.sum())
    if share < (0.02 if mark == "┋" else 0.1):
        return None
    counts: Counter[str] = Counter()
    for text, n in zip(texts, weights, strict=True):
        counts.update({piece.strip(): int(n) for piece in _outside_brackets(text, mark) if piece.strip()})
    total = sum(counts.values())
    recurring = [piece for piece, n in counts.items() if n >= 3]
    held = sum(counts[piece] for piece in recurring)
    long_ones = sum(counts[p] for p in recurring if len(p) > 80)
    if len(recurring) < 2 or held < (0.6 if mark != "," else 0.8) * total or long_ones > 0.5 * held:
        return None
    return recurring if len(counts) < 0.8 * column.n + 8 and _recombine(texts, joined, mark) else None


def _texts_with_lines(column: Evidence) -> list[str]:
    return list(column.lines)


def _recombine(texts: list[str], joined: np.ndarray, mark: str) -> bool:
    """The pieces of joined cells stand in other cells too; an option that holds a comma comes back only as a whole."""
    cells: Counter[str] = Counter()
    for text in texts:
        cells.update({piece.strip() for piece in _outside_brackets(text, mark) if piece.strip()})
    pieces = {
        piece.strip()
        for text, is_joined in zip(texts, joined, strict=True)
        if is_joined
        for piece in _outside_brackets(text, mark)
        if piece.strip()
    }
    shared = sum(cells[piece] >= 2 for piece in pieces)
    if mark.strip() in (",", "、") and int(joined.sum()) <= 2:
        return shared == len(pieces)
    return shared >= 0.5 * len(pieces) and (mark != "," or shared >= 3)


def _outside_brackets(text: str, mark: str) -> list[str]:
    if mark.strip() not in (",", "、"):
        return text.split(mark.strip() or mark)
    masked = re.sub(r"[(（][^()（）]*[)）]", lambda hit: hit[0].replace(mark.strip(), "\x00"), text)
    return [piece.replace("\x00", mark.strip()) for piece in masked.split(mark.strip())]


def _comment(column: Evidence) -> Proposal | None:
    """Free text, or few answers under a question that asks for words."""
    if column.number_share > 0.5:
        return None
    asks = asks_for_words(column)
    typed = is_free_text(column) and (column.n_distinct > 30 or column.mean_length > 40 or asks)
    open_ended = any(re.match(r"(?i)open-ended response|.*\|open$", cell.strip()) for cell in column.headers)
    short_open = (
        asks and column.distinct_share > 0.3 and column.mean_length > least_length(column) and column.n_distinct >= 3
    )
    few_open = asks and column.n < 5 and column.mean_length > 8
    is_typed = _is_list_item(column) or _is_scattered(column) or _is_told(column)
    if typed or open_ended or short_open or few_open or is_typed:
        return Proposal("comment", 0.85, why.WHY_TEXT, {"n": column.n_distinct, "length": round(column.mean_length)})
    return None


def _is_told(column: Evidence) -> bool:
    """A name that is nothing but a word for a comment, over texts of several words or over praise and blame."""
    return is_called_comment(column) and (column.mean_length > least_length(column) or _rated(column) is not None)


def _is_scattered(column: Evidence) -> bool:
    """Short texts of several words, hardly one of them given twice: typed, not chosen."""
    if column.n < 8 or column.distinct_share <= 0.8 or is_key(column):
        return False
    return column.share(column.strings.str.contains(r"\S\s+\S", regex=True).to_numpy()) >= 0.5


def _is_list_item(column: Evidence) -> bool:
    """Answer 1, 2, 3 of a text list: short, mostly different."""
    numbered = re.search(r"#\s?\d+", column.name) is not None
    return numbered and column.n_distinct > 30 and column.distinct_share > 0.3


# the rest --------------------------------------------------------------------------------------


def _number(column: Evidence, kind: str) -> Proposal | None:
    """Amounts and counts that do not repeat like codes."""
    if column.number_share < 0.9:
        return None
    if kind == "kpi_series":
        is_n = has_word(column.key, name_rules("kpi_n_words"))
        return Proposal("kpi_n" if is_n else "kpi_value", 0.85, why.WHY_NAME)
    if kind in ("event_log", "case_table") and has_word(column.key, name_rules("process_words")):
        return Proposal("process_metric", 0.8, why.WHY_NAME)
    is_amount = _counts_something(f"{column.name} {column.question}") or kind == "customer_table"
    if is_key(column) and column.n >= 20 and column.whole_share == 1 and not is_amount:
        return Proposal("other", 0.5, why.WHY_KEY)
    if column.n_distinct > 30 or column.whole_share < 0.9:
        return Proposal("numeric_attr", 0.7, why.WHY_NUMBER)
    return None


def _few(column: Evidence, kind: str) -> Proposal | None:
    """Answers that repeat: a choice in a survey, a segment elsewhere."""
    if not is_segment(column) and (column.number_share < 0.5 or column.n >= 20):
        return None
    question = spoken(f"{column.question} {column.name}")
    is_person = len(question.split()) <= 14 and has_word(question, name_rules("segment_words"))
    role = "choice" if kind == "survey_wide" and not is_person else "segment"
    return Proposal(role, 0.75, why.WHY_FEW, {"n": column.n_distinct})


def _rest(column: Evidence) -> Proposal:
    if is_free_text(column) or column.mean_length > 40:
        return Proposal("comment", 0.6, why.WHY_TEXT, {"n": column.n_distinct, "length": round(column.mean_length)})
    return Proposal("other", 0.4, why.WHY_REST)
