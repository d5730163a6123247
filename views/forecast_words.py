"""Outcomes, factors and models in words."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.performance.factors import FactorEffect
from analytics.performance.forecast import AT_MOST, Forecast, Outcome
from analytics.performance.joint import Aim
from analytics.performance.model import StageModel
from i18n import _
from reports.numbers import money
from views import figures

SHORT_DAYS = 0.1


def outcome_name(outcome: str) -> str:
    """What is foreseen."""
    return {"lead": _("Lead time"), "cost": _("Cost"), "score": _("Final satisfaction")}[outcome]


def amount(outcome: str, value: float | None, *, digits: int = 1, like: float | None = None) -> str:
    """A value of an outcome with its unit, without sign; short times in hours or minutes, by `like` if that is told."""
    if value is None:
        return figures.NONE
    if outcome == "cost":
        return money(value)
    if outcome != "lead":
        return _("{value} points").format(value=figures.number(value, digits))
    size = value if like is None else like
    if size >= SHORT_DAYS or size == 0:
        return _("{value} days").format(value=figures.number(value, digits))
    if 24 * size >= 1:
        return _("{value} hours").format(value=figures.number(24 * value, 1))
    return _("{value} minutes").format(value=figures.number(1440 * value, 1))


def change(outcome: str, value: float, *, like: float | None = None) -> str:
    """A change of an outcome, always with its sign."""
    return ("−" if value < 0 else "+") + amount(outcome, abs(value), like=like)


def ends(outcome: str, low: float | None, high: float | None, *, like: float | None = None) -> str:
    """A 95 % interval of a change."""
    if low is None or high is None:
        return _("no interval")
    like = max(abs(low), abs(high)) if like is None else like
    return _("95% CI {low} to {high}").format(
        low=change(outcome, low, like=like), high=change(outcome, high, like=like)
    )


def fewer(factor: str) -> str:
    """One unit less of a factor."""
    return {
        "n_again": _("One repeated step fewer"),
        "n_handed_once": _("One hand-off fewer"),
        "n_late": _("One late step fewer"),
        "wait_days": _("One day of waiting less"),
    }[factor]


def moved(outcome: str, effect: FactorEffect) -> str:
    """The change that goes with a factor, in the unit of its interval."""
    return change(outcome, effect.change, like=max(abs(effect.low), abs(effect.high)))


def factor_words(outcome: str, effect: FactorEffect) -> str:
    """What moving a factor goes with, coloured only beyond chance."""
    said = _("{fewer}: {change} ({interval}), {verdict}; now {mean} on average, n = {n} process instances").format(
        fewer=fewer(effect.factor), change=moved(outcome, effect),
        interval=ends(outcome, effect.low, effect.high), verdict=figures.verdict(effect.verdict),
        mean=figures.number(effect.mean, 2), n=figures.count(effect.n),
    )  # fmt: skip
    if effect.verdict != "likely_real":
        return f":gray[{said}]"
    is_better = (effect.change < 0) == (outcome != "score")
    return f":blue[▲ {said}]" if is_better else f":orange[▼ {said}]"


def strongest(found: Mapping[Outcome, Forecast], rank: int) -> tuple[Outcome, FactorEffect] | None:
    """The factor with the strongest evidence that makes an outcome better; without one, the strongest at all."""
    every = [(name, effect) for name, one in found.items() for effect in one.factors.get(rank, ())]
    good = [(name, effect) for name, effect in every if (effect.change < 0) == AT_MOST[name]]
    return min(good or every, key=lambda pair: pair[1].q, default=None)


def model_sentence(outcome: str, stage: str, model: StageModel) -> str:
    """Whether the model beats the mean on later projects, in figures; `stage` is escaped."""
    facts = {
        "stage": stage, "outcome": outcome_name(outcome), "error": amount(outcome, model.model_error),
        "mean": amount(outcome, model.mean_error), "gain": change(outcome, model.gain.value, like=model.mean_error),
        "interval": ends(outcome, model.gain.low, model.gain.high, like=model.mean_error),
        "n": figures.count(model.n_held_out),
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


def aim_words(aim: Aim) -> str:
    """One objective: the outcome with its limit."""
    said = _("{outcome} at most {limit}") if AT_MOST[aim.outcome] else _("{outcome} at least {limit}")
    limit = amount(aim.outcome, aim.limit, digits=0 if aim.limit == round(aim.limit) else 1)
    return said.format(outcome=outcome_name(aim.outcome), limit=limit)


def aims_words(aims: tuple[Aim, ...]) -> str:
    """Objectives that are to be met together."""
    return _(", ").join(aim_words(aim) for aim in aims)
