"""The commands of `cli.py`, as functions of a store: the same code runs in the script and in the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from data.store import Store
from errors import N_, BadInput, UnknownId
from workflows.build_sample import rebuild_sample
from workflows.erase_person import erase_person, find_person
from workflows.finite import finite
from workflows.import_survey import import_survey
from workflows.read_curve import curve_document
from workflows.stream_document import source_named, stream_document
from workflows.undo_upload import redo_upload, undo_upload
from workflows.uploads import uploads_document

Args = Mapping[str, Any]
Document = dict[str, Any]
Translate = Callable[[str], str]
TRANSLATE = "translate"  # key under which a command finds the language; nothing from outside can set it


def demo(store: Store, args: Args) -> Document:
    """Build the sample worlds anew; `seed` and `scale` choose them."""
    return rebuild_sample(store, seed=_whole(args, "seed", 7), scale=_positive(args, "scale", 1.0), at=_now())


def import_file(store: Store, args: Args) -> Document:
    """Import the file or the folder at `path`; `journey`, `accept`, `decisions` and `period` are optional."""
    path = Path(str(args["path"])).expanduser()
    if path.is_dir():
        return _import_folder(store, path, args)
    path = _readable(args)
    outcome = import_survey(
        store,
        path,
        None,
        name=path.name,
        at=_now(),
        by="cli",
        journey_id=args.get("journey"),
        accept=bool(args.get("accept")),
        decisions=args.get("decisions"),
        period=_day(args, "period"),
    )
    return outcome.document(translator(args))


def _import_folder(store: Store, folder: Path, args: Args) -> Document:
    from workflows.import_folder import import_folder
    from workflows.take_file import Terms

    terms = Terms(
        _now(), by="cli", journey_id=args.get("journey"), accept=bool(args.get("accept")), period=_day(args, "period")
    )
    return import_folder(store, folder, terms).document(translator(args))


def watch(store: Store, args: Args) -> Document:
    """Watch the folder at `path` every `every` seconds in this process, or `stop` watching it; lists all of them."""
    from workflows.watch_service import change_watch, service

    return change_watch(service(store), args).document(translator(args))


def undo(store: Store, args: Args) -> Document:
    """Take back one upload."""
    return undo_upload(store, str(args["upload_id"]), at=_now()).document()


def redo(store: Store, args: Args) -> Document:
    """Bring one undone upload back."""
    return redo_upload(store, str(args["upload_id"])).document()


def correct(store: Store, args: Args) -> Document:
    """Take columns of one upload for something else and write it again."""
    from workflows.correct_upload import correct_upload, edits_of

    edits = edits_of(args.get("edits"))
    return correct_upload(store, str(args["upload_id"]), edits, at=_now(), by="cli").document()


def uploads(store: Store, args: Args) -> Document:
    """All uploads, newest first."""
    return uploads_document(store)


def export(store: Store, args: Args) -> Document:
    """Write Parquet files and a data dictionary into the folder `tidy`."""
    from workflows.export_tidy import export_tidy

    folder = Path(str(args["tidy"])).expanduser()
    return {"folder": str(folder), "files": [path.name for path in export_tidy(store, folder)]}


def curve(store: Store, args: Args) -> Document:
    """The emotion curve of one journey as figures."""
    return curve_document(store, str(args["journey"]))


def stream(store: Store, args: Args) -> Document:
    """The value stream of one journey as figures, of the last twelve months without `start` and `end`.

    `source`, in place of `journey`, names a log that stands behind no journey, by its id or its file; `clock` is
    "calendar" (the usual one) or "working".
    """
    from workflows.capability_document import last_year

    source, journey = args.get("source"), args.get("journey")
    if (source is None) == (journey is None):
        raise BadInput(field="--source", value=str(source), fix=N_("Say either a journey or a source."))
    owner = str(journey) if source is None else source_named(store, str(source))
    start, end = _period(args)
    if journey is not None and start is None and end is None:
        scope = last_year(store, owner)
        start, end = scope.start, scope.end
    return stream_document(store, owner, start=start, end=end, clock=str(args.get("clock") or "calendar"))


def capability(store: Store, args: Args) -> Document:
    """The capability of one journey; `threshold`, `start` and `end` are optional."""
    from workflows.capability_document import capability_document
    from workflows.read_capability import THRESHOLD

    threshold = THRESHOLD if args.get("threshold") is None else float(args["threshold"])
    start, end = _period(args)
    return capability_document(
        store, str(args["journey"]), threshold=threshold, start=start, end=end, translate=translator(args)
    )


def control(store: Store, args: Args) -> Document:
    """The control chart of one measure of a journey as figures, and a line on each other measure."""
    from workflows.rank_control import control_document

    start, end = _period(args)
    return control_document(
        store, str(args["journey"]), measure=args.get("measure"), grain=args.get("grain"),
        kind=str(args.get("kind") or "auto"), rule_set=str(args.get("rules") or "default"),
        start=start, end=end,
    )  # fmt: skip


def drivers(store: Store, args: Args) -> Document:
    """What moves satisfaction, stage by stage; `outcome`, `missing`, `target`, `start` and `end` are optional."""
    from workflows.drivers_document import drivers_document

    start, end = _period(args)
    return drivers_document(
        store, str(args["journey"]), outcome=str(args.get("outcome") or "overall"),
        missing=str(args.get("missing") or "complete"), target=str(args.get("target") or "mean"),
        start=start, end=end, translate=translator(args),
    )  # fmt: skip


def links(store: Store, args: Args) -> Document:
    """Every touchpoint of a journey against every process measure, case by case or (`level`, `grain`) by period."""
    from workflows.links_document import links_document

    start, end = _period(args)
    return links_document(
        store, str(args["journey"]), level=str(args.get("level") or "auto"), grain=args.get("grain"),
        start=start, end=end, translate=translator(args),
    )  # fmt: skip


def link(store: Store, args: Args) -> Document:
    """Join a survey to a source: candidates without a method, else what was joined."""
    from workflows.link_documents import link_document

    return link_document(store, args, at=_now())


def adapt(store: Store, args: Args) -> Document:
    """Let the model that reads comments learn; the file `labels` with columns `text` and `label` is read first."""
    from workflows.adapt_model import adapt_model
    from workflows.label_texts import label_texts
    from workflows.score_child import ScoringChild

    imported: Document = {}
    if args.get("labels"):
        told = label_texts(store, Path(str(args["labels"])), args.get("text"), args.get("label"), at=_now(), by="cli")
        imported = {"labels": told.document()}
    child = ScoringChild()
    try:
        learnt = adapt_model(store, child, clock=_now, by="cli", direct=bool(args.get("direct")))
    finally:
        child.close()
    return imported | learnt.document(translator(args))


def reader(store: Store, args: Args) -> Document:
    """What the store reads comments with: engine, learnt model, themes; `engine` asks for that of another engine."""
    from workflows.store_reader import reader_document

    return reader_document(store, args.get("engine"))


def erase(store: Store, args: Args) -> Document:
    """Where a person occurs; with `yes`, every trace of them removed."""
    key = str(args["key"])
    if not args.get("yes"):
        return find_person(store, key).document()
    return erase_person(store, key, at=_now(), by="cli").document()


COMMANDS: dict[str, Callable[[Store, Args], Document]] = {
    "demo": demo,
    "import": import_file,
    "watch": watch,
    "undo": undo,
    "redo": redo,
    "correct": correct,
    "uploads": uploads,
    "export": export,
    "curve": curve,
    "capability": capability,
    "control": control,
    "stream": stream,
    "link": link,
    "drivers": drivers,
    "links": links,
    "erase": erase,
    "adapt": adapt,
    "reader": reader,
}


def run_command(store: Store, name: str, args: Args, *, translate: Translate = str) -> Document:
    """Run one command by name; sentences of its document are in the language of `translate`, unknown figures null.

    Raises
    ------
    UnknownId
        No such command, journey or upload.
    """
    if name not in COMMANDS:
        raise UnknownId(kind="command", id=name)
    document: Document = finite(COMMANDS[name](store, {**args, TRANSLATE: translate}))
    return document


def translator(args: Args) -> Translate:
    """The language in which this command was asked for."""
    found: Translate = args.get(TRANSLATE, str)
    return found


def _now() -> datetime:
    return datetime.now(UTC)


def _readable(args: Args) -> Path:
    path = Path(str(args["path"])).expanduser()
    if not path.is_file():
        raise BadInput(field="FILE", value=str(path), fix=N_("There is no such file."))
    return path


def _day(args: Args, field: str) -> date | None:
    value = args.get(field)
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError as error:
        raise BadInput(field=field, value=str(value), fix=N_("Write the day as YYYY-MM-DD.")) from error


def _period(args: Args) -> tuple[date | None, date | None]:
    """First day and day after the last; either may be open."""
    start, end = _day(args, "start"), _day(args, "end")
    if start is not None and end is not None and start >= end:
        fix = N_("The first day must lie before the end, which is the day after the last.")
        raise BadInput(field="start, end", value=f"{start}, {end}", fix=fix)
    return start, end


def _whole(args: Args, field: str, default: int) -> int:
    value = args.get(field)
    return default if value is None else int(value)


def _positive(args: Args, field: str, default: float) -> float:
    value = default if args.get(field) is None else float(args[field])
    if not 0 < value <= 1:
        raise BadInput(field=field, value=str(value), fix=N_("Use a number above 0 and up to 1."))
    return value
