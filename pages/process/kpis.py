"""Measures and goals: which figures steer the process, whether they hold, and what they serve."""

from __future__ import annotations

from i18n import _
from views import frame, kpis_page, page_foot
from views.view import current

frame.page_title(_("Which measures do we steer by, and do they hold?"))
kpis_page.refuse_unknown(current())
view = frame.header(rows=kpis_page.rows_csv)
kpis_page.draw(view)
page_foot.draw(
    view,
    "requirements stability index (RSI)",
    "on-time delivery rate",
    "defect escape rate",
    "quality and process performance objective (QPPO)",
    "95% confidence interval",
)
