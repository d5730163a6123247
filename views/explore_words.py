"""The findings of the explore page in words: the answer sentence, a cell, the columns of the table."""

from __future__ import annotations

from analytics.crosstab import Cell, Crosstab, Group
from i18n import _, in_a_row, ngettext
from views import figures
from views.escape import plain
from views.explore_choice import measure_label
from views.loaders_explore import Answered, Question


def option_name(option: str) -> str:
    """An option as it stands in the data; the computed measures by their names."""
    return measure_label(option) if option in ("mean", "top2") else option


def value_text(cell: Cell, *, is_mean: bool) -> str:
    """A share in percent, a mean with two decimals."""
    return figures.number(cell.value, 2) if is_mean else figures.share(cell.value)


def interval_text(cell: Cell, *, is_mean: bool) -> str:
    """Figure and interval of one cell."""
    low, high = (
        (figures.number(cell.low, 2), figures.number(cell.high, 2)) if is_mean
        else (figures.share(cell.low), figures.share(cell.high))
    )  # fmt: skip
    return _("{value} ({low} to {high})").format(value=value_text(cell, is_mean=is_mean), low=low, high=high)


def cell_text(cell: Cell, group: Group, *, is_mean: bool) -> str:
    """Figure, interval and n of one cell; why it is withheld where it is."""
    if cell.value is None:
        return _("too few answers") if group.is_hidden else figures.NONE
    said = _("{figure}, n = {n}").format(figure=interval_text(cell, is_mean=is_mean), n=figures.count(group.n))
    return said + (_(", low n") if group.is_low else "")


def answer_sentence(found: Answered, question: Question, names: dict[str, str], period: str) -> str:
    """The largest difference beyond chance, or that there is none; without a split the most frequent answer."""
    table = found.table
    facts = {"question": plain(question.label, limit=120), "n": figures.count(found.n), "period": period}
    if not table.shown:
        return _("Too few answers to “{question}” in {period} for any figure.").format(**facts)
    if len(table.groups) == 1:
        return _one_group(table, facts, is_mean=found.is_mean)
    best = _largest(table)
    if best is None:
        said = _("No group answers “{question}” differently beyond chance; n = {n}, {period}.")
        return said.format(**facts)
    cell, group = best
    facts |= {
        "group": plain(names[cell.group]),
        "option": plain(option_name(cell.option), limit=80),
        "cell": cell_text(cell, group, is_mean=found.is_mean),
    }
    if cell.option in ("mean", "top2"):
        higher, lower = (
            _("**{group}** answers “{question}” higher than the others: **{cell}**; likely real, {period}."),
            _("**{group}** answers “{question}” lower than the others: **{cell}**; likely real, {period}."),
        )
    else:
        higher, lower = (
            _("**{group}** says “{option}” more often than the others: **{cell}**; likely real, {period}."),
            _("**{group}** says “{option}” less often than the others: **{cell}**; likely real, {period}."),
        )
    return (higher if cell.against_rest == "higher" else lower).format(**facts)


def _one_group(table: Crosstab, facts: dict[str, str], *, is_mean: bool) -> str:
    group = table.groups[0]
    cells = [table.cells[option, group.name] for option in table.options]
    top = max((cell for cell in cells if cell.value is not None), key=lambda cell: cell.value or 0.0, default=None)
    if top is None:
        return _("Too few answers to “{question}” in {period} for any figure.").format(**facts)
    facts |= {"option": plain(option_name(top.option), limit=80), "cell": cell_text(top, group, is_mean=is_mean)}
    if top.option in ("mean", "top2"):
        return _("“{question}”: {option} **{cell}**; {period}.").format(**facts)
    return _("Most often answered to “{question}”: **{option}**, {cell}; {period}.").format(**facts)


def _largest(table: Crosstab) -> tuple[Cell, Group] | None:
    """The cell that lies farthest from its option's middle among those that differ beyond chance."""
    best: tuple[float, Cell, Group] | None = None
    for option in table.options:
        values = [cell.value for group in table.shown if (cell := table.cells[option, group.name]).value is not None]
        middle = sum(values) / len(values) if values else 0.0
        for group in table.shown:
            cell = table.cells[option, group.name]
            if cell.against_rest in ("higher", "lower") and cell.value is not None:
                distance = abs(cell.value - middle)
                if best is None or distance > best[0]:
                    best = (distance, cell, group)
    return None if best is None else (best[1], best[2])


def left_out_sentence(found: Answered, *, weighted: bool) -> str:
    """Groups and options beyond the room of the table, weights, and how the letters are to be read."""
    parts = []
    if found.n_other_groups:
        parts.append(
            ngettext(
                "{n} answer lies in smaller groups that are not shown.",
                "{n} answers lie in smaller groups that are not shown.",
                found.n_other_groups,
            ).format(n=figures.count(found.n_other_groups))
        )
    if found.n_other_options:
        parts.append(
            ngettext(
                "{n} answer gives a rarer option that is not shown.",
                "{n} answers give rarer options that are not shown.",
                found.n_other_options,
            ).format(n=figures.count(found.n_other_options))
        )
    if weighted:
        parts.append(_("Shares and means are weighted; n counts answers."))
    if len(found.table.groups) > 1:
        parts.append(
            _(
                "A letter names the groups that a figure exceeds beyond chance (q < 0.05 over {n} comparisons); "
                "▲ and ▼ stand for higher and lower than all other groups together."
            ).format(n=figures.count(found.table.n_tests))
        )
    return in_a_row(*parts)
