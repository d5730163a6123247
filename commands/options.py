"""Options that commands share, and the three that every command on a store takes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from commands.answer import Document, asked, show, speak

StoreOption = Annotated[Path | None, typer.Option("--store", help="Path of the store.")]
LangOption = Annotated[str, typer.Option("--lang", help="Language of messages: en or zh.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
JourneyOption = Annotated[str, typer.Option("--journey", help="Id of the journey.")]
StartOption = Annotated[str | None, typer.Option(help="First day, YYYY-MM-DD; the last twelve months if not said.")]
EndOption = Annotated[str | None, typer.Option(help="Day after the last, YYYY-MM-DD.")]
FileArgument = Annotated[Path, typer.Argument(help="The file to read.")]


def on_store(name: str) -> Callable[[Callable[..., Document]], Callable[..., None]]:
    """Make a function that gathers the arguments of the command `name` into that command.

    The command takes --store, --lang and --json behind its own options, hands the arguments
    to the store and prints the answer.
    """

    def command(gather: Callable[..., Document]) -> Callable[..., None]:
        def run(store: StoreOption = None, lang: LangOption = "en", as_json: JsonOption = False, **own: object) -> None:
            speak(lang, as_json)
            show(asked(name, gather(**own), store, lang, as_json), as_json)

        run.__doc__ = gather.__doc__
        run.__signature__ = _signature(gather, run)  # type: ignore[attr-defined]
        return run

    return command


def _signature(gather: Callable[..., Document], run: Callable[..., None]) -> inspect.Signature:
    """The options of `gather`, then those of `run` that have a name: what Typer reads."""
    both = [
        *inspect.signature(gather, eval_str=True).parameters.values(),
        *inspect.signature(run, eval_str=True).parameters.values(),
    ]
    return inspect.Signature([option for option in both if option.kind is not option.VAR_KEYWORD])
