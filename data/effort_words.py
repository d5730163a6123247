"""Chinese words of customer effort questions: those that ask for ease and those that ask for effort."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

WORDS = Path(__file__).with_suffix(".yaml")


@lru_cache(maxsize=1)
def effort_words() -> dict[str, tuple[str, ...]]:
    """Words by what they ask for, "ease" or "effort": the arguments of `EffortWords.with_words` in analytics.effort."""
    told = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return {kind: tuple(map(str, told[kind])) for kind in ("ease", "effort")}
