"""Voices: what do customers say, how do they feel, which theme costs most score."""

from __future__ import annotations

from i18n import _
from views import frame, page_foot, voices_page

frame.page_title(_("What do they say, and how do they feel?"))
voices_page.refuse_unknown()
view = frame.header()
voices_page.draw(view)
page_foot.draw(view, "verbatim", "95% confidence interval", "false discovery rate (FDR)", "segment")
