"""Go back to an earlier version of the model that reads comments, or forward again."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from data.queries.setting import write_setting
from data.queries.text_models import activate_model, model_versions
from data.store import Reader, Store
from errors import N_, BadInput, UnknownId
from workflows.text_engines import base_version

NO_LONGER = N_("It was learnt on another version of the engine. Let it learn anew.")


def usable_versions(store: Reader) -> pd.DataFrame:
    """The versions of `model_versions` that can be put to use: as shipped now, or learnt on that."""
    versions = model_versions(store)
    base = versions["engine"].map(base_version)
    is_base = versions["model_version"] == base
    return versions[is_base | (versions["parent"] == base)].reset_index(drop=True)


def choose_model(store: Store, model_version: str, *, by: str, at: datetime) -> int:
    """Put a version to use; the scores it gave count again at once, the rest follows in the background.

    Going back to an earlier version than the newest of its engine switches learning by itself off, which would undo the
    choice as soon as more came in.

    Returns how many came back at once.

    Raises
    ------
    UnknownId
        No such version.
    BadInput
        The engine has changed since it was learnt.
    """
    if model_version not in set(model_versions(store)["model_version"]):
        raise UnknownId(kind=N_("model version"), id=model_version)
    usable = usable_versions(store)
    if model_version not in set(usable["model_version"]):
        raise BadInput(field=N_("model version"), value=model_version, fix=NO_LONGER)
    with store.write("choose model", "voices", "setting") as write:
        if is_earlier(usable, model_version):
            write_setting(write, "learns_by_itself", False, by=by, at=at)
        return activate_model(write, model_version)


def is_earlier(usable: pd.DataFrame, model_version: str) -> bool:
    """Whether one of `usable_versions` of the same engine was made after this one; all learnt ones after the base."""
    own = usable[usable["model_version"] == model_version].iloc[0]
    others = usable[(usable["engine"] == own["engine"]) & (usable["model_version"] != model_version)]
    return bool(len(others)) and (own["kind"] == "base" or bool((others["created_at"] > own["created_at"]).any()))
