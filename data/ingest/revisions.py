"""Which contribution of an answer counts: numbered by the order of the uploads, the newest one is current."""

from __future__ import annotations

from data.transaction import Write

TOUCHED = """
CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT response_id FROM response WHERE upload_id = $id
"""
RENUMBER = """
UPDATE response SET revision = n.revision, is_current = n.is_current
FROM (SELECT r.response_no AS no, row_number() OVER w AS revision,
             row_number() OVER w = count(*) OVER (PARTITION BY r.response_id) AS is_current
      FROM response r JOIN upload u USING (upload_id)
      WHERE r.response_id IN (SELECT response_id FROM touched)
      WINDOW w AS (PARTITION BY r.response_id ORDER BY u.upload_no)) n
WHERE response.response_no = n.no
"""


def note_touched(write: Write, upload_id: str) -> None:
    """Remember the answers of an upload in the temporary table `touched`."""
    write.execute(TOUCHED, id=upload_id)


def renumber(write: Write) -> None:
    """Number the contributions of the touched answers anew."""
    write.execute(RENUMBER)


def settle_revisions(write: Write, upload_id: str) -> None:
    """Put an upload that comes back into its old place among the others."""
    note_touched(write, upload_id)
    renumber(write)
    write.execute("DROP TABLE touched")
