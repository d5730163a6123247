"""Key drivers in words: parts, outcomes, quadrants, how sure a rank is, the answer."""

from __future__ import annotations

from analytics.drivers.model import Driver, Interval, KeyDrivers, NoDrivers
from analytics.drivers.quadrant import SURE_SHARE, Place
from i18n import _, in_a_row, language, ngettext
from views import figures, loaders
from views.escape import plain
from views.view import View
from workflows.driver_words import left_out_sentence, refusal_sentence
from workflows.read_drivers import JOURNEY, DriverReading

FEWEST_CUSTOMERS = 8  # fewer give no resamples


def part_name(code: str, journey_id: str) -> str:
    """A part of the journey by its name."""
    if code == JOURNEY:
        return _("The whole journey")
    return loaders.stage_names(journey_id, language()).get(code, code)


def touchpoint_name(code: str, journey_id: str) -> str:
    """A touchpoint by its name."""
    return loaders.names(journey_id, language()).get(code, code)


def outcome_name(code: str) -> str:
    """What is moved."""
    return {"overall": _("Overall score"), "nps": _("NPS"), "top2": _("Top 2")}[code]


def outcome_in_words(code: str) -> str:
    """What is moved, inside a sentence."""
    return {"overall": _("the overall score"), "nps": _("NPS"), "top2": _("the two best answers")}[code]


def outcome_axis(code: str) -> str:
    """The outcome over its axis, with its unit."""
    return {
        "overall": _("Overall score (0–100)"),
        "nps": _("NPS (−100 to +100)"),
        "top2": _("Share of the two best answers (%)"),
    }[code]


def missing_name(code: str) -> str:
    """How blanks are treated."""
    return {"complete": _("Complete answer sets"), "pairwise": _("Answers pair by pair")}[code]


def target_name(code: str) -> str:
    """What scores are held against."""
    return {"mean": _("Their mean"), "floor": _("Expectation floor"), "benchmark": _("Industry benchmark")}[code]


def score_axis(target: str) -> str:
    """The scores over their axis."""
    return {
        "mean": _("Mean score (0–100)"),
        "floor": _("Mean score minus expectation floor (points)"),
        "benchmark": _("Mean score minus industry benchmark (points)"),
    }[target]


def quadrant_name(code: str) -> str:
    """One of the four fields."""
    return {"fix_first": _("Fix first"), "keep_up": _("Keep up"), "watch": _("Watch"), "maintain": _("Maintain")}[code]


def place_words(place: Place) -> str:
    """The field of a driver, and whether it may lie in another."""
    name = quadrant_name(place.quadrant)
    if place.certainty is None:
        return name
    said = _("{field} (in {share} of resamples)") if place.is_sure else _("{field}? (only in {share} of resamples)")
    return said.format(field=name, share=figures.share(place.certainty))


def first_words(driver: Driver) -> str:
    """In how many resamples a driver is first."""
    if driver.first_share is None:
        return _("no resamples: fewer than {n} customers").format(n=FEWEST_CUSTOMERS)
    return _("first in {share} of resamples").format(share=figures.share(driver.first_share))


def rank_words(driver: Driver) -> str:
    """A rank with its interval."""
    if driver.rank_low is None or driver.rank_high is None:
        return figures.count(driver.rank)
    if driver.rank_low == driver.rank_high:
        return figures.count(driver.rank)
    return _("{rank} ({low} to {high})").format(rank=driver.rank, low=driver.rank_low, high=driver.rank_high)


def share_words(share: Interval) -> str:
    """A share with its interval."""
    if share.low is None:
        return figures.share(share.value)
    said = _("{value} ({interval})")
    return said.format(value=figures.share(share.value), interval=figures.share_interval(share.low, share.high))


def figure_words(one: Interval, digits: int = 1) -> str:
    """A figure with its interval."""
    if one.low is None:
        return figures.number(one.value, digits)
    said = _("{value} ({interval})")
    return said.format(value=figures.number(one.value, digits), interval=figures.interval(one.low, one.high, digits))


def direction_words(driver: Driver) -> str:
    """Whether the outcome goes up or down with the driver, and how sure that is."""
    if driver.is_turned:
        return _("turned: beside the others it goes the other way")
    if driver.correlation.is_above_zero:
        return _("▲ higher with higher")
    return _("▼ lower with higher") if driver.correlation.is_below_zero else _("– not clear")


def n_words(found: KeyDrivers, reading: DriverReading) -> str:
    """How many answer sets stand behind a model, and from how many accounts or customers."""
    sets = figures.count(found.n)
    if reading.n_accounts:
        said = ngettext(
            "n = {n} answer sets from {accounts} account", "n = {n} answer sets from {accounts} accounts",
            reading.n_accounts,
        )  # fmt: skip
        return said.format(n=sets, accounts=figures.count(reading.n_accounts))
    return _("n = {n} answer sets from {customers} customers").format(n=sets, customers=figures.count(found.n_clusters))


def answer(view: View, reading: DriverReading) -> str:
    """What moves the outcome most, how sure that is, and how much is explained at all."""
    found = reading.drivers
    assert found is not None
    first = found.ranked[0]
    facts = {
        "part": plain(part_name(reading.part.code, view.journey_id)),
        "name": plain(touchpoint_name(first.name, view.journey_id)),
        "share": share_words(first.share),
        "outcome": outcome_in_words(reading.asked.outcome),
        "first": first_words(first),
    }
    if first.first_share is not None and first.first_share >= SURE_SHARE:
        said = _("{part}: **{name}** goes with {outcome} most: {share} of what the touchpoints explain, {first}.")
    elif len(found.drivers) == 1:
        said = _("{part}: only **{name}** can be held against {outcome}.")
    else:
        said = _("{part}: no touchpoint is surely first. **{name}** is ahead with {share} of what the "
                 "touchpoints explain of {outcome}, {first}.")  # fmt: skip
    explained = _("Together they explain {r2} of the differences between answer sets; {n}; {period}.").format(
        r2=share_words(found.r2), n=n_words(found, reading), period=view.period_text
    )
    return in_a_row(said.format(**facts), fix_sentence(view, reading), explained, used_sentence(reading))


def used_sentence(reading: DriverReading) -> str:
    """How many answer sets do not count because they leave something blank; empty when none."""
    found = reading.drivers
    if found is None or found.missing != "complete" or found.n == reading.n_answer_sets:
        return ""
    said = _("Only {n} of {all} answer sets rate all these touchpoints and count here; answers pair by pair use more "
             "of them.")  # fmt: skip
    return said.format(n=figures.count(found.n), all=figures.count(reading.n_answer_sets))


def fix_sentence(view: View, reading: DriverReading) -> str:
    """What to mend first, where that is sure."""
    places = sure_places(reading, "fix_first")
    if not places:
        return _("No touchpoint lies surely in the field “Fix first”.")
    names = _(", ").join(plain(touchpoint_name(place.name, view.journey_id)) for place in places)
    said = _("To fix first: **{names}**, important and below {line}.")
    line = {"mean": _("the mean of the touchpoints"), "floor": _("the expectation floor"),
            "benchmark": _("the industry benchmark")}[reading.asked.target]  # fmt: skip
    return said.format(names=names, line=line)


def sure_places(reading: DriverReading, quadrant: str) -> list[Place]:
    """Drivers that lie surely in a field, the most important first."""
    if reading.quadrants is None:
        return []
    found = [one for one in reading.quadrants.places if one.quadrant == quadrant and one.is_sure]
    return sorted(found, key=lambda one: -one.importance.value)


def refusal(view: View, reading: DriverReading) -> str:
    """Why a part has no drivers."""
    assert isinstance(reading.found, NoDrivers)
    said = refusal_sentence(reading.found, reading.asked.outcome, _)
    return _("{part}: {reason}").format(part=plain(part_name(reading.part.code, view.journey_id)), reason=said)


def left_out(view: View, reading: DriverReading) -> list[str]:
    """One escaped sentence per touchpoint that is not in the model."""

    def named(code: str) -> str:
        return plain(touchpoint_name(code, view.journey_id))

    return [left_out_sentence(one, named(one.name), named, _) for one in reading.found.left_out]
