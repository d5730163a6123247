"""The process behind a theme: how the instances its comments belong to ran, against those of the other comments."""

from __future__ import annotations

import streamlit as st

from analytics.case_contrast import CaseContrast, case_contrasts
from data.queries.voice_cases import MEASURES, linked_share, theme_cases
from i18n import _, ngettext
from views import figures, loaders, loaders_voices
from views.empty import add_data_link
from views.view import View
from views.voices_shown import least

AREAS = (*loaders_voices.AREAS, "process")


def draw(view: View, theme_id: str, n_negative: int) -> None:
    """The card at the right of a theme."""
    st.subheader(_("The process behind it"), anchor=False)
    linked, n = share(view)
    if not linked:
        _unlinked(n)
        return
    tone = "negative" if n_negative >= least() else None
    found = contrasts(view, theme_id, tone)
    st.caption(basis(linked, n, tone))
    told = [one for one in found if one.change is not None]
    for one in told:
        st.markdown(f"**{title(one)}**  \n{sentence(one)}")
    if not told:
        _too_few(found)
        return
    st.caption(_("A difference goes along with the theme; it does not show what caused what. Grey could be chance."))


def contrasts(view: View, theme_id: str, tone: str | None) -> tuple[CaseContrast, ...]:
    """What the cases of a theme's comments differ in."""

    def make() -> tuple[CaseContrast, ...]:
        cases = theme_cases(loaders.store(), view.scope, theme_id, tone)
        return case_contrasts(cases, MEASURES, min_n=least())

    return loaders.made(AREAS, ("theme cases", view.scope, theme_id, tone, least()), make)


def share(view: View) -> tuple[int, int]:
    """Answers with a comment that are linked, and all of them."""
    return loaders.made(AREAS, ("linked comments", view.scope), lambda: linked_share(loaders.store(), view.scope))


def basis(linked: int, n: int, tone: str | None) -> str:
    """What is compared, and how many answers could be."""
    said = (
        _(
            "Process instances of the answers that speak badly of the theme, against those of the answers that do not "
            "speak of it. {linked} of {n} answers with a comment are linked ({share})."
        )
        if tone
        else _(
            "Process instances of the answers that speak of the theme, against those of the answers that do not. "
            "{linked} of {n} answers with a comment are linked ({share})."
        )
    )
    return said.format(linked=figures.count(linked), n=figures.count(n), share=figures.share(linked / n))


def measure_name(code: str) -> str:
    """The name of a measure of the process."""
    return {
        "lead_hours": _("Lead time"),
        "wait_hours": _("Waiting between steps"),
        "repeats": _("Steps done again"),
        "late": _("Ended after the due time"),
    }[code]


def title(one: CaseContrast) -> str:
    """The name of a measure with the one unit all its figures are in."""
    name = measure_name(one.measure)
    if one.measure == "repeats":
        return name
    if one.measure == "late":
        return _("{name}, % of answers").format(name=name)
    return _("{name}, days").format(name=name) if is_in_days(one) else _("{name}, hours").format(name=name)


def is_in_days(one: CaseContrast) -> bool:
    """Whether times are told in days: from two on either side."""
    return max(abs(one.mean), abs(one.other_mean)) >= 48


def sentence(one: CaseContrast) -> str:
    """`words`, coloured only where the difference is likely real."""
    if one.verdict != "likely_real":
        return f":gray[{words(one)}]"
    colour, sign = ("orange", "▲") if (one.change or 0.0) > 0 else ("blue", "▼")
    return f":{colour}[{sign} {words(one)}]"


def words(one: CaseContrast) -> str:
    """Both means, the difference with its interval, how sure that is, and both n."""
    places = 2 if one.measure == "repeats" else 1
    factor = 100.0 if one.measure == "late" else 1 / 24 if one.measure != "repeats" and is_in_days(one) else 1.0
    low, high = sorted((factor * (one.low or 0.0), factor * (one.high or 0.0)))
    facts = {
        "mean": figures.number(factor * one.mean, places),
        "other": figures.number(factor * one.other_mean, places),
        "change": figures.signed(factor * (one.change or 0.0), places),
        "interval": figures.interval(low, high, places),
        "n": figures.count(one.n),
        "n_other": figures.count(one.n_other),
    }
    said = _("{mean} against {other}: {change} ({interval}), could be chance; n = {n} and {n_other}")
    if one.verdict == "likely_real":
        said = _("{mean} against {other}: {change} ({interval}), likely real; n = {n} and {n_other}")
    return said.format(**facts)


def _unlinked(n: int) -> None:
    said = ngettext(
        "{n} answer with a comment, and it belongs to no process instance: there is nothing to compare. Answers are "
        "linked on the page Data quality, by a number that survey and event log share.",
        "{n} answers with a comment, and none belongs to a process instance: there is nothing to compare. Answers are "
        "linked on the page Data quality, by a number that survey and event log share.",
        n,
    )
    st.info(said.format(n=figures.count(n)), icon=":material/link_off:")
    add_data_link()


def _too_few(found: tuple[CaseContrast, ...]) -> None:
    if not found:
        st.info(_("The linked instances have no times and no steps to compare, or all comments speak of the theme."),
                icon=":material/info:")  # fmt: skip
        return
    n = min(min(one.n, one.n_other) for one in found)
    said = ngettext(
        "Only {n} linked answer on one side: fewer than {least} are not compared.",
        "Only {n} linked answers on one side: fewer than {least} are not compared.",
        n,
    )
    st.info(said.format(n=n, least=least()), icon=":material/info:")
