"""The emotions that comments may hint at, and which of them are pleasant to have."""

from __future__ import annotations

EMOTIONS = ("joy", "trust", "relief", "surprise", "confusion", "frustration", "anger", "disappointment", "worry")
PLEASANT = frozenset({"joy", "trust", "relief"})
UNPLEASANT = frozenset({"confusion", "frustration", "anger", "disappointment", "worry"})
