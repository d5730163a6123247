"""Personal data: what is hidden, and taking one person out of everything for good."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from errors import ThroughlineError
from i18n import _, language, ngettext
from views import loaders, loaders_data
from views.escape import plain
from workflows.erase_person import Erasure, Traces, erase_person, find_person

FOUND, DONE, KEY = "erase_found", "erase_done", "erase_key"


def draw() -> None:
    """The card: what is hidden, the search, what would go, the button, the account."""
    st.header(_("Personal data"))
    st.markdown(_hidden_sentence(loaders_data.n_personal_columns()))
    with st.form("erase_search", border=False):
        st.text_input(
            _("Person to erase: e-mail address, phone, customer number or full name"),
            key=f"{KEY}|{language()}",
            max_chars=200,
            autocomplete="off",
        )
        wanted = st.form_submit_button(_("Find this person"), icon=":material/person_search:")
    if wanted:
        _find(str(st.session_state.get(f"{KEY}|{language()}", "")))
    found: tuple[str, Traces] | None = st.session_state.get(FOUND)
    if found:
        _draw_found(*found)
    _draw_done()


def _hidden_sentence(n: int) -> str:
    if not n:
        return _("No column with personal data has been imported. Comments are masked all the same.")
    said = ngettext(
        "{n} column with personal data is hashed and hidden; e-mail addresses, phone and identity numbers inside "
        "comments are masked. Only the uploaded files hold them.",
        "{n} columns with personal data are hashed and hidden; e-mail addresses, phone and identity numbers inside "
        "comments are masked. Only the uploaded files hold them.",
        n,
    )
    return said.format(n=n)


def _find(key: str) -> None:
    st.session_state.pop(DONE, None)
    st.session_state.pop(FOUND, None)
    try:
        with st.spinner(_("Searching every kept file …")):
            st.session_state[FOUND] = (key, find_person(loaders.store(), key))
    except ThroughlineError as error:
        st.error(plain(error.sentence(_)), icon=":material/block:")


def _draw_found(key: str, traces: Traces) -> None:
    if not traces.files and not traces.aside:
        st.info(_("No kept file names this person."), icon=":material/person_off:")
        return
    st.markdown(found_sentence(traces))
    st.dataframe(_files_frame(traces), hide_index=True, alt=_("Files in which the person occurs"))
    if traces.shared:
        n = len(traces.shared)
        said = ngettext(
            "{n} customer number beside the person also stands beside other people, so its other rows stay.",
            "{n} customer numbers beside the person also stand beside other people, so their other rows stay.",
            n,
        )
        st.warning(said.format(n=n), icon=":material/groups:")
    st.caption(
        _(
            "The rows are emptied in the kept files; their answers, comments and events leave the store; mentions in "
            "other rows become “[erased]”; backups and copies set aside make room for one new backup. "
            "This cannot be undone."
        )
    )
    sure = st.checkbox(_("I have checked that this is the person"), key=f"erase_sure|{language()}")
    if st.button(_("Erase for good"), type="primary", icon=":material/delete_forever:", disabled=not sure):
        _erase(key)


def found_sentence(traces: Traces) -> str:
    """How many rows name the person, in how many files, and how many mention them."""
    n_files = len(traces.files)
    rows = ngettext("**{n} row** names this person", "**{n} rows** name this person", traces.n_rows)
    files = ngettext("in {n} file", "in {n} files", n_files)
    other = ngettext("{n} row of others mentions them", "{n} rows of others mention them", traces.n_mentions)
    return _("{rows} {files}; {mentions}.").format(
        rows=rows.format(n=traces.n_rows), files=files.format(n=n_files), mentions=other.format(n=traces.n_mentions)
    )


def _files_frame(traces: Traces) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {_("File"): file.file_name, _("Rows that go"): len(file.rows), _("Mentions replaced"): file.mentions}
        for file in traces.files
    ]
    return pd.DataFrame(rows)


def _erase(key: str) -> None:
    bar = st.progress(0.0)

    def tell(share: float, words: str) -> None:
        bar.progress(share, _(words))

    try:
        done = erase_person(loaders.store(), key, at=datetime.now(UTC), progress=tell)
    except ThroughlineError as error:
        st.error(plain(error.sentence(_)), icon=":material/block:")
        return
    st.session_state.pop(FOUND, None)
    st.session_state.pop(f"{KEY}|{language()}", None)
    st.session_state[DONE] = done
    st.rerun()


def _draw_done() -> None:
    done: Erasure | None = st.session_state.get(DONE)
    if done is None:
        return
    facts = done.facts
    said = _(
        "Erased: {rows} rows in {files} kept files, {records} records in the store, {copies} old backups and copies. "
        "A new backup was made."
    )
    st.info(
        said.format(
            rows=facts["n_rows"],
            files=facts["files_rewritten"],
            records=sum(facts["removed"].values()),
            copies=facts["old_copies_removed"],
        ),
        icon=":material/check_circle:",
    )
