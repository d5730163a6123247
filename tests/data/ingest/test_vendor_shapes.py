"""One compact export per tool, with invented answers: vendor, role, scale, direction and date of every column.

A column is (header or headers, answers, role[, scale]); answers are repeated down the rows, a function gets the row.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from data.ingest.inspect import inspect_table
from data.ingest.model import Reading
from data.ingest.read import read_table

N = 40
Answers = Sequence[object] | Callable[[int], object]
Column = tuple[str | tuple[str, ...], Answers, str] | tuple[str | tuple[str, ...], Answers, str, tuple[float, float]]
KEYS = ["", "Kayak", "", "", "A raft of our own", "", "", "", "Water taxi", ""]
AGREE = ["Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree"]
SATISFIED = ["Very satisfied", "Satisfied", "Neutral", "Dissatisfied", "Very dissatisfied"]
FIVE, NPS = [5, 4, 3, 2, 1, 4, 5], [10, 9, 0, 7, 8, 6, 10, 3]


def typed(i: int) -> str:
    """Free text in two rows of three."""
    return f"On day {i} the boat was late but the staff at the pier stayed friendly" if i % 3 else ""


def day(pattern: str) -> Callable[[int], str]:
    """Rising times, day above 12 among them: `pattern` takes month, day, hour and minute."""
    return lambda i: pattern.format(m=1 + i // 20, d=1 + i % 20, h=8 + i % 4, n=10 + i % 49)


def key(prefix: str) -> Callable[[int], str]:
    return lambda i: f"{prefix}{700 + 3 * i}"


def mail(i: int) -> str:
    return f"guest{i}@example.org"


def ticks(text: str, step: int, off: str = "") -> Callable[[int], str]:
    return lambda i: text if i % step == 0 else off


ISO, US = day("2024-{m:02d}-{d:02d} {h:02d}:{n}:00"), day("{m:02d}/{d:02d}/2024 {h:02d}:{n}:00 AM")
MONKEY: list[Column] = [
    (("Respondent ID", ""), key("1142"), "response_id"), (("Collector ID", ""), ["2521"], "collector_id"),
    (("Start Date", ""), US, "started_at"), (("End Date", ""), US, "submitted_at"),
    (("IP Address", ""), ["192.0.2.7"], "pii"), (("Email Address", ""), [""], "pii"),
]  # fmt: skip
FORMS = [("ID", lambda i: i + 1, "response_id"), ("Start time", day("{m}/{d}/24 {h}:{n}:00"), "started_at"),
         ("Completion time", day("{m}/{d}/24 {h}:{n}:30"), "submitted_at"), ("Email", ["anonymous"], "pii"),
         ("Name", [""], "pii")]  # fmt: skip
LIME = [(("id", "Response ID"), lambda i: i + 1, "response_id"),
        (("submitdate", "Date submitted"), ISO, "submitted_at"),
        (("lastpage", "Last page"), [3], "progress"), (("startlanguage", "Start language"), ["en", "de"], "language"),
        (("seed", "Seed"), key("98"), "other")]  # fmt: skip


def lime(part: Callable[[tuple[str, str]], str]) -> list[Column]:
    return [(part(names), answers, role) for names, answers, role in LIME]


def qualtrics(
    *columns: tuple[str, str, Answers, str] | tuple[str, str, Answers, str, tuple[float, float]],
) -> list[Column]:
    system = [("StartDate", "Start Date", ISO, "started_at"), ("EndDate", "End Date", ISO, "submitted_at"),
              ("Status", "Response Type", ["IP Address"], "response_type"),
        ("Progress", "Progress", [100, 40], "progress"),
              ("Duration (in seconds)", "Duration (in seconds)", [61, 300], "duration_s"),
              ("Finished", "Finished", ["True", "False"], "finished"),
        ("RecordedDate", "Recorded Date", ISO, "recorded_at"),
              ("ResponseId", "Response ID", key("R_"), "response_id"),
              ("RecipientEmail", "Recipient Email", [""], "pii")]  # fmt: skip
    shown = [*system, *columns]
    return [((c[0], c[1], json.dumps({"ImportId": f"QID{i}"})), *c[2:]) for i, c in enumerate(shown)]  # type: ignore[misc]


SHAPES: dict[str, tuple[str, list[Column]]] = {
    "qualtrics": ("qualtrics", qualtrics(
        ("Q1", "Do you consent to take part?", ["Yes, I do", "No"], "consent"),
        ("Q2_1", "How much do you agree? - The pier is clean", AGREE, "score", (1, 5)),
        ("Q2_2", "How much do you agree? - The boat is safe", AGREE, "score", (1, 5)),
        ("Q3", "How did you come? - Selected Choice", ["Bus", "Car", "Other:"], "choice"),
        ("Q3_3_TEXT", "How did you come? - Other: - Text", KEYS, "other_text"),
        ("Q4_NPS_GROUP", "How likely are you to recommend us? - Group", ["Promoter", "Passive"], "derived"),
        ("Q4", "How likely are you to recommend us?", [10, 9, 7, 1, 1, 1], "score", (0, 10)),
        ("Q5", "Overall impression", ["5 - Extremely impressive", "3 - Somewhat impressive", "1 - Not at all"], "score",
         (1, 5)),
        ("Q6_Page Submit", "Timing - Page Submit", [3.2, 9.75, 14.1], "other"),
        ("Q7", "What could we do better?", typed, "comment"), ("Q7 - Topics", "Q7 - Topics", ["Staff", ""], "theme"),
        ("FL_3_DO", "FL_3 - Display Order", ["A|B", "B|A"], "other"))),
    "surveymonkey condensed": ("surveymonkey", [
        *MONKEY,
        (("How likely is it that you would recommend us?", "Response"),
         ["10 - Extremely likely", "9", "5", "0 - Not at all likely"], "score", (0, 10)),
        (("Please rate", "Deck"), ["Excellent", "Good", "Fair", "Poor"], "score", (1, 4)),
        (("", "Bar"), ["Excellent", "Good", "Fair", "Poor"], "score", (1, 4)),
        (("What did you use? Select all that apply.", "Boat"), ticks("Boat", 2), "multi_option"),
        (("", "Sauna"), ticks("Sauna", 3), "multi_option"), (("", "Other (please specify)"), KEYS, "other_text"),
        (("Anything else?", "Open-Ended Response"), typed, "comment")]),
    "surveymonkey expanded": ("surveymonkey", [
        *MONKEY,
        (("What is your age?", "Under 30"), ticks("Under 30", 2), "choice_option"),
        (("", "30 or more"), lambda i: "30 or more" if i % 2 else "", "choice_option"),
        (("How was the pier?", "☆"), FIVE, "score", (1, 5)), (("Why?", "Open-Ended Response"), typed, "comment")]),
    "google forms": ("google_forms", [
        ("Timestamp", day("{m}/{d}/2024 {h}:{n}:00"), "submitted_at"),
        ("How satisfied are you with [Deck]", SATISFIED, "score", (1, 5)),
        ("How satisfied are you with [Bar]", SATISFIED, "score", (1, 5)),
        ("How likely are you to recommend us? (1 = not likely, 10 = very likely)", [10, 2, 8, 9], "score", (1, 10)),
        ("What did you like?", ["Sauna, Boat", "Boat", "Sauna", "Boat, Kiosk", "Kiosk, Sauna"], "multi_delimited"),
        ("Any other comments?", typed, "comment")]),
    "microsoft forms": ("microsoft_forms", [
        *FORMS,  # type: ignore[list-item]
        ("How was it?\n(1 = very bad, 5 = very good)", FIVE, "score", (1, 5)),
        ("How satisfied are you? (10 is the highest)", [10, 3, 7, 8], "score", (1, 10)),
        ("What did you use?", ["Boat;Sauna;", "Boat;", "Sauna;", "Kiosk;Boat;"], "multi_delimited"),
        ("Points - Who built the pier?", [0, 2], "other"), ("Comments", typed, "comment")]),
    "microsoft forms zh": ("microsoft_forms", [
        ("ID", lambda i: i + 1, "response_id"), ("开始时间", ISO, "started_at"), ("完成时间", ISO, "submitted_at"),
        ("电子邮件", ["anonymous"], "pii"), ("名称", [""], "pii"),
        ("您对码头的满意程度(1=非常不满意,5=非常满意)", FIVE, "score", (1, 5)),
        ("您有多大可能推荐我们?", NPS, "score", (0, 10)), ("其他建议", typed, "comment")]),
    "typeform": ("typeform", [
        ("#", lambda i: f"{i:04x}e44a0a34f2", "response_id"),
        ("Is this your <strong>first</strong> visit?", [0, 1], "choice"),
        ("How likely are you to recommend us?", NPS, "score", (0, 10)), ("Sauna", ticks("Sauna", 2), "multi_option"),
        ("Boat hire", ticks("Boat hire", 3), "multi_option"), ("Other", KEYS, "other_text"),
        ("Response Type", ["completed", "partial"], "finished"), ("Start Date (UTC)", ISO, "started_at"),
        ("Stage Date (UTC)", [""], "recorded_at"), ("Submit Date (UTC)", ISO, "submitted_at"),
        ("Network ID", lambda i: f"ab{i}f", "pii"), ("Tags", [""], "other"), ("Ending", ["Thanks"], "other")]),
    "limesurvey code": ("limesurvey", [
        *lime(lambda names: names[0]), ("SAT[SQ001]", ["1 - very bad", 2, 3, 4, "5 - very good"], "score", (1, 5)),
        ("SAT[SQ002]", ["1 - very bad", 2, 3, 4, "5 - very good"], "score", (1, 5)),
        ("USE[SQ001]", ["Y", ""], "multi_option"),
        ("USE[SQ002]", ["", "Y", "Y"], "multi_option"), ("USE[other]", KEYS, "other_text"),
        ("interviewtime", [61.5, 80.25],
        "duration_s"), ("groupTime12", [3.5, 8.25], "other")]),
    "limesurvey text": ("limesurvey", [
        *lime(lambda names: names[1]), ("How satisfied are you? [Deck]", SATISFIED, "score", (1, 5)),
        ("How satisfied are you? [Bar]", SATISFIED, "score", (1, 5)),
        ("Which do you use? [Boat]", ["Yes", "No"], "multi_option"),
        ("Which do you use? [Sauna]", ["No", "Yes", "Yes"], "multi_option"), ("Any comments?", typed, "comment")]),
    "limesurvey both": ("limesurvey", [
        *lime(lambda names: ". ".join(names)), ("sat[SQ001]. How good is it? [Deck]", FIVE, "score", (1, 5)),
        ("sat[SQ002]. How good is it? [Bar]", FIVE, "score", (1, 5)), ("com. Any comments?", typed, "comment")]),
    "alchemer": ("alchemer", [
        ("Response ID", lambda i: i + 1, "response_id"), ("Time Started", ISO, "started_at"),
        ("Date Submitted", ISO, "submitted_at"), ("Status", ["Complete", "Partial"], "finished"),
        ("Boat:What did you use?", ticks("Boat", 2), "multi_option"),
        ("Sauna:What did you use?", ticks("Sauna", 3), "multi_option"),
        ("How likely are you to recommend us?", NPS, "score", (0, 10)),
        ("User Agent", ["Mozilla/5.0 (X11)"], "device")]),
    "delighted": ("delighted", [
        ("id", key("51"), "response_id"), ("person_id", key("41"), "respondent_id"),
        ("survey_type", ["nps"], "other"),
        ("score", NPS, "score", (0, 10)), ("comment", typed, "comment"),
        ("permalink", ["https://example.org/r/1"], "url"),
        ("created_at", lambda i: 1713418460 + 3600 * i, "submitted_at")]),
    "delighted csat": ("delighted", [
        ("id", key("51"), "response_id"), ("survey_type", ["csat"], "other"), ("score", FIVE, "score", (1, 5)),
        ("permalink", ["https://example.org/r/1"], "url"),
        ("created_at", lambda i: 1713418460 + 3600 * i, "submitted_at")]),
    "medallia": ("medallia", [
        ("request_id", key("9"), "response_id"), ("request_sent_at", ISO, "survey_sent_at"),
        ("request_delivery_status", ["Sent"], "other"), ("response_received_at", ISO, "submitted_at"),
        ("star_rating", FIVE, "score", (1, 5)), ("channel", ["phone", "chat"], "channel"),
        ("brand", ["A", "B"], "segment"),
        ("customer_name", ["Jo Ray"], "pii"), ("employee_email", mail, "pii")]),
    "questionpro": ("questionpro", [
        ("Response ID", key("88"), "response_id"), ("IP Address", ["192.0.2.9"], "pii"),
        ("Timestamp (MM/DD/YYYY)", day("{m:02d}/{d:02d}/2024 {h:02d}:{n}:00"), "submitted_at"),
        ("Duplicate", ["No"], "other"),
        ("Time Taken to Complete (Seconds)", [0, 90], "duration_s"),
        ("Response Status", ["Completed", "Started"], "finished"),
        ("Sequence Number", lambda i: i, "other"), ("Custom Variable 1", [""], "custom_data"),
        ("Q1. How satisfied are you? - Deck", SATISFIED, "score", (1, 5)),
        ("Q1. How satisfied are you? - Bar", SATISFIED, "score", (1, 5))]),
    "formbricks": ("formbricks", [
        ("No.", lambda i: i + 1, "other"), ("Response ID", key("cm"), "response_id"),
        ("Timestamp", ISO, "submitted_at"),
        ("Finished", ["Yes", "No"], "finished"), ("Survey ID", ["s1"], "other"),
        ("User ID", key("u"), "respondent_id"),
        ("1. How likely are you to recommend us?", NPS, "score", (0, 10)),
        ("userAgent - browser", ["Firefox"], "device")]),
    "tally": ("tally", [
        ("Submission ID", key("a"), "response_id"), ("Respondent ID", key("b"), "respondent_id"),
        ("Submitted at", ISO, "submitted_at"), ("How would you rate the pier?", FIVE, "score", (1, 5)),
        ("What did you use? (Boat)", ["true", "false"], "multi_option"),
        ("What did you use? (Sauna)", ["false", "true", "true"], "multi_option")]),
    "freshdesk": ("freshdesk", [
        ("Ticket ID", key("7"), "case_id"), ("Agent", ["Jo", "Al"], "resource"),
        ("Rating", [103, 100, -101, -103], "score",
        (-103, 103)), ("Feedback", typed, "comment")]),
    "friends and family codes": ("unknown", [
        ("Comment ID", lambda i: 400 + i, "response_id"), ("FFT answer", [1, 1, 2, 2, 3, 4, 5, 6], "score", (1, 5)),
        ("Comment", typed, "comment"), ("Date", day("{d:02d}/{m:02d}/2024"), "submitted_at")]),
    "touchpoints": ("touchpoints", [
        ("external_id", lambda i: i, "response_id"), ("question_1", [0, 1], "score", (0, 1)),
        ("positive_ease", [1, 0, ""], "multi_option"), ("negative_ease", [0, 1, ""], "multi_option"),
        ("question_4", typed, "comment")]),
    "zendesk": ("zendesk", [
        ("id", key("36"), "response_id"), ("ticket_id", key("7"), "case_id"), ("assignee_id", [100, 101], "resource"),
        ("requester_id", key("5"), "respondent_id"), ("score", ["good", "bad", "offered"], "score", (1, 2)),
        ("comment", typed, "comment"), ("created_at", day("2024-{m:02d}-{d:02d}T{h:02d}:{n}:00Z"), "submitted_at")]),
    "intercom": ("intercom", [
        ("Conversation ID", key("21"), "case_id"), ("Conversation rating", FIVE, "score", (1, 5)),
        ("Conversation rating remark", typed, "comment"), ("Conversation rating requested at", ISO, "survey_sent_at"),
        ("Rated at", ISO, "submitted_at"), ("Teammate", ["Jo", "Al"], "resource")]),
    "asknicely": ("asknicely", [
        ("Response ID", key("50"), "response_id"), ("Email", mail, "pii"), ("Sent", ISO, "survey_sent_at"),
        ("Responded", ISO, "submitted_at"), ("NPS", NPS, "score", (0, 10)), ("Comment", typed, "comment")]),
    "jotform": ("jotform", [
        ("Submission Date", day("Jan {d}, 2024 {h}:{n}"), "submitted_at"),
        ("What did you order?", ["Tea\nSoup", "Tea", "Soup", "Cake\nTea", "Cake"], "multi_delimited"),
        ("IP", ["192.0.2.4"], "pii"), ("Submission ID", key("54"), "response_id")]),
    "fillout": ("fillout", [
        ("Submission ID", key("s"), "response_id"),
        ("Last updated", day("Mon Jan {d:02d} 2024 {h:02d}:{n}:00 GMT-0500 (Eastern Standard Time)"), "submitted_at"),
        ("Submission started", ISO, "started_at"), ("Status", ["finished", "in_progress"], "finished"),
        ("How was it?", FIVE, "score", (1, 5))]),
}  # fmt: skip


def written(path: Path, columns: list[Column]) -> Path:
    """The columns as a CSV of N rows."""
    heads = [head if isinstance(head, tuple) else (head,) for head, *_ in columns]
    text = io.StringIO()
    target = csv.writer(text)
    target.writerows(zip(*heads, strict=True))
    for i in range(N):
        target.writerow([a(i) if callable(a) else a[i % len(a)] for _, a, *_ in columns])
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def read(tmp_path: Path, name: str) -> Reading:
    return inspect_table(read_table(written(tmp_path / "export.csv", SHAPES[name][1])))


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_every_column_of_a_tool_is_what_the_tool_means(tmp_path: Path, name: str) -> None:
    vendor, columns = SHAPES[name]
    found = read(tmp_path, name)
    assert (found.vendor, len(found.table.cells)) == (vendor, N)
    assert [c.role for c in found.columns] == [column[2] for column in columns]
    scales = {c.index: (c.scale.low, c.scale.high) for c in found.columns if c.scale and c.role == "score"}
    assert scales == {i: column[3] for i, column in enumerate(columns) if len(column) == 4}
    dated = [c for c in found.columns if c.role in ("started_at", "submitted_at", "survey_sent_at") and c.n_distinct]
    assert all(c.date_format for c in dated)
    assert "date_order" not in {issue.code for issue in found.issues}
    falling = {c.name for c in found.columns if c.scale and c.scale.lower_is_better and c.role == "score"}
    assert falling == ({"FFT answer"} if "family" in name else set())
    assert all(c.why[0] and 0 < c.confidence <= 1 for c in found.columns)
