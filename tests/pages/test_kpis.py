"""The page on measures as a user meets it: the list opens on what misses its target, numbers lead to their records."""

from __future__ import annotations

import pytest

from tests.pages.bench import words

PAGE = "pages/process/kpis.py"


def opened(app, **query: str):
    return app(PAGE, j="it_delivery", **query)


def said(screen) -> str:
    return "\n".join(words(screen))


@pytest.mark.parametrize(
    ("lang", "title", "formula"),
    [
        ("en", "Which measures do we steer by, and do they hold?", "requirements in the baseline"),
        ("zh", "我们靠哪些指标管理，达标了吗？", "基线需求数"),
    ],
)
def test_a_measure_of_the_link_is_open_with_its_definition(sample_store, app, lang, title, formula):
    screen = opened(app, lang=lang, kpi="it_delivery.requirements_stability_index")
    assert screen.title[0].value == title
    assert not screen.exception
    assert screen.header[0].value.endswith("）" if lang == "zh" else "\\)")
    assert formula in said(screen)


def test_the_list_begins_with_what_misses_its_target(sample_store, app):
    screen = opened(app)
    listed = screen.dataframe[0].value
    marks = listed["standing"].str[0].tolist()
    assert marks == sorted(marks, key="▼▽◆△▲n".index)
    assert listed["name"].iloc[0].startswith("▸")


def test_records_behind_a_month_add_up_to_its_value(sample_store, app):
    screen = opened(app, kpi="it_delivery.operation_defect_share", kper="2026-03-01")
    records = screen.dataframe[1].value
    assert len(records) > 3
    assert set(records["day"].dt.strftime("%Y-%m")) == {"2026-03"}
    top, bottom = int(records["num"].sum()), int(records["den"].sum())
    assert f"numerator {top}, denominator {bottom}" in said(screen)


def test_an_imported_series_is_checked_against_the_records(sample_store, app):
    screen = opened(app, kpi="it_delivery.requirement_change_rate", per="all")
    assert "all 36 periods agree" in said(screen)


def test_what_the_data_cannot_give_says_what_it_needs(sample_store, app):
    screen = opened(app)
    assert any(one.label.startswith("Measures of the catalogue that need") for one in screen.expander)
    assert "**Churn** needs contracts of accounts with start and end" in said(screen)


def test_hostile_links_are_refused_with_a_sentence(sample_store, app):
    screen = opened(app, kpi="<script>alert(1)</script>", kper="yesterday", kpart="everything")
    assert not screen.exception
    assert screen.warning
