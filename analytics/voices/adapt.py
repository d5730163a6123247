"""A model fitted to one workspace: frozen, small, turned into bytes and back; the engine applies it.

A chain of linear stages over one lens (`adapt_parts`). Each stage begins from the log-odds of the one before, the first
from those of the engine with what the question adds. `scale` recalibrates the end by corrections.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.voices.adapt_fit import logits
from analytics.voices.adapt_parts import Design, Lens, design
from analytics.voices.engine import start_neutral, start_polarity
from analytics.voices.scores import Base, Floats
from analytics.voices.witness import LEVELS, Table
from errors import N_, ThroughlineError

FORMAT = 1


class ModelUnreadable(ThroughlineError, ValueError):
    """Bytes that are no adapted model of this version."""

    code = "model_unreadable"
    message = N_("This learnt model cannot be read. Let it learn anew.")


@dataclass(frozen=True)
class Adapted:
    """A model of a workspace; see `analytics.voices.scores.Adapted`.

    Attributes
    ----------
    engine : the engine whose log-odds and vectors it builds on.
    kinds : what each polarity stage was learnt from, in order.
    lens : what it looks at.
    stages, neutral_stages : coefficients of each stage, as `adapt_fit.fitted` gives them.
    scale : factor on the log-odds of polarity.
    table : P(score | sentiment, question), where scores were learnt from.
    """

    engine: str
    kinds: tuple[str, ...]
    lens: Lens
    stages: tuple[Floats, ...]
    neutral_stages: tuple[Floats, ...] = ()
    scale: float = 1.0
    table: Table | None = None

    @property
    def name(self) -> str:
        """Engine, last source of learning, and the digest of the weights."""
        digest = hashlib.sha256(self.to_bytes()).hexdigest()[:10]
        return f"{self.engine}-{self.kinds[-1] if self.kinds else 'neutral'}-{digest}"

    def polarity(self, base: Base, questions: Sequence[str | None]) -> Floats:
        """Log-odds of positive against negative, shape (n,), the question included."""
        seen = design(self.lens, base, questions)
        return self.scale * chained(seen, start_polarity(base, questions), self.stages)

    def neutral(self, base: Base, questions: Sequence[str | None]) -> Floats:
        """Log-odds of neutral against the rest, shape (n,), the question included."""
        start = start_neutral(base, questions)
        return chained(design(self.lens, base, questions), start, self.neutral_stages) if self.neutral_stages else start

    def with_score(self, base: Base, questions: Sequence[str | None], scores: Floats) -> Floats:
        """p(positive | text and the comment's own score of 0 to 100), shape (n,).

        For a column beside text sentiment; it never replaces it. Without a table: from the text alone.
        """
        told = self.polarity(base, questions)
        table = self.table or Table((None,), np.full((1, 2, LEVELS), 1 / LEVELS))
        return table.posterior(told, questions, scores)

    def to_bytes(self) -> bytes:
        """The model as a compressed file without code; the same model gives the same bytes."""
        head = {
            "format": FORMAT,
            "engine": self.engine,
            "kinds": self.kinds,
            "encoder": self.lens.encoder,
            "questions": self.lens.questions,
            "scale": self.scale,
            "asked": self.table.questions if self.table else None,
        }
        arrays: dict[str, Any] = {
            "head": np.frombuffer(json.dumps(head).encode(), dtype=np.uint8),
            "mean": self.lens.mean.astype(np.float32),
            "spread": self.lens.spread.astype(np.float32),
            "keys": self.lens.keys,
            "idf": self.lens.idf.astype(np.float32),
            "rates": self.table.rates if self.table else np.zeros(0),
        }
        arrays |= {f"stage{number}": stage.astype(np.float32) for number, stage in enumerate(self.stages)}
        arrays |= {f"neutral{number}": stage.astype(np.float32) for number, stage in enumerate(self.neutral_stages)}
        sink = io.BytesIO()
        np.savez_compressed(sink, **arrays)
        return sink.getvalue()


def from_bytes(told: bytes) -> Adapted:
    """The model that `Adapted.to_bytes` wrote.

    Raises
    ------
    ModelUnreadable
        The bytes are damaged or of another format.
    """
    try:
        with np.load(io.BytesIO(told), allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        head = json.loads(arrays["head"].tobytes())
        if head["format"] != FORMAT:
            raise ModelUnreadable
        return _rebuilt(head, arrays)
    except (OSError, EOFError, zipfile.BadZipFile, ValueError, KeyError, TypeError) as error:
        raise ModelUnreadable from error


def chained(seen: Design, start: Floats, stages: Sequence[Floats]) -> Floats:
    """Log-odds after all stages, shape (n,)."""
    told = start
    for stage in stages:
        told = logits(seen.after(told), stage)
    return told


def _rebuilt(head: dict[str, Any], arrays: dict[str, Any]) -> Adapted:
    wide = {name: values.astype(np.float64) for name, values in arrays.items() if name not in ("head", "keys")}
    seen = Lens(
        str(head["encoder"]), wide["mean"], wide["spread"], arrays["keys"], wide["idf"], tuple(head["questions"])
    )
    table = None if head["asked"] is None else Table(tuple(head["asked"]), wide["rates"])
    stages, neutral = (
        tuple(wide[f"{kind}{number}"] for number in range(sum(name.startswith(kind) for name in wide)))
        for kind in ("stage", "neutral")
    )
    return Adapted(str(head["engine"]), tuple(head["kinds"]), seen, stages, neutral, float(head["scale"]), table)
