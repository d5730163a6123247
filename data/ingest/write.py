"""All rows of one import, in the order in which they need each other, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from data.ingest.answers import write_answers, write_responses
from data.ingest.batch import Batch
from data.ingest.cost_rows import write_costs
from data.ingest.event_order import order_events
from data.ingest.fact import rebuild_facts
from data.ingest.flags import check_survey, surveys_of
from data.ingest.kpi_rows import write_kpis
from data.ingest.link_run import relink
from data.ingest.map_rows import write_map
from data.ingest.mask_comments import mask_comments
from data.ingest.meaning import map_values
from data.ingest.owner_rows import write_owners
from data.ingest.process_rows import write_events, write_milestones
from data.ingest.receipt import settled_counts, write_aside, write_columns, write_issues, write_upload
from data.ingest.staging import drop_staged, stage_rows
from data.ingest.step_fact import CASES_OF_UPLOAD, rebuild_steps
from data.ingest.steps import DONE, FACTS, ROWS
from data.ingest.survey_rows import write_survey
from data.ingest.table_rows import write_customers, write_masked
from data.ingest.work_items import write_work_items
from data.transaction import Write

Landing = Callable[[Write, Batch], dict[str, int]]
NOTHING = {"responses": 0, "answers": 0, "comments": 0, "events": 0}


def write_import(write: Write, batch: Batch) -> tuple[Batch, dict[str, int]]:
    """Write the import `batch`; returns it with the ids made on the way, and the counts of its receipt."""
    batch, counts = write_rows(write, batch)
    write_issues(write, batch)
    write_upload(write, batch, counts)
    finish(write, batch)
    return batch, counts


def write_rows(write: Write, batch: Batch) -> tuple[Batch, dict[str, int]]:
    """The rows of a file and all they hang on, but not the upload itself; `finish` comes after that."""
    batch = write_survey(write, write_map(write, batch))
    batch.step(0.15, ROWS)
    stage_rows(write, batch)
    mask_comments(write, batch)
    map_values(write, batch)
    landed = {**NOTHING, **_land(write, batch)}
    n_aside = write_aside(write, batch)
    write_columns(write, batch)
    return batch, settled_counts(write, batch, landed, n_aside)


def finish(write: Write, batch: Batch) -> None:
    """What follows from the rows once the upload is listed."""
    drop_staged(write)
    order_events(write, batch.upload_id)
    rebuild_steps(write, CASES_OF_UPLOAD, upload_id=batch.upload_id)
    for survey_id in surveys_of(write, batch.upload_id):
        check_survey(write, survey_id)
    relink(write, survey_id=batch.survey_id, source_id=batch.source_id)
    batch.step(0.95, DONE)


def _land(write: Write, batch: Batch) -> dict[str, int]:
    """The rows by what the file is; kinds without a way of their own are answers."""
    return LANDINGS.get(batch.reading.kind, _land_answers)(write, batch)


def _land_answers(write: Write, batch: Batch) -> dict[str, int]:
    n_responses = write_responses(write, batch)
    n_answers, n_comments = write_answers(write, batch)
    write_masked(write, batch)
    n_events = write_milestones(write, batch)
    batch.step(0.75, FACTS)
    rebuild_facts(write, upload_id=batch.upload_id, is_wide=not batch.is_long and not batch.is_by_row)
    return {"responses": n_responses, "answers": n_answers, "comments": n_comments, "events": n_events}


LANDINGS: Mapping[str, Landing] = {
    "event_log": lambda write, batch: {"events": write_events(write, batch)},
    "kpi_series": lambda write, batch: {"values": write_kpis(write, batch)},
    "work_items": lambda write, batch: {"items": write_work_items(write, batch)},
    "cost_table": lambda write, batch: {"costs": write_costs(write, batch)},
    "owners": lambda write, batch: {"owners": write_owners(write, batch)},
    "customer_table": lambda write, batch: {"customers": write_customers(write, batch)},
}
