"""Add data: one file from read to map to check to import; nothing is stored before the person says so."""

from __future__ import annotations

from i18n import _
from views import frame, import_job, upload_bench, upload_draft, upload_drop, upload_import
from views.term import terms

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
    upload_bench.draw(draft)
terms("touchpoint", "stage", "overall question", "just-right question", "segment")
