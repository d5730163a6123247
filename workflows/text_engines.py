"""Which engine scores comments: what the setting wants, what is installed, and which version that is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import Final

from analytics.voices.vectors import PACKAGES
from data.queries.setting import setting
from data.queries.text_feel import Looks
from data.queries.text_work import n_distinct_texts
from data.store import Reader
from settings import PROJECT

ENGINES: Final = ("instant", "standard", "accurate")
MOST_ACCURATE: Final = 5_000  # texts that the slowest engine reads by itself
# Files of the models that do not change what a text scores.
BESIDE: Final = ("codeframe", "themes", "topic", "impact", "quotes", "suggest", "emotion", "adapt", "witness",
                 "corrections", "guard", "student", "fold", "precision", "fired")  # fmt: skip


def wanted_engine(store: Reader, available: Mapping[str, str | None] | None = None) -> str:
    """The engine by which all texts are to be scored in the end.

    Automatic: the most accurate that is installed; with more texts than it reads in a few minutes, the one before.
    A setting that wants what is not installed gets the next one that is.
    """
    usable = [name for name in ENGINES if (available or engines()).get(name) is None]
    asked = str(setting(store, "text_engine"))
    if asked == "auto":
        asked = "accurate" if n_distinct_texts(store) <= MOST_ACCURATE else "standard"
    return max((name for name in usable if ENGINES.index(name) <= ENGINES.index(asked)), key=ENGINES.index)


def engines() -> dict[str, str | None]:
    """Each engine, with the reason why it cannot be used here, or None.

    The packages are looked for, not loaded: only the process that reads texts needs their memory. What it found out
    by loading them counts from then on (`note_engines`).
    """
    missing = {name: f"{told[1]} is not installed." for name, told in PACKAGES.items() if find_spec(told[0]) is None}
    standard = missing.get("standard")
    seen = {"instant": None, "standard": standard, "accurate": standard or missing.get("accurate")}
    return {**seen, **{name: reason for name, reason in _found_out.items() if reason is not None}}


_found_out: dict[str, str | None] = {}


def note_engines(found: Mapping[str, str | None]) -> None:
    """Remember what loading the engines has shown."""
    _found_out.clear()
    _found_out.update(found)


@cache
def emotion_looks(scored_by: str = "") -> Looks:
    """How texts are looked at for emotions: other rules, and every text is looked at again.

    Vectors take part once the model version `scored_by` has read the texts, for a hint by vector must agree with the
    sentiment: another version, and they are looked at again.
    """
    analytics = PROJECT / "analytics"
    ours = [*(analytics / "voices").glob("emotion*.py"), *(analytics / "models").glob("emotion*.yaml")]
    told = b"".join(path.read_bytes() for path in sorted(ours))
    words = f"words-{hashlib.sha256(told).hexdigest()[:8]}"
    return Looks(words, f"{words}+{scored_by}", bool(scored_by))


@cache
def base_version(engine: str) -> str:
    """The name of an engine as it ships: another text of its rules, weights or code makes another version."""
    told = hashlib.sha256()
    analytics = PROJECT / "analytics"
    files = [*(analytics / "voices").glob("*.py"), *(analytics / "models").iterdir()]
    for path in sorted(files):
        if path.is_file() and not path.stem.startswith(BESIDE):
            told.update(path.name.encode() + path.read_bytes())
    return f"{engine}-{told.hexdigest()[:8]}"
