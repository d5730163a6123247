"""Home: customer and process side by side, and the point of the journey that hurts most."""

from __future__ import annotations

from i18n import _
from views import frame, home_page, journey_rows

frame.page_title(_("How are customers and process doing?"))
home_page.draw(frame.header(journey_rows.csv_rows))
