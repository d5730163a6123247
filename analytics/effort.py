"""Customer effort questions, told apart by their wording: CES 1.0 asks for effort, CES 2.0 for ease."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.scores import CesVersion


@dataclass(frozen=True)
class EffortWords:
    """Words of the two wordings, lower case. `ease` is looked for first: "easy, with little effort" asks for ease.

    Other languages come with the caller: data.effort_words reads the Chinese ones.
    """

    ease: tuple[str, ...]
    effort: tuple[str, ...]

    def with_words(self, *, ease: Sequence[str] = (), effort: Sequence[str] = ()) -> EffortWords:
        """The same words and more, e.g. of another language."""
        return EffortWords(self.ease + tuple(ease), self.effort + tuple(effort))


ENGLISH = EffortWords(
    ease=("easy", "easier", "ease", "easily", "effortless", "simple"),
    effort=("effort", "difficult", "difficulty", "hard", "hassle", "exert", "struggle"),
)


def ces_version(wording: str, words: EffortWords = ENGLISH) -> CesVersion | None:
    """ "2.0" when the question asks how easy it was, "1.0" when it asks for effort, None when it says neither [1]_.

    References
    ----------
    .. [1] Dixon, Freeman & Toman (2010), Harvard Business Review 88(7) (1.0); CEB (2013) (2.0).

    Examples
    --------
    >>> ces_version("How much effort did you personally have to put forth to handle your request?")
    '1.0'
    >>> ces_version("The company made it easy for me to handle my issue.")
    '2.0'
    >>> ces_version("How satisfied are you?") is None
    True
    """
    text = wording.casefold()
    if _mentions(text, words.ease):
        return "2.0"
    return "1.0" if _mentions(text, words.effort) else None


def _mentions(text: str, words: Sequence[str]) -> bool:
    latin = [word for word in words if word.isascii()]
    if latin and re.search(rf"\b(?:{'|'.join(map(re.escape, latin))})\b", text):
        return True
    return any(word in text for word in words if not word.isascii())
