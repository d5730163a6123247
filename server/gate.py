"""What every request passes first: host check, security headers, dropped control messages."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

import streamlit
from google.protobuf.message import DecodeError
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]", "testserver"})


@lru_cache(maxsize=1)
def content_security_policy() -> str:
    """The policy sent with every answer; inline scripts of the served page are allowed by their hash only."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, flags=re.DOTALL)
    hashes = " ".join(f"'sha256-{_digest(text)}'" for text in scripts)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {hashes}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' ws: wss:",
            "worker-src 'self' blob:",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


class Gate:
    """ASGI middleware: refuses foreign hosts, adds headers, drops `clear_cache` messages.

    The server binds to loopback; a Host header naming anything else is a page of another
    site that resolved its name to this machine, and is refused.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif not _is_own_host(scope):
            await _refuse(scope, send)
        elif scope["type"] == "websocket":
            await self.app(scope, _without_cache_clearing(receive), send)
        else:
            await self.app(scope, receive, _with_headers(send))


def _is_own_host(scope: Scope) -> bool:
    host = Headers(scope=scope).get("host", "")
    return re.sub(r":\d+$", "", host) in LOOPBACK_HOSTS


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"This address is not served to other hosts."})


def _with_headers(send: Send) -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = content_security_policy()
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "no-referrer"
            headers["X-Frame-Options"] = "SAMEORIGIN"
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        await send(message)

    return answer


def _without_cache_clearing(receive: Receive) -> Receive:
    """Any open tab may ask Streamlit to clear the caches of everyone; that message is not passed on."""

    async def filtered() -> Message:
        while True:
            message = await receive()
            if not _is_cache_clearing(message):
                return message

    return filtered


def _is_cache_clearing(message: Message) -> bool:
    body = message.get("bytes")
    if message["type"] != "websocket.receive" or not body or len(body) > 64:
        return False
    parsed = BackMsg()
    try:
        parsed.ParseFromString(body)
    except DecodeError:  # Streamlit itself answers a message it cannot read
        return False
    return parsed.WhichOneof("type") == "clear_cache"
