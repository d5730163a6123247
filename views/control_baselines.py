"""Baselines: what a measure did over a stable period, proposed, approved by a named person, kept in versions."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from charts.baseline_chart import baseline_chart
from charts.theme import Mode, Scale
from errors import ThroughlineError
from i18n import _, language, ngettext
from views import (
    baseline_segments,
    capability_words,
    cards,
    control_choice,
    control_export,
    control_periods,
    control_picture,
    control_words,
    drawing,
    empty,
    figures,
    loaders,
    loaders_capability,
    loaders_control,
    periods,
    present,
    state,
)
from views.attempts import attempt, draw_outcomes
from views.cards import Card
from views.control_choice import Choice
from views.escape import plain, unmarked
from views.view import View, segments_text
from workflows.approve_baseline import Proposal, approve_baseline

BAND = ("start", "end", "center", "low", "high", "name", "is_approved")


def draw(view: View) -> None:
    """Controls, the baseline in force, the proposal with its approval, and every version."""
    choice = control_choice.current(view, "")
    if choice is None:
        sentence = _("Nothing was measured yet: a baseline needs scores, KPI values or process instances.")
        empty.no_data(sentence, has_more=False)
        return
    is_presenting = state.is_on(state.PRESENT)
    if not is_presenting:
        draw_outcomes()
        with st.container(horizontal=True, vertical_alignment="bottom", key="baseline_controls"):
            control_choice.draw_measure(view, choice)
            control_choice.draw_grain(choice)
    whole = view.scope.between(None, None)
    proposed = loaders_capability.proposal(whole, choice.measure, choice.grain)
    kept = in_force(view, choice)
    answer = answer_sentence(view, choice, kept, proposed)
    if is_presenting:
        present.message(answer)
        _chart(view, choice, proposed, answer)
        return
    st.markdown(answer)
    cards.draw_cards([_kept_card(choice, kept), _proposed_card(choice, proposed), _spread_card(choice, proposed)])
    _chart(view, choice, proposed, answer)
    left, right = st.columns(2)
    with left, st.container(border=True):
        _approval(view, choice, proposed)
    with right, st.container(border=True):
        _history(view, choice)
    baseline_segments.draw(view, choice)
    _all(view)
    st.caption(
        _(
            "Proposed is the longest run of periods up to the newest one without a signal "
            "under Nelson 1 and 2; at least 12. Spread "
            "is the standard deviation of one period’s figure. An approved baseline is never "
            "changed: the next one is a new version. "
            "Baselines look at all data, whatever period is chosen above."
        )
    )


def _chart(view: View, choice: Choice, proposed: Proposal | ThroughlineError, answer: str) -> None:
    """The course of the measure with every approved version and the proposal as bands."""
    if isinstance(proposed, ThroughlineError):
        return
    with st.container(border=True):
        kept = of_choice(view, choice)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(_("Course and baselines"), anchor=False, width="stretch")
            if drawing.scale() != "present":
                control_export.forms(
                    "baselines", f"baselines-{choice.measure.kind}-{choice.measure.item_id}",
                    lambda: _specified(choice, proposed, kept, answer, mode="light", scale="export"),
                    lambda: _course(choice, proposed),
                )  # fmt: skip
        what = (
            "baselines",
            view.scope,
            choice.measure,
            choice.grain,
            len(kept),
            language(),
            drawing.mode(),
            drawing.scale(),
        )
        areas = (*loaders_capability.AREAS, "work")
        spec = loaders.made(areas, what, lambda: drawing.specification(
            _specified(choice, proposed, kept, answer, mode=drawing.mode(), scale=drawing.scale())
        ))  # fmt: skip
        drawing.draw(spec, key="baseline_chart", alt_text=answer)


def _course(choice: Choice, proposed: Proposal) -> pd.DataFrame:
    """The figures of the chart."""
    series = proposed.series
    starts = pd.to_datetime(series["period_start"])
    return pd.DataFrame(
        {
            _("Period"): [control_periods.title(day.date(), choice.grain) for day in starts],
            _("First day"): starts.dt.date,
            _("Value"): series["value"],
            _("n"): series["n"],
        }
    )


def _specified(
    choice: Choice, proposed: Proposal, kept: pd.DataFrame, answer: str, *, mode: Mode, scale: Scale
) -> Any:  # fmt: skip
    days = pd.to_datetime(proposed.series["period_start"])
    values = proposed.series["value"].astype(float)
    said = [
        _("{period}: {value}").format(
            period=periods.day_label(day.date()), value=control_words.value_words(choice.row, value)
        )
        for day, value in zip(days, values, strict=True)
    ]
    low_n = control_picture.low_n(choice.row, proposed.series["n"])
    points = pd.DataFrame({"period": days, "value": values, "said": said, "low_n": low_n})
    labels = {"value": control_words.unit_of(choice.row), "period": _("Period"), "alt": answer}
    if scale == "export":
        labels |= {"title": choice.title, "subtitle": unmarked(answer).replace("*", "")}
    bands = pd.DataFrame([*_kept_bands(choice, kept), *_proposed_band(choice, proposed)], columns=list(BAND))
    return baseline_chart(points, bands, labels=labels, months=_months(days), mode=mode, scale=scale)


def _months(days: pd.Series) -> dict[str, str]:
    """The months from the first to a quarter after the last, in the words of the language."""
    every = pd.period_range(days.min(), days.max() + pd.Timedelta(days=92), freq="M")
    return {str(one): periods.month_label(one.start_time.date()) for one in every}


def _figures(choice: Choice, center: float, low: float, high: float) -> dict[str, str]:
    """The middle and the ends of a band as they stand beside its name."""
    values = {"center": center, "low": low, "high": high}
    return {name: control_words.value_words(choice.row, value) for name, value in values.items()}


def _kept_bands(choice: Choice, kept: pd.DataFrame) -> list[tuple[object, ...]]:
    held = zip(kept["version"], kept["center"], kept["lower_limit"], kept["upper_limit"], strict=True)
    named = [
        _("baseline {version}: {center} ({low} to {high})").format(version=version, **_figures(choice, *ends))
        for version, *ends in held
    ]
    columns = ("period_start", "period_end", "center", "lower_limit", "upper_limit")
    return [(*row, name, True) for row, name in zip(kept[list(columns)].itertuples(index=False), named, strict=True)]


def _proposed_band(choice: Choice, proposed: Proposal) -> list[tuple[object, ...]]:
    made = proposed.baseline
    if made is None:
        return []
    named = _("proposed: {center} ({low} to {high})").format(**_figures(choice, made.center, made.lower, made.upper))
    return [(proposed.start, proposed.end, made.center, made.lower, made.upper, named, False)]


def of_choice(view: View, choice: Choice) -> pd.DataFrame:
    """The versions of the chosen measure in its length of period and the segments of the view, newest first."""
    every = loaders_capability.baselines(view.journey_id)
    segment = loaders_capability.segment(view.scope, choice.measure)
    here = (every["measure_kind"] == choice.measure.kind) & (every["measure_id"] == choice.measure.item_id)
    same = every["segment"].isna() if segment is None else every["segment"] == segment
    return every[here & same & (every["grain"] == choice.grain)]


def in_force(view: View, choice: Choice) -> dict[str, Any] | None:
    """The newest version; None where none was approved."""
    rows = of_choice(view, choice)
    return None if rows.empty else {str(name): value for name, value in rows.iloc[0].to_dict().items()}


def answer_sentence(
    view: View, choice: Choice, kept: dict[str, Any] | None, proposed: Proposal | ThroughlineError
) -> str:
    """What holds, and what the data propose."""
    title = choice.title
    if kept is None:
        head = _("**{name}** has no approved baseline yet.").format(name=title)
    else:
        said = _("**{name}**: baseline {center}, version {version}, approved by {who} on {day}.")
        head = said.format(
            name=title,
            center=control_words.value_words(choice.row, float(kept["center"])),
            version=int(kept["version"]),
            who=plain(str(kept["approved_by"]), limit=60),
            day=periods.day_label(pd.Timestamp(kept["approved_on"]).date()),
        )
    return capability_words.both(head, _proposal_words(choice, proposed))


def _proposal_words(choice: Choice, proposed: Proposal | ThroughlineError) -> str:
    if isinstance(proposed, ThroughlineError):
        return plain(proposed.sentence(_))
    made = proposed.baseline
    if made is None or proposed.start is None or proposed.end is None:
        return _("No run of 12 periods up to the newest one is stable, so none is proposed.")
    said = _("The data propose {center} (spread {spread}) from {n} stable periods, {start} to {end}.")
    return said.format(
        center=control_words.value_words(choice.row, made.center),
        spread=_spread(choice, made.spread),
        n=made.n_periods,
        start=periods.day_label(proposed.start),
        end=periods.day_label(proposed.end - timedelta(days=1)),
    )


def _spread(choice: Choice, value: float) -> str:
    return (
        control_words.value_words(choice.row, value) if str(choice.row["unit"]) != "nps" else figures.number(value, 1)
    )


def _kept_card(choice: Choice, kept: dict[str, Any] | None) -> Card:
    label = _("Approved baseline")
    if kept is None:
        return Card(label, figures.NONE, _("none yet"), "gray", _("approve the proposal below"))
    value = control_words.value_words(choice.row, float(kept["center"]))
    stable = _("stable period") if bool(kept["is_stable"]) else _("period was not stable")
    return Card(label, value, stable, "gray", _("version {n}").format(n=int(kept["version"])))


def _proposed_card(choice: Choice, proposed: Proposal | ThroughlineError) -> Card:
    label = _("Proposed")
    made = None if isinstance(proposed, ThroughlineError) else proposed.baseline
    if made is None:
        return Card(label, figures.NONE, _("no stable period"), "gray", _("12 periods are needed"))
    told = ngettext("{n} period", "{n} periods", made.n_periods).format(n=made.n_periods)
    return Card(label, control_words.value_words(choice.row, made.center), _("stable period"), "gray", told)


def _spread_card(choice: Choice, proposed: Proposal | ThroughlineError) -> Card:
    label = _("Expected range of one period")
    made = None if isinstance(proposed, ThroughlineError) else proposed.baseline
    if made is None or isinstance(proposed, ThroughlineError):
        return Card(label, figures.NONE, _("no stable period"), "gray", "")
    low, high = (control_words.value_words(choice.row, end) for end in (made.lower, made.upper))
    answers = (
        _("n = {n} behind it").format(n=figures.count(proposed.n_answers)) if proposed.n_answers else _("n not known")
    )
    return Card(label, _("{low} to {high}").format(low=low, high=high), _("centre ± 3 sigma"), "gray", answers)


def _approval(view: View, choice: Choice, proposed: Proposal | ThroughlineError) -> None:
    """The form: days (the proposed ones stand there), a name, a reason."""
    st.header(_("Approve a baseline"), anchor=False)
    start, end = _days(view, proposed)
    segment = loaders_capability.segment(view.scope, choice.measure)
    key = f"baseline|{choice.measure.code}|{choice.grain}|{segment}|{language()}"
    if view.segments and segment is None:
        st.caption(_("Nothing narrows this measure by segments: this baseline is for all."))
    else:
        st.caption(_("For: {segments}").format(segments=plain(view.segment_text)))
    with st.form(key, border=False):
        first, last = st.columns(2)
        first.date_input(_("First day"), start, key=f"{key}|start")
        last.date_input(_("Last day"), end, key=f"{key}|end")
        st.text_input(_("Approved by (name)"), max_chars=80, key=f"{key}|by")
        st.text_input(_("Reason (optional)"), max_chars=200, key=f"{key}|note")
        st.form_submit_button(_("Approve"), type="primary", on_click=_approve, args=(view, choice, key))


def _days(view: View, proposed: Proposal | ThroughlineError) -> tuple[date, date]:
    if not isinstance(proposed, ThroughlineError) and proposed.start is not None and proposed.end is not None:
        return proposed.start, proposed.end - timedelta(days=1)
    last = view.last or date(2026, 1, 31)
    return view.first or last - timedelta(days=365), last


def _approve(view: View, choice: Choice, key: str) -> None:
    start, end = (st.session_state.get(f"{key}|{name}") for name in ("start", "end"))
    if not isinstance(start, date) or not isinstance(end, date):
        return
    attempt(
        lambda: approve_baseline(
            loaders.store(),
            view.scope,
            choice.measure,
            choice.grain,
            start=start,
            end=end + timedelta(days=1),
            by=str(st.session_state.get(f"{key}|by") or ""),
            note=str(st.session_state.get(f"{key}|note") or ""),
            at=datetime.now(UTC),
        ),
        _("The baseline is approved as a new version; the ones before stay."),
    )


def _history(view: View, choice: Choice) -> None:
    st.header(_("Versions"), anchor=False)
    rows = of_choice(view, choice)
    if rows.empty:
        st.info(_("No version yet. A first one makes later change visible."), icon=":material/info:")
        return
    st.dataframe(_table(rows, choice), hide_index=True)


def _table(rows: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    ends = pd.to_datetime(rows["period_end"]) - pd.Timedelta(days=1)
    words = {True: _("yes"), False: _("no")}
    return pd.DataFrame(
        {
            _("Version"): rows["version"],
            _("Centre"): [control_words.value_words(choice.row, float(value)) for value in rows["center"]],
            _("Spread"): [_spread(choice, float(value)) for value in rows["spread"]],
            _("Periods"): rows["n"],
            _("n"): rows["n_answers"],
            _("Stable?"): [words[bool(value)] for value in rows["is_stable"]],
            _("From"): [periods.day_label(day.date()) for day in pd.to_datetime(rows["period_start"])],
            _("To"): [periods.day_label(day.date()) for day in ends],
            _("Approved by"): [plain(str(who)) for who in rows["approved_by"]],
            _("Approved on"): [periods.day_label(day.date()) for day in pd.to_datetime(rows["approved_on"])],
            _("Reason"): [plain(figures.text_or_none(note) or "") for note in rows["note"]],
        }
    )


def _all(view: View) -> None:
    """The newest approved baseline of every measure, sub-baselines apart."""
    every = loaders_capability.baselines(view.journey_id)
    newest = every.groupby(["measure_kind", "measure_id", "grain", every["segment"].fillna("")], as_index=False).head(1)
    label = ngettext("{n} baseline in force in this journey", "{n} baselines in force in this journey", len(newest))
    rows = {str(row["code"]): row for row in loaders_control.measures(view.journey_id).to_dict("records")}
    with st.expander(label.format(n=len(newest)), on_change="rerun", key=f"baselines_all|{language()}") as opened:
        if not opened.open or newest.empty:
            return
        told = [_line(one, rows) for one in newest.to_dict("records")]
        st.dataframe(pd.DataFrame(told), hide_index=True)


def _line(one: Any, rows: dict[str, Any]) -> dict[str, Any]:
    row = rows.get(f"{one['measure_kind']}:{one['measure_id']}")
    segment = figures.text_or_none(one["segment"])
    pairs = () if segment is None else tuple((str(dim), str(value)) for dim, value in json.loads(segment))
    center = figures.number(one["center"], 2) if row is None else control_words.value_words(row, float(one["center"]))
    return {
        _("Measure"): plain(str(one["measure_id"])) if row is None else control_words.title(row),
        _("Period length"): control_words.grain_name(str(one["grain"])),
        _("Segments"): plain(segments_text(pairs)),
        _("Centre"): center,
        _("Version"): int(one["version"]),
        _("Approved by"): plain(str(one["approved_by"])),
        _("Approved on"): periods.day_label(pd.Timestamp(one["approved_on"]).date()),
    }
