"""The loopback route by which `cli.py` works on a store that this server owns."""

from __future__ import annotations

import hmac
import json

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

import i18n
from data import runtime
from data.lock import holder
from errors import ThroughlineError
from workflows.commands import run_command
from workflows.error_document import error_document, exit_code

LOOPBACK_CLIENTS = ("127.0.0.1", "::1")


async def command(request: Request) -> JSONResponse:
    """POST {"command", "args", "lang"} with the token of the side-lock file; answers the command's document."""
    if not _is_authorised(request):
        return JSONResponse({"error": {"code": "forbidden", "message": "Not allowed."}}, status_code=403)
    try:
        asked = json.loads(await request.body())
        name, args, lang = str(asked["command"]), dict(asked.get("args", {})), asked.get("lang", "en")
    except (ValueError, KeyError, TypeError):
        return JSONResponse({"error": {"code": "bad_input", "message": "Not a command."}}, status_code=400)
    return await run_in_threadpool(_answer, name, args, lang)


def _answer(name: str, args: dict[str, object], lang: str) -> JSONResponse:
    i18n.set_language(lang if lang in i18n.LANGUAGES else "en")
    try:
        return JSONResponse(run_command(runtime.store(), name, args, translate=i18n._))
    except ThroughlineError as error:
        return JSONResponse({**error_document(error, i18n._), "exit_code": exit_code(error)}, status_code=422)


def _is_authorised(request: Request) -> bool:
    owner = holder(runtime.store().path)
    if request.client is None or request.client.host not in LOOPBACK_CLIENTS or owner is None:
        return False
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return bool(owner.token) and hmac.compare_digest(given.encode(), owner.token.encode())


ROUTES = [Route("/api/command", command, methods=["POST"])]
