"""Several files at once: what each of them is, which wait for the person, and one button for all that do not."""

from __future__ import annotations

import streamlit as st

from data.ingest.text_source import TRANSCRIPT, n_asked
from i18n import _, in_a_row, language, ngettext
from views import import_job, upload_check, upload_draft, upload_kinds, upload_read
from views.escape import plain
from views.import_job import ImportItem
from views.upload_draft import IMPORTED, NEEDS_YOU, READY, REFUSED, PileFile
from views.upload_steps import attention

MOST_SHOWN = 40
ICONS = {READY: "check_circle", NEEDS_YOU: "error", REFUSED: "block", IMPORTED: "download_done"}


def draw() -> None:
    """The files of this session with their states, those that wait for the person first."""
    files = upload_draft.pile()
    ready = [place for place, file in enumerate(files) if file.state == READY]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(answer_sentence(files), width="content")
        st.button(
            _("Take other files"),
            icon=":material/close:",
            type="tertiary",
            key=f"upload_other|{language()}",
            on_click=upload_draft.discard,
        )
    upload_draft.show_notice()
    if ready:
        n = len(ready)
        st.button(
            ngettext("Import the recognised file", "Import all {n} recognised files", n).format(n=n),
            type="primary",
            icon=":material/download_done:",
            key=f"upload_all|{language()}",
            on_click=import_all,
        )
    for place in in_order(files)[:MOST_SHOWN]:
        _row(place, files[place])
    if len(files) > MOST_SHOWN:
        more = len(files) - MOST_SHOWN
        said = ngettext("{n} more file is not listed.", "{n} more files are not listed.", more)
        st.caption(said.format(n=more))


def answer_sentence(files: list[PileFile]) -> str:
    """How many files, and what is to be done with them."""
    n, states = len(files), [file.state for file in files]
    said = [ngettext("**{n} file** was read.", "**{n} files** were read.", n).format(n=n)]
    k = {state: states.count(state) for state in ICONS}
    counted = {
        READY: ngettext("{n} is recognised.", "{n} are recognised.", k[READY]),
        NEEDS_YOU: ngettext("{n} needs you.", "{n} need you.", k[NEEDS_YOU]),
        REFUSED: _("{n} cannot be imported."),
        IMPORTED: ngettext("{n} is in the store.", "{n} are in the store.", k[IMPORTED]),
    }
    said += [words.format(n=k[state]) for state, words in counted.items() if k[state]]
    if IMPORTED not in states:
        said.append(_("Nothing is stored yet."))
    return in_a_row(*said)


def in_order(files: list[PileFile]) -> list[int]:
    """Places of the files: those that need the person first, then ready, refused, imported; else as dropped."""
    rank = {NEEDS_YOU: 0, READY: 1, REFUSED: 2, IMPORTED: 3}
    return sorted(range(len(files)), key=lambda place: (rank[files[place].state], place))


def _row(place: int, file: PileFile) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        with st.container(gap=None):
            st.markdown(f":material/{ICONS[file.state]}: **{plain(file.name, limit=80)}**")
            st.caption(found_words(file))
            if notes := open_words(file):
                st.markdown(attention(notes))
        if file.state in (READY, NEEDS_YOU) or (file.state == REFUSED and file.draft is not None):
            st.button(
                _("Look at it") if file.state != NEEDS_YOU else _("Decide"),
                key=f"upload_open_{place}|{language()}",
                type="secondary" if file.state == NEEDS_YOU else "tertiary",
                on_click=upload_draft.open_file,
                args=(place,),
            )


def found_words(file: PileFile) -> str:
    """What the file is or why it cannot be taken, in one line."""
    if file.error is not None:
        return plain(file.error.sentence(_))
    if file.draft is None:
        return _("This file was not read.")
    if file.outcome is not None:
        if file.outcome.already_imported:
            return _("This file was already imported. Nothing was added a second time.")
        kind, counts = file.draft.reading.kind, file.outcome.counts
        return upload_kinds.arrived(kind, upload_kinds.n_arrived(kind, counts), plain(file.name, limit=60))
    if file.state == REFUSED:
        stop = next((issue for issue in file.draft.reading.issues if issue.severity == "stop"), None)
        return upload_check.said(stop) if stop else _("This file cannot be imported.")
    kind, n = file.draft.reading.kind, len(file.draft.reading.table.cells)
    if kind == TRANSCRIPT:
        n -= n_asked(file.draft.reading, file.draft.plan().source)
    return " · ".join((upload_read.summary(file.draft), upload_kinds.becomes(kind, n)))


def open_words(file: PileFile) -> str:
    """What waits for the person in this file; "" where nothing does."""
    if file.state != NEEDS_YOU:
        return ""
    asked, unsure = file.open_points
    notes = []
    if asked:
        notes.append(ngettext("{n} question for you", "{n} questions for you", asked).format(n=asked))
    if unsure:
        notes.append(ngettext("{n} column needs a look", "{n} columns need a look", unsure).format(n=unsure))
    return " · ".join(notes)


def import_all() -> None:
    """Import every file that leaves nothing to decide, one after the other."""
    running = import_job.current()
    if running is not None and not running.done.is_set():
        return
    items = [
        ImportItem(place, file.draft.staged, file.draft.reading, file.draft.plan())
        for place, file in enumerate(upload_draft.pile())
        if file.state == READY and file.draft is not None
    ]
    if items:
        import_job.start(items)
