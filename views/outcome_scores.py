"""Overall questions as scores: NPS, satisfaction, effort; one line per question, never mixed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.effort import ENGLISH, ces_version
from analytics.harmonise import comparison
from analytics.intervals import Estimate
from analytics.scores import CesVersion, Nps, NpsKind, ces, csat, is_nps, nps
from data.effort_words import effort_words
from errors import NotEnoughData
from i18n import _, pick
from views import figures

EFFORT = ENGLISH.with_words(**effort_words())


@dataclass(frozen=True)
class OutcomeScore:
    """One overall question in one period. `kind`: nps, csat, ces or mean; the figure that goes with it is set."""

    question_id: str
    label_en: str
    label_zh: str
    kind: str
    group: str
    n: int
    scale: tuple[float, float]
    nps: Nps | None = None
    mean: Estimate | None = None
    satisfied: Estimate | None = None
    version: CesVersion | None = None
    lower_is_better: bool = False

    @property
    def label(self) -> str:
        """The question as it was asked, in the language of the screen where a translation is known."""
        return pick(self.label_en, self.label_zh)

    @property
    def hidden(self) -> bool:
        """Whether there are too few answers for a figure."""
        return self.nps is None and self.mean is None


def outcome_scores(sums: pd.DataFrame, questions: pd.DataFrame, min_n: int) -> tuple[OutcomeScore, ...]:
    """One score per overall question and scale, from sums per cluster."""
    facts = {str(row["question_id"]): row for row in questions.to_dict("records")}
    found = []
    for (question_id, group), rows in sums.groupby(["question_id", "comparison_group"], sort=True):
        found.append(outcome_score(rows, str(question_id), str(group), facts.get(str(question_id), {}), min_n))
    return tuple(sorted(found, key=lambda score: ("nps", "csat", "ces", "mean").index(score.kind)))


def outcome_score(
    rows: pd.DataFrame, question_id: str, group: str, facts: Mapping[Any, Any], min_n: int
) -> OutcomeScore:
    """The score of one question; hidden under the minimum."""
    parts = comparison(group)
    english, chinese = labels(facts, question_id)
    version = ces_version(f"{english} {chinese}", EFFORT) if parts.metric == "ces" else None
    kind = "nps" if is_nps(group) else "ces" if version else "csat" if parts.metric == "csat" else "mean"
    base: dict[str, Any] = {
        "question_id": question_id,
        "label_en": english,
        "label_zh": chinese,
        "kind": kind,
        "group": group,
        "n": int(rows["n"].sum()),
        "scale": (parts.low, parts.high),
        "lower_is_better": facts.get("lower_is_better") is True,
    }
    if base["n"] < min_n:
        return OutcomeScore(**base)
    try:
        return OutcomeScore(**base, **_figure(rows, group, kind, facts, version))
    except NotEnoughData:
        return OutcomeScore(**base)


def _figure(
    rows: pd.DataFrame, group: str, kind: str, facts: Mapping[Any, Any], version: CesVersion | None
) -> dict[str, Any]:
    if kind == "nps":
        return {"nps": nps(rows, kind=nps_kind(facts))}
    if kind == "ces" and version:
        return {"mean": ces(rows, group, version=version).mean, "version": version}
    score = csat(rows, group)
    return {"mean": score.mean, "satisfied": score.satisfied_share if kind == "csat" else None}


def net_sums(sums: pd.DataFrame) -> pd.DataFrame:
    """The sums to compare two periods by: promoters minus detractors in points for NPS, norm sums for the rest."""
    is_net = sums["comparison_group"].map(is_nps).astype(bool)
    return sums.assign(s=sums["s"].where(~is_net, 100.0 * (sums["promoters"] - sums["detractors"])))


def nps_kind(facts: Mapping[Any, Any]) -> NpsKind:
    """Transactional when the survey asks after one contact, else relationship."""
    return "transactional" if facts.get("survey_kind") == "transactional" else "relationship"


def labels(facts: Mapping[Any, Any], question_id: str) -> tuple[str, str]:
    """The question's text in English and Chinese; the text as asked stands for both where nothing is translated."""
    asked = figures.text_or_none(facts.get("label")) or question_id
    told = figures.text_or_none(facts.get("translations"))
    translated = json.loads(told) if told else {}
    if not isinstance(translated, dict):
        translated = {}
    return str(translated.get("en") or asked), str(translated.get("zh") or asked)


def kind_name(score: OutcomeScore) -> str:
    """What kind of figure it is, by its exact name, and whether lower is better."""
    name = _figure_name(score)
    return _("{name}, lower is better").format(name=name) if score.lower_is_better else name


def _figure_name(score: OutcomeScore) -> str:
    if score.kind == "nps" and score.nps is not None:
        return _("Relationship NPS") if score.nps.kind == "relationship" else _("Transactional NPS")
    if score.kind == "ces":
        return _("Customer Effort Score (CES {version})").format(version=score.version)
    if score.kind == "csat":
        return _("Customer satisfaction (CSAT)")
    if score.kind == "nps":
        return _("Net Promoter Score (NPS)")
    return _("Mean score")


def value_text(score: OutcomeScore) -> str:
    """The figure in words: +12, 3.44."""
    if score.nps is not None:
        return figures.signed(score.nps.score, 0)
    if score.mean is not None:
        return figures.number(score.mean.value, 2)
    return figures.NONE


def interval_text(score: OutcomeScore) -> str:
    """Its interval in words."""
    if score.nps is not None:
        return figures.interval(score.nps.low, score.nps.high, 0)
    if score.mean is not None:
        return figures.interval(score.mean.low, score.mean.high, 2)
    return _("hidden: fewer answers than the minimum")
