"""Views kept under a name: the codes of their link, so that one click opens them again."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from data.reading import Reader
from data.store import Store
from errors import N_, BadInput, UnknownId

MOST_NAME, MOST_VIEWS = 80, 200
FIX_NAME = N_("Give a name of 1 to 80 characters.")
FIX_MANY = N_("Delete one of the saved views first; there is room for 200.")


def saved_views(store: Reader, page: str) -> pd.DataFrame:
    """One row per view kept for a page, newest first: view_id, name, codes (JSON text), saved_at."""
    return store.frame(
        "SELECT view_id, name, codes::VARCHAR AS codes, saved_at FROM saved_view WHERE page = $page "
        "ORDER BY saved_at DESC, view_id",
        page=page,
        dtypes={"view_id": "str", "name": "str", "codes": "str"},
    )


def save_view(store: Store, page: str, name: str, codes: Mapping[str, str], *, at: datetime, by: str = "") -> str:
    """Keep `codes` under `name`; a view of that name is replaced. Returns its id; raises BadInput."""
    title = " ".join(name.split())
    if not 0 < len(title) <= MOST_NAME:
        raise BadInput(field=N_("name"), value=title[:40], fix=FIX_NAME)
    with store.write("save view", "setting") as write:
        write.execute("DELETE FROM saved_view WHERE page = $page AND name = $name", page=page, name=title)
        if write.value("SELECT count(*) FROM saved_view WHERE page = $page", page=page) >= MOST_VIEWS:
            raise BadInput(field=N_("name"), value=title, fix=FIX_MANY)
        view_id = uuid.uuid4().hex[:12]
        write.execute(
            "INSERT INTO saved_view VALUES ($id, $page, $name, $codes, $at, $by)",
            id=view_id, page=page, name=title, codes=json.dumps(dict(codes)), at=at, by=by,
        )  # fmt: skip
    return view_id


def delete_view(store: Store, view_id: str) -> None:
    """Forget a view; raises UnknownId."""
    with store.write("delete view", "setting") as write:
        if not write.execute("DELETE FROM saved_view WHERE view_id = $id", id=view_id):
            raise UnknownId(kind=N_("saved view"), id=view_id)
