"""Keys that join answers to cases: which columns may hold one, how their texts are compared, how they are masked.

A key is compared in one of three forms. "exact": the cell without surrounding blanks. "normalised": after named steps,
always in the order of `STEPS`. "email": a digest of the address in lower case, the same on both sides; a cell that is
such a digest already is taken as it is. Keys are read from the kept cells inside the store's process; none is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.ingest.sql import fill, text
from data.ingest.staging import BLANKS
from data.ingest.states import states

WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F)) + "\u3000"
NARROW = "".join(chr(code) for code in range(0x21, 0x7F)) + " "
# Each uses its key once where it can: a step that repeats it doubles the whole chain before it. Captures are slow, and
# so is `translate`, which is kept from plain ASCII.
STEPS = {
    "width": f"if(strlen(<key>) = length(<key>), <key>, translate(<key>, {text(WIDE)}, {text(NARROW)}))",
    "case": "lower(<key>)",
    "blanks": r"regexp_replace(<key>, '[\s\x{00A0}\x{3000}]+', '', 'g')",
    "decimal": r"regexp_replace(<key>, '\.0+$', '')",
    "signs": r"regexp_replace(<key>, '[^\pL\pN\s]+', '', 'g')",
    "prefix": r"coalesce(nullif(regexp_replace(<key>, '^\pL[^\pN]*', ''), ''), <key>)",
    "zeros": r"regexp_replace(<key>, '^0+\B', '')",
}
ALL_STEPS = tuple(STEPS)
DIGESTS = {"sha256": 64, "sha1": 40, "md5": 32}
EMAIL = (
    "CASE WHEN contains(<plain>, '@') THEN <digest>(<plain>) "
    "WHEN regexp_full_match(<plain>, '[0-9a-f]{<length>}') THEN <plain> END"
)
MASK = (
    r"CASE WHEN contains(<key>, '@') THEN regexp_replace(<key>, '^(.).*@(.).*$', '\1***@\2***') "
    "WHEN length(<key>) >= 8 THEN left(<key>, 2) || '***' || right(<key>, 2) "
    "WHEN length(<key>) >= 4 THEN left(<key>, 1) || '***' || right(<key>, 1) ELSE '***' END"
)
# Columns that may hold a key; those of the second list only where they tell many values apart.
KEY_ROLES = ("case_id", "respondent_id", "pii", "custom_data", "other", "response_id")
MAYBE_ROLES = (
    "segment",
    "choice",
    "other_text",
    "coded_comment",
    "collector_id",
    "event_id",
    "numeric_attr",
    "comment",
)
KEY_PII = ("email", "phone", "handle")
MANY = 31


@dataclass(frozen=True)
class KeyRef:
    """Where a side keeps its key: the case's own name (`column` empty), or a column by its label."""

    column: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is the name of the case itself."""
        return not self.column


@dataclass(frozen=True)
class KeyForm:
    """How two texts are compared; `steps` of a normalised key, `digest` of an e-mail address."""

    form: str = "exact"
    steps: tuple[str, ...] = ()
    digest: str = "sha256"


EXACT = KeyForm()


def normal(key: str, steps: Sequence[str]) -> str:
    """SQL for `key` after the named steps."""
    for name in ALL_STEPS:
        if name in steps:
            key = fill(STEPS[name], key=key)
    return f"nullif({key}, '')"


def prefix(key: str) -> str:
    """SQL for the letters at the beginning, in lower case; empty where there are none."""
    return rf"regexp_extract(lower({key}), '^\pL+')"


def formed(key: str, form: KeyForm) -> str:
    """SQL for the text that is compared; NULL where the cell holds no key of this form."""
    if form.form == "normalised":
        return normal(key, form.steps)
    if form.form == "email":
        plain = normal(key, ("width", "case", "blanks"))
        return fill(EMAIL, plain=plain, digest=form.digest, length=str(DIGESTS[form.digest]))
    return key


def masked(key: str) -> str:
    """SQL for a key that may be shown: its ends only."""
    return fill(MASK, key=key)


def plain_cell(column: str) -> str:
    """SQL for a kept cell without surrounding blanks; NULL where it is empty or says that there is nothing."""
    trimmed = f"trim({column}, {BLANKS})"
    return f"CASE WHEN lower({trimmed}) NOT IN {states('missing')} THEN {trimmed} END"
