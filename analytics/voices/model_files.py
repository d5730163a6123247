"""The fitted weights and word lists that ship beside the code."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def model_text(name: str) -> str:
    """The text of `analytics/models/<name>`; raises FileNotFoundError."""
    return resources.files("analytics").joinpath("models", name).read_text(encoding="utf-8")
