"""What the model that reads comments is, and what it learnt, in whole sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from analytics.voices.corrections import MIN_CLASS
from data.queries.text_learning import LearningRun, ReadingChange
from errors import N_
from i18n import _, ngettext
from views import figures, loaders, periods
from views.loaders_model import Version
from views.sentiment_words import sentiment_label
from views.setting_form import engine_name
from workflows.adapt_model import MIN_CORRECTIONS, MIN_SCORES, NO_WITNESS, REFUSED, Available
from workflows.reading_model import ReadingModel

MESSAGES = {"accepted": N_("What was learnt is in use."), "refused": REFUSED, "no_witness": NO_WITNESS}
MOST_MOVES = 3


def moment(at: datetime) -> str:
    """Day and time of day, where the settings say the day begins."""
    there = at.astimezone(ZoneInfo(str(loaders.rules()["time_zone"])))
    return _("{day}, {time}").format(day=periods.day_label(there.date()), time=f"{there:%H:%M}")


def answer_sentence(now: ReadingModel) -> str:
    """Which model reads, since when, and from how much it learnt."""
    engine = engine_name(now.engine)
    if now.kind == "base" or now.since is None:
        said = _("Comments are read by **{engine}** as it ships. It has not learnt from this workspace, or what it "
                 "learnt is not in use.")  # fmt: skip
        return said.format(engine=engine)
    said = _("Comments are read by **{engine}**, **which learnt from this workspace** on {when}: {scores} and "
             "{corrections} were there to learn from.")  # fmt: skip
    return said.format(
        engine=engine, when=moment(now.since), scores=n_scored(now.n_scores or 0),
        corrections=n_corrected(now.n_corrections or 0),
    )  # fmt: skip


def n_scored(n: int) -> str:
    """So many comments with a score."""
    return ngettext("{n} comment with a score", "{n} comments with a score", n).format(n=figures.count(n))


def n_corrected(n: int) -> str:
    """So many corrections."""
    return ngettext("{n} correction", "{n} corrections", n).format(n=figures.count(n))


def scores_words(known: Available) -> str:
    """How far the scored comments are."""
    if known.n_scores >= MIN_SCORES:
        return _("{scores}: enough to learn from.").format(scores=n_scored(known.n_scores))
    said = _("{n} of {enough} comments with a score: from {enough} on, scores teach the model.")
    return said.format(n=known.n_scores, enough=MIN_SCORES)


def corrections_words(known: Available) -> str:
    """How far the corrections are."""
    if known.n_corrections >= MIN_CORRECTIONS:
        return _("{corrections}: enough to learn from.").format(corrections=n_corrected(known.n_corrections))
    said = _("{n} of {enough} corrections: from {enough} on, corrections teach the model.")
    return said.format(n=known.n_corrections, enough=MIN_CORRECTIONS)


def missing_words(known: Available, kinds: Mapping[str, int]) -> str:
    """Which kind of correction is still too rare to be told apart; empty where nothing is missing."""
    rare = [kind for kind in ("negative", "positive") if kinds.get(kind, 0) < MIN_CLASS]
    if known.n_corrections < MIN_CORRECTIONS or not rare:
        return ""
    said = _("To learn from corrections it takes {least} of each side; there are {negative} negative and {positive} "
             "positive ones.")  # fmt: skip
    return said.format(least=MIN_CLASS, negative=kinds.get("negative", 0), positive=kinds.get("positive", 0))


def run_words(run: LearningRun) -> str:
    """When it last tried to learn, at whose wish, and what came of it."""
    said = {
        "page": _("Asked on this page on {when}: {outcome}"),
        "cli": _("Asked from the command line on {when}: {outcome}"),
    }.get(run.by, _("Tried by itself on {when}: {outcome}"))
    return said.format(when=moment(run.at), outcome=_(MESSAGES[run.outcome]))


def step_name(stage: str) -> str:
    """What a step learns from."""
    return {
        "student": _("From the most accurate engine"),
        "witness": _("From the scores as witnesses"),
        "direct": _("From the scores at their word"),
        "corrections": _("From the corrections"),
        "neutral": _("From the corrections, neutral against the rest"),
    }[stage]


def verdict_words(verdict: Mapping[str, Any]) -> str:
    """Before and after on comments set aside, with n, interval and whether the step was taken over."""
    n, n_right = int(verdict["n"]), int(verdict.get("n_right", 0))
    facts = {
        "step": step_name(str(verdict["stage"])),
        "n": figures.count(n),
        "right": figures.count(n_right),
        "right_before": figures.count(int(verdict.get("n_right_before", 0))),
        "before": figures.share(verdict["before"]),
        "after": figures.share(verdict["after"]),
        "change": figures.signed(100 * float(verdict["change"])),
        "interval": figures.interval(100 * float(verdict["low"]), 100 * float(verdict["high"])),
        "verdict": _("taken over") if verdict["is_accepted"] else _("not taken over"),
    }
    if verdict["measure"] == "agreement":
        said = _(
            "**{step}: {verdict}.** Without enough corrections to judge by, it must not contradict what the engine is "
            "surest of: on {n} such comments it agrees with {after}; at least {before} were asked for."
        )
    elif n_right:
        said = _("**{step}: {verdict}.** Of {n} corrected comments set aside, {right} are read right now and "
                 "{right_before} were before. With each sentiment weighing the same that is {after} after {before}: "
                 "{change} points ({interval}).")  # fmt: skip
    else:
        said = _("**{step}: {verdict}.** On {n} corrected comments set aside, {after} are read right after {before}, "
                 "each sentiment weighing the same: {change} points ({interval}).")  # fmt: skip
    return said.format(**facts)


def change_title(change: ReadingChange) -> str:
    """The finding: how many comments read differently since the model changed."""
    if change.n_moved == 0:
        return _("No comment reads differently since the model changed")
    said = ngettext(
        "{n} of {all} comments reads differently since the model changed",
        "{n} of {all} comments read differently since the model changed",
        change.n_moved,
    )
    return said.format(n=figures.count(change.n_moved), all=figures.count(change.n_comments))


def move_words(was: str, now: str, n: int) -> str:
    """So many comments went from one sentiment to another."""
    said = _("{n} from {was} to {now}")
    return said.format(n=figures.count(n), was=sentiment_label(was).lower(), now=sentiment_label(now).lower())


def moves_sentence(change: ReadingChange) -> str:
    """The largest moves in words; the others are in the chart."""
    moves = _(", ").join(move_words(*move) for move in change.moves[:MOST_MOVES])
    return _("The largest moves: {moves}.").format(moves=moves)


def version_name(version: Version) -> str:
    """A version as people tell it from others."""
    if version.kind == "base":
        return _("As shipped")
    said = {
        "witness": _("Learnt from scores"),
        "corrections": _("Learnt from corrections"),
        "student": _("Learnt from the most accurate engine"),
    }
    kinds = set(version.told.get("kinds", ()))
    if "corrections" in kinds and kinds & {"witness", "direct"}:
        return _("Learnt from scores and corrections")
    return said.get(version.kind, version.kind)
