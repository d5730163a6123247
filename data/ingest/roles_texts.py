"""Columns that ask for words, or whose cells are plainly typed: comments however few their different texts are."""

from __future__ import annotations

import re

from data.ingest import proposal as why
from data.ingest.evidence import Evidence
from data.ingest.names import comment_names, has_word, name_rules, names_a_kind, roles_by_name, spoken
from data.ingest.pii_text import CANDIDATE, masked
from data.ingest.proposal import Proposal, is_key
from data.ingest.scales import is_ratable
from data.ingest.vendors import normal_name

SHORT = 12
PROBE = 500
_CANDIDATE = re.compile(CANDIDATE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MARK = re.compile(r"\[[^\[\]]*\]|\uff3b[^\uff3b\uff3d]*\uff3d")
_PROSE = re.compile(r"[,.!?\uff0c\u3002\uff01\uff1f]")


def asked_text(column: Evidence) -> Proposal | None:
    """A comment by an open question or a name for texts, or because addresses and numbers stand inside sentences."""
    if column.number_share > 0.5 or has_word(_words(column), name_rules("multi_words")):
        return None
    if _is_asked(column) or holds_contacts(column):
        return Proposal("comment", 0.85, why.WHY_TEXT, {"n": column.n_distinct, "length": round(column.mean_length)})
    return None


def asks_for_words(column: Evidence) -> bool:
    """The name speaks of what people write, and not of its kind, state or time ("complaint type", "comment date")."""
    return has_word(_words(column), name_rules("comment_words")) and not _sorts(column)


def is_called_comment(column: Evidence) -> bool:
    """Texts under a name that is nothing but a word for a comment, numbered or not."""
    bare = re.sub(r"^q?\d+ | \d+$", "", column.key)
    return column.number_share <= 0.5 and bool({column.key, bare, normal_name(column.question)} & comment_names())


def _sorts(column: Evidence) -> bool:
    return names_a_kind(column.question or column.name) or names_a_kind(column.name)


def least_length(column: Evidence) -> float:
    """From how many characters a text is more than a label; Chinese says it in half of them."""
    sample = "".join(column.texts[:PROBE])
    return SHORT / 2 if 2 * len(_HAN.findall(sample)) > len(sample) else SHORT


def holds_contacts(column: Evidence) -> bool:
    """An e-mail address or a phone number inside a longer text: nobody offers that as an option."""
    return any(_is_contact_in_text(text) for text in column.texts[:PROBE] if _CANDIDATE.search(text))


def are_complaints(columns: list[Evidence]) -> bool:
    """A list of complaints: numbered, with what was said, and nothing rated."""
    named = any(has_word(column.key, name_rules("complaint_words")) for column in columns)
    numbered = any(is_key(c) and any(role == "response_id" for role, _ in roles_by_name(c.key)) for c in columns)
    told = any(_is_asked(column) and not is_key(column) for column in columns)
    return named and numbered and told and not any(is_ratable(column) for column in columns)


def _is_asked(column: Evidence) -> bool:
    """The name is a word for a text, or asks an open question, over texts longer than labels."""
    if column.number_share > 0.5 or column.n_distinct < 3 or _sorts(column):
        return False
    if column.key in {normal_name(str(word)) for word in name_rules("text_names")}:
        return column.mean_length > least_length(column) / 2
    words = _words(column)
    if has_word(words, name_rules("open_words")):
        return column.mean_length > least_length(column)
    return has_word(words, name_rules("reason_words")) and _is_prose(column)


def _is_prose(column: Evidence) -> bool:
    marked = column.strings.str.contains(_PROSE.pattern, regex=True).to_numpy()
    return column.share(marked) >= 0.2 and column.mean_length > 2 * least_length(column)


def _words(column: Evidence) -> str:
    return spoken(f"{column.option} {column.question} {column.name}")


def _is_contact_in_text(text: str) -> bool:
    hidden = masked(text)
    rest = _MARK.sub(" ", hidden)
    return hidden != text and (len(re.findall(r"(?<!\S)[^\W\d_]{2,}(?!\w)", rest)) >= 3 or len(_HAN.findall(rest)) >= 4)
