"""The four figures over the curve: the whole journey, an overall question, low points, answers."""

from __future__ import annotations

from analytics.curve import EmotionCurve
from i18n import _, ngettext
from views import figures, loaders_scores
from views.cards import Card, change_words, score_change_words
from views.escape import plain
from views.journey_chart import raw_scale
from views.outcome_scores import OutcomeScore, interval_text, kind_name, value_text
from views.view import View


def journey_cards(view: View, curve: EmotionCurve) -> list[Card]:
    """Journey score, first overall score, low points, answers."""
    cards = [_journey_card(view, curve)]
    outcomes = [score for score in loaders_scores.outcomes(view.scope) if not score.hidden]
    if outcomes:
        cards.append(_outcome_card(view, outcomes[0]))
    return [*cards, _low_card(view, curve), _answer_card(view, curve)]


def _journey_card(view: View, curve: EmotionCurve) -> Card:
    score = loaders_scores.journey_score(view.scope)
    change = loaders_scores.changes(view.scope, view.before).whole if view.before else None
    delta, tone = change_words(change)
    if score is None:
        return Card(_("Journey score"), figures.NONE, delta, "gray", _("hidden: fewer answers than the minimum"))
    return Card(
        _("Journey score"),
        figures.number(score.value),
        delta,
        tone,
        figures.interval(score.low, score.high),
        help=_score_help(curve),
    )


def _score_help(curve: EmotionCurve) -> str:
    said = _("Mean of all touchpoint answers on the 0–100 experience scale.")
    if len(curve.groups) < 2:
        return said
    low, high = raw_scale(curve)
    only = _("Only answers on the scale {low}–{high} count here: scales are not averaged together.")
    return f"{said} {only.format(low=f'{low:g}', high=f'{high:g}')}"


def _outcome_card(view: View, score: OutcomeScore) -> Card:
    change = loaders_scores.outcome_changes(view.scope, view.before).get(score.question_id) if view.before else None
    delta, tone = score_change_words(change, score)
    return Card(kind_name(score), value_text(score), delta, tone, interval_text(score), help=plain(score.label))


def _low_card(view: View, curve: EmotionCurve) -> Card:
    shown = sum(not point.hidden for point in curve.points)
    n_low = len(curve.low_points)
    before = len(loaders_scores.journey_curve(view.before).low_points) if view.before else None
    delta = _("no comparison") if before is None else _("before: {value}").format(value=before)
    basis = ngettext("of {n} touchpoint with enough answers", "of {n} touchpoints with enough answers", shown)
    return Card(
        _("Low points"),
        str(n_low),
        delta,
        "gray",
        basis.format(n=shown),
        help=_("Beyond chance after false-discovery control, and at least {margin} points below the rest.").format(
            margin=figures.number(curve.margin, 0)
        ),
    )


def _answer_card(view: View, curve: EmotionCurve) -> Card:
    now = loaders_scores.totals(view.scope)
    before = loaders_scores.totals(view.before)["n_responses"] if view.before else None
    delta = _("no comparison") if not before else _("before: {value}").format(value=figures.count(before))
    return Card(
        _("Responses"),
        figures.count(now["n_responses"]),
        delta,
        "gray",
        _from_whom(view, now),
        help=_("Answer sets with at least one score in this view."),
    )


def _from_whom(view: View, now: dict[str, int]) -> str:
    """Accounts where answers have them; beside them there may be people without one."""
    accounts = now["n_accounts"]
    if not accounts:
        n = now["n_respondents"]
        if not n:
            return _("who answered is not in the data")
        return ngettext("from {n} respondent", "from {n} respondents", n).format(n=figures.count(n))
    said = ngettext("from {n} customer account", "from {n} customer accounts", accounts)
    if loaders_scores.scoped("cluster_sums", view.scope)["cluster_group"].nunique() > accounts:
        said = ngettext(
            "{n} customer account and people without one", "{n} customer accounts and people without one", accounts
        )
    return said.format(n=figures.count(accounts))
