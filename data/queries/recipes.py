"""Recipes: confirmed mappings, by the headers they belong to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.reading import Reader

if TYPE_CHECKING:
    import pandas as pd

FIELDS = """
SELECT r.recipe_id, r.header_fingerprint, r.first_seen, r.vendor, r.survey_id, r.journey_id, r.mapping
FROM recipe r LEFT JOIN journey j USING (journey_id)
WHERE r.used_count > 0 AND (r.journey_id IS NULL OR (j.retired_at IS NULL AND NOT coalesce(j.is_sample, false)))
"""
ORDER = " ORDER BY r.journey_id IS NOT DISTINCT FROM $journey_id DESC, r.made_at DESC, r.recipe_id"
BY_HEADER = FIELDS + " AND (r.header_fingerprint = $fingerprint OR r.first_seen = $fingerprint)" + ORDER
BY_VENDOR = FIELDS + " AND r.vendor = $vendor AND r.mapping ->> 'kind' = $kind" + ORDER + " LIMIT 200"
LISTED = """
WITH used AS (
    SELECT recipe_id, count(*) AS n_files, max(uploaded_at) AS last_upload, arg_max(file_name, upload_no) AS last_file
    FROM upload WHERE state = 'live' GROUP BY recipe_id),
answered AS (
    SELECT u.recipe_id, max(r.submitted_at) AS last_answer FROM response r JOIN upload u USING (upload_id)
    WHERE r.is_current AND u.state = 'live' GROUP BY u.recipe_id)
SELECT r.recipe_id, r.vendor, r.survey_id, r.journey_id, coalesce(s.title, u.last_file, '') AS title,
       j.name_en AS journey_en, j.name_zh AS journey_zh, r.expected_rhythm, r.made_at,
       coalesce(u.n_files, 0) AS n_files, u.last_file, u.last_upload, a.last_answer,
       coalesce(json_array_length(r.mapping, '$.columns'), 0) AS n_columns
FROM recipe r LEFT JOIN used u USING (recipe_id) LEFT JOIN answered a USING (recipe_id)
LEFT JOIN survey s ON s.survey_id = r.survey_id LEFT JOIN journey j ON j.journey_id = r.journey_id
ORDER BY u.last_upload DESC NULLS LAST, r.recipe_id
"""

ALIASES = """
SELECT a.journey_id, a.alias, a.touchpoint_id, t.name_en, t.name_zh, j.name_en AS journey_en, j.name_zh AS journey_zh,
       a.source, u.file_name, a.created_at
FROM touchpoint_alias a LEFT JOIN touchpoint t USING (touchpoint_id) LEFT JOIN journey j ON j.journey_id = a.journey_id
LEFT JOIN upload u ON a.source = 'upload:' || u.upload_id
WHERE NOT coalesce(j.is_sample, false) ORDER BY a.journey_id, a.touchpoint_id, a.alias
"""


@dataclass(frozen=True)
class Recipe:
    """A confirmed mapping: the document of the newest plan, and the survey and journey it belongs to."""

    recipe_id: str
    header_fingerprint: str
    first_seen: str | None
    vendor: str
    survey_id: str
    journey_id: str | None
    document: Mapping[str, Any]


def recipes_for_header(store: Reader, fingerprint: str, *, journey_id: str | None = None) -> list[Recipe]:
    """Recipes of a header, as first read or as read at last; those of `journey_id` first, then the newest."""
    return _recipes(store.rows(BY_HEADER, fingerprint=fingerprint, journey_id=journey_id))


def recipes_of_vendor(store: Reader, vendor: str, kind: str, *, journey_id: str | None = None) -> list[Recipe]:
    """Recipes of one tool and kind of file, in the same order."""
    return _recipes(store.rows(BY_VENDOR, vendor=vendor, kind=kind, journey_id=journey_id))


def recipe_list(store: Reader) -> pd.DataFrame:
    """One row per recipe, the last used first: its survey, journey, files, rhythm."""
    return store.frame(LISTED)


def alias_list(store: Reader) -> pd.DataFrame:
    """One row per learned name of a touchpoint, with the file that taught it."""
    return store.frame(ALIASES)


def _recipes(rows: list[tuple[Any, ...]]) -> list[Recipe]:
    told = [(*row[:-1], json.loads(row[-1] or "{}")) for row in rows]
    return [Recipe(*row) for row in told if isinstance(row[-1], dict) and row[-1].get("columns")]
