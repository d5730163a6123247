"""Home: customer and process side by side, and the point of the journey that hurts most."""

from __future__ import annotations

from i18n import _
from views import frame, home_page, journey_rows, page_foot

frame.page_title(_("How are customers and process doing?"))
view = frame.header(journey_rows.csv_rows)
home_page.draw(view)
page_foot.draw(view, "low point", "NPS", "CES", "CSAT", "on-time delivery rate", "RSI", "defect escape rate")
