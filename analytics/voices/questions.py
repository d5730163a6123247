"""What a question asks for: the sign of "nothing" depends on it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

import yaml

from analytics.voices.model_files import model_text
from analytics.voices.text import clean

Context = Literal["faults", "praise", "open"]


@lru_cache(maxsize=4096)
def question_context(question: str | None) -> Context:
    """Whether a question asks for faults, for praise, or for anything ("open"); English and Chinese.

    A question that asks for both ("What did you like or dislike?") is open.

    Examples
    --------
    >>> question_context("What could we do better?"), question_context("What did you like most?")
    ('faults', 'praise')
    >>> question_context("Is there anything you would like to tell us?")
    'open'
    """
    if not question:
        return "open"
    taken_out, faults, praise = _patterns()
    asked = taken_out.sub(" ", clean(question).lower())
    has_faults = faults.search(asked) is not None
    has_praise = praise.search(faults.sub(" ", asked)) is not None
    if has_faults == has_praise:
        return "open"
    return "faults" if has_faults else "praise"


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    told = yaml.safe_load(model_text("question_rules.yaml"))
    taken_out, faults, praise = (re.compile("|".join(told[kind])) for kind in ("taken_out", "faults", "praise"))
    return taken_out, faults, praise
