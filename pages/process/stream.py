"""Value stream: where the time of a case goes, which steps are worth it, and how customers feel there."""

from __future__ import annotations

from i18n import _
from views import frame, stream_page

frame.page_title(_("Where does time die?"))
stream_page.refuse_unknown()
view = frame.header(controls=stream_page.draw_controls, shows_journey=stream_page.shows_journey)
stream_page.draw(view)
stream_page.draw_foot(
    view, "value-stream map (VSM)", "lead time", "process cycle efficiency (PCE)",
    "flow efficiency", "percent complete and accurate (%C&A)",
)  # fmt: skip
