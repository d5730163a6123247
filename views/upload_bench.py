"""The file on the bench: its sentence and its four steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from data.ingest import cross_tab
from data.ingest.mapping import ImportPlan
from data.ingest.text_source import TEXT_KINDS
from i18n import _, language
from views import (
    upload_check,
    upload_draft,
    upload_drop,
    upload_end,
    upload_import,
    upload_journey,
    upload_map,
    upload_read,
    upload_report,
    upload_templates,
    upload_text,
)
from views.escape import plain
from views.upload_check import plain_frame
from views.upload_draft import Draft
from views.upload_fixes import fix
from views.upload_steps import Step, draw_steps
from workflows.recognised import is_undated

Questions = list[dict[str, Any]]


def draw(draft: Draft) -> None:
    """What the file holds in one sentence, then read, map, check, import."""
    plan = draft.plan()
    if draft.reading.verdict != "import":
        _refused(draft, plan)
        return
    asked: Questions = draft.questions(plan)
    upload_drop.draw_file(upload_import.answer_sentence(draft, plan))
    upload_draft.show_notice()
    upload_end.draw_undone()
    draw_steps(f"{draft.token}|{language()}", steps(draft, plan, asked))


def _refused(draft: Draft, plan: ImportPlan) -> None:
    """Why the file cannot be imported, which one can, and how it was read, in case that was the mistake."""
    said = _("**{name}** cannot be imported as it is. Nothing was stored.")
    upload_drop.draw_file(said.format(name=plain(draft.staged.name, limit=60)))
    upload_draft.show_notice()
    for issue in draft.reading.issues:
        if issue.severity == "stop":
            st.error(upload_check.said(issue), icon=":material/block:")
            st.markdown(plain_frame(fix(issue)))
    with st.container(horizontal=True, vertical_alignment="center"):
        if draft.reading.vendor == cross_tab.CODE:
            st.button(
                _("Load its figures as a KPI series"),
                icon=":material/monitoring:",
                key=f"upload_as_series|{language()}",
                on_click=_load_figures,
            )
        upload_templates.draw()
        upload_report.draw_download(draft, plan)
    draw_steps(f"{draft.token}|{language()}", [_read(draft)])


def _load_figures() -> None:
    """Take the figures of a cross-table for a KPI series: without n, and so without an interval."""
    draft = upload_draft.current()
    if draft is not None and draft.reading.vendor == cross_tab.CODE:
        upload_draft.keep(replace(draft, reading=cross_tab.as_series(draft.reading)))


def _read(draft: Draft) -> Step:
    return Step("read", _("Read"), upload_read.summary(draft), lambda: upload_read.draw(draft), needs_hand=False)


def steps(draft: Draft, plan: ImportPlan, asked: Questions) -> list[Step]:
    """The four steps with what each found; those that need nobody stay folded."""
    questions: list[Mapping[str, Any]] = list(asked)

    def draw_mapping() -> None:
        upload_text.draw(draft, plan)
        upload_journey.draw_axis(draft, plan)
        upload_map.draw(draft)
        upload_journey.draw(draft, plan)

    return [
        _read(draft),
        Step(
            "map",
            _("Map"),
            upload_map.summary(draft, plan, questions),
            draw_mapping,
            needs_hand=upload_map.is_open(draft, questions),
            invites=upload_text.invites(plan),
        ),
        Step(
            "check",
            _("Check"),
            upload_check.summary(draft, questions),
            lambda: upload_check.draw(draft, plan, questions),
            needs_hand=upload_check.is_open(questions),
            invites=is_undated(draft.reading, plan) and draft.reading.kind not in TEXT_KINDS,
        ),
        Step(
            "import",
            _("Import"),
            upload_import.summary(len(asked)),
            lambda: upload_import.draw(draft, plan, len(asked)),
            needs_hand=not asked,
        ),
    ]
