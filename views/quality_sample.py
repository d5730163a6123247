"""The sample data as a whole: what they are and the way to take them out."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from i18n import _
from views import loaders, state
from views.confirmed import confirmed
from workflows.build_sample import remove_sample


def draw(uploads: pd.DataFrame) -> None:
    """One line and one confirmed button while sample data are in use."""
    if not (uploads["is_sample"] & (uploads["state"] == "live")).any():
        return
    st.divider()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            _("The sample journeys are invented. They never mix with your data and can be taken out in one step.")
        )
        says = _("Takes both sample journeys and all their answers out. Your own data stay.")
        confirmed(
            _("Remove sample data"), "delete", says, _("Yes, remove them"), key="quality_sample", on_click=_remove
        )


def _remove() -> None:
    remove_sample(loaders.store(), at=datetime.now(UTC))
    for key in (state.JOURNEY, state.TOUCHPOINT, state.SEGMENTS, state.OVERLAY, state.SELECTION):
        state.put(key, "")
