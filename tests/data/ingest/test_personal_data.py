"""Personal data is found by form and check digit, in columns and inside comments, in both languages."""

from __future__ import annotations

import duckdb
import pytest

from data.ingest.identity_numbers import is_identity_number
from data.ingest.pii import pii_by_content
from data.ingest.pii_text import CANDIDATE, masked
from tests.workflows.surveys import read_here, survey


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "440524188001010014", "12345678Z", "X1234567L", "078-05-1120"]
)
def test_published_identity_numbers_are_known(number):
    assert is_identity_number(number)


@pytest.mark.parametrize(
    "number",
    ["110105194912310021", "11010519491331002X", "12345678A", "000-12-3456", "4111111111111112", "2024112312345"],
)
def test_a_wrong_check_digit_or_date_is_no_identity_number(number):
    assert not is_identity_number(number)


def test_a_column_of_identity_numbers_is_personal_whatever_it_is_called():
    assert pii_by_content(["11010519491231002X", "440524188001010014"]) == "national_id"
    assert pii_by_content(["100000000000000001", "100000000000000002"]) is None


HIDDEN = [
    ("Write to anna.b+x@mail.example.org!", "Write to [e-mail]!"),
    ("Ring (212) 555-0147 after six", "Ring [phone] after six"),
    ("请打13800138000找我", "请打［电话］找我"),
    ("我的座机：010-62345678", "我的座机：［电话］"),
    ("My QQ: 12345678 is dead", "My QQ: [account] is dead"),
    ("card 4111-1111-1111-1111 was charged twice", "card [ID number] was charged twice"),
    ("your host 192.0.2.17 timed out", "your host [IP address] timed out"),
    ("my mobile: 79460958", "my mobile: [phone]"),
    ("tel (0)30 901820-0 is dead", "tel [phone] is dead"),
    ("dial 020 7946 0958", "dial [phone]"),
    ("id 11010519491231002X was refused", "id [ID number] was refused"),
    ("ID X1234567L was refused", "ID [ID number] was refused"),
]


@pytest.mark.parametrize(("text", "hidden"), HIDDEN)
def test_personal_data_in_a_comment_is_replaced_by_what_it_was(text, hidden):
    assert masked(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "I waited 45 minutes, then 2 hours, 10/10 would not repeat",
        "Order 20231122334455 of 2024-05-06 12:30:11 cost 1,299.00",
        "5 4 3 5 5 4 3 2 1",
        "2023年5月6日到店，房间1203，价格1299元",
        "version 2.0.1 and model X12345",
        "订单号 202405061234567 还没到",
    ],
)
def test_dates_prices_orders_and_ratings_stay(text):
    assert masked(text) == text


def test_the_engine_finds_every_text_in_which_something_is_masked():
    found = duckdb.execute(
        "SELECT bool_and(regexp_matches(raw, $form)) FROM (SELECT unnest($texts) AS raw)",
        {"form": CANDIDATE, "texts": [text for text, _ in HIDDEN]},
    )
    assert found.fetchall() == [(True,)]


@pytest.mark.parametrize("text", ["Ticket 100234567 is open", "订单号202405061还没到", "paid 1,299.00 on 6.5.2024"])
def test_plain_numbers_are_not_even_looked_at(text):
    assert duckdb.execute("SELECT regexp_matches($text, $form)", {"text": text, "form": CANDIDATE}).fetchone() == (
        False,
    )


def test_examples_of_personal_columns_tell_their_form_only(tmp_path):
    path = survey(tmp_path / "may.csv", range(20))
    column = next(c for c in read_here(path).columns if c.role == "pii")
    assert set(column.samples) == {"p***"}
