"""Cached reads of the report on response quality, keyed by the store's versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analytics.representativeness import Fit, representativeness
from analytics.response_quality import day_spikes
from data.queries import response_base
from data.queries import response_quality as queries
from views.cached import cached
from views.loaders import rules, stamp, store

AREAS = ("feedback", "journey", "setting")


@cached(4)
def _surveys(stamp: tuple[str | int, ...]) -> pd.DataFrame:
    return queries.surveys(store())


def surveys() -> pd.DataFrame:
    """One row per survey with answers."""
    return _surveys(stamp(*AREAS))


@cached(128)
def _frame(stamp: tuple[str | int, ...], name: str, survey_id: str, zone: str) -> pd.DataFrame:
    bench = store()
    read: dict[str, Callable[[], pd.DataFrame]] = {
        "findings": lambda: queries.findings(bench, survey_id),
        "item_nonresponse": lambda: queries.item_nonresponse(bench, survey_id),
        "personal_columns": lambda: queries.personal_columns(bench, survey_id),
        "channel_mix": lambda: response_base.channel_mix(bench, survey_id),
        "waves": lambda: response_base.waves(bench, survey_id),
        "segment_rates": lambda: response_base.segment_rates(bench, survey_id),
        "segment_cells": lambda: response_base.segment_cells(bench, survey_id),
        "days": lambda: day_spikes(queries.answers_per_day(bench, survey_id, zone)),
    }
    return read[name]()


def frame(name: str, survey_id: str) -> pd.DataFrame:
    """A frame of the report by the name of its query."""
    return _frame(stamp(*AREAS), name, survey_id, str(rules()["time_zone"]))


@cached(32)
def _flagged(stamp: tuple[str | int, ...], survey_id: str, flag: str) -> pd.DataFrame:
    return queries.flagged_rows(store(), survey_id, flag)


def flagged(survey_id: str, flag: str) -> pd.DataFrame:
    """The responses behind one finding."""
    return _flagged(stamp(*AREAS), survey_id, flag)


@dataclass(frozen=True)
class Basis:
    """What the rules of the findings rest on by name, responses left out of the scores, fits of the segments."""

    facts: dict[str, float]
    n_out: int
    fits: tuple[Fit, ...]


@cached(32)
def _basis(stamp: tuple[str | int, ...], survey_id: str, zone: str) -> Basis:
    cells = frame("segment_cells", survey_id)
    return Basis(queries.facts(store(), survey_id), queries.left_out(store(), survey_id), representativeness(cells))


def basis(survey_id: str) -> Basis:
    """Facts behind the rules, responses left out, and how each segment fits the customer base."""
    return _basis(stamp(*AREAS), survey_id, str(rules()["time_zone"]))


def survey_of_upload(upload_id: str) -> str | None:
    """The survey whose answers an upload brought."""
    return queries.survey_of_upload(store(), upload_id)
