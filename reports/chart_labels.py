"""The words inside the charts, in the language of the caller: charts take them ready made."""

from __future__ import annotations

from i18n import _


def curve_labels(
    *,
    alt: str = "",
    title: str = "",
    subtitle: str = "",
    overlay: str = "",
    native_scale: tuple[float, float] | None = None,
    min_n: int = 5,
) -> dict[str, str]:
    """The labels of `charts.emotion_curve.emotion_curve_chart`.

    `native_scale` names the ends of the scale when the curve is drawn in native units; `overlay` is the
    name of the second segment or period; `title` and `subtitle` are for a figure that stands alone.
    """
    low, high = native_scale or (0, 100)
    return {
        "score": _("Experience score ({low}–{high})").format(low=f"{low:g}", high=f"{high:g}"),
        "mean": _("mean with 95% confidence interval"),
        "floor": _("Expectation floor"),
        "benchmark": _("Industry benchmark"),
        "set_value": _("dotted: set value"),
        "peak": _("Peak"),
        "end": _("End"),
        "low_n": _("low n"),
        "hidden": _("n < {min_n}").format(min_n=min_n),
        "overlay": overlay or _("Comparison"),
        "comments": _("sentiment of comments, 50 = as much praise as blame"),
        "touchpoint": _("Touchpoint"),
        "stage": _("Stage"),
        "interval": _("95% confidence interval"),
        "answers": _("Answers (n)"),
        "verdict": _("Verdict"),
        "low_point": _("low point"),
        "mot": _("moment of truth (MOT)"),
        "changed": _("other question or scale"),
        "to": _(" to "),
        "alt": alt,
        "title": title,
        "subtitle": subtitle,
    }


def trend_labels(
    *, score: str, target: str = "", alt: str = "", title: str = "", subtitle: str = "", min_n: int = 5
) -> dict[str, str]:
    """The labels of `charts.trend`: `score` names the measure and its unit."""
    return {
        "score": score,
        "target": target or _("Target"),
        "period": _("Period"),
        "interval": _("95% confidence interval"),
        "answers": _("Answers (n)"),
        "changed": _("question changed"),
        "low_n": _("low n"),
        "hidden": _("n < {min_n}").format(min_n=min_n),
        "to": _(" to "),
        "alt": alt,
        "title": title,
        "subtitle": subtitle,
    }


def day_labels(*, alt: str = "", grain: str = "day") -> dict[str, str]:
    """The labels of `charts.response_days`."""
    return {
        "day": _("Week from") if grain == "week" else _("Day"),
        "answers": _("Responses per week") if grain == "week" else _("Responses per day"),
        "expected": _("Expected"),
        "mark": _("more than chance"),
        "alt": alt,
    }


def gap_labels(*, alt: str = "") -> dict[str, str]:
    """The labels of `charts.representativeness`."""
    return {
        "share": _("Share of the people who answered"),
        "base": _("Share of the customer base"),
        "interval": _("95% confidence interval"),
        "answers": _("n"),
        "segment": _("Segment"),
        "over": _("over-represented"),
        "under": _("under-represented"),
        "verdict": _("Verdict"),
        "chance": _("could be chance"),
        "to": _(" to "),
        "alt": alt,
    }
