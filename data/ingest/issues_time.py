"""Kinds of issues with times, dates and the steps of a log."""

from __future__ import annotations

from collections.abc import Mapping

from data.ingest.issue_kind import IssueKind
from errors import N_

TIME: Mapping[str, IssueKind] = {
    "date_order": IssueKind("E07", "ask", N_('"{col}" can be day/month or month/day: {example} is {a} or {b}. Which?')),
    "mixed_date_orders": IssueKind(
        "E07",
        "warn",
        N_(
            'In "{col}" the month stands first in row {row} ({a}) and the day in row {other} ({b}): it is not read as '
            "dates. Write all of them in one order."
        ),
    ),
    "no_timestamp": IssueKind(
        "E08",
        "warn",
        N_(
            "No answer date found. Without one there are no trends and control charts: choose a column, or give "
            "the date of the answers."
        ),
    ),
    "no_timestamp_values": IssueKind(
        "E08",
        "warn",
        N_(
            'The date column "{col}" is empty. Without dates there are no trends and control charts: choose another '
            "column, or give the date of the answers."
        ),
    ),
    "texts_undated": IssueKind("E08", "note", N_("The texts carry no day. They are read all the same.")),
    "record_day": IssueKind("E08", "note", N_("The record gives its own day, {day}: every comment gets it.")),
    "no_full_date": IssueKind(
        "E08",
        "warn",
        N_(
            '"{col}" holds the day of the month only. Without month and year there are no trends: give the date of '
            "the answers."
        ),
    ),
    "date_in_parts": IssueKind("E08", "note", N_("The date is put together from the columns {names}.")),
    "zone_mixed": IssueKind(
        "E22", "warn", N_('Times in "{a}" have no zone, those in "{b}" do. Lead times may be off by hours.')
    ),
    "zone_beside_none": IssueKind(
        "E22",
        "warn",
        N_(
            '{n} times in "{col}" carry a time zone and the others none (first in row {row}: {example}). Each is read '
            "by its own zone, the others in the time zone of the settings."
        ),
        N_(
            '{n} time in "{col}" carries a time zone and the others none (row {row}: {example}). It is read by its '
            "own zone, the others in the time zone of the settings."
        ),
    ),
    "zone_left_out": IssueKind(
        "E22",
        "warn",
        N_(
            '{n} times in "{col}" carry no time zone and the others one (first in row {row}: {example}). They are read '
            "in the time zone of the settings."
        ),
        N_(
            '{n} time in "{col}" carries no time zone and the others one (row {row}: {example}). It is read in the '
            "time zone of the settings."
        ),
    ),
    "time_unreadable": IssueKind(
        "E22",
        "warn",
        N_(
            '{n} values in "{col}" cannot be read as times (first in row {row}: {example}). These steps stay without '
            "that time; nothing is guessed."
        ),
        N_(
            '{n} value in "{col}" cannot be read as a time (row {row}: {example}). The step stays without that time; '
            "nothing is guessed."
        ),
    ),
    "activity_missing": IssueKind(
        "E22",
        "warn",
        N_('{n} rows name no step in "{col}" (first in row {row}). They are set aside.'),
        N_('{n} row names no step in "{col}" (row {row}). It is set aside.'),
    ),
    "kpi_without_n": IssueKind(
        "E26",
        "note",
        N_("These are figures over many answers without the number behind them: no n, so no interval."),
    ),
}
