"""A file goes through the page in a real browser and comes out as the figures its description states."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.conftest import ROOT, serve, settled, stop
from tests.browser.invented_files import N, event_log, qualtrics, wenjuanxing
from tests.pages.bench import SAMPLES, SURVEY

pytestmark = pytest.mark.browser
SECONDS = 60_000
SAID = {
    "en": {"import": "Import", "journey": "See your journey", "kept": "Cells:", "median": "takes longest"},
    "zh": {"import": "导入", "journey": "查看您的旅程", "kept": "单元格：文件中", "median": "用时最长"},
}
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="the shared sample files are not here")


def put(page, file) -> None:
    page.locator("input[type=file]").set_input_files(file)
    page.locator("[data-testid=stExpander]").nth(3).wait_for(timeout=SECONDS)
    settled(page)


def choose_columns(page) -> None:
    """Each rating column is a touchpoint, where the page asks."""
    option = page.get_by_text(re.compile("Each rating column"))
    if option.count():
        option.first.click()
        settled(page)


def answer_as_proposed(page) -> None:
    every = page.get_by_role("button", name="Use every proposed answer")
    single = page.get_by_text(re.compile(r"\(proposed\)$"))
    if every.count():
        every.click()
    elif single.count():
        single.first.click()
    settled(page)


def run_import(page) -> None:
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text(re.compile("responses? of .* in the store")).wait_for(timeout=SECONDS)


def curve(folder: Path, journey_id: str) -> dict[str, object]:
    """The figures of the journey as the script door prints them, asked from the running server."""
    command = [sys.executable, "cli.py", "curve", "--journey", journey_id, "--json"]
    done = subprocess.run(
        [*command, "--store", str(folder / "throughline.duckdb")], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


def expected(name: str) -> dict[str, tuple[int, float]]:
    """(n, mean) of each score column of a sample file, as its description states them."""
    described = json.loads((SAMPLES / f"{name}.expected.json").read_text(encoding="utf-8"))
    return {c["name"]: (c["n_valid"], c["mean"]) for c in described["columns"] if c["role"] == "score"}


def shown_as(column: str, names: dict[str, object]) -> str:
    """The touchpoint's name for a column: the column's own, or without the question number in front."""
    return column.casefold() if column.casefold() in names else column.partition("_")[2].casefold()


@pytest.fixture
def own_server(tmp_path, monkeypatch):
    """The address of a server over an empty store, and the folder of that store."""
    monkeypatch.setenv("THROUGHLINE_SAMPLE", "false")
    process, address = serve(tmp_path)
    yield address, tmp_path
    stop(process)


@needs_samples
@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        ("session_feedback_nps.csv", {"satisfaction_session_length", "nps"}),
        ("airport_touchpoints_2013.csv", {"Q7O_WHOLE", "Q9F_CLNWHOLE"}),
    ],
)
def test_a_real_file_becomes_the_curve_its_description_states(own_server, visit, name, outcomes):
    address, folder = own_server
    page = visit(f"{address}/upload?lang=en")
    put(page, SAMPLES / name)
    choose_columns(page)
    answer_as_proposed(page)
    run_import(page)
    page.get_by_role("button", name="See your journey").click()
    page.get_by_role("heading", level=1, name="Where does the journey hurt?").wait_for(timeout=SECONDS)
    page.locator("[data-testid=stVegaLiteChart]").first.wait_for(timeout=SECONDS)
    journey_id = re.search(r"[?&]j=([^&]+)", page.url)[1]
    found = {
        point["name"].casefold(): (point["n"], point["mean_native"])
        for point in curve(folder, journey_id)["touchpoints"]
    }
    stated = {column: figures for column, figures in expected(name).items() if column not in outcomes}
    assert len(found) == len(stated)
    for column, (n, mean) in stated.items():
        assert found[shown_as(column, found)] == (n, pytest.approx(mean, abs=1e-4)), column


@pytest.fixture(scope="module")
def empty_server(tmp_path_factory):
    """The address of one server over an empty store for all files of this module, and the folder of that store."""
    folder = tmp_path_factory.mktemp("empty")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THROUGHLINE_SAMPLE", "false")
        process, address = serve(folder)
    yield address, folder
    stop(process)


def import_in(visit, address: str, lang: str, name: str, content: bytes):
    """Drop a file and press "Import", the one click that a recognised file takes."""
    page = visit(f"{address}/upload?lang={lang}")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    button = page.get_by_role("button", name=SAID[lang]["import"], exact=True)
    button.wait_for(timeout=SECONDS)
    settled(page)  # a press while the script still runs can be lost
    button.click(timeout=SECONDS)
    page.locator("[data-testid=stMetric]").first.wait_for(timeout=SECONDS)
    page.get_by_text(SAID[lang]["kept"]).wait_for(timeout=SECONDS)
    return page


@pytest.mark.parametrize("make", [wenjuanxing, qualtrics], ids=lambda make: make.__name__)
def test_a_recognised_survey_takes_two_clicks_to_its_chart_and_its_second_month_only_import(empty_server, visit, make):
    address, folder = empty_server
    journeys = []
    for month, lang in ((3, "en"), (4, "zh")):
        page = import_in(visit, address, lang, f"{make.__name__}_{month}.csv", make(month))
        page.get_by_role("button", name=SAID[lang]["journey"]).click()
        page.locator("[data-testid=stVegaLiteChart]").first.wait_for(timeout=SECONDS)
        journeys.append(re.search(r"[?&]j=([^&]+)", page.url)[1])
    assert len(set(journeys)) == 1
    assert {point["n"] for point in curve(folder, journeys[0])["touchpoints"]} == {2 * N}


def test_an_event_log_takes_one_click_to_its_chart(empty_server, visit):
    address, _ = empty_server
    for month, lang in ((3, "en"), (4, "zh")):
        page = import_in(visit, address, lang, f"log_{month}.csv", event_log(month))
        page.locator("[data-testid=stVegaLiteChart]").first.wait_for(timeout=SECONDS)
        page.get_by_text(SAID[lang]["median"]).first.wait_for(timeout=SECONDS)


def test_a_survey_goes_through_the_page_in_chinese(own_server, visit):
    address, folder = own_server
    page = visit(f"{address}/upload?lang=zh")
    put(page, {"name": "survey.csv", "mimeType": "text/csv", "buffer": SURVEY.encode()})
    page.get_by_role("button", name="导入", exact=True).click()
    page.get_by_text("份答卷已入库").wait_for(timeout=SECONDS)
    points = curve(folder, "survey")["touchpoints"]
    assert [(point["n"], point["mean_native"]) for point in points] == [(80, 3.0), (80, 3.0), (80, 1.9875), (80, 4.5)]


def test_a_refused_file_says_why_and_the_page_stays(own_server, visit):
    address, folder = own_server
    page = visit(f"{address}/upload?lang=en")
    page.locator("input[type=file]").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"id,score\n"})
    page.get_by_text("The file has column names but no answers.").wait_for(timeout=SECONDS)
    page.goto(f"{address}/upload?lang=zh")
    page.locator("input[type=file]").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": b"id,score\n"})
    page.get_by_text("文件只有表头").wait_for(timeout=SECONDS)
    assert page.locator("input[type=file]").count() == 1
    assert list((folder / "throughline.files" / "staging").iterdir()) == []
