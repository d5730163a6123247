"""The codeframe: what comments can be about, in two levels, with the words that show it.

A codeframe is plain data. `standard()` gives the one that ships, `parse` checks one that a person has edited and names
every mistake, `to_plain` and `to_yaml` give it back for the store and for a file.

Rules of a theme, per language ("en", "zh"):

`words`    a hit of any of them tags the clause. English: a word also stands for its plural (`price` = price, prices);
           `wait*` stands for every word that begins so; `#` for a number (`# hours`); words with spaces are phrases and
           do not cross punctuation. Chinese: the characters wherever they stand. Case, width, accents and traditional
           characters do not matter.
`except`   a hit of the theme inside one of these phrases does not count (`waiting room` for `wait*`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import yaml

from analytics.voices.codeframe_check import LANGUAGES, read
from analytics.voices.model_files import model_text
from errors import CodeframeRefused

MAX_CHARS = 2_000_000
MAX_DEPTH = 12


@dataclass(frozen=True)
class Rules:
    """The words of one theme in one language, and the phrases in which they do not count."""

    words: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Theme:
    """One theme. `parent` is None on the top level; such a theme groups others and has no words of its own."""

    id: str
    name_en: str
    name_zh: str
    parent: str | None = None
    en: Rules = field(default_factory=Rules)
    zh: Rules = field(default_factory=Rules)

    def name(self, language: str) -> str:
        """The name in "en" or "zh"."""
        return self.name_zh if language == "zh" else self.name_en


@dataclass(frozen=True)
class Codeframe:
    """Themes in the order in which they are shown; hashable, so that compiled rules can be kept by it."""

    themes: tuple[Theme, ...]

    @property
    def tagged(self) -> tuple[Theme, ...]:
        """The themes of the lower level: the ones comments are tagged with."""
        return tuple(theme for theme in self.themes if theme.parent is not None)

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the lower level, in order."""
        return tuple(theme.id for theme in self.tagged)

    def theme(self, theme_id: str) -> Theme:
        """The theme with this id; KeyError if there is none."""
        return {theme.id: theme for theme in self.themes}[theme_id]


@cache
def standard() -> Codeframe:
    """The codeframe that ships (models/codeframe.yaml).

    >>> frame = standard()
    >>> [theme.id for theme in frame.themes if theme.parent is None]
    ['brand', 'product', 'interaction']
    >>> frame.theme("speed_waiting").name_en
    'Speed and waiting'
    """
    return from_yaml(model_text("codeframe.yaml"))


def from_yaml(text: str) -> Codeframe:
    """A codeframe from a file's text; raises CodeframeRefused with every mistake."""
    if len(text) > MAX_CHARS:
        raise CodeframeRefused([("file", "size", f"{len(text):,}")])
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _refuse_bombs(text, loader)
        told = yaml.load(text, Loader=loader)  # noqa: S506 - both are the safe ones
    except CodeframeRefused:
        raise
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise CodeframeRefused([("file", "yaml", str(error).splitlines()[0])]) from error
    return parse(told)


def _refuse_bombs(text: str, loader: type) -> None:
    """Raise CodeframeRefused for a file of which a few lines stand for gigabytes, or that nests without end."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.AliasEvent):
            raise CodeframeRefused([("file", "alias", "")])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise CodeframeRefused([("file", "not_a_theme", "")])


def parse(told: object) -> Codeframe:
    """A codeframe from plain data: a mapping with `themes`, a list of id, parent, name {en, zh}, words, except.

    Raises
    ------
    CodeframeRefused
        With all mistakes in `problems`, each as (place, what, value).

    Examples
    --------
    >>> told = {"themes": [{"id": "product", "name": {"en": "Product", "zh": "P"}},
    ...     {"id": "price", "parent": "product", "name": {"en": "Price", "zh": "P"}, "words": {"en": ["price"]}}]}
    >>> parse(told).ids
    ('price',)
    >>> parse({"themes": [{"id": "price", "parent": "goods", "name": {"en": "Price", "zh": "P"}}]})
    Traceback (most recent call last):
    errors.CodeframeRefused: Entries of the codeframe ... 1. First: price: There is no group with this id.
    """
    entries, problems = read(told)
    if problems:
        raise CodeframeRefused(problems)
    return Codeframe(tuple(_theme(entry) for entry in entries))


def _theme(entry: Mapping[str, object]) -> Theme:
    name, words, exceptions = entry["name"], entry.get("words") or {}, entry.get("except") or {}
    assert isinstance(name, dict) and isinstance(words, dict) and isinstance(exceptions, dict)  # noqa: PT018 - read checked
    rules = {code: Rules(_listed(words, code), _listed(exceptions, code)) for code in LANGUAGES}
    parent = entry.get("parent")
    return Theme(
        str(entry["id"]), name["en"], name["zh"], None if parent is None else str(parent), rules["en"], rules["zh"]
    )


def _listed(told: Mapping[str, object], language: str) -> tuple[str, ...]:
    words = told.get(language) or []
    assert isinstance(words, list)
    return tuple(dict.fromkeys(word.strip() for word in words))


def to_plain(codeframe: Codeframe) -> dict[str, object]:
    """The codeframe as lists, mappings and strings; `parse` reads it back to an equal one.

    >>> parse(to_plain(standard())) == standard()
    True
    """
    return {"themes": [_plain(theme) for theme in codeframe.themes]}


def _plain(theme: Theme) -> dict[str, object]:
    head: dict[str, object] = {"id": theme.id}
    if theme.parent is not None:
        head["parent"] = theme.parent
    head["name"] = {"en": theme.name_en, "zh": theme.name_zh}
    if theme.parent is not None:
        head["words"] = {"en": list(theme.en.words), "zh": list(theme.zh.words)}
        head["except"] = {"en": list(theme.en.exceptions), "zh": list(theme.zh.exceptions)}
    return head


def to_yaml(codeframe: Codeframe) -> str:
    """The codeframe as the text of a file that `from_yaml` reads."""
    return yaml.safe_dump(to_plain(codeframe), allow_unicode=True, sort_keys=False, width=118, default_flow_style=None)
