"""Composing SQL from our own templates: only identifiers made here and literal text quoted here get in."""

from __future__ import annotations

from collections.abc import Iterable


def fill(template: str, **parts: str) -> str:
    """`template` with each <name> replaced by a piece of SQL.

    >>> fill("SELECT <what> FROM t", what="count(*)")
    'SELECT count(*) FROM t'
    """
    for name, piece in parts.items():
        template = template.replace(f"<{name}>", piece)
    return template


def text(value: str) -> str:
    """A quoted SQL literal.

    >>> text("it's")
    "'it''s'"
    """
    return "'" + value.replace("'", "''") + "'"


def texts(values: Iterable[str]) -> str:
    """A parenthesised list for IN; an empty one matches nothing."""
    return "(" + (", ".join(text(value) for value in values) or "NULL") + ")"


def cell(column: int) -> str:
    """The staged cell of a column without surrounding blanks, NULL when nothing is left: s.c7."""
    return f"s.c{int(column)}"


def short_hash(*parts: str) -> str:
    """SQL for an id of twelve signs made from `parts`; twelve fit into the engine's inlined strings."""
    upper = f"(md5_number(concat_ws(chr(31), {', '.join(parts)})) >> 64)::UBIGINT"  # as md5_number_lower, in a quarter
    return f"lower(to_base(({upper} % {36**12})::BIGINT, 36, 12))"
