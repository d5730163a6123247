"""Cached reads of the data pages, keyed by the store's versions."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from data.ingest.again import StoredUpload, stored_upload
from data.queries import quality
from data.queries.uploads import touchpoint_names
from views.cached import cached
from views.loaders import stamp, store


@cached(8)
def _uploads(stamp: tuple[str | int, ...]) -> pd.DataFrame:
    return quality.uploads(store())


def uploads() -> pd.DataFrame:
    """One row per upload, newest first."""
    return _uploads(stamp("feedback", "process", "journey"))


@dataclass(frozen=True)
class UploadDetail:
    """What is known about one upload: its columns, issues and rows set aside (one row each)."""

    columns: pd.DataFrame
    issues: pd.DataFrame
    aside: pd.DataFrame


@cached(32)
def _upload_detail(stamp: tuple[str | int, ...], upload_id: str) -> UploadDetail:
    bench = store()
    return UploadDetail(
        columns=quality.upload_columns(bench, upload_id),
        issues=quality.upload_issues(bench, upload_id),
        aside=quality.rows_aside(bench, upload_id),
    )


def upload_detail(upload_id: str) -> UploadDetail:
    """Columns, issues and set-aside rows of one upload."""
    return _upload_detail(stamp("feedback", "process"), upload_id)


@cached(32)
def _aside_reasons(stamp: tuple[str | int, ...], upload_id: str) -> dict[str, int]:
    return quality.aside_reasons(store(), upload_id)


def aside_reasons(upload_id: str) -> dict[str, int]:
    """Why rows of an upload were set aside: the number of rows by reason, most frequent first."""
    return _aside_reasons(stamp("feedback", "process", "journey"), upload_id)


@cached(32)
def _aliases(stamp: tuple[str | int, ...], journey_id: str) -> dict[str, str]:
    return touchpoint_names(store(), journey_id)


def aliases(journey_id: str | None) -> dict[str, str]:
    """The touchpoint of each name or alias known in a journey."""
    return _aliases(stamp("journey"), journey_id) if journey_id else {}


@cached(4)
def _n_personal_columns(stamp: tuple[str | int, ...]) -> int:
    return quality.n_personal_columns(store())


def n_personal_columns() -> int:
    """Columns with personal data in all live uploads of real files."""
    return _n_personal_columns(stamp("feedback", "process"))


@cached(16)
def _stored_plan(stamp: tuple[str | int, ...], upload_id: str) -> StoredUpload:
    return stored_upload(store(), upload_id)


def stored_plan(upload_id: str) -> StoredUpload:
    """An upload with the plan it was written by."""
    return _stored_plan(stamp("feedback", "process", "journey"), upload_id)


def has_plan(upload_id: str) -> bool:
    """Whether the plan of an upload was kept, so that it can be corrected."""
    return bool(store().value("SELECT plan IS NOT NULL FROM upload WHERE upload_id = $id", id=upload_id))
