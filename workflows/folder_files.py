"""The files of a folder that may be taken: regular, complete, readable, and inside it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from errors import N_, BadInput, FileRefused

PARTIAL_ENDINGS = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart", ".swp")
TABLE_ENDINGS = (
    ".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".xes", ".docx", ".gz",
)  # fmt: skip
HIDDEN_STARTS = (".", "~$", "~lock")
NO_FOLDER = N_("There is no such folder.")
UNREADABLE_FOLDER = N_("The folder cannot be read. Check who may open it.")
LEADS_OUT = N_("This is a link that leads out of the folder. Put the file itself into the folder.")
OTHER_KIND = N_("Files of this kind are not taken from a folder. It was left alone.")
NO_FILE = N_("This is no ordinary file. It was left alone.")
GONE = N_("The file went away before it was read.")
UNREADABLE = N_("The file cannot be read. Check who may open it.")


@dataclass(frozen=True)
class Candidate:
    """A file of the folder: its path, size and time of change; `problem` says why it cannot be taken."""

    path: Path
    size: int = 0
    changed_ns: int = 0
    problem: str = ""

    @property
    def stamp(self) -> tuple[int, int]:
        """Changes whenever somebody writes to the file."""
        return self.size, self.changed_ns


def files_in(folder: Path) -> list[Candidate]:
    """The files that lie in `folder` itself, by name; hidden and half-downloaded ones are left out.

    Raises
    ------
    BadInput
        There is no such folder, or it cannot be read.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except PermissionError as error:
        raise BadInput(field="FOLDER", value=str(folder), fix=UNREADABLE_FOLDER) from error
    except OSError as error:
        raise BadInput(field="FOLDER", value=str(folder), fix=NO_FOLDER) from error
    return list(_candidates(folder.resolve(), entries))


def _candidates(folder: Path, entries: list[os.DirEntry[str]]) -> Iterator[Candidate]:
    for entry in entries:
        if is_passing(entry.name):
            continue
        found = _candidate(folder, Path(entry.path))
        if found is not None:
            yield found


def is_passing(name: str) -> bool:
    """Whether a name marks a hidden file or one that is still being written by a browser or an office program.

    >>> is_passing("~$survey.xlsx"), is_passing("may.csv.crdownload"), is_passing("may.csv")
    (True, True, False)
    """
    return name.startswith(HIDDEN_STARTS) or name.casefold().endswith(PARTIAL_ENDINGS)


def _candidate(folder: Path, path: Path) -> Candidate | None:
    """None for a folder, which is not entered, and for a file that just went away."""
    try:
        if path.is_symlink() and not _leads_inside(folder, path):
            return Candidate(path, problem=LEADS_OUT)
        told = path.stat()
    except FileNotFoundError:
        return None
    except OSError:
        return Candidate(path, problem=NO_FILE)
    if stat.S_ISDIR(told.st_mode):
        return None
    if not stat.S_ISREG(told.st_mode):
        return Candidate(path, problem=NO_FILE)
    if not path.name.casefold().endswith(TABLE_ENDINGS):
        return Candidate(path, problem=OTHER_KIND)
    return Candidate(path, told.st_size, told.st_mtime_ns)


def _leads_inside(folder: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(folder)


def opened(folder: Path, path: Path) -> BinaryIO:
    """The file for reading; a link that was put in its place since the listing is not followed out of the folder.

    Raises
    ------
    FileRefused
        The file is gone, no ordinary file any more, outside the folder, or not readable; the sentence says which.
    """
    try:
        place = path.resolve(strict=True)
        if not place.is_relative_to(folder.resolve()):
            raise FileRefused("leads_out", LEADS_OUT)
        number = os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError as error:
        raise FileRefused("file_gone", GONE) from error
    except OSError as error:
        raise FileRefused("unreadable_file", UNREADABLE) from error
    source = os.fdopen(number, "rb")
    if not stat.S_ISREG(os.fstat(number).st_mode):
        source.close()
        raise FileRefused("no_file", NO_FILE)
    return source
