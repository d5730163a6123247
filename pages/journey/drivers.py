"""Key drivers: what moves satisfaction most, and what of it is worth mending first?"""

from __future__ import annotations

from i18n import _
from views import drivers_page, frame, page_foot

frame.page_title(_("What moves satisfaction most?"))
drivers_page.refuse_unknown()
view = frame.header(rows=drivers_page.rows_csv)
drivers_page.draw(view)
page_foot.draw(view, "Key drivers", "derived importance", "importance–performance chart", "95% confidence interval")
