"""Journey map: where does the journey hurt, how sure is that, and what did people say there."""

from __future__ import annotations

from i18n import _
from views import frame, journey_page, journey_rows, page_foot

frame.page_title(_("Where does the journey hurt?"))
view = frame.header(journey_rows.csv_rows)
journey_page.draw(view)
TERMS = ("emotion curve", "low point", "MOT", "expectation floor", "industry benchmark", "influence weight")
page_foot.draw(view, *TERMS)
