"""Two languages through gettext: the English sentence is the message id.

`locales/zh_CN.po` is read at start and compiled in memory, so no build step is needed.
The language of the running script is a context variable: one per session thread.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGES = ("en", "zh")
# no width, no line break, and for Markdown neither space nor punctuation
JOINER = "\u200c"
_BOLD = re.compile(r"(?<!\*)\*\*(?P<said>[^*]+)\*\*(?!\*)")
CATALOGUE = Path(__file__).resolve().parent / "locales" / "zh_CN.po"
_language: ContextVar[str] = ContextVar("language", default="")
_fallback: Callable[[], str] = lambda: "en"  # noqa: E731 - replaced by the screen


@lru_cache(maxsize=4)
def _translations(language: str) -> NullTranslations:
    if language != "zh" or not CATALOGUE.exists():
        return NullTranslations()
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="zh_CN")
    for message in catalogue:
        _mark_bold(message)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def _mark_bold(message: Message) -> None:
    if isinstance(message.string, str):
        message.string = bold_beside_letters(message.string)
    elif message.string:
        message.string = tuple(bold_beside_letters(form) for form in message.string)


def bold_beside_letters(text: str) -> str:
    """`text` with every bold part that Markdown would leave as asterisks joined to its markers.

    A marker between punctuation and a letter neither opens nor closes bold (CommonMark 0.31, section 6.2), and Chinese
    has no spaces around words: "8%" right before a character keeps its asterisks. A placeholder may turn out as either.

    >>> bold_beside_letters("of **8%**those").replace(JOINER, "|")
    'of **8%|**those'
    >>> bold_beside_letters("in **{share}**, or **all**of it")
    'in **{share}**, or **all**of it'
    """

    def joined(found: re.Match[str]) -> str:
        said = found["said"]
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        first = JOINER if _is_letter(before) and not said[0].isalnum() else ""
        last = JOINER if _is_letter(after) and not said[-1].isalnum() else ""
        return f"**{first}{said}{last}**"

    return _BOLD.sub(joined, text)


def _is_letter(beside: str) -> bool:
    return beside.isalnum() or beside in ("{", "}")


def without_bold(text: str) -> str:
    """A marked sentence as plain text.

    >>> without_bold(bold_beside_letters("of **8%**those"))
    'of 8%those'
    """
    return text.replace("**", "").replace(JOINER, "")


def set_language(language: str) -> None:
    """Choose the language of this thread; anything but a known code raises ValueError."""
    if language not in LANGUAGES:
        raise ValueError(language)
    _language.set(language)


def language() -> str:
    """The language of this thread: "en" or "zh"; until it is set, that of whoever is being served."""
    return _language.get() or _fallback()


def set_fallback(told: Callable[[], str]) -> None:
    """Say who knows the language before a page has set it: callbacks and fragments run before the page."""
    global _fallback
    _fallback = told


def _(message: str) -> str:
    """`message` in the language of this thread."""
    return str(_translations(language()).ugettext(message)) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """The plural form for `n` in the language of this thread."""
    return str(_translations(language()).ungettext(singular, plural, n))


def in_a_row(*sentences: str) -> str:
    """Whole sentences one after the other, empty ones left out; Chinese leaves no space between them.

    >>> set_language("en"); in_a_row("It holds.", "", "n = 5.")
    'It holds. n = 5.'
    """
    return ("" if language() == "zh" else " ").join(one for one in sentences if one)


def pick(en: str | None, zh: str | None) -> str:
    """The name in the language of this thread; the other half, marked by nothing, where one is missing."""
    first, second = (zh, en) if language() == "zh" else (en, zh)
    return first or second or ""
