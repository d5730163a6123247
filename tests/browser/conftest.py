"""A real server over a copy of the sample world, and a real Chromium; skipped with a reason where there is none."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
START_SECONDS = 90
VIEWPORT = {"width": 1440, "height": 1200}
AT_REST = "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start the app over the store in `folder` and wait until it answers."""
    port = free_port()
    environment = os.environ | {"THROUGHLINE_STORE": str(folder / "throughline.duckdb")}
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "app.py",
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    for _ in range(START_SECONDS * 4):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return server, address
        except OSError:
            time.sleep(0.25)
    server.kill()
    raise RuntimeError((folder / "server.log").read_text(errors="replace")[-2000:])


def stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()


@pytest.fixture(scope="session")
def server(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one server that all browser tests share."""
    folder = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(sample_folder, folder)
    process, address = serve(folder)
    yield address
    stop(process)


@pytest.fixture
def fresh_server(sample_folder: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a server that nobody has visited yet."""
    folder = tmp_path / "store"
    shutil.copytree(sample_folder, folder)
    process, address = serve(folder)
    yield address
    stop(process)


@pytest.fixture(scope="session")
def chromium():  # type: ignore[no-untyped-def]
    """One browser for the session."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine: make test installs it")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browsing(chromium):  # type: ignore[no-untyped-def]
    """One profile for the session: what the page is made of is fetched and compiled once."""
    context = chromium.new_context(viewport=VIEWPORT)
    yield context
    context.close()


@pytest.fixture
def visit(chromium, browsing) -> Iterator[Callable[..., object]]:  # type: ignore[no-untyped-def]
    """Open an address in a window that remembers nothing of other tests; the page has its title.

    Options are those of a profile; with any of them, the window has a profile of its own.
    """
    opened = []

    def open_window(address: str, **options: object):  # type: ignore[no-untyped-def]
        context = chromium.new_context(viewport=VIEWPORT, **options) if options else browsing
        page = context.new_page()
        opened.append(page if context is browsing else context)
        page.goto(address)
        page.wait_for_selector("h1", timeout=60_000)
        return page

    yield open_window
    for page in opened:
        page.close()
    browsing.clear_cookies()
    for page in browsing.pages:
        page.close()


def settled(page) -> None:  # type: ignore[no-untyped-def]
    """Wait until the script has run to its end and the page has drawn what it said."""
    page.wait_for_timeout(300)
    page.wait_for_function(AT_REST, timeout=60_000)
