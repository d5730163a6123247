"""Lists of words that tell something about the name of a step, as patterns."""

from __future__ import annotations

import re
from functools import cache

import yaml

from analytics.voices.model_files import model_text


@cache
def word_patterns(name: str) -> dict[str, re.Pattern[str]]:
    """One pattern per kind of the list `name` in `analytics/models`; to be searched in lower case.

    English: whole words, `*` stands for any ending; Chinese: the characters wherever they stand.

    >>> bool(word_patterns("value_words.yaml")["rework"].search("fix defects"))
    True
    """
    found = {}
    for kind, words in yaml.safe_load(model_text(name)).items():
        english = [re.escape(word).replace(r"\*", r"\w*") for word in words["en"]]
        parts = [rf"\b(?:{'|'.join(english)})\b", *(re.escape(word) for word in words["zh"])]
        found[str(kind)] = re.compile("|".join(parts))
    return found
