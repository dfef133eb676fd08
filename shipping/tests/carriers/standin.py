"""A server in a carrier's place: answers what it was told to, and keeps what it was asked."""

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: str

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Answer:
    """``hangs_up``: it does what it was asked, and the line is cut before it can say so."""

    method: str
    path: re.Pattern[str]
    body: bytes
    status: int = 200
    content_type: str = "application/json"
    hangs_up: bool = False
    left: int = -1


@dataclass
class StandIn:
    """Later answers come before earlier ones."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def answer(self, method: str, path: str, body: Any = "", **more: Any) -> None:
        content = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
        self.answers.insert(0, Answer(method, re.compile(path), content, **more))

    def to(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if re.search(path, asked.path)]

    def find(self, method: str, path: str) -> Answer | None:
        for answer in self.answers:
            if answer.method == method and answer.left and answer.path.search(path):
                answer.left -= 1
                return answer
        return None


def handler_of(standin: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def reply(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            standin.asked.append(Asked(self.command, self.path, dict(self.headers.items()), body))
            answer = standin.find(self.command, self.path)
            if answer is None:
                answer = Answer(self.command, re.compile(""), b'{"error": "nobody told me"}', status=599)
            if answer.hangs_up:
                self.close_connection = True
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: Any) -> None:
            return

    for method in ("GET", "POST", "PUT", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.reply)
    return Handler


class Running:
    def __enter__(self) -> StandIn:
        standin = StandIn()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(standin))
        self.server.daemon_threads = True
        standin.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()
        return standin

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
