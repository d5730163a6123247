"""Why there are no key drivers, and why a touchpoint is not among them: one sentence each."""

from __future__ import annotations

from collections.abc import Callable

from analytics.drivers.model import LeftOut, NoDrivers
from errors import N_

Translate = Callable[[str], str]

REFUSALS = {
    "no_outcome": N_("No answer set of this period holds both a touchpoint score and the outcome asked for."),
    "constant_outcome": N_("All {n} answer sets give the same outcome, so nothing can move it."),
    "no_drivers": N_("No touchpoint is left that could move the outcome; the reasons stand below."),
    "too_few_answers": N_("Only {n} answer sets hold the outcome; key drivers need at least {needed}. "
                          "Choose a longer period or fewer segments."),
    "too_few_complete": N_("Only {n} of {n_rows} answer sets rate all the touchpoints together; key drivers need at "
                           "least {needed}. Choose a longer period, fewer segments or answers pair by pair."),
    "more_drivers_than_answers": N_("{n} answer sets are fewer than {n_drivers} touchpoints can be told apart with."),
    "too_few_per_driver": N_("{n} answer sets are too few for {n_drivers} touchpoints; at least {needed} are needed."),
    "pairs_disagree": N_("Answers pair by pair contradict each other, so no shares follow from them. Choose complete "
                         "answer sets."),
    "not_in_model": N_("This touchpoint is not among the key drivers; the reason stands below."),
}  # fmt: skip
LEFT_OUT = {
    "all_missing": N_("{name}: not rated in these answer sets."),
    "too_few_answers": N_("{name}: rated in {n} answer sets with the outcome, fewer than {needed}."),
    "too_sparse": N_("{name}: rated in {n} answer sets only; with it {n_left} complete ones would remain, fewer than "
                     "{needed}."),
    "constant": N_("{name}: all scores are the same."),
    "duplicate": N_("{name}: the scores are those of {of}."),
    "collinear": N_("{name}: the scores follow fully from those of {of}."),
    "copy_of_outcome": N_("{name}: the scores are the outcome in other words."),
}  # fmt: skip
UNKNOWN = N_("Key drivers cannot be computed from these answers.")


def refusal_sentence(found: NoDrivers, outcome: str, translate: Translate) -> str:
    """Why there are no drivers."""
    if found.code == "no_outcome" and outcome == "nps":
        return translate(N_("No answer set of this period holds both a touchpoint score and a recommendation (NPS)."))
    return translate(REFUSALS.get(found.code, UNKNOWN)).format(**found.facts)


def left_out_sentence(one: LeftOut, name: str, named: Callable[[str], str], translate: Translate) -> str:
    """Why touchpoint `name` is left out; `named` gives the names of others by their ids."""
    others = one.facts.get("of", ())
    of = [others] if isinstance(others, str) else others
    assert isinstance(of, list | tuple)
    facts = {**one.facts, "of": translate(N_(", ")).join(named(str(other)) for other in of), "name": name}
    return translate(LEFT_OUT[one.code]).format(**facts)
