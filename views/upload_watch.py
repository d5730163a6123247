"""The bar while files are read or imported, and the way to stop it."""

from __future__ import annotations

import streamlit as st

from i18n import _, language, set_language
from views import import_job, reading_job
from views.escape import plain
from views.import_job import ImportJob
from views.reading_job import ReadingJob

WATCH_SECONDS = 0.5


@st.fragment(run_every=WATCH_SECONDS)
def watch(lang: str) -> None:
    """How far the running job is, in `lang`; draws the whole page again when it has ended."""
    set_language(lang)  # a fragment runs by itself, without the page that chose the language
    job: ReadingJob | ImportJob | None = running()
    if job is None:
        st.rerun(scope="app")
    stopping = job.stop.is_set()
    st.progress(job.share, text=_("Stopping…") if stopping else words(job))
    st.button(
        _("Cancel"),
        icon=":material/close:",
        key=f"upload_cancel|{language()}",
        disabled=stopping,
        on_click=job.stop.set,
    )


def running() -> ReadingJob | ImportJob | None:
    """The job of this session that has not ended."""
    for job in (reading_job.current(), import_job.current()):
        if job is not None and not job.done.is_set():
            return job
    return None


def words(job: ReadingJob | ImportJob) -> str:
    """What is being done, and with which file."""
    is_reading = isinstance(job, ReadingJob)
    step = _(job.words) if job.words else _("Reading the file") if is_reading else _("Importing…")
    n = len(job.orders) if isinstance(job, ReadingJob) else len(job.items)
    if n == 1:
        return _("{file}: {step}").format(file=plain(job.name, limit=60), step=step)
    said = _("File {at} of {n}, {file}: {step}")
    return said.format(at=min(job.at + 1, n), n=n, file=plain(job.name, limit=60), step=step)
