"""Cached reads of comments that are like one another."""

from __future__ import annotations

from data.queries import voice_similar
from data.queries.scope import Scope
from views.cached import cached
from views.loaders import stamp, store
from workflows.similar_comments import Similar, similar_comments

AREAS = ("feedback", "journey", "voices", "setting")


@cached(16)
def _similar(stamp: tuple[str | int, ...], scope: Scope, text_hash: str) -> Similar | None:
    return similar_comments(store(), scope, text_hash)


def similar(scope: Scope, text_hash: str) -> Similar | None:
    """How like one text all others of a scope are; None where it was not read yet."""
    return _similar(stamp(*AREAS), scope, text_hash)


@cached(64)
def _text_of(stamp: tuple[str | int, ...], text_hash: str) -> str | None:
    return voice_similar.text_of(store(), text_hash)


def text_of(text_hash: str) -> str | None:
    """A text by its hash, None where no comment holds it."""
    return _text_of(stamp("feedback"), text_hash)


@cached(64)
def _number_of(stamp: tuple[str | int, ...], text_hash: str) -> int | None:
    return voice_similar.number_of(store(), text_hash)


def numbers_like(scope: Scope, text_hash: str) -> tuple[int, ...]:
    """Numbers of the text itself and of those that are similar or more."""
    found = similar(scope, text_hash)
    own = _number_of(stamp("feedback", "voices"), text_hash)
    if found is None or own is None:
        return ()
    return (own, *(int(number) for number in found.alike["text_no"]))
