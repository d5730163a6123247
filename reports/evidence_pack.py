"""Download the evidence: one zip a meeting can check, with the picture, the rows and how the figures came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

from i18n import _
from reports.image import Drawable, png
from reports.numbers import day
from reports.table_csv import csv_bytes


class Explained(Protocol):
    """What is told about a figure (`reports.explain.Explanation`, or one of a page)."""

    @property
    def title(self) -> str: ...
    @property
    def formula(self) -> str: ...
    @property
    def sample(self) -> str: ...
    @property
    def interval(self) -> str: ...
    @property
    def method(self) -> str: ...
    @property
    def note(self) -> str: ...


@dataclass(frozen=True)
class Table:
    """Rows for a CSV file with the titles they have on screen."""

    frame: pd.DataFrame
    headers: Mapping[str, str] = field(default_factory=dict)


def evidence_pack(
    *,
    title: str,
    sentences: Sequence[str],
    filters: Mapping[str, str],
    explanations: Sequence[Explained],
    at: datetime,
    charts: Mapping[str, Drawable] | None = None,
    tables: Mapping[str, Table] | None = None,
    quotes: Sequence[str] = (),
) -> bytes:
    """A zip with `note.md`, one PNG per chart and one CSV per table.

    Parameters
    ----------
    title, sentences : the finding in words, already in the language of the screen.
    filters : name of a filter -> its value as shown (journey, period, segments, comparison).
    charts, tables : file name without its ending (ASCII) -> content. quotes : verbatims, masked where needed.
    at : when the pack was made; it also dates the files, so the same evidence gives the same bytes.
    """
    pictures, rows = charts or {}, tables or {}
    note = _note(title, sentences, filters, explanations, quotes, at, [*_names(pictures, rows)])
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        _add(archive, "note.md", note.encode("utf-8-sig"), at)
        for name, chart in pictures.items():
            _add(archive, f"{name}.png", png(chart), at)
        for name, table in rows.items():
            _add(archive, f"{name}.csv", csv_bytes(table.frame, table.headers), at)
    return packed.getvalue()


def _names(pictures: Mapping[str, Drawable], rows: Mapping[str, Table]) -> Sequence[str]:
    return [*(f"{name}.png" for name in pictures), *(f"{name}.csv" for name in rows)]


def _add(archive: ZipFile, name: str, content: bytes, at: datetime) -> None:
    entry = ZipInfo(name, date_time=(at.year, at.month, at.day, at.hour, at.minute, at.second))
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _note(
    title: str,
    sentences: Sequence[str],
    filters: Mapping[str, str],
    explanations: Sequence[Explained],
    quotes: Sequence[str],
    at: datetime,
    files: Sequence[str],
) -> str:
    """The note as Markdown that also reads well as plain text."""
    parts = [f"# {one_line(title)}", "\n".join(one_line(sentence) for sentence in sentences)]
    parts.append(_list(_("What was looked at"), [_pair(name, value) for name, value in filters.items()]))
    parts += [_explained(each) for each in explanations]
    parts.append(_list(_("In the customers' words"), [_quoted(quote) for quote in quotes]))
    parts.append(_list(_("Files"), files))
    parts.append(_("Made with Throughline on {day}.").format(day=day(at.date())))
    return "\n\n".join(part for part in parts if part) + "\n"


def _explained(each: Explained) -> str:
    pairs = {
        _("Formula"): each.formula,
        _("Sample"): each.sample,
        _("Interval"): each.interval,
        _("Method"): each.method,
        _("Note"): each.note,
    }
    return _list(one_line(each.title), [_pair(name, text) for name, text in pairs.items() if text])


def _list(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([f"## {heading}", "", *(f"- {line}" for line in lines)]) if lines else ""


def _pair(name: str, value: str) -> str:
    return _("{name}: {value}").format(name=one_line(name), value=one_line(value))


def _quoted(quote: str) -> str:
    return _("“{quote}”").format(quote=one_line(quote))


def one_line(text: str) -> str:
    """Text of a user on one line and unable to act as Markdown: no link, no picture, no heading.

    >>> one_line("![x](http://a)\\n# b <i>")
    '!\\\\[x\\\\](http://a) # b \\\\<i>'
    """
    flat = " ".join(text.split())
    for sign in ("[", "]", "<"):
        flat = flat.replace(sign, f"\\{sign}")
    return flat
