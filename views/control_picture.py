"""The control chart as a picture: rows, labels, stated levels and notes made ready for `charts.control_chart`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from analytics.spc.model import Chart, Signals
from charts.control_chart import StatedBand, StatedLevel, control_chart, control_figure, spread_chart
from charts.theme import Mode, Scale
from data.queries.measure_series import period_ends
from data.queries.measures import KPI_KINDS, PROCESS_KINDS, Measure
from i18n import _, pick
from views import control_periods, control_reasons, control_words, figures, loaders_control
from views.view import View
from workflows.measure_rows import is_index
from workflows.read_control import SCORE_KINDS, SHARE_KINDS, Reading, positions

LEAST_N = 30
NOTE_WIDTH = 34
ZONED = ("short", "western", "nelson8")  # rule sets that look at zones of one and two standard deviations
ZONE_KINDS = ("i", "xbar_s", "xbar_r", "imr_s", "p", "np", "u", "c", "p_prime", "u_prime")


def factor(one: Reading) -> float:
    """What plotted values are multiplied with: shares are drawn in per cent."""
    if one.kind in ("np", "cusum"):
        return 1.0
    return 100.0 if str(one.row["unit"]) in ("share", "ratio") else 1.0


def digits(one: Reading) -> int:
    """Decimals of the texts in the chart."""
    unit = str(one.row["unit"])
    if unit == "between":
        return 0
    if one.kind == "cusum" or unit == "native":
        return 2
    if unit in ("nps", "count") or one.kind == "np":
        return 0 if one.kind in ("np",) or unit == "nps" else 1
    values = one.series["value"].abs().max()
    return 2 if values < 10 and factor(one) == 1 else 1


def text(one: Reading, value: float) -> str:
    """A plotted value as the chart writes it."""
    if not np.isfinite(value):
        return ""
    written = figures.number(value * factor(one), digits(one))
    return f"{written}%" if factor(one) == 100 else written


def limit_text(one: Reading, value: float) -> str:
    """A limit as the chart writes it: of numbers of things with a decimal, since it may lie between two of them."""
    if one.kind == "np" and np.isfinite(value):
        return figures.number(value, 1)
    if one.kind == "cusum" and np.isfinite(value):
        return figures.signed(value, 2) if value else figures.number(value, 0)
    return text(one, value)


def point_frame(one: Reading) -> pd.DataFrame:
    """One row per period as `charts.control_chart` takes them."""
    made = one.chart if isinstance(one.chart, Chart) else None
    starts = one.series["period_start"]
    values = one.series["value"].to_numpy(dtype=float) if made is None else made.values
    frame = pd.DataFrame(
        {
            "id": list(one.codes),
            "label": control_periods.axis_labels(starts, one.grain),
            "title": [control_periods.title(day.date(), one.grain) for day in starts],
            "value": values * factor(one),
            "low_n": low_n(one.row, one.series["n"]),
            "shown": [text(one, value) for value in values],
            "size": ["–" if not n > 0 else figures.count(n) for n in one.series["n"]],
            "limits": "–",
            "said": "",
        }
    )
    if made is None:
        return frame
    if one.kind == "ewma":
        frame["raw"] = one.series["value"].to_numpy(dtype=float) * factor(one)
    if made.lower is not None:
        frame["lower"] = made.lower * factor(one)
    told = _signals(one.found, len(frame), one.improvement)
    if made.lower is not None and one.found is not None:
        told = _sums(_two_lines(told, one.found, made))
    if one.rule_set in ZONED and one.kind in ZONE_KINDS:
        frame["sd"] = made.sigma * factor(one)
    return frame.assign(**_limits(one, made), **told)


def _sums(told: dict[str, Any]) -> dict[str, Any]:
    """A sum beyond h is named once, where it goes beyond."""
    frame = pd.DataFrame(told)
    for name, sign in (("tone", "sign"), ("tone_lower", "sign_lower")):
        beyond = frame[name] != "common"
        words = "H+" if sign == "sign" else "H−"
        frame[sign] = np.where(beyond & ~beyond.shift(fill_value=False), words, "")
    return {str(name): column for name, column in frame.items()}


def _beyond(tone: pd.Series, beyond: Any) -> pd.Series:
    """From where a sum crosses its limit until it comes back, the tone of the crossing."""
    return tone.where((tone != "common") | ~beyond).ffill().fillna("common")


def _two_lines(told: dict[str, Any], found: Signals, made: Chart) -> dict[str, Any]:
    """Signals of a two-sided sum, each on its own line: what rises on the upper one, what falls on the lower."""
    below = np.zeros(found.n, dtype=bool)
    below[found.index[found.direction < 0]] = True
    frame = pd.DataFrame(told)
    upper, lower = frame.copy(), frame.add_suffix("_lower")
    for name, usual in (("tone", "common"), ("sign", ""), ("is_lone", False)):
        upper.loc[below, name] = usual
        lower.loc[~below, f"{name}_lower"] = usual
    upper["tone"] = _beyond(upper["tone"], made.values > made.ucl)
    if made.lower is not None:
        lower["tone_lower"] = _beyond(lower["tone_lower"], made.lower < made.lcl)
    return {str(name): column for part in (upper, lower) for name, column in part.items()}


def low_n(row: control_words.Row, n: pd.Series) -> pd.Series:
    """Periods whose figure rests on few answers: hollow marks."""
    return (n < LEAST_N) & (str(row["kind"]) in (*SCORE_KINDS, *SHARE_KINDS))


def _limits(one: Reading, made: Chart) -> dict[str, Any]:
    between = [
        _("{low} to {high}").format(low=limit_text(one, low) or "–", high=limit_text(one, high) or "–")
        for low, high in zip(made.lcl, made.ucl, strict=True)
    ]
    stage = np.zeros(len(made), dtype=int)
    for number, part in enumerate(made.parts()):
        stage[part] = number
    times = factor(one)
    return {"center": made.center * times, "lcl": made.lcl * times, "ucl": made.ucl * times, "stage": stage,
            "is_trial": made.is_trial, "limits": between}  # fmt: skip


def _signals(found: Signals | None, n: int, improvement: str) -> dict[str, Any]:
    """Tone, mark and words per point; the sign of a rule stands once, at the first of neighbours that break it."""
    tones = ["common"] * n
    signs, said = [""] * n, [""] * n
    if found is None:
        return {"tone": tones, "sign": signs, "said": said}
    lone = found.lone_points
    previous: tuple[int, tuple[str, ...]] = (-2, ())
    for at in np.flatnonzero(found.flagged).tolist():
        rules = found.at(at)
        way = int(found.direction[found.index == at].sum())
        if not lone[at]:
            tones[at] = _tone(way, improvement)
        if previous != (at - 1, rules):
            signs[at] = _("beyond limit") if rules[0] == "L1" else rules[0]
        words = _(", ").join(control_reasons.rule_words(rule) for rule in rules)
        said[at] = _("{rules} (unconfirmed)").format(rules=words) if lone[at] else words
        previous = (at, rules)
    return {"tone": tones, "sign": signs, "said": said, "is_lone": lone}


def _tone(way: int, improvement: str) -> str:
    if way == 0 or improvement == "none":
        return "neutral"
    return "good" if (way > 0) == (improvement == "up") else "bad"


def has_stretch(one: Reading) -> bool:
    """Whether neighbours break the same rules, so that not each of them carries its sign."""
    found = [signals for signals in (one.found, *one.spreads) if signals is not None]
    told = [pd.Series(_signals(signals, signals.n, "none")["said"]) for signals in found]
    return any(bool(((said != "") & (said == said.shift())).any()) for said in told)


def labels(one: Reading, alt: str, *, is_figure: bool = False) -> dict[str, str]:
    """The words inside the chart."""
    unit = control_words.unit_of(one.row)
    name = {"cusum": _("standard deviations"), "np": _("number per period")}.get(one.kind, unit)
    made = one.chart if isinstance(one.chart, Chart) else None
    said = {
        "value": name,
        "period": _("Event") if one.is_between else _("Period"),
        "limits": _("Control limits"),
        "size": _("n"),
        "signal": _("Signal"),
        "ucl": _("UCL"),
        "lcl": _("LCL"),
        "center": _center_name(one.kind),
        "alt": alt,
        "title": "",
        "subtitle": "",
    }
    if one.kind == "cusum":
        said |= {"ucl": "H", "lcl": "H", "center": _("Centre")}
    for line in ("ucl", "lcl", "center"):
        held = getattr(made, line) if made is not None else np.array([])
        known = held[np.isfinite(held)]
        said[f"{line}_value"] = limit_text(one, float(known[-1])) if len(known) else ""
    if is_figure:
        said["title"] = _("{name}: {chart}").format(
            name=control_words.title(one.row), chart=control_reasons.chart_name(one.kind)
        )
        said["subtitle"] = alt
    return said


def _center_name(kind: str) -> str:
    """What the centre line is: limits of g charts are quantiles, so its middle is one too."""
    if kind in ("run", "g"):
        return _("Median")
    return _("Centre") if kind in ("t", "i_log") else _("Mean")


def _widest(texts: Sequence[str]) -> str:
    """The text that takes most room: Chinese characters are twice as wide."""
    return max(texts, key=lambda text: sum(2 if ord(sign) > 0x2E80 else 1 for sign in text), default="")


def _ends(words: Mapping[str, str]) -> list[str]:
    return [f"{words[line]} {words[f'{line}_value']}" for line in ("ucl", "lcl", "center") if words[f"{line}_value"]]


def _reserve(one: Reading, baseline: StatedBand | None) -> str:
    """The widest text at the right end of all charts of the measure, so that they stand exactly under each other."""
    texts = [*_ends(labels(one, "")), *(f"{level.text} ↑" for level in levels(one))]
    texts += [baseline.text] if baseline is not None else []
    texts += [text for at in range(len(spreads(one))) for text in _ends(_lower_words(one, at))]
    return _widest(texts)


def levels(one: Reading) -> list[StatedLevel]:
    """Target and specification limits, as somebody stated them."""
    if one.kind in ("cusum", "np"):
        return []
    told: list[tuple[str, str, Literal["target", "spec"]]] = [
        ("target", _floor_or_target(one), "target"), ("upper_spec", _("USL {value}"), "spec"),
        ("lower_spec", _("LSL {value}"), "spec"),
    ]  # fmt: skip
    found = []
    for column, words, kind in told:
        value = one.row.get(column)
        if value is not None and value == value:
            number = float(str(value))
            found.append(StatedLevel(number * factor(one), words.format(value=text(one, number)), kind))
    return found


def _floor_or_target(one: Reading) -> str:
    return _("Floor {value}") if str(one.row["kind"]) == "mean" else _("Target {value}")


def note_frame(view: View, one: Reading) -> pd.DataFrame:
    """What stands on the chart as vertical rules: stages, actions that went live, notes of people."""
    journey, code = view.journey_id, str(one.row["code"])
    rows: list[tuple[pd.Timestamp, str, str]] = []
    reasons = _reasons(one, loaders_control.stages(journey, code))
    for at in one.starts:
        day = one.series["period_start"].iloc[at]
        reason = reasons.get(at, "")
        rows.append((day, _("Limits anew: {reason}").format(reason=reason) if reason else _("Limits anew"), "stage"))
    for row in loaders_control.actions(journey).to_dict("records"):
        if _concerns(one, row):
            named = pick(figures.text_or_none(row["title_en"]), figures.text_or_none(row["title_zh"]))
            rows.append((row["live_on"], _("Action: {name}").format(name=named), "action"))
    for row in loaders_control.notes(journey, code).to_dict("records"):
        rows.append((row["noted_on"], str(row["text"]), "note"))
    placed = [(_place(one, day, kind), _short(said), kind) for day, said, kind in rows]
    inside = [each for each in placed if 0.5 <= each[0] <= len(one.series) + 0.5]
    return pd.DataFrame(inside, columns=["position", "text", "kind"])


def _reasons(one: Reading, kept: pd.DataFrame) -> dict[int, str]:
    """Why limits begin anew, by the position of the period: as somebody wrote it, where somebody did."""
    found: dict[int, str] = {}
    for row in kept.to_dict("records"):
        begins, _waiting = positions(one.series, one.grain, (row["starts_on"].date(),))
        found |= dict.fromkeys(begins, figures.text_or_none(row["reason"]) or "")
    return found


def _concerns(one: Reading, action: dict[Any, Any]) -> bool:
    """An action belongs on the chart of its touchpoint, of its stage, and on charts without either."""
    touchpoint, stage = one.row.get("touchpoint_id"), one.row.get("stage_id")
    if isinstance(touchpoint, str) and touchpoint:
        return bool(touchpoint == action["touchpoint_id"])
    return (
        bool(stage == action["stage_id"]) if isinstance(stage, str) and stage else str(one.row["kind"]) not in KPI_KINDS
    )


def _place(one: Reading, day: pd.Timestamp, kind: str) -> float:
    """Where a day stands on the axis of periods: 0.5 is the begin of the first."""
    starts = one.series["period_start"]
    if kind == "stage":
        return float((starts < day).sum()) + 0.5
    if one.is_between:
        return _between(starts, day)
    ends = period_ends(starts, one.grain)
    at = int((starts <= day).sum()) - 1
    if at < 0:
        return 0.0
    share = (day - starts.iloc[at]) / (ends.iloc[at] - starts.iloc[at])
    return at + 0.5 + float(share)


def _between(starts: pd.Series, day: pd.Timestamp) -> float:
    """A day between two events, in proportion to the time between them; 0 before the first."""
    before, after = starts[starts <= day], starts[starts > day]
    if before.empty or after.empty:
        return float(len(before)) + (0.5 if len(before) else 0.0)
    share = (day - before.iloc[-1]) / (after.iloc[0] - before.iloc[-1])
    return len(before) + float(share)


def _short(words: str) -> str:
    from charts.wrapping import clipped

    return clipped(words, NOTE_WIDTH)


def main_chart(
    view: View, one: Reading, *, alt: str, mode: Mode, scale: Scale, selected: str, is_narrow: bool,
    baseline: StatedBand | None = None,
) -> Any:  # fmt: skip
    """The chart of the measure."""
    words = labels(one, alt, is_figure=scale == "export")
    if spreads(one):
        words["reserve"] = _reserve(one, baseline)
    rows = point_frame(one)
    if is_narrow:  # no room for the rules beside their points: the tooltip names them
        rows = rows.assign(sign="", sign_lower="")
    return control_chart(
        rows, labels=words, mode=mode, scale=scale, levels=levels(one), notes=note_frame(view, one),
        dimension=dimension(one), selected=selected, is_narrow=is_narrow, baseline=baseline,
    )  # fmt: skip


def dimension(one: Reading) -> Literal["customer", "process"]:
    """Scores come from customers, and so does their index; everything else from the process."""
    kind, item = str(one.row["kind"]), str(one.row["item_id"])
    return "process" if kind in PROCESS_KINDS and not is_index(Measure(kind, item)) else "customer"


def spreads(one: Reading) -> tuple[Chart, ...]:
    """The charts of spread that stand below: none, one, or of I-MR-S two."""
    return one.chart.companions if isinstance(one.chart, Chart) else ()


def _written(one: Reading, value: float) -> str:
    """A value of a chart of spread as it is drawn."""
    plotted = value * (factor(one) if one.kind != "i_log" else 1.0)
    if not np.isfinite(plotted):
        return ""
    return figures.number(plotted, 0 if plotted == 0 else 3 if abs(plotted) < 1 else 2 if abs(plotted) < 10 else 1)


def _lower_words(one: Reading, at: int) -> dict[str, str]:
    """The words inside the `at`-th chart of spread."""
    below = spreads(one)[at]
    name = _spread_title(one, below)
    words: dict[str, str] = labels(one, name) | {"value": name, "center": _("Mean")}
    for line in ("ucl", "lcl", "center"):
        known = getattr(below, line)[np.isfinite(getattr(below, line))]
        words[f"{line}_value"] = _written(one, float(known[-1])) if len(known) else ""
    return words


def lower_chart(
    one: Reading, at: int, *, mode: Mode, scale: Scale, is_narrow: bool, baseline: StatedBand | None = None
) -> Any:
    """The `at`-th chart of spread below; `baseline` is that of the chart above."""
    assert isinstance(one.chart, Chart)
    below = spreads(one)[at]
    rows = point_frame(one)[["id", "label", "title", "size", "low_n"]]
    times = factor(one) if one.kind != "i_log" else 1.0

    frame = rows.assign(
        value=below.values * times, center=below.center * times, lcl=below.lcl * times, ucl=below.ucl * times,
        is_trial=below.is_trial, stage=_limits(one, one.chart)["stage"], shown=[_written(one, v) for v in below.values],
        limits=[_("{low} to {high}").format(low=_written(one, a) or "–", high=_written(one, b) or "–")
                for a, b in zip(below.lcl, below.ucl, strict=True)],
    ).assign(**_signals(one.spreads[at], len(rows), "down"))  # fmt: skip
    words = _lower_words(one, at) | {"reserve": _reserve(one, baseline)}
    return spread_chart(
        frame, labels=words, mode=mode, scale=scale, dimension=dimension(one), is_narrow=is_narrow
    )  # fmt: skip


def _spread_title(one: Reading, below: Chart) -> str:
    """The axis title of the chart of spread: what it is, and in which unit."""
    name = control_reasons.spread_name(below.kind)
    unit = control_words.unit_of(one.row)
    if one.kind == "t":
        return _("{name} of {unit}^(1/3.6)").format(name=name, unit=unit)
    if one.kind == "i_log":
        return _("{name} of the logarithm").format(name=name)
    return _("{name}, {unit}").format(name=name, unit=unit)


def figure(
    view: View, one: Reading, *, alt: str, selected: str, mode: Mode = "light", baseline: StatedBand | None = None
) -> dict[str, Any]:
    """All charts as one picture for a report."""
    upper = main_chart(
        view, one, alt=alt, mode=mode, scale="export", selected=selected, is_narrow=False, baseline=baseline
    )
    below = [
        lower_chart(one, at, mode=mode, scale="export", is_narrow=False, baseline=baseline)
        for at in range(len(spreads(one)))
    ]
    return control_figure(upper, *below)


def table(one: Reading) -> pd.DataFrame:
    """The figures of the chart as a table, for "Show data" and the CSV."""
    made = one.chart if isinstance(one.chart, Chart) else None
    frame = point_frame(one)
    told = pd.DataFrame(
        {
            (_("Event") if one.is_between else _("Period")): frame["title"],
            _("First day"): one.series["period_start"].dt.date,
            _("Value"): one.series["value"],
            _("n"): one.series["n"],
            _("Standard deviation"): one.series["sd"],
        }
    )
    if made is not None:
        told[_("Plotted")], told[_("Centre line")] = made.values, made.center
        told[_("LCL")], told[_("UCL")] = made.lcl, made.ucl
        told[_("Trial limits")], told[_("Signal")] = made.is_trial, frame["said"]
    return told
