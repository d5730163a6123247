"""The board of a portfolio: a row per unit with icons, customers and process side by side; by need, without ranks."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from analytics.intervals import mean_interval
from analytics.portfolio import SCORE_ENDS
from charts.theme import palette
from data.queries.portfolio import JOURNEY
from i18n import _, language
from views import board_icons, drawing, figures, state
from views.board_icons import Line
from views.loaders_board import LEAST_CASES, Courses, Units

HEIGHT = 460
PLACES: Final = ("below_far", "below", "above_far", "above", "maybe", "within", "none")
"""Where a unit lies in a funnel: called beyond the 99.8 % or 95 % limit, beyond one but maybe by chance, within."""
GROUPS: Final = ("below_far", "below", "concern", "above_far", "above", "improvement", "rest")


@dataclass(frozen=True, eq=False)
class UnitLine:
    """A unit on the board; said, ran : its row in either funnel or None; places of PLACES; group of GROUPS."""

    unit: str
    name: str
    said: pd.Series | None
    ran: pd.Series | None
    lead: pd.Series | None
    course: Line | None
    said_place: str
    ran_place: str

    @property
    def group(self) -> str:
        """What needs a look, the worst of its icons first."""
        icons = {self.said_place, self.ran_place, self.course.need if self.course else ""}
        return next((group for group in GROUPS if group in icons), "rest")


def lines(scores: Units, on_time: Units, told: Courses, names: dict[str, str]) -> list[UnitLine]:
    """All units that are shown: by need, and within one need by name, so that noise gives nobody a rank."""
    said, ran, leads = (_by_unit(rows) for rows in (scores.rows, _timed(on_time, told), told.leads))
    courses = {line.code: line for line in board_icons.lines(told.readings, told.moved)}
    found = [
        UnitLine(
            unit, names.get(unit, unit), said.get(unit), ran.get(unit), leads.get(unit),
            courses.get(unit) if unit in said else None,
            place(said.get(unit)), place(ran.get(unit)),
        )
        for unit in dict.fromkeys([*said, *ran])
    ]  # fmt: skip
    return sorted(found, key=lambda line: (GROUPS.index(line.group), line.name))


def _timed(on_time: Units, told: Courses) -> pd.DataFrame:
    """Units on time as the funnel judges them; as counted where they are not compared at all."""
    if not on_time.rows.empty or told.on_time.empty:
        return on_time.rows
    enough = told.on_time[told.on_time["n"] >= LEAST_CASES]
    return enough.assign(value=enough["n_on_time"] / enough["n"])


def _by_unit(rows: pd.DataFrame) -> dict[str, pd.Series]:
    return {str(row["unit"]): row for _i, row in rows.iterrows()}


def place(row: pd.Series | None) -> str:
    """Where a unit lies in its funnel, one of PLACES."""
    if row is None or "band" not in row:
        return "none"
    if row["is_outside"]:
        side = "below" if row["z"] < 0 else "above"
        return f"{side}_far" if abs(row["band"]) > 1 else side
    return "maybe" if row["band"] else "within"


def place_words(code: str) -> str:
    """The icon of a place with its words."""
    return {
        "below_far": _("▼ below 99.8% limit"),
        "below": _("▼ below 95% limit"),
        "above_far": _("▲ above 99.8% limit"),
        "above": _("▲ above 95% limit"),
        "maybe": _("○ outside by chance?"),
        "within": _("● within limits"),
        "none": _("– not compared"),
    }[code]


def course_words(line: Line | None) -> str:
    """The icon of a unit's own course."""
    if line is None or line.need == "none":
        return _("– too few points")
    return board_icons.state_words(line)


def draw(told: list[UnitLine], kind: str, kind_name: str, chosen: str) -> None:
    """The board; a click opens a unit."""
    codes = [line.unit for line in told]
    key, picked = board_icons.opens(f"board_units_{kind}_{len(codes)}|{language()}", codes, chosen, state.UNIT)

    rows = table(told)
    styled = rows.style
    for column, tones in _tones(told).items():
        styled = styled.apply(lambda _column, tones=tones: tones, subset=[column])
    st.dataframe(
        styled, key=key, hide_index=True, on_select=picked,
        selection_mode="single-row",
        height=min(HEIGHT, 38 + 36 * len(told)), column_config=_columns(kind, kind_name), column_order=_order(),
        alt=_("Every unit with its score, cases on time, lead time and course; what needs a look first"),
    )  # fmt: skip
    st.caption(
        _(
            "Coloured is only what stays beyond chance with the false-discovery rate below 5% over both funnels, and "
            "over all courses; all others are grey and stand by name: an order among them would be noise."
        )
    )


def table(told: list[UnitLine]) -> pd.DataFrame:
    """One row per unit, as shown."""
    return pd.DataFrame([_row(line) for line in told])


def _row(line: UnitLine) -> dict[Hashable, Any]:
    said, ran, lead = line.said, line.ran, line.lead
    series = line.course.one.series["value"].dropna().tolist() if line.course else []
    return {
        "name": line.name,
        "said_place": place_words(line.said_place),
        "score": figures.NONE if said is None else figures.number(said["value"], 1),
        "interval": figures.NONE if said is None else _interval(said),
        "n": figures.NONE if said is None else board_icons.n_words(float(said["n"]), "points"),
        "ran_place": place_words(line.ran_place),
        "on_time": figures.NONE if ran is None else figures.share(ran["value"]),
        "n_cases": figures.NONE if ran is None else board_icons.n_words(float(ran["n"]), "share"),
        "lead": figures.NONE if lead is None else figures.unit_value(lead["lead_days"], "days"),
        "course": series if len(series) > 1 else [],
        "state": course_words(line.course),
    }  # fmt: skip


def figures_table(told: list[UnitLine]) -> pd.DataFrame:
    """One row per unit in figures: score with interval and n, share on time with n, days of lead time, places."""
    columns = ["unit", "name", "score", "low", "high", "n", "score_place", "on_time_share", "n_cases", "on_time_place",
               "lead_days", "course"]  # fmt: skip
    return pd.DataFrame([_figures(line) for line in told], columns=columns)


def _figures(line: UnitLine) -> dict[str, Any]:
    said, ran, lead = line.said, line.ran, line.lead
    low, high = (math.nan, math.nan) if said is None else score_ends(said)
    return {
        "unit": line.unit, "name": line.name, "score": math.nan if said is None else float(said["value"]),
        "low": low, "high": high, "n": 0 if said is None else int(said["n"]), "score_place": line.said_place,
        "on_time_share": math.nan if ran is None else float(ran["value"]),
        "n_cases": 0 if ran is None else int(ran["n"]), "on_time_place": line.ran_place,
        "lead_days": math.nan if lead is None else float(lead["lead_days"]),
        "course": "none" if line.course is None else line.course.need,
    }  # fmt: skip


def _interval(said: pd.Series) -> str:
    return figures.span(*score_ends(said), 1)


def score_ends(said: pd.Series) -> tuple[float, float]:
    """The 95 % interval of a unit's mean, by t over its n_clusters; never narrower than over single answers.

    `said` : value, sd, n, and n_clusters with variance where there are at least two.
    """
    low, high = mean_interval(said["value"], said["sd"], said["n"])
    clusters, variance = said.get("n_clusters", 0), said.get("variance", math.nan)
    if clusters > 1 and math.isfinite(variance):
        wide_low, wide_high = mean_interval(said["value"], math.sqrt(variance * clusters), clusters)
        low, high = min(low, wide_low), max(high, wide_high)
    return on_scale(low, high)


def on_scale(low: float, high: float) -> tuple[float, float]:
    """The ends of an interval cut where the scale ends: no score lies beyond it.

    >>> on_scale(41.8, 108.2)
    (41.8, 100.0)
    """
    return max(low, SCORE_ENDS[0]), min(high, SCORE_ENDS[1])


def _tones(told: list[UnitLine]) -> dict[str, list[str]]:
    """Style of the three columns of icons: noise is grey."""
    colours = palette(drawing.mode())
    tints = {"below": f"color: {colours.bad_text}; font-weight: 600", "above": f"color: {colours.good}"}
    tints |= {"concern": tints["below"], "improvement": tints["above"]}
    grey = f"color: {colours.muted}"
    return {
        "said_place": [tints.get(line.said_place.removesuffix("_far"), grey) for line in told],
        "ran_place": [tints.get(line.ran_place.removesuffix("_far"), grey) for line in told],
        "state": [tints.get(line.course.need if line.course else "", grey) for line in told],
    }


def _order() -> list[str]:
    """On a phone icon, value and n come first."""
    every = [
        "name",
        "said_place",
        "score",
        "interval",
        "n",
        "ran_place",
        "on_time",
        "n_cases",
        "lead",
        "course",
        "state",
    ]
    if not drawing.is_phone():
        return every
    first = ["name", "said_place", "score", "n", "ran_place", "on_time", "n_cases"]
    return [*first, *(column for column in every if column not in first)]


def score_title(kind: str) -> str:
    """What the score of a unit is: journeys have no touchpoint in common whose mix could be taken out."""
    if kind == JOURNEY:
        return _("Mean score (0–100) of all answers")
    return _("Mean score (0–100), mix of touchpoints taken out")


def _columns(kind: str, kind_name: str) -> dict[str, Any]:
    text = st.column_config.TextColumn
    low = _("○: fewer than {n}, low n.").format(n=board_icons.LOW_N)
    is_phone = drawing.is_phone()
    return {
        "name": text(kind_name, width=86 if is_phone else 122),
        "said_place": text(_("Score in its funnel"), width=105 if is_phone else 132),
        "score": text(_("Score"), width=52, help=score_title(kind)),
        "interval": text(_("95% CI"), width=92),
        "n": text(_("n"), width=58, help=_("Answers (n)") + " · " + low),
        "ran_place": text(_("On time in its funnel"), width=132),
        "on_time": text(_("On time"), width=60),
        "n_cases": text(_("n"), width=50, help=_("Process instances (n)") + " · " + low),
        "lead": text(_("Lead time"), width=72, help=_("Median of the process instances closed, in calendar days.")),
        "course": st.column_config.LineChartColumn(_("Course"), width=62, help=_("Score by month."), color="gray"),
        "state": text(_("Course, icon"), width=168, help=_("Its own control chart by month, Nelson 1 and 2.")),
    }
