"""Simulators as real child processes, and a receiver for what they tell."""

import json
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
SECRET = "for tests only"


@dataclass
class Simulator:
    """One running simulator and a client for it."""

    name: str
    process: subprocess.Popen[str]
    client: httpx.Client

    def fault(self, operation: str, mode: str, **more: object) -> None:
        answer = self.client.post("/_control/faults", json={"operation": operation, "mode": mode, **more})
        assert answer.status_code == 201, answer.text

    def truth(self, operation: str | None = None) -> list[dict[str, Any]]:
        lines = self.client.get("/_truth").json()
        return [line for line in lines if operation in (None, line["operation"])]

    def reset(self, webhook_url: str = "") -> None:
        self.client.delete("/_truth")
        self.client.delete("/_control/faults")
        self.client.post("/_control/webhook-url", json={"url": webhook_url})

    def stop(self, how: signal.Signals = signal.SIGTERM) -> float:
        """Stop it and tell how many seconds that took."""
        started = time.monotonic()
        self.client.close()
        self.process.send_signal(how)
        self.process.wait(timeout=10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return time.monotonic() - started


def start(name: str, data_dir: Path, *options: str) -> Simulator:
    """Start a simulator on a free port and wait until it says so."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"simulators.{name}", "--data-dir", str(data_dir), *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    address = re.search(r"http://\S+", process.stdout.readline())
    assert address is not None
    return Simulator(name, process, httpx.Client(base_url=address.group(), timeout=15))


@dataclass
class Receiver:
    """Takes webhooks; ``refusals`` are answered with 500 first."""

    refusals: int = 0
    close_after_answer: bool = False
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    url: str = ""

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]

    def wait_for(self, enough: Callable[["Receiver"], bool], *, seconds: float = 5.0) -> None:
        deadline = time.monotonic() + seconds
        while not enough(self):
            assert time.monotonic() < deadline, f"only {[event['type'] for event in self.events]} came"
            time.sleep(0.01)


def start_receiver() -> tuple[Receiver, ThreadingHTTPServer]:
    receiver = Receiver()

    class Taking(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            refused = receiver.refusals > 0
            if refused:
                receiver.refusals -= 1
            else:
                receiver.headers.append(dict(self.headers))
                receiver.at.append(time.time())
                receiver.bodies.append(body)
            self.send_response(500 if refused else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()
            self.close_connection = receiver.close_after_answer

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    server.daemon_threads = True
    receiver.url = f"http://127.0.0.1:{server.server_port}/hooks"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return receiver, server
