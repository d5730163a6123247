"""Board: every score and measure of a journey with its icons, and units against each other by their number."""

from __future__ import annotations

from i18n import _
from views import board_page, frame, page_foot
from views.view import current

frame.page_title(_("What needs attention first?"))
board_page.refuse_unknown(current())
view = frame.header(rows=board_page.rows_csv)
board_page.draw(view)
page_foot.draw(view, "95% confidence interval", "false discovery rate (FDR)", "low n", "segment")
