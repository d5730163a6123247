"""Which cases and steps of the event log a scope means: journey, period, segments.

A case lies in a period by the day of its last step. A log that stands behind no journey yet is addressed by its
source's id in place of the journey's.
"""

from __future__ import annotations

from data.queries.scope import Scope

LOGS = "SELECT log_no FROM process_log WHERE coalesce(journey_id, source_id) = $journey"
# A case belongs to a segment by itself, by its account or respondent, or by an answer that speaks of it.
MEMBER = """{alias}.case_id IN (
    SELECT owner_id FROM segment_value WHERE owner_kind = 'case' AND {chosen}
    UNION ALL SELECT p.case_id FROM process_case p JOIN cluster k ON k.cluster_id = 'a:' || p.account_id
        JOIN segment_value v ON v.owner_kind = 'account' AND v.owner_no = k.cluster_no WHERE {chosen}
    UNION ALL SELECT p.case_id FROM process_case p JOIN segment_value v ON v.owner_kind = 'respondent'
        AND v.owner_id = p.respondent_id WHERE {chosen}
    UNION ALL SELECT l.case_id FROM link l JOIN response r ON r.response_id = l.response_id AND r.is_current
        JOIN segment_value v ON v.owner_kind = 'response' AND v.owner_no = r.response_no WHERE {chosen})"""


def case_condition(scope: Scope, *, alias: str = "c") -> tuple[str, dict[str, object]]:
    """The WHERE text over case_fact and its parameters."""
    parts, params = [f"{alias}.log_no IN ({LOGS})"], {"journey": scope.journey_id}
    narrowed, more = _narrowed(scope, alias)
    return " AND ".join([*parts, *narrowed]), params | more


def step_condition(scope: Scope, *, alias: str = "s") -> tuple[str, dict[str, object]]:
    """The WHERE text over step_fact: all steps of the cases in scope."""
    params: dict[str, object] = {"journey": scope.journey_id}
    text = f"{alias}.log_no IN ({LOGS})"
    narrowed, more = _narrowed(scope, "c")
    if narrowed:
        inner = " AND ".join([f"c.log_no IN ({LOGS})", *narrowed])
        text += f" AND {alias}.case_no IN (SELECT c.case_no FROM case_fact c WHERE {inner})"  # noqa: S608
    return text, params | more


def project_condition(scope: Scope) -> tuple[str, dict[str, object]]:
    """The WHERE text over records with a project_id: those of projects with a case in the segments; TRUE without."""
    narrowed, params = _narrowed(scope.between(None, None), "n")
    if not narrowed:
        return "TRUE", {}
    inner = " AND ".join(["n.journey_id = $journey", *narrowed])
    return f"project_id IN (SELECT n.project_id FROM process_case n WHERE {inner})", params  # noqa: S608


def _narrowed(scope: Scope, alias: str) -> tuple[list[str], dict[str, object]]:
    parts: list[str] = []
    params: dict[str, object] = {}
    if scope.start is not None:
        parts.append(f"{alias}.ended_at >= $start")
        params["start"] = scope.start
    if scope.end is not None:
        parts.append(f"{alias}.ended_at < $end")
        params["end"] = scope.end
    for number, dim in enumerate(sorted({dim for dim, _ in scope.segments})):
        chosen = f"dim = $dim{number} AND list_contains($values{number}, value)"
        parts.append(MEMBER.format(alias=alias, chosen=chosen))
        params |= {f"dim{number}": dim, f"values{number}": [value for name, value in scope.segments if name == dim]}
    return parts, params
