"""The file on the bench: its sentence and its four steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data.ingest.mapping import ImportPlan
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
    upload_text,
)
from views.upload_draft import Draft
from views.upload_steps import Step, draw_steps
from workflows.recognised import is_undated

Questions = list[dict[str, Any]]


def draw(draft: Draft) -> None:
    """What the file holds in one sentence, then read, map, check, import."""
    plan = draft.plan()
    asked: Questions = draft.questions(plan)
    upload_drop.draw_file(upload_import.answer_sentence(draft, plan))
    upload_draft.show_notice()
    upload_end.draw_undone()
    draw_steps(f"{draft.token}|{language()}", steps(draft, plan, asked))


def steps(draft: Draft, plan: ImportPlan, asked: Questions) -> list[Step]:
    """The four steps with what each found; those that need nobody stay folded."""
    rejected = draft.reading.verdict != "import"
    questions: list[Mapping[str, Any]] = list(asked)

    def draw_mapping() -> None:
        upload_text.draw(draft, plan)
        upload_journey.draw_axis(draft, plan)
        upload_map.draw(draft)
        upload_journey.draw(draft, plan)

    return [
        Step("read", _("Read"), upload_read.summary(draft), lambda: upload_read.draw(draft), needs_hand=False),
        Step(
            "map",
            _("Map"),
            upload_map.summary(draft, plan, questions),
            draw_mapping,
            needs_hand=upload_map.is_open(draft, questions),
        ),
        Step(
            "check",
            _("Check"),
            upload_check.summary(draft, questions),
            lambda: upload_check.draw(draft, plan, questions),
            needs_hand=rejected or upload_check.is_open(questions),
            invites=is_undated(draft.reading, plan),
        ),
        Step(
            "import",
            _("Import"),
            upload_import.summary(len(asked), rejected=rejected),
            lambda: upload_import.draw(draft, plan, len(asked)),
            needs_hand=not rejected and not asked,
        ),
    ]
