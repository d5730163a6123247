"""What every command says: its document on stdout, a refusal with its exit code, one line for a file of a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import typer

import i18n
from errors import ThroughlineError
from i18n import _
from settings import settings
from workflows.finite import finite

Document = dict[str, Any]


def store_path(store: Path | None) -> Path:
    """The store that a command works on: the one said, else that of the settings."""
    return (store or settings().store).expanduser().resolve()


def asked(name: str, args: Document, store: Path | None, lang: str, as_json: bool) -> Document:
    """What the command `name` answers; a refusal is printed and ends the program."""
    from workflows.remote import execute

    code, document = execute(store_path(store), name, args, lang=lang, translate=_)
    if code:
        fail(code, document, as_json)
    return document


def speak(lang: str, as_json: bool) -> None:
    """Take up the language of messages."""
    if lang not in i18n.LANGUAGES:
        message = f"--lang: {lang!r} cannot be used. Use en or zh."
        fail(2, {"error": {"code": "bad_input", "message": message}}, as_json)
    i18n.set_language(lang)


def json_in(path: Path, as_json: bool, *, option: str) -> Document:
    """The JSON object in a file that `option` names."""
    try:
        found = json.loads(path.expanduser().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as problem:
        message = _("{option}: {path} cannot be read as JSON ({problem}).")
        message = message.format(option=option, path=path, problem=problem)
        fail(2, {"error": {"code": "bad_input", "message": message}}, as_json)
    if not isinstance(found, dict):
        message = _('{option}: {path} must hold one JSON object, such as {{"name": "value"}}.')
        message = message.format(option=option, path=path)
        fail(2, {"error": {"code": "bad_input", "message": message}}, as_json)
    return found


@contextmanager
def refusals(as_json: bool) -> Iterator[None]:
    """Print what is refused in this block, and end the program with its exit code."""
    try:
        yield
    except ThroughlineError as error:
        from workflows.error_document import error_document, exit_code

        fail(exit_code(error), error_document(error, _), as_json)


def in_json(document: Document) -> str:
    """One JSON document as the standard has it: what is not a number is null."""
    return json.dumps(finite(document), ensure_ascii=False, allow_nan=False)


def fail(code: int, document: Document, as_json: bool) -> NoReturn:
    """Say what went wrong and end the program."""
    if as_json:
        typer.echo(in_json(document))
    else:
        typer.echo(document["error"]["message"], err=True)
        for question in document["error"].get("questions", []):
            typer.echo(f"- {question['id']}: {question.get('message', question['code'])}", err=True)
    raise typer.Exit(code)


def show(document: Document, as_json: bool) -> None:
    """Print what a command found."""
    if as_json:
        typer.echo(in_json(document))
        return
    for key, value in document.items():
        if isinstance(value, list):
            typer.echo("\n".join([f"{key}:", *(f"  {_plain(row)}" for row in value)]))
        else:
            typer.echo(f"{key}: {_plain(value)}")


def _plain(value: object) -> str:
    if isinstance(value, dict) and {"file", "state"} <= set(value):
        return file_line(value)
    if isinstance(value, dict):
        return "  ".join(f"{key}={_plain(part)}" for key, part in value.items() if part is not None)
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def file_line(told: Document) -> str:
    """One file of a folder: what became of it, and under it what is asked."""
    questions = [f"    - {question['id']}: {question['message']}" for question in told.get("questions", [])]
    return "\n".join([f"{told['state']}: {told['file']} - {told['message']}", *questions])
