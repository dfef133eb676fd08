"""A shop's receiver: a real HTTP server that remembers what came and answers as it is told."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """``status`` is what it answers, ``meanwhile`` happens before it does; of what ``drips`` it gives byte by byte."""

    status: int = 200
    answer: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)
    meanwhile: Callable[[], None] | None = None
    drips: str = ""
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""
    port: int = 0

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.came]


@contextmanager
def receiving(*, wrap: Callable[[ThreadingHTTPServer], None] | None = None) -> Iterator[Receiver]:
    receiver = Receiver()

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append(({name.lower(): text for name, text in self.headers.items()}, body))
            if receiver.meanwhile is not None:
                receiver.meanwhile()
            if receiver.drips == "head":
                self.give(b"HTTP/1.0 200 OK\r\n" + b"X-Slow: yes\r\n" * 20)
                return
            self.send_response(receiver.status)
            for name, text in receiver.headers.items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(len(receiver.answer)))
            self.end_headers()
            self.give(receiver.answer)

        def give(self, answer: bytes) -> None:
            if not receiver.drips:
                self.wfile.write(answer)
                return
            for place in range(len(answer)):
                self.wfile.write(answer[place : place + 1])
                self.wfile.flush()
                time.sleep(0.05)

        def log_message(self, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass

    server = Quiet(("127.0.0.1", 0), Taking)
    if wrap is not None:
        wrap(server)
    receiver.port = server.server_port
    receiver.url = f"http://127.0.0.1:{server.server_port}/hooks?shop=1"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
