"""What to do about each kind of problem, in a sentence."""

from __future__ import annotations

from data.ingest.model import Issue
from i18n import _


def fix(issue: Issue) -> str:
    """The way out of one problem; most notes need none."""
    return _special().get(issue.code) or _usual(issue.severity)


def _usual(severity: str) -> str:
    return {
        "stop": _("Export or save the file again as the sentence says, then add it once more."),
        "ask": _("Answer the question in step 3."),
        "warn": _("Look at the column in step 2 and change what it is taken for, if needed."),
    }.get(severity, _("Nothing to do."))


def _special() -> dict[str, str]:
    date = _("Choose the date column in step 2, or give the date of the answers in step 3.")
    again = _("Export the file again from the tool and do not open it in a spreadsheet before adding it.")
    return {
        "summary_export_not_responses": _(
            "Choose the export of all single answers. Figures per month can be entered in the KPI template."
        ),
        "ragged_rows": _("Look at these rows in the file: a stray separator or quotation mark moves the cells."),
        "totals_row": _("Nothing to do: totals are no answers."),
        "no_timestamp": date,
        "no_timestamp_values": date,
        "no_full_date": date,
        "texts_undated": _("Give the day in step 3, if you know it."),
        "damaged_ids": again,
        "mojibake": again,
        "not_utf8": _("Compare a few names in step 1; choose another text encoding there if they look wrong."),
        "zone_mixed": _("Check the time zone of the store in the settings."),
        "no_score_column": _("Choose the rating columns in step 2, if there are any."),
        "test_response": _("Nothing to do: tests are left out of every figure."),
    }
