"""The evidence of a touchpoint as one file: the picture, the rows, the words, and how the figures came about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from analytics.curve import TouchpointScore
from i18n import _, language
from reports.evidence_pack import Table, evidence_pack
from reports.explain import explain_touchpoint
from reports.sentences import certainty, curve_sentences, difference_sentence, ties
from views import journey_chart, journey_rows, loaders, loaders_scores
from views.journey_chart import Drawn
from views.view import View

QUOTES = 20


def evidence_bytes(view: View, touchpoint_id: str, drawn: Drawn) -> bytes:
    """What a meeting needs to believe the low point, or to doubt it."""
    curve = loaders_scores.journey_curve(view.scope)
    names = loaders.names(view.journey_id, language())
    point = next(point for point in curve.points if point.touchpoint_id == touchpoint_id)
    name = names[touchpoint_id]
    return evidence_pack(
        title=_("{journey}: {touchpoint}").format(journey=view.journey_name, touchpoint=name),
        sentences=[*curve_sentences(curve, names, period=view.period_text), *_about(view, point, name, names)],
        filters=_filters(view),
        explanations=[explain_touchpoint(point, curve, name)],
        at=datetime.now(UTC),
        charts={"curve": journey_chart.chart(drawn)},
        tables=_tables(view, point),
        quotes=_quotes(view, touchpoint_id),
    )


def _about(view: View, point: TouchpointScore, name: str, names: dict[str, str]) -> list[str]:
    curve = loaders_scores.journey_curve(view.scope)
    said = [] if point.touchpoint_id == curve.worst_id else [certainty(point, curve.margin), ties(point, names)]
    if view.before is not None:
        change = loaders_scores.changes(view.scope, view.before).touchpoints.get(point.touchpoint_id)
        if change is not None:
            said.append(difference_sentence(name, change))
    return [sentence for sentence in said if sentence]


def _filters(view: View) -> dict[str, str]:
    return {
        _("Journey"): view.journey_name,
        _("Period"): view.period_text,
        _("Segment"): view.segment_text,
        _("Compared with"): view.before_text or _("nothing"),
    }


def _tables(view: View, point: TouchpointScore) -> dict[str, Table]:
    curve = loaders_scores.journey_curve(view.scope)
    frame: Any = journey_rows.curve_frame(view, curve).drop(columns="touchpoint_id")
    answers = loaders_scores.scoped("answer_counts", view.scope, point.touchpoint_id)
    hidden = point.n < curve.min_n
    tables = {"curve": Table(frame, journey_rows.headers())}
    if not hidden:
        tables["answers"] = Table(answers, {"native": _("Answer"), "n": _("Answers (n)")})
    return tables


def _quotes(view: View, touchpoint_id: str) -> list[str]:
    comments = loaders_scores.scoped("comments", view.scope, touchpoint_id)
    if int(comments["n_same"].sum()) < int(loaders.rules()["min_comments"]):
        return []
    return [str(text) for text in comments["text"].head(QUOTES)]
