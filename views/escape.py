"""The one door through which words of other people reach the screen."""

from __future__ import annotations

import re

from i18n import without_bold

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~^:&@=])")
_SHORTCODE = re.compile(r":(?=[a-z0-9_+/\-]+:)")
_LINK = re.compile(r"@(?=\w)|://(?=\w)|(?i:www)\.(?=\w)")
_ESCAPED = re.compile(r"\\(" + _MARKUP.pattern[1:-1] + ")")
_LINES = re.compile(r"\s+")


def plain(text: object, *, limit: int | None = None) -> str:
    r"""`text` as one line that Markdown draws as written: no link, image, formula, icon or markup.

    Most Streamlit elements read their text as Markdown, and an image in it is fetched from its host. Bare addresses
    become links even when every sign is escaped, so a mark without width stands inside them.

    >>> plain("![x](http://a.example/i.png)")
    '\\!\\[x\\]\\(http\\://\u2060a\\.example/i\\.png\\)'
    """
    line = _LINES.sub(" ", str(text)).strip()
    if limit is not None and len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return _MARKUP.sub(r"\\\1", _LINK.sub("\\g<0>\u2060", _SHORTCODE.sub(":\u2060", line)))


def unmarked(text: str) -> str:
    r"""A sentence for the screen as it is spoken, for places that read no Markdown: bold marks and escapes are gone.

    >>> unmarked("before **" + plain("Check_in (2)") + "**")
    'before Check_in (2)'
    """
    return _ESCAPED.sub(r"\1", without_bold(text)).replace("\u2060", "")
