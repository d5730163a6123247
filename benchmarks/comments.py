"""Distinct comments put together from the sample's own phrases: what the text engines are timed on."""

from __future__ import annotations

import numpy as np

from data.samples.comments import N_DRAWS, Dice, Phrases, sentence

JOURNEY = "car_rental"  # its words fill the places of all phrases
TONES = ("neg", "neg", "mid", "pos", "pos")


def comments(language: str, n: int, rng: np.random.Generator) -> list[str]:
    """`n` different comments in "en" or "zh", good, bad and mixed, about every touchpoint of the sample."""
    phrases = Phrases(language, JOURNEY)
    touchpoints = sorted(phrases.cores)
    found: dict[str, None] = {}
    while len(found) < n:
        dice = Dice(rng.integers(0, 2**31, N_DRAWS))
        found[sentence(phrases, dice.one_of(touchpoints), dice.one_of(TONES), None, dice)] = None
    return list(found)
