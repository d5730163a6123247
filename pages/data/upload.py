"""Add data: one file from read to map to check to import; nothing is stored before the person says so."""

from __future__ import annotations

from i18n import _, language
from views import (
    frame,
    import_job,
    upload_check,
    upload_draft,
    upload_drop,
    upload_import,
    upload_journey,
    upload_map,
    upload_read,
)
from views.upload_steps import Step, draw_steps

frame.header(filters=False)
frame.page_title(_("What do your customers say? Add a file"))

job = import_job.current()
draft = upload_draft.current()
if job is not None and not job.done.is_set():
    upload_import.watch()
elif job is not None:
    upload_import.draw_end(job)
elif draft is None:
    upload_drop.draw_empty()
else:
    plan = draft.plan()
    asked = draft.questions(plan)
    upload_drop.draw_file(upload_import.answer_sentence(draft, plan))
    upload_draft.show_notice()
    upload_import.draw_undone()
    rejected = draft.reading.verdict != "import"

    def draw_mapping() -> None:
        upload_journey.draw_axis(draft, plan)
        upload_map.draw(draft)
        upload_journey.draw(draft, plan)

    draw_steps(
        f"{draft.token}|{language()}",
        [
            Step("read", _("Read"), upload_read.summary(draft), lambda: upload_read.draw(draft), needs_hand=False),
            Step(
                "map",
                _("Map"),
                upload_map.summary(draft, plan, asked),
                draw_mapping,
                needs_hand=upload_map.is_open(draft, asked),
            ),
            Step(
                "check",
                _("Check"),
                upload_check.summary(draft, asked),
                lambda: upload_check.draw(draft, plan, asked),
                needs_hand=rejected or upload_check.is_open(asked),
            ),
            Step(
                "import",
                _("Import"),
                upload_import.summary(len(asked), rejected=rejected),
                lambda: upload_import.draw(draft, plan, len(asked)),
                needs_hand=not rejected and not asked,
            ),
        ],
    )
