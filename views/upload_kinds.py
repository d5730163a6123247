"""What the rows of a file become, in the words of its kind: answers, events, KPI values or customers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from data.ingest.kind_table import KINDS, kind_named
from i18n import _, ngettext

NOT_ANSWERS = frozenset(kind.code for kind in KINDS.values() if not kind.has_answers)


@dataclass(frozen=True)
class KindWords:
    """The sentences of one kind: what `n` rows become, what came in, why there is no curve."""

    becomes: Callable[[int], str]
    arrived: Callable[[int], str]
    no_curve: Callable[[], str]


ANSWERS = KindWords(
    lambda n: ngettext("{n} row becomes a response.", "{n} rows become responses.", n),
    lambda n: ngettext("{n} response of {name} is in the store.", "{n} responses of {name} are in the store.", n),
    lambda: _("No column rates a touchpoint, so there will be no curve: overall scores and voices are shown instead."),
)
TEXTS = KindWords(
    lambda n: ngettext(
        "{n} row becomes a comment: there is no score in it.", "{n} rows become comments: there is no score in them.", n
    ),
    lambda n: ngettext("{n} comment of {name} is in the store.", "{n} comments of {name} are in the store.", n),
    lambda: _("No column rates anything, so there is no curve: the texts are shown as voices."),
)
WORDS: Mapping[str, KindWords] = {
    "text_list": TEXTS,
    "transcript": TEXTS,
    "event_log": KindWords(
        lambda n: ngettext("{n} row becomes a process event.", "{n} rows become process events.", n),
        lambda n: ngettext("{n} event of {name} is in the store.", "{n} events of {name} are in the store.", n),
        lambda: _("This is an event log: its events stand behind the journey as its process and draw no curve."),
    ),
    "kpi_series": KindWords(
        lambda n: ngettext("{n} row becomes a value of a KPI.", "{n} rows become values of KPIs.", n),
        lambda n: ngettext("{n} KPI row of {name} is in the store.", "{n} KPI rows of {name} are in the store.", n),
        lambda: _("This is a KPI series: link the KPI to a touchpoint in edit mode to see it beside the curve."),
    ),
    "work_items": KindWords(
        lambda n: ngettext("{n} row becomes a work item.", "{n} rows become work items.", n),
        lambda n: ngettext("{n} work item of {name} is in the store.", "{n} work items of {name} are in the store.", n),
        lambda: _(
            "These are requirements, changes, defects or tickets: they stand behind the journey and draw no curve."
        ),
    ),
    "cost_table": KindWords(
        lambda n: ngettext("{n} row becomes a cost.", "{n} rows become costs.", n),
        lambda n: ngettext("{n} cost of {name} is in the store.", "{n} costs of {name} are in the store.", n),
        lambda: _("This is a table of costs: it holds no answers, so there is no curve."),
    ),
    "owners": KindWords(
        lambda n: ngettext("{n} row names an owner.", "{n} rows name owners.", n),
        lambda n: ngettext("{n} owner of {name} is in the store.", "{n} owners of {name} are in the store.", n),
        lambda: _("This is a table of owners: touchpoints with these names get their owner."),
    ),
    "customer_table": KindWords(
        lambda n: ngettext(
            "{n} row becomes a customer with attributes.", "{n} rows become customers with attributes.", n
        ),
        lambda n: ngettext("{n} customer of {name} is in the store.", "{n} customers of {name} are in the store.", n),
        lambda: _("This is a table of customers: it holds no answers, so there is no curve."),
    ),
}


def becomes(kind: str, n: int) -> str:
    """What will happen to the rows."""
    return WORDS.get(kind, ANSWERS).becomes(n).format(n=f"{n:,}")


def arrived(kind: str, n: int, name: str) -> str:
    """What the import brought."""
    return WORDS.get(kind, ANSWERS).arrived(n).format(n=f"{n:,}", name=name)


def no_curve(kind: str) -> str:
    """Why a file without touchpoints draws no curve, and what it is good for."""
    return WORDS.get(kind, ANSWERS).no_curve()


def n_arrived(kind: str, counts: Mapping[str, int]) -> int:
    """How much of what the kind is about came in, from the receipt."""
    counted = kind_named(kind).counted
    n_landed = int(counts.get("rows", 0)) - int(counts.get("rows_set_aside", 0))
    return n_landed if counted == "rows" else int(counts.get(counted, 0))


def shown_counts(kind: str) -> list[tuple[str, str]]:
    """The figures of the receipt that mean something for a file of this kind."""
    if kind == "event_log":
        return [(_("Events"), "events"), (_("Rows set aside"), "rows_set_aside")]
    if kind == "kpi_series":
        return [(_("KPI values"), "values"), (_("Rows set aside"), "rows_set_aside")]
    if kind in NOT_ANSWERS:
        return [(_("Rows"), "rows"), (_("Rows set aside"), "rows_set_aside")]
    return [
        (_("Responses"), "responses"),
        (_("Answers"), "answers"),
        (_("Comments"), "comments"),
        (_("Rows set aside"), "rows_set_aside"),
    ]
