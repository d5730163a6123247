"""The script door: the workbench's work without a screen.

Every command takes --store PATH, --lang en|zh and --json (one JSON document on stdout).
Exit codes: 0 done, 2 bad input, 3 store unavailable, 4 a decision is needed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

import i18n
from errors import ThroughlineError
from i18n import _
from settings import settings

app = typer.Typer(
    add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="Throughline without a screen."
)

DECISION_NEEDED = 4
StoreOption = Annotated[Path | None, typer.Option("--store", help="Path of the store.")]
LangOption = Annotated[str, typer.Option("--lang", help="Language of messages: en or zh.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
FIRST_DAY = "First day, YYYY-MM-DD; the last twelve months if not said."
FileArgument = Annotated[Path, typer.Argument(help="The file to read.")]


@app.command()
def demo(
    seed: Annotated[int, typer.Option(help="Seed of the sample worlds.")] = 7,
    scale: Annotated[float, typer.Option(help="Size, above 0 and up to 1.")] = 1.0,
    store: StoreOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Build the sample worlds in the store."""
    _run("demo", {"seed": seed, "scale": scale}, store, lang, as_json)


@app.command()
def inspect(
    file: FileArgument, store: StoreOption = None, lang: LangOption = "en", as_json: JsonOption = False
) -> None:
    """Say how a file would be read; needs no store and writes nothing."""
    from workflows.error_document import error_document, exit_code
    from workflows.inspect_file import inspect_file, inspection_json

    _speak(lang, as_json)
    try:
        _print(inspection_json(inspect_file(file.expanduser()), _), as_json)
    except ThroughlineError as error:
        _fail(exit_code(error), error_document(error, _), as_json)


@app.command(name="score")
def score_(
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
    from workflows.error_document import error_document, exit_code
    from workflows.score_file import ScoreOrder, check_engine, score_file
    from workflows.store_reader import StoreReader, reader_of

    _speak(lang, as_json)
    try:
        check_engine(engine)
        reader = StoreReader(engine or "instant")
        if store is not None and store.expanduser().exists():
            reader = reader_of(_asked("reader", {"engine": engine}, store, lang, as_json))
        order = ScoreOrder(file.expanduser(), column, out, question, question_column, language, reader)
        _print(score_file(order, _), as_json)
    except ThroughlineError as error:
        _fail(exit_code(error), error_document(error, _), as_json)


@app.command()
def adapt(
    labels: Annotated[Path | None, typer.Option(help="File with corrected sentiments, matched by text.")] = None,
    text: Annotated[str | None, typer.Option(help="Name or number (from 1) of its column with the texts.")] = None,
    label: Annotated[str | None, typer.Option(help="Name or number of its column with the sentiments.")] = None,
    direct: Annotated[bool, typer.Option("--direct", help="Take scores at their word where texts agree.")] = False,
    store: StoreOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Let the model that reads comments learn from scores and corrections; says how it read before and after."""
    path = str(labels.expanduser().absolute()) if labels else None
    _run("adapt", {"labels": path, "text": text, "label": label, "direct": direct}, store, lang, as_json)


@app.command(name="import")
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
    _speak(lang, as_json)
    answers = _answers(decisions, as_json) if decisions else None
    path = str(file.expanduser().absolute())
    args = {"path": path, "journey": journey, "accept": accept, "decisions": answers, "period": period}
    document = _run("import", args, store, lang, as_json)
    if document.get("queued"):
        raise typer.Exit(DECISION_NEEDED)


@app.command()
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

    _speak(lang, as_json)
    args = {"path": str(folder.expanduser().absolute()), "every": every, "stop": stop}
    path = (store or settings().store).expanduser().resolve()
    code, document = execute_watch(
        path, args, lang=lang, translate=_, tell=lambda told: typer.echo(_file_line(told.document(_)), err=True)
    )
    if code:
        _fail(code, document, as_json)
    _print(document, as_json)


@app.command()
def template(
    kind: Annotated[str, typer.Argument(help="survey, events, work_items, kpi, costs or owners.")],
    out: Annotated[Path, typer.Argument(help="File or folder to write to.")],
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Write a file to fill in, with a sheet that explains its columns."""
    from reports.templates import template_bytes, template_name
    from workflows.error_document import error_document, exit_code

    _speak(lang, as_json)
    target = out.expanduser()
    try:
        content = template_bytes(kind, lang)
        target = target / template_name(kind, lang) if target.is_dir() else target
        target.write_bytes(content)
    except ThroughlineError as error:
        _fail(exit_code(error), error_document(error, _), as_json)
    except OSError as problem:
        message = _("{path} cannot be written ({problem}).").format(path=target, problem=problem.strerror)
        _fail(2, {"error": {"code": "bad_input", "message": message}}, as_json)
    _print({"template": kind, "path": str(target)}, as_json)


@app.command()
def undo(upload_id: str, store: StoreOption = None, lang: LangOption = "en", as_json: JsonOption = False) -> None:
    """Take back one upload."""
    _run("undo", {"upload_id": upload_id}, store, lang, as_json)


@app.command()
def erase(
    key: Annotated[str, typer.Argument(help="E-mail address, phone, customer number or full name.")],
    yes: Annotated[bool, typer.Option("--yes", help="Erase; without it only say where the person occurs.")] = False,
    store: StoreOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Remove every trace of a person, or say where they occur."""
    _run("erase", {"key": key, "yes": yes}, store, lang, as_json)


@app.command()
def redo(upload_id: str, store: StoreOption = None, lang: LangOption = "en", as_json: JsonOption = False) -> None:
    """Bring one undone upload back, exactly as it was."""
    _run("redo", {"upload_id": upload_id}, store, lang, as_json)


@app.command()
def correct(
    upload_id: str,
    edits: Annotated[Path, typer.Option(help="JSON file: column number (from 0) to the fields to change.")],
    store: StoreOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Take columns of an imported file for something else and write its rows again."""
    _speak(lang, as_json)
    told = _answers(edits, as_json, option="--edits")
    _run("correct", {"upload_id": upload_id, "edits": told}, store, lang, as_json)


@app.command()
def uploads(store: StoreOption = None, lang: LangOption = "en", as_json: JsonOption = False) -> None:
    """List the uploads."""
    _run("uploads", {}, store, lang, as_json)


@app.command()
def export(
    tidy: Annotated[Path, typer.Option("--tidy", help="Folder for Parquet files and the data dictionary.")],
    store: StoreOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Write tidy tables for notebooks; groups under the minimum n are left out."""
    _run("export", {"tidy": str(tidy.expanduser().absolute())}, store, lang, as_json)


@app.command()
def curve(
    journey: Annotated[str, typer.Option("--journey", help="Id of the journey.")],
    store: StoreOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Print the emotion curve of a journey."""
    _run("curve", {"journey": journey}, store, lang, as_json)


@app.command()
def stream(
    journey: Annotated[str | None, typer.Option("--journey", help="Id of the journey.")] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Id or file name of an event log that stands behind no journey.")
    ] = None,
    start: Annotated[str | None, typer.Option(help=FIRST_DAY)] = None,
    end: Annotated[str | None, typer.Option(help="Day after the last, YYYY-MM-DD.")] = None,
    store: StoreOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Print where the time of a journey's process instances goes, step by step."""
    _run("stream", {"journey": journey, "source": source, "start": start, "end": end}, store, lang, as_json)


@app.command()
def capability(
    journey: Annotated[str, typer.Option("--journey", help="Id of the journey.")],
    threshold: Annotated[float, typer.Option(help="Index that is asked for, such as 1.00 or 1.33.")] = 1.33,
    start: Annotated[str | None, typer.Option(help=FIRST_DAY)] = None,
    end: Annotated[str | None, typer.Option(help="Day after the last, YYYY-MM-DD.")] = None,
    store: StoreOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Print what the process delivers against its limits: indices with intervals, verdicts, weakest stages."""
    _run("capability", {"journey": journey, "threshold": threshold, "start": start, "end": end}, store, lang, as_json)


@app.command()
def control(
    journey: Annotated[str, typer.Option("--journey", help="Id of the journey.")],
    measure: Annotated[str | None, typer.Option(help="mean:TOUCHPOINT, kpi:KPI ...; none: the worst signal.")] = None,
    grain: Annotated[str | None, typer.Option(help="week, month or quarter.")] = None,
    chart: Annotated[str, typer.Option(help="Kind of chart; auto: by the data.")] = "auto",
    rules: Annotated[str, typer.Option(help="default, short, western or nelson8.")] = "default",
    start: Annotated[str | None, typer.Option(help=FIRST_DAY)] = None,
    end: Annotated[str | None, typer.Option(help="Day after the last, YYYY-MM-DD.")] = None,
    store: StoreOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Print the control chart of a measure, and a line on every other measure of the journey."""
    args = {"journey": journey, "measure": measure, "grain": grain, "kind": chart, "rules": rules}
    _run("control", args | {"start": start, "end": end}, store, lang, as_json)


@app.command()
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
    store: StoreOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Join the answers of a survey to the cases of a source; without a pair: list both."""
    args = {"survey": survey, "source": source, "method": method, "window": window, "everybody": everybody}
    keys = {"answer_key": answer_key, "case_key": case_key, "repeat": repeat, "remove": remove}
    _run("link", args | keys, store, lang, as_json)


def _run(name: str, args: dict[str, Any], store: Path | None, lang: str, as_json: bool) -> dict[str, Any]:
    _speak(lang, as_json)
    document = _asked(name, args, store, lang, as_json)
    _print(document, as_json)
    return document


def _asked(name: str, args: dict[str, Any], store: Path | None, lang: str, as_json: bool) -> dict[str, Any]:
    """What a command answers; a refusal is printed and ends the program."""
    from workflows.remote import execute

    path = (store or settings().store).expanduser().resolve()
    code, document = execute(path, name, args, lang=lang, translate=_)
    if code:
        _fail(code, document, as_json)
    return document


def _speak(lang: str, as_json: bool) -> None:
    if lang not in i18n.LANGUAGES:
        message = f"--lang: {lang!r} cannot be used. Use en or zh."
        _fail(2, {"error": {"code": "bad_input", "message": message}}, as_json)
    i18n.set_language(lang)


def _answers(path: Path, as_json: bool, *, option: str = "--decisions") -> dict[str, Any]:
    try:
        answers = json.loads(path.expanduser().read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        message = _("{option}: {path} cannot be read as JSON ({problem}).")
        message = message.format(option=option, path=path, problem=problem)
        _fail(2, {"error": {"code": "bad_input", "message": message}}, as_json)
    return dict(answers)


def _fail(code: int, document: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        typer.echo(document["error"]["message"], err=True)
        for question in document["error"].get("questions", []):
            typer.echo(f"- {question['id']}: {question.get('message', question['code'])}", err=True)
    raise typer.Exit(code)


def _print(document: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    for key, value in document.items():
        rows = value if isinstance(value, list) else [value]
        typer.echo(f"{key}:" if isinstance(value, list) else f"{key}: {_plain(value)}")
        if isinstance(value, list):
            for row in rows:
                typer.echo(f"  {_plain(row)}")


def _plain(value: object) -> str:
    if isinstance(value, dict) and {"file", "state"} <= set(value):
        return _file_line(value)
    if isinstance(value, dict):
        return "  ".join(f"{key}={_plain(part)}" for key, part in value.items() if part is not None)
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _file_line(told: dict[str, Any]) -> str:
    """One file of a folder: what became of it, and under it what is asked."""
    asked = [f"    - {question['id']}: {question['message']}" for question in told.get("questions", [])]
    return "\n".join([f"{told['state']}: {told['file']} - {told['message']}", *asked])


def main(arguments: list[str]) -> int:
    """Run one command; a mistake in the command line itself is bad input like any other."""
    try:
        return int(app(arguments, standalone_mode=False) or 0)
    except typer.Exit as end:
        return int(end.exit_code)
    except typer.Abort:
        return 2
    except typer.TyperException as mistake:
        document = {"error": {"code": "bad_input", "message": str(mistake)}}
        if "--json" in arguments:
            typer.echo(json.dumps(document, ensure_ascii=False))
        else:
            typer.echo(f"{mistake}\ncli.py --help lists the commands.", err=True)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
