"""Two periods or segments of the stream: what each step differs in, with interval, and what may be chance."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analytics.process.stream_change import StepChange, step_changes
from analytics.process.value_stream import ClockName
from charts.contrast_rows import PARAMETER, contrast_rows
from data.queries.stream import step_sums
from i18n import _, in_a_row, language, ngettext
from views import compare_choice, drawing, figures, loaders, loaders_stream, selecting, state
from views.compare_choice import Sides
from views.escape import plain, unmarked
from views.stream_words import brief, signed
from views.view import View
from workflows.read_stream import StreamReading

SHOWN = 14


def draw(view: View, reading: StreamReading) -> None:
    """The choice of sides, the answer, the differences, and all of them as rows."""
    sides = compare_choice.choose(view)
    if sides is None:
        return
    by = reading.stream.clock
    found = changes(sides, by)
    names = {step.code: step.activity for step in reading.stream.steps}
    compared = [one for one in found if one.contrast.change is not None and (one.code in names or not one.code)]
    if not compared:
        st.info(_("One of the sides has too few instances to compare."), icon=":material/compare_arrows:")
        return
    said = answer(sides, compared, names, by)
    st.markdown(said)
    rows = chart_rows(compared, names, state.get(state.STEP), by)
    labels = {"name": _("Step"), "said": _("Difference"), "alt": unmarked(said)}
    legend = _(
        "Mean per visit in hours: ◀ less · more ▶ ({side}); 95% confidence interval, grey where it could be chance."
    )
    if by == "working":
        legend = _(
            "Mean per visit in working hours: ◀ less · more ▶ ({side}); 95% confidence interval, grey where it could "
            "be chance."
        )
    st.caption(legend.format(side=plain(sides.side.name)))
    what = ("stream contrasts", rows.to_csv(), language(), drawing.mode(), drawing.is_phone(), drawing.scale())
    spec = loaders.made(
        loaders_stream.AREAS, what,
        lambda: drawing.specification(contrast_rows(
            rows, labels=labels, mode=drawing.mode(), is_wide=not drawing.is_phone(), scale=drawing.scale())),
    )  # fmt: skip
    _chart(spec, labels["alt"])
    with st.expander(_("Show data"), on_change="rerun", key=f"stream_compare_data|{language()}") as opened:
        if opened.open:
            st.dataframe(table(compared, names, by), hide_index=True, key=f"stream_compare_rows|{language()}")


def changes(sides: Sides, by: ClockName = "calendar") -> tuple[StepChange, ...]:
    """The differences of the two sides by a clock."""
    what = ("stream changes", sides.side.scope, sides.other.scope, by)
    clocks = [loaders_stream.clock_of(one.scope, by) for one in (sides.side, sides.other)]
    return loaders.made(
        loaders_stream.AREAS,
        what,
        lambda: step_changes(
            step_sums(loaders.store(), sides.side.scope, clocks[0]),
            step_sums(loaders.store(), sides.other.scope, clocks[1]),
        ),
    )


def name_of(one: StepChange, names: dict[str, str]) -> str:
    """What is compared, in words."""
    if one.measure == "lead":
        return _("Lead time")
    said = _("Wait before {step}") if one.measure == "wait" else _("Work at {step}")
    return said.format(step=names[one.code])


def answer(sides: Sides, found: Sequence[StepChange], names: dict[str, str], by: ClockName = "calendar") -> str:
    """How many differences are likely real, and the largest of them."""
    real = [one for one in found if one.contrast.verdict == "likely_real"]
    lead = next((one for one in found if one.measure == "lead"), None)
    parts = []
    if lead is not None:
        parts.append(
            _("Lead time of {side} against {other}: **{words}**.").format(
                side=plain(sides.side.name), other=plain(sides.other.name), words=words(lead, by)
            )
        )
    steps = [one for one in real if one.measure != "lead"]
    if steps:
        worst = max(steps, key=lambda one: abs(one.contrast.change or 0.0))
        said = ngettext(
            "{n} difference of a step is likely real; the largest: {name}, {words}.",
            "{n} differences of steps are likely real; the largest: {name}, {words}.",
            len(steps),
        )
        parts.append(said.format(n=len(steps), name=plain(name_of(worst, names)), words=words(worst, by)))
    else:
        parts.append(_("No difference of a step is beyond chance."))
    return in_a_row(*parts)


def words(one: StepChange, by: ClockName = "calendar") -> str:
    """The difference with its interval, verdict and both n."""
    found = one.contrast
    return _("{change} (95% CI {low} to {high}), {verdict}, n = {n} and {n_other}").format(
        change=signed(found.change or 0.0, by=by), low=signed(found.low or 0.0, by=by),
        high=signed(found.high or 0.0, by=by),
        verdict=figures.verdict(found.verdict), n=figures.count(found.n), n_other=figures.count(found.n_other),
    )  # fmt: skip


def chart_rows(
    found: Sequence[StepChange], names: dict[str, str], selected: str, by: ClockName = "calendar"
) -> pd.DataFrame:
    """The rows of the chart: likely real ones first, then by size; the lead time stands in the sentence above."""
    ranked = sorted(
        (one for one in found if one.measure != "lead"),
        key=lambda one: (one.contrast.verdict != "likely_real", -abs(one.contrast.change or 0.0)),
    )
    return pd.DataFrame(
        [
            {
                "theme_id": one.code, "name": name_of(one, names), "change": one.contrast.change,
                "low": one.contrast.low, "high": one.contrast.high, "tone": _tone(one), "said": words(one, by),
                "short": signed(one.contrast.change or 0.0, by=by), "is_selected": one.code == selected,
            }
            for one in ranked[:SHOWN]
        ]
    )  # fmt: skip


def _tone(one: StepChange) -> str:
    if one.contrast.verdict != "likely_real":
        return "chance"
    return "bad" if (one.contrast.change or 0.0) > 0 else "good"


def _chart(spec: object, alt: str) -> None:
    def own(event: object) -> str | None:
        return drawing.chosen_code(event, PARAMETER, "theme_id")

    key = selecting.key_of("stream_compare", state.get(state.STEP), own)

    def choose() -> None:
        clicked = own(st.session_state.get(key))
        if clicked:
            state.put(state.STEP, clicked)

    drawing.clickable(spec, choose, key=key, parameter=PARAMETER, alt_text=alt)  # type: ignore[arg-type]


def table(found: Sequence[StepChange], names: dict[str, str], by: ClockName = "calendar") -> pd.DataFrame:
    """Every difference in words."""
    return pd.DataFrame(
        {
            _("Compared"): [name_of(one, names) for one in found],
            _("Mean"): [brief(one.contrast.mean, by=by) for one in found],
            _("Mean of the other"): [brief(one.contrast.other_mean, by=by) for one in found],
            _("Difference"): [words(one, by) for one in found],
        }
    )
