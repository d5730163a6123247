"""The server door: headers, foreign hosts, the command route, a second start."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.server import ROOT, free_port, serving
from data.lock import holder
from server.gate import _is_cache_clearing, content_security_policy
from server.visit import Tab

START = (sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A running app on an empty store: (port, path of the store)."""
    path = tmp_path_factory.mktemp("served") / "t.duckdb"
    environment = {"THROUGHLINE_STORE": str(path), "THROUGHLINE_SAMPLE": "false"}
    with serving(ROOT / "app.py", environment=environment) as port:
        yield port, path


def answer(request: urllib.request.Request) -> tuple[int, dict[str, str], bytes]:
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, _lower(response.headers), response.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, _lower(refusal.headers), refusal.read()


def _lower(headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def test_every_answer_carries_the_security_headers(served):
    status, headers, _body = answer(urllib.request.Request(f"http://127.0.0.1:{served[0]}/"))
    assert status == 200
    assert headers["content-security-policy"] == content_security_policy()
    assert headers["x-content-type-options"] == "nosniff"


def test_the_policy_lets_no_script_and_no_picture_in_from_elsewhere():
    policy = dict(part.split(" ", 1) for part in content_security_policy().split("; "))
    assert "unsafe" not in policy["script-src"]
    assert "http" not in policy["script-src"] + policy["img-src"] + policy["font-src"]
    assert policy["frame-src"] == "'none'"


def test_a_foreign_host_name_is_refused(served):
    request = urllib.request.Request(f"http://127.0.0.1:{served[0]}/", headers={"Host": "rebound.example"})
    assert answer(request)[0] == 403


def test_only_the_message_that_clears_caches_is_dropped():
    clear, rerun = BackMsg(), BackMsg()
    clear.clear_cache = True
    rerun.rerun_script.query_string = ""
    assert _is_cache_clearing({"type": "websocket.receive", "bytes": clear.SerializeToString()})
    assert not _is_cache_clearing({"type": "websocket.receive", "bytes": rerun.SerializeToString()})
    assert not _is_cache_clearing({"type": "websocket.receive", "bytes": b"\xff\xff"})


def command(port: int, token: str, body: bytes) -> tuple[int, dict]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/api/command", data=body, headers=headers)
    status, _headers, text = answer(request)
    return status, json.loads(text)


def test_the_command_route_wants_the_token_of_the_side_lock(served):
    port, path = served
    owner = holder(path)
    assert owner is not None
    assert owner.address.endswith(str(port))
    body = json.dumps({"command": "uploads"}).encode()
    assert command(port, "guessed", body)[0] == 403
    assert command(port, "", body)[0] == 403
    assert command(port, owner.token, body) == (200, {"uploads": []})
    assert command(port, owner.token, b"not json")[0] == 400
    assert command(port, owner.token, b'{"command": "drop"}')[0] == 422


def test_the_side_lock_is_readable_by_its_owner_only(served):
    side = [path for path in Path(served[1]).parent.iterdir() if path.name.endswith(".lock")]
    assert [path.stat().st_mode & 0o077 for path in side] == [0]


def test_a_second_start_names_the_holder_within_two_seconds_of_trying(served):
    port, path = served
    script = (
        "import sys, time; from pathlib import Path; from data.store import Store; from errors import StoreBusy\n"
        "start = time.monotonic()\n"
        "try: Store.open(Path(sys.argv[1]))\n"
        "except StoreBusy as busy: print(round(time.monotonic() - start, 2), busy)\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    seconds, sentence = finished.stdout.split(" ", 1)
    assert float(seconds) < 2
    assert str(port) in sentence


def test_a_start_on_a_used_store_ends_with_a_sentence_and_3(served):
    started = time.monotonic()
    finished = subprocess.run(
        [*START, "--server.port", str(free_port()), "--", "--store", str(served[1])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert finished.returncode == 3, finished.stderr
    assert "in use by process" in finished.stderr
    assert "Traceback" not in finished.stderr
    assert time.monotonic() - started < 60


def test_a_deep_link_as_the_first_request_runs_the_page_in_its_frame(tmp_path):
    environment = {"THROUGHLINE_STORE": str(tmp_path / "t.duckdb"), "THROUGHLINE_SAMPLE": "false"}
    with serving(ROOT / "app.py", environment=environment) as port, Tab(port, page="settings") as tab:
        tab.rerun()
        assert tab.exceptions == []
        assert not tab.not_found
