"""A small HTTP/1.1 server: routes, JSON answers, keep-alive, one thread per connection."""

import json
import re
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qsl, unquote, urlsplit

MAX_BODY_BYTES = 32 * 1024 * 1024


class Refused(Exception):
    """The request is answered with an error: a stable code and a sentence."""

    def __init__(self, status: int, code: str, message: str, **details: object) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.details = status, code, message, details


class NoAnswer(Exception):
    """The connection is closed without a single byte of answer."""


@dataclass(frozen=True)
class Request:
    """One request as a handler sees it; header names are matched without case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    params: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """The body as an object; an empty body is an empty object. Raises Refused when it is anything else."""
        try:
            value = json.loads(self.body or b"{}")
        except ValueError:
            raise Refused(400, "invalid_json", "The body is not JSON.") from None
        if not isinstance(value, dict):
            raise Refused(400, "invalid_json", "The body must be a JSON object.")
        return value

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace")))


@dataclass(frozen=True)
class Answer:
    """Status, bytes and headers, ready to be written."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


def json_answer(value: object, status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Answer(json.dumps(value).encode(), status, headers=named)


def html_answer(text: str, status: int = 200) -> Answer:
    return Answer(text.encode(), status, "text/html; charset=utf-8")


def redirect(location: str) -> Answer:
    return Answer(b"", 303, "text/plain", {"Location": location})


Handler = Callable[[Request], Answer]


class Router:
    """Paths such as ``/v1/captures/{id}/refunds`` and who answers them."""

    def __init__(self) -> None:
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []

    def add(self, method: str, path: str, handler: Handler) -> None:
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", re.escape(path).replace(r"\{", "{").replace(r"\}", "}"))
        self._routes.append((method, re.compile(pattern), handler))

    def answer(self, request: Request) -> Answer:
        known_path = False
        for method, pattern, handler in self._routes:
            match = pattern.fullmatch(request.path)
            if match is None:
                continue
            known_path = True
            if method == request.method:
                params = {name: unquote(text) for name, text in match.groupdict().items()}
                return self._guarded(handler, Request(**{**vars(request), "params": params}))
        if known_path:
            return refusal(Refused(405, "method_not_allowed", f"{request.method} is not possible here."))
        return refusal(Refused(404, "not_found", f"There is nothing at {request.path}."))

    def _guarded(self, handler: Handler, request: Request) -> Answer:
        try:
            return handler(request)
        except Refused as error:
            return refusal(error)


def refusal(error: Refused) -> Answer:
    return json_answer({"error": {"code": error.code, "message": error.message, **error.details}}, error.status)


class Server(ThreadingHTTPServer):
    """Many connections, one router."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], router: Router) -> None:
        self.router = router
        super().__init__(address, _Connection)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news; everything else goes to stderr as usual."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 120

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            self._write(refusal(Refused(413, "too_large", "The body is too large.")))
            return
        address = urlsplit(self.path)
        request = Request(
            method=self.command,
            path=address.path,
            query=dict(parse_qsl(address.query)),
            headers=cast(Mapping[str, str], self.headers),
            body=self.rfile.read(length),
        )
        try:
            answer = cast(Server, self.server).router.answer(request)
        except NoAnswer:
            self.close_connection = True
            return
        self._write(answer)

    do_GET = do_POST = do_DELETE = _serve  # noqa: N815

    def _write(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, text in answer.headers.items():
            self.send_header(name, text)
        # One write for head and body: two small packets would wait for each other's acknowledgement.
        self._headers_buffer.append(b"\r\n" + answer.body)  # type: ignore[attr-defined]
        self.flush_headers()

    def log_message(self, *args: object) -> None:
        """Quiet: the truth log tells more than an access log."""


def bind(router: Router, *, host: str, port: int) -> Server:
    """A server that already owns its port; ``port`` 0 takes a free one."""
    return Server((host, port), router)


def serve_until_stopped(server: Server, *, name: str) -> None:
    """Answer requests until SIGTERM or SIGINT; open connections are not waited for."""

    def stop(signum: int, frame: object) -> None:
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    host, port = server.server_address[:2]
    print(f"{name} listens on http://{host!s}:{port}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.socket.close()
