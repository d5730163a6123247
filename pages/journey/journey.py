"""Journey map: where does the journey hurt, how sure is that, and what did people say there."""

from __future__ import annotations

from i18n import _
from views import frame, journey_page, journey_rows

frame.page_title(_("Where does the journey hurt?"))
journey_page.draw(frame.header(journey_rows.csv_rows))
