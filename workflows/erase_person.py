"""Erase a person: every row that names them, every mention, the kept bytes, the deleted blocks and the old backups.

First the kept files are written anew beside the old ones, then one transaction makes the store forget, then the files
change places, the store's file is written anew and the backups start over. A process killed on the way leaves the
person as before, or an erasure that the next start completes.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from data import backup
from data.ingest import redact
from data.ingest.erase import erase_rows
from data.ingest.model import ReadParams
from data.queries import person
from data.queries.person import KeptFile, folded
from data.store import AREAS, Store
from errors import N_, BadInput

MOST_ROUNDS = 5
LEAST = 3
FIX_KEY = N_("Give an e-mail address, phone number, customer number or full name of at least 3 characters.")
Progress = Callable[[float, str], None]
PREPARING = N_("Writing the kept files without the person …")
FORGETTING = N_("Taking the rows out of the store …")
REWRITING = N_("Writing the store and its backup anew …")


@dataclass(frozen=True)
class FileTrace:
    """One upload in which the person occurs: rows that name them, other rows that mention them."""

    upload_id: str
    file_name: str
    rows: tuple[int, ...]
    mentions: int


@dataclass(frozen=True)
class Traces:
    """Where a person occurs.

    Attributes
    ----------
    terms : what the person is called in the files, folded; never stored.
    shared : keys found beside the person that other people's rows carry too, so that they were not followed.
    """

    terms: tuple[str, ...]
    files: tuple[FileTrace, ...]
    aside: tuple[tuple[str, int], ...]
    shared: tuple[str, ...] = ()

    @property
    def n_rows(self) -> int:
        """Rows of files that go, those set aside included."""
        return sum(len(file.rows) for file in self.files) + len(self.aside)

    @property
    def n_mentions(self) -> int:
        """Other people's rows in which a mention is replaced."""
        return sum(file.mentions for file in self.files)

    @property
    def pairs(self) -> set[tuple[str, int]]:
        """(upload id, row number) of every row that goes."""
        return {(file.upload_id, row) for file in self.files for row in file.rows} | set(self.aside)

    def document(self) -> dict[str, Any]:
        """As the CLI prints it; the person's other names are counted, not listed."""
        return {
            "n_rows": self.n_rows,
            "n_mentions": self.n_mentions,
            "n_names_followed": len(self.terms),
            "n_shared_keys_not_followed": len(self.shared),
            "files": [
                {"upload_id": f.upload_id, "file": f.file_name, "rows": len(f.rows), "mentions": f.mentions}
                for f in self.files
            ],
        }


@dataclass(frozen=True)
class Erasure:
    """What an erasure removed."""

    erasure_id: str
    facts: Mapping[str, Any]

    def document(self) -> dict[str, Any]:
        """As the CLI prints it."""
        return {"erasure_id": self.erasure_id, **self.facts}


def find_person(store: Store, key: str) -> Traces:
    """Every row of every kept file that names the person, in undone uploads too; nothing is changed.

    Starts from `key` (e-mail, phone, customer number, name, answer id) and follows e-mail addresses, phone and
    identity numbers, accounts and customer keys in the rows found, as long as nobody else's rows carry them.

    Raises
    ------
    BadInput
        The key is too short to name anybody.
    """
    term = folded(key)
    if len(term) < LEAST:
        raise BadInput(field=N_("person"), value=key, fix=FIX_KEY)
    files = person.kept_files(store)
    terms, shared = {term}, set[str]()
    found: dict[str, set[int]] = {}
    for _ in range(MOST_ROUNDS):
        found = _rows(store, files, terms)
        more, others = _names(store, files, found)
        shared |= others - terms
        if more <= terms:
            break
        terms |= more
    swept = [one for one in terms if len(one) >= person.SHORT]
    traces = tuple(
        FileTrace(file.upload_id, file.file_name, tuple(sorted(found[file.upload_id])), n_mentions)
        for file in files
        if found[file.upload_id] | (mentioned := person.rows_mentioning(store, file, swept))
        for n_mentions in [len(mentioned - found[file.upload_id])]
    )
    held = {(trace.upload_id, row) for trace in traces for row in trace.rows}
    aside = tuple(sorted(person.rows_aside(store, swept) - held))
    return Traces(tuple(sorted(terms)), traces, aside, tuple(sorted(shared)))


def _rows(store: Store, files: list[KeptFile], terms: set[str]) -> dict[str, set[int]]:
    found = {file.upload_id: person.rows_named(store, file, terms) for file in files}
    pairs = {(upload_id, row) for upload_id, rows in found.items() for row in rows}
    for upload_id, row in person.whole_answers(store, pairs):
        found[upload_id].add(row)
    return found


def _names(store: Store, files: list[KeptFile], found: Mapping[str, set[int]]) -> tuple[set[str], set[str]]:
    more, others = set[str](), set[str]()
    for file in files:
        if found[file.upload_id]:
            personal, own, shared = person.names_in(store, file, found[file.upload_id])
            more |= {name for name in personal | own if len(name) >= LEAST}
            others |= shared
    return more - others, others


def erase_person(store: Store, key: str, *, at: datetime, by: str = "", progress: Progress | None = None) -> Erasure:
    """Remove every trace of the person and say what was removed; raises BadInput when nobody is found."""
    tell = progress or (lambda _share, _message: None)
    traces = find_person(store, key)
    if not traces.files and not traces.aside:
        raise BadInput(field=N_("person"), value=key, fix=N_("No kept file names this person."))
    tell(0.1, PREPARING)
    folders = _prepare(store, traces)
    tell(0.4, FORGETTING)
    salt, erasure_id = secrets.token_hex(8), uuid.uuid4().hex[:12]
    swept = [term for term in traces.terms if len(term) >= person.SHORT]
    with store.write("erase", *AREAS) as write:
        removed = erase_rows(write, traces.pairs, swept)
        facts = {**traces.document(), "removed": removed, "files_rewritten": len(folders)}
        write.execute(
            "INSERT INTO erasure VALUES ($id, $at, $by, $hash, $salt, 'files', $facts)",
            id=erasure_id, at=at, by=by, salt=salt, facts=json.dumps(facts),
            hash=hashlib.sha256(f"{salt}{folded(key)}".encode()).hexdigest(),
        )  # fmt: skip
    tell(0.6, REWRITING)
    n_copies = finish_erasures(store)
    return Erasure(erasure_id, {**facts, "old_copies_removed": n_copies})


def _prepare(store: Store, traces: Traces) -> list[Path]:
    """The kept files without the person, beside the old ones; returns their folders."""
    redact.forget_prepared(store.files / "uploads")
    swept = [term for term in traces.terms if len(term) >= person.SHORT]
    rows: dict[str, set[int]] = {}
    for upload_id, row in traces.pairs:
        rows.setdefault(upload_id, set()).add(row)
    touched = {file.upload_id for file in traces.files} | set(rows)
    by_folder: dict[Path, list[KeptFile]] = {}
    for file in person.kept_files(store):
        by_folder.setdefault(file.folder, []).append(file)
    folders = [f for f, files in by_folder.items() if any(one.upload_id in touched for one in files)]
    for folder in folders:
        _prepare_folder(folder, by_folder[folder], rows, swept)
    return folders


def _prepare_folder(folder: Path, files: list[KeptFile], rows: Mapping[str, set[int]], swept: list[str]) -> None:
    per_sheet: dict[str, set[int]] = {}
    for file in files:
        gone = rows.get(file.upload_id, set())
        per_sheet.setdefault(str(file.params.get("sheet") or ""), set()).update(gone)
    for file in files:
        redact.redact_cells(file.cells, per_sheet[str(file.params.get("sheet") or "")], swept)
    told: dict[str, Any] = {f.name: files[0].params[f.name] for f in fields(ReadParams) if f.name in files[0].params}
    params = ReadParams(**told)
    original = folder / "original"
    if original.exists():
        redact.redact_original(original, params, per_sheet, swept, files[0].cells)


def finish_erasures(store: Store) -> int:
    """Complete what the store has forgotten already: files, file blocks, backups; returns the old copies removed.

    Called after each erasure, and at every start for one that was cut short.
    """
    uploads = store.files / "uploads"
    pending = store.rows("SELECT erasure_id FROM erasure WHERE state = 'files'")
    if not pending:
        redact.forget_prepared(uploads)
        return 0
    redact.settle([folder for folder in uploads.iterdir() if folder.is_dir()])
    store.rewrite()
    n_copies = _remove_old_copies(store)
    with store.write("erase", "setting") as write:
        write.execute("UPDATE erasure SET state = 'done' WHERE state = 'files'")
    store.backup()
    return n_copies


def _remove_old_copies(store: Store) -> int:
    """Backups and whatever was set aside after damage: they hold the person as before and cannot be rewritten."""
    n_copies = backup.remove_all(store.files / "backups")
    aside = store.files / "aside"
    if aside.exists():
        n_copies += sum(1 for _ in aside.iterdir())
        shutil.rmtree(aside)
    for left in store.path.parent.glob(f"{store.path.name}.aside-*"):
        left.unlink()
        n_copies += 1
    return n_copies
