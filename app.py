"""The server door: `streamlit run app.py [-- --store PATH]`.

Streamlit serves `screen.py`; this file adds the gate, the command route and the start order.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager

from data import runtime
from errors import ThroughlineError
from server.command_route import ROUTES
from server.gate import Gate
from server.start import first_links, open_house
from server.visit import visit_in_background
from settings import settings
from workflows import score_service, watch_service

EXIT_STORE_UNAVAILABLE = 3

# Pages lie one folder deep and are listed by st.navigation. Without this line the first visitor of a
# fresh server is sent through Streamlit's older pages-folder lookup and a deep link is "not found".
PagesManager.uses_pages_directory = False


def store_path(arguments: list[str]) -> Path:
    """The store named by --store, else by THROUGHLINE_STORE, else the default."""
    parser = argparse.ArgumentParser(prog="app.py", add_help=False)
    parser.add_argument("--store", type=Path)
    known, _unknown = parser.parse_known_args(arguments)
    return (known.store or settings().store).expanduser().resolve()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Open everything before the first request; a store that cannot be opened ends the process with a sentence."""
    port = config.get_option("server.port")
    try:
        open_house(store_path(sys.argv[1:]), address=f"http://127.0.0.1:{port}")
    except ThroughlineError as error:
        sys.stderr.write(f"{error}\n")
        sys.stderr.flush()
        os._exit(EXIT_STORE_UNAVAILABLE)
    if settings().first_visit:
        visit_in_background(port, first_links())
    if settings().score:
        score_service.start(runtime.store())
    yield
    watch_service.close()
    score_service.close()
    runtime.close_store()


app = st.App("screen.py", routes=ROUTES, middleware=[Middleware(Gate)], lifespan=lifespan)
