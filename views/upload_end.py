"""After an import: its account, the way on, and why it did not happen where it did not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import streamlit as st

from data.ingest.text_source import TEXT_KINDS, TRANSCRIPT
from errors import ThroughlineError
from i18n import _, in_a_row, language, ngettext
from views import (
    import_job,
    loaders,
    loaders_links,
    state,
    upload_account,
    upload_activities,
    upload_arrived,
    upload_draft,
    upload_kinds,
    upload_quality,
    upload_record,
)
from views.escape import plain
from views.import_job import ImportItem, ImportJob
from workflows.import_survey import ImportOutcome
from workflows.undo_upload import undo_upload

UNDONE = "upload_undone"
JOURNEY_PAGE, QUALITY_PAGE = "pages/journey/journey.py", "pages/data/quality.py"


def draw(job: ImportJob) -> None:
    """What came of an import: its account, or why it did not happen."""
    if len(job.items) > 1:
        _many(job)
        return
    item = job.items[0]
    if item.error is not None:
        _failed(item)
    elif item.outcome is not None:
        _done(item, item.outcome)


def _failed(item: ImportItem) -> None:
    _why_not(item)
    st.button(_("Back to the file"), key=f"upload_back|{language()}", on_click=import_job.forget)


def _why_not(item: ImportItem) -> None:
    error = item.error
    if not isinstance(error, ThroughlineError):
        st.error(
            _("The import stopped unexpectedly. Nothing was stored; the file is still here, try again."),
            icon=":material/error:",
        )
    elif item.was_cancelled:
        st.info(plain(error.sentence(_)), icon=":material/cancel:")
    else:
        st.error(plain(error.sentence(_)), icon=":material/error:")


def _done(item: ImportItem, outcome: ImportOutcome) -> None:
    _headline(item, outcome)
    with st.container(horizontal=True):
        for label, n in _figures(item, outcome):
            st.metric(label, f"{n:,}", border=True, width=168)
    if item.reading.kind in TEXT_KINDS:
        upload_record.draw_source(item.reading, item.plan)
    upload_account.draw(item, outcome.counts)
    if item.reading.kind != TRANSCRIPT:  # nothing in a record of speech can be a haste or a straight line
        upload_quality.draw_after(outcome.upload_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        _ways_on(outcome)
        st.button(
            _("Undo this import"),
            icon=":material/undo:",
            type="tertiary",
            key=f"upload_undo|{language()}",
            on_click=_undo,
        )
        _next_button()
    if item.reading.kind == "event_log":
        upload_activities.draw(outcome.upload_id)
    if item.reading.kind == "kpi_series":
        upload_arrived.draw_series(outcome.upload_id)


def _figures(item: ImportItem, outcome: ImportOutcome) -> list[tuple[str, int]]:
    """The figures of the receipt; texts are told by what was said, and by answers only where they hold any."""
    counts = [
        (label, key, int(outcome.counts.get(key, 0))) for label, key in upload_kinds.shown_counts(item.reading.kind)
    ]
    if item.reading.kind not in TEXT_KINDS:
        return [(label, n) for label, _key, n in counts]
    held = upload_record.figures(item.reading, item.plan, int(outcome.counts.get("comments", 0)))
    return held + [(label, n) for label, key, n in counts if key == "rows_set_aside" or (key == "answers" and n)]


def _headline(item: ImportItem, outcome: ImportOutcome) -> None:
    if outcome.already_imported:
        st.info(_("This file was already imported. Nothing was added a second time."), icon=":material/content_copy:")
        return
    kind = item.reading.kind
    n = upload_kinds.n_arrived(kind, outcome.counts)
    said = upload_kinds.arrived(kind, n, plain(item.staged.name, limit=60))
    known = "" if kind in upload_kinds.NOT_ANSWERS else upload_arrived.known_sentence(outcome.upload_id, n)
    st.info(in_a_row(said, known), icon=":material/check_circle:")


def _ways_on(outcome: ImportOutcome) -> None:
    """One primary way on, and the report of the upload."""
    key = f"upload_see|{language()}"
    if outcome.journey_id and st.button(_("See your journey"), type="primary", icon=":material/route:", key=key):
        state.put(state.JOURNEY, outcome.journey_id)
        st.switch_page(JOURNEY_PAGE, query_params={state.JOURNEY: outcome.journey_id, state.LANGUAGE: language()})
    elif not outcome.journey_id and _can_link():
        _link_button(type="primary")
    st.page_link(
        QUALITY_PAGE,
        label=_("See the whole report"),
        icon=":material/fact_check:",
        query_params={state.SELECTION: outcome.upload_id, state.LANGUAGE: language()},
    )


def _can_link() -> bool:
    """Whether the store holds answers and process data that nobody has linked yet."""
    return any(
        not pair.is_sample and not pair.method and loaders_links.rule(pair) is None for pair in loaders_links.pairs()
    )


def _link_button(*, type: Literal["primary", "secondary"] = "secondary") -> None:
    if st.button(_("Link answers and process"), type=type, icon=":material/link:", key=f"upload_link|{language()}"):
        st.switch_page(QUALITY_PAGE, query_params={state.LANGUAGE: language()})


def _next_button() -> None:
    """Back to the other files where some are left, else on to a new one."""
    left = [file for file in upload_draft.pile() if file.state in (upload_draft.READY, upload_draft.NEEDS_YOU)]
    if left:
        n = len(left)
        st.button(
            ngettext("Back to the other file", "Back to the other {n} files", n).format(n=n),
            icon=":material/arrow_back:",
            key=f"upload_rest|{language()}",
            on_click=_back_to_pile,
        )
        return
    st.button(
        _("Add another file"),
        icon=":material/add:",
        type="tertiary",
        key=f"upload_next|{language()}",
        on_click=_next,
    )


def _many(job: ImportJob) -> None:
    """The account of several files: what arrived from each, what did not, and the way on."""
    done = [item for item in job.items if item.outcome is not None]
    said = ngettext("{n} file is in the store.", "{n} files are in the store.", len(done))
    st.info(said.format(n=len(done)), icon=":material/check_circle:")
    for item in job.items:
        with st.container(border=True, gap="xsmall"):
            if item.outcome is None:
                st.markdown(f"**{plain(item.staged.name, limit=60)}**")
                _why_not(item)
            else:
                kind, counts = item.reading.kind, item.outcome.counts
                n = upload_kinds.n_arrived(kind, counts)
                st.markdown(":material/check_circle: " + upload_kinds.arrived(kind, n, plain(item.staged.name)))
                st.caption(upload_account.line(item, counts))
    with st.container(horizontal=True, vertical_alignment="center"):
        journeys = [item.outcome for item in done if item.outcome is not None and item.outcome.journey_id]
        if journeys:
            _ways_on(journeys[0])
        elif done and done[0].outcome is not None:
            _ways_on(done[0].outcome)
        if journeys and _can_link():
            _link_button()
        _next_button()


def take_over(job: ImportJob) -> None:
    """Note in the list of files what has been imported."""
    files = upload_draft.pile()
    for item in job.items:
        if item.outcome is not None and item.place < len(files):
            files[item.place].outcome = item.outcome


def _undo() -> None:
    job = import_job.current()
    if job is None or job.items[0].outcome is None:
        return
    item = job.items[0]
    upload_id = job.items[0].outcome.upload_id

    def run() -> None:
        undo_upload(loaders.store(), upload_id, at=datetime.now(UTC))
        import_job.forget()
        st.session_state[UNDONE] = item.staged.name
        upload_draft.pile()[item.place].outcome = None

    upload_draft.attempt(run)


def _back_to_pile() -> None:
    import_job.forget()
    upload_draft.close_file()


def _next() -> None:
    import_job.forget()
    upload_draft.discard()


def draw_undone() -> None:
    """One sentence after an undo."""
    if name := st.session_state.get(UNDONE):
        st.info(
            _("The import of {name} was undone. The file is still here.").format(name=plain(name, limit=60)),
            icon=":material/undo:",
        )


def forget_undone() -> None:
    """The sentence is said once."""
    st.session_state.pop(UNDONE, None)
