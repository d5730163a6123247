"""Rule files as values, through the fast parser where the library was built with it."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_yaml(text: str) -> Any:
    """The plain values in a YAML text: no objects are made."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are the safe ones
