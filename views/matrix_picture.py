"""The matrix and the scatter of a cell made ready for their charts, and as tables to take along."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analytics.links.model import LinkCell
from analytics.links.pairs import Bin, Pair
from charts.link_scatter import link_scatter
from charts.links_matrix import links_matrix
from charts.theme import Mode, Scale
from i18n import _
from views import figures, matrix_words
from views.matrix_choice import Shown, code_of
from workflows.link_words import effect_unit
from workflows.read_links import LinksReading

LOW_N = 30
ACROSS, UPWARDS = 40, 40  # circles of a scatter at most along the measure and along the score


def field_frame(shown: Shown) -> pd.DataFrame:
    """One row per field of the matrix on screen, as `charts.links_matrix` takes them."""
    rows = []
    for at, target in enumerate(shown.targets, 1):
        for place, measure in enumerate(shown.measures, 1):
            cell = shown.reading.matrix.of(target.touchpoint_id, measure.code)
            swing = (cell.effect or 0.0) * (cell.swing or 0.0)
            is_tested = cell.effect is not None
            tone = {"likely_real": "real", "could_be_chance": "chance"}.get(cell.verdict, "none")
            rows.append(
                {
                    "id": code_of(cell) if is_tested else "",
                    "row": float(at), "column": float(place), "tone": tone,
                    "strength": abs(cell.rho) if cell.rho is not None else None,
                    "sign": ("−" if (cell.effect or 0.0) < 0 else "+") if is_tested else "",
                    "short": figures.signed(swing, 1) if is_tested else "",
                    "touchpoint": matrix_words.target_name(shown.reading, target.touchpoint_id),
                    "measure": matrix_words.name_of(measure),
                    "said": said(shown.reading, cell),
                    "is_selected": shown.cell is not None and cell == shown.cell,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def said(reading: LinksReading, cell: LinkCell) -> str:
    """A cell in short words: effect, interval, n, verdict; or why there is none."""
    if cell.effect is None:
        return matrix_words.why_empty(cell)
    return _("{effect}; n = {n}; {verdict}").format(
        effect=matrix_words.effect_words(cell, matrix_words.measure_of(reading, cell.measure)),
        n=figures.count(cell.n), verdict=matrix_words.verdict(cell),
    )  # fmt: skip


def matrix(shown: Shown, *, alt: str, mode: Mode, scale: Scale, is_wide: bool) -> Any:
    """The matrix on screen."""
    labels = {
        "touchpoint": _("Touchpoint"), "measure": _("Measure"), "said": _("Effect"),
        "strength": _("Strength of what is likely real: size of the rank correlation"), "alt": alt,
        "title": _("Touchpoints against process measures") if scale == "export" else "", "subtitle": alt,
    }  # fmt: skip
    return links_matrix(
        field_frame(shown), rows=[matrix_words.target_name(shown.reading, one.touchpoint_id) for one in shown.targets],
        columns=[matrix_words.short_name(one) for one in shown.measures], labels=labels, mode=mode, scale=scale,
        is_wide=is_wide,
    )  # fmt: skip


def table(shown: Shown, cells: tuple[LinkCell, ...]) -> pd.DataFrame:
    """One row per tested cell, the surest first, under the titles of the screen."""
    reading = shown.reading
    measures = [matrix_words.measure_of(reading, cell.measure) for cell in cells]
    swings = [(cell.effect or 0.0) * (cell.swing or 0.0) for cell in cells]
    return pd.DataFrame(
        {
            _("Touchpoint"): [matrix_words.target_name(reading, cell.touchpoint) for cell in cells],
            _("Measure"): [matrix_words.name_of(one) for one in measures],
            _("Verdict"): [matrix_words.verdict(cell) for cell in cells],
            _("Effect"): [figures.signed(cell.effect, matrix_words.digits_of(cell.effect)) for cell in cells],
            _("Unit"): [effect_unit(one, _) for one in measures],
            _("95% CI"): [figures.span(cell.low, cell.high, matrix_words.digits_of(cell.effect)) for cell in cells],
            _("Points of a usual swing"): [figures.signed(swing) for swing in swings],
            _("Rank correlation"): [figures.signed(cell.rho, 2) for cell in cells],
            _("95% CI of the correlation"): [figures.span(cell.rho_low, cell.rho_high, 2) for cell in cells],
            _("q (false discovery rate)"): [figures.number(cell.q, 3) for cell in cells],
            _("n"): [cell.n for cell in cells],
            _("Customers"): [cell.n_clusters for cell in cells],
        }
    )


def scatter(shown: Shown, cell: LinkCell, found: Pair, *, is_adjusted: bool, alt: str, mode: Mode,
            scale: Scale) -> Any:  # fmt: skip
    """The scatter of a cell: answers as they are, or after the level of each group is taken out."""
    measure = matrix_words.measure_of(shown.reading, cell.measure)
    is_yes_no = measure.unit == "yes_no" and not is_adjusted
    points = circles(found.x_rest, found.y_rest) if is_adjusted else circles(found.x, found.y)
    name = matrix_words.axis_name(measure)
    labels = {
        "x": "" if is_yes_no else _("{name}, level of the group taken out").format(name=name) if is_adjusted else name,
        "y": _("Score, 0–100"), "n": _("Answers (n)"), "mean": _("Mean"), "alt": alt,
        "title": "", "subtitle": "",
    }  # fmt: skip
    return link_scatter(
        points, mean_frame(found.rest_bins if is_adjusted else found.bins), line_frame(found), labels=labels,
        is_real=cell.verdict == "likely_real", ends=(_("in time"), _("late")) if is_yes_no else (), mode=mode,
        scale=scale,
    )  # fmt: skip


def circles(x: np.ndarray, y: np.ndarray) -> pd.DataFrame:
    """Answers that lie at or near the same place as one row: x, y (their means), n.

    >>> circles(np.array([1.0, 1.0, 3.0]), np.array([50.0, 50.0, 75.0])).to_dict("records")
    [{'x': 1.0, 'y': 50.0, 'n': 2}, {'x': 3.0, 'y': 75.0, 'n': 1}]
    """
    frame = pd.DataFrame({"x": x, "y": y, "across": _steps(x, ACROSS), "up": _steps(y, UPWARDS)})
    told = frame.groupby(["across", "up"]).agg(x=("x", "mean"), y=("y", "mean"), n=("x", "size"))
    return told.reset_index(drop=True)


def _steps(values: np.ndarray, most: int) -> np.ndarray:
    """Numbers of the steps that values lie in: each value its own where they are few."""
    levels, place = np.unique(values, return_inverse=True)
    if len(levels) <= most:
        return np.asarray(place)
    return np.searchsorted(np.linspace(levels[0], levels[-1], most + 1)[1:-1], values)


def mean_frame(bins: tuple[Bin, ...]) -> pd.DataFrame:
    """Means along the measure, as `charts.link_scatter` takes them."""
    columns = ["x", "y", "low", "high", "n", "low_n", "said"]
    rows = [
        (
            one.x_mean, one.mean, one.low, one.high, one.n, one.n < LOW_N,
            _("{mean} ({interval}); n = {n}").format(
                mean=figures.number(one.mean), interval=figures.interval(one.low, one.high), n=figures.count(one.n)
            ),
        )
        for one in bins
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def line_frame(found: Pair) -> pd.DataFrame:
    """The adjusted line with its band."""
    rows = [(one.x, one.y, one.low, one.high) for one in found.line]
    return pd.DataFrame(rows, columns=["x", "y", "low", "high"])
