"""The matrix by period in words and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analytics.links.periods import PeriodCell
from charts.links_matrix import links_matrix
from charts.theme import Mode, Scale
from i18n import _, in_a_row, ngettext
from views import control_words, figures, matrix_words
from views.escape import plain

if TYPE_CHECKING:
    from views.matrix_periods import ShownPeriods


def touchpoint_name(shown: ShownPeriods, touchpoint: str) -> str:
    """A touchpoint's name in the language of the screen."""
    return shown.names.get(touchpoint, touchpoint)


def measure_name(shown: ShownPeriods, code: str) -> str:
    """What kind of thing a measure is, and its name."""
    return control_words.list_name(shown.rows[code])


def column_name(shown: ShownPeriods, code: str) -> str:
    """A measure over its column: what kind of events it counts, where its name alone does not say so."""
    row = shown.rows[code]
    patterns = {"severe": _("Defects: {name}"), "activity": _("With {name}")}
    return patterns.get(str(row["kind"]), "{name}").format(name=control_words.own_name(row))


def pair_name(shown: ShownPeriods, cell: PeriodCell) -> str:
    """Touchpoint and measure."""
    return _("{touchpoint} × {measure}").format(
        touchpoint=touchpoint_name(shown, cell.touchpoint), measure=measure_name(shown, cell.measure)
    )


def lag_words(lag: int, grain: str) -> str:
    """How long after the measure the score moves.

    >>> lag_words(0, "week"), lag_words(2, "week")
    ('in the same period', '2 weeks after it')
    """
    if lag == 0:
        return _("in the same period")
    said = {
        "week": ngettext("{n} week after it", "{n} weeks after it", lag),
        "month": ngettext("{n} month after it", "{n} months after it", lag),
        "quarter": ngettext("{n} quarter after it", "{n} quarters after it", lag),
    }
    return said[grain].format(n=lag)


def finding(shown: ShownPeriods, cell: PeriodCell) -> str:
    """One cell as a sentence."""
    return _(
        "**{touchpoint}** goes along with “{measure}” {lag}: r = **{r}** ({interval}; n = {n} periods): {verdict}."
    ).format(
        touchpoint=plain(touchpoint_name(shown, cell.touchpoint)), measure=plain(measure_name(shown, cell.measure)),
        lag=lag_words(cell.lag or 0, shown.reading.grain), r=figures.signed(cell.r, 2),
        interval=figures.interval(cell.low, cell.high, 2), n=figures.count(cell.n), verdict=matrix_words.verdict(cell),
    )  # fmt: skip


def basis(shown: ShownPeriods) -> str:
    """What a period is, and what was taken out of the series."""
    n = len(shown.reading.starts)
    told = {
        "week": ngettext("{n} week, means of each.", "{n} weeks, means of each.", n),
        "month": ngettext("{n} month, means of each.", "{n} months, means of each.", n),
        "quarter": ngettext("{n} quarter, means of each.", "{n} quarters, means of each.", n),
    }[shown.reading.grain]
    return in_a_row(
        told.format(n=figures.count(n)),
        _("Trend, yearly wave and memory of each series are taken out first."),
        _("This is the weaker look: whose answers belong to which instance is not known here."),
    )  # fmt: skip


def how_to_read() -> str:
    """What fill and sign mean."""
    return in_a_row(
        _("Filled: likely real; the number is the correlation at the lag found."),
        _("A bare sign: could be chance. Grey: not tested, too few periods."),
        _("A link goes along with the score; it does not show what caused what."),
    )  # fmt: skip


def field_frame(shown: ShownPeriods) -> pd.DataFrame:
    """One row per field, as `charts.links_matrix` takes them."""
    places = [(row, column) for row in range(len(shown.touchpoints)) for column in range(len(shown.measures))]
    cells = [shown.reading.matrix.of(shown.touchpoints[row], shown.measures[column]) for row, column in places]
    tones = {"likely_real": "real", "could_be_chance": "chance"}
    frame = pd.DataFrame(places, columns=["row", "column"]).astype(float) + 1
    return frame.assign(
        id=[f"{cell.touchpoint}~{cell.measure}" if cell.r is not None else "" for cell in cells],
        tone=[tones.get(cell.verdict, "none") for cell in cells],
        strength=[float("nan") if cell.r is None else abs(cell.r) for cell in cells],
        sign=["" if cell.r is None else "−" if cell.r < 0 else "+" for cell in cells],
        short=[figures.signed(cell.r, 2) if cell.r is not None else "" for cell in cells],
        touchpoint=[touchpoint_name(shown, cell.touchpoint) for cell in cells],
        measure=[measure_name(shown, cell.measure) for cell in cells],
        said=[said(shown, cell) for cell in cells],
        is_selected=[cell == shown.cell for cell in cells],
    )


def said(shown: ShownPeriods, cell: PeriodCell) -> str:
    """A cell in short words."""
    if cell.r is None:
        return _("not tested: too few periods, or without variation")
    return _("r = {r} ({interval}), {lag}; n = {n}; {verdict}").format(
        r=figures.signed(cell.r, 2), interval=figures.interval(cell.low, cell.high, 2),
        lag=lag_words(cell.lag or 0, shown.reading.grain), n=figures.count(cell.n), verdict=matrix_words.verdict(cell),
    )  # fmt: skip


def matrix(shown: ShownPeriods, *, alt: str, mode: Mode, scale: Scale, is_wide: bool) -> Any:
    """The matrix on screen."""
    title = _("Touchpoints against process measures, by period")
    labels = {
        "touchpoint": _("Touchpoint"), "measure": _("Measure"), "said": _("Effect"), "alt": alt, "subtitle": alt,
        "strength": _("Strength of what is likely real: size of the correlation"),
        "title": title if scale == "export" else "",
    }  # fmt: skip
    return links_matrix(
        field_frame(shown), rows=[touchpoint_name(shown, one) for one in shown.touchpoints],
        columns=[column_name(shown, code) for code in shown.measures], labels=labels, mode=mode,
        scale=scale, is_wide=is_wide,
    )  # fmt: skip


def table(shown: ShownPeriods, cells: tuple[PeriodCell, ...]) -> pd.DataFrame:
    """One row per tested cell under the titles of the screen."""
    grain = shown.reading.grain
    return pd.DataFrame(
        {
            _("Touchpoint"): [touchpoint_name(shown, cell.touchpoint) for cell in cells],
            _("Measure"): [measure_name(shown, cell.measure) for cell in cells],
            _("Verdict"): [matrix_words.verdict(cell) for cell in cells],
            _("Correlation"): [figures.signed(cell.r, 2) for cell in cells],
            _("95% CI"): [figures.span(cell.low, cell.high, 2) for cell in cells],
            _("When"): [lag_words(cell.lag or 0, grain) for cell in cells],
            _("q (false discovery rate)"): [figures.number(cell.q, 3) for cell in cells],
            _("Periods (n)"): [cell.n for cell in cells],
        }
    )
