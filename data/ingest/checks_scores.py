"""Problems of rating columns: codes outside the scale, words without a rank, a guessed direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
import pandas as pd

from data.ingest.checks_case import Case
from data.ingest.evidence import Evidence, clean_text
from data.ingest.issues import issue
from data.ingest.labels import is_missed, label_key
from data.ingest.model import Issue, ScaleSpec
from data.ingest.proposal import WHY_LEGEND
from data.ingest.scales import number_text
from data.ingest.values import scored_texts


def scores(case: Case) -> Iterator[Issue]:
    """All issues of the score columns; a family is asked about once."""
    rated = [
        column for column in case.columns if case.found[column.index].scale and case.found[column.index].role == "score"
    ]
    if not rated and case.kind in ("survey_wide", "reviews"):
        yield issue("no_score_column")
    for _, group in groupby(rated, key=lambda column: _family_key(case, column)):
        family = list(group)
        yield from _codes(case, family)
        yield from _direction(case, family)
    for column in rated:
        yield from _words(case, column)
    yield from _bare_codes(case)


def _scale(case: Case, column: Evidence) -> ScaleSpec:
    scale = case.found[column.index].scale
    if scale is None:
        raise LookupError(column.name)
    return scale


def _family_key(case: Case, column: Evidence) -> tuple[object, ...]:
    one, scale = case.found[column.index], _scale(case, column)
    return (one.matrix or one.why, scale.low, scale.high, scale.lower_is_better)


def _codes(case: Case, family: Sequence[Evidence]) -> Iterator[Issue]:
    """Numbers beyond the scale: those proposed as missing, and those nobody can place."""
    for code, is_known in (("sentinel_codes", True), ("out_of_scale", False)):
        if is_known and _scale(case, family[0]).metric == "fft":
            continue  # the test itself says what its codes 6 and 7 mean
        hits = [(column, values) for column in family if (values := _beyond(case, column, is_known))]
        if not hits:
            continue
        scale = _scale(case, family[0])
        n = sum(sum(values.values()) for _, values in hits)
        seen = sorted({value for _, values in hits for value in values})
        yield issue(
            code,
            column=hits[0][0].index,
            n=n,
            col=hits[0][0].name,
            lo=number_text(scale.low),
            hi=number_text(scale.high),
            values=", ".join(map(number_text, seen)),
            columns=[column.index for column, _ in hits],
        )


def _beyond(case: Case, column: Evidence, is_known: bool) -> dict[float, int]:
    scale = _scale(case, column)
    return {
        value: n
        for value, n in column.values.items()
        if not scale.low <= value <= scale.high and (number_text(value) in scale.na) == is_known
    }


def _direction(case: Case, family: Sequence[Evidence]) -> Iterator[Issue]:
    """Lower is better by the words of the name alone, or praise by a negative word: confirmed once per family."""
    first = family[0]
    scale, told = _scale(case, first), case.found[first.index].why
    is_guess = scale.lower_is_better and told != WHY_LEGEND and not scale.labels and scale.metric != "fft"
    if is_guess or (scale.labels and is_missed(f"{first.name} {first.question}")):
        lowest = next((text for text, value in scale.labels if value == scale.low), number_text(scale.low))
        yield issue(
            "direction_guess",
            column=first.index,
            n=len(family),
            col=first.name,
            lo=lowest,
            columns=[column.index for column in family],
        )


def _words(case: Case, column: Evidence) -> Iterator[Issue]:
    """Words that are neither a label of the scale nor a word for no answer."""
    scale = _scale(case, column)
    if column.number_share == 1.0:
        return
    code = "mixed_numeric_and_label" if column.number_share > 0.3 else "unknown_labels"
    yield from _unranked(code, column.strings, column.weights, column.index, column.name, scale, column.decimal)


def unranked(cells: pd.Series, index: int, name: str, scale: ScaleSpec, decimal: str) -> Iterator[Issue]:
    """The question about words without a rank in a column that a person made a score."""
    counts = cells.map(clean_text).value_counts()
    texts = counts.index.to_series().astype("str").reset_index(drop=True)
    yield from _unranked("unknown_labels", texts, counts.to_numpy(), index, name, scale, decimal)


def _unranked(
    code: str, texts: pd.Series, weights: np.ndarray, index: int, name: str, scale: ScaleSpec, decimal: str
) -> Iterator[Issue]:
    reasons = scored_texts(texts, scale, decimal)["na_reason"].to_numpy()
    lost = np.flatnonzero(reasons == "unparsed")
    if not len(lost):
        return
    words = [str(texts.iloc[i]) for i in lost[:20]]
    shown = ", ".join(word[:40] for word in words[:5])
    keys = list(dict.fromkeys(map(label_key, words)))
    yield issue(code, column=index, n=int(weights[lost].sum()), col=name, values=shown, words=keys)


def _bare_codes(case: Case) -> Iterator[Issue]:
    """Choices exported as code numbers without their meaning."""
    coded = [c for c in case.of("choice") if c.number_share > 0.98 and c.whole_share == 1 and c.n_distinct >= 3]
    if len(coded) >= 3:
        yield issue(
            "codes_without_labels",
            column=coded[0].index,
            n=len(coded),
            col=coded[0].name,
            columns=[column.index for column in coded],
        )
