"""Records behind the measures of what customers do: contracts that end, accounts that stay, projects that follow."""

from __future__ import annotations

from typing import Final

CONTRACTS: Final = """
contract AS (
    SELECT project_id, account_id, started_on, coalesce(closed_on, due_on) AS ended_on
    FROM project p JOIN upload u USING (upload_id)
    WHERE (u.journey_id = $journey OR u.journey_id IS NULL) AND p.kind = 'contract' AND account_id IS NOT NULL
        AND started_on IS NOT NULL
)"""

# a contract without an end runs on; a store in which none ends says nothing about losing customers
CHURN: Final = f"""WITH {CONTRACTS},
span AS (
    SELECT date_trunc('quarter', min(started_on))::DATE AS first, date_trunc('quarter', $until::DATE)::DATE AS last
    FROM contract
),
period AS (
    SELECT start::DATE AS start, (start + INTERVAL 3 MONTH)::DATE AS next
    FROM span, generate_series(first::TIMESTAMP, last::TIMESTAMP, INTERVAL 3 MONTH) AS quarter(start)
    WHERE (start + INTERVAL 3 MONTH)::DATE + $grace_days::INT <= $until::DATE
        AND EXISTS (SELECT 1 FROM contract WHERE ended_on IS NOT NULL)
),
active AS (
    SELECT start, next, account_id FROM period JOIN contract c
        ON started_on <= start AND coalesce(ended_on, next) >= start
    -- one that begins on the first day follows an older one, or else the account is won in the period
    WHERE started_on < start OR EXISTS (
        SELECT 1 FROM contract o WHERE o.account_id = c.account_id AND o.started_on < c.started_on
            AND coalesce(o.ended_on, next) + $grace_days::INT >= start)
    GROUP BY ALL
),
last_end AS (
    SELECT a.start, a.next, a.account_id, max(coalesce(c.ended_on, DATE '9999-12-31')) AS ended_on
    FROM active a JOIN contract c ON c.account_id = a.account_id AND c.started_on < a.next
    GROUP BY ALL
)
SELECT 'account' AS entity, l.account_id AS record_id, start AS day, NULL::VARCHAR AS project_id,
    (ended_on < next AND NOT EXISTS (
        SELECT 1 FROM contract c WHERE c.account_id = l.account_id AND c.started_on > l.ended_on
            AND c.started_on <= l.ended_on + $grace_days::INT))::INT::DOUBLE AS num, 1.0 AS den
FROM last_end l"""  # noqa: S608 - fixed

RENEWAL: Final = f"""WITH {CONTRACTS}
SELECT 'project' AS entity, project_id AS record_id, ended_on AS day, project_id,
    EXISTS (
        SELECT 1 FROM contract later WHERE later.account_id = c.account_id AND later.started_on > c.started_on
            AND later.started_on <= c.ended_on + $grace_days::INT
            AND coalesce(later.ended_on, DATE '9999-12-31') > c.ended_on
    )::INT::DOUBLE AS num, 1.0 AS den
FROM contract c WHERE ended_on + $grace_days::INT <= $until::DATE"""  # noqa: S608 - fixed

REPURCHASE: Final = """WITH
done AS (
    SELECT p.* FROM project p JOIN upload u USING (upload_id)
    WHERE (u.journey_id = $journey OR u.journey_id IS NULL) AND p.kind <> 'contract' AND account_id IS NOT NULL
        AND started_on IS NOT NULL
)
SELECT 'project' AS entity, project_id AS record_id, closed_on AS day, project_id,
    EXISTS (
        SELECT 1 FROM done later WHERE later.account_id = done.account_id AND later.started_on > done.started_on
            AND later.started_on <= done.closed_on + $repurchase_days::INT
    )::INT::DOUBLE AS num, 1.0 AS den
FROM done WHERE closed_on + $repurchase_days::INT <= $until::DATE"""

RECORDS: Final = {
    "churn_rate": CHURN,
    "retention_rate": CHURN,
    "renewal_rate": RENEWAL,
    "repurchase_rate": REPURCHASE,
}
