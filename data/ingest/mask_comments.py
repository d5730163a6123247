"""Texts without personal data: what lands in the store as a comment, choice or segment names nobody.

The cells keep the text as it was written; every table, page and export holds the masked one.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from data.ingest.batch import Batch
from data.ingest.model import ColumnSpec
from data.ingest.naming import has_cjk
from data.ingest.person_names import NAME_CANDIDATE, names_hidden
from data.ingest.pii_text import CANDIDATE, mark, masked
from data.ingest.sql import cell, fill, text
from data.transaction import Write

FREE_TEXT = ("comment", "other_text")
# Answers in few words hold codes that only look like numbers of a person: they are masked where they are prose.
CHOSEN = (
    "choice",
    "choice_option",
    "multi_option",
    "multi_delimited",
    "segment",
    "theme",
    "outcome",
    "attention_check",
)
PROSE = (
    r" AND (contains(<cell>, '@') OR length(<cell>) >= 20 OR length(<cell>) >= 8 AND regexp_matches(<cell>, '\p{Han}'))"
)
NAMED = ("name", "handle")
HAN = r"\p{Han}"
HAN_SIGN = "\u4e2d"
SAID_CANDIDATE = f"{CANDIDATE}|{NAME_CANDIDATE}"
SUSPECTS = "SELECT DISTINCT <cell> AS raw FROM staged s WHERE regexp_matches(<cell>, <pattern>)"
REPLACE = "UPDATE staged s SET <column> = m.masked FROM masked_text m WHERE m.raw = <cell>"
# Two Chinese signs or four letters: shorter names stand inside other words.
OWN_NAME = """
UPDATE staged s SET <column> = replace(<cell>, <name>, CASE WHEN regexp_matches(<cell>, <han>) THEN <zh> ELSE <en> END)
WHERE <name> IS NOT NULL AND contains(<cell>, <name>)
    AND length(<name>) >= CASE WHEN regexp_matches(<name>, <han>) THEN 2 ELSE 4 END
"""


def mask_comments(write: Write, batch: Batch) -> int:
    """Mask the staged texts; returns the number of distinct texts in which something was masked."""
    n_masked = 0
    for column in batch.having(FREE_TEXT):
        n_masked += _mask_known_forms(write, column, SUSPECTS, SAID_CANDIDATE, said_masked)
        for named in batch.plan.with_role("pii"):
            if named.pii_type in NAMED:
                write.execute(_own_name_sql(column, named))
    for column in batch.having(CHOSEN):
        n_masked += _mask_known_forms(write, column, SUSPECTS + PROSE, CANDIDATE, masked)
    return n_masked


def said_masked(text: str) -> str:
    """What a person said without personal data: known forms, and names beside a title or words that tell a name.

    Options and segments keep names: "Dr Ito's ward" is a place there, and two of them would become one.

    >>> said_masked("Mr Ito gave me anna@example.org")
    'Mr [name] gave me [e-mail]'
    """
    return names_hidden(masked(text), mark("name", text))


def masked_sample(value: str, role: str) -> str:
    """A cell as it would be stored, for the eyes of whoever maps the file: personal columns tell their form only.

    >>> masked_sample("anna@example.org", "pii"), masked_sample("call 13800138000", "comment")
    ('a***', 'call [phone]')
    >>> masked_sample("12345678Z", "segment"), masked_sample("mail anna@example.org", "choice")
    ('12345678Z', 'mail [e-mail]')
    """
    if role == "pii":
        return f"{value[:1]}***" if value else ""
    is_prose = "@" in value or len(value) >= 20 or (len(value) >= 8 and has_cjk(value))
    if role in FREE_TEXT:
        return said_masked(value)
    return masked(value) if role in CHOSEN and is_prose else value


def _mask_known_forms(
    write: Write, column: ColumnSpec, suspects: str, candidate: str, hide: Callable[[str], str]
) -> int:
    place = cell(column.index)
    found = write.frame(fill(suspects, cell=place, pattern=text(candidate)))["raw"]
    texts = pd.DataFrame({"raw": found, "masked": found.map(hide)}).astype("str")
    texts = texts[texts["raw"] != texts["masked"]]
    if texts.empty:
        return 0
    write.execute("CREATE TEMP TABLE masked_text (raw VARCHAR, masked VARCHAR)")
    write.insert("masked_text", texts)
    write.execute(fill(REPLACE, column=f"c{column.index}", cell=place))
    write.execute("DROP TABLE masked_text")
    return len(texts)


def _own_name_sql(column: ColumnSpec, named: ColumnSpec) -> str:
    """The name in a row's own name column, wherever its comment says it."""
    words = {"en": text(mark("name", "")), "zh": text(mark("name", HAN_SIGN))}
    return fill(
        OWN_NAME, column=f"c{column.index}", cell=cell(column.index), name=cell(named.index), han=text(HAN), **words
    )
