"""Commands that take files in, or write a file to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.answer import asked, fail, file_line, json_in, refusals, show, speak, store_path
from commands.options import FileArgument, JsonOption, LangOption, StoreOption
from i18n import _

DECISION_NEEDED = 4


def inspect(
    file: FileArgument, store: StoreOption = None, lang: LangOption = "en", as_json: JsonOption = False
) -> None:
    """Say how a file would be read; needs no store and writes nothing."""
    from workflows.inspect_file import inspect_file, inspection_json

    speak(lang, as_json)
    with refusals(as_json):
        show(inspection_json(inspect_file(file.expanduser()), _), as_json)


def import_(
    file: Annotated[Path, typer.Argument(help="The file to read, or a folder of files.")],
    journey: Annotated[str | None, typer.Option(help="Id of an existing journey.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Accept every proposed answer.")] = False,
    decisions: Annotated[Path | None, typer.Option(help="JSON file with answers to the questions.")] = None,
    period: Annotated[str | None, typer.Option(help="Day of the answers, YYYY-MM-DD, where a file says none.")] = None,
    store: StoreOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Import a file, or every file of a folder that leaves nothing to decide; the others are listed as queued."""
    speak(lang, as_json)
    answers = json_in(decisions, as_json, option="--decisions") if decisions else None
    path = str(file.expanduser().absolute())
    args = {"path": path, "journey": journey, "accept": accept, "decisions": answers, "period": period}
    document = asked("import", args, store, lang, as_json)
    show(document, as_json)
    if document.get("queued"):
        raise typer.Exit(DECISION_NEEDED)


def watch(
    folder: Annotated[Path, typer.Argument(help="The folder into which exports are put.")],
    every: Annotated[float, typer.Option(help="Seconds between two looks.")] = 10.0,
    stop: Annotated[bool, typer.Option("--stop", help="Watch this folder no longer.")] = False,
    store: StoreOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Watch a folder: surveys confirmed before are imported, new ones wait on the page Add data.

    The running server does it; without one this command does, until it is interrupted.
    """
    from workflows.watch_here import execute_watch

    speak(lang, as_json)
    args = {"path": str(folder.expanduser().absolute()), "every": every, "stop": stop}
    code, document = execute_watch(
        store_path(store),
        args,
        lang=lang,
        translate=_,
        tell=lambda told: typer.echo(file_line(told.document(_)), err=True),
    )
    if code:
        fail(code, document, as_json)
    show(document, as_json)


def template(
    kind: Annotated[str, typer.Argument(help="survey, events, work_items, kpi, costs or owners.")],
    out: Annotated[Path, typer.Argument(help="File or folder to write to.")],
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Write a file to fill in, with a sheet that explains its columns."""
    from reports.templates import template_bytes, template_name

    speak(lang, as_json)
    target = out.expanduser()
    try:
        with refusals(as_json):
            content = template_bytes(kind, lang)
            target = target / template_name(kind, lang) if target.is_dir() else target
            target.write_bytes(content)
    except OSError as problem:
        message = _("{path} cannot be written ({problem}).").format(path=target, problem=problem.strerror)
        fail(2, {"error": {"code": "bad_input", "message": message}}, as_json)
    show({"template": kind, "path": str(target)}, as_json)


def correct(
    upload_id: str,
    edits: Annotated[Path, typer.Option(help="JSON file: column number (from 0) to the fields to change.")],
    store: StoreOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Take columns of an imported file for something else and write its rows again."""
    speak(lang, as_json)
    told = json_in(edits, as_json, option="--edits")
    show(asked("correct", {"upload_id": upload_id, "edits": told}, store, lang, as_json), as_json)
