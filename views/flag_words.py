"""What speaks against a response, in words: short names, rules, and what is behind each."""

from __future__ import annotations

from i18n import _, ngettext
from views import figures

ORDER = ("test", "partial", "duplicate", "speeder", "straight", "attention")


def plural(flag: str) -> str:
    """The finding as it stands in lists and tables."""
    return {
        "test": _("tests and previews"),
        "partial": _("partial answers"),
        "duplicate": _("duplicates"),
        "speeder": _("speeders"),
        "straight": _("straight-liners"),
        "attention": _("failed attention checks"),
    }.get(flag, flag)


def heading(flag: str) -> str:
    """The finding as a heading."""
    return {
        "test": _("Tests, previews and spam"),
        "partial": _("Partial answers"),
        "duplicate": _("Duplicates"),
        "speeder": _("Speeders"),
        "straight": _("Straight-liners"),
        "attention": _("Failed attention checks"),
    }.get(flag, flag)


def rule(flag: str, facts: dict[str, float]) -> str:
    """By which rule a response is flagged, with the numbers of this survey."""
    if flag == "speeder":
        return _speed_rule(facts)
    if flag == "straight":
        return _straight_rule(facts)
    if flag == "attention":
        if not facts["n_control"] > 0:
            return _("no control question in this survey")
        return _("another answer than the control question asks for")
    if flag == "duplicate":
        said = _("the same person or place answers (almost) the same again within 10 minutes, or a row is repeated")
        aside = int(facts["n_repeats_aside"])
        if not aside:
            return said
        more = ngettext("{n} repeated row was set aside at import", "{n} repeated rows were set aside at import", aside)
        return _("{rule}; {more}").format(rule=said, more=more.format(n=figures.count(aside)))
    return {
        "test": _("marked as test, preview or spam by the tool, or the words say so"),
        "partial": _("not finished, by the tool's own mark"),
    }[flag]


def _speed_rule(facts: dict[str, float]) -> str:
    if not facts["n_timed"] >= 30:
        return _("unknown: fewer than 30 responses have a duration")
    least, median = facts["median_s"] / 3, facts["median_s"]
    said = _("faster than {least} s, a third of the median of {median} s")
    return said.format(least=figures.number(least, 0), median=figures.number(median, 0))


def _straight_rule(facts: dict[str, float]) -> str:
    if not facts["n_blocks"] > 0:
        return _("no block of at least four ratings on one scale")
    if facts["n_reversed"] > 0:
        return _("the same number for every item of a block of at least four, reversed items included")
    return _("the same number for every item of a block of at least four; no item is reversed, so some mean it")
