"""Commands that read texts, or teach the model that reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.answer import Document, asked, refusals, show, speak
from commands.options import FileArgument, JsonOption, LangOption, on_store
from i18n import _


def score(
    file: FileArgument,
    column: Annotated[str, typer.Option(help="Name or number (from 1) of the column with the texts.")],
    out: Annotated[Path, typer.Option(help="CSV file to write, one row per row of the file.")],
    question: Annotated[str | None, typer.Option(help="The question that the texts answer.")] = None,
    question_column: Annotated[str | None, typer.Option(help="Column with the question of each text.")] = None,
    language: Annotated[str, typer.Option(help="Language of the texts: auto, en or zh.")] = "auto",
    engine: Annotated[
        str | None, typer.Option(help="instant, standard or accurate; instant, or that of the store, if not said.")
    ] = None,
    store: Annotated[Path | None, typer.Option(help="Read as this store does: its learnt model, its themes.")] = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Say of each text how positive it is, how sure that is and which themes it names; needs no store."""
    from workflows.score_file import ScoreOrder, check_engine, score_file
    from workflows.store_reader import StoreReader, reader_of

    speak(lang, as_json)
    with refusals(as_json):
        check_engine(engine)
        reader = StoreReader(engine or "instant")
        if store is not None and store.expanduser().exists():
            reader = reader_of(asked("reader", {"engine": engine}, store, lang, as_json))
        order = ScoreOrder(file.expanduser(), column, out, question, question_column, language, reader)
        show(score_file(order, _), as_json)


@on_store("adapt")
def adapt(
    labels: Annotated[Path | None, typer.Option(help="File with corrected sentiments, matched by text.")] = None,
    text: Annotated[str | None, typer.Option(help="Name or number (from 1) of its column with the texts.")] = None,
    label: Annotated[str | None, typer.Option(help="Name or number of its column with the sentiments.")] = None,
    direct: Annotated[bool, typer.Option("--direct", help="Take scores at their word where texts agree.")] = False,
) -> Document:
    """Let the model that reads comments learn from scores and corrections; says how it read before and after."""
    path = str(labels.expanduser().absolute()) if labels else None
    return {"labels": path, "text": text, "label": label, "direct": direct}
