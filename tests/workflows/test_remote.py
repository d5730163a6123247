"""What the script makes of the answers of the server that owns the store."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from data.lock import Holder
from workflows import remote
from workflows.commands import run_command


@pytest.fixture
def answers(monkeypatch):
    """A server that says whatever the test puts here: status and body."""
    told: dict[str, tuple[int, bytes]] = {}

    class Saying(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = told["next"]
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body) + (status == 206)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Saying)
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    address = f"http://127.0.0.1:{server.server_port}"
    owner = Holder(pid=7, address=address, since=str(datetime(2026, 11, 2, tzinfo=UTC)), token="secret")
    monkeypatch.setattr(remote, "holder", lambda _path: owner)
    yield told
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "said",
    [
        (500, b"Internal Server Error"),
        (200, b"<html>"),
        (200, b"\xff\xfe"),
        (206, b'{"a": 1'),
        (200, b"[1]"),
        (502, b""),
    ],
)
def test_an_answer_that_is_no_document_becomes_a_sentence(answers, said, tmp_path):
    answers["next"] = said
    code, document = remote.execute(tmp_path / "t.duckdb", "curve", {}, lang="en", translate=str)
    assert (code, document["error"]["code"]) == (3, "answer_unreadable")
    assert "(process 7) gave an answer that cannot be read" in document["error"]["message"]


def test_a_document_and_a_refusal_come_through(answers, tmp_path):
    answers["next"] = (200, b'{"touchpoints": []}')
    assert remote.execute(tmp_path, "curve", {}, lang="en", translate=str) == (0, {"touchpoints": []})
    answers["next"] = (422, b'{"error": {"code": "unknown_id"}, "exit_code": 2}')
    assert remote.execute(tmp_path, "curve", {}, lang="en", translate=str) == (2, {"error": {"code": "unknown_id"}})


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("control", {"measure": "lead:it_delivery"}),
        ("control", {"measure": "throughput:it_delivery", "kind": "run"}),
        ("control", {"measure": "lead:car_rental", "journey": "car_rental"}),
        ("stream", {}),
        ("capability", {}),
    ],
)
def test_documents_hold_no_figure_that_json_does_not_know(sample_store, name, more):
    told = run_command(sample_store, name, {"journey": "it_delivery", **more})
    assert json.loads(json.dumps(told, allow_nan=False)) == told
