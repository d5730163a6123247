"""The comments a view looks at, with what models and people say of them: the common ground of all queries of voices.

A comment is heard when its response counts: the newest revision, no test, no flag that somebody leaves out. What a
person said about a text takes the place of what a model said. A comment in another language than English and Chinese is
not read (`is_foreign`): it has no sentiment until a person gives it one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from data.ingest.sql import fill
from data.queries.scope import Scope
from data.queries.segments import DATE_COLUMN, condition
from data.queries.setting import setting
from data.queries.text_work import QUESTIONS
from data.reading import Reader

LOW_CONFIDENCE: Final = 0.6
SENTIMENTS: Final = ("negative", "neutral", "positive", "none")
CLUSTER_GROUPS: Final = 1024

HEARD: Final = """
counted AS (
    SELECT * FROM (
        SELECT r.response_no, r.response_id, r.journey_id, r.survey_id,
            p.cluster_no AS respondent_no, g.cluster_no AS account_no,
            CAST(r.submitted_at AT TIME ZONE $zone AS DATE) AS answered_on,
            CAST(r.served_at AT TIME ZONE $zone AS DATE) AS served_on,
            coalesce('a:' || r.account_id, 'r:' || r.respondent_id, 'p:' || r.response_no) AS cluster_id,
            (coalesce(k.cluster_no, hash(coalesce(r.account_id, r.respondent_id, r.response_no::VARCHAR)))
                % <groups>)::INTEGER AS cluster_group
        FROM response r
        LEFT JOIN cluster p ON p.cluster_id = 'r:' || r.respondent_id
        LEFT JOIN cluster g ON g.cluster_id = 'a:' || r.account_id
        LEFT JOIN cluster k ON k.cluster_id = 'c:' || coalesce('a:' || r.account_id, 'r:' || r.respondent_id)
        WHERE r.is_current AND (r.status NOT IN ('test', 'preview', 'spam') OR EXISTS (
                SELECT 1 FROM left_out l WHERE l.survey_id = r.survey_id AND l.flag = 'test' AND NOT l.is_out))
            AND r.response_no NOT IN (
                SELECT x.response_no FROM response_flag x JOIN left_out l USING (survey_id, flag) WHERE l.is_out)) f
    WHERE <where>),
heard AS (
    SELECT c.comment_id, c.upload_id, c.response_no, coalesce(c.touchpoint_id, q.touchpoint_id, '') AS touchpoint_id,
        c.text, c.text_hash, coalesce(q.question_hash, '') AS question_hash, q.label AS question, f.survey_id,
        f.<day> AS day, f.cluster_id, f.cluster_group
    FROM comment c JOIN counted f USING (response_no) LEFT JOIN (<questions>) q USING (question_id)),
told AS (
    SELECT h.*, t.language, t.text_no, t.emotion_version, s.model_version, l.label,
        coalesce(t.language = 'other' AND l.label IS NULL AND NOT s.is_none, false) AS is_foreign,
        CASE WHEN NOT is_foreign THEN s.evidence END AS evidence,
        CASE WHEN l.label IS NOT NULL THEN (l.label = 'negative')::DOUBLE
            WHEN NOT is_foreign THEN s.p_negative END AS p_negative,
        CASE WHEN l.label IS NOT NULL THEN (l.label IN ('neutral', 'none'))::DOUBLE
            WHEN NOT is_foreign THEN s.p_neutral END AS p_neutral,
        CASE WHEN l.label IS NOT NULL THEN (l.label = 'positive')::DOUBLE
            WHEN NOT is_foreign THEN s.p_positive END AS p_positive,
        CASE WHEN l.label IS NOT NULL THEN 1.0 WHEN NOT is_foreign THEN s.confidence END AS confidence,
        CASE WHEN NOT is_foreign THEN coalesce(l.label = 'none', s.is_none) END AS is_none
    FROM heard h
    LEFT JOIN text_state t USING (text_hash)
    LEFT JOIN text_score s USING (text_hash, question_hash)
    LEFT JOIN text_label l USING (text_hash, question_hash)),
said AS (
    SELECT *, p_positive - p_negative AS net,
        CASE WHEN is_none IS NULL THEN NULL WHEN is_none THEN 'none'
            WHEN p_neutral >= greatest(p_negative, p_positive) THEN 'neutral'
            WHEN p_positive >= p_negative THEN 'positive' ELSE 'negative' END AS sentiment
    FROM told),
mentioned AS (
    SELECT comment_id, upload_id, theme_id, avg(p_negative) AS p_negative, avg(p_neutral) AS p_neutral,
        avg(p_positive) AS p_positive, max(is_by_person) AS is_by_person
    FROM (
        SELECT s.comment_id, s.upload_id, m.theme_id, coalesce(m.p_negative, s.p_negative) AS p_negative,
            coalesce(m.p_neutral, s.p_neutral) AS p_neutral, coalesce(m.p_positive, s.p_positive) AS p_positive,
            false AS is_by_person
        FROM said s JOIN text_theme m USING (text_hash, question_hash)
        WHERE NOT EXISTS (SELECT 1 FROM theme_label l WHERE l.text_hash = s.text_hash AND l.theme_id = m.theme_id
            AND NOT l.is_present)
        UNION ALL
        SELECT s.comment_id, s.upload_id, l.theme_id, s.p_negative, s.p_neutral, s.p_positive, true
        FROM said s JOIN theme_label l USING (text_hash) WHERE l.is_present AND NOT EXISTS (
            SELECT 1 FROM text_theme m WHERE m.text_hash = s.text_hash AND m.question_hash = s.question_hash
            AND m.theme_id = l.theme_id))
    WHERE theme_id IN (SELECT theme_id FROM theme WHERE retired_at IS NULL)
    GROUP BY ALL),
theme_said AS (
    SELECT *, CASE WHEN p_neutral IS NULL THEN NULL WHEN p_neutral >= greatest(p_negative, p_positive) THEN 'neutral'
        WHEN p_positive >= p_negative THEN 'positive' ELSE 'negative' END AS sentiment
    FROM mentioned),
hinted AS (
    SELECT text_hash, emotion, e.confidence, e.spans, e.nearest, l.is_present AS said
    FROM text_emotion e FULL JOIN emotion_label l USING (text_hash, emotion)),
felt AS (SELECT * FROM hinted WHERE said IS DISTINCT FROM false),
voice AS (SELECT s.* FROM said s WHERE <filter>)
"""


@dataclass(frozen=True)
class VoiceFilter:
    """What narrows the comments beside the scope; None leaves a dimension open.

    Attributes
    ----------
    touchpoint_id : that of the comment, else of its question; "" for comments without either.
    theme_id, sentiment : with both, the sentiment is that of the theme in the comment, else of the comment.
    is_sure : only comments read with a confidence of LOW_CONFIDENCE or more, or only the others.
    language : "en", "zh" or "other".
    emotion : comments that hint at this emotion, unless a person said no, or of which a person said yes.
    texts : numbers of the texts a search found (`voice_search.found_texts`).
    has_content : only comments that say something, or only answers without content; comments not read yet are neither.
    """

    touchpoint_id: str | None = None
    theme_id: str | None = None
    sentiment: str | None = None
    is_sure: bool | None = None
    language: str | None = None
    emotion: str | None = None
    texts: tuple[int, ...] | None = None
    has_content: bool | None = None


def voice_sql(store: Reader, scope: Scope, chosen: VoiceFilter | None = None) -> tuple[str, dict[str, object]]:
    """The common tables of a query (after WITH) and their parameters.

    `said` is every comment of the scope, `voice` those that pass the filter, `theme_said` one row per comment of the
    scope and theme. `cluster_group` numbers a customer alike in every scope, so that two of them can be compared.
    """
    where, params = condition(scope)
    narrowed, more = _narrowed(chosen or VoiceFilter())
    sql = fill(HEARD, where=where, day=DATE_COLUMN[scope.basis], questions=QUESTIONS, filter=narrowed,
               groups=str(CLUSTER_GROUPS))  # fmt: skip
    return sql, {**params, **more, "zone": str(setting(store, "time_zone"))}


def _narrowed(chosen: VoiceFilter) -> tuple[str, dict[str, object]]:
    parts, params = ["true"], dict[str, object]()
    for column, value in (("touchpoint_id", chosen.touchpoint_id), ("language", chosen.language)):
        if value is not None:
            parts.append(f"s.{column} = $by_{column}")
            params[f"by_{column}"] = value
    if chosen.is_sure is not None:
        parts.append(f"(s.confidence >= {LOW_CONFIDENCE}) = $is_sure")
        params["is_sure"] = chosen.is_sure
    if chosen.emotion is not None:
        parts.append("EXISTS (SELECT 1 FROM felt f WHERE f.text_hash = s.text_hash AND f.emotion = $emotion)")
        params["emotion"] = chosen.emotion
    if chosen.has_content is not None:
        parts.append("s.is_none <> $has_content")
        params["has_content"] = chosen.has_content
    if chosen.texts is not None:
        parts.append("list_contains($texts, s.text_no)")
        params["texts"] = list(chosen.texts)
    if chosen.theme_id is not None:
        of_theme = "" if chosen.sentiment is None else " AND m.sentiment = $sentiment"
        parts.append(
            "EXISTS (SELECT 1 FROM theme_said m WHERE m.comment_id = s.comment_id AND m.upload_id = s.upload_id "  # noqa: S608
            f"AND m.theme_id IN (SELECT theme_id FROM theme WHERE $theme IN (theme_id, parent_id)){of_theme})"
        )
        params["theme"] = chosen.theme_id
    elif chosen.sentiment is not None:
        parts.append("s.sentiment = $sentiment")
    if chosen.sentiment is not None:
        params["sentiment"] = chosen.sentiment
    return " AND ".join(parts), params
