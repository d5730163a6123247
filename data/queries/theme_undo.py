"""The rows behind the codeframe as they are, and the way to put them back: what an undo of an edit needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from data.reading import Reader
from data.transaction import Write

_COLUMNS: Final = (
    "theme_id", "parent_id", "name_en", "name_zh", "rules", "retired_at", "position", "is_standard", "changed_at",
    "changed_by",
)  # fmt: skip
Row = tuple[Any, ...]
Rows = Mapping[str, Row]


def theme_rows(store: Reader) -> dict[str, Row]:
    """Every theme, retired ones too, by its id."""
    told = ", ".join("rules::VARCHAR" if name == "rules" else name for name in _COLUMNS)
    return {str(row[0]): row for row in store.rows(f"SELECT {told} FROM theme ORDER BY theme_id")}  # noqa: S608 - fixed


def answer_rows(store: Reader, theme_id: str) -> dict[str, Row]:
    """What people said about one theme, by the text: is_present, labelled_by, labelled_at."""
    rows = store.rows(
        """SELECT text_hash, is_present, labelled_by, labelled_at FROM theme_label WHERE theme_id = $theme
           ORDER BY text_hash""",
        theme=theme_id,
    )
    return {str(row[0]): row[1:] for row in rows}


def changed_keys(before: Rows, after: Rows) -> list[str]:
    """Keys whose row differs between the two, or that only one of them has.

    >>> changed_keys({"a": (1,), "b": (2,)}, {"b": (3,), "c": (4,)})
    ['a', 'b', 'c']
    """
    return [key for key in sorted({*before, *after}) if before.get(key) != after.get(key)]


def put_back_theme(write: Write, theme_id: str, row: Row | None, *, at: datetime) -> None:
    """Make the theme's row as it was; one that was not there goes, or is retired where somebody judged it meanwhile."""
    if row is not None:
        values = dict(zip(_COLUMNS, row, strict=True))
        names = ", ".join(_COLUMNS)
        places = ", ".join(f"${name}" for name in _COLUMNS)
        write.execute(f"INSERT OR REPLACE INTO theme ({names}) VALUES ({places})", **values)  # noqa: S608 - fixed names
        return
    write.execute("UPDATE theme SET retired_at = $at, changed_at = $at WHERE theme_id = $id", at=at, id=theme_id)
    write.execute(
        "DELETE FROM theme WHERE theme_id = $id AND theme_id NOT IN (SELECT theme_id FROM theme_label)", id=theme_id
    )


def put_back_answer(write: Write, theme_id: str, text_hash: str, row: Row | None) -> None:
    """Make what people said about a theme of a text as it was."""
    write.execute("DELETE FROM theme_label WHERE text_hash = $t AND theme_id = $theme", t=text_hash, theme=theme_id)
    if row is not None:
        write.execute(
            "INSERT INTO theme_label VALUES ($t, $theme, $is_present, $by, $at)",
            t=text_hash, theme=theme_id, is_present=row[0], by=row[1], at=row[2],
        )  # fmt: skip
