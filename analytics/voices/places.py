"""Names of places, and sentence vectors without what they have in common with them: where is not what about."""

from __future__ import annotations

from functools import cache

import numpy as np
import yaml
from numpy.typing import NDArray

from analytics.voices.model_files import model_text
from analytics.voices.weights import weights


@cache
def place_names(language: str) -> frozenset[str]:
    """Cities, countries and regions in a language ("en", "zh"), in small letters."""
    return frozenset(yaml.safe_load(model_text("places.yaml"))[f"names_{language}"].split())


def without_places(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Standard vectors, shape (n, d), without their part along the directions of places; others as they are.

    Examples
    --------
    >>> without_places(np.ones((1, 2), np.float32)).tolist()
    [[1.0, 1.0]]
    """
    along = weights("places")["directions"].astype(np.float32)
    if vectors.shape[1] != along.shape[1]:
        return vectors
    return np.asarray(vectors - (vectors @ along.T) @ along, dtype=np.float32)
