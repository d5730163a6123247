"""What the rows of a file become, in the words of its kind: answers, events, KPI values or customers."""

from __future__ import annotations

from i18n import _, ngettext

EVENTS, SERIES, CUSTOMERS = "event_log", "kpi_series", "customer_table"
NOT_ANSWERS = frozenset({EVENTS, SERIES, CUSTOMERS})


def becomes(kind: str, n: int) -> str:
    """What will happen to the rows."""
    if kind == EVENTS:
        said = ngettext("{n} row becomes a process event.", "{n} rows become process events.", n)
    elif kind == SERIES:
        said = ngettext("{n} row becomes a value of a KPI.", "{n} rows become values of KPIs.", n)
    elif kind == CUSTOMERS:
        said = ngettext("{n} row becomes a customer with attributes.", "{n} rows become customers with attributes.", n)
    else:
        said = ngettext("{n} row becomes a response.", "{n} rows become responses.", n)
    return said.format(n=f"{n:,}")


def arrived(kind: str, n: int, name: str) -> str:
    """What the import brought."""
    if kind == EVENTS:
        said = ngettext("{n} event of {name} is in the store.", "{n} events of {name} are in the store.", n)
    elif kind == SERIES:
        said = ngettext("{n} KPI row of {name} is in the store.", "{n} KPI rows of {name} are in the store.", n)
    elif kind == CUSTOMERS:
        said = ngettext("{n} customer of {name} is in the store.", "{n} customers of {name} are in the store.", n)
    else:
        said = ngettext("{n} response of {name} is in the store.", "{n} responses of {name} are in the store.", n)
    return said.format(n=f"{n:,}", name=name)


def no_curve(kind: str) -> str:
    """Why a file without touchpoints draws no curve, and what it is good for."""
    if kind == EVENTS:
        return _("This is an event log: its events stand behind the journey as its process and draw no curve.")
    if kind == SERIES:
        return _("This is a KPI series: link the KPI to a touchpoint in edit mode to see it beside the curve.")
    if kind == CUSTOMERS:
        return _("This is a table of customers: it holds no answers, so there is no curve.")
    return _("No column rates a touchpoint, so there will be no curve: overall scores and voices are shown instead.")
