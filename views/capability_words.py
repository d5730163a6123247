"""The words of the part Capability: measures, indices, distributions, verdicts."""

from __future__ import annotations

import math

from analytics.capability.model import Index
from analytics.capability.shapes import Shape
from i18n import _, in_a_row, ngettext, pick
from views import figures
from views.escape import plain, unmarked
from workflows.capability_model import CALENDAR_TIME, STAGE_KINDS, WORKING_TIME, Capability, Limits, Measured
from workflows.read_capability import allowed_share


def name(measured: Measured) -> str:
    """What is measured, with the figure taken of it; escaped."""
    own = plain(pick(measured.name_en, measured.name_zh) or measured.measure_id, limit=60)
    patterns = {
        "kpi": "{name}",
        "derived": _("{name} (computed)"),
        "stage_wait": _("{name}: waiting time per process instance"),
        "stage_lead": _("{name}: lead time per process instance"),
        "stage_wait working": _("{name}: waiting time per process instance, working time"),
        "stage_lead working": _("{name}: lead time per process instance, working time"),
        "rating": _("{name}: answers below the floor"),
    }
    is_working = measured.clock == WORKING_TIME
    return patterns[f"{measured.kind} working" if is_working else measured.kind].format(name=own)


def written_name(measured: Measured) -> str:
    """The name for places that read no Markdown: cells of tables, lists to choose from, charts."""
    return unmarked(name(measured))


def touchpoint_name(measured: Measured) -> str:
    """The thing itself, without the figure taken of it; escaped."""
    return plain(pick(measured.name_en, measured.name_zh) or measured.measure_id, limit=60)


def list_name(measured: Measured) -> str:
    """The measure in the list to choose from; those without a limit say so."""
    own = written_name(measured)
    return own if measured.limits is not None else _("{name} (no limit)").format(name=own)


def index_name(code: str) -> str:
    """An index as quality people write it."""
    names = {
        "cp": "Cp",
        "cpl": "Cpl",
        "cpu": "Cpu",
        "cpk": "Cpk",
        "cpm": "Cpm",
        "pp": "Pp",
        "ppl": "Ppl",
        "ppu": "Ppu",
        "ppk": "Ppk",
        "ppm_target": _("Cpm, overall"),
        "z3": _("Z ÷ 3"),
        "share": _("share that misses"),
    }
    return names[code]


def sigma_name(code: str) -> str:
    """Which sigma an index uses."""
    names = {
        "within": _("within subgroups"),
        "overall": _("overall"),
        "mr_d2": _("moving range ÷ 1.128"),
        "pooled": _("pooled within weeks"),
        "r_d2": _("mean range ÷ d2"),
        "s_c4": _("mean s ÷ c4"),
    }
    return names[code]


def index_value(value: float | None) -> str:
    """An index with two decimals; beyond every number where nothing missed."""
    return figures.NONE if value is None or not math.isfinite(value) else figures.number(value, 2)


def index_span(index: Index) -> str:
    """The interval of an index in words; an open end is said."""
    if not math.isfinite(index.low):
        return _("at most {high}").format(high=index_value(index.high))
    if not math.isfinite(index.high):
        return _("at least {low}").format(low=index_value(index.low))
    return figures.interval(index.low, index.high, 2)


def shape_name(code: str) -> str:
    """A distribution, or the way to one."""
    names = {
        "auto": _("Chosen by test"),
        "normal": _("Normal"),
        "box_cox": _("Box–Cox transform"),
        "yeo_johnson": _("Yeo–Johnson transform"),
        "lognormal": _("Lognormal, percentiles"),
        "weibull": _("Weibull, percentiles"),
        "gamma": _("Gamma, percentiles"),
        "observed": _("None: observed share"),
    }
    return names[code]


def shape_words(shape: Shape) -> str:
    """Which distribution was used and which were refused before it."""
    if shape.name == "observed" and shape.refused:
        return _("No distribution of the list fits (Anderson–Darling, size .05): only the share that was seen is used.")
    used = _("Distribution: {name}.").format(name=shape_detail(shape))
    if shape.fit is not None and not shape.fit.fits:
        return both(used, _("It was chosen by hand and does not fit (Anderson–Darling, size .05)."))
    if not shape.refused:
        return used
    before = _(", ").join(shape_name(code) for code in shape.refused)
    return _("{used} Refused before it: {names}.").format(used=used, names=before)


def shape_detail(shape: Shape) -> str:
    """The distribution with its parameter where it has a telling one."""
    if shape.name in ("box_cox", "yeo_johnson"):
        power = shape.parameters[0]
        plain_powers = {0.0: _("logarithm"), 0.5: _("square root"), 1.0: _("shifted only"), -1.0: _("reciprocal")}
        told = plain_powers.get(power, f"λ = {figures.number(power, 2)}")
        return _("{name} ({detail})").format(name=shape_name(shape.name), detail=told)
    return shape_name(shape.name)


def unit_words(measured: Measured, value: float | None) -> str:
    """A value in the unit of the measure."""
    return figures.unit_value(value, measured.unit)


def unit_axis(measured: Measured) -> str:
    """The title of an axis with values of a measure."""
    return _("{name} ({unit})").format(name=written_name(measured), unit=figures.unit_name(measured.unit))


def clock_name(code: str) -> str:
    """How hours are counted."""
    return {CALENDAR_TIME: _("Calendar time"), WORKING_TIME: _("Working time")}[code]


def clock_words(measured: Measured, has_limits_of_its_own: bool, missing_years: tuple[int, ...]) -> str:
    """Which clock counts the hours of a stage's time, and why this one; empty for other measures."""
    if measured.kind not in STAGE_KINDS:
        return ""
    if measured.clock == CALENDAR_TIME:
        why = (
            _("Hours of the calendar, nights and weekends included, as the limits are stated.")
            if has_limits_of_its_own
            else _("Hours of the calendar, nights and weekends included: no working week is set for this journey.")
        )
        return why
    said = _("Working hours: those of the working week, without public holidays.")
    if not missing_years:
        return said
    years = _(", ").join(str(year) for year in missing_years)
    told = _("No holidays are on record for {years}: these years count by the week alone.")
    return both(said, told.format(years=years))


def limits_words(measured: Measured, limits: Limits) -> str:
    """The limits in one line."""
    if measured.kind == "rating":
        return _("at most {share} below the floor").format(share=figures.share(limits.spec.upper))
    low, high = (unit_words(measured, end) for end in (limits.spec.lower, limits.spec.upper))
    if limits.spec.lower is None:
        return _("at most {high}").format(high=high)
    if limits.spec.upper is None:
        return _("at least {low}").format(low=low)
    return _("{low} to {high}").format(low=low, high=high)


def source_words(limits: Limits) -> str:
    """Who set the limits, and when; derived ones are labelled so."""
    from views import periods

    if limits.source == "catalogue" or limits.set_at is None:
        return _("stated with the KPI")
    who, day = plain(limits.set_by or "", limit=60), periods.day_label(limits.set_at.date())
    if limits.source == "tolerance":
        return _("derived from customer tolerance; taken over by {name}, {day}").format(name=who, day=day)
    return _("entered by {name}, {day}").format(name=who, day=day)


def both(first: str, second: str) -> str:
    """Two sentences in a row."""
    return in_a_row(first, second)


def stable_word(found: Capability) -> str:
    """The verdict on stability alone."""
    return {"stable": _("stable"), "unstable": _("not stable"), "unknown": _("not known yet")}[found.stability.state]


def capable_word(found: Capability) -> str:
    """The verdict on capability alone."""
    return {
        "capable": _("capable"),
        "not_capable": _("not capable"),
        "cannot_tell": _("cannot be told yet"),
        "not_judged": _("not judged"),
    }[found.verdict]


def period_words(found: Capability) -> str:
    """What the limits judge where only values per period are known; empty where single cases are."""
    if not found.is_period or found.measured.limits is None:
        return ""
    if found.cases_each is None:
        return _(
            "The limits judge **period values**, not the single cases behind them. "
            "Single cases scatter more, so no ppm is given."
        )
    told = _(
        "The limits judge **period values** (medians, means or sums of about {n} cases each), not single cases. "
        "Single cases scatter more, so no ppm is given."
    )
    return told.format(n=figures.count(round(found.cases_each)))


def stability_sentence(found: Capability) -> str:
    """Whether the process is stable, with points and signals."""
    told, n = found.stability, found.stability.n_points
    if told.state == "unknown":
        said = ngettext(
            "**Stability is not known yet**: {n} point, 12 are needed.",
            "**Stability is not known yet**: {n} points, 12 are needed.",
            n,
        )
        return said.format(n=n)
    if told.state == "stable":
        return _("**Stable**: no signal in {n} points.").format(n=n)
    said = ngettext(
        "**Not stable**: {k} signal in {n} points.", "**Not stable**: {k} signals in {n} points.", told.n_signals
    )
    return said.format(k=told.n_signals, n=n)


def capability_sentence(found: Capability, threshold: float) -> str:
    """Whether it is capable, or why that is not said; never one word for both verdicts."""
    if found.problem is not None:
        return plain(found.problem.sentence(_))
    if found.measured.limits is None:
        return _("Nobody has set a limit yet, so there is nothing to be capable of.")
    if found.verdict == "not_judged":
        return _("**Capability is not judged** before the process is stable; the figures describe the past only.")
    if found.attribute is not None:
        return _share_sentence(found)
    return _index_sentence(found, threshold)


def _index_sentence(found: Capability, threshold: float) -> str:
    index = found.index
    if index is None:
        return _("**Capability cannot be told**: no index can be given.")
    facts = {
        "index": index_name(index.name),
        "value": index_value(index.value),
        "interval": index_span(index),
        "asked": figures.number(threshold, 2),
    }
    said = {
        "capable": _("**Capable**: {index} {value} ({interval}) reaches {asked} for certain."),
        "not_capable": _("**Not capable**: {index} {value} ({interval}) stays below {asked}."),
        "cannot_tell": _(
            "**Capability cannot be told yet**: {index} {value}, and its interval {interval} holds {asked}."
        ),
    }[found.verdict]
    told = said.format(**facts)
    if found.n_to_decide is not None:
        more = _("About {n} values would decide if the index stays.")
        if found.is_period:
            more = _("About {n} period values would decide if the index stays.")
        told = both(told, more.format(n=figures.count(found.n_to_decide)))
    return told


def _share_sentence(found: Capability) -> str:
    share, allowed = found.attribute, allowed_share(found.measured)
    assert share is not None
    facts = {
        "share": figures.share(share.share),
        "interval": figures.share_interval(share.low, share.high),
        "allowed": figures.share(allowed),
    }
    return {
        "capable": _("**Capable**: {share} miss ({interval}), at most {allowed} may."),
        "not_capable": _("**Not capable**: {share} miss ({interval}), only {allowed} may."),
        "cannot_tell": _(
            "**Capability cannot be told yet**: {share} miss, and the interval {interval} holds the allowed {allowed}."
        ),
    }[found.verdict].format(**facts)
