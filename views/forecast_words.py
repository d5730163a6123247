"""Outcomes, factors and models in words."""

from __future__ import annotations

from analytics.intervals import Estimate
from analytics.performance.factors import FactorEffect
from analytics.performance.model import StageModel
from i18n import _, ngettext
from reports.numbers import money
from views import figures


def outcome_name(outcome: str) -> str:
    """What is foreseen."""
    return {"lead": _("Lead time"), "cost": _("Cost"), "score": _("Final satisfaction")}[outcome]


def amount(outcome: str, value: float | None) -> str:
    """A value of an outcome with its unit, without sign."""
    if value is None:
        return figures.NONE
    if outcome == "cost":
        return money(value)
    said = _("{value} days") if outcome == "lead" else _("{value} points")
    return said.format(value=figures.number(value))


def change(outcome: str, value: float) -> str:
    """A change of an outcome, always with its sign."""
    return ("−" if value < 0 else "+") + amount(outcome, abs(value))


def ends(outcome: str, low: float | None, high: float | None) -> str:
    """A 95 % interval of a change."""
    if low is None or high is None:
        return _("no interval")
    return _("95% CI {low} to {high}").format(low=change(outcome, low), high=change(outcome, high))


def fewer(factor: str) -> str:
    """One unit less of a factor."""
    return {
        "n_again": _("One repeated step fewer"),
        "n_handed_once": _("One hand-off fewer"),
        "n_late": _("One late step fewer"),
        "wait_days": _("One day of waiting less"),
    }[factor]


def factor_words(outcome: str, effect: FactorEffect, *, is_judged: bool) -> str:
    """What moving a factor goes with, coloured only beyond chance; without a verdict where the model has no gain."""
    if not is_judged:
        said = _("{fewer}: {change} ({interval}); now {mean} on average, n = {n} process instances").format(
            fewer=fewer(effect.factor), change=change(outcome, effect.change),
            interval=ends(outcome, effect.low, effect.high), mean=figures.number(effect.mean, 2),
            n=figures.count(effect.n),
        )  # fmt: skip
        return f":gray[{said}]"
    verdict = figures.verdict(effect.verdict)
    said = _("{fewer}: {change} ({interval}), {verdict}; now {mean} on average, n = {n} process instances").format(
        fewer=fewer(effect.factor), change=change(outcome, effect.change),
        interval=ends(outcome, effect.low, effect.high), verdict=verdict, mean=figures.number(effect.mean, 2),
        n=figures.count(effect.n),
    )  # fmt: skip
    if effect.verdict != "likely_real":
        return f":gray[{said}]"
    is_better = (effect.change < 0) == (outcome != "score")
    return f":blue[▲ {said}]" if is_better else f":orange[▼ {said}]"


def model_sentence(outcome: str, stage: str, model: StageModel) -> str:
    """Whether the model beats the mean on later projects, in figures; `stage` is escaped."""
    facts = {
        "stage": stage, "outcome": outcome_name(outcome), "error": amount(outcome, model.model_error),
        "mean": amount(outcome, model.mean_error), "gain": change(outcome, model.gain.value),
        "interval": ends(outcome, model.gain.low, model.gain.high), "n": figures.count(model.n_held_out),
    }  # fmt: skip
    if model.is_better:
        return _(
            "Known after **{stage}**: {outcome} is foreseen with a mean error of **{error}** on {n} later process "
            "instances the model had not seen, against {mean} for the mean of the earlier ones (gain {gain}, "
            "{interval})."
        ).format(**facts)
    return _(
        "Known after **{stage}**: the model of {outcome} does **not** beat the mean of the earlier process instances "
        "on {n} later ones: mean error {error} against {mean} (gain {gain}, {interval})."
    ).format(**facts)


def objective_words(outcome: str, objective: float, *, is_preset: bool) -> str:
    """The objective, named as a preset until somebody enters one."""
    said = _("preset {objective}, the median of the past") if is_preset else _("entered: {objective}")
    return said.format(objective=amount(outcome, objective))


def open_words(n_unlikely: int, n: int, objective: str) -> str:
    """How many open process instances will rather miss the objective."""
    said = ngettext(
        "{unlikely} of {n} open process instance will rather miss the objective ({objective}).",
        "{unlikely} of {n} open process instances will rather miss the objective ({objective}).",
        n,
    )
    return said.format(unlikely=figures.count(n_unlikely), n=figures.count(n), objective=objective)


def base_words(rate: Estimate, objective: str) -> str:
    """What is left to say where the model has no gain: the share of past cases that met the objective."""
    return _(
        "So only the base rate is shown: **{share}** ({interval}) of {n} past process instances met the objective "
        "({objective}); no single instance is foreseen."
    ).format(
        share=figures.share(rate.value), interval=figures.share_interval(rate.low, rate.high),
        n=figures.count(rate.n), objective=objective,
    )  # fmt: skip
