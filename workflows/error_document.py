"""An error as the script prints it: one JSON document and an exit code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from errors import DecisionNeeded, FileRefused, StoreUnavailable, ThroughlineError
from workflows.inspect_file import filled

Document = dict[str, Any]
Translate = Callable[[str], str]

EXIT_BAD_INPUT, EXIT_STORE, EXIT_DECISION = 2, 3, 4


def error_document(error: ThroughlineError, translate: Translate) -> Document:
    """The JSON document of an error: {"error": {"code", "message"}}, with the questions where decisions are needed."""
    code = error.issue if isinstance(error, FileRefused) else error.code
    document: Document = {"error": {"code": code, "message": error.sentence(translate)}}
    if isinstance(error, DecisionNeeded):
        document["error"]["questions"] = [
            {**question, "message": filled(str(question["message_id"]), dict(question["facts"]), translate)}  # type: ignore[call-overload]
            for question in error.questions
        ]
    return document


def exit_code(error: ThroughlineError) -> int:
    """Exit code of the script for an error."""
    if isinstance(error, DecisionNeeded):
        return EXIT_DECISION
    return EXIT_STORE if isinstance(error, StoreUnavailable) else EXIT_BAD_INPUT
