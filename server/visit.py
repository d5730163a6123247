"""Visits to the own server over its websocket, as a browser tab makes them.

The server visits its own pages once after the start, so that the first real visitor finds them computed;
the benchmarks time their runs with the same tab.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

LOGGER = logging.getLogger(__name__)


@dataclass
class Tab:
    """A session on `page` of the app at 127.0.0.1:`port`."""

    port: int
    page: str = ""
    query: str = ""
    exceptions: list[str] = field(default_factory=list)
    not_found: bool = False
    n_elements: int = 0
    _page_hash: str = ""
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Tab:
        self._socket = self._open.enter_context(
            connect(
                f"ws://127.0.0.1:{self.port}/_stcore/stream",
                subprotocols=["streamlit"],  # type: ignore[list-item]
                max_size=None,
                compression=None,
            )
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def rerun(self, timeout: float = 120.0) -> float:
        """Run the script once; seconds from sending the request to the script's end."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = self.page
        message.rerun_script.page_script_hash = self._page_hash
        start = time.perf_counter()
        self._socket.send(message.SerializeToString())
        self._wait(timeout)
        return time.perf_counter() - start

    def _wait(self, timeout: float) -> None:
        while True:
            answer = ForwardMsg()
            received = self._socket.recv(timeout=timeout)
            answer.ParseFromString(received if isinstance(received, bytes) else received.encode())
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self._page_hash = answer.new_session.page_script_hash
            elif kind == "delta" and answer.delta.new_element.WhichOneof("type") == "exception":
                self.exceptions.append(answer.delta.new_element.exception.message)
            elif kind == "delta":
                self.n_elements += 1
            elif kind == "page_not_found":
                self.not_found = True
            elif kind == "script_finished":
                return


def visit_in_background(port: int, links: Iterable[tuple[str, str]]) -> None:
    """Open each (page, query string) once, one after the other, without holding up anybody."""
    visitor = threading.Thread(target=_visit, args=(port, tuple(links)), name="first-visit", daemon=True)
    visitor.start()


def _visit(port: int, links: tuple[tuple[str, str], ...]) -> None:
    try:
        for page, query in links:
            with Tab(port, page=page, query=query) as tab:
                tab.rerun()
    except (OSError, TimeoutError, WebSocketException) as failure:  # nobody waits for it: the pages come later then
        LOGGER.warning("The first visit to the own pages ended early: %s", failure)
