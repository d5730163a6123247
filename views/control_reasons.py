"""Charts and rules in words: what a chart is called, why it was chosen, why there is none, what a signal means."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.spc.choose import Choice
from analytics.spc.model import WEIGHTED, Chart, NoChart
from analytics.spc.run_chart import run_test
from analytics.spc.serial import nearness
from i18n import _
from views import figures

LEAST_TOGETHER, LEAST_WIDER = 0.01, 0.001  # less moves neither limits nor the printed chance so that it can be read


def chart_name(kind: str) -> str:
    """The name of a kind of chart, with the sign its users know it by."""
    return {
        "i": _("Individuals and moving range (I-MR)"),
        "i_log": _("Individuals of the logarithm"),
        "xbar_s": _("Mean and standard deviation (X̄-S)"),
        "xbar_r": _("Mean and range (X̄-R)"),
        "imr_s": _("Means by moving range (I-MR-S)"),
        "p": _("Share (p)"),
        "np": _("Number affected (np)"),
        "u": _("Rate (u)"),
        "c": _("Count (c)"),
        "p_prime": _("Share, Laney (p′)"),
        "u_prime": _("Rate, Laney (u′)"),
        "g": _("Opportunities between events (g)"),
        "t": _("Time between events (t)"),
        "ewma": _("Weighted mean (EWMA)"),
        "cusum": _("Cumulative sum (CUSUM)"),
        "run": _("Run chart"),
    }[kind]


def short_name(kind: str) -> str:
    """The chart by the letters every quality engineer knows it by; in full where it has none."""
    letters = {"i": "I-MR", "xbar_s": "X̄-S", "xbar_r": "X̄-R", "imr_s": "I-MR-S", "p": "p", "np": "np", "u": "u",
               "c": "c", "p_prime": "p′", "u_prime": "u′", "g": "g", "t": "t",
               "ewma": "EWMA", "cusum": "CUSUM"}  # fmt: skip
    return letters.get(kind) or chart_name(kind)


def weights(chart: Chart) -> str:
    """What a weighted mean remembers and how wide its limits are, so that a reader can make the chart anew."""
    facts = chart.estimates[-1]
    return _(
        "The line is the weighted mean: each value counts with λ = {weight}, what came before with the rest; limits "
        "stand L = {width} of its standard deviations from the centre. Small open circles: the values themselves."
    ).format(weight=figures.number(facts["weight"], 2), width=figures.number(facts["width"], 2))


def runs(chart: Chart) -> str:
    """Anhøj's two counts since limits began, against what chance allows."""
    part = slice(chart.stages[-1], len(chart))
    found = run_test(chart.values[part], float(chart.center[-1]))
    said = _(
        "Longest run on one side of the median: {longest} points (chance allows up to {most}); "
        "crossings of the median: {crossings} (chance gives at least {least}); "
        "{n} points count, those on the median do not."
    )
    return said.format(
        longest=figures.count(found.longest_run), most=figures.count(found.longest_run_max),
        n=figures.count(found.n_useful), crossings=figures.count(found.crossings),
        least=figures.count(found.crossings_min),
    )  # fmt: skip


def spread_name(kind: str) -> str:
    """The chart of spread below."""
    return {"mr": _("Moving range (MR)"), "s": _("Standard deviation (S)"), "r": _("Range (R)")}[kind]  # fmt: skip


def rule_set_name(code: str) -> str:
    """A rule set."""
    return {
        "default": _("Nelson 1 and 2"),
        "short": _("Short set of four"),
        "western": _("Western Electric"),
        "nelson8": _("All eight Nelson tests"),
    }[code]


def rules_in_use(kind: str, rule_set: str) -> str:
    """The rules that a chart is read by: run charts and weighted charts have their own."""
    if kind == "run":
        return _("Anhøj's two rules for run charts")
    return _("points beyond the limits") if kind in WEIGHTED else rule_set_name(rule_set)


def rule_words(code: str) -> str:
    """What the points of a signal do."""
    beyond, two_of_three = _("a point beyond a control limit"), _("two of three points beyond two sigma on one side")
    side, four_of_five = _("{n} points in a row on one side"), _("four of five points beyond one sigma on one side")
    trend = _("{n} points in a row rising or falling")
    return {
        "L1": _("the weighted mean or the sum beyond its limit"),
        "N1": beyond, "S1": beyond, "WE1": beyond,
        "N2": side.format(n=9), "S2": side.format(n=7), "WE4": side.format(n=8),
        "N3": trend.format(n=6), "S3": trend.format(n=7),
        "N4": _("14 points in a row up and down in turn"),
        "N5": two_of_three, "S4": two_of_three, "WE2": two_of_three,
        "N6": four_of_five, "WE3": four_of_five,
        "N7": _("15 points in a row within one sigma"),
        "N8": _("8 points in a row beyond one sigma, on both sides"),
        "A1": _("a longer run on one side of the median than chance allows"),
        "A2": _("fewer crossings of the median than chance allows"),
    }[code]  # fmt: skip


def reason(choice: Choice | NoChart) -> str:
    """Why this chart was proposed, in a sentence with its figures."""
    if isinstance(choice, NoChart):
        return no_chart(choice)
    said = {
        "few_points": _("{n_points} points, fewer than {needed}: limits would not be honest yet. A run chart "
                        "has none."),
        "one_number": _("One number per period and nothing known about the spread within it: limits come from the "
                        "moving range."),
        "few_ratings": _("Typically {typical_n} answers per period, fewer than {needed}: too few for a spread within, "
                         "so limits come from how the means move."),
        "ratings": _("Typically {typical_n} answers per period, and the means vary as the spread within predicts "
                     "(ratio {sigma_z}; up to {limit} is chance): limits follow n."),
        "ratings_between": _("The means vary {sigma_z} times as much as the spread within a period predicts (up to "
                             "{limit} is chance), so limits come from how they move between periods."),
        "share": _("A share of typically {typical_n}, and it varies as chance predicts: limits follow n."),
        "share_overdispersed": _("The share varies {sigma_z} times as much as chance predicts (up to {limit} is chance)"
                                 ": Laney's limits take that in."),
        "share_underdispersed": _("The share varies only {sigma_z} times as much as chance predicts (down to {limit} "
                                  "is chance): Laney's limits take that in."),
        "share_large_n": _("A share of typically {typical_n}: with so many, plain limits would be narrower than any "
                           "real process."),
        "rate": _("Events per unit, typically {typical_n} units, and they vary as chance predicts: limits follow n."),
        "rate_overdispersed": _("The rate varies {sigma_z} times as much as chance predicts (up to {limit} is chance): "
                                "Laney's limits take that in."),
        "rate_underdispersed": _("The rate varies only {sigma_z} times as much as chance predicts (down to {limit} is "
                                 "chance): Laney's limits take that in."),
        "rate_large_n": _("A rate of typically {mean_count} events: with so many, plain limits would be narrower than "
                          "any real process."),
        "count": _("A count per period: chance alone gives such counts a known spread."),
        "rare_events": _("On average {mean_count} events per period: that few are better watched by the time between "
                         "them. The periods are drawn all the same."),
        "rare_times": _("On average {mean_count} events per period, fewer than one: counts that small say little, so "
                        "the time between two events is charted."),
        "rare_units": _("On average {mean_count} events per period, fewer than one, and everything that could have "
                        "been one is known: what lies between two events is counted."),
        "between_events": _("Opportunities between rare events."),
        "time_between_events": _("Time between rare events."),
        "duration_skewed": _("Durations with a long tail (skewness {skewness}): limits are made on the logarithm."),
        "duration_even": _("Durations without a long tail (skewness {skewness}): limits come from the moving range."),
    }[choice.code]  # fmt: skip
    return said.format(**_worded(choice.facts))


def together(chart: Chart | NoChart) -> str:
    """What it does to this chart that the same customers answer again; "" where they hardly do."""
    if not isinstance(chart, Chart) or nearness(chart.serial) < LEAST_TOGETHER:
        return ""
    wider = chart.estimates[-1].get("widened", 1.0) - 1
    if wider >= LEAST_WIDER:
        said = _("The same customers answer in neighbouring periods (correlation {r}): limits are {wider} wider "
                 "for it, and the printed chance of a signal counts it in.")  # fmt: skip
    elif chart.kind in ("xbar_s", "xbar_r"):
        said = _("The same customers answer in neighbouring periods (correlation {r}), which lengthens runs on one "
                 "side: the printed chance of a signal counts it in. Limits stay: they rest on how customers differ "
                 "within a period.")  # fmt: skip
    else:
        said = _("The same customers answer in neighbouring periods (correlation {r}), which lengthens runs on one "
                 "side: the printed chance of a signal counts it in.")  # fmt: skip
    return said.format(r=figures.number(nearness(chart.serial), 2), wider=figures.share(wider))


def _worded(facts: Mapping[str, float]) -> dict[str, str]:
    digits = {"sigma_z": 2, "limit": 2, "skewness": 1, "mean_count": 1}
    return {name: figures.number(value, digits.get(name, 0)) for name, value in facts.items()}


def no_chart(none: NoChart) -> str:
    """Why no limits can be given."""
    facts = none.facts
    return {
        "no_values": _("No period has a value."),
        "too_few_points": _("Too few points for limits: {found} of at least {needed}. The points are shown without."),
        "constant": _("Every value is the same: nothing varies, so there are no limits to give."),
        "all_zero": _("Every count is zero: there is nothing to chart."),
        "all_full": _("Every share is 100%: there is nothing to chart."),
        "no_spread": _("Nothing is known about the spread within the periods: this chart cannot be drawn."),
        "negative_count": _("There are counts below zero: correct them first."),
        "negative_value": _("There are values below zero, which a duration cannot have: correct them first."),
        "negative_size": _("There are numbers of answers below zero: correct them first."),
        "negative_spread": _("There are spreads below zero: correct them first."),
        "count_above_size": _("There are more events than units in a period: correct that first."),
        "not_finite": _("There are values without end: correct them first."),
    }.get(none.code, _("These data do not fit this kind of chart.")).format(
        found=figures.count(float(str(facts.get("found", 0)))), needed=figures.count(float(str(facts.get("needed", 0))))
    )  # fmt: skip
