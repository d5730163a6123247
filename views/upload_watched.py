"""The watched folders on the page Add data: which files wait for a person, and a way to the bench for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from i18n import _, language, ngettext, set_language
from views import loaders, upload_draft
from views.escape import plain
from workflows.folder_files import opened
from workflows.stage_file import safe_name
from workflows.watch_folder import FolderWatch
from workflows.watch_service import WaitingFile, current

REFRESH_SECONDS = 5.0
MOST_SHOWN = 8


@dataclass
class FolderFile:
    """A file of a watched folder, read like an uploaded one."""

    name: str
    source: BinaryIO

    def read(self, size: int, /) -> bytes:
        """The next `size` bytes."""
        return self.source.read(size)


def draw() -> None:
    """What waits, as it is now; nothing where no folder is watched."""
    service = current(loaders.store())
    if service is not None and service.watches():
        _watched(language())


@st.fragment(run_every=REFRESH_SECONDS)
def _watched(lang: str) -> None:
    set_language(lang)  # a fragment runs by itself, without the page that chose the language
    service = current(loaders.store())
    if service is None:
        return
    waiting = service.waiting()
    if waiting:
        n = len(waiting)
        said = ngettext(
            "{n} file is waiting in the watched folder", "{n} files are waiting in the watched folder", n
        ).format(n=n)
        st.markdown(f":material/folder_eye: **{said}**")
    for place, file in enumerate(waiting[:MOST_SHOWN]):
        _row(place, file)
    for watch in service.watches():
        st.caption(folder_words(watch))


def _row(place: int, file: WaitingFile) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        with st.container(gap=None):
            st.markdown(f"**{plain(file.outcome.name, limit=80)}**")
            st.caption(plain(file.outcome.sentence(_)))
        st.button(
            _("Decide"),
            key=f"upload_waiting_{place}|{language()}",
            on_click=put_on_bench,
            args=([file.path], file.folder),
        )


def folder_words(watch: FolderWatch) -> str:
    """One watched folder in a line: where it is, how often it is looked at, what went wrong."""
    told = {"folder": plain(str(watch.folder), limit=120), "seconds": f"{watch.every_seconds:g}"}
    if watch.problem:
        return _("Watching {folder}: {problem}").format(**told, problem=plain(_(watch.problem)))
    refused = watch.counts().get("refused", 0)
    said = _("Watching {folder} every {seconds} s: what is known is imported by itself.").format(**told)
    if not refused:
        return said
    more = ngettext("{n} file there cannot be imported.", "{n} files there cannot be imported.", refused)
    return f"{said} {more.format(n=refused)}"


def put_on_bench(paths: Sequence[Path], folder: Path) -> None:
    """Stage files of a watched folder as if they had been dropped; the files themselves stay as they are."""

    def run() -> None:
        sources = [FolderFile(safe_name(path.name), opened(folder, path)) for path in paths]
        try:
            upload_draft.take(sources)
        finally:
            for file in sources:
                file.source.close()

    upload_draft.attempt(run)
