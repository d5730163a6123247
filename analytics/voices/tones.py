"""How likely each tone of a mention is in this workspace: the engine's probabilities, moved to the tones found here.

docs/methods/theme-impact.md says why impacts are computed from these and not from the likeliest tone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.voices.aspects import PROBABILITIES
from analytics.voices.mention_columns import SENTIMENTS

Floats = NDArray[np.float64]
PRIOR = 10.0  # mentions of each tone that are taken for seen before the first: few mentions move the shares little
ROUNDS = 100


def tone_weights(probabilities: Floats) -> Floats:
    """Probabilities of the tones under the shares of tones in these mentions [1]_.

    The engine learnt from equal shares of negative, neutral and positive. Shares here and probabilities given these
    shares are estimated in turn: share = mean probability, probability = engine's times share, scaled to sum 1.

    Parameters
    ----------
    probabilities : shape (n, 3), rows summing to 1: negative, neutral, positive as the engine gives them.

    Returns
    -------
    Shape (n, 3), rows summing to 1.

    References
    ----------
    .. [1] Saerens, Latinne & Decaestecker (2002), Neural Computation 14, 21-41, with a Dirichlet prior on the shares.

    Examples
    --------
    >>> sure, unsure = [0.98, 0.01, 0.01], [0.4, 0.5, 0.1]
    >>> tone_weights(np.array([sure] * 200 + [unsure])).round(2)[-1].tolist()
    [0.93, 0.06, 0.01]
    """
    weights = probabilities
    for _ in range(ROUNDS):
        shares = (weights.sum(axis=0) + PRIOR) / (len(weights) + probabilities.shape[1] * PRIOR)
        moved = probabilities * shares
        weights = moved / moved.sum(axis=1, keepdims=True)
    return weights


def weighed_mentions(mentions: pd.DataFrame) -> pd.DataFrame:
    """Mentions as `theme_impacts` takes them, each in all three tones with how likely it is.

    Parameters
    ----------
    mentions : one row per mention: response, theme, p_negative, p_neutral, p_positive (sum 1).

    Returns
    -------
    Three rows per mention: response, theme, sentiment, weight (0 to 1).
    """
    weights = tone_weights(mentions[PROBABILITIES].to_numpy(dtype=np.float64))
    parts = [
        mentions[["response", "theme"]].assign(sentiment=tone, weight=weights[:, place])
        for place, tone in enumerate(SENTIMENTS)
    ]
    return pd.concat(parts, ignore_index=True)
