"""The touchpoint a file means by a name that is spelt a little differently.

Nearly equal names are taken for the same; less equal ones are proposed and asked about. Names that differ in a number
are never the same: "stage 1" is not "stage 2".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from rapidfuzz import fuzz, process

from data.ingest.mapping import TouchpointTarget
from data.ingest.naming import has_cjk, name_key

SAME = 95.0
LIKE = 82.0
LEAST_LETTERS, LEAST_SIGNS = 6, 4
_DIGITS = re.compile(r"\d+")


def near_touchpoint(name: str, known: Mapping[str, str], taken: Iterable[str]) -> tuple[str, str, float] | None:
    """(touchpoint id, the name it is known by, likeness 0 to 100) of the most similar name, None where none is near.

    `known` maps `name_key` to touchpoint id; touchpoints in `taken` belong to other columns.

    >>> near_touchpoint("Requirement clarifications", {"requirementclarification": "it.clarify"}, ())
    ('it.clarify', 'requirementclarification', 97.95918367346938)
    >>> near_touchpoint("Stage 2 review", {"stage1review": "it.one"}, ()) is None
    True
    """
    key = name_key(name)
    if len(key) < (LEAST_SIGNS if has_cjk(name) else LEAST_LETTERS):
        return None
    held, digits = set(taken), _DIGITS.findall(key)
    offered = [other for other, point in known.items() if point not in held and _DIGITS.findall(other) == digits]
    found = process.extractOne(key, offered, scorer=fuzz.ratio, score_cutoff=LIKE)
    return None if found is None else (known[found[0]], found[0], float(found[1]))


def settle_near(
    targets: Iterable[TouchpointTarget], aliases: Mapping[str, str]
) -> tuple[tuple[TouchpointTarget, ...], dict[int, tuple[str, str]]]:
    """The targets with nearly equal names found, and per column the (touchpoint id, name) that is to be asked about."""
    told = tuple(targets)
    shown = {name_key(name): name for name in aliases}
    known = {key: aliases[name] for key, name in shown.items()}
    taken = {target.touchpoint_id for target in told if target.touchpoint_id}
    settled, asked = [], {}
    for target in told:
        near = None if target.touchpoint_id else near_touchpoint(target.name, known, taken)
        if near is not None:
            taken.add(near[0])
        if near is not None and near[2] >= SAME:
            settled.append(replace(target, touchpoint_id=near[0]))
            continue
        settled.append(target)
        if near is not None:
            asked[target.column] = (near[0], shown[near[1]])
    return tuple(settled), asked
