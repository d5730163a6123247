"""What the reading process does with scored texts: the themes they speak of, where, and how each is spoken of."""

from __future__ import annotations

import json
from typing import Any, Final

import pandas as pd

from analytics.voices.codeframe import parse
from analytics.voices.themes import tag
from workflows.score_transport import Message

TAGS: Final = (
    "text_hash", "question_hash", "clause_no", "theme_id", "source", "confidence",
    "p_negative", "p_neutral", "p_positive", "spans",
)  # fmt: skip


def tag_rows(head: dict[str, Any], rows: pd.DataFrame) -> Message:
    """Tag scored `rows` (of `data.queries.text_work.untagged_texts`) by the codeframe head["themes"].

    The answer has one row per clause and theme: the columns of the table text_theme, spans as JSON [[start, end]].
    """
    hits = tag(rows["text"].tolist(), parse({"themes": head["themes"]}))
    if hits.empty:
        return {}, pd.DataFrame(columns=list(TAGS))
    spans = pd.Series([[start, end] for start, end in hits[["start", "end"]].to_numpy().tolist()], index=hits.index)
    found = spans.groupby([hits["text"], hits["clause"], hits["theme_id"]]).agg(list).map(json.dumps).reset_index()
    found.columns = pd.Index(["text", "clause_no", "theme_id", "spans"])
    keyed = found.join(rows[["text_hash", "question_hash", "p_negative", "p_neutral", "p_positive"]], on="text")
    return {}, keyed.assign(source="keyword", confidence=1.0)[list(TAGS)]
