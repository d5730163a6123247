"""What is wrong with an event log, each finding as a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from i18n import _, ngettext
from views import figures

ORDER = (
    "reversed", "unbelieved", "far", "backwards", "no_time", "no_start", "no_end", "mixed_zone", "late_enabled",
    "no_activity", "unmapped", "cut", "single", "single_time", "not_work",
)  # fmt: skip


def issue_sentence(code: str, n_events: int, n_cases: int | None) -> str:
    """One finding with its counts and what was done about it; the code itself for one without words."""
    n = n_cases if code in ("single", "cut") and n_cases is not None else n_events
    sentence = _sentences(n).get(code)
    return code if sentence is None else sentence.format(n=figures.count(n))


def places_sentence(code: str, places: Sequence[str]) -> str:
    """Where to look: rows of files, cases, or activities."""
    shown = _(", ").join(places)
    if not shown:
        return ""
    if code in ("single", "cut", "far"):
        return _("Process instances, among others: {places}").format(places=shown)
    if code == "unmapped":
        return _("Activities, among others: {places}").format(places=shown)
    return _("Rows, among others: {places}").format(places=shown)


def _sentences(n: int) -> dict[str, str]:
    return _of_times(n) | _of_names(n) | _of_cases(n)


def _of_times(n: int) -> dict[str, str]:
    return {
        "reversed": ngettext(
            "{n} event ends before it starts: it counts as a moment at its start, without a duration.",
            "{n} events end before they start: they count as moments at their start, without a duration.",
            n,
        ),
        "unbelieved": ngettext(
            "{n} event has a time before 1980 or after 2199: that time is not used.",
            "{n} events have a time before 1980 or after 2199: these times are not used.",
            n,
        ),
        "far": ngettext(
            "{n} event lies more than ten years from the rest of its process instance: it is left out.",
            "{n} events lie more than ten years from the rest of their process instances: they are left out.",
            n,
        ),
        "backwards": ngettext(
            "{n} event is earlier than the row before it, in a log that is otherwise in order: the "
            "clock may have jumped. "
            "Steps are put in the order of their times.",
            "{n} events are earlier than the row before them, in a log that is otherwise in order: "
            "the clock may have "
            "jumped. Steps are put in the order of their times.",
            n,
        ),
        "no_time": ngettext(
            "{n} event has no readable time: it is left out.", "{n} events have no readable time: they are left out.", n
        ),
        "no_start": ngettext(
            "{n} event has no start: it counts as a moment at its end, without a duration.",
            "{n} events have no start: they count as moments at their end, without a duration.",
            n,
        ),
        "no_end": ngettext(
            "{n} event has no end: it counts as a moment at its start, without a duration.",
            "{n} events have no end: they count as moments at their start, without a duration.",
            n,
        ),
        "mixed_zone": ngettext(
            "{n} event came without a time zone, others with one: it was read in the time zone of the settings.",
            "{n} events came without a time zone, others with one: they were read in the time zone of the settings.",
            n,
        ),
        "late_enabled": ngettext(
            "{n} event started before it was enabled: it has no queue time.",
            "{n} events started before they were enabled: they have no queue time.",
            n,
        ),
        "single_time": ngettext(
            "The {n} event has one time: how long the work took is not known, and waiting holds the work too.",
            "Most of the {n} events have one time: how long the work took is not known, and waiting "
            "holds the work too.",
            n,
        ),
    }


def _of_names(n: int) -> dict[str, str]:
    return {
        "no_activity": ngettext(
            "{n} event names no activity: it stands as a step without a name.",
            "{n} events name no activity: they stand as steps without a name.",
            n,
        ),
        "unmapped": ngettext(
            "{n} event belongs to an activity without a touchpoint: no feeling can be laid over it.",
            "{n} events belong to activities without a touchpoint: no feeling can be laid over them.",
            n,
        ),
        "not_work": ngettext(
            "{n} event says scheduled, assigned or suspended only: it is no step.",
            "{n} events say scheduled, assigned or suspended only: they are no steps.",
            n,
        ),
    }


def _of_cases(n: int) -> dict[str, str]:
    return {
        "single": ngettext(
            "{n} process instance has a single step: it counts, with the duration of that step as its lead time.",
            "{n} process instances have a single step: they count, with the duration of that step as their lead time.",
            n,
        ),
        "cut": ngettext(
            "{n} process instance began before the log: it has no lead time.",
            "{n} process instances began before the log: they have no lead time.",
            n,
        ),
    }
