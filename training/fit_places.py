"""What sentence vectors of names of places have in common, so that it can be taken out before comments are grouped."""

from __future__ import annotations

import numpy as np
import yaml
from numpy.typing import NDArray

from analytics.voices.model_files import model_text

DIRECTIONS = 20
"""Kept of the principal directions: on the sample world and on a public patient survey more of them gained nothing."""


def place_words() -> list[str]:
    """All words of `analytics/models/places.yaml`, in both languages."""
    told = yaml.safe_load(model_text("places.yaml"))
    also = [word.strip() for word in told["also_en"].split("|")]
    return [*told["names_en"].split(), *also, *told["names_zh"].split(), *told["also_zh"].split()]


def directions(vectors: NDArray[np.floating], k: int = DIRECTIONS) -> NDArray[np.float64]:
    """The k orthonormal directions, shape (k, d), that hold most of the vectors, shape (n, d), at unit length.

    Examples
    --------
    >>> abs(directions(np.array([[2.0, 0.0, 0.1], [3.0, 0.1, 0.0]]), 1)).round(1).tolist()
    [[1.0, 0.0, 0.0]]
    """
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    found: NDArray[np.float64] = np.linalg.svd(unit.astype(np.float64), full_matrices=False)[2][:k]
    return found
