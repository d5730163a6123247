"""Cached reads of emotions, keyed by the store's versions."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from analytics.voices.emotion_shares import MIN_MEASURED, Agreement, EmotionShare, emotion_shares
from analytics.voices.emotion_shares import agreement as measured_agreement
from data.queries import voice_emotions
from data.queries.scope import Scope
from data.queries.voice_base import VoiceFilter
from views.cached import cached
from views.loaders import rules, stamp, store

AREAS = ("feedback", "journey", "voices", "setting")
LEAST = MIN_MEASURED


@cached(64)
def _shares(stamp: tuple[str | int, ...], scope: Scope, chosen: VoiceFilter) -> tuple[EmotionShare, ...]:
    sums = voice_emotions.emotion_sums(store(), scope, chosen)
    return emotion_shares(sums, min_n=int(rules()["min_n_hidden"]))


def shares(scope: Scope, chosen: VoiceFilter) -> tuple[EmotionShare, ...]:
    """The emotions of the comments that pass the filter beside those of the other comments, most frequent first."""
    return _shares(stamp(*AREAS), scope, chosen)


@cached(64)
def _hints(stamp: tuple[str | int, ...], text_hash: str) -> tuple[dict[str, Any], ...]:
    rows = voice_emotions.emotions_of_text(store(), text_hash).to_dict("records")
    return tuple(
        {
            "emotion": str(row["emotion"]),
            "confidence": None if pd.isna(row["confidence"]) else float(row["confidence"]),
            "spans": json.loads(row["spans"]) if isinstance(row["spans"], str) else [],
            "nearest": None if pd.isna(row["nearest"]) else str(row["nearest"]),
            "said": None if pd.isna(row["said"]) else bool(row["said"]),
        }
        for row in rows
    )


def hints(text_hash: str) -> tuple[dict[str, Any], ...]:
    """The emotions of a text: emotion, confidence, spans, nearest, said; those a person denied too."""
    return _hints(stamp("feedback", "voices"), text_hash)


@cached(4)
def _agreement(stamp: tuple[str | int, ...]) -> tuple[Agreement, ...]:
    return measured_agreement(voice_emotions.emotion_corrections(store()))


def agreement() -> tuple[Agreement, ...]:
    """How often people called the hints right, one entry per emotion."""
    return _agreement(stamp("feedback", "voices"))
