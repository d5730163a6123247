"""The table of kinds: what a file of each kind brings, said once for reader, importer and screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ANSWER_AREAS = ("feedback", "voices", "journey")
PROCESS_AREAS = ("process", "journey")


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    Attributes
    ----------
    has_answers : rows are answer sets of a survey, so that there are questions, responses and scores.
    needs_journey : an import without a journey makes one.
    is_long : several rows may belong to one answer set.
    areas : the areas of the store that an import touches.
    vendor : what the file's source is called where no tool is recognised; such sources are not shared by files.
    counted : the count of the receipt that says how much arrived; "rows" means every row that landed.
    """

    code: str
    has_answers: bool = True
    needs_journey: bool = True
    is_long: bool = False
    areas: tuple[str, ...] = ANSWER_AREAS
    vendor: str = "unknown"
    counted: str = "responses"


def _process(code: str, *, vendor: str = "", counted: str = "rows", areas: tuple[str, ...] = PROCESS_AREAS) -> Kind:
    """A kind whose rows are no answers and that draws no journey of its own."""
    return Kind(code, False, False, areas=areas, vendor=vendor or code, counted=counted)


KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("survey_wide"),
        Kind("survey_long", is_long=True),
        Kind("long", is_long=True),
        Kind("reviews", is_long=True),
        Kind("text_list", is_long=True, counted="comments"),
        Kind("transcript", is_long=True, counted="comments"),
        Kind("case_table", areas=(*ANSWER_AREAS, "process")),
        Kind("aggregate", has_answers=False, needs_journey=False),
        _process("event_log", counted="events"),
        _process("kpi_series"),
        _process("work_items", areas=("process", "feedback"), counted="items"),
        _process("cost_table"),
        _process("owners", areas=("journey", "process")),
        _process("customer_table", vendor="crm", areas=ANSWER_AREAS),
    )
}
UNSHARED = frozenset({"", "opendata", *(kind.vendor for kind in KINDS.values())})


def kind_named(code: str) -> Kind:
    """The kind called `code`; one that is not in the table is a survey."""
    return KINDS.get(code, KINDS["survey_wide"])
