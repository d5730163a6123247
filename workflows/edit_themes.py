"""Edit the codeframe: add, change, merge, retire, import, export. Comments are tagged again in the background."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from analytics.voices.codeframe import Codeframe, from_yaml, parse, standard, to_plain, to_yaml
from data.ingest.naming import free_id, slug
from data.queries.themes import follow_shipped, give_labels, outdated_themes, theme_entries, themes, write_themes
from data.store import Reader, Store
from errors import N_, BadInput, UnknownId

MAX_ID = 40
OTHER_LEVEL = N_("Choose two different themes of the same level.")
Words = Mapping[str, Sequence[str]]  # per language, "en" and "zh"


def codeframe(store: Reader) -> Codeframe:
    """The codeframe in use: that of the store, the one that ships until somebody used it."""
    entries = theme_entries(store)
    return parse({"themes": entries}) if entries else standard()


def ensure_codeframe(store: Store, *, at: datetime) -> None:
    """Put the codeframe that ships into a store that has none; themes nobody has changed follow the one of today."""
    shipped = _entries(standard())
    if not store.value("SELECT count(*) FROM theme"):
        with store.write("codeframe", "voices") as write:
            write_themes(write, shipped, at=at, is_standard=True)
    elif outdated_themes(store, shipped):
        with store.write("codeframe", "voices") as write:
            follow_shipped(write, shipped)


def add_theme(
    store: Store, *, name_en: str, name_zh: str, parent: str | None, words: Words | None = None,
    exceptions: Words | None = None, at: datetime, by: str = "",
) -> str:  # fmt: skip
    """Add a theme below the group `parent`, or a group; returns its id. Raises CodeframeRefused."""
    ensure_codeframe(store, at=at)
    taken = set(themes(store)["theme_id"])
    theme_id = free_id(slug(name_en)[: MAX_ID - 3], taken)
    entry = {"id": theme_id, "parent": parent, "name": {"en": name_en.strip(), "zh": name_zh.strip()}}
    rules = {"words": _lists(words), "except": _lists(exceptions)} if parent is not None else {}
    _save(store, [*theme_entries(store), {**entry, **rules}], at=at, by=by)
    return theme_id


def change_theme(
    store: Store, theme_id: str, *, name_en: str | None = None, name_zh: str | None = None, parent: str | None = None,
    words: Words | None = None, exceptions: Words | None = None, at: datetime, by: str = "",
) -> None:  # fmt: skip
    """Change what is given; `words` and `exceptions` replace the lists of the languages they name.

    Raises
    ------
    UnknownId
        No such theme in use.
    CodeframeRefused
        With every mistake; nothing is changed.
    """
    ensure_codeframe(store, at=at)
    entries = theme_entries(store)
    entry = _of(entries, theme_id)
    named = {"en": name_en, "zh": name_zh}
    entry["name"] = {**entry["name"], **{code: name.strip() for code, name in named.items() if name is not None}}
    if parent is not None:
        entry["parent"] = parent
    for key, given in (("words", words), ("except", exceptions)):
        if given is not None:
            entry[key] = {**entry.get(key, {}), **_lists(given)}
    _save(store, entries, at=at, by=by)


def merge_themes(store: Store, theme_id: str, into: str, *, at: datetime, by: str = "") -> None:
    """Give a theme's words and exceptions, and the comments it was confirmed in, to another one; then retire it.

    Raises UnknownId, BadInput.
    """
    ensure_codeframe(store, at=at)
    entries = theme_entries(store)
    gone, kept = _of(entries, theme_id), _of(entries, into)
    if gone is kept or (gone.get("parent") is None) != (kept.get("parent") is None):
        raise BadInput(field=theme_id, value=into, fix=OTHER_LEVEL)
    for key in ("words", "except"):
        lists = {code: [*kept.get(key, {}).get(code, []), *gone.get(key, {}).get(code, [])] for code in ("en", "zh")}
        if kept.get("parent") is not None:
            kept[key] = {code: list(dict.fromkeys(words)) for code, words in lists.items()}
    left = [entry for entry in entries if entry is not gone]
    for entry in left:
        if entry.get("parent") == theme_id:
            entry["parent"] = into
    _save(store, left, at=at, by=by, moved=(theme_id, into))


def retire_theme(store: Store, theme_id: str, *, at: datetime, by: str = "") -> None:
    """Take a theme, or a group with its themes, out of use; what was said stays for `bring_back`. Raises UnknownId."""
    ensure_codeframe(store, at=at)
    entries = theme_entries(store)
    _of(entries, theme_id)
    left = [entry for entry in entries if theme_id not in (entry["id"], entry.get("parent"))]
    _save(store, left, at=at, by=by)


def bring_back(store: Store, theme_id: str, *, at: datetime, by: str = "") -> None:
    """Use a retired theme again. Raises UnknownId, and CodeframeRefused while its group is retired."""
    with store.write("codeframe", "voices") as write:
        n_rows = write.execute(
            "UPDATE theme SET retired_at = NULL, changed_at = $at, changed_by = $by WHERE theme_id = $id",
            id=theme_id, at=at, by=by,
        )  # fmt: skip
        if not n_rows:
            raise UnknownId(kind=N_("theme"), id=theme_id)
        parse({"themes": theme_entries(write)})


def import_codeframe(store: Store, text: str, *, at: datetime, by: str = "") -> int:
    """Use the codeframe of a file instead; themes it does not list are retired. Returns its number of themes.

    Raises
    ------
    CodeframeRefused
        With every mistake of the file; nothing is changed.
    """
    entries = _entries(from_yaml(text))
    ensure_codeframe(store, at=at)
    _save(store, entries, at=at, by=by)
    return len(entries)


def export_codeframe(store: Reader) -> str:
    """The codeframe in use as the text of a file that `import_codeframe` reads."""
    return to_yaml(codeframe(store))


def _save(
    store: Store, entries: Sequence[Mapping[str, Any]], *, at: datetime, by: str, moved: tuple[str, str] | None = None
) -> None:
    checked = _entries(parse({"themes": list(entries)}))
    with store.write("codeframe", "voices") as write:
        write_themes(write, checked, at=at, by=by)
        if moved is not None:
            give_labels(write, *moved)


def _entries(found: Codeframe) -> list[dict[str, Any]]:
    told = to_plain(found)["themes"]
    assert isinstance(told, list)
    return told


def _of(entries: Sequence[dict[str, Any]], theme_id: str) -> dict[str, Any]:
    for entry in entries:
        if entry["id"] == theme_id:
            return entry
    raise UnknownId(kind=N_("theme"), id=theme_id)


def _lists(words: Words | None) -> dict[str, list[str]]:
    return {code: list(listed) for code, listed in (words or {}).items()}
