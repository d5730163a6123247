"""Run a command where the store is: in the server that owns it, else here."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from data.lock import Holder, holder
from data.store import Store
from errors import AnswerUnreadable, StoreBusy, ThroughlineError
from workflows.commands import run_command
from workflows.erase_person import finish_erasures
from workflows.error_document import Translate, error_document, exit_code

SECONDS = 900.0


def execute(
    path: Path, name: str, args: Mapping[str, Any], *, lang: str, translate: Translate
) -> tuple[int, dict[str, Any]]:
    """Run command `name` on the store at `path`; returns the exit code and the document to print."""
    try:
        owner = holder(path)
        if owner is not None and owner.address:
            return _send(path, owner, name, args, lang)
        store = Store.open(path)
        try:
            finish_erasures(store)
            return 0, run_command(store, name, args, translate=translate)
        finally:
            store.close()
    except ThroughlineError as error:
        return exit_code(error), error_document(error, translate)


def _send(path: Path, owner: Holder, name: str, args: Mapping[str, Any], lang: str) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(  # noqa: S310 - the address is our own loopback server's
        f"{owner.address}/api/command",
        data=json.dumps({"command": name, "args": dict(args), "lang": lang}).encode(),
        headers={"Authorization": f"Bearer {owner.token}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return 0, _document(answer, owner)
    except urllib.error.HTTPError as refusal:
        document = _document(refusal, owner)
        return int(document.pop("exit_code", 2)), document
    except (urllib.error.URLError, TimeoutError) as failure:
        raise StoreBusy(path=str(path), pid=owner.pid, address=owner.address, since=owner.since) from failure


def _document(answer: IO[bytes], owner: Holder) -> dict[str, Any]:
    """What the server answered; a server that failed on the way answers in plain words or not to the end."""
    try:
        told = json.load(answer)
    except (ValueError, http.client.HTTPException) as failure:
        raise AnswerUnreadable(address=owner.address, pid=owner.pid) from failure
    if not isinstance(told, dict):
        raise AnswerUnreadable(address=owner.address, pid=owner.pid)
    return told
