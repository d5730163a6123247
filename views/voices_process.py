"""The process behind a theme: how the instances its comments belong to ran, against those of the other comments."""

from __future__ import annotations

import streamlit as st

from analytics.case_contrast import CaseContrast, case_contrasts
from data.queries.voice_cases import MEASURES, linked_share, theme_cases
from i18n import _, ngettext
from reports.numbers import duration
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
        st.markdown(f"**{measure_name(one.measure)}**  \n{sentence(one)}")
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


def value_text(code: str, value: float) -> str:
    """A value of a measure, without sign, in its unit."""
    if code == "late":
        return figures.share(value)
    return figures.number(value, 2) if code == "repeats" else duration(value)


def sentence(one: CaseContrast) -> str:
    """`words`, coloured only where the difference is likely real."""
    if one.verdict != "likely_real":
        return f":gray[{words(one)}]"
    colour, sign = ("orange", "▲") if (one.change or 0.0) > 0 else ("blue", "▼")
    return f":{colour}[{sign} {words(one)}]"


def words(one: CaseContrast) -> str:
    """Both means, the difference with its interval, how sure that is, and both n."""
    change = one.change or 0.0
    ends = sorted((one.low or 0.0, one.high or 0.0))
    span = _("{low} to {high}").format(low=_signed(one.measure, ends[0]), high=_signed(one.measure, ends[1]))
    facts = {
        "mean": value_text(one.measure, one.mean),
        "other": value_text(one.measure, one.other_mean),
        "change": _signed(one.measure, change),
        "span": span,
        "n": figures.count(one.n),
        "n_other": figures.count(one.n_other),
    }
    said = _("{mean} against {other}: {change} (95% CI {span}), could be chance; n = {n} and {n_other}")
    if one.verdict == "likely_real":
        said = _("{mean} against {other}: {change} (95% CI {span}), likely real; n = {n} and {n_other}")
    return said.format(**facts)


def _signed(code: str, value: float) -> str:
    if code == "late":
        return _("{value} percentage points").format(value=figures.signed(100 * value))
    if code == "repeats":
        return figures.signed(value, 2)
    return ("−" if value < 0 else "+") + duration(abs(value))


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
