"""The codeframe of this workspace in the store, and what people said about single themes of single texts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import pandas as pd

from data.reading import Reader
from data.transaction import Write

Entry = Mapping[str, Any]


def theme_entries(store: Reader) -> list[dict[str, Any]]:
    """The themes in use as plain entries (id, parent, name, words, except), in order; empty before the first use."""
    rows = store.rows(
        """SELECT theme_id, parent_id, name_en, name_zh, rules::VARCHAR FROM theme WHERE retired_at IS NULL
           ORDER BY position, theme_id"""
    )
    return [
        {"id": theme_id, "parent": parent, "name": {"en": en, "zh": zh}, **json.loads(rules or "{}")}
        for theme_id, parent, en, zh, rules in rows
    ]


def themes(store: Reader) -> pd.DataFrame:
    """One row per theme, retired ones too: theme_id, parent_id, name_en, name_zh, rules (JSON), position, is_standard,
    retired_at, changed_at, changed_by."""
    return store.frame(
        """SELECT theme_id, parent_id, name_en, name_zh, rules, position, coalesce(is_standard, false) AS is_standard,
               retired_at, changed_at, changed_by
           FROM theme ORDER BY position, theme_id""",
        dtypes={"theme_id": "str", "rules": "str", "is_standard": "bool"},
    )


TAGGING: Final = "by joined clauses"
"""How texts are tagged; another name, and every text is tagged again."""


def codeframe_version(entries: Sequence[Entry]) -> str:
    """A name for these rules: it changes when words or ids do, not when a theme is renamed."""
    told = [{key: entry.get(key) for key in ("id", "parent", "words", "except")} for entry in entries]
    return hashlib.sha256(json.dumps([TAGGING, told], sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def write_themes(
    write: Write, entries: Sequence[Entry], *, at: datetime, by: str = "", is_standard: bool = False
) -> None:
    """Make `entries` (already checked) the codeframe: others are retired, and come back if they are listed again."""
    rows = pd.DataFrame(
        {
            "theme_id": entry["id"], "parent_id": entry.get("parent"), "name_en": entry["name"]["en"],
            "name_zh": entry["name"]["zh"], "position": place,
            "rules": _rules(entry),
        }
        for place, entry in enumerate(entries)
    )  # fmt: skip
    write.execute("CREATE TEMP TABLE fresh_theme AS SELECT * FROM theme LIMIT 0")
    write.insert("fresh_theme", rows)
    write.execute(
        """UPDATE theme SET parent_id = f.parent_id, name_en = f.name_en, name_zh = f.name_zh, rules = f.rules,
               position = f.position, retired_at = NULL, changed_at = $at, changed_by = $by,
               is_standard = theme.is_standard
                   AND (theme.parent_id, theme.name_en, theme.name_zh, theme.rules::VARCHAR)
                   IS NOT DISTINCT FROM (f.parent_id, f.name_en, f.name_zh, f.rules::VARCHAR)
           FROM fresh_theme f WHERE theme.theme_id = f.theme_id AND (theme.retired_at IS NOT NULL
               OR (theme.parent_id, theme.name_en, theme.name_zh, theme.rules::VARCHAR, theme.position)
               IS DISTINCT FROM (f.parent_id, f.name_en, f.name_zh, f.rules::VARCHAR, f.position))""",
        at=at, by=by,
    )  # fmt: skip
    write.execute(
        """INSERT INTO theme BY NAME SELECT * REPLACE ($standard AS is_standard, $at AS changed_at, $by AS changed_by)
           FROM fresh_theme WHERE theme_id NOT IN (SELECT theme_id FROM theme)""",
        standard=is_standard, at=at, by=by,
    )  # fmt: skip
    write.execute(
        """UPDATE theme SET retired_at = $at, changed_at = $at, changed_by = $by
           WHERE retired_at IS NULL AND theme_id NOT IN (SELECT theme_id FROM fresh_theme)""",
        at=at, by=by,
    )  # fmt: skip
    write.execute("DROP TABLE fresh_theme")


def _rules(entry: Entry) -> str:
    return json.dumps({key: entry[key] for key in ("words", "except") if entry.get(key)}, ensure_ascii=False)


def outdated_themes(store: Reader, entries: Sequence[Entry]) -> list[Entry]:
    """Those of the shipped `entries` that the store has in an older wording which no person has touched."""
    # A theme put in its place, renamed or retired has a later date than the day the list came.
    kept = store.rows(
        """SELECT theme_id, name_en, name_zh, rules::VARCHAR FROM theme
           WHERE is_standard AND retired_at IS NULL AND coalesce(changed_by, '') = ''
             AND changed_at = (SELECT min(changed_at) FROM theme)"""
    )
    wording = {row[0]: (row[1], row[2], json.loads(row[3] or "{}")) for row in kept}
    return [
        entry for entry in entries
        if entry["id"] in wording
        and wording[entry["id"]] != (entry["name"]["en"], entry["name"]["zh"], json.loads(_rules(entry)))
    ]  # fmt: skip


def follow_shipped(write: Write, entries: Sequence[Entry]) -> None:
    """Give untouched themes the names and words of `entries`; place and date stay, so that they can follow again."""
    for entry in outdated_themes(write, entries):
        write.execute(
            "UPDATE theme SET name_en = $en, name_zh = $zh, rules = $rules WHERE theme_id = $id",
            en=entry["name"]["en"], zh=entry["name"]["zh"], rules=_rules(entry), id=entry["id"],
        )  # fmt: skip


def give_labels(write: Write, theme_id: str, into: str) -> None:
    """What speaks of `theme_id` speaks of `into`, which takes it in. Each no stays a no to its own theme only.

    The answers on `theme_id` stay where they are, for the day it is brought back.
    """
    write.execute(
        """DELETE FROM theme_label WHERE theme_id = $new AND NOT is_present
           AND text_hash IN (SELECT text_hash FROM theme_label WHERE theme_id = $old AND is_present)""",
        old=theme_id, new=into,
    )  # fmt: skip
    write.execute(
        """INSERT INTO theme_label SELECT text_hash, $new, true, labelled_by, labelled_at FROM theme_label
           WHERE theme_id = $old AND is_present
           AND text_hash NOT IN (SELECT text_hash FROM theme_label WHERE theme_id = $new)""",
        old=theme_id, new=into,
    )  # fmt: skip


_LABELS: Final = ("text_hash", "theme_id", "is_present", "labelled_by", "labelled_at")


def theme_labels(store: Reader, theme_ids: Sequence[str]) -> pd.DataFrame:
    """One row per answer of a person on these themes: text_hash, theme_id, is_present, labelled_by, labelled_at."""
    return store.frame(
        f"SELECT {', '.join(_LABELS)} FROM theme_label WHERE list_contains($ids, theme_id) ORDER BY ALL",  # noqa: S608
        ids=list(theme_ids),
        dtypes={"text_hash": "str", "theme_id": "str", "is_present": "bool", "labelled_by": "str"},
    )


def theme_corrections(store: Reader) -> pd.DataFrame:
    """One row per theme somebody judged: theme_id, n_judged texts, n_hit (tagged, yes), n_false (tagged, no),
    n_missed (not tagged, yes): precision = n_hit / (n_hit + n_false), recall = n_hit / (n_hit + n_missed)."""
    return store.frame(
        """WITH tagged AS (SELECT DISTINCT text_hash, theme_id, true AS is_tagged FROM text_theme
                           WHERE source IN ('keyword', 'model'))
           SELECT l.theme_id, count(*) AS n_judged, count(*) FILTER (l.is_present AND is_tagged) AS n_hit,
               count(*) FILTER (NOT l.is_present AND is_tagged) AS n_false,
               count(*) FILTER (l.is_present AND is_tagged IS NULL) AS n_missed
           FROM theme_label l SEMI JOIN comment USING (text_hash) LEFT JOIN tagged USING (text_hash, theme_id)
           GROUP BY ALL ORDER BY ALL""",
        dtypes={"theme_id": "str", **dict.fromkeys(("n_judged", "n_hit", "n_false", "n_missed"), "int64")},
    )
