"""The column roles in words, and the six groups in which the mapping shows them."""

from __future__ import annotations

from i18n import _

GROUPS: dict[str, tuple[str, ...]] = {
    "scores": ("score", "rank"),
    "comments": (
        "comment", "other_text", "theme", "theme_flag", "coded_comment", "sentiment_label", "question_id",
    ),
    "segments": (
        "touchpoint", "segment", "choice", "choice_option", "multi_option", "multi_delimited", "outcome",
        "numeric_attr",
    ),
    "system": (
        "response_id", "respondent_id", "started_at", "submitted_at", "recorded_at", "survey_sent_at", "duration_s",
        "progress", "finished", "response_type", "language", "channel", "collector_id", "response_set", "device",
        "consent", "attention_check", "weight", "event_date", "event_day", "time_of_day",
    ),
    "process": (
        "case_id", "event_id", "activity", "start_ts", "end_ts", "enabled_ts", "stage_ts", "target_ts", "lifecycle",
        "resource", "cost", "process_metric", "step_no", "kpi_date", "kpi_date_part", "kpi_value", "kpi_n",
    ),
    "personal": ("pii", "pii_flag"),
    "aside": ("custom_data", "url", "derived", "empty", "other"),
}  # fmt: skip
ROLES: tuple[str, ...] = tuple(role for roles in GROUPS.values() for role in roles)


def group_of(role: str) -> str:
    """The group a role is shown in."""
    return next((group for group, roles in GROUPS.items() if role in roles), "aside")


def group_label(group: str) -> str:
    """The name of a group in the language of this thread."""
    return {
        "scores": _("Scores"),
        "comments": _("Comments and themes"),
        "segments": _("Segments and choices"),
        "system": _("Answer, person, time"),
        "process": _("Process and KPIs"),
        "personal": _("Personal data"),
        "aside": _("Kept aside"),
        "attention": _("Needs a look"),
        "all": _("All columns"),
    }[group]


def role_label(role: str) -> str:
    """A role in words; an unknown code is shown as it is."""
    return _feedback_roles().get(role) or _process_roles().get(role) or role


def _feedback_roles() -> dict[str, str]:
    return {
        "response_id": _("response number"),
        "respondent_id": _("respondent or customer number"),
        "started_at": _("answering began"),
        "submitted_at": _("answering ended"),
        "recorded_at": _("answer stored"),
        "survey_sent_at": _("invitation sent"),
        "duration_s": _("time taken to answer"),
        "progress": _("progress in %"),
        "finished": _("complete or partial"),
        "response_type": _("real, test or preview"),
        "language": _("language of the answer"),
        "channel": _("channel"),
        "collector_id": _("collector or link"),
        "response_set": _("response set"),
        "device": _("device or browser"),
        "consent": _("consent"),
        "attention_check": _("attention check"),
        "custom_data": _("free field of the tool"),
        "weight": _("survey weight"),
        "score": _("score"),
        "rank": _("rank"),
        "choice": _("single choice"),
        "choice_option": _("single choice, one column per option"),
        "multi_option": _("multiple choice, one column per option"),
        "multi_delimited": _("multiple choice in one cell"),
        "comment": _("comment"),
        "other_text": _("text behind “Other”"),
        "segment": _("segment"),
        "touchpoint": _("names the touchpoint"),
        "outcome": _("outcome (what the customer did)"),
        "question_id": _("names the question"),
        "theme": _("theme"),
        "theme_flag": _("theme, one column each"),
        "coded_comment": _("coded comment without code list"),
        "sentiment_label": _("sentiment"),
        "numeric_attr": _("number about the person or order"),
        "pii": _("personal data"),
        "pii_flag": _("marks personal data"),
        "url": _("link"),
        "derived": _("computed from another column"),
        "empty": _("empty"),
        "other": _("kept aside"),
    }


def _process_roles() -> dict[str, str]:
    return {
        "event_date": _("date of the experience"),
        "event_day": _("day of the month only"),
        "time_of_day": _("time of day"),
        "case_id": _("process instance number"),
        "event_id": _("event number"),
        "activity": _("activity"),
        "start_ts": _("event began"),
        "end_ts": _("event ended"),
        "enabled_ts": _("event could begin"),
        "stage_ts": _("milestone of the process instance"),
        "target_ts": _("promised or planned time"),
        "lifecycle": _("life-cycle step"),
        "resource": _("person or team"),
        "cost": _("cost"),
        "process_metric": _("process measure"),
        "step_no": _("step number"),
        "kpi_date": _("period of the KPI"),
        "kpi_date_part": _("part of the KPI's date"),
        "kpi_value": _("KPI value"),
        "kpi_n": _("n behind the KPI"),
    }


def about_label(about: str | None) -> str:
    """What a score is about, in words."""
    return {
        "touchpoint": _("touchpoint"),
        "overall": _("overall question"),
        "importance": _("importance"),
        "expectation": _("expectation"),
        "effort": _("effort"),
        "just_right": _("just-right question"),
        None: _("not a score"),
        "": _("not a score"),
    }.get(about, about or "")


ABOUTS = ("touchpoint", "overall", "importance", "expectation", "effort", "just_right")
