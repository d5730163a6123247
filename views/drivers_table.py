"""Key drivers as a table, and the touchpoints that are not among them with the reason."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.drivers.model import Driver
from i18n import _
from reports.table_csv import csv_bytes
from views import drivers_words, figures
from views.view import View
from workflows.read_drivers import DriverReading


def draw(view: View, reading: DriverReading) -> None:
    """Every driver with its figures, the largest share first."""
    told, text = table(view, reading), st.column_config.TextColumn
    columns = titles()
    config = {name: text(title) for name, title in columns.items()}
    config["johnson"] = text(columns["johnson"], help=_("Johnson's relative weight, another way to divide what is "
                                                        "explained. Where both agree, the share does not hang on the "
                                                        "way it is computed."))  # fmt: skip
    st.dataframe(told, hide_index=True, column_config=config)


def titles() -> dict[str, str]:
    """Column -> title."""
    return {
        "rank": _("Rank"), "name": _("Touchpoint"), "share": _("Share (LMG)"), "johnson": _("Share (Johnson)"),
        "first": _("First in resamples"), "direction": _("Direction"), "mean": _("Mean score (0–100)"),
        "place": _("Field"), "n": _("Answers (n)"), "accounts": _("Accounts"),
    }  # fmt: skip


def table(view: View, reading: DriverReading) -> pd.DataFrame:
    """One row per driver, in words."""
    assert reading.drivers is not None
    places = {place.name: place for place in reading.quadrants.places} if reading.quadrants else {}

    def row(driver: Driver) -> dict[str, str]:
        place = places.get(driver.name)
        return {
            "rank": drivers_words.rank_words(driver),
            "name": drivers_words.touchpoint_name(driver.name, view.journey_id),
            "share": drivers_words.share_words(driver.share), "johnson": figures.share(driver.johnson),
            "first": figures.NONE if driver.first_share is None else figures.share(driver.first_share),
            "direction": drivers_words.direction_words(driver), "mean": figures.number(driver.mean, 1),
            "place": figures.NONE if place is None else drivers_words.place_words(place),
            "n": figures.count(driver.n), "accounts": figures.count(reading.n_accounts_of[driver.name]),
        }  # fmt: skip

    told = pd.DataFrame([row(driver) for driver in reading.drivers.ranked])
    return told if reading.n_accounts else told.drop(columns="accounts")


def draw_left_out(view: View, reading: DriverReading) -> None:
    """Touchpoints that are not in the model, and those that state nothing to be held against."""
    told = drivers_words.left_out(view, reading)
    if reading.unplaced:
        names = _(", ").join(drivers_words.touchpoint_name(one, view.journey_id) for one in reading.unplaced)
        said = {
            "floor": _("Without an expectation floor, and so not on the chart: {names}."),
            "benchmark": _("Without an industry benchmark, and so not on the chart: {names}."),
        }[reading.asked.target]
        told.append(said.format(names=names))
    if told:
        st.caption("\n".join([_("Left out:"), *(f"- {one}" for one in told)]))


def csv(view: View, readings: list[DriverReading]) -> bytes:
    """Every driver of every part in figures."""
    rows = [
        {
            _("Part of the journey"): drivers_words.part_name(reading.part.code, view.journey_id),
            _("Rank"): driver.rank, _("Touchpoint"): drivers_words.touchpoint_name(driver.name, view.journey_id),
            _("Share (LMG)"): driver.share.value, _("Share, low end"): driver.share.low,
            _("Share, high end"): driver.share.high, _("Share (Johnson)"): driver.johnson,
            _("First in resamples"): driver.first_share, _("Correlation"): driver.correlation.value,
            _("Slope"): driver.slope.value, _("Slope, low end"): driver.slope.low,
            _("Slope, high end"): driver.slope.high, _("Mean score (0–100)"): driver.mean,
            _("Answers (n)"): driver.n, _("Accounts"): reading.n_accounts_of[driver.name],
        }
        for reading in readings
        if reading.drivers is not None
        for driver in reading.drivers.ranked
    ]  # fmt: skip
    return csv_bytes(pd.DataFrame(rows))
