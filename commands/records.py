"""Commands that change, list or write out what the store holds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.answer import Document
from commands.options import on_store


@on_store("demo")
def demo(
    seed: Annotated[int, typer.Option(help="Seed of the sample worlds.")] = 7,
    scale: Annotated[float, typer.Option(help="Size, above 0 and up to 1.")] = 1.0,
) -> Document:
    """Build the sample worlds in the store."""
    return {"seed": seed, "scale": scale}


@on_store("undo")
def undo(upload_id: str) -> Document:
    """Take back one upload."""
    return {"upload_id": upload_id}


@on_store("redo")
def redo(upload_id: str) -> Document:
    """Bring one undone upload back, exactly as it was."""
    return {"upload_id": upload_id}


@on_store("erase")
def erase(
    key: Annotated[str, typer.Argument(help="E-mail address, phone, customer number or full name.")],
    yes: Annotated[bool, typer.Option("--yes", help="Erase; without it only say where the person occurs.")] = False,
) -> Document:
    """Remove every trace of a person, or say where they occur."""
    return {"key": key, "yes": yes}


@on_store("uploads")
def uploads() -> Document:
    """List the uploads."""
    return {}


@on_store("export")
def export(
    tidy: Annotated[Path, typer.Option("--tidy", help="Folder for Parquet files and the data dictionary.")],
) -> Document:
    """Write tidy tables for notebooks; groups under the minimum n are left out."""
    return {"tidy": str(tidy.expanduser().absolute())}


@on_store("link")
def link(
    survey: Annotated[str | None, typer.Option("--survey", help="Id of the survey.")] = None,
    source: Annotated[str | None, typer.Option("--source", help="Id of the source of cases.")] = None,
    method: Annotated[str | None, typer.Option(help="exact, normalised, email or time; none: show candidates.")] = None,
    window: Annotated[float | None, typer.Option(help="Hours between the closing of a case and the answer.")] = None,
    answer_key: Annotated[str | None, typer.Option(help="Column of the answers that holds the key.")] = None,
    case_key: Annotated[str | None, typer.Option(help="Column of the cases that holds the key.")] = None,
    everybody: Annotated[bool, typer.Option("--everybody", help="Allow time alone where no key is shared.")] = False,
    repeat: Annotated[bool, typer.Option("--repeat", help="Run the confirmed rule again.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Forget the rule and its links.")] = False,
) -> Document:
    """Join the answers of a survey to the cases of a source; without a pair: list both."""
    args = {"survey": survey, "source": source, "method": method, "window": window, "everybody": everybody}
    return args | {"answer_key": answer_key, "case_key": case_key, "repeat": repeat, "remove": remove}
