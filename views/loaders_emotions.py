"""Cached reads of emotions, keyed by the store's versions."""

from __future__ import annotations

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


@cached(4)
def _agreement(stamp: tuple[str | int, ...]) -> tuple[Agreement, ...]:
    return measured_agreement(voice_emotions.emotion_corrections(store()))


def agreement() -> tuple[Agreement, ...]:
    """How often people called the hints right, one entry per emotion."""
    return _agreement(stamp("feedback", "voices"))
