"""Step 4, Import: what will be written, and the button that does it."""

from __future__ import annotations

import streamlit as st

from data.ingest.mapping import ImportPlan
from data.ingest.questions import AXIS
from data.ingest.text_source import TEXT_KINDS, TRANSCRIPT, n_asked
from i18n import _, language, ngettext
from views import import_job, upload_draft, upload_end, upload_kinds, upload_preview, upload_record
from views.escape import plain
from views.import_job import ImportItem
from views.quality_list import kind_label
from views.upload_draft import Draft

OF_THEIR_OWN = upload_kinds.NOT_ANSWERS | TEXT_KINDS
COMMENTS = ("comment", "other_text")
SEGMENTS = ("segment", "choice", "choice_option", "multi_option", "multi_delimited", "outcome")


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


def _cards(draft: Draft, plan: ImportPlan, n_texts: int) -> list[tuple[str, int]]:
    """A record of speech is counted by what is said and by whom; other texts have no touchpoint and no score."""
    cards = counted(plan)
    if draft.reading.kind == TRANSCRIPT:
        return upload_record.figures(draft.reading, plan, n_texts)
    return cards[2:] if draft.reading.kind in TEXT_KINDS else cards


def answer_sentence(draft: Draft, plan: ImportPlan) -> str:
    """The file in one sentence: n answers, touchpoints, and that nothing is stored yet."""
    n = len(draft.reading.table.cells)
    points = len(plan.targets)
    rows = ngettext("{n} row", "{n} rows", n).format(n=f"{n:,}")
    curve = ngettext("{n} touchpoint", "{n} touchpoints", points).format(n=points)
    said = _("**{name}** holds **{rows}** and gives a curve of **{curve}**. Nothing is stored yet.")
    if len(plan.alternatives) > 1 and AXIS not in plan.decisions:
        said = _("**{name}** holds **{rows}**. Choose below what a touchpoint is; nothing is stored yet.")
    elif draft.reading.kind in OF_THEIR_OWN:
        said = _("**{name}** is of the kind “{kind}” and holds **{rows}**. Nothing is stored yet.")
    elif not points:
        said = _("**{name}** holds **{rows}** and no touchpoint. Nothing is stored yet.")
    kind = kind_label(draft.reading.kind)
    return said.format(name=plain(draft.staged.name, limit=60), rows=rows, curve=curve, kind=kind)


def summary(n_open: int) -> str:
    """Whether the import can start, in one line."""
    return _("waits for the steps above") if n_open else _("ready")


def draw(draft: Draft, plan: ImportPlan, n_open: int) -> None:
    """The consequences and the button."""
    table, kind = draft.reading.table, draft.reading.kind
    personal = sum(column.role == "pii" for column in plan.columns)
    ours = n_asked(draft.reading, plan.source)
    n_rows, n_aside = len(table.cells) - ours, len(table.aside) + ours
    if kind not in upload_kinds.NOT_ANSWERS:
        with st.container(horizontal=True):
            for label, n in _cards(draft, plan, n_rows):
                st.metric(label, f"{n:,}", border=True, width=168)
    if kind in TEXT_KINDS:
        upload_record.draw_source(draft.reading, plan)
    st.markdown(consequences(n_rows, n_aside, table.n_columns, personal, kind))
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
    upload_preview.draw(draft, plan)


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
    upload_end.forget_undone()
    upload_draft.attempt(lambda: _begin(draft))


def _begin(draft: Draft) -> None:
    plan = draft.plan()
    if not draft.questions(plan):
        import_job.start([ImportItem(upload_draft.open_place() or 0, draft.staged, draft.reading, plan)])
