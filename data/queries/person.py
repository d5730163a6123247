"""Where a person occurs in the kept files: rows that name them, and texts of other rows that mention them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq

from data.reading import Reader
from data.store import Store

ID_ROLES = frozenset({"respondent_id", "response_id", "case_id", "pii"})
FOLLOWED = frozenset({"email", "phone", "national_id", "handle"})
SHORT = 5  # shorter keys are looked for in columns of ids and personal data only
PHONE_DIGITS = 10
UPLOADS = """
SELECT upload_id, sha256, file_name, state, read_params::VARCHAR FROM upload WHERE NOT is_sample ORDER BY upload_no
"""
COLUMNS = "SELECT upload_id, col_no, role, coalesce(pii_type, '') FROM upload_column ORDER BY upload_id, col_no"
NAMED = """
SELECT row_no FROM read_parquet($path)
WHERE list_has_any(list_transform([<cells>], lambda x: lower(trim(x))), $terms)
   OR list_has_any(list_transform([<cells>], lambda x: CASE WHEN regexp_full_match(x, '\\s*[+(]?[\\d\\s().\\-]{7,24}')
        THEN right(regexp_replace(x, '\\D', '', 'g'), <digits>) END), $numbers)
"""
MENTIONING = """
SELECT row_no FROM read_parquet($path)
WHERE list_bool_or(list_transform([<cells>], lambda x: coalesce(<mentions>, false)))
"""
VALUES = "SELECT DISTINCT <cell> FROM read_parquet($path) WHERE list_contains($rows, row_no) AND trim(<cell>) <> ''"
HOLDERS = """
SELECT count(*) FROM read_parquet($path) WHERE lower(trim(<cell>)) = $value AND NOT list_contains($rows, row_no)
    AND coalesce(list_bool_or(list_transform([<personal>], lambda x: trim(x) <> '')), false)
"""
# All rows of the answer sets that the rows belong to, in every live upload: long files spread one over several rows.
WHOLE_ANSWERS = """
WITH named AS (SELECT unnest($uploads) AS upload_id, unnest($rows) AS row_no)
SELECT DISTINCT o.upload_id, o.row_no FROM row_origin o
WHERE o.entity = 'response' AND o.entity_id IN (
    SELECT r.entity_id FROM row_origin r JOIN named n ON n.upload_id = r.upload_id AND n.row_no = r.row_no
    WHERE r.entity = 'response')
"""
ASIDE = """
SELECT upload_id, row_no FROM upload_row_aside
WHERE list_bool_or(list_transform($terms, lambda t: contains(lower(cells::VARCHAR), t)))
"""


@dataclass(frozen=True)
class KeptFile:
    """An upload's cells on disk and what its columns are."""

    upload_id: str
    sha256: str
    file_name: str
    state: str
    folder: Path
    params: Mapping[str, object]
    columns: tuple[tuple[int, str, str], ...]

    @property
    def cells(self) -> Path:
        """The Parquet file with every cell as text."""
        return self.folder / str(self.params.get("cells") or "cells.parquet")

    def with_role(self, roles: Iterable[str]) -> list[int]:
        """Column numbers of some roles."""
        wanted = frozenset(roles)
        return [place for place, role, _ in self.columns if role in wanted]

    def personal(self, kinds: Iterable[str]) -> list[int]:
        """Column numbers of some kinds of personal data."""
        wanted = frozenset(kinds)
        return [place for place, role, kind in self.columns if role == "pii" and kind in wanted]


def folded(term: str) -> str:
    """A key without case, width and surrounding blanks."""
    return unicodedata.normalize("NFKC", term).strip().lower()


def phone_digits(term: str) -> str | None:
    """The last ten digits of a key written like a phone number; None for anything else."""
    digits = re.sub(r"\D", "", term)
    return digits[-PHONE_DIGITS:] if re.fullmatch(r"[+(]?[\d\s().-]{7,24}", term.strip()) and len(digits) >= 7 else None


def kept_files(store: Store) -> list[KeptFile]:
    """Every upload whose cells are kept, undone ones too, in upload order; what columns were is known of live ones."""
    told: dict[str, list[tuple[int, str, str]]] = {}
    for upload_id, place, role, kind in store.rows(COLUMNS):
        told.setdefault(upload_id, []).append((int(place), role, kind))
    found = []
    for upload_id, sha256, name, state, params in store.rows(UPLOADS):
        folder = store.files / "uploads" / sha256
        one = KeptFile(upload_id, sha256, name, state, folder, json.loads(params or "{}"), ())
        if one.cells.exists():
            width = len(pq.read_schema(one.cells).names) - 1
            columns = told.get(upload_id) or [(place, "", "") for place in range(width)]
            found.append(replace(one, columns=tuple(columns)))
    return found


def rows_named(store: Reader, file: KeptFile, terms: Iterable[str]) -> set[int]:
    """Row numbers in which a cell is one of the folded `terms`, or the same phone number written otherwise."""
    wanted = sorted(terms)
    numbers = [digits for term in wanted if (digits := phone_digits(term))]
    every = [place for place, _, _ in file.columns]
    found: set[int] = set()
    for places, some in ((every, [t for t in wanted if len(t) >= SHORT]), (file.with_role(ID_ROLES), wanted)):
        if places and some:
            sql = NAMED.replace("<cells>", _cells(places)).replace("<digits>", str(PHONE_DIGITS))
            rows = store.rows(sql, path=str(file.cells), terms=some, numbers=numbers or [""])
            found |= {int(row[0]) for row in rows}
    return found


def rows_mentioning(store: Reader, file: KeptFile, terms: Sequence[str]) -> set[int]:
    """Row numbers in which some cell contains one of the folded `terms`."""
    if not terms:
        return set()
    mentions = " OR ".join(f"contains(lower(x), $t{place})" for place in range(len(terms)))
    sql = MENTIONING.replace("<cells>", _cells([place for place, _, _ in file.columns])).replace("<mentions>", mentions)
    named = {f"t{place}": term for place, term in enumerate(terms)}
    return {int(row[0]) for row in store.rows(sql, path=str(file.cells), **named)}


def names_in(store: Reader, file: KeptFile, rows: set[int]) -> tuple[set[str], set[str], set[str]]:
    """What the rows call the person: (personal data, own keys, keys that other people's rows carry too), folded."""
    personal = _values(store, file, file.personal(FOLLOWED), rows)
    own, shared = set[str](), set[str]()
    for place in file.with_role(("respondent_id",)):
        for value in _values(store, file, [place], rows):
            (shared if _is_shared(store, file, place, value, rows) else own).add(value)
    return personal, own, shared


def _values(store: Reader, file: KeptFile, places: Sequence[int], rows: set[int]) -> set[str]:
    found: set[str] = set()
    for place in places:
        told = store.rows(VALUES.replace("<cell>", f"c{place}"), path=str(file.cells), rows=sorted(rows))
        found |= {folded(str(row[0])) for row in told}
    return found


def _is_shared(store: Reader, file: KeptFile, place: int, value: str, rows: set[int]) -> bool:
    """Whether rows of the same key name somebody of their own: then the key is an account's, not the person's."""
    personal = file.personal(FOLLOWED | {"name"})
    if not personal:
        return False
    sql = HOLDERS.replace("<cell>", f"c{place}").replace("<personal>", _cells(personal))
    return bool(store.value(sql, path=str(file.cells), value=value, rows=sorted(rows)))


def whole_answers(store: Reader, rows: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """The rows together with all other rows of the answer sets they belong to."""
    pairs = sorted(rows)
    if not pairs:
        return set()
    told = store.rows(WHOLE_ANSWERS, uploads=[pair[0] for pair in pairs], rows=[pair[1] for pair in pairs])
    return {*pairs, *((str(upload_id), int(row_no)) for upload_id, row_no in told)}


def rows_aside(store: Reader, terms: Sequence[str]) -> set[tuple[str, int]]:
    """Rows that were set aside and hold one of the folded `terms`."""
    return {(str(u), int(r)) for u, r in store.rows(ASIDE, terms=list(terms))} if terms else set()


def _cells(places: Sequence[int]) -> str:
    return ", ".join(f"c{int(place)}" for place in places)
