"""Two sides of voices in words: the answer, the rows of chart and table, and what n could have shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from analytics.voices.two_sides import Contrast
from i18n import _, in_a_row, ngettext
from views import figures

FEWEST = 8  # comments of a side on a theme, from which it can open the page
FACTORS = {"mentions": 100.0, "negative": 100.0, "impact": 1.0}  # to points


def measure_label(code: str) -> str:
    """The name of what is compared."""
    return {
        "mentions": _("How often it is spoken of"),
        "negative": _("How often badly"),
        "impact": _("What complaints cost"),
    }[code]


def measure_told(code: str) -> str:
    """What the figure counts."""
    return {
        "mentions": _("Share of the comments with content that speak of the theme."),
        "negative": _("Share of those who speak of the theme that do so badly."),
        "impact": _("Points of 100 that negative mentions take from the mean score."),
    }[code]


def unit(code: str) -> str:
    """The unit of its differences."""
    return _("Difference, points of 100") if code == "impact" else _("Difference, percentage points")


def answer(found: Sequence[Contrast], name: Callable[[str], str], side: str, other: str) -> str:
    """The largest difference beyond chance in words; else that there is none, and how many were tested."""
    tested = [one for one in found if one.p is not None]
    real = sorted((one for one in tested if one.is_real), key=_size, reverse=True)
    if not tested:
        return _("Neither side has enough comments on a theme to compare.")
    if not real:
        said = ngettext(
            "No theme differs beyond chance between {side} and {other}: {n} difference was tested.",
            "No theme differs beyond chance between {side} and {other}: {n} differences were tested.",
            len(tested),
        )
        return said.format(side=side, other=other, n=len(tested))
    first = real[0]
    sentences = {
        "mentions": _("**{theme}** is spoken of in {value} of the comments ({side}) against {there} ({other}): "
                      "{points} points, {interval}."),
        "negative": _("**{theme}** is spoken of badly in {value} of the comments about it ({side}) against {there} "
                      "({other}): {points} points, {interval}."),
        "impact": _("Complaints about **{theme}** move the score by {value} ({side}) against {there} ({other}): "
                    "{points} points, {interval}."),
    }  # fmt: skip
    factor = FACTORS[first.measure]
    said = sentences[first.measure].format(
        theme=name(first.key), side=side, other=other, value=value_words(first, first.value),
        there=value_words(first, first.other), points=figures.signed(factor * (first.change or 0.0), digits(first)),
        interval=figures.interval(factor * (first.low or 0.0), factor * (first.high or 0.0), digits(first)),
    )  # fmt: skip
    many = ngettext(
        "{n} of {all} differences tested is likely real.", "{n} of {all} differences tested are likely real.", len(real)
    )
    return in_a_row(said, many.format(n=len(real), all=len(tested)))


def _size(one: Contrast) -> float:
    """How far a difference is from chance: its size over the half-width of its interval."""
    if one.change is None or one.low is None or one.high is None:
        return 0.0
    return abs(one.change) / max((one.high - one.low) / 2, 1e-9)


def ordered(found: Sequence[Contrast], measure: str) -> list[Contrast]:
    """The contrasts of one measure: those furthest from chance first, then rare themes, then those not compared."""
    mine = [one for one in found if one.measure == measure]
    return sorted(mine, key=lambda one: (not one.is_real, one.change is None, _is_rare(one), -_size(one), one.key))


def _is_rare(one: Contrast) -> bool:
    """Whether one side speaks of the theme in fewer than FEWEST comments: nothing could be read about it there."""
    if one.measure != "mentions":
        return False
    return min(one.n * (one.value or 0.0), one.n_other * (one.other or 0.0)) < FEWEST


def tone(one: Contrast) -> str:
    """More talk is neither good nor bad; more that is bad, or a score pulled lower, is bad."""
    if not one.is_real or one.change is None:
        return "chance"
    if one.measure == "mentions":
        return "ink"
    is_worse = one.change > 0 if one.measure == "negative" else one.change < 0
    return "bad" if is_worse else "good"


def value_words(one: Contrast, value: float | None) -> str:
    """One side's figure."""
    return figures.signed(value, digits(one)) if one.measure == "impact" else figures.share(value)


def digits(one: Contrast) -> int:
    """Decimals of a difference in points: an impact is a small number."""
    return 2 if one.measure == "impact" else 1


def both_words(one: Contrast) -> str:
    """Both figures, the difference with its interval, and n of both sides."""
    pair = _("{value} against {other}").format(value=_or_few(one, one.value), other=_or_few(one, one.other))
    n = _("n = {n} and {n_other}").format(n=figures.count(one.n), n_other=figures.count(one.n_other))
    if one.value is None and one.other is None:
        return _("too few comments on both sides to compare")
    if one.change is None:
        return _("{pair}; too few to compare").format(pair=pair)
    factor = FACTORS[one.measure]
    return _("{pair}: {change} ({interval}), {n}").format(
        pair=pair, change=short_words(one), n=n,
        interval=figures.span(factor * (one.low or 0.0), factor * (one.high or 0.0), digits(one)),
    )  # fmt: skip


def _or_few(one: Contrast, value: float | None) -> str:
    return _("too few") if value is None else value_words(one, value)


def short_words(one: Contrast) -> str:
    """The difference alone, with an arrow where it is beyond chance."""
    if one.change is None:
        return _("too few")
    sign = "" if not one.is_real else "▲ " if one.change > 0 else "▼ "
    return sign + figures.signed(FACTORS[one.measure] * one.change, digits(one))


def detail_words(one: Contrast) -> str:
    """One figure of both sides with its verdict, and what n could have shown where it could be chance."""
    if one.change is None:
        return _("**{figure}**: {pair}").format(figure=measure_label(one.measure), pair=both_words(one))
    told = _("**{figure}**: {pair} · {verdict}").format(
        figure=measure_label(one.measure), pair=both_words(one), verdict=figures.verdict(one.verdict)
    )
    power = power_words(one)
    return _("{told}. {power}").format(told=told, power=power) if power else told


def power_words(one: Contrast) -> str:
    """What these n could have shown."""
    if one.detectable is None or one.is_real:
        return ""
    return _("With these n only a true difference of about {points} points or more would show in 4 of 5 cases.").format(
        points=figures.number(FACTORS[one.measure] * one.detectable, digits(one))
    )


def chart_rows(rows: Sequence[Contrast], name: Callable[[str], str], chosen: str) -> pd.DataFrame:
    """Rows for `charts.contrast_rows`."""
    return pd.DataFrame(
        {
            "theme_id": one.key,
            "name": name(one.key),
            "change": _points(one, one.change),
            "low": _points(one, one.low),
            "high": _points(one, one.high),
            "tone": tone(one),
            "said": both_words(one),
            "short": short_words(one),
            "is_selected": one.key == chosen,
        }
        for one in rows
    )


def _points(one: Contrast, value: float | None) -> float | None:
    return None if value is None else FACTORS[one.measure] * value


def table_rows(found: Sequence[Contrast], name: Callable[[str], str], side: str, other: str) -> pd.DataFrame:
    """One row per theme and measure, for the eye and for the file."""
    return pd.DataFrame(
        {
            _("Theme"): name(one.key),
            _("Figure"): measure_label(one.measure),
            side: _or_few(one, one.value),
            other: _or_few(one, one.other),
            _("Difference"): short_words(one),
            _("95% confidence interval"): figures.span(_points(one, one.low), _points(one, one.high), digits(one)),
            _("n, {side}").format(side=side): one.n,
            _("n, {side}").format(side=other): one.n_other,
            _("Verdict"): figures.verdict(one.verdict),
        }
        for one in found
    )
