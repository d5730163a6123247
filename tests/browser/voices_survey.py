"""A survey with comments in both languages, invented here: every text is distinct, and what it means is known."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import yaml

PHRASES = yaml.safe_load(Path(__file__).with_name("voices_phrases.yaml").read_text(encoding="utf-8"))
QUESTION = "Why did you give this score?"
HEADER = (
    "Response ID", "Date Submitted", "How satisfied were you with the work? [Planning]",
    "How satisfied were you with the work? [Crew]", "How likely are you to recommend us (0-10)?", QUESTION,
)  # fmt: skip
PER_LANGUAGE = 120
HONEST = 0.85


@dataclass(frozen=True)
class Survey:
    """The file, and the sentiment of each of its comments."""

    content: bytes
    truth: dict[str, str]


def survey(seed: int = 5) -> Survey:
    """Half of the comments in either language, half of each sentiment; most scores follow what is written."""
    rng = random.Random(seed)
    truth = {text: side for language in ("en", "zh") for text, side in _comments(PHRASES[language], rng)}
    texts = list(truth)
    rng.shuffle(texts)
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    rows = [_row(place, text, truth[text], start, rng) for place, text in enumerate(texts)]
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *rows])
    return Survey(out.getvalue().encode("utf-8-sig"), truth)


def _comments(phrases: dict[str, Any], rng: random.Random) -> list[tuple[str, str]]:
    """PER_LANGUAGE distinct comments, one half positive; half of either in the talk of the trade."""
    found: list[tuple[str, str]] = []
    for side, way in product(("positive", "negative"), ("plain", "trade")):
        every = [
            opening + said.replace("{w}", word)
            for opening, said, word in product(phrases["openings"], phrases[side][way], phrases["words"])
        ]
        found += [(text[0].upper() + text[1:], side) for text in rng.sample(every, PER_LANGUAGE // 4)]
    return found


def _row(place: int, text: str, side: str, start: datetime, rng: random.Random) -> list[object]:
    is_high = (side == "positive") == (rng.random() < HONEST)
    marks = (4, 5) if is_high else (1, 2)
    likely = rng.randint(9, 10) if is_high else rng.randint(0, 4)
    when = start + timedelta(hours=7 * place)
    return [f"V{place}", f"{when:%Y-%m-%d %H:%M:%S}", rng.choice(marks), rng.choice(marks), likely, text]
