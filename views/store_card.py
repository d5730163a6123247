"""Where the data lie, how large they are, and a backup on request."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from errors import ThroughlineError
from i18n import _, language
from views import loaders
from views.escape import plain
from workflows.back_up_store import back_up_store, backups, folder_bytes

LAST_BACKUP = "settings_backup"


def size_text(n_bytes: int) -> str:
    """A number of bytes in words, decimal units.

    >>> size_text(11_500_000)
    '11.5 MB'
    """
    if n_bytes < 1_000:
        return f"{n_bytes} B"
    size, units = n_bytes / 1000, ["kB", "MB", "GB", "TB"]
    while size >= 1000 and len(units) > 1:
        size, units = size / 1000, units[1:]
    unit = units[0]
    return f"{size:.1f} {unit}" if size < 100 else f"{size:.0f} {unit}"


def moment_text(moment: datetime, zone: str) -> str:
    """Date and time of day in the language of this thread and the time zone of the store."""
    from babel.dates import format_datetime, get_timezone

    locale = "zh_CN" if language() == "zh" else "en"
    return format_datetime(moment, _("d MMM y HH:mm"), tzinfo=get_timezone(zone), locale=locale)


def _back_up() -> None:
    try:
        made = back_up_store(loaders.store())
    except ThroughlineError as error:
        st.session_state[LAST_BACKUP] = ("error", plain(error.sentence(_)))
        return
    st.session_state[LAST_BACKUP] = ("success", made)


def draw() -> None:
    """The card: place, size, last backup, and the button."""
    store = loaders.store()
    st.header(_("Where the data lie"))
    left, middle, right = st.columns(3)
    kept = backups(store)
    left.metric(_("Store"), size_text(_bytes_of(store.path)), border=True)
    middle.metric(_("Uploaded files and backups"), size_text(folder_bytes(store.files)), border=True)
    right.metric(_("Backups kept"), len(kept), border=True)
    st.caption(_("Store file"))
    st.code(str(store.path), language=None, wrap_lines=True)
    if kept:
        newest = datetime.fromtimestamp(kept[0].stat().st_mtime, tz=UTC)
        zone = str(loaders.rules()["time_zone"])
        st.caption(_("Newest backup: {when}").format(when=moment_text(newest, zone)))
    st.button(_("Back up now"), icon=":material/backup:", on_click=_back_up, key="settings_back_up")
    _outcome()


def _outcome() -> None:
    kind, made = st.session_state.pop(LAST_BACKUP, (None, None))
    if kind == "error":
        st.error(made, icon=":material/block:")
    if kind == "success":
        st.info(_("Backed up. The copy is complete and can be opened as a store:"), icon=":material/check_circle:")
        st.code(str(made), language=None, wrap_lines=True)


def _bytes_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
