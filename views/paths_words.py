"""Features of a case's way, what they are held against and what came out, in words."""

from __future__ import annotations

from analytics.paths.effects import PathEffect
from i18n import _, language
from views import figures, loaders
from views.loaders_paths import Feature

STEP_SIGN = "\x1f"
OVERALL = "overall:"


def feature_name(feature: Feature, journey_id: str) -> str:
    """What a feature is called; not yet escaped."""
    other = feature.other
    if feature.kind == "edge":
        return f"{feature.activity} → {other}"
    if feature.kind == "path":
        way = " → ".join(other.split(STEP_SIGN))
        if not feature.activity:
            return _("Whole case: {way}").format(way=way)
        stage = loaders.stage_names(journey_id, language()).get(feature.activity, feature.activity)
        return _("Path through {stage}: {way}").format(stage=stage, way=way)
    said = {
        "loop": _("{step} done again"),
        "handoff": _("{step} by another person than the step before"),
        "wait": _("Long wait before {step}"),
        "late": _("{step} late"),
    }[feature.kind]
    return said.format(step=feature.activity)


def kind_name(kind: str) -> str:
    """The kind of a feature."""
    return {
        "path": _("Path"),
        "edge": _("Passage"),
        "loop": _("Loop"),
        "handoff": _("Hand-off"),
        "wait": _("Delay"),
        "late": _("Late"),
    }[kind]


def target_name(target: str, journey_id: str) -> str:
    """The question an effect is about; not yet escaped."""
    if not target.startswith(OVERALL):
        return loaders.names(journey_id, language()).get(target, target)
    stage = target.removeprefix(OVERALL)
    if not stage:
        return _("Overall satisfaction")
    name = loaders.stage_names(journey_id, language()).get(stage, stage)
    return _("Overall satisfaction ({stage})").format(stage=name)


def tone(effect: PathEffect | None) -> str:
    """ "good" or "bad" where beyond chance, else "chance"."""
    if effect is None or effect.verdict != "likely_real" or effect.change is None:
        return "chance"
    return "good" if effect.change > 0 else "bad"


def change_words(effect: PathEffect) -> str:
    """The change with its interval."""
    if effect.change is None:
        return figures.verdict("too_few")
    return _("{change} points ({interval})").format(
        change=figures.signed(effect.change), interval=figures.interval(effect.low, effect.high)
    )


def n_words(effect: PathEffect) -> str:
    """Answers and cases on both sides."""
    return _("n = {n} answers of {cases} instances with it, {n_other} of {cases_other} without").format(
        n=figures.count(effect.n_with), cases=figures.count(effect.cases_with),
        n_other=figures.count(effect.n_without), cases_other=figures.count(effect.cases_without),
    )  # fmt: skip


def verdict_words(effect: PathEffect, n_judged: int) -> str:
    """The verdict; where the interval leaves zero out and it may still be chance, why."""
    said = figures.verdict(effect.verdict)
    if effect.verdict != "could_be_chance" or effect.low is None or effect.high is None:
        return said
    if effect.low <= 0 <= effect.high:
        return said
    return _("{verdict}: it does not hold among the {n} comparisons (false-discovery rate)").format(
        verdict=said, n=figures.count(n_judged)
    )


def effect_words(effect: PathEffect, n_judged: int) -> str:
    """Change, verdict with its reason and n; `n_judged` counts the comparisons it stands among."""
    if effect.change is None:
        return _("{verdict}; {n}").format(verdict=figures.verdict("too_few"), n=n_words(effect))
    return _("{change}, {verdict}; {n}").format(
        change=change_words(effect), verdict=verdict_words(effect, n_judged), n=n_words(effect)
    )


def mark(effect: PathEffect) -> str:
    """A sign and the change, for a place with little room."""
    sign = "▲" if (effect.change or 0.0) > 0 else "▼"
    return f"{sign} {figures.signed(effect.change)}"


def coloured(effect: PathEffect, text: str) -> str:
    """`text` (escaped) in the colour of what is beyond chance, else gray."""
    named = {"good": "blue", "bad": "orange"}.get(tone(effect))
    if named is None:
        return f":gray[{text}]"
    return f":{named}[{'▲' if named == 'blue' else '▼'} {text}]"
