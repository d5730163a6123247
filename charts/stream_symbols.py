"""The symbols of a value-stream map as paths in a square from -1 to 1."""

from __future__ import annotations

import math
from typing import Final

TRIANGLE = "M0,-0.85L1,0.85L-1,0.85Z"
ARROW_HEAD = "M-1,-0.9L1,0L-1,0.9Z"
ARROW_UP = "M0,-1L0.9,0.9L-0.9,0.9Z"
ARROW_DOWN = "M0,1L0.9,-0.9L-0.9,-0.9Z"
RING = "M0,-0.9A0.9,0.9,0,1,1,0,0.9A0.9,0.9,0,1,1,0,-0.9Z"
FACTORY = "M-1,-0.15L-0.34,-0.8L-0.34,-0.15L0.32,-0.8L0.32,-0.15L1,-0.8L1,0.8L-1,0.8Z"


def _burst(points: int = 12, inner: float = 0.72) -> str:
    """The path of a star with many points."""
    at = [(math.pi * i / points, 1.0 if i % 2 == 0 else inner) for i in range(2 * points)]
    return (
        "M" + "L".join(f"{radius * math.sin(angle):.3f},{-radius * math.cos(angle):.3f}" for angle, radius in at) + "Z"
    )


BURST: Final = _burst()
