"""The line beside every figure that joins answers to the process: linked answers differ from the rest."""

from __future__ import annotations

import streamlit as st

from analytics.match_bias import Gap
from i18n import _, in_a_row, ngettext
from views import figures, loaders_links
from views.links_words import gap_sentence

MOST_GAPS = 3


def warning_text(gaps: tuple[Gap, ...], survey_id: str) -> str:
    """What differs, the largest first, and what follows from it."""
    labels = loaders_links.labels(survey_id)
    said = [gap_sentence(gap, labels) for gap in gaps[:MOST_GAPS]]
    if len(gaps) > MOST_GAPS:
        n = len(gaps) - MOST_GAPS
        said.append(ngettext("{n} more difference below.", "{n} more differences below.", n).format(n=n))
    return in_a_row(
        _("**Linked answers differ from the rest beyond chance.**"), *said,
        _("Figures that join answers to the process speak for the linked answers only."),
    )  # fmt: skip


def draw_journey_warning(journey_id: str) -> None:
    """The worst warning about the links of a journey's surveys; nothing where there is none."""
    found = loaders_links.journey_warning(journey_id)
    if found is None:
        return
    share = figures.share(found.n_linked / found.n_answers)
    st.warning(
        in_a_row(warning_text(found.gaps, found.survey_id), _("Match rate {rate}.").format(rate=share)),
        icon=":material/link_off:",
    )
