"""The second line of the emotion curve: how the comments of each touchpoint sound, beside its score."""

from __future__ import annotations

from typing import Final

from analytics.intervals import Estimate
from analytics.voices.touchpoint_sentiment import sentiment_marks
from data.queries.scope import Scope
from data.queries.voice_rows import sentiment_sums
from i18n import _
from views import loaders, loaders_voices, state, voices_tiles
from views.view import View

AREAS: Final = ("feedback", "journey", "setting", "voices")


def is_drawn(view: View, *, raw: bool) -> bool:
    """Whether the second line is the sentiment of comments: the usual one, where two touchpoints or more have one."""
    is_usual = not state.get(state.OVERLAY) and view.overlay is None
    return is_usual and is_there(view, raw=raw)


def is_there(view: View, *, raw: bool) -> bool:
    """Whether there is a line of comments to draw; their scale is 0-100 and no other."""
    return not raw and len(marks(view.scope)) >= 2


def marks(scope: Scope) -> dict[str, Estimate]:
    """The sentiment of the comments of each touchpoint that has enough of them."""
    return loaders.made(
        AREAS, ("comment marks", scope),
        lambda: sentiment_marks(
            sentiment_sums(loaders.store(), scope, "touchpoint"), min_n=int(loaders.rules()["min_comments"])),
    )  # fmt: skip


def legend(scope: Scope) -> str:
    """What the marks of the line say, and how many comments say nothing."""
    said = _(
        "✚ is the sentiment of comments on 0–100 with its interval: 0 all negative, 50 as much praise as blame, "
        "100 all positive; none below {least} comments. Compare its shape with the score, not its height."
    ).format(least=int(loaders.rules()["min_comments"]))
    return f"{said} {voices_tiles.beside(loaders_voices.heard(scope), loaders_voices.bare(scope)[1])}"
