"""Step 4, Import: what will be written, the import itself with progress, and its account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import streamlit as st

from data.ingest.mapping import ImportPlan
from data.ingest.questions import AXIS
from errors import ThroughlineError
from i18n import _, language, ngettext
from views import import_job, loaders, state, upload_draft, upload_kinds
from views.escape import plain
from views.import_job import ImportJob
from views.upload_draft import Draft
from views.upload_steps import attention
from workflows.import_survey import ImportOutcome
from workflows.stage_file import drop_staged
from workflows.undo_upload import undo_upload

UNDONE = "upload_undone"
JOURNEY_PAGE = "pages/journey/journey.py"
COMMENTS = ("comment", "other_text")
SEGMENTS = ("segment", "choice", "choice_option", "multi_option", "multi_delimited", "outcome")
WATCH_SECONDS = 0.5


def counted(plan: ImportPlan) -> list[tuple[str, int]]:
    """What the columns become, in words with their number."""
    roles = [column.role for column in plan.columns]
    abouts = [column.about for column in plan.columns if column.role == "score"]
    named = roles.count("touchpoint") if plan.touchpoint_axis == "columns" else 0
    return [
        (_("Touchpoints"), len(plan.targets)),
        (_("Other scores"), sum(about != "touchpoint" for about in abouts)),
        (_("Comment columns"), sum(role in COMMENTS for role in roles)),
        (_("Segments and choices"), sum(role in SEGMENTS for role in roles) + named),
    ]


def answer_sentence(draft: Draft, plan: ImportPlan) -> str:
    """The file in one sentence: n answers, touchpoints, and that nothing is stored yet."""
    n = len(draft.reading.table.cells)
    points = len(plan.targets)
    rows = ngettext("{n} row", "{n} rows", n).format(n=f"{n:,}")
    curve = ngettext("{n} touchpoint", "{n} touchpoints", points).format(n=points)
    said = _("**{name}** holds **{rows}** and gives a curve of **{curve}**. Nothing is stored yet.")
    if len(plan.alternatives) > 1 and AXIS not in plan.decisions:
        said = _("**{name}** holds **{rows}**. Choose below what a touchpoint is; nothing is stored yet.")
    elif not points:
        said = _("**{name}** holds **{rows}** and no touchpoint. Nothing is stored yet.")
    return said.format(name=plain(draft.staged.name, limit=60), rows=rows, curve=curve)


def summary(n_open: int, *, rejected: bool) -> str:
    """Whether the import can start, in one line."""
    if rejected:
        return attention(_("this file cannot be imported"))
    return _("waits for the steps above") if n_open else _("ready")


def draw(draft: Draft, plan: ImportPlan, n_open: int) -> None:
    """The consequences and the button."""
    table, kind = draft.reading.table, draft.reading.kind
    if kind not in upload_kinds.NOT_ANSWERS:
        with st.container(horizontal=True):
            for label, n in counted(plan):
                st.metric(label, f"{n:,}", border=True, width=168)
    personal = sum(column.role == "pii" for column in plan.columns)
    st.markdown(consequences(len(table.cells), len(table.aside), table.n_columns, personal, kind))
    if n_open:
        said = ngettext("{n} decision is still open above.", "{n} decisions are still open above.", n_open)
        st.caption(said.format(n=n_open))
    st.button(
        _("Import"),
        type="primary",
        icon=":material/download_done:",
        key=f"upload_import|{language()}",
        disabled=bool(n_open) or draft.reading.verdict != "import",
        on_click=_start,
    )


def consequences(n_rows: int, n_aside: int, n_columns: int, n_personal: int, kind: str = "") -> str:
    """What happens to rows and columns, in sentences; nothing is left out."""
    lines = [upload_kinds.becomes(kind, n_rows)]
    if n_aside:
        said = ngettext("{n} row is set aside with its reason.", "{n} rows are set aside with their reasons.", n_aside)
        lines.append(said.format(n=f"{n_aside:,}"))
    if n_personal:
        said = ngettext(
            "{n} column of personal data is hashed and hidden.",
            "{n} columns of personal data are hashed and hidden.",
            n_personal,
        )
        lines.append(said.format(n=n_personal))
    kept = ngettext(
        "The cells of the column are kept as they are, and the whole upload can be undone.",
        "The cells of all {n} columns are kept as they are, and the whole upload can be undone.",
        n_columns,
    )
    lines.append(kept.format(n=f"{n_columns:,}"))
    return "  \n".join(lines)


def _start() -> None:
    draft = upload_draft.current()
    running = import_job.current()
    if draft is None or (running is not None and not running.done.is_set()):
        return
    st.session_state.pop(UNDONE, None)
    upload_draft.attempt(lambda: _begin(draft))


def _begin(draft: Draft) -> None:
    plan = draft.plan()
    if not draft.questions(plan):
        import_job.start(draft.staged, plan)


@st.fragment(run_every=WATCH_SECONDS)
def watch() -> None:
    """The bar while an import runs; draws the whole page again when it has ended."""
    job = import_job.current()
    if job is None:
        return
    if job.done.is_set():
        st.rerun(scope="app")
    stopping = job.stop.is_set()
    words = _(job.words) if job.words else _("Importing…")
    st.progress(job.share, text=_("Stopping…") if stopping else words)
    st.button(
        _("Cancel"),
        icon=":material/close:",
        key=f"upload_cancel|{language()}",
        disabled=stopping,
        on_click=job.stop.set,
    )


def draw_end(job: ImportJob) -> None:
    """What came of an import: its account, or why it did not happen."""
    if job.error is not None:
        _failed(job)
    elif job.outcome is not None:
        _done(job, job.outcome)


def _failed(job: ImportJob) -> None:
    error = job.error
    if not isinstance(error, ThroughlineError):
        st.error(
            _("The import stopped unexpectedly. Nothing was stored; the file is still here, try again."),
            icon=":material/error:",
        )
    elif job.was_cancelled:
        st.info(plain(error.sentence(_)), icon=":material/cancel:")
    else:
        st.error(plain(error.sentence(_)), icon=":material/error:")
    st.button(_("Back to the file"), key=f"upload_back|{language()}", on_click=import_job.forget)


def _done(job: ImportJob, outcome: ImportOutcome) -> None:
    if outcome.already_imported:
        st.info(_("This file was already imported. Nothing was added a second time."), icon=":material/content_copy:")
    else:
        st.info(_imported(job, outcome.counts), icon=":material/check_circle:")
    _account(outcome.counts)
    with st.container(horizontal=True, vertical_alignment="center"):
        key = f"upload_see|{language()}"
        if outcome.journey_id and st.button(_("See your journey"), type="primary", icon=":material/route:", key=key):
            state.put(state.JOURNEY, outcome.journey_id)
            st.switch_page(JOURNEY_PAGE, query_params={state.JOURNEY: outcome.journey_id, state.LANGUAGE: language()})
        st.page_link(
            "pages/data/quality.py",
            label=_("See the whole report"),
            icon=":material/fact_check:",
            query_params={state.SELECTION: outcome.upload_id, state.LANGUAGE: language()},
        )
        st.button(
            _("Undo this import"),
            icon=":material/undo:",
            type="tertiary",
            key=f"upload_undo|{language()}",
            on_click=_undo,
        )
        st.button(
            _("Add another file"),
            icon=":material/add:",
            type="tertiary",
            key=f"upload_next|{language()}",
            on_click=_next,
        )


def _imported(job: ImportJob, counts: Mapping[str, int]) -> str:
    kind = _kind()
    n = upload_kinds.n_arrived(kind, counts)
    return upload_kinds.arrived(kind, n, plain(job.staged.name, limit=60))


def _kind() -> str:
    draft = upload_draft.current()
    return draft.reading.kind if draft else ""


def _account(counts: Mapping[str, int]) -> None:
    """Cells in = cells kept, rows = answers + set aside: the promise that nothing is lost, in figures."""
    with st.container(horizontal=True):
        for label, key in upload_kinds.shown_counts(_kind()):
            st.metric(label, f"{int(counts.get(key, 0)):,}", border=True, width=168)
    cells_in, cells_kept = int(counts.get("cells_in", 0)), int(counts.get("cells_kept", 0))
    said = _("Cells in the file {cells_in}, cells kept {cells_kept}. Rows {rows}: {landed} landed, {aside} set aside.")
    rows, aside = int(counts.get("rows", 0)), int(counts.get("rows_set_aside", 0))
    st.markdown(
        said.format(
            cells_in=f"{cells_in:,}",
            cells_kept=f"{cells_kept:,}",
            rows=f"{rows:,}",
            landed=f"{rows - aside:,}",
            aside=f"{aside:,}",
        )
    )


def _undo() -> None:
    job = import_job.current()
    if job is None or job.outcome is None:
        return
    upload_id = job.outcome.upload_id

    def run() -> None:
        undo_upload(loaders.store(), upload_id, at=datetime.now(UTC))
        import_job.forget()
        st.session_state[UNDONE] = job.staged.name

    upload_draft.attempt(run)


def _next() -> None:
    job = import_job.current()
    if job is not None:
        drop_staged(job.staged)
    import_job.forget()
    upload_draft.discard()


def draw_undone() -> None:
    """One sentence after an undo."""
    if name := st.session_state.get(UNDONE):
        st.info(
            _("The import of {name} was undone. The file is still here.").format(name=plain(name, limit=60)),
            icon=":material/undo:",
        )
