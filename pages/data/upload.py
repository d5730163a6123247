"""Add data: files from read to map to check to import; nothing is stored before the person says so."""

from __future__ import annotations

from i18n import _, language
from views import frame, import_job, upload_bench, upload_draft, upload_drop, upload_end, upload_pile, upload_watch
from views.term import terms

frame.header(filters=False)
frame.page_title(_("What do customers say, how does the process run? Add files"))

upload_draft.absorb()
job = import_job.current()
draft = upload_draft.current()
if upload_watch.running() is not None:
    upload_watch.watch(language())
elif job is not None:
    upload_end.take_over(job)
    upload_end.draw(job)
elif draft is not None:
    upload_bench.draw(draft)
elif upload_draft.pile():
    upload_pile.draw()
else:
    upload_drop.draw_empty()
terms("touchpoint", "stage", "overall question", "just-right question", "segment")
