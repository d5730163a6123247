"""Links in words: how a survey is joined, what was left out, what differs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from analytics.match_bias import Gap
from data.ingest.link_keys import KeyRef
from data.ingest.link_rules import LinkRule
from i18n import _, in_a_row, language
from reports.numbers import duration
from views import figures, segment_words
from views.escape import plain
from views.loaders_links import LinkPair
from workflows.link_bias import ALL_TOUCHPOINTS


def source_name(name: str) -> str:
    """A file's name without its ending.

    >>> source_name("tickets.csv"), source_name("sample it_delivery")
    ('tickets', 'sample it_delivery')
    """
    stem = name.removesuffix(".gz")
    return stem.rpartition(".")[0] or stem


def pair_label(pair: LinkPair) -> str:
    """A pair in the list of choices."""
    names = {"survey": source_name(pair.survey), "source": source_name(pair.source)}
    if not pair.method:
        return _("{survey} + {source} · not linked yet").format(**names)
    return _("{survey} + {source} · {rate} linked").format(**names, rate=figures.share(pair.rate))


def match_sentence(pair: LinkPair) -> str:
    """How many answers belong to a case, with the interval, and how many cases have an answer."""
    said = {
        "process_case": _(
            "**{linked} of {n} answers** ({rate}, {interval}) belong to a process instance of “{source}”; "
            "{cases_linked} of its {cases} instances have an answer."
        ),
        "work_item": _(
            "**{linked} of {n} answers** ({rate}, {interval}) belong to a work item of “{source}”; "
            "{cases_linked} of its {cases} items have an answer."
        ),
        "respondent": _(
            "**{linked} of {n} answers** ({rate}, {interval}) belong to a customer of “{source}”; "
            "{cases_linked} of its {cases} customers have an answer."
        ),
    }[pair.target]
    percent = [None if end is None else 100 * end for end in (pair.low, pair.high)]
    return said.format(
        linked=f"{pair.n_linked:,}",
        n=f"{pair.n_answers:,}",
        rate=figures.share(pair.rate),
        interval=figures.interval(percent[0], percent[1], 0),
        source=plain(source_name(pair.source), limit=60),
        cases_linked=f"{pair.n_cases_linked:,}",
        cases=f"{pair.n_cases:,}",
    )


def key_name(ref: KeyRef) -> str:
    """A key's place: a column, or the number of the case itself."""
    return _("instance number") if ref.is_own else ref.column


STEP_ORDER = ("case", "blanks", "signs", "prefix", "zeros", "decimal", "width")


def step_words(steps: tuple[str, ...]) -> str:
    """What a normalised comparison ignores."""
    words = {
        "case": _("upper and lower case"),
        "blanks": _("blanks"),
        "signs": _("dashes and other signs"),
        "prefix": _("letters before the number"),
        "zeros": _("leading zeros"),
        "decimal": _("a trailing .0"),
        "width": _("full-width forms"),
    }
    return _(", ").join(words[name] for name in STEP_ORDER if name in steps)


def method_sentence(rule: LinkRule) -> str:
    """How the two sides are joined, ties and repeats included."""
    parts = [_key_sentence(rule)]
    if rule.answer_key is not None and not rule.names_case:
        parts.append(_("Where several fit, the one that closed last before the answer is taken; a tie links nothing."))
    if rule.window_hours is not None:
        parts.append(_("It closed at most {time} before the answer.").format(time=duration(rule.window_hours)))
    return in_a_row(*parts)


def _key_sentence(rule: LinkRule) -> str:
    if rule.answer_key is None or rule.case_key is None:
        return _("Each answer is joined to what closed last before it, whoever the customer is; a tie links nothing.")
    names = {"answer": plain(key_name(rule.answer_key)), "case": plain(key_name(rule.case_key))}
    if rule.form.form == "email":
        said = _("The e-mail addresses “{answer}” (answers) and “{case}” (process) are equal; digests are compared.")
        return said.format(**names)
    if rule.form.form == "normalised" and rule.form.steps:
        said = _("“{answer}” (answers) equals “{case}” (process), ignoring {ignored}.")
        return said.format(**names, ignored=step_words(rule.form.steps))
    return _("“{answer}” (answers) equals “{case}” (process) exactly.").format(**names)


def came_with_file(method: str) -> str:
    """How links came about that no rule made."""
    if method == "row":
        return _("The file itself names the process instance in the row of each answer.")
    return _("Every sample answer names its process instance.")


def method_label(code: str) -> str:
    """A method in the list of choices."""
    return {
        "measured": _("as measured above"),
        "exact": _("equal keys, exactly as written"),
        "normalised": _("equal keys after tidying"),
        "email": _("equal e-mail addresses, as digests"),
        "time": _("same customer, closed last before the answer"),
    }[code]


def reason_label(code: str) -> str:
    """Why an answer is not linked."""
    return {
        "no_key": _("the answer has no key"),
        "unknown": _("nothing there has this key"),
        "undecided": _("several fit, or none in the window"),
    }[code]


def period_name(code: str) -> str:
    """A month, quarter or year in words.

    >>> period_name("2026-08"), period_name("2026-Q3"), period_name("2026")
    ('Aug 2026', 'Q3 2026', '2026')
    """
    from babel.dates import format_skeleton

    year, _dash, part = code.partition("-")
    if not part:
        return year
    month = 3 * int(part[1:]) if part.startswith("Q") else int(part)
    locale = "zh_CN" if language() == "zh" else "en"
    return str(format_skeleton("yQQQ" if part.startswith("Q") else "yMMM", date(int(year), month, 1), locale=locale))


def gap_name(gap: Gap, labels: Mapping[str, tuple[str, str]]) -> str:
    """What a comparison is about."""
    if gap.kind == "period":
        return _("Answers of {period}").format(period=period_name(gap.value))
    if gap.kind == "segment":
        return _("{dimension}: {value}").format(
            dimension=segment_words.dimension(gap.name), value=segment_words.value(gap.name, gap.value)
        )
    if gap.name == ALL_TOUCHPOINTS:
        return _("All touchpoint scores")
    return labels.get(gap.name, (gap.name, gap.name))[language() == "zh"]


def gap_sentence(gap: Gap, labels: Mapping[str, tuple[str, str]]) -> str:
    """One gap beyond chance as a sentence."""
    change = gap.difference.change or 0.0
    facts = {
        "name": plain(gap_name(gap, labels), limit=80),
        "points": figures.number(abs(change)),
        "interval": figures.interval(*_ends(gap)),
    }
    if gap.kind == "score":
        said = _("{name}: linked answers are {points} points higher ({interval}).")
        if change < 0:
            said = _("{name}: linked answers are {points} points lower ({interval}).")
        return said.format(**facts)
    said = _("{name}: {points} percentage points more among linked answers ({interval}).")
    if change < 0:
        said = _("{name}: {points} percentage points fewer among linked answers ({interval}).")
    return said.format(**facts)


def _ends(gap: Gap) -> tuple[float | None, float | None]:
    """The interval of the size of the gap, whichever way it points."""
    low, high = gap.difference.low, gap.difference.high
    if (gap.difference.change or 0.0) >= 0 or low is None or high is None:
        return low, high
    return -high, -low
