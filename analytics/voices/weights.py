"""Reads the fitted weights in analytics/models/; `make models` writes them (docs/methods/sentiment.md)."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray


@cache
def weights(name: str) -> dict[str, NDArray[Any]]:
    """The arrays of `analytics/models/<name>.npz` by name; raises FileNotFoundError."""
    path = resources.files("analytics").joinpath("models", f"{name}.npz")
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return {key: stored[key] for key in stored.files}
