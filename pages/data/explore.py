"""Explore: any question by any segment or period, with intervals and letters for differences beyond chance."""

from __future__ import annotations

from i18n import _
from views import explore_choice, explore_page, frame, page_foot
from views.view import current

frame.page_title(_("Who answers what?"))
explore_choice.refuse_unknown(current())
view = frame.header()
explore_page.draw(view)
page_foot.draw(view, "95% confidence interval", "false discovery rate (FDR)", "low n", "satisfied share", "segment")
