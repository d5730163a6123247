"""Two languages through gettext: the English sentence is the message id.

`locales/zh_CN.po` is read at start and compiled in memory, so no build step is needed.
The language of the running script is a context variable: one per session thread.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGES = ("en", "zh")
CATALOGUE = Path(__file__).resolve().parent / "locales" / "zh_CN.po"
_language: ContextVar[str] = ContextVar("language", default="")
_fallback: Callable[[], str] = lambda: "en"  # noqa: E731 - replaced by the screen


@lru_cache(maxsize=4)
def _translations(language: str) -> NullTranslations:
    if language != "zh" or not CATALOGUE.exists():
        return NullTranslations()
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="zh_CN")
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


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


def pick(en: str | None, zh: str | None) -> str:
    """The name in the language of this thread; the other half, marked by nothing, where one is missing."""
    first, second = (zh, en) if language() == "zh" else (en, zh)
    return first or second or ""
