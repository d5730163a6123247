"""The emotion curve of a journey as figures: what the page draws, without a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.curve import EmotionCurve, TouchpointScore, emotion_curve
from analytics.scores import csat, is_nps, nps
from data.queries import curve as curve_queries
from data.queries import journey as journey_queries
from data.queries import outcomes as outcome_queries
from data.queries.scope import Scope
from data.queries.setting import all_settings
from data.store import Store
from errors import NotEnoughData, UnknownId


def read_curve(store: Store, scope: Scope) -> EmotionCurve:
    """The curve of `scope` with the store's own thresholds."""
    return curve_of(
        curve_queries.cluster_sums(store, scope),
        curve_queries.touchpoint_counts(store, scope),
        journey_queries.touchpoints(store, scope.journey_id),
        all_settings(store),
    )


def curve_of(
    sums: pd.DataFrame, counts: pd.DataFrame, touchpoints: pd.DataFrame, thresholds: Mapping[str, Any]
) -> EmotionCurve:
    """The curve over the live touchpoints of a journey, white space left out, under `thresholds` (settings)."""
    return emotion_curve(
        sums,
        counts,
        order=touchpoints.loc[touchpoints["kind"] == "touchpoint", "touchpoint_id"].tolist(),
        margin=float(thresholds["low_point_margin"]),
        min_n=int(thresholds["min_n_hidden"]),
        low_n=int(thresholds["min_n_low"]),
    )


def curve_document(store: Store, journey_id: str) -> dict[str, Any]:
    """All answers of one journey: touchpoints in order and overall questions apart.

    Raises
    ------
    UnknownId
        No such journey.
    """
    journeys = journey_queries.journeys(store)
    if journey_id not in set(journeys["journey_id"]):
        raise UnknownId(kind="journey", id=journey_id)
    scope = Scope(journey_id)
    names = _names(journey_queries.touchpoints(store, journey_id), journey_queries.stages(store, journey_id))
    curve = read_curve(store, scope)
    return {
        "journey_id": journey_id,
        "touchpoints": [_touchpoint(point, names[point.touchpoint_id]) for point in curve.points],
        "outcomes": _outcomes(store, scope, curve.min_n),
    }


def _names(touchpoints: pd.DataFrame, stages: pd.DataFrame) -> dict[str, tuple[str, str]]:
    stage_names = dict(zip(stages["stage_id"], stages["name_en"].fillna(stages["name_zh"]), strict=True))
    own = touchpoints["name_en"].fillna(touchpoints["name_zh"])
    return {
        touchpoint: (str(name), str(stage_names.get(stage, stage)))
        for touchpoint, name, stage in zip(touchpoints["touchpoint_id"], own, touchpoints["stage_id"], strict=True)
    }


def _touchpoint(point: TouchpointScore, names: tuple[str, str]) -> dict[str, Any]:
    return {
        "id": point.touchpoint_id,
        "name": names[0],
        "stage": names[1],
        "n": point.n,
        "mean": point.mean,
        "low": point.low,
        "high": point.high,
        "mean_native": point.mean_native,
        "scale": None if point.scale is None else list(point.scale),
        "hidden": point.hidden,
        "contrast": point.contrast,
        "contrast_low": point.contrast_low,
        "contrast_high": point.contrast_high,
        "q": point.q,
        "is_low_point": point.is_low_point,
        "probability": point.probability,
    }


def _outcomes(store: Store, scope: Scope, min_n: int) -> list[dict[str, Any]]:
    sums = outcome_queries.outcome_sums(store, scope)
    asked = outcome_queries.questions(store, scope.journey_id).to_dict("records")
    questions: dict[str, Any] = {str(question["question_id"]): question for question in asked}
    documents = []
    for (question_id, group), rows in sums.groupby(["question_id", "comparison_group"], sort=True):
        about = questions.get(str(question_id))
        documents.append(_outcome(str(question_id), str(group), rows, about, min_n))
    return documents


def _outcome(question_id: str, group: str, rows: pd.DataFrame, about: Any, min_n: int) -> dict[str, Any]:
    metric, low, high = group.split("|")
    document: dict[str, Any] = {
        "id": question_id,
        "name": None if about is None else str(about["label"]),
        "about": str(rows["about"].iloc[0]),
        "metric": metric,
        "scale": [float(low), float(high)],
        "n": int(rows["n"].sum()),
        "hidden": int(rows["n"].sum()) < min_n,
    }
    figures = ("mean", "low", "high", "nps", "nps_low", "nps_high")
    if document["hidden"]:
        return {**document, **dict.fromkeys(figures)}
    try:
        mean = csat(rows, group).mean
    except NotEnoughData:
        return {**document, **dict.fromkeys(figures)}
    document.update(mean=mean.value, low=mean.low, high=mean.high, nps=None, nps_low=None, nps_high=None)
    if is_nps(group):
        kind = "transactional" if about is not None and about["survey_kind"] == "transactional" else "relationship"
        score = nps(rows, kind=kind)  # type: ignore[arg-type]
        document.update(nps=score.score, nps_low=score.low, nps_high=score.high)
    return document
