"""What linked cases are called by those who work with them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from data.reading import Reader


def case_names(store: Reader, case_ids: Sequence[str]) -> pd.DataFrame:
    """One row per case that is known: case_id, case_key (its key in the file it came from), account."""
    return store.frame(
        """SELECT p.case_id, coalesce(any_value(p.external_key), p.case_id) AS case_key, any_value(a.name) AS account
           FROM process_case p LEFT JOIN customer_account a USING (account_id)
           WHERE p.case_id IN (SELECT unnest($cases::VARCHAR[])) GROUP BY p.case_id""",
        dtypes={"case_id": "str", "case_key": "str", "account": "str"},
        cases=list(case_ids),
    )
