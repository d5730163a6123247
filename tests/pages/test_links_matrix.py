"""Experience × process as its readers meet it: the planted link first, nothing coloured that could be chance."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from data.queries.scope import Scope
from data.queries.voices import touchpoint_comments
from i18n import set_language
from tests.pages.bench import words
from views import figures, matrix_drill, matrix_picture
from views.escape import unmarked
from views.matrix_choice import Shown
from workflows.read_link_cell import cell_pair, cell_rows
from workflows.read_links import read_links

PAGE = "pages/process/links.py"
LINK = {"j": "it_delivery", "per": "all"}
ACCEPTANCE = "it_delivery.acceptance_signoff"


def shown_of(store) -> Shown:
    reading = read_links(store, Scope("it_delivery"))
    return Shown(reading, reading.targets, reading.measures, reading.matrix.of(ACCEPTANCE, "late"), "whole", "")


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "After a late delivery Acceptance sign-off is "), ("zh", "交付延误之后，验收签收的得分低")],
)
def test_the_page_opens_on_the_planted_late_delivery(sample_view, app, lang, said):
    screen = app(PAGE, lang=lang, **LINK)
    assert not screen.exception
    answers = [text for text in map(unmarked, (one.value for one in screen.markdown)) if said in text]
    assert len(answers) == 2, "the answer and the sentence over the scatter"
    assert "n = " in answers[0]
    assert ("95%置信区间" if lang == "zh" else "95% CI") in answers[0]
    assert len(screen.metric) == 4


def test_only_what_is_likely_real_is_filled(sample_view):
    shown = shown_of(sample_view)
    fields = matrix_picture.field_frame(shown)
    verdicts = {(cell.touchpoint, cell.measure): cell.verdict for cell in shown.reading.matrix}
    real = {"~".join(names) for names, verdict in verdicts.items() if verdict == "likely_real"}
    assert set(fields.loc[fields["tone"] == "real", "id"]) == real
    assert f"{ACCEPTANCE}~late" in real
    assert (fields.loc[fields["tone"] == "none", ["id", "sign", "short"]] == "").all().all()
    assert set(fields.loc[fields["tone"] == "chance", "sign"]) == {"+", "−"}


def test_the_circles_of_a_cell_are_all_its_answers_and_the_rows_too(sample_view):
    reading = read_links(sample_view, Scope("it_delivery"))
    cell = reading.matrix.of(ACCEPTANCE, "late")
    found = cell_pair(reading, ACCEPTANCE, "late")
    assert matrix_picture.circles(found.x, found.y)["n"].sum() == cell.n
    assert matrix_picture.circles(found.x_rest, found.y_rest)["n"].sum() == cell.n
    assert found.line[-1].y - found.line[0].y == pytest.approx(cell.effect)
    rows = cell_rows(reading, ACCEPTANCE, "late")
    assert len(rows) == cell.n
    assert rows["score"].is_monotonic_increasing


def test_every_figure_of_the_table_has_interval_and_n_in_both_languages(sample_view):
    shown = shown_of(sample_view)
    cells = tuple(cell for cell in shown.reading.matrix if cell.effect is not None)
    for lang, interval in (("en", "95% CI"), ("zh", "95%置信区间")):
        set_language(lang)
        told = matrix_picture.table(shown, cells)
        assert len(told) == shown.reading.matrix.n_tested
        assert (told[interval] != "–").all()
        assert (told["n"] >= 30).all()


@pytest.mark.parametrize(
    "link",
    [{"lx": "<script>~late"}, {"lx": f"{ACCEPTANCE}~no such"}, {"lst": "moon"}, {"ls": "everything"}, {"lr": "2"}],
)
def test_an_unknown_part_of_a_link_is_said_and_the_usual_view_shown(sample_view, app, link):
    screen = app(PAGE, **LINK, **link)
    assert not screen.exception
    assert any("is not known here" in warning.value for warning in screen.warning)
    assert "After a late delivery" in " ".join(words(screen))


def test_comments_of_some_responses_are_theirs(sample_view):
    reading = read_links(sample_view, Scope("it_delivery"))
    rows = cell_rows(reading, ACCEPTANCE, "late")
    late, in_time = (
        touchpoint_comments(
            sample_view, Scope("it_delivery"), ACCEPTANCE, most=9999,
            responses=rows.loc[rows["value"] == side, "response_no"].tolist(),
        )
        for side in (1.0, 0.0)
    )  # fmt: skip
    every = touchpoint_comments(sample_view, Scope("it_delivery"), ACCEPTANCE, most=9999)
    assert min(len(late), len(in_time)) > 0
    assert late["n_same"].sum() + in_time["n_same"].sum() == every["n_same"].sum(), "every answer is late or in time"


@pytest.mark.parametrize(("lang", "words_of_late"), [("en", {"late", "in time"}), ("zh", {"延误", "按时"})])
def test_the_export_of_a_pair_has_the_words_of_the_screen(sample_view, lang, words_of_late):
    shown = shown_of(sample_view)
    set_language(lang)
    assert shown.cell is not None
    told = matrix_drill.answers(SimpleNamespace(scope=shown.reading.scope), shown, shown.cell)
    assert set(told.iloc[:, 2]) == words_of_late
    assert len(told) == shown.cell.n


def test_a_swing_between_in_time_and_late_is_said_to_be_a_part_of_the_step(sample_view, app):
    screen = app(PAGE, **LINK, lx=f"{ACCEPTANCE}~late")
    cell = shown_of(sample_view).cell
    assert cell is not None
    step = f"{figures.share(cell.swing)} of the step from in time to late"
    assert any(step in one.value for one in screen.caption)


def test_few_comments_of_one_side_are_not_set_apart(sample_view, app):
    screen = app(PAGE, **LINK)
    told = " ".join(caption.value for caption in screen.caption)
    own = touchpoint_comments(sample_view, Scope("it_delivery"), ACCEPTANCE)["is_own"]
    assert own.sum() > 0
    rows = cell_rows(read_links(sample_view, Scope("it_delivery")), ACCEPTANCE, "late")
    sides = [
        touchpoint_comments(
            sample_view, Scope("it_delivery"), ACCEPTANCE, responses=part["response_no"].tolist()
        ).query("is_own")["n_same"].sum()
        for _late, part in rows.groupby("value")
    ]  # fmt: skip
    assert ("Comments after a late delivery." in told) == (min(sides) >= 8)


def test_only_likely_real_leaves_their_rows_and_a_choice_elsewhere_says_none(sample_view, app):
    screen = app(PAGE, **LINK, lr="1", ls="repeats")
    assert not screen.exception
    assert any("No pair of these measures is likely real" in info.value for info in screen.info)


def test_presenting_says_one_thing_with_one_chart(sample_view, app):
    screen = app(PAGE, **LINK, present="1")
    assert not screen.exception
    assert len(screen.header) == 1
    assert "After a late delivery" in screen.header[0].value
    assert "pairs tested, " in screen.header[0].value, "the room is told over how many pairs and what period"
    assert not screen.metric


def test_without_links_the_page_says_so_and_where_to_make_them(sample_view, app):
    screen = app(PAGE, j="it_delivery", per="m:1999-01")
    assert not screen.exception
    assert any("is linked to a process instance" in text.value for text in screen.markdown)


def test_a_pair_that_could_be_chance_is_called_so_and_needs_no_unmeasured_cause(sample_view, app):
    screen = app(PAGE, **LINK, lx="it_delivery.progress_reporting~late")
    assert not screen.exception
    assert screen.metric[0].delta == "could be chance"
    assert (screen.metric[1].value, screen.metric[1].delta) == ("–", "could be chance")


def test_the_touchpoint_of_a_link_opens_its_own_surest_pair(sample_view, app):
    screen = app(PAGE, **LINK, tp="it_delivery.user_training")
    assert not screen.exception
    assert any(header.value.startswith("User training ×") for header in screen.header)


def test_another_journey_forgets_the_pair(sample_view, app):
    screen = app(PAGE, **LINK, lx=f"{ACCEPTANCE}~late")
    next(box for box in screen.selectbox if box.label == "Journey").set_value("car_rental").run()
    assert not screen.exception
    assert not screen.warning
