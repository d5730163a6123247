"""The rows of the behavioural, review and question files, as plain records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parent
HALVES = ("tuned", "untouched")


@dataclass(frozen=True)
class Row:
    """One text with the reading a fair person gives it: positive, negative, neutral, none or mixed."""

    text: str
    language: str
    want: str
    category: str
    question: str | None = None


@dataclass(frozen=True)
class Question:
    """One survey question and what it asks for: faults, praise or open."""

    question: str
    language: str
    asks_for: str


def behaviours(half: str) -> list[Row]:
    return [Row(**row) for row in _records("behaviours", half)]


def reviews(half: str) -> list[Row]:
    return [Row(**row) for row in _records("reviews", half)]


def questions(half: str) -> list[Question]:
    return [Question(**row) for row in _records("questions", half)]


def strings(folders: Iterable[Path]) -> set[str]:
    """Every string in the YAML files below the folders."""
    files = (path for folder in folders for path in sorted(folder.rglob("*.yaml")))
    return {text for path in files for text in _leaves(yaml.safe_load(path.read_text(encoding="utf-8")))}


def _records(name: str, half: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = yaml.safe_load((FOLDER / f"{name}_{half}.yaml").read_text(encoding="utf-8"))
    return rows


def _leaves(node: object) -> Iterable[str]:
    if isinstance(node, str):
        yield node.strip()
    elif isinstance(node, dict):
        yield from (text for pair in node.items() for part in pair for text in _leaves(part))
    elif isinstance(node, list):
        yield from (text for part in node for text in _leaves(part))
