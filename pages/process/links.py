"""Experience × process: which process measure goes with which touchpoint's score, how sure is that, who said so."""

from __future__ import annotations

from i18n import _
from views import frame, matrix_page, page_foot
from views.view import current

frame.page_title(_("Which processes hurt customers, at what cost?"))
matrix_page.refuse_unknown(current())
view = frame.header(matrix_page.rows_csv)
matrix_page.draw(view)
page_foot.draw(view, "95% confidence interval", "false discovery rate (FDR)", "low n", "segment")
