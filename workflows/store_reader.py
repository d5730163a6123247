"""What a store reads comments with, as a document: so that a file outside the store can be read in the same way."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analytics.voices.adapt import Adapted, from_bytes
from analytics.voices.codeframe import Codeframe, parse, standard
from data.queries.text_models import active_model
from data.queries.themes import theme_entries
from data.store import Reader
from workflows.text_engines import base_version, wanted_engine


@dataclass(frozen=True)
class StoreReader:
    """An engine, the model learnt on it if one is in use, its version, and the themes."""

    engine: str = "instant"
    version: str = ""
    adapted: Adapted | None = None
    themes: Codeframe = field(default_factory=standard)


def reader_document(store: Reader, engine: str | None) -> dict[str, Any]:
    """The reader of a store; weights are in base 64, None where nothing learnt is in use."""
    used = engine or wanted_engine(store)
    base = base_version(used)
    learnt = active_model(store, used, base)
    return {
        "engine": used,
        "version": learnt[0] if learnt else base,
        "weights": base64.b64encode(learnt[1]).decode() if learnt else None,
        "themes": theme_entries(store),
    }


def reader_of(told: Mapping[str, Any]) -> StoreReader:
    """The reader that a document tells of.

    Raises
    ------
    ModelUnreadable
        The learnt model is damaged.
    """
    adapted = from_bytes(base64.b64decode(told["weights"])) if told["weights"] else None
    themes = parse({"themes": told["themes"]}) if told["themes"] else standard()
    return StoreReader(str(told["engine"]), str(told["version"]), adapted, themes)
