"""Process control: is the process stable, and does it do what customers need?"""

from __future__ import annotations

from i18n import _
from views import control_page, frame, page_foot

frame.page_title(_("Is the process stable and capable?"))
control_page.refuse_unknown()
view = frame.header()
control_page.draw(view)
page_foot.draw(
    view,
    "control limits (UCL, CL, LCL)",
    "special cause variation",
    "stable (in control)",
    "capable",
    "false-alarm rate",
)
